"""How Slack is answered: in the acknowledgement, or later at the URL it gave."""

from typing import Any

import aiohttp
import orjson
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from assistant.handlers.slack_log import slack_logger
from assistant.render.slack import SlackMessage
from assistant.render.slack_room import MAX_BLOCKS, MAX_TEXT, fits
from assistant.workspaces.redraw import REFUSED


class Written(BoltResponse):
    """JSON as the bytes that go out; as text, which Socket Mode asks for, only when it does."""

    def __init__(self, content: bytes) -> None:
        super().__init__(status=200, headers={"content-type": "application/json;charset=utf-8"})
        self.content = content

    @property
    def body(self) -> str:
        """The same as text."""
        return self.content.decode()

    @body.setter
    def body(self, text: str) -> None:
        self.content = text.encode()


def ephemeral(message: SlackMessage) -> dict[str, Any]:
    """A message for whoever asked alone."""
    return {"response_type": "ephemeral", "text": message.text, "blocks": message.blocks}


def answered(message: SlackMessage) -> BoltResponse:
    """The answer to a command, in words alone where its blocks would be more than Slack takes.

    Of those Slack shows an error instead, and we never hear of it.
    """
    body = orjson.dumps(ephemeral(message))
    if len(message.blocks) > MAX_BLOCKS or (len(body) > MAX_TEXT and not fits(message.blocks)):
        body = orjson.dumps(ephemeral(SlackMessage(message.text, [])))
    return Written(body)


def json_ack(body: dict[str, Any]) -> BoltResponse:
    """An acknowledgement that says something."""
    return Written(orjson.dumps(body))


async def respond(client: AsyncWebClient, url: str, message: SlackMessage) -> bool:
    """Whether the response URL, good for half an hour and five answers, took it."""
    hook = AsyncWebhookClient(url, session=client.session, retry_handlers=[], logger=slack_logger())
    try:
        answer = await hook.send_dict(ephemeral(message) | {"replace_original": False})
        if answer.status_code != 200 and answer.body in REFUSED and message.blocks:
            return await respond(client, url, SlackMessage(message.text, []))
    except (aiohttp.ClientError, TimeoutError, SlackApiError):
        return False
    return answer.status_code == 200
