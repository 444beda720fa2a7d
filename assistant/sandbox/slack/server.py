"""The Slack counterpart as one thing to start, talk to and look at."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from types import TracebackType
from typing import Self, TypedDict, Unpack

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.sandbox.slack import files, hooks, web_api
from assistant.sandbox.slack.delivery import (
    Attempt,
    Courier,
    Delivery,
    Kind,
    Parcel,
    SignedRequest,
)
from assistant.sandbox.slack.faults import Faults
from assistant.sandbox.slack.feed import Change, Feed
from assistant.sandbox.slack.installs import Installations
from assistant.sandbox.slack.part import SUBSCRIBED
from assistant.sandbox.slack.pressing import Pressing
from assistant.sandbox.slack.reading import Reading
from assistant.sandbox.slack.records import Body, Channel
from assistant.sandbox.slack.seeding import Seeding
from assistant.sandbox.slack.signed_http import HttpLine, Signer
from assistant.sandbox.slack.socket_mode import SocketLine
from assistant.sandbox.slack.stage import Call, Stage
from assistant.sandbox.slack.talking import Talking
from assistant.sandbox.slack.workspace import Workspace, secret
from assistant.values import dataclass
from assistant.web import serving


@dataclass(frozen=True, slots=True)
class Habits:
    """How this Slack behaves where the real one leaves room, or takes minutes."""

    ack_timeout: float = 3.0
    retry_delays: Sequence[float] = (0.02, 0.05, 0.1)
    require_fallback: bool = True
    echo: bool = False
    now: Callable[[], float] = time.time


class HabitChanges(TypedDict, total=False):
    """Habits to change; ``echo`` also tells the app about its own messages, as Slack does."""

    ack_timeout: float
    retry_delays: Sequence[float]
    require_fallback: bool
    echo: bool
    now: Callable[[], float]


class SlackCounterpart(Talking, Pressing, Reading, Seeding):
    """A local Slack: Socket Mode without ``request_url``, signed HTTP with it.

    ``base_url`` goes to ``AsyncWebClient``; tokens and signing secret to the app. It starts with
    one workspace, ``T01SELLER``, where the app is installed, and nobody in it.
    """

    def __init__(
        self,
        request_url: str | None = None,
        *,
        signing_secret: str | None = None,
        **habits: Unpack[HabitChanges],
    ) -> None:
        self.habits = replace(Habits(), **habits)
        self.signing_secret = signing_secret or secret("")
        self.app_token = secret("xapp-1-A0BILLING1-")
        feed, now = Feed(), self.habits.now
        workspace = Workspace(now, feed)
        self.faults = Faults(workspace.aimed, now)
        self.stage = Stage(now, feed, workspace, Installations(self.app_token), self.faults)
        self.stage.require_fallback = self.habits.require_fallback
        self.sockets = SocketLine(self.faults, self.habits.ack_timeout)
        self.sockets.changed = lambda: feed.publish(Change("socket", str(self.sockets.live)))
        self.stage.socket_url = self.sockets.url
        self.signer = Signer(self.signing_secret, now)
        self.http = HttpLine(request_url or "", self.signer, self.faults, self.habits.ack_timeout)
        self.courier = Courier(self, self.stage, self.habits.retry_delays)
        self.subscriptions = set(SUBSCRIBED)
        self.complaints: list[str] = []
        self._echoes: set[asyncio.Task[object]] = set()
        if self.habits.echo:
            self.stage.wrote = self._echo
        self._exits = AsyncExitStack()
        self._seed("T01SELLER", "Seller")

    async def __aenter__(self) -> Self:
        await self._exits.__aenter__()
        port = await self._exits.enter_async_context(serving(self._app()))
        await self._exits.enter_async_context(self.sockets)
        self._exits.push_async_callback(self.http.close)
        self._exits.callback(self.stage.feed.close)
        self._exits.push_async_callback(self._finish_echoes)
        self.stage.origin = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        await self._exits.__aexit__(kind, error, tb)

    @property
    def base_url(self) -> str:
        """The Web API's address, with the slash ``AsyncWebClient`` wants."""
        return f"{self.stage.origin}/api/"

    @property
    def bot_token(self) -> str:
        """The bot token of the first workspace."""
        return self.stage.installs.home().bot_token

    @property
    def bot_user(self) -> str:
        """The app's user id in the first workspace."""
        return self.stage.installs.home().bot_user

    @property
    def request_url(self) -> str:
        """Where payloads go; empty means Socket Mode."""
        return self.http.url

    @request_url.setter
    def request_url(self, url: str) -> None:
        self.http.url = url

    @property
    def calls(self) -> list[Call]:
        """Every Web API call, in the order they ended."""
        return self.stage.calls

    @property
    def deliveries(self) -> list[Delivery]:
        """Every payload brought to the app, with its attempts."""
        return self.courier.deliveries

    def called(self, method: str) -> list[Call]:
        """The calls of one method."""
        return [call for call in self.calls if call.method == method]

    async def carry(self, parcel: Parcel) -> Attempt:
        """One attempt, over whichever way the app is reached now."""
        return await (self.http if self.http.url else self.sockets).carry(parcel)

    async def deliver(self, kind: Kind, payload: Body) -> Delivery:
        """Bring any payload, for the shapes nobody's hands produce."""
        return await self.courier.deliver(kind, payload)

    async def replay(self, delivery: Delivery) -> Attempt:
        """Send the last signed request of a delivery again, byte by byte."""
        request = delivery.attempts[-1].request
        if request is None:
            raise ValueError("only signed HTTP deliveries can be replayed")
        return await self.http.send(request)

    async def send_raw(self, body: bytes, headers: dict[str, str]) -> Attempt:
        """Send the request URL anything; ``slack.signer.headers(body)`` makes genuine headers."""
        return await self.http.send(SignedRequest(body, headers))

    async def verify_url(self) -> Attempt:
        """The ``url_verification`` handshake of a new request URL."""
        payload = {
            "token": "verification-token",
            "challenge": secret(""),
            "type": "url_verification",
        }
        return await self.http.carry(Parcel("events_api", payload))

    async def connected(self, count: int = 1, timeout: float = 5.0) -> None:
        """Wait until the app holds this many live sockets."""
        await self.until(lambda: self.sockets.live >= count, timeout)

    def _echo(self, channel: Channel, event: Body) -> None:
        for by in self.stage.installs.by_team.values():
            if by.bot_user in channel.members:
                task: asyncio.Task[object] = asyncio.create_task(self._event(by, event, channel))
                self._echoes.add(task)
                task.add_done_callback(self._echoes.discard)

    async def _finish_echoes(self) -> None:
        for task in list(self._echoes):
            task.cancel()
        await asyncio.gather(*self._echoes, return_exceptions=True)

    def _app(self) -> Starlette:
        async def api(request: Request) -> Response:
            return await web_api.answer(self.stage, request)

        async def hook(request: Request) -> Response:
            return await hooks.receive(self.stage, request)

        async def upload(request: Request) -> Response:
            return await files.receive(self.stage, request)

        async def download(request: Request) -> Response:
            return files.send(self.stage, request)

        return Starlette(
            routes=[
                Route("/api/{method}", api, methods=["GET", "POST"]),
                Route("/commands/{team}/{name}", hook, methods=["POST"]),
                Route("/actions/{team}/{name}", hook, methods=["POST"]),
                Route("/upload/v1/{id}", upload, methods=["POST"]),
                Route("/files-pri/{id}/{file}", download, methods=["GET"]),
            ]
        )
