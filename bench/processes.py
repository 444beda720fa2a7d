"""Run the parts of a measurement as processes of their own."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

PATIENCE = 60.0


@asynccontextmanager
async def running(
    *arguments: str, env: Mapping[str, str] | None = None, cwd: str | None = None
) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """Run ``python ARGUMENTS``; yields it and the first line it printed, and ends it by SIGTERM."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, **(env or {})},
        cwd=cwd,
    )
    assert process.stdout is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
        if not line:
            raise RuntimeError(f"{arguments} ended before it was ready")
        yield process, line.decode().strip()
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()


async def output(*arguments: str) -> str:
    """Run ``python ARGUMENTS`` to its end and return what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, stdout=asyncio.subprocess.PIPE
    )
    printed, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{arguments} failed with {process.returncode}")
    return printed.decode()


async def until_told() -> None:
    """Wait for SIGTERM or SIGINT."""
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    await told.wait()
