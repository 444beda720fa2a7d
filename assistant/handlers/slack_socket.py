"""Slack's Socket Mode entrance, and the watchdog that replaces a socket gone deaf.

The SDK reconnects when it notices a loss. It does not notice a receiver that died, a connection
that is half open for minutes, nor one that greets and pongs but is given no events any more
(slackapi/bolt-python#1529, slackapi/python-slack-sdk#1701). Whatever the reason, the cure is the
same: a fresh client beside the old one, which is closed only once the fresh one has been greeted.
What an old socket lost, Slack sends again.
"""

import asyncio
import time
from types import TracebackType
from typing import Self

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient

from assistant.handlers.slack import SlackDoor
from assistant.handlers.slack_log import slack_logger

log = structlog.get_logger(__name__)

PULSE = 10.0
"""Seconds between pings. A dead socket is noticed after three, replaced in less than six."""

QUIET = 5
LONGEST_QUIET = 60
"""In pulses: how long a new socket may bring nothing before another one is tried. The first time
soon, for it may be deaf; then ever later, for it may be night."""


class SlackSocket:
    """Listens for as long as its context lasts; it may start while Slack is away."""

    def __init__(self, door: SlackDoor, app_token: str, *, pulse: float = PULSE) -> None:
        self._door = door
        self._app_token = app_token
        self._pulse = pulse
        self._open: list[_Connection] = []
        self._keeper: asyncio.Task[None] | None = None

    @property
    def alive(self) -> bool:
        """Whether a socket has shown a sign of life lately."""
        return any(connection.pulse(self._pulse) for connection in self._open)

    async def __aenter__(self) -> Self:
        self._keeper = asyncio.create_task(self._keep_listening())
        return self

    async def __aexit__(
        self, _type: type[BaseException] | None, _e: BaseException | None, _tb: TracebackType | None
    ) -> None:
        if self._keeper:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        for connection in self._open:
            connection.deafen()
        await self._door.settled()
        for connection in list(self._open):
            await self._retire(connection)

    async def _keep_listening(self) -> None:
        quiet = QUIET
        current = await self._connect()
        while True:
            await asyncio.sleep(self._pulse / 2)
            if current.renewed():
                quiet = QUIET
            if current.pulse(self._pulse) and not current.quiet(quiet * self._pulse):
                continue
            quiet = min(quiet * 2, LONGEST_QUIET) if current.pulse(self._pulse) else QUIET
            log.info("slack_socket_replaced", alive=current.pulse(self._pulse))
            fresh = await self._connect()
            await self._retire(current)
            current = fresh

    async def _connect(self) -> "_Connection":
        """A greeted connection, however long that takes."""
        while True:
            connection = _Connection(self._door.app, self._app_token, self._pulse)
            self._open.append(connection)
            try:
                async with asyncio.timeout(2 * self._pulse):
                    await connection.connect()
                return connection
            except TimeoutError:
                log.warning("slack_socket_refused")
                await self._retire(connection)

    async def _retire(self, connection: "_Connection") -> None:
        try:
            await connection.close(self._pulse / 2)
        finally:
            self._open.remove(connection)


class _Connection:
    """One SDK client with the signs of life it has shown."""

    def __init__(self, app: AsyncApp, app_token: str, pulse: float) -> None:
        handler = AsyncSocketModeHandler(
            app, app_token, logger=slack_logger(), web_client=app.client, ping_interval=pulse
        )
        self._client: SocketModeClient = handler.client
        self._client.on_message_listeners.append(self._heard)
        self._greeted = asyncio.Event()
        self._born = self._last_heard = time.time()
        self._useful = False
        self._session: object = None

    async def connect(self) -> None:
        """Connect and be greeted."""
        await self._client.connect()  # type: ignore[no-untyped-call]
        self._session = self._client.current_session
        await self._greeted.wait()

    def pulse(self, interval: float) -> bool:
        """Whether it was heard in the last three pulses, and its tasks still run."""
        tasks = (self._client.message_receiver, self._client.message_processor)
        if not self._greeted.is_set() or any(task is None or task.done() for task in tasks):
            return False
        heard = max(self._last_heard, self._client.last_ping_pong_time or 0.0)
        return time.time() - heard < 3 * interval

    def quiet(self, seconds: float) -> bool:
        """Whether it has brought nothing in so long; once it has, it is known to work."""
        return not self._useful and time.time() - self._born > seconds

    def renewed(self) -> bool:
        """Whether the SDK has put another socket in place since this was last asked."""
        session, self._session = self._session, self._client.current_session
        if session is self._session:
            return False
        self._born, self._useful = time.time(), False
        return True

    def deafen(self) -> None:
        """Take nothing new; what is unacknowledged Slack will send elsewhere or again."""
        self._client.socket_mode_request_listeners.clear()

    async def close(self, patience: float) -> None:
        """Close within ``patience`` seconds, also when the far side is gone."""
        client = self._client
        client.closed, client.auto_reconnect_enabled = True, False
        try:
            async with asyncio.timeout(patience):
                await client.disconnect()  # type: ignore[no-untyped-call]
        except (TimeoutError, aiohttp.ClientError, OSError, SlackApiError) as error:
            log.info("slack_socket_abandoned", error=type(error).__name__)
        tasks = [
            task
            for task in (
                client.message_processor,
                client.message_receiver,
                client.current_session_monitor,
            )
            if task is not None
        ]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await client.aiohttp_client_session.close()

    async def _heard(self, message: aiohttp.WSMessage) -> None:
        self._last_heard = time.time()
        self._greeted.set()
        self._useful = self._useful or '"envelope_id"' in message.data
