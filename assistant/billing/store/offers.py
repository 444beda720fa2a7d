"""Offers: what somebody may say yes to."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, case, exists, insert, literal_column, select, update
from sqlalchemy.engine import Connection

from assistant.billing.model import Asker, Offer, OfferLine, OfferState
from assistant.billing.money import Money
from assistant.billing.store.methods import BESIDE, beside
from assistant.billing.store.tables.invoices import invoices
from assistant.billing.store.tables.methods import methods
from assistant.billing.store.tables.payments import allocations, offer_lines, offers, payments
from assistant.db.direct import LONGEST
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Whose:
    """Who may say yes to an offer: one person, for accounts of theirs, in one conversation."""

    person_id: str
    account_ids: tuple[str, ...]
    conversation: str


def add(tx: Connection, asker: Asker, offer: Offer) -> None:
    """Write a live offer; an earlier one of the same conversation no longer counts."""
    replace_live(tx, asker)
    row = {
        "id": offer.id,
        "account_id": offer.account_id,
        "person_id": offer.person_id,
        "conversation": offer.conversation,
        "request_id": asker.request_id,
        "state": offer.state,
        "currency": offer.amount.currency,
        "amount_minor": offer.amount.minor,
        "method_id": offer.method and offer.method.id,
        "balance": offer.balance,
        "credit_minor": offer.credit_minor,
        "by_reply": offer.by_reply,
        "pay_on": offer.pay_on,
        "order_id": offer.order_id,
        "created_at": asker.now,
        "expires_at": offer.expires_at,
    }
    tx.execute(_add, row)
    lines = [
        {
            "offer_id": offer.id,
            "invoice_id": line.invoice_id,
            "position": position,
            "amount_minor": line.amount.minor,
            "leaves_minor": line.leaves.minor,
            "invoice_version": line.version,
        }
        for position, line in enumerate(offer.lines)
    ]
    tx.execute(_add_lines, lines)


_add, _add_lines = insert(offers), insert(offer_lines)


def replace_live(tx: Connection, asker: Asker) -> None:
    """Withdraw whatever this person could say yes to in this conversation."""
    here = {"person": asker.person_id, "here": asker.conversation}
    tx.execute(_replace, {**here, "state": OfferState.REPLACED})


def latest_in(tx: Connection, whose: Whose) -> Offer | None:
    """The offer a plain yes means here, or the one it meant before."""
    return _find(tx, _latest_in, _theirs(whose) | {"here": whose.conversation})


def of_person(tx: Connection, whose: Whose, offer_id: str) -> Offer | None:
    """An offer by its id, but only the person's own, for an account they still belong to."""
    rows = tx.execute(_of_person, _theirs(whose) | {"which": offer_id}).all()
    return _offer(rows[0], rows) if rows else None


def elsewhere(tx: Connection, whose: Whose, now: datetime) -> Offer | None:
    """The latest offer still live in another of the person's conversations."""
    return _find(tx, _elsewhere, _theirs(whose) | {"now": now})


def _theirs(whose: Whose) -> dict[str, Any]:
    return {"person": whose.person_id, "accounts": list(whose.account_ids)}


def answered_with(tx: Connection, payment_ids: Sequence[str]) -> dict[str, list[str]]:
    """The requests answered with an offer of what each payment is for, the latest first.

    Only what its payer could still say yes to, and what they did say yes to.
    """
    found: dict[str, list[str]] = {}
    for at in range(0, len(payment_ids), LONGEST):
        some = {"payments": payment_ids[at : at + LONGEST]}
        for row in tx.execute(_answered_with, some):
            found.setdefault(row.payment_id, []).append(row.request_id)
    return {payment_id: requests[:_OFFERS] for payment_id, requests in found.items()}


def move(tx: Connection, offer_id: str, to: OfferState) -> bool:
    """Take a live offer to another state; False when somebody else was first."""
    return moving(tx, offer_id, to)()


def moving(tx: Connection, offer_id: str, to: OfferState) -> Callable[[], bool]:
    """The same for who has more to write before they ask whether it was moved."""
    moved = tx.execute(_move, {"which": offer_id, "state": to})
    return lambda: bool(moved.rowcount == 1)


