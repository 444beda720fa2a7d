"""Offer signed Slack requests at a given pace, answered or not: ``python -m bench.flood_load JOB``.

As Slack does, it waits for nobody: each request leaves when it is due, and its acknowledgement is
timed from then. What is not acknowledged within three seconds, or with another status than 200, is
sent again: at once, then later, three times at most. A process of its own on bare sockets.
"""

import asyncio
import hashlib
import hmac
import json
import random
import sys
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from bench.slack_load import SECRET

ACK_WITHIN = 3.0
RETRIES = (0.1, 3.0, 6.0)
"""Seconds until a request that was not acknowledged is sent again (Slack: at once, 60, 300)."""

MOST_CONNECTIONS = 1_000
READS = 0.1
"""The share of slash commands, whose answer is in the acknowledgement."""

OFFERS = 0.05
"""The share of messages that have an offer to pay made."""

SAID = ("show my invoices", "what do we owe?", "balance", "show overdue invoices", "summary")


@dataclass(frozen=True, slots=True)
class Job:
    """What to offer: so many requests a second, some of them once more, from so many accounts."""

    port: int
    rate: float
    seconds: float
    again: float
    accounts: int
    run: int


@dataclass(frozen=True, slots=True)
class Flooded:
    """What came of it; times are milliseconds from when a request was due to its acknowledgement.

    ``messages`` are the distinct ones acknowledged, each of which is owed one answer.
    """

    offered: int
    duplicates: int
    seconds: float
    acked: int
    retried: int
    given_up: int
    messages: int
    wrong: int
    p50: float
    p99: float
    most: float
    read_p50: float
    read_p99: float


@dataclass(eq=False, slots=True)
class _Offer:
    """One request, when it is due, and how often it has been tried."""

    raw: bytes
    due: float
    message: int = -1  # the number of a message, which is owed an answer; none for a command
    expect: bytes = b""
    tried: int = 0


def offers(job: Job) -> Iterator[_Offer]:
    """Everything that will be offered, signed, in the order it is due (seconds from the start)."""
    chance = random.Random(job.run)
    lately: deque[_Offer] = deque(maxlen=int(3 * job.rate))
    for number in range(int(job.rate * job.seconds)):
        due = number / job.rate
        if lately and chance.random() < job.again:
            earlier = chance.choice((lately[-1], chance.choice(lately)))
            yield _Offer(_again(earlier.raw), due, earlier.message)
        elif chance.random() < READS:
            account = chance.randrange(job.accounts)
            newest = str(1_000_000 + account * 100 + 49).encode()
            yield _Offer(_command(job, account, number), due, expect=newest)
        else:
            message = _Offer(_message(job, chance, number), due, number)
            lately.append(message)
            yield message


def _message(job: Job, chance: random.Random, number: int) -> bytes:
    account = chance.randrange(job.accounts)
    offer = f"pay invoice {1_000_000 + account * 100 + 49}"
    said = offer if chance.random() < OFFERS else chance.choice(SAID)
    mentioned = chance.random() < 0.3
    ts = f"{int(time.time())}.{number:06}"
    event = {
        "type": "app_mention" if mentioned else "message",
        "user": f"U{account:06}",
        "team": "T0BENCH",
        "text": f"<@U0BOT> {said}" if mentioned else said,
        "ts": ts,
        # a channel for each, so that whoever counts the answers knows which were given twice
        "channel": f"{'C' if mentioned else 'D'}{job.run:06}{number:07}",
        "channel_type": "channel" if mentioned else "im",
        "event_ts": ts,
    }
    body = {
        "token": "deprecated",
        "team_id": "T0BENCH",
        "api_app_id": "A0BENCH",
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{job.run}{number}",
        "event_time": int(time.time()),
        "authorizations": [{"team_id": "T0BENCH", "user_id": "U0BOT", "is_bot": True}],
        "is_ext_shared_channel": False,
    }
    return _signed(json.dumps(body).encode(), "application/json")


def _command(job: Job, account: int, number: int) -> bytes:
    fields = {
        "team_id": "T0BENCH",
        "channel_id": "D0BENCH",
        "user_id": f"U{account:06}",
        "command": "/billing",
        "text": "show my invoices",
        "api_app_id": "A0BENCH",
        "response_url": "https://hooks.slack.example/commands/T0BENCH/1/2",
        "trigger_id": f"{job.run}.{number}.flood",
    }
    return _signed(urlencode(fields).encode(), "application/x-www-form-urlencoded")


def _signed(body: bytes, kind: str) -> bytes:
    now = int(time.time())
    digest = hmac.digest(SECRET.encode(), b"v0:%d:%s" % (now, body), hashlib.sha256).hex()
    head = (
        f"POST /slack/events HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: {kind}\r\n"
        f"content-length: {len(body)}\r\nx-slack-request-timestamp: {now}\r\n"
        f"x-slack-signature: v0={digest}\r\n\r\n"
    )
    return head.encode() + body


def _again(raw: bytes) -> bytes:
    retried = b"\r\nx-slack-retry-num: 1\r\nx-slack-retry-reason: http_timeout\r\n\r\n"
    return raw.replace(b"\r\n\r\n", retried, 1)


