"""A process that can die at any point, and a far side that sees what it had done by then."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from assistant.billing.gateway import (
    Charge,
    GatewayEvent,
    GatewayReport,
    MoneyBack,
    PaymentGateway,
    Refund,
    RefundReport,
)
from assistant.card import Card
from assistant.db import Database, Work
from assistant.notify.senders import DeliveryError, DeliveryUncertainError, Outgoing

T = TypeVar("T")


@dataclass(slots=True)
class Life:
    """How many more effects a process has; what comes after its last one never happens."""

    left: int | None = None
    ended: bool = False

    def spend(self) -> None:
        """Called before and after each effect. Raises CancelledError once life is over."""
        if self.left is not None and not self.ended:
            self.left -= 1
            self.ended = self.left < 0
        if self.ended:
            raise asyncio.CancelledError


@dataclass(slots=True)
class MortalDatabase:
    """The database of a process: it may die before a commit, or right after it."""

    database: Database
    life: Life
    dialect: str = "any"

    async def peek(self, work: Work[T]) -> T:
        """Look, while alive."""
        self.life.spend()
        return await self.database.peek(work)

    async def read(self, work: Work[T]) -> T:
        """Read, while alive."""
        self.life.spend()
        return await self.database.read(work)

    async def write(self, work: Work[T]) -> T:
        """Commit, and perhaps never learn of it."""
        self.life.spend()
        result = await self.database.write(work)
        self.life.spend()
        return result

    async def write_one(self, work: Work[T]) -> T:
        """The same for one statement."""
        self.life.spend()
        result = await self.database.write_one(work)
        self.life.spend()
        return result

    async def close(self) -> None:
        """The file or server outlives the process."""


@dataclass(frozen=True, slots=True)
class MortalGateway:
    """The provider as a process sees it: it may die before it asks, or before it hears."""

    gateway: PaymentGateway
    life: Life

    async def charge(self, charge: Charge) -> GatewayReport:
        """Charge, and perhaps never learn of it."""
        return await self._alive(lambda: self.gateway.charge(charge))

    async def look_up(
        self, payment_id: str, *, customer_ref: str | None = None
    ) -> GatewayReport | None:
        """Look up, while alive."""
        return await self._alive(
            lambda: self.gateway.look_up(payment_id, customer_ref=customer_ref)
        )

    async def withdraw(
        self, payment_id: str, *, customer_ref: str | None = None
    ) -> GatewayReport | None:
        """Give up, and perhaps never learn of it."""
        return await self._alive(
            lambda: self.gateway.withdraw(payment_id, customer_ref=customer_ref)
        )

    async def read_event(self, event: GatewayEvent) -> GatewayReport | None:
        """Read, while alive."""
        return await self._alive(lambda: self.gateway.read_event(event))

    async def refund(self, refund: Refund) -> RefundReport:
        """Send money back, and perhaps never learn of it."""
        return await self._alive(lambda: self.gateway.refund(refund))

    async def look_up_refund(self, refund: Refund) -> RefundReport | None:
        """Look up, while alive."""
        return await self._alive(lambda: self.gateway.look_up_refund(refund))

    async def read_money_back(self, event: GatewayEvent) -> MoneyBack | None:
        """Read, while alive."""
        return await self._alive(lambda: self.gateway.read_money_back(event))

    async def _alive(self, call: Callable[[], Awaitable[T]]) -> T:
        self.life.spend()
        answer = await call()
        self.life.spend()
        return answer


@dataclass(frozen=True, slots=True)
class Arrival:
    """One card that arrived, and whose process had sent it."""

    delivery_id: str
    address: str
    card: Card
    life: Life


@dataclass(slots=True)
class FarSide:
    """A channel's far end: keeps what arrived and can be told to fail."""

    arrivals: list[Arrival] = field(default_factory=list)
    troubles: list[DeliveryError] = field(default_factory=list)
    _in_doubt: set[str] = field(default_factory=set)

    def take(self, outgoing: Outgoing, life: Life) -> None:
        """Accept a card, or fail the way that was planned; uncertain means taken after all."""
        trouble = self.troubles.pop() if self.troubles else None
        if trouble is None or isinstance(trouble, DeliveryUncertainError):
            arrival = Arrival(outgoing.delivery_id, outgoing.address, outgoing.card, life)
            self.arrivals.append(arrival)
        if trouble is not None:
            self._in_doubt.add(outgoing.delivery_id)
            raise trouble

    def repeated(self) -> list[str]:
        """Deliveries one living process sent again though it had no reason to."""
        times = Counter((each.delivery_id, id(each.life)) for each in self.arrivals)
        return [one for (one, _), n in times.items() if n > 1 and one not in self._in_doubt]


@dataclass(frozen=True, slots=True)
class MortalSender:
    """A channel as a process sees it: it may die before it sends, or before it hears."""

    far: FarSide
    life: Life

    async def send(self, outgoing: Outgoing) -> str | None:
        """Send, and perhaps never learn of it."""
        self.life.spend()
        self.far.take(outgoing, self.life)
        await asyncio.sleep(0)
        self.life.spend()
        return None
