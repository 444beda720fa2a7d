"""Payments and what they are for; a row with ``due_at`` is work somebody must do."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, func, insert, select, update
from sqlalchemy.engine import Connection

from assistant.billing.model import Allocation, Asker, Method, Offer, Origin, Payment, PaymentState
from assistant.billing.money import Money
from assistant.billing.store.tables.accounts import accounts, people
from assistant.billing.store.tables.invoices import invoices
from assistant.billing.store.tables.methods import methods
from assistant.billing.store.tables.payments import allocations, payments
from assistant.db.direct import asked_for_each


def add(
    tx: Connection,
    payment_id: str,
    offer: Offer,
    asker: Asker,
    *,
    waits: bool = False,
    link: bool = False,
    window: timedelta = timedelta(0),
) -> None:
    """Put a confirmed offer on record, due at once unless it waits for a page to be closed.

    With a ``window`` it is due when that is over, and can be stopped until then.

    The caller holds the account's turn and has looked for a live payment; should both be wrong, the
    unique index raises IntegrityError and nothing is written.
    """
    row = {
        "id": payment_id,
        "account_id": offer.account_id,
        "offer_id": offer.id,
        "person_id": offer.person_id,
        "request_id": asker.request_id,
        "currency": offer.amount.currency,
        "amount_minor": offer.amount.minor,
        "method_id": offer.method and offer.method.id,
        "state": PaymentState.CONFIRMED,
        "due_at": None if waits else asker.now + window,
        "balance": offer.balance,
        "link": link,
        "origin": asdict(asker.origin) | {"offered": offer.request_id},
        "created_at": asker.now,
    }
    tx.execute(_add, row)
    parts = [
        {
            "payment_id": payment_id,
            "invoice_id": line.invoice_id,
            "position": position,
            "amount_minor": line.amount.minor,
            "live": True,
        }
        for position, line in enumerate(offer.lines)
    ]
    tx.execute(_add_parts, parts)


_add, _add_parts = insert(payments), insert(allocations)


def live_on(tx: Connection, invoice_ids: Sequence[str]) -> Payment | None:
    """The payment under way on any of these invoices."""
    return _first(tx, _live_on, {"invoices": list(invoice_ids)})


def every_live_on(tx: Connection, invoice_ids: Sequence[str]) -> list[Payment]:
    """All payments under way on any of these invoices; hardly ever is there one."""
    return asking_for_live_on(tx, invoice_ids)()


def asking_for_live_on(tx: Connection, invoice_ids: Iterable[str]) -> Callable[[], list[Payment]]:
    """The same for who asks more at once; what it returns tells."""
    rows = asked_for_each(tx, _on_invoices, "invoices", invoice_ids)
    return lambda: several(tx, list(dict.fromkeys(row.payment_id for row in rows)))


def moving_on(tx: Connection, invoice_ids: Iterable[str]) -> dict[str, Payment]:
    """By invoice, the payments that move its money, and are not only a page that is open."""
    return asking_for_moving_on(tx, invoice_ids)()


def asking_for_moving_on(
    tx: Connection, invoice_ids: Iterable[str]
) -> Callable[[], dict[str, Payment]]:
    """The same for who asks more at once; what it returns tells."""
    live = asking_for_live_on(tx, invoice_ids)
    return lambda: {
        part.invoice_id: each
        for each in live()
        if not each.state.gives_way
        for part in each.allocations
    }


def latest_on(tx: Connection, account_id: str, invoice_id: str) -> Payment | None:
    """The last payment anybody started on this invoice."""
    return _first(tx, _latest_on, {"account": account_id, "invoice": invoice_id})


def of_account(tx: Connection, account_id: str, *, offset: int, limit: int) -> list[Payment]:
    """One page of the account's payments, newest first."""
    return _all(tx, _page, {"account": account_id, "offset": offset, "limit": limit})


def count_of_account(tx: Connection, account_id: str) -> int:
    """How many payments the account has."""
    return int(tx.execute(_count, {"account": account_id}).scalar_one())


def of_offer(tx: Connection, offer_id: str) -> Payment | None:
    """The payment a confirmed offer became."""
    return _first(tx, _of_offer, {"offer": offer_id})


def of_request(tx: Connection, account_id: str, request_id: str) -> Payment | None:
    """The payment this request started."""
    return _first(tx, _of_request, {"account": account_id, "request": request_id})


def identified(tx: Connection, payment_id: str) -> Payment | None:
    """A payment by our id; for the tails, which act for nobody."""
    return identifying(tx, payment_id)()


def identifying(tx: Connection, payment_id: str) -> Callable[[], Payment | None]:
    """The same for who asks more at once; what it returns tells."""
    found = tx.execute(_whole, {"which": payment_id})

    def payment() -> Payment | None:
        rows = found.all()
        parts = (
            Allocation(row.invoice_id, row.number, Money(row.part_minor, row.part_currency))
            for row in rows
            if row.invoice_id
        )
        return _payment(rows[0], tuple(parts)) if rows else None

    return payment


def several(tx: Connection, payment_ids: Sequence[str]) -> list[Payment]:
    """Payments by our ids, those that exist; for the tails, which act for nobody."""
    return _all(tx, _identified, {"ids": list(payment_ids)}) if payment_ids else []


def under_way(tx: Connection, account_id: str) -> list[Payment]:
    """Payments under way for an account."""
    live = [state for state in PaymentState if state.live]
    return _all(tx, _under_way, {"account": account_id, "states": live})


def change(tx: Connection, payment_id: str, **values: Any) -> None:
    """Write what is now known of a payment."""
    tx.execute(_change, {"which": payment_id, **values})


_change = update(payments).where(payments.c.id == bindparam("which"))


