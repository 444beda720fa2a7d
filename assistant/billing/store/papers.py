"""What documents state, read from invoices and from the ledger of one account."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select
from sqlalchemy.engine import Connection

from assistant.billing.model import Invoice
from assistant.billing.model.paper import Received
from assistant.billing.money import Money
from assistant.billing.store.invoices import invoice
from assistant.billing.store.tables.accounts import accounts, contacts, people
from assistant.billing.store.tables.invoices import invoices
from assistant.billing.store.tables.ledger import entries, postings
from assistant.billing.store.tables.methods import methods
from assistant.billing.store.tables.operations import refunds
from assistant.billing.store.tables.payments import payments
from assistant.values import dataclass

ARRIVALS = ("payment", "received")
"""Kinds of entries by which money came in: each has a receipt."""

_OWED = ("receivable", "credit", "refunding")
"""What moves what is owed: a refund takes it down when it is granted, and up when it is sent."""


@dataclass(frozen=True, slots=True)
class Which:
    """Which invoices of an account: these ids, or those issued in a period."""

    account_id: str
    ids: tuple[str, ...] = ()
    since: date | None = None
    before: date | None = None

    @property
    def tests(self) -> list[ColumnElement[bool]]:
        """The same as conditions, of which the account is always one."""
        tests: list[ColumnElement[bool]] = [invoices.c.account_id == self.account_id]
        if self.since is None and self.before is None:
            return [*tests, invoices.c.id.in_(self.ids)]
        if self.since is not None:
            tests.append(invoices.c.issued_on >= self.since)
        if self.before is not None:
            tests.append(invoices.c.issued_on < self.before)
        return tests


def belongs(tx: Connection, account_id: str, person_id: str) -> str | None:
    """The account's name, if the person still belongs to it, or works for us."""
    wanted = {"account": account_id, "person": person_id}
    found: str | None = tx.execute(_belongs, wanted).scalar_one_or_none()
    return found


_their_contact = exists().where(
    contacts.c.account_id == accounts.c.id, contacts.c.person_id == bindparam("person")
)
_our_agent = exists().where(people.c.id == bindparam("person"), people.c.agent)
_belongs = select(accounts.c.name).where(
    accounts.c.id == bindparam("account"), or_(_their_contact, _our_agent)
)


def chosen(tx: Connection, which: Which, *, limit: int) -> list[Invoice]:
    """Those invoices, oldest first."""
    query = select(invoices).where(*which.tests).order_by(invoices.c.issued_on, invoices.c.id)
    return [invoice(row) for row in tx.execute(query.limit(limit))]


def newest(tx: Connection, account_id: str, *, limit: int) -> list[Invoice]:
    """The account's last invoices, the newest first."""
    return [invoice(row) for row in tx.execute(_newest, {"account": account_id, "limit": limit})]


_of_account = invoices.c.account_id == bindparam("account")
_newest = (
    select(invoices)
    .where(_of_account)
    .order_by(invoices.c.issued_on.desc(), invoices.c.id.desc())
    .limit(bindparam("limit"))
)


def numbered(tx: Connection, account_id: str, numbers: Sequence[str]) -> list[Invoice]:
    """The account's own invoices among these numbers, in the order of their numbers."""
    rows = tx.execute(_numbered, {"account": account_id, "numbers": list(numbers)})
    places = {number: place for place, number in enumerate(numbers)}
    return sorted((invoice(row) for row in rows), key=lambda each: places[each.number])


_numbered = select(invoices).where(
    _of_account, invoices.c.number.in_(bindparam("numbers", expanding=True))
)


def received(tx: Connection, which: Which) -> list[Received]:
    """Everything that took something off these invoices, oldest first."""
    these = select(invoices.c.id).where(*which.tests)
    mine = postings.c.account_id == which.account_id
    query = _received.where(mine, postings.c.invoice_id.in_(these))
    return [
        Received(
            invoice_id=row.invoice_id,
            at=row.at,
            amount=Money(-row.minor, row.currency),
            kind=row.kind,
            reference=row.reference,
            method=_method(row),
            payer=row.payer or "",
        )
        for row in tx.execute(query)
    ]


_entry_of_posting = (entries.c.account_id == postings.c.account_id) & (
    entries.c.seq == postings.c.seq
)


def _with_payment(query: Select[Any]) -> Select[Any]:
    """Add how an entry that is about a payment of the assistant was paid, and by whom."""
    return (
        query.add_columns(methods.c.brand, methods.c.last4, people.c.name.label("payer"))
        .outerjoin(payments, payments.c.id == entries.c.reference)
        .outerjoin(methods, methods.c.id == payments.c.method_id)
        .outerjoin(people, people.c.id == payments.c.person_id)
    )


_received = _with_payment(
    select(
        postings.c.invoice_id,
        postings.c.minor,
        postings.c.currency,
        entries.c.at,
        entries.c.kind,
        entries.c.reference,
    )
    .select_from(postings)
    .join(entries, _entry_of_posting)
    .where(postings.c.book == "receivable", postings.c.minor < 0)
    .order_by(entries.c.seq, postings.c.line)
)


