"""Slack's door: commands are answered at once, everything else is committed and then answered.

One middleware does the whole work, in front of bolt's own. Bolt's part is the envelope: the same
dispatch serves HTTP and Socket Mode, and answers 500 or withholds the acknowledgement when the
line behind the door failed, so that Slack sends it again.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self, assert_never

import aiohttp
import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from assistant.card import Card
from assistant.handlers.slack_acks import answered, json_ack, respond
from assistant.handlers.slack_home import SlackHome
from assistant.handlers.slack_line import Line as Line
from assistant.handlers.slack_links import SlackLinks
from assistant.handlers.slack_log import slack_logger, where
from assistant.handlers.slack_modals import SlackModals
from assistant.handlers.slack_reading import (
    AtHome,
    Body,
    Challenged,
    Commanded,
    Filled,
    FormAsked,
    HomeOpened,
    Ignored,
    LinksShared,
    Said,
    TalkOpened,
    read,
)
from assistant.render.slack import render
from assistant.workspaces.client import WorkspaceClient
from assistant.workspaces.screens import Screens

log = structlog.get_logger(__name__)

PUNCTUAL = 2.0
"""Seconds a command may take before it is acknowledged without its answer; Slack waits three."""

MOST_IN_HAND = 4_000
"""Requests in hand beyond which Slack is told to come again later, so that memory holds."""

LATE = 0.75
"""Seconds an acknowledgement took, with a fortieth of that many in hand, beyond which Slack is told
the same: what began then would be late, and sent again. Far less than three, for requests also wait
before they get here. Under twice what a busy machine could do, 76 of 100 were acknowledged in time,
with 1.5 seconds 57, and without such a bound 24."""

PARTING = 5.0
"""Seconds that work in hand gets when the door closes."""


def slack_client(
    token: str, base_url: str = "https://slack.com/api/", *, session: aiohttp.ClientSession
) -> AsyncWebClient:
    """The one Web API client of the process, on a session the caller closes.

    It never retries by itself: a message sent twice is worse than one sent late.
    """
    return WorkspaceClient(
        token, base_url=base_url, session=session, retry_handlers=[], logger=slack_logger()
    )


class SlackDoor(AsyncMiddleware):
    """Reads each body, walks it down the line and acknowledges it.

    ``app`` is what the entrances dispatch to. Use it as a context: leaving waits for work in hand.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        line: Line,
        *,
        punctual: float = PUNCTUAL,
        most: int = MOST_IN_HAND,
        late: float = LATE,
        screens: Screens | None = None,
    ) -> None:
        self._client = client
        self._line = line
        self._screens = screens or Screens()
        self._home = SlackHome(client, line)
        self._modals = SlackModals(client, line)
        self._links = SlackLinks(client, line)
        self._punctual = punctual
        self._most = most
        self._late = late
        self._took = 0.0
        self._full = False
        self._working: set[asyncio.Task[Any]] = set()
        self.app: AsyncApp = _App(
            name="assistant",
            logger=slack_logger(),
            client=client,
            process_before_response=True,
            before_authorize=self,
            request_verification_enabled=False,  # the HTTP entrance did, before it parsed
            ssl_check_enabled=False,
            url_verification_enabled=False,
            ignoring_self_events_enabled=False,
            attaching_function_token_enabled=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _type: type[BaseException] | None, _e: BaseException | None, _tb: TracebackType | None
    ) -> None:
        await self.settled()

    async def settled(self) -> None:
        """Wait for the work in hand, a few seconds at most."""
        working = self._working - {asyncio.current_task()}
        if not working:
            return
        _, unfinished = await asyncio.wait(working, timeout=PARTING)
        for task in unfinished:
            task.cancel()

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],
    ) -> BoltResponse:
        """Answer one request; never calls ``next``, so no other middleware sees it.

        That includes bolt's authorisation, which turns away guests of shared channels because
        their team has not installed us. What they may do is decided behind the door.
        """
        if self._overrun():
            return BoltResponse(status=503)
        task, began = asyncio.current_task(), time.monotonic()
        assert task is not None
        self._working.add(task)
        try:
            return await self._answer(req.body)
        except Exception as error:  # the process edge: Slack must hear "again", whatever it was
            log.error("slack_request_failed", error=type(error).__name__, where=where(error))
            return BoltResponse(status=500)
        finally:
            self._working.discard(task)
            self._took = time.monotonic() - began

    def _overrun(self) -> bool:
        """Whether too much is in hand; it is logged once each time that begins."""
        in_hand, many = len(self._working), self._most // 40
        too_much = in_hand >= self._most or (in_hand > many and self._took > self._late)
        if too_much and not self._full:
            log.error("slack_overrun", in_hand=in_hand)
            self._full = True
        elif in_hand <= many:
            self._full = False
        return too_much

    async def _answer(self, body: Body) -> BoltResponse:
        reading = read(body, datetime.now(UTC))
        match reading:
            case Commanded():
                return await self._command(reading)
            case Said():
                await self._accept(reading)
            case Filled():
                return await self._modals.filled(reading)
            case FormAsked():
                self._later(self._modals.open(reading))
            case AtHome():
                await self._line.answer(reading.request)
                self._later(self._home.show(reading.spot))
            case HomeOpened(spot):
                self._later(self._home.open(spot))
            case TalkOpened():
                self._later(self._home.suggest(reading))
            case LinksShared():
                self._later(self._links.show(reading))
            case Challenged(text):
                return json_ack({"challenge": text})
            case Ignored(why, alarm):
                if alarm:
                    log.warning("slack_alarm_raised", what=why)
            case _:
                assert_never(reading)
        return BoltResponse(status=200)

    async def _accept(self, said: Said) -> None:
        request = said.request
        if said.screen:
            self._screens.pressed(*said.screen)
        if said.working:
            await self._home.at_work(*said.working)
        if said.thread:
            conversation = await self._line.resume(request.sender, said.thread)
            if conversation is None and not said.addressed:
                return
            if conversation is not None:
                request = request.model_copy(update={"conversation": conversation})
        await self._line.accept(request)

    async def _command(self, commanded: Commanded) -> BoltResponse:
        seen = self._line.look(commanded.request)
        if seen is not None:
            return answered(render(seen, newest=self._screens.newest))
        asked = asyncio.ensure_future(self._line.ask(commanded.request))
        try:
            await asyncio.wait((asked,), timeout=self._punctual)
        except asyncio.CancelledError:
            asked.cancel()
            raise
        if asked.done():
            return answered(render(asked.result(), newest=self._screens.newest))
        self._later(self._answer_late(asked, commanded))
        return BoltResponse(status=200)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it after the acknowledgement; nothing that must not be lost is done so."""
        task = asyncio.create_task(_guarded(work))
        self._working.add(task)
        task.add_done_callback(self._working.discard)

    async def _answer_late(self, asked: "asyncio.Future[Card]", commanded: Commanded) -> None:
        message = render(await asked, newest=self._screens.newest)
        if not await respond(self._client, commanded.later, message):
            _, _, user = commanded.request.sender.address.partition("/")
            await self._client.chat_postMessage(
                channel=user, text=message.text, blocks=message.blocks
            )


class _App(AsyncApp):
    """Bolt without a new Web API client for each request, which nothing here would use."""

    def _init_context(self, req: AsyncBoltRequest) -> None:
        req.context["client"] = self.client


async def _guarded(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception as error:  # the process edge: nobody awaits this task
        log.error("slack_late_answer_failed", error=type(error).__name__, where=where(error))
