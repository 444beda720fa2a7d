"""What must hold after every step, whatever happened: read from the rows and from the provider."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.engine import Connection

from assistant.billing.stripe.amounts import from_stripe
from assistant.billing.verify import verify
from assistant.sandbox.stripe.counterpart import Charge
from assistant.schema import metadata

DONE = ("sent", "failed", "uncertain", "gave_up")
OPEN_ENDED = ("succeeded", "failed", "processing", "needs_action")


def broken(tx: Connection, charges: Sequence[Charge], acknowledged: Iterable[str]) -> list[str]:
    """What does not hold right now, in words; nothing when all is well."""
    _, problems = verify(tx)
    found = [f"ledger of {each.account_id}: {each.what}" for each in problems]
    found += _overpaid(tx)
    found += _paid_twice(tx)
    found += _without_right(tx)
    found += _told_twice(tx)
    found += _against_provider(tx, charges)
    found += _forgotten(tx, acknowledged)
    return found


def unfinished(tx: Connection, charges: Sequence[Charge]) -> list[str]:
    """What is still open when everything had time to finish."""
    requests, deliveries = _table("requests"), _table("deliveries")
    payments, events = _table("payments"), _table("events")
    answers = requests.outerjoin(deliveries, deliveries.c.request_id == requests.c.id)
    unsent = deliveries.c.state.is_(None) | deliveries.c.state.not_in(DONE)
    charged = {charge.metadata["payment_id"] for charge in charges}
    found = _each(
        tx, "request without an answer", select(requests.c.id).where(requests.c.card.is_(None))
    )
    found += _each(
        tx,
        "accepted request whose answer was not sent",
        select(requests.c.id)
        .select_from(answers)
        .where(unsent, requests.c.key.startswith("accept")),
    )
    found += _each(
        tx,
        "delivery that never ended",
        select(deliveries.c.id).where(deliveries.c.state.not_in(DONE)),
    )
    found += _each(
        tx, "payment left behind", select(payments.c.id).where(payments.c.state.not_in(OPEN_ENDED))
    )
    found += _each(
        tx, "fact nobody was told", select(events.c.id).where(events.c.announced_at.is_(None))
    )
    succeeded = set(
        tx.execute(select(payments.c.id).where(payments.c.state == "succeeded")).scalars()
    )
    found += [f"charge {each} was never recorded" for each in sorted(charged - succeeded)]
    return found


def over(tx: Connection) -> set[str]:
    """Deliveries that have ended: nothing may be sent for them any more."""
    deliveries = _table("deliveries").c
    ended = deliveries.state.in_(DONE) & deliveries.due_at.is_(None)
    return set(tx.execute(select(deliveries.id).where(ended)).scalars())


def _overpaid(tx: Connection) -> list[str]:
    invoices = _table("invoices").c
    over = (invoices.total_minor > 0) & (invoices.paid_minor > invoices.total_minor)
    return _each(tx, "invoice paid beyond its amount", select(invoices.number).where(over))


def _paid_twice(tx: Connection) -> list[str]:
    """More than one live payment on an invoice, or entries that are not one for each success."""
    allocations, entries, payments = (
        _table("allocations").c,
        _table("ledger_entries").c,
        _table("payments").c,
    )
    live = select(allocations.invoice_id).where(allocations.live).group_by(allocations.invoice_id)
    found = _each(tx, "invoice with two live payments", live.having(func.count() > 1))
    booked = Counter(
        tx.execute(select(entries.reference).where(entries.kind == "payment")).scalars()
    )
    succeeded = Counter(
        tx.execute(select(payments.id).where(payments.state == "succeeded")).scalars()
    )
    odd = (booked - succeeded) + (succeeded - booked)
    return found + [f"payment {each}: entries and success differ" for each in odd]


def _without_right(tx: Connection) -> list[str]:
    payments, contacts, accounts = _table("payments").c, _table("contacts").c, _table("accounts").c
    rightful = (
        select(contacts.person_id)
        .join_from(contacts.person_id.table, accounts.id.table)
        .where(
            contacts.person_id == payments.person_id,
            contacts.account_id == payments.account_id,
            (contacts.role >= 1) | accounts.viewer_may_pay,
        )
        .exists()
    )
    return _each(tx, "payment by someone who may not pay", select(payments.id).where(~rightful))


def _told_twice(tx: Connection) -> list[str]:
    deliveries = _table("deliveries").c
    whom = (deliveries.event_id, deliveries.person_id, deliveries.channel)
    notices = select(deliveries.event_id).where(deliveries.event_id.is_not(None)).group_by(*whom)
    answers = (
        select(deliveries.request_id)
        .where(deliveries.request_id.is_not(None))
        .group_by(deliveries.request_id)
    )
    found = _each(tx, "fact told twice", notices.having(func.count() > 1))
    return found + _each(tx, "request answered twice", answers.having(func.count() > 1))


def _against_provider(tx: Connection, charges: Sequence[Charge]) -> list[str]:
    payments = _table("payments")
    known = {row.id: row for row in tx.execute(select(payments))}
    times = Counter(charge.metadata.get("payment_id", "") for charge in charges)
    intents = Counter(charge.payment_intent for charge in charges)
    found = [f"payment {each} was charged {n} times" for each, n in times.items() if n > 1]
    found += [f"intent {each} succeeded {n} times" for each, n in intents.items() if n > 1]
    for charge in charges:
        row = known.get(charge.metadata.get("payment_id", ""))
        if row is None:
            found.append(f"charge {charge.id} is for no payment of ours")
        elif from_stripe(charge.amount, charge.currency).minor != row.amount_minor:
            found.append(f"payment {row.id} was charged another amount")
    for row in known.values():
        if row.state == "succeeded" and row.id not in times:
            found.append(f"payment {row.id} succeeded without a charge")
    return found


def _forgotten(tx: Connection, acknowledged: Iterable[str]) -> list[str]:
    kept = set(tx.execute(select(_table("requests").c.key)).scalars())
    return [f"acknowledged request {key} is lost" for key in acknowledged if key not in kept]


def _each(tx: Connection, what: str, query: Select[Any]) -> list[str]:
    return [f"{what}: {each}" for each in tx.execute(query).scalars()]


def _table(name: str) -> Any:
    return metadata.tables[name]
