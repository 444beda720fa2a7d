"""Brings cards to people in Slack: where they asked, seen by them alone, or else in a DM.

A message that one person sees cannot carry files, so a card with files always goes by DM; where it
was asked for in a channel, its words come there, too. One message at a time goes to each
destination, in the order given. When Slack asks to wait
(about a message a second and channel is allowed), only that destination waits.
"""

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import Any, NoReturn
from weakref import WeakValueDictionary

import aiohttp
import orjson
import structlog
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient

from assistant.documents.job import Made
from assistant.notify.senders import (
    DeliveryFailedError,
    DeliveryLaterError,
    DeliveryUncertainError,
    Outgoing,
)
from assistant.notify.slack_spots import Spot, needs_a_copy, place_of, screen_of, spots
from assistant.render.slack import Block, SlackMessage, render
from assistant.values import dataclass
from assistant.workspaces.redraw import redraw
from assistant.workspaces.screens import Screens

METADATA = "billing_delivery"
"""The metadata event type under which a message carries its delivery id."""

PATIENCE = 30.0
"""Seconds an answer may take; far less than a worker may hold a delivery."""

_LATER = frozenset(
    "ratelimited rate_limited service_unavailable request_timeout team_added_to_org "
    "accesslimited".split()
)
_UNCERTAIN = frozenset({"internal_error", "fatal_error"})
_FIXED = frozenset("message_not_found cant_update_message edit_window_closed".split())
_BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Parcel:
    """What to write, and the id it is known by."""

    delivery_id: str
    message: SlackMessage
    drawing: Callable[..., SlackMessage]
    files: tuple[Made, ...]
    instead_of: str | None = None
    screen: str | None = None  # what the person pressed, alone to see it


class _RefusedError(Exception):
    """Slack will not have this message here."""