_live = offers.c.state == literal_column("'live'")  # as the index says it
_move = update(offers).where(offers.c.id == bindparam("which"), _live)
# Several may be made within one tick of a clock: the live one counts, then a confirmed one.
_latest_first = (
    case((offers.c.state == OfferState.LIVE, 0), else_=1),
    offers.c.created_at.desc(),
    case((offers.c.state == OfferState.CONFIRMED, 0), else_=1),
)


_offers = (
    select(offers, *BESIDE)
    .outerjoin(methods, methods.c.id == offers.c.method_id)
    .order_by(*_latest_first)
    .limit(1)
)
_owned = (
    offers.c.person_id == bindparam("person"),
    offers.c.account_id.in_(bindparam("accounts", expanding=True)),
)
_here = offers.c.conversation == bindparam("here")
_latest_in = _offers.where(*_owned, _here)
_elsewhere = _offers.where(*_owned, _live, offers.c.expires_at > bindparam("now"))
_replace = update(offers).where(offers.c.person_id == bindparam("person"), _here, _live)
_taken = select(allocations.c.payment_id).where(
    allocations.c.invoice_id == offer_lines.c.invoice_id, allocations.c.live
)
_line = (
    offer_lines.c.invoice_id,
    offer_lines.c.amount_minor.label("line_minor"),
    offer_lines.c.leaves_minor,
    offer_lines.c.invoice_version,
    invoices.c.number,
    (invoices.c.version != offer_lines.c.invoice_version).label("changed"),
    _taken.exists().label("taken"),
)
_of_person = (
    select(offers, *BESIDE, *_line)
    .join_from(offers, offer_lines, offer_lines.c.offer_id == offers.c.id)
    .join(invoices, invoices.c.id == offer_lines.c.invoice_id)
    .outerjoin(methods, methods.c.id == offers.c.method_id)
    .where(*_owned, offers.c.id == bindparam("which"))
    .order_by(offer_lines.c.position)
)
_lines = (
    select(*_line)
    .join(invoices, invoices.c.id == offer_lines.c.invoice_id)
    .where(offer_lines.c.offer_id == bindparam("which"))
    .order_by(offer_lines.c.position)
)


_OFFERS = 10
_answered_with = (
    select(payments.c.id.label("payment_id"), offers.c.request_id)
    .join_from(
        payments,
        offers,
        (offers.c.person_id == payments.c.person_id)
        & (_live | (offers.c.id == payments.c.offer_id)),
    )
    .where(
        payments.c.id.in_(bindparam("payments", expanding=True)),
        exists()
        .where(
            offer_lines.c.offer_id == offers.c.id,
            allocations.c.payment_id == payments.c.id,
            offer_lines.c.invoice_id == allocations.c.invoice_id,
        )
        .correlate(payments, offers),
    )
    .order_by(offers.c.created_at.desc())
)


def _find(tx: Connection, query: Select[Any], wanted: dict[str, Any]) -> Offer | None:
    row = tx.execute(query, wanted).one_or_none()
    return None if row is None else _offer(row, tx.execute(_lines, {"which": row.id}).all())


def _offer(row: Any, lines: Sequence[Any]) -> Offer:
    money = row.currency
    return Offer(
        id=row.id,
        account_id=row.account_id,
        person_id=row.person_id,
        conversation=row.conversation,
        state=OfferState(row.state),
        amount=Money(row.amount_minor, money),
        method=beside(row),
        expires_at=row.expires_at,
        lines=tuple(
            OfferLine(
                invoice_id=line.invoice_id,
                number=line.number,
                amount=Money(line.line_minor, money),
                leaves=Money(line.leaves_minor, money),
                version=line.invoice_version,
                changed=line.changed,
                taken=line.taken,
            )
            for line in lines
        ),
        balance=row.balance,
        pay_on=row.pay_on,
        credit_minor=row.credit_minor,
        by_reply=row.by_reply,
        request_id=row.request_id,
    )
