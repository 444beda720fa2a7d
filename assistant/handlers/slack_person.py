"""Which team somebody belongs to, where an event does not tell."""

from dataclasses import replace

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from assistant.handlers.slack_body import Spot, part, string

log = structlog.get_logger(__name__)


async def at_home(client: AsyncWebClient, spot: Spot) -> Spot:
    """The same person with the team that is theirs: a guest's is not where we are installed."""
    try:
        answer = await client.users_info(user=spot.user)
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        log.info("slack_person_unknown", error=type(error).__name__)
        return spot
    team = string(part({"user": answer.get("user")}, "user"), "team_id")
    return replace(spot, team=team or spot.team)
