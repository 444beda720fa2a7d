"""Run the driver: a desk in a process of its own, on the database and the Stripe of a house."""

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.request import Request
from tests.stories.house import House, received_titles

ROOT = Path(__file__).parents[2]


def command(
    house: House, url: str, far: Path, *, do: str, requests: list[Request], die: str = ""
) -> list[str]:
    """What to start: ``do`` it with these requests and ``die`` at that point, if any."""
    told = {
        "url": url,
        "stripe": {"url": house.stripe.url, "key": house.stripe.api_key},
        "now": house.clock().isoformat(),
        "far": str(far),
        "die": die,
        "do": do,
        "requests": [each.model_dump(mode="json") for each in requests],
    }
    return [sys.executable, "-m", "tests.faults.driver", json.dumps(told)]


async def killed(
    house: House, url: str, far: Path, *, die: str, do: str, requests: Sequence[Request] = ()
) -> str:
    """Let a process of its own do it until it dies, while we serve Stripe; returns its stdout."""
    arguments = command(house, url, far, do=do, requests=list(requests), die=die)
    done = await asyncio.to_thread(
        subprocess.run, arguments, capture_output=True, text=True, timeout=60, cwd=ROOT
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    return done.stdout


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
