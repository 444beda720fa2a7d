"""Run the driver: a desk in a process of its own, on the database and the Stripe of a house."""

import json
import subprocess
import sys
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