def stop(tx: Connection, payment_id: str, now: datetime) -> bool:
    """End a payment that waits for its window to pass; False when it is being charged already."""
    values = {"state": PaymentState.FAILED, "decline": "canceled", "due_at": None}
    stopped = tx.execute(_stop, {"which": payment_id, "now": now, **values, "finished_at": now})
    return stopped.rowcount == 1


_stop = _change.where(
    payments.c.state == PaymentState.CONFIRMED.value,
    payments.c.attempts == 0,
    payments.c.due_at > bindparam("now"),
)


def free_invoices(tx: Connection, payment_id: str) -> None:
    """The payment is over: its invoices may be paid by another one."""
    tx.execute(_free, {"payment": payment_id, "live": False})


_free = update(allocations).where(allocations.c.payment_id == bindparam("payment"))


def held(tx: Connection) -> list[Payment]:
    """Payments of another amount than was agreed, which wait for a person."""
    return _all(tx, _held, {"held": PaymentState.HELD.value})


def customer_ref(tx: Connection, payment: Payment) -> str | None:
    """The provider's name for the account that pays."""
    where = accounts.c.id == payment.account_id
    found: str | None = tx.execute(select(accounts.c.customer_ref).where(where)).scalar_one()
    return found


PAYMENTS = (
    select(payments, methods.c.gateway_ref.label("method_ref"), methods.c.kind.label("method_kind"))
    .add_columns(methods.c.brand, methods.c.last4, people.c.name.label("payer"))
    .join(people, people.c.id == payments.c.person_id)
    .outerjoin(methods, methods.c.id == payments.c.method_id)
    .order_by(payments.c.created_at.desc(), payments.c.id.desc())
)
"""Payments as people see them: with who pays and how; add what they pay for with ``whole``."""

_of_this_account = payments.c.account_id == bindparam("account")
_on_invoices = select(allocations.c.payment_id).where(
    allocations.c.invoice_id.in_(bindparam("invoices", expanding=True)), allocations.c.live
)
_on_invoice = select(allocations.c.payment_id).where(
    allocations.c.invoice_id == bindparam("invoice")
)
_live_on = PAYMENTS.where(payments.c.id.in_(_on_invoices)).limit(1)
_latest_on = PAYMENTS.where(_of_this_account, payments.c.id.in_(_on_invoice)).limit(1)
_page = PAYMENTS.where(_of_this_account).offset(bindparam("offset")).limit(bindparam("limit"))
_count = select(func.count()).select_from(payments).where(_of_this_account)
_of_offer = PAYMENTS.where(payments.c.offer_id == bindparam("offer"))
_of_request = PAYMENTS.where(_of_this_account, payments.c.request_id == bindparam("request"))
_identified = PAYMENTS.where(payments.c.id.in_(bindparam("ids", expanding=True)))
_whole = (
    PAYMENTS.add_columns(
        allocations.c.invoice_id,
        allocations.c.amount_minor.label("part_minor"),
        invoices.c.number,
        invoices.c.currency.label("part_currency"),
    )
    .outerjoin(allocations, allocations.c.payment_id == payments.c.id)
    .outerjoin(invoices, invoices.c.id == allocations.c.invoice_id)
    .where(payments.c.id == bindparam("which"))
    .order_by(None)
    .order_by(allocations.c.position)
)
_under_way = PAYMENTS.where(
    _of_this_account, payments.c.state.in_(bindparam("states", expanding=True))
)
_held = PAYMENTS.where(payments.c.state == bindparam("held"))
_parts = (
    select(allocations, invoices.c.number, invoices.c.currency)
    .join(invoices, invoices.c.id == allocations.c.invoice_id)
    .where(allocations.c.payment_id.in_(bindparam("payments", expanding=True)))
    .order_by(allocations.c.position)
)


def _first(tx: Connection, query: Select[Any], wanted: dict[str, Any]) -> Payment | None:
    found = _all(tx, query, wanted)
    return found[0] if found else None


def _all(tx: Connection, query: Select[Any], wanted: dict[str, Any]) -> list[Payment]:
    return whole(tx, tx.execute(query, wanted).all())


def whole(tx: Connection, rows: Sequence[Any]) -> list[Payment]:
    """Rows of ``PAYMENTS`` with the invoices each is for."""
    parts: dict[str, tuple[Allocation, ...]] = {}
    for row in tx.execute(_parts, {"payments": [row.id for row in rows]}) if rows else ():
        part = Allocation(row.invoice_id, row.number, Money(row.amount_minor, row.currency))
        parts[row.payment_id] = (*parts.get(row.payment_id, ()), part)
    return [_payment(row, parts.get(row.id, ())) for row in rows]


def _payment(row: Any, parts: tuple[Allocation, ...]) -> Payment:
    method = None
    if row.method_id:
        method = Method(row.method_id, row.method_ref, row.method_kind, row.brand, row.last4)
    return Payment(
        id=row.id,
        account_id=row.account_id,
        person_id=row.person_id,
        payer=row.payer,
        request_id=row.request_id,
        origin=Origin(**row.origin),
        amount=Money(row.amount_minor, row.currency),
        method=method,
        state=PaymentState(row.state),
        attempts=row.attempts,
        gateway_ref=row.gateway_ref,
        decline=row.decline,
        action_url=row.action_url,
        created_at=row.created_at,
        finished_at=row.finished_at,
        allocations=parts,
        balance=row.balance,
        link=row.link,
        yields_to=row.yields_to,
        moved=None if row.moved_minor is None else Money(row.moved_minor, row.moved_currency),
        refunded_minor=row.refunded_minor,
        refunding_minor=row.refunding_minor,
    )
