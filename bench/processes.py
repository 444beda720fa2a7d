"""Run the parts of a measurement as processes of their own."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

ROOT = str(Path(__file__).parent.parent)
PATIENCE = 60.0


@asynccontextmanager
async def started(*arguments: str, env: Mapping[str, str] | None = None) -> AsyncIterator[Process]:
    """Run ``python ARGUMENTS`` for the time of the block; its log goes where ours does."""
    process = await _start(*arguments, env=env)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.communicate()


@asynccontextmanager
async def serving(
    *arguments: str, env: Mapping[str, str] | None = None
) -> AsyncIterator[tuple[Process, str]]:
    """The same, once it has said that it is ready: yields the first line it prints, too."""
    async with started(*arguments, env=env) as process:
        assert process.stdout is not None
        line = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
        if not line:
            raise RuntimeError(f"{arguments} ended before it was ready")
        yield process, line.decode().strip()


async def output(*arguments: str) -> str:
    """Run ``python ARGUMENTS`` to its end and return what it printed."""
    process = await _start(*arguments)
    printed, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{arguments} failed with {process.returncode}")
    return printed.decode()


def cpu_seconds(pid: int) -> float:
    """Processor time a process has used: a busy machine does not change it much (proc(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def until_told() -> None:
    """Wait for SIGTERM or SIGINT."""
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    await told.wait()


async def _start(*arguments: str, env: Mapping[str, str] | None = None) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        stdin=PIPE,
        stdout=PIPE,
        stderr=sys.stderr,
        env={**os.environ, "PYTHONPATH": ROOT, **(env or {})},
    )
