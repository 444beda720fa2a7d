"""Follow the provider's own customers and invoices: all at once, by webhooks, and back.

The import goes on where it was cut off: how far it has come is a row. What was paid through us on
an invoice of the provider's is told there afterwards, from rows, as often as it takes.
"""

import asyncio
from collections.abc import Callable
from dataclasses import field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy.engine import Connection

from assistant.billing.cases import CaseKind, open_case
from assistant.billing.gateway import (
    GatewayBusyError,
    GatewayError,
    GatewayEvent,
    GatewayRefusedError,
)
from assistant.billing.gateway.books import Attachment, Found, ProviderBooks, Skipped, TheirInvoice
from assistant.billing.intake.mirroring import CHORE, mirror
from assistant.billing.intake.report import Entry, Fate
from assistant.billing.store import attachments, chores, events, people
from assistant.db import Database
from assistant.values import dataclass

HOLD = timedelta(minutes=10)
LEASE = timedelta(seconds=150)
BATCH = 16
ATTEMPTS = 8
"""Tries before the provider's refusal to show a payment becomes a case."""

_OURS = ("in_", "cus_", "inpay_")
_STEPS = ("customers", "invoices")

Progress = Callable[[str, Entry], None]
"""Hears of each thing, with the step it belongs to."""

log = structlog.get_logger(__name__)


class TakenOverError(Exception):
    """Another process imports by now: let it finish."""


@dataclass(slots=True)
class Follower:
    """Imports, reads webhooks about customers and invoices, and tells of payments."""

    database: Database
    books: ProviderBooks
    clock: Callable[[], datetime]
    currency: str = "USD"
    _held: datetime = field(default=datetime.min.replace(tzinfo=UTC), init=False)

    async def import_all(self, progress: Progress) -> bool:
        """Go through everything, from where the last run was cut off; False: somebody else does.

        Raises GatewayError when cut off, TakenOverError when it was slower than its lease.
        """
        until = self.clock() + HOLD
        take = partial(chores.take, name=CHORE, now=self.clock(), until=until)
        mark = await self.database.write(take)
        if mark is None:
            return False
        self._held = until
        try:
            await self._import(progress, mark)
        except GatewayRefusedError:  # where it was to go on is gone there: begin anew next time
            await self._go_on(mark="", held_until=None)
            raise
        except BaseException:
            await self._go_on(held_until=None)
            raise
        await self._go_on(mark="", held_until=None)
        return True

    async def _import(self, progress: Progress, mark: str) -> None:
        begun, _, after = mark.partition(":")
        steps = _STEPS[_STEPS.index(begun) :] if begun in _STEPS else _STEPS
        for step in steps:
            pages = self.books.customers if step == "customers" else self.books.invoices
            async for page in pages(after):
                for found in page:
                    progress(step, await self._mirror(found))
                await self._hold(f"{step}:{page[-1].ref}" if page else f"{step}:")
            after = ""

    async def _hold(self, mark: str) -> None:
        """Keep the turn, and write how far it has come."""
        until = max(self.clock() + HOLD, self._held + timedelta(microseconds=1))
        if not await self._go_on(mark=mark, held_until=until):
            raise TakenOverError
        self._held = until

    async def _go_on(self, **values: Any) -> bool:
        held = self._held
        return await self.database.write(lambda tx: chores.go_on(tx, CHORE, held=held, **values))

    async def _mirror(self, found: Found) -> Entry:
        now = self.clock()
        work = partial(mirror, found=found, currency=self.currency, now=now)
        try:
            return await self.database.write(work)
        except Exception as error:  # the process edge: one strange thing must not stop the rest
            log.exception("not_mirrored", ref=found.ref)
            return Entry(found.ref, "", Fate.REFUSED, f"it broke something: {type(error).__name__}")

    def concerns(self, hint: GatewayEvent) -> bool:
        """Whether a webhook can be about customers or invoices of the provider's."""
        return hint.object_id.startswith(_OURS)

    async def read(self, hint: GatewayEvent) -> None:
        """Read afresh what a webhook names and follow it, once anything was ever imported."""
        if not await self.database.peek(_follows):
            await self.database.write(partial(events.read, event_id=hint.id, outcome="not_ours"))
            return
        found = await self.books.read_event(hint)
        if isinstance(found, TheirInvoice) and not await self._knows(found.customer_ref):
            customer = GatewayEvent(hint.id, hint.type, found.customer_ref, None, hint.created)
            owner = await self.books.read_event(customer)
            await self._followed(owner)
        outcome = await self._followed(found)
        await self.database.write(partial(events.read, event_id=hint.id, outcome=outcome))

    async def _knows(self, customer_ref: str) -> bool:
        def look(tx: Connection) -> bool:
            return people.lock_of_customer(tx, customer_ref) is not None

        return await self.database.write(look)

    async def _followed(self, found: Found | None) -> str:
        if found is None or isinstance(found, Skipped):
            return "not_ours"
        now = self.clock()
        work = partial(mirror, found=found, currency=self.currency, now=now, news=True)
        entry = await self.database.write(work)
        return "not_ours" if entry.fate is Fate.REFUSED else "recorded"

    async def attach(self) -> int:
        """Tell the provider of payments on its invoices; returns how many were tried."""
        now = self.clock()
        if not await self.database.peek(partial(attachments.any_due, now=now)):
            return 0
        claim = partial(attachments.claim, now=now, lease=LEASE, limit=BATCH)
        parts = await self.database.write(claim)
        await asyncio.gather(*map(self._attach_alone, parts))
        return len(parts)

    async def _attach_alone(self, part: Attachment) -> None:
        try:
            await self.books.attach(part)
        except GatewayRefusedError as error:
            await self._not_attached(part, str(error))
        except GatewayError as error:
            await self._attach_later(part, error)
        except Exception:  # the process edge: its lease runs out
            log.exception("not_attached", payment=part.payment_id)
        else:
            await self._end(part, "attached")

    async def _attach_later(self, part: Attachment, error: GatewayError) -> None:
        if part.attempts + 1 >= ATTEMPTS:
            await self._not_attached(part, str(error))
            return
        wait = error.retry_after if isinstance(error, GatewayBusyError) else None
        due = self.clock() + timedelta(seconds=max(wait or 0, 2 ** (part.attempts + 2)))
        log.warning("attachment_delayed", payment=part.payment_id, reason=str(error))
        later = partial(attachments.change, payment_id=part.payment_id, invoice_id=part.invoice_id)
        await self.database.write(partial(later, due_at=due))

    async def _not_attached(self, part: Attachment, reason: str) -> None:
        await self.database.write(
            partial(_open_case, part=part, reason=reason[:300], now=self.clock())
        )
        await self._end(part, "refused")

    async def _end(self, part: Attachment, outcome: str) -> None:
        ended = partial(attachments.change, payment_id=part.payment_id, invoice_id=part.invoice_id)
        await self.database.write(partial(ended, due_at=None, outcome=outcome))


def _follows(tx: Connection) -> bool:
    return chores.known(tx, CHORE)


def _open_case(tx: Connection, part: Attachment, reason: str, now: datetime) -> None:
    account = people.lock_for(tx, part.payment_id)
    open_case(
        tx,
        CaseKind.NOT_ATTACHED,
        f"{part.payment_id}:{part.invoice_ref}",
        account_id=account.id if account else None,
        facts={"amount": str(part.amount), "invoice": part.invoice_ref, "why": reason},
        at=now,
    )
