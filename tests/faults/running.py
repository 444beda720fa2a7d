"""Run the driver: a desk in a process of its own, on the database and the Stripe of a house."""

import asyncio
import json
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.request import Request
from tests.stories.house import House, received_titles

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0

warm = multiprocessing.get_context("forkserver")
warm.set_forkserver_preload(["tests.faults.driver"])  # a second of imports, once and not each time


def orders(
    house: House, url: str, far: Path, *, do: str, requests: Sequence[Request], die: str = ""
) -> dict[str, Any]:
    """What a driver is told: ``do`` it with these requests and ``die`` at that point, if any."""
    return {
        "url": url,
        "stripe": {"url": house.stripe.url, "key": house.stripe.api_key},
        "now": house.clock().isoformat(),
        "far": str(far),
        "die": die,
        "do": do,
        "requests": [each.model_dump(mode="json") for each in requests],
    }


def command(
    house: House, url: str, far: Path, *, do: str, requests: Sequence[Request]
) -> list[str]:
    """What to start as a process that can be talked to."""
    told = orders(house, url, far, do=do, requests=requests)
    return [sys.executable, "-m", "tests.faults.driver", json.dumps(told)]


async def killed(
    house: House, url: str, far: Path, *, die: str, do: str, requests: Sequence[Request] = ()
) -> str:
    """Let a process of its own do it until it dies, while we serve Stripe; returns its stdout."""
    told = orders(house, url, far, do=do, requests=requests, die=die)
    said, log = far.with_name("said"), far.with_name("log")
    driver = warm.Process(target=_drive, args=(told, said, log))
    await asyncio.to_thread(driver.start)
    await asyncio.to_thread(driver.join, PATIENCE)
    assert driver.exitcode == -signal.SIGKILL, log.read_text()
    driver.close()
    return said.read_text()


def _drive(told: dict[str, Any], said: Path, log: Path) -> None:
    """In the new process: what it prints goes to files, which survive it."""
    from tests.faults import driver

    write_to(said, log)
    driver.main(told)


def write_to(said: Path, log: Path) -> None:
    """Have this process print into files from now on."""
    for path, stream in ((said, sys.stdout), (log, sys.stderr)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream.fileno())


def started(arguments: list[str]) -> subprocess.Popen[str]:
    """Start it, to be talked to."""
    pipe = subprocess.PIPE
    return subprocess.Popen(arguments, stdin=pipe, stdout=pipe, stderr=pipe, text=True, cwd=ROOT)


def far_side(far: Path) -> list[dict[str, Any]]:
    """What other processes had delivered."""
    return [json.loads(line) for line in far.read_text().splitlines()] if far.exists() else []


async def recover(house: House) -> None:
    """Start again later, when every lease of the dead has run out."""
    for _ in range(3):
        house.clock.advance(minutes=3)
        await house.work()


def received(house: House, far: Path, title: str) -> list[tuple[str, str]]:
    """Who got it in the end, by the hand of the dead or of the living; one id counts once."""
    elsewhere = {
        each["id"]: (each["channel"], each["address"])
        for each in far_side(far)
        if each["title"].startswith(title)
    }
    return sorted({**elsewhere, **received_titles(house, title)}.values())