def opening(tx: Connection, account_id: str, at: datetime) -> tuple[Money, ...]:
    """What the account owed just before a moment, per currency."""
    rows = tx.execute(_opening, {"account": account_id, "at": at, "books": list(_OWED)})
    return tuple(Money(int(row.minor), row.currency) for row in rows)


_opening = (
    select(postings.c.currency, func.sum(postings.c.minor).label("minor"))
    .join(entries, _entry_of_posting)
    .where(
        postings.c.account_id == bindparam("account"),
        postings.c.book.in_(bindparam("books", expanding=True)),
        entries.c.at < bindparam("at"),
    )
    .group_by(postings.c.currency)
    .order_by(postings.c.currency)
)


def moved(
    tx: Connection, account_id: str, since: datetime, before: datetime, *, limit: int
) -> list[Any]:
    """Every posting in a period that changed what the account owes, with its invoice's number."""
    wanted = {"account": account_id, "since": since, "before": before, "books": list(_OWED)}
    return list(tx.execute(_moved, {**wanted, "limit": limit}))


_about = invoices.alias("about")
_moved = (
    select(
        entries.c.seq,
        entries.c.at,
        entries.c.kind,
        postings.c.minor,
        postings.c.currency,
        func.coalesce(invoices.c.number, _about.c.number).label("number"),
    )
    .select_from(postings)
    .join(entries, _entry_of_posting)
    .outerjoin(invoices, invoices.c.id == postings.c.invoice_id)
    .outerjoin(_about, _about.c.id == entries.c.reference)
    .where(
        postings.c.account_id == bindparam("account"),
        postings.c.book.in_(bindparam("books", expanding=True)),
        entries.c.at >= bindparam("since"),
        entries.c.at < bindparam("before"),
    )
    .order_by(entries.c.seq, postings.c.line)
    .limit(bindparam("limit"))
)


def arrivals(tx: Connection, account_id: str, invoice_id: str) -> list[tuple[int, datetime, int]]:
    """The entries by which money came in for an invoice, oldest first: (seq, when, how much)."""
    wanted = {"account": account_id, "invoice": invoice_id, "kinds": list(ARRIVALS)}
    return [(row.seq, row.at, -row.minor) for row in tx.execute(_arrivals, wanted)]


_arrivals = (
    select(entries.c.seq, entries.c.at, postings.c.minor)
    .join(postings, _entry_of_posting)
    .where(
        postings.c.account_id == bindparam("account"),
        postings.c.invoice_id == bindparam("invoice"),
        postings.c.minor < 0,
        entries.c.kind.in_(bindparam("kinds", expanding=True)),
    )
    .order_by(entries.c.seq)
)


def last_arrival(tx: Connection, account_id: str) -> int | None:
    """The newest entry by which money came in."""
    wanted = {"account": account_id, "kinds": list(ARRIVALS)}
    found: int | None = tx.execute(_last_arrival, wanted).scalar_one_or_none()
    return found


_last_arrival = (
    select(entries.c.seq)
    .where(
        entries.c.account_id == bindparam("account"),
        entries.c.kind.in_(bindparam("kinds", expanding=True)),
    )
    .order_by(entries.c.seq.desc())
    .limit(1)
)


def arrived(tx: Connection, account_id: str, seq: int) -> list[Any]:
    """The postings of one entry by which money came in, with what is known of the payment."""
    wanted = {"account": account_id, "seq": seq, "kinds": list(ARRIVALS)}
    return list(tx.execute(_arrived, wanted))


_arrived = _with_payment(
    select(
        entries.c.at,
        entries.c.reference,
        postings.c.book,
        postings.c.minor,
        postings.c.currency,
        invoices.c.number,
    )
    .select_from(postings)
    .join(entries, _entry_of_posting)
    .outerjoin(invoices, invoices.c.id == postings.c.invoice_id)
    .where(
        entries.c.account_id == bindparam("account"),
        entries.c.seq == bindparam("seq"),
        entries.c.kind.in_(bindparam("kinds", expanding=True)),
    )
    .order_by(postings.c.line)
)


def sent_back(tx: Connection, account_id: str, payment_id: str) -> list[tuple[datetime, Money]]:
    """What was sent back of a payment of the account's, or is on its way, the oldest first."""
    rows = tx.execute(_sent_back, {"account": account_id, "payment": payment_id})
    return [(row.created_at, Money(row.amount_minor, row.currency)) for row in rows]


_sent_back = (
    select(refunds)
    .where(
        refunds.c.account_id == bindparam("account"),
        refunds.c.payment_id == bindparam("payment"),
        refunds.c.status.in_(("pending", "succeeded")),
    )
    .order_by(refunds.c.created_at, refunds.c.gateway_ref)
)


def _method(row: Any) -> str:
    return f"{row.brand or ''} {row.last4 or ''}".strip()


def payment_of(row: Any) -> tuple[str, str]:
    """How it was paid and by whom, as far as the assistant knows."""
    return _method(row), row.payer or ""
