"""``assistant serve`` as operators run it: a process of its own, strict about warnings."""

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from pydantic import SecretStr

from assistant.config import Settings

PATIENCE = 60.0
"""Seconds to start or to stop in, on a machine that is busy with other tests."""


@asynccontextmanager
async def served(settings: Settings, log: Path, **other: str) -> AsyncIterator[None]:
    """Serve by these settings, or by ``other`` ones, until the block ends; it must end well."""
    wanted = {name: _plain(value) for name, value in settings} | other
    bare = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
    with log.open("wb") as stderr:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-W", "error", "-m", "assistant", "serve"),
            cwd=log.parent,  # where no .env of a developer is found
            env={
                **bare,
                "PYTHONPATH": str(Path(__file__).parents[2]),
                **{f"ASSISTANT_{name.upper()}": value for name, value in wanted.items()},
            },
            stdout=stderr,
            stderr=stderr,
        )
    try:
        await _open(settings.http_port, process, log)
        yield
        process.terminate()
        status = await asyncio.wait_for(process.wait(), PATIENCE)
        assert status == 0, _said(log)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _open(port: int, process: Process, log: Path) -> None:
    """Wait until it says that every door is open."""
    async with asyncio.timeout(PATIENCE), httpx.AsyncClient(trust_env=False) as http:
        while process.returncode is None:
            try:
                told = (await http.get(f"http://127.0.0.1:{port}/healthz")).json()
            except httpx.TransportError:
                told = {}
            if told and set(told.values()) == {"ok"}:
                return
            await asyncio.sleep(0.05)
    raise AssertionError(f"it ended: {_said(log)}")


def _said(log: Path) -> str:
    return log.read_text()


def _plain(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)
