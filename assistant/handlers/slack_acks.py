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


def ephemeral(message: SlackMessage) -> dict[str, Any]:
    """A message for whoever asked alone."""
    return {"response_type": "ephemeral", "text": message.text, "blocks": message.blocks}


def json_ack(body: dict[str, Any]) -> BoltResponse:
    """An acknowledgement that says something."""
    return BoltResponse(status=200, body=orjson.dumps(body).decode())


async def respond(client: AsyncWebClient, url: str, message: SlackMessage) -> bool:
    """Whether the response URL, good for half an hour and five answers, took it."""
    hook = AsyncWebhookClient(url, session=client.session, retry_handlers=[], logger=slack_logger())
    try:
        answer = await hook.send_dict(ephemeral(message) | {"replace_original": False})
    except (aiohttp.ClientError, TimeoutError, SlackApiError):
        return False
    return answer.status_code == 200
