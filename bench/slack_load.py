"""Send signed Slack requests as fast as they are answered: ``python -m bench.slack_load JOB``.

A process of its own on bare sockets, so that it costs less than what it measures. Every request is
another one, signed before the clock starts; an answer counts when it is a 200 with the right words.
"""

import asyncio
import hashlib
import hmac
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import count
from urllib.parse import urlencode

SECRET = "bench-signing-secret"
COMMAND = "show my invoices"


@dataclass(frozen=True, slots=True)
class Job:
    """What to send: ``kind`` is ``command`` or ``mention``; ``expect`` is in every right answer.

    A ``#`` in ``expect`` stands for the newest invoice of the account that asks.
    """

    port: int
    kind: str
    clients: int
    seconds: float
    expect: str
    accounts: int
    run: int


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it."""

    right: int
    wrong: int
    seconds: float
    median_ms: float
    p99_ms: float

    @property
    def rate(self) -> float:
        """Right answers a second."""
        return self.right / self.seconds


Signed = tuple[bytes, bytes]


def requests(job: Job, most: int) -> Iterator[Signed]:
    """Distinct signed requests, each with what a right answer to it holds."""
    now = int(time.time())
    for number in range(most):
        account = (job.run * 7919 + number) % job.accounts
        body, kind = (
            _command(job, account, number)
            if job.kind == "command"
            else _mention(job, account, number, now)
        )
        digest = hmac.digest(SECRET.encode(), b"v0:%d:%s" % (now, body), hashlib.sha256).hex()
        head = (
            f"POST /slack/events HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: {kind}\r\n"
            f"content-length: {len(body)}\r\nx-slack-request-timestamp: {now}\r\n"
            f"x-slack-signature: v0={digest}\r\nuser-agent: Slackbot 1.0\r\naccept: */*\r\n\r\n"
        )
        newest = str(1_000_000 + account * 100 + 49)
        yield head.encode() + body, job.expect.replace("#", newest).encode()


def _command(job: Job, account: int, number: int) -> tuple[bytes, str]:
    fields = {
        "token": "deprecated",
        "team_id": "T0BENCH",
        "team_domain": "bench",
        "channel_id": "D0BENCH",
        "channel_name": "directmessage",
        "user_id": f"U{account:06}",
        "user_name": "somebody",
        "command": "/billing",
        "text": COMMAND,
        "api_app_id": "A0BENCH",
        "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.example/commands/T0BENCH/1/2",
        "trigger_id": f"{job.run}.{number}.{time.time_ns()}",
    }
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def _mention(job: Job, account: int, number: int, now: int) -> tuple[bytes, str]:
    ts = f"{now}.{job.run % 100:02}{number:06}"
    event = {
        "type": "app_mention",
        "user": f"U{account:06}",
        "team": "T0BENCH",
        "text": f"<@U0BOT> {COMMAND}",
        "ts": ts,
        "channel": "C0BENCH",
        "event_ts": ts,
    }
    body = {
        "token": "deprecated",
        "team_id": "T0BENCH",
        "api_app_id": "A0BENCH",
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{job.run}{number}",
        "event_time": now,
        "authorizations": [{"team_id": "T0BENCH", "user_id": "U0BOT", "is_bot": True}],
        "is_ext_shared_channel": False,
    }
    return json.dumps(body).encode(), "application/json"


class _Client(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self, load: "_Run") -> None:
        self._load = load
        self._held = b""
        self._expect = b""
        self._began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        self._held += data
        head, found, body = self._held.partition(b"\r\n\r\n")
        if not found:
            return
        _, _, length = head.lower().partition(b"content-length: ")
        if len(body) < int(length.partition(b"\r\n")[0] or 0):
            return
        right = head.startswith(b"HTTP/1.1 200") and self._expect in body
        self._load.answered(right, time.perf_counter() - self._began, self._held)
        self._held = b""
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        self._load.left()

    def _next(self) -> None:
        signed = self._load.take()
        if signed is None:
            self._transport.close()
            return
        request, self._expect = signed
        self._began = time.perf_counter()
        self._transport.write(request)


class _Run:
    """The clients together, until the time is over or nothing is left to send."""

    def __init__(self, job: Job, signed: Iterator[Signed]) -> None:
        self._job = job
        self._signed = signed
        self._took: list[float] = []
        self._wrong = 0
        self._clients = job.clients
        self._over = asyncio.Event()

    async def run(self) -> Load:
        self._began = time.perf_counter()
        loop = asyncio.get_running_loop()
        for _ in range(self._job.clients):
            await loop.create_connection(lambda: _Client(self), "127.0.0.1", self._job.port)
        await asyncio.wait_for(self._over.wait(), self._job.seconds + 30)
        took = sorted(self._took) or [0.0]
        return Load(
            right=len(self._took),
            wrong=self._wrong,
            seconds=self._last - self._began,
            median_ms=took[len(took) // 2] * 1000,
            p99_ms=took[len(took) * 99 // 100] * 1000,
        )

    def take(self) -> Signed | None:
        if time.perf_counter() - self._began > self._job.seconds:
            return None
        return next(self._signed, None)

    def answered(self, right: bool, took: float, answer: bytes) -> None:
        self._last = time.perf_counter()
        if right:
            self._took.append(took)
            return
        if not self._wrong:
            print(answer[:400].decode(errors="replace"), file=sys.stderr)
        self._wrong += 1

    def left(self) -> None:
        self._clients -= 1
        if not self._clients:
            self._over.set()


def main() -> None:
    """Run one job, given as JSON, and print what came of it as JSON."""
    job = Job(**json.loads(sys.argv[1]))
    signed = list(requests(job, int(job.seconds * 4000)))
    print(json.dumps(asdict(asyncio.run(_Run(job, iter(signed)).run()))))


runs = count(int(time.time()) % 100_000)
"""Numbers of runs, so that no two of them send the same request."""

if __name__ == "__main__":
    main()
