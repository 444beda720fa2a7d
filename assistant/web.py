"""Serve an ASGI application inside the running event loop."""

import asyncio
import random
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TYPE_CHECKING

import uvicorn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp

_DATE_CHANGES = 1.0


class _Server(uvicorn.Server):
    """A uvicorn server that leaves signals to whoever runs the process, and stops when it is told.

    By itself it looks ten times a second whether to stop, and waits a tenth before it goes.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._told = asyncio.Event()

    def stop(self) -> None:
        """Take no more requests, and end once those in flight are answered."""
        self.should_exit = True
        self._told.set()

    @contextmanager
    def capture_signals(self) -> "Iterator[None]":
        yield

    async def main_loop(self) -> None:
        while not await self.on_tick(0):  # such a tick sets the date that answers bear
            with suppress(TimeoutError):
                await asyncio.wait_for(self._told.wait(), _DATE_CHANGES)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await asyncio.sleep(0)  # the idle ones are gone with that
        if self.server_state.connections or self.server_state.tasks:
            await super().shutdown(sockets)
            return
        for server in self.servers:
            server.close()
            await server.wait_closed()


@asynccontextmanager
async def serving(app: "ASGIApp", host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[int]:
    """Serve ``app`` until the block ends; yields the port, also when 0 asked for any free one.

    On leaving, requests in flight get five seconds. Raises OSError when the port is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, or asyncio does not switch Nagle off and each answer waits 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    config = uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=5,
        timeout_keep_alive=30,
        ws="websockets-sansio",
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started and not task.done():
            await asyncio.sleep(0.005)
        if task.done():
            await task
        yield int(listener.getsockname()[1])
    finally:
        server.stop()
        await task
        listener.close()


def free_port(preferred: int = 0) -> int:
    """Return ``preferred`` if nobody listens there, else any free port.

    It lies below those that systems hand out by themselves, so that nobody is given it in the
    moment before it is used.
    """
    port = preferred or random.choice(_NEVER_HANDED_OUT)  # noqa: S311 - no secret
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return free_port()
        return port


_NEVER_HANDED_OUT = range(16_384, 32_768)
"""Linux begins at 32,768, the others at 49,152 (RFC 6335)."""
