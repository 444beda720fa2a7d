"""The Home tab, and the suggestions above a talk: a few questions asked in somebody's name.

Both are nothing but answers of the line, so whoever looks sees what they would be told.
"""

import asyncio
from datetime import UTC, datetime

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from assistant.card import Card
from assistant.handlers.slack_body import Spot
from assistant.handlers.slack_line import Line
from assistant.handlers.slack_person import at_home
from assistant.handlers.slack_said import TalkOpened
from assistant.render.slack_home import home

log = structlog.get_logger(__name__)

SHOWN = (
    "summary",
    "show open invoices",
    "payment methods",
    "who gets our invoices?",
    "show my cases",
    "notification preferences",
    "which account is this?",
)
"""What the Home tab answers, from top to bottom; all of it only reads."""

PROMPTS = 4

UNKNOWN_BLOCKS = frozenset({"invalid_arguments", "invalid_blocks", "invalid_blocks_format"})
"""Where Slack says so of the Home tab, the blocks that every Slack knows are tried."""

AT_WORK = "…"
"""What stands beside our name meanwhile, in every language."""

PATIENCE = 0.4
"""Seconds a request may wait for the sign that it is worked on."""


class SlackHome:
    """Draws what is shown before anybody has said a word."""

    def __init__(self, client: AsyncWebClient, line: Line) -> None:
        self._client = client
        self._line = line

    async def open(self, spot: Spot) -> None:
        """Draw the Home tab for somebody whose team the event did not name."""
        await self.show(await at_home(self._client, spot))

    async def show(self, spot: Spot) -> None:
        """Draw the Home tab of one person."""
        locale = await self._line.speaks(spot.sender)
        cards = [await self._asked(spot, words) for words in SHOWN]
        for newest in (True, False):
            view = home(cards, locale, newest=newest)
            try:
                await self._client.views_publish(user_id=spot.user, view=view)
            except SlackApiError as error:
                why = error.response.get("error")
                if newest and why in UNKNOWN_BLOCKS:
                    continue
                log.warning("slack_home_not_shown", why=why)
            return

    async def suggest(self, opened: TalkOpened) -> None:
        """Suggest what this person may say, as the help they would get does."""
        card = await self._asked(await at_home(self._client, opened.spot), "help")
        prompts = [{"title": each.label, "message": each.say} for each in card.actions if each.say]
        if not prompts:
            return
        try:
            await self._client.assistant_threads_setSuggestedPrompts(
                channel_id=opened.channel,
                thread_ts=opened.thread_ts,
                title=card.title,
                prompts=prompts[:PROMPTS],
            )
        except SlackApiError as error:  # only apps with the agent view have this
            log.info("slack_prompts_not_shown", why=error.response.get("error"))

    async def at_work(self, channel: str, thread_ts: str) -> None:
        """Show that somebody is at work; the answer takes the sign away.

        It is set before the answer can be given, and never waited for long: set after, it stays.
        """
        try:
            async with asyncio.timeout(PATIENCE):
                await self._client.assistant_threads_setStatus(
                    channel_id=channel, thread_ts=thread_ts, status=AT_WORK
                )
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            log.info("slack_status_not_shown", error=type(error).__name__)

    async def _asked(self, spot: Spot, words: str) -> Card:
        now = datetime.now(UTC)
        key = f"home/{now.isoformat()}/{words}"
        asked = spot.request(key, words, now).model_copy(update={"conversation": "home"})
        return await self._line.ask(asked)
