"""Links to invoices that people write: what is shown beneath them, and to whom.

A link in a channel is drawn for everybody there, so it tells nothing but its own words and has a
button, whose answer only the presser sees. What an invoice says is drawn where nobody else reads
along: in the talk with us. Whether there is such an invoice makes no difference in a channel.
https://docs.slack.dev/messaging/unfurling-links-in-messages/
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from assistant.card import Card
from assistant.handlers.slack_body import Body, Spot, part, string
from assistant.handlers.slack_line import Line
from assistant.handlers.slack_person import at_home
from assistant.handlers.slack_said import Ignored, LinksShared
from assistant.handlers.slack_words import invoice_behind
from assistant.render.slack import render
from assistant.replies import sharing
from assistant.values import dataclass

MOST = 5
"""So many links of one message are drawn."""

log = structlog.get_logger(__name__)


def read(body: Body) -> LinksShared | Ignored:
    """Which invoices a ``link_shared`` event is about, and where it may say what of them."""
    event = part(body, "event")
    links = event.get("links")
    urls = [
        string(each, "url")
        for each in (links if isinstance(links, list) else ())
        if isinstance(each, Mapping)
    ]
    found = {url: number for url in urls if (number := invoice_behind(url))}
    user, team = string(event, "user"), string(body, "team_id")
    if not (found and user and team):
        return Ignored("no link of ours")
    channel, ts = string(event, "channel"), string(event, "message_ts")
    # What is drawn in a composer is sent along to wherever its writer likes.
    posted = string(event, "source") in ("", "conversations_history")
    alone = posted and channel.startswith("D") and event.get("is_bot_user_member") is True
    where: dict[str, Any] = {"channel": channel, "ts": ts}
    if source := string(event, "source"):
        where = {"unfurl_id": string(event, "unfurl_id"), "source": source}
    return LinksShared(Spot(team, user, channel), where, tuple(found.items())[:MOST], alone)


@dataclass(frozen=True, slots=True)
class SlackLinks:
    """Draws what links lead to."""

    client: AsyncWebClient
    line: Line

    async def show(self, shared: LinksShared) -> None:
        """Draw each link; one whose invoice its writer may not see stays a link, in their talk."""
        spot = await at_home(self.client, shared.spot)
        locale = await self.line.speaks(spot.sender)
        drawn: dict[str, Any] = {}
        for url, number in shared.links:
            card = await self._card(shared, spot, number, locale)
            if card is not None:
                drawn[url] = {"blocks": render(card, locale, newest=False).blocks}
        if not drawn:
            return
        try:
            await self.client.chat_unfurl(**shared.where, unfurls=drawn)
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            log.info("slack_link_not_drawn", error=type(error).__name__)

    async def _card(self, shared: LinksShared, spot: Spot, number: str, locale: str) -> Card | None:
        if not shared.alone:
            return sharing.behind_link(number, locale)
        now = datetime.now(UTC)
        request = spot.request(f"link/{now.isoformat()}/{number}", f"invoice {number}", now)
        card = await self.line.see(request.model_copy(update={"conversation": "links"}))
        return sharing.in_short(card) if card else None