class SlackSender:
    """Sends through one Web API client, which must not retry by itself."""

    def __init__(
        self,
        client: AsyncWebClient,
        *,
        clock: Callable[[], float] = time.monotonic,
        patience: float = PATIENCE,
        screens: Screens | None = None,
    ) -> None:
        self._client = client
        self._clock = clock
        self._patience = patience
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._closed_until: dict[str, float] = {}
        self._screens = screens or Screens()

    async def send(self, outgoing: Outgoing) -> str | None:
        """Deliver to the place asked from, else by DM; returns ``channel/ts``.

        Raises DeliveryLaterError while the destination must wait, DeliveryFailedError when neither
        will take it, DeliveryUncertainError when the line broke after the message left.
        """
        card = outgoing.card
        drawing = partial(render, card, outgoing.locale, carries_files=bool(outgoing.files))
        message = drawing(newest=self._screens.newest)
        files, instead_of = outgoing.files, outgoing.instead_of
        screen = screen_of(outgoing)
        parcel = _Parcel(outgoing.delivery_id, message, drawing, files, instead_of, screen)
        refusals = []
        for spot in spots(outgoing):
            turn = self._turns.setdefault(spot.channel, asyncio.Lock())
            async with turn:
                try:
                    reference = await self._write(spot, parcel)
                except _RefusedError as refused:
                    refusals.append(str(refused))
                    continue
            await self._show_where_asked(outgoing)
            return reference
        raise DeliveryFailedError(f"Slack refused: {', '.join(refusals)}")

    async def _show_where_asked(self, outgoing: Outgoing) -> None:
        """Say in the channel what came by DM, and that files did; it did, so this may fail."""
        place = place_of(outgoing)
        if not needs_a_copy(outgoing) or place is None or place.get("private"):
            return
        message = render(outgoing.card, outgoing.locale)
        try:
            async with asyncio.timeout(self._patience):
                await self._client.chat_postEphemeral(
                    channel=place["channel"],
                    user=place["user"],
                    thread_ts=place["thread_ts"] or None,
                    text=message.text,
                    blocks=message.blocks,
                )
        except (SlackApiError, SlackRequestError, aiohttp.ClientError, TimeoutError) as error:
            log.info("slack_pointer_not_shown", error=type(error).__name__)

    async def _write(self, spot: Spot, parcel: _Parcel) -> str:
        self._wait_over(spot.channel)
        try:
            async with asyncio.timeout(self._patience):
                return await self._draw(spot, parcel)
        except SlackApiError as error:
            self._failed(spot, error)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise DeliveryLaterError(f"Slack is out of reach: {type(error).__name__}") from None
        except SlackRequestError:
            raise DeliveryLaterError("Slack did not take the file") from None
        except (aiohttp.ClientError, TimeoutError) as error:
            raise DeliveryUncertainError(f"Slack broke off: {type(error).__name__}") from None

    async def _draw(self, spot: Spot, parcel: _Parcel) -> str:
        try:
            return await self._call(spot, parcel, parcel.message.blocks)
        except SlackApiError as error:
            if _word(error) not in _BLOCKS:
                raise
        return await self._draw_plainly(spot, parcel)

    async def _draw_plainly(self, spot: Spot, parcel: _Parcel) -> str:
        """With the blocks every Slack knows, then with none; what works is remembered."""
        older = parcel.drawing(newest=False).blocks
        if older != parcel.message.blocks:
            try:
                drawn = await self._call(spot, parcel, older)
            except SlackApiError as error:
                if _word(error) not in _BLOCKS:
                    raise
            else:
                self._screens.newest = False
                log.warning("slack_blocks_refused", remedy="older blocks are used from now on")
                return drawn
        return await self._call(spot, parcel, None)

    async def _call(self, spot: Spot, parcel: _Parcel, blocks: list[Block] | None) -> str:
        if parcel.files:
            return await self._upload(spot, parcel, blocks)
        text, thread = parcel.message.text, spot.thread_ts or None
        if turned := await self._turn(spot, parcel, blocks):
            return turned
        if spot.only_for:
            answer = await self._client.chat_postEphemeral(
                channel=spot.channel, user=spot.only_for, thread_ts=thread, text=text, blocks=blocks
            )
            return f"{spot.channel}/{answer.get('message_ts')}"
        answer = await self._client.chat_postMessage(
            channel=spot.channel,
            thread_ts=thread,
            text=text,
            blocks=blocks,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": METADATA, "event_payload": {"id": parcel.delivery_id}},
        )
        return f"{answer.get('channel')}/{answer.get('ts')}"

    async def _turn(self, spot: Spot, parcel: _Parcel, blocks: list[Block] | None) -> str | None:
        """Redraw a message of ours in place; None where there is none that can be."""
        if spot.only_for and parcel.screen:
            return await self._redrawn(parcel.screen, parcel.message.text, blocks)
        channel, _, ts = (parcel.instead_of or "").partition("/")
        in_dm = channel.startswith("D") and spot.channel.startswith(("U", "W"))
        if not ts or not (in_dm or channel == spot.channel) or spot.only_for:
            return None
        try:
            await self._client.chat_update(
                channel=channel, ts=ts, text=parcel.message.text, blocks=blocks or []
            )
        except SlackApiError as error:
            if _word(error) not in _FIXED:
                raise
            return None
        return parcel.instead_of

    async def _redrawn(self, screen: str, text: str, blocks: list[Block] | None) -> str | None:
        """Redraw what they pressed by the URL that came with the press, while Slack takes it."""
        url = self._screens.use(screen)
        if url is None:
            return None
        if await redraw(self._client, url, {"text": text, "blocks": blocks or []}):
            return screen.split("/", 2)[2]
        self._screens.forget(screen)
        return None

    async def _upload(self, spot: Spot, parcel: _Parcel, blocks: list[Block] | None) -> str:
        """Files and words in one step, so that neither comes without the other."""
        channel = spot.channel
        if not channel.startswith("D"):
            opened = await self._client.conversations_open(users=channel)
            channel = opened["channel"]["id"]
        words: dict[str, Any] = {"blocks": orjson.dumps(blocks).decode()} if blocks else {}
        answer = await self._client.files_upload_v2(
            channel=channel,
            thread_ts=spot.thread_ts or None,
            file_uploads=[
                {"filename": file.name, "title": file.name, "content": file.content}
                for file in parcel.files
            ],
            initial_comment=None if blocks else parcel.message.text,
            **words,
        )
        return f"{channel}/{answer['files'][0]['id']}"

    def _wait_over(self, channel: str) -> None:
        left = self._closed_until.get(channel, 0.0) - self._clock()
        if left > 0:
            raise DeliveryLaterError("Slack asked this channel to wait", after=left)
        self._closed_until.pop(channel, None)

    def _failed(self, spot: Spot, error: SlackApiError) -> NoReturn:
        word, status = _word(error), _status(error)
        if status == 429 or word in ("ratelimited", "rate_limited"):
            after = _retry_after(error)
            self._closed_until[spot.channel] = self._clock() + (after or 1.0)
            raise DeliveryLaterError("Slack asked this channel to wait", after=after) from None
        if status == 503 or word in _LATER:
            raise DeliveryLaterError(f"Slack is not ready: {word or status}") from None
        if status >= 500 or word in _UNCERTAIN or not word:
            raise DeliveryUncertainError(f"Slack failed midway: {word or status}") from None
        raise _RefusedError(word or str(status)) from None


def _word(error: SlackApiError) -> str:
    """Slack's word for what is wrong; none when it did not answer in JSON."""
    data = getattr(error.response, "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def _status(error: SlackApiError) -> int:
    answer = error.response
    return int(getattr(answer, "status_code", None) or getattr(answer, "status", None) or 0)


def _retry_after(error: SlackApiError) -> float | None:
    value = str(error.response.headers.get("Retry-After", ""))
    return float(value) if value.isascii() and value.isdigit() else None
