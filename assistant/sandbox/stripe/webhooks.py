"""Deliver events to the webhook endpoint until it answers 2xx, or misbehave on demand."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import field

import aiohttp
import orjson

from assistant.sandbox.stripe import signing
from assistant.sandbox.stripe.account import Account
from assistant.sandbox.stripe.problem import Body
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where events go, and the secrets that sign them, newest first."""

    url: str
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One delivery tried: the answer's status, or None when there was no answer."""

    event_id: str
    type: str
    status: int | None


@dataclass(slots=True)
class _Delivery:
    event_id: str
    tries: int = 0
    skew: int = field(default=0)


class Webhooks:
    """The delivery of one account's events; order is kept unless something is retried."""

    def __init__(
        self,
        account: Account,
        now: Callable[[], float],
        changing: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self.endpoint: Endpoint | None = None
        self.copies = 1
        self.skew = 0
        self.retry_delays: tuple[float, ...] = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 5, 5, 5)
        self.timeout = 10.0
        self.attempts: list[Attempt] = []
        self._account = account
        self._now = now
        self._changing = changing
        self._held: list[str] | None = None
        self._due: deque[_Delivery] = deque()
        self._waiting: set[asyncio.TimerHandle] = set()
        self._busy = False
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        account.listeners.append(self._announce)

    def register(self, url: str, *secrets: str) -> None:
        """Send events to ``url`` from now on; two secrets sign as in a rotation."""
        self.endpoint = Endpoint(url, secrets)
        self._account.hook = url

    def hold(self) -> None:
        """Keep new events back until `release`."""
        self._held = self._held or []

    def release(self, *, backwards: bool = False, copies: int = 1) -> int:
        """Deliver what was held, newest first when ``backwards``; returns how many events."""
        held, self._held = self._held or [], None
        for event_id in reversed(held) if backwards else held:
            self._queue(event_id, copies)
        return len(held)

    def resend(self, event_id: str, *, copies: int = 1, skew: int = 0) -> None:
        """Deliver an event again, signed ``skew`` seconds away from now."""
        self._queue(event_id, copies, skew)

    def _announce(self, event: Body) -> None:
        if self.endpoint is None:
            return
        event["pending_webhooks"] = 1
        self._account.state.undelivered[event["id"]] = True
        if self._held is None:
            self._queue(event["id"], self.copies, self.skew)
        else:
            self._held.append(event["id"])

    def _queue(self, event_id: str, copies: int = 1, skew: int = 0) -> None:
        self._due.extend(_Delivery(event_id, skew=skew) for _ in range(copies))
        self._wake.set()

    async def drained(self, timeout: float = 10) -> None:
        """Wait until nothing is due or being retried; held events do not count."""
        async with asyncio.timeout(timeout):
            while self._due or self._waiting or self._busy:
                self._idle.clear()
                await self._idle.wait()

    def resume(self) -> None:
        """Queue what an earlier process with the same state did not deliver."""
        queued = {delivery.event_id for delivery in self._due}
        for event_id in self._account.state.undelivered:
            if event_id not in queued:
                self._queue(event_id)

    async def run(self) -> None:
        """Deliver until cancelled."""
        try:
            async with aiohttp.ClientSession() as session:
                while True:
                    await self._turn(session)
        finally:
            for timer in self._waiting:
                timer.cancel()

    async def _turn(self, session: aiohttp.ClientSession) -> None:
        if not self._due:
            self._idle.set()
            self._wake.clear()
            await self._wake.wait()
            return
        delivery = self._due.popleft()
        self._busy = True
        try:
            await self._deliver(session, delivery)
        finally:
            self._busy = False

    async def _deliver(self, session: aiohttp.ClientSession, delivery: _Delivery) -> None:
        event = self._account.find("event", delivery.event_id)
        if event is None or self.endpoint is None:
            return
        status = await self._post(session, self.endpoint, event, delivery.skew)
        self.attempts.append(Attempt(event["id"], event["type"], status))
        if status is not None and 200 <= status < 300:
            self._done(event["id"])
        elif delivery.tries < len(self.retry_delays):
            self._retry_later(delivery)

    async def _post(
        self, session: aiohttp.ClientSession, endpoint: Endpoint, event: Body, skew: int
    ) -> int | None:
        payload = orjson.dumps(event)
        mark = signing.header(payload, endpoint.secrets, int(self._now()) + skew)
        headers = {
            "content-type": "application/json; charset=utf-8",
            "stripe-signature": mark,
            "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        }
        limit = aiohttp.ClientTimeout(total=self.timeout)
        with contextlib.suppress(aiohttp.ClientError, TimeoutError, OSError):
            async with session.post(
                endpoint.url, data=payload, headers=headers, timeout=limit, allow_redirects=False
            ) as answer:
                await answer.read()
                return answer.status
        return None

    def _done(self, event_id: str) -> None:
        undelivered = self._account.state.undelivered
        if event_id not in undelivered:
            return
        with self._changing():
            self._account.named("event", event_id)["pending_webhooks"] = 0
            del self._account.state.undelivered[event_id]

    def _retry_later(self, delivery: _Delivery) -> None:
        delay = self.retry_delays[delivery.tries]
        delivery.tries += 1

        def again() -> None:
            self._waiting.discard(timer)
            self._due.append(delivery)
            self._wake.set()

        timer = asyncio.get_running_loop().call_later(delay, again)
        self._waiting.add(timer)