class _Connection(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self, flood: "_Flood") -> None:
        self._flood = flood
        self._held = b""
        self._offer: _Offer | None = None
        self._impatience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def send(self, offer: _Offer, patience: float) -> None:
        """Send one, and give up on the connection when nobody answers in so many seconds."""
        self._offer = offer
        loop = asyncio.get_running_loop()
        self._impatience = loop.call_later(patience, self._transport.abort)
        self._transport.write(offer.raw)

    def data_received(self, data: bytes) -> None:
        self._held += data
        head, found, body = self._held.partition(b"\r\n\r\n")
        _, _, length = head.lower().partition(b"content-length: ")
        if not found or len(body) < int(length.partition(b"\r\n")[0] or 0):
            return
        offer, status = self._ended(), int(head[9:12])
        self._held = b""
        if offer is not None:
            self._flood.answered(offer, status, body)
        self._flood.free(self)

    def connection_lost(self, exc: Exception | None) -> None:
        if (offer := self._ended()) is not None:
            self._flood.answered(offer, 0, b"")
        self._flood.gone(self)

    def _ended(self) -> _Offer | None:
        offer, self._offer = self._offer, None
        if self._impatience:
            self._impatience.cancel()
        return offer


class _Flood:
    """The connections together, until everything was acknowledged or given up."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._idle: list[_Connection] = []
        self._open = 0
        self._connecting: set[asyncio.Task[None]] = set()
        self._waiting: deque[_Offer] = deque()
        self._took: list[float] = []
        self._reads: list[float] = []
        self._acked: set[int] = set()
        self._counts: Counter[str] = Counter()

    async def run(self) -> Flooded:
        prepared = list(offers(self._job))
        self._began = time.perf_counter()
        await self._connect(64)
        self._began = time.perf_counter()
        for offer in prepared:
            await self._until(offer.due)
            self._send(offer)
        seconds = self._now
        with suppress(TimeoutError):  # what has hung until then is given up
            async with asyncio.timeout(sum(RETRIES) + (len(RETRIES) + 2) * ACK_WITHIN):
                while self._counts["acked"] + self._counts["given_up"] < len(prepared):
                    await asyncio.sleep(0.05)
        took, reads = sorted(self._took) or [0.0], sorted(self._reads) or [0.0]
        distinct = {each.message for each in prepared if each.message >= 0}
        owed = sum(1 for each in prepared if each.message >= 0)
        return Flooded(
            offered=len(prepared),
            duplicates=owed - len(distinct),
            seconds=seconds,
            acked=self._counts["acked"],
            retried=self._counts["retried"],
            given_up=len(prepared) - self._counts["acked"],
            messages=len(self._acked),
            wrong=self._counts["wrong"],
            p50=_at(took, 0.5),
            p99=_at(took, 0.99),
            most=took[-1] * 1000,
            read_p50=_at(reads, 0.5),
            read_p99=_at(reads, 0.99),
        )

    @property
    def _now(self) -> float:
        return time.perf_counter() - self._began

    async def _until(self, due: float) -> None:
        ahead = due - self._now
        if ahead > 0.001 or not self._idle:
            await asyncio.sleep(max(0.0, ahead))

    async def _connect(self, more: int) -> None:
        loop = asyncio.get_running_loop()
        for _ in range(more):
            self._open += 1
            try:
                _, made = await loop.create_connection(
                    lambda: _Connection(self), "127.0.0.1", self._job.port
                )
            except OSError:
                self._open -= 1
            else:
                self.free(made)

    def _send(self, offer: _Offer) -> None:
        self._waiting.append(offer)
        if self._idle:
            self.free(self._idle.pop())
        else:
            self._grow()

    def _grow(self) -> None:
        if self._open < MOST_CONNECTIONS:
            task = asyncio.create_task(self._connect(1))
            self._connecting.add(task)
            task.add_done_callback(self._connecting.discard)

    def free(self, connection: _Connection) -> None:
        """Give it the next that waits, if any does."""
        while self._waiting:
            offer = self._waiting.popleft()
            patience = offer.due + ACK_WITHIN - self._now
            if patience > 0:
                connection.send(offer, patience)
                return
            self.answered(offer, 0, b"")
        self._idle.append(connection)

    def gone(self, connection: _Connection) -> None:
        """Forget a connection, and open another for whoever waits."""
        self._open -= 1
        if connection in self._idle:
            self._idle.remove(connection)
        if self._waiting:
            self._grow()

    def answered(self, offer: _Offer, status: int, body: bytes) -> None:
        """Count an acknowledgement, or have the request sent again."""
        if status != 200:
            self._again(offer)
            return
        took = self._now - offer.due
        self._counts["acked"] += 1
        self._took.append(took)
        if offer.message >= 0:
            self._acked.add(offer.message)
            return
        self._reads.append(took)
        if offer.expect not in body:
            self._counts["wrong"] += 1

    def _again(self, offer: _Offer) -> None:
        if offer.tried >= len(RETRIES):
            self._counts["given_up"] += 1
            return
        self._counts["retried"] += 1
        wait = RETRIES[offer.tried]
        due = self._now + wait
        once_more = _Offer(offer.raw, due, offer.message, offer.expect, offer.tried + 1)
        asyncio.get_running_loop().call_later(wait, self._send, once_more)


def _at(took: list[float], share: float) -> float:
    return took[int((len(took) - 1) * share)] * 1000


def main() -> None:
    """Run one job, given as JSON, and print what came of it as JSON."""
    job = Job(**json.loads(sys.argv[1]))
    print(json.dumps(asdict(asyncio.run(_Flood(job).run()))))


if __name__ == "__main__":
    main()
