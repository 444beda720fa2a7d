"""One of the processes that remind and deliver, at the times it is told.

    python -m bench.year.worker '{"database": …, "arrivals": …, "dead": …, "down": …}'

A line on its standard input is a moment; it does all that is due then and prints how much it was.
"""

import asyncio
import json
import os
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from assistant import logs
from assistant.notify.senders import (
    DeliveryFailedError,
    DeliveryLaterError,
    DeliveryUncertainError,
    Outgoing,
)
from assistant.notify.worker import Notifier
from bench import worlds


@dataclass(slots=True)
class Hands:
    """The clock a process is given."""

    now: datetime

    def __call__(self) -> datetime:
        """The moment it was told."""
        return self.now


@dataclass(slots=True)
class FarSide:
    """A channel whose far side is a file; some addresses are dead, and at times it is down."""

    channel: str
    clock: Hands
    arrivals: int
    dead: dict[str, list[list[str]]]
    down: list[list[str]]
    unanswered: set[str] = field(default_factory=set)

    async def send(self, outgoing: Outgoing) -> str | None:
        """Take it, refuse it, or take it and hang up before saying so."""
        now = self.clock().isoformat()
        if _within(now, self.down):
            raise DeliveryLaterError("down", after=60.0)
        if _within(now, self.dead.get(outgoing.address, [])):
            raise DeliveryFailedError("550 no such user", of_address=True)
        card = outgoing.card.model_dump_json()
        line = {
            "at": now,
            "id": outgoing.delivery_id,
            "channel": self.channel,
            "address": outgoing.address,
            "bills": bills_in(card),
            "card": sha256(card.encode()).hexdigest()[:16],
        }
        os.write(self.arrivals, f"{json.dumps(line)}\n".encode())
        if outgoing.delivery_id.endswith("00") and outgoing.delivery_id not in self.unanswered:
            self.unanswered.add(outgoing.delivery_id)
            raise DeliveryUncertainError("hung up after the final dot")
        return None


def bills_in(card: str) -> list[str]:
    """The numbers of bills that somebody reads in a card."""
    found = (each[:8] for each in card.split("Y")[1:])
    return sorted({f"Y{each[:7]}" for each in found if each[:7].isdigit() and len(each) >= 7})


def _within(now: str, spans: list[list[str]]) -> bool:
    """Moments in UTC, written alike, compare as text."""
    return any(begins <= now < ends for begins, ends in spans)


async def _work(told: dict[str, Any]) -> None:
    clock = Hands(datetime.now(UTC))
    arrivals = os.open(told["arrivals"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    senders = {
        channel: FarSide(channel, clock, arrivals, told["dead"], told["down"][channel])
        for channel in ("mail", "slack")
    }
    async with worlds.opened(told["database"]) as database:
        notifier = Notifier(database, senders, clock)
        moments = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(moments), sys.stdin
        )
        print("ready", flush=True)
        async for line in moments:
            clock.now = datetime.fromisoformat(line.decode().strip())
            print(await _all_due(notifier), flush=True)


async def _all_due(notifier: Notifier) -> int:
    done = 0
    while some := await notifier.work():
        done += some
    return done


if __name__ == "__main__":
    logs.configure(human=False)
    asyncio.run(_work(json.loads(sys.argv[1])))
