"""Run the page and the world behind it, until told to stop; start the world over when asked."""

import asyncio
import webbrowser
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from starlette.applications import Starlette

from assistant.app import serving_doors, utc_now
from assistant.sandbox.demo.live import Live
from assistant.sandbox.demo.page import Page
from assistant.sandbox.demo.world import Held, World
from assistant.sandbox.together import sandbox
from assistant.web import free_port, serving

_BEFORE = timedelta(days=1)
_KEPT = ("billing.db", "billing.db-wal", "billing.db-shm", "stripe.json", "mail/*.eml")


async def run(
    folder: Path,
    *,
    port: int,
    open_browser: bool,
    stop: Callable[[], Awaitable[None]],
) -> None:
    """Serve the page until ``stop`` returns; prints its address once it is usable.

    Everything is kept in ``folder`` and still there next time. When the port is taken any free
    one will do.
    """
    held, live, again = Held(), Live(), asyncio.Event()
    stopping = asyncio.ensure_future(stop())
    async with AsyncExitStack() as stack:
        stack.push_async_callback(_ended, stopping)
        at = await _serve(stack, Page(held, live, again.set).app(), port)
        stack.callback(live.close)
        async with _opened(folder, held, live) as watching:
            address = f"http://127.0.0.1:{at}/"
            print(f"The demo is at {address} – Ctrl-C ends it", flush=True)
            if open_browser:
                await asyncio.to_thread(webbrowser.open, address)
            await _first(stopping, again, watching)
        while not stopping.done():
            again.clear()
            await asyncio.to_thread(forget, folder)
            async with _opened(folder, held, live) as watching:
                live.tell("world")
                await _first(stopping, again, watching)


async def _serve(stack: AsyncExitStack, app: Starlette, port: int) -> int:
    try:
        return await stack.enter_async_context(serving(app, port=port))
    except OSError:
        return await stack.enter_async_context(serving(app))


def forget(folder: Path) -> None:
    """Remove what a sandbox keeps in its folder, and nothing else that may lie there."""
    for pattern in _KEPT:
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)


@asynccontextmanager
async def _opened(folder: Path, held: Held, live: Live) -> AsyncIterator[asyncio.Task[None]]:
    """Show a world for as long as the block lasts; yields the task that watches it."""
    async with (
        sandbox(folder, http_port=free_port()) as far,
        serving_doors(far.settings) as house,
    ):
        await far.slack.connected()
        world = World(far, house, utc_now() - _BEFORE)
        watching = asyncio.create_task(live.watch(world))
        held.show(world)
        try:
            yield watching
        finally:
            held.show(None)
            await _ended(watching)


async def _first(
    stopping: asyncio.Future[None], again: asyncio.Event, watching: asyncio.Task[None]
) -> None:
    """Wait until one of them happens; watching ends only by failing."""
    asked = asyncio.ensure_future(again.wait())
    await asyncio.wait((stopping, asked, watching), return_when=asyncio.FIRST_COMPLETED)
    await _ended(asked)


async def _ended(task: asyncio.Future[Any]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
