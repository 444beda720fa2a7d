"""Socket Mode: tickets, greetings, envelopes and acknowledgements.

It has its own port, as Slack's sockets have their own host. It is served by ``websockets`` itself,
because dropped and half-open connections need the transport below.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import field
from http import HTTPStatus
from time import perf_counter
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from assistant.sandbox.slack.delivery import Attempt, Parcel
from assistant.sandbox.slack.faults import Faults
from assistant.sandbox.slack.installs import APP_ID
from assistant.sandbox.slack.records import Body
from assistant.sandbox.slack.workspace import secret
from assistant.values import dataclass

MOST = 10


@dataclass(eq=False, slots=True)
class Socket:
    """One connected WebSocket; ``silent`` is half-open, ``ignored`` is never given anything."""

    connection: ServerConnection
    silent: bool = False
    ignored: bool = False
    waiting: dict[str, asyncio.Future[Body | None]] = field(default_factory=dict)


class SocketLine:
    """Every socket of the app; an envelope goes to one of them, in turn."""

    def __init__(self, faults: Faults, timeout: float) -> None:
        self.sockets: list[Socket] = []
        self.changed: Callable[[], None] = lambda: None
        self._faults = faults
        self._timeout = timeout
        self._tickets: set[str] = set()
        self._turn = 0
        self._server: Server | None = None
        self._port = 0

    async def __aenter__(self) -> Self:
        self._server = await serve(
            self._converse,
            "127.0.0.1",
            0,
            process_request=self._admit,
            compression=None,
            ping_interval=None,
            close_timeout=1,
        )
        self._port = next(iter(self._server.sockets)).getsockname()[1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        for socket in list(self.sockets):
            if socket.silent:
                socket.connection.transport.abort()
        if self._server:
            self._server.close()
            await self._server.wait_closed()

    def url(self) -> str:
        """A WebSocket address with a ticket that works once."""
        ticket = secret("")
        self._tickets.add(ticket)
        return f"ws://127.0.0.1:{self._port}/link/?ticket={ticket}&app_id={APP_ID}"

    async def carry(self, parcel: Parcel) -> Attempt:
        """Send one envelope and wait for its acknowledgement."""
        usable = [socket for socket in self.sockets if not socket.ignored]
        if not usable:
            return Attempt(parcel.number, "no_connection")
        self._turn += 1
        socket = usable[self._turn % len(usable)]
        envelope = secret("")
        waiting = asyncio.get_running_loop().create_future()
        socket.waiting[envelope] = waiting
        start = perf_counter()
        try:
            if not socket.silent:
                await socket.connection.send(json.dumps(_envelope(parcel, envelope)))
            answer = await asyncio.wait_for(waiting, self._timeout)
        except TimeoutError:
            if socket.silent:
                socket.connection.transport.abort()
            return Attempt(parcel.number, "timeout", seconds=perf_counter() - start)
        except ConnectionClosed:
            return Attempt(parcel.number, "connection_failed", seconds=perf_counter() - start)
        finally:
            socket.waiting.pop(envelope, None)
        lost = self._faults.take("lose_ack")
        spent = perf_counter() - start
        return Attempt(parcel.number, "ack_lost" if lost else "acked", answer, seconds=spent)

    @property
    def live(self) -> int:
        """How many sockets carry anything."""
        return sum(not (socket.silent or socket.ignored) for socket in self.sockets)

    def drop(self) -> None:
        """Abort every connection with a TCP reset, no close frame."""
        for socket in self.sockets:
            socket.connection.transport.abort()
        self.sockets = []

    def half_open(self) -> None:
        """Leave every connection open but dead: nothing is read, nothing sent, no pong."""
        for socket in self.sockets:
            socket.silent = True
            socket.connection.transport.pause_reading()

    async def disconnect(self, reason: str, *, close: bool = True) -> None:
        """Ask every client to reconnect; ``warning`` is sent before, without closing."""
        for socket in list(self.sockets):
            await socket.connection.send(json.dumps(_farewell(reason)))
            if close:
                self.sockets.remove(socket)
                await socket.connection.close()

    def _admit(self, connection: ServerConnection, request: Request) -> Response | None:
        ticket = parse_qs(urlsplit(request.path).query).get("ticket", [""])[0]
        if self._faults.take("refuse_socket"):
            return connection.respond(HTTPStatus.SERVICE_UNAVAILABLE, "no sockets now\n")
        if ticket not in self._tickets:
            return connection.respond(HTTPStatus.UNAUTHORIZED, "invalid ticket\n")
        self._tickets.discard(ticket)
        return None

    async def _converse(self, connection: ServerConnection) -> None:
        socket = Socket(connection, ignored=self._faults.take("ignore_socket"))
        if len(self.sockets) >= MOST:
            await connection.send(json.dumps(_farewell("too_many_websockets")))
            return
        self.sockets.append(socket)
        try:
            await connection.send(json.dumps(_greeting(len(self.sockets))))
            self.changed()
            async for message in connection:
                _acknowledge(socket, message)
        except ConnectionClosed:
            pass
        finally:
            self.sockets = [other for other in self.sockets if other is not socket]
            for waiting in socket.waiting.values():
                if not waiting.done():
                    waiting.set_exception(ConnectionClosed(None, None))
            self.changed()


def _acknowledge(socket: Socket, message: str | bytes) -> None:
    try:
        body = json.loads(message)
    except ValueError:
        return
    if not isinstance(body, dict):
        return
    waiting = socket.waiting.get(str(body.get("envelope_id")))
    if waiting and not waiting.done():
        waiting.set_result(body.get("payload") or None)


def _envelope(parcel: Parcel, envelope_id: str) -> Body:
    body: Body = {
        "envelope_id": envelope_id,
        "type": parcel.kind,
        "payload": parcel.payload,
        "accepts_response_payload": parcel.kind != "events_api",
    }
    if parcel.kind == "events_api":
        body |= {"retry_attempt": parcel.number, "retry_reason": parcel.reason}
    return body


def _greeting(connected: int) -> Body:
    return {
        "type": "hello",
        "num_connections": connected,
        "debug_info": {"host": "applink-sandbox", "approximate_connection_time": 18060},
        "connection_info": {"app_id": APP_ID},
    }


def _farewell(reason: str) -> Body:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "wss-sandbox"}}
