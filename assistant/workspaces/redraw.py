"""Draw a message anew by the URL Slack gave for it; the URL is never written down.

https://docs.slack.dev/interactivity/handling-user-interaction/#message_responses
"""

from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

PATIENCE = 10.0


async def redraw(client: AsyncWebClient, url: str, content: dict[str, Any]) -> bool:
    """Whether the URL took it; it stays with whoever saw it before.

    Raises SlackApiError, as the Web API's methods do, where Slack wants it otherwise or later.
    """
    body = {"response_type": "ephemeral", "replace_original": True, **content}
    session: aiohttp.ClientSession | None = client.session
    assert session is not None, "the client came with a session: see slack_client"
    limit = aiohttp.ClientTimeout(PATIENCE)
    async with session.post(url, json=body, timeout=limit) as answer:
        said = (await answer.text())[:100]
        if answer.status == 429 or answer.status >= 500 or said in REFUSED:
            word = said if said in REFUSED else ""
            refusal = _Answer(answer, word)
            raise SlackApiError("the URL of a press", refusal)  # type: ignore[no-untyped-call]
        return answer.status == 200


REFUSED = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})


class _Answer:
    """The same as the Web API's answers have."""

    def __init__(self, answer: aiohttp.ClientResponse, word: str) -> None:
        self.status_code = answer.status
        self.headers = answer.headers
        self.data = {"ok": False, "error": word}
