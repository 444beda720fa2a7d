"""What agents look up across accounts: who is who, who owes what, what came in."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection

from assistant.billing import ledger
from assistant.billing.invoices import summary
from assistant.billing.model import Asker
from assistant.billing.money import Money
from assistant.billing.outcomes.accounts import (
    AccountOverview,
    AccountsFound,
    AgeingShown,
    NoteShown,
    NotesShown,
    Owing,
    PaidToday,
    Promised,
    Receivables,
)
from assistant.billing.reminding import disputes
from assistant.billing.store import cases, desk, history, holds, invoices, methods, people, planned

FOUND, SHOWN = 10, 5
_LATELY = timedelta(days=31)


def find(tx: Connection, what: str) -> AccountsFound:
    """The accounts that an agent may mean, by name, id, invoice number or mail address."""
    found = desk.found(tx, what, limit=FOUND)
    return AccountsFound(what, tuple((id_, name, ledger.balances(tx, id_)) for id_, name in found))


def overview(tx: Connection, asker: Asker) -> AccountOverview:
    """One account with everything that matters before one speaks with its people."""
    account_id = asker.account_id
    late: dict[str, int] = {}
    for each in invoices.open_ones(tx, account_id):
        if each.due_on < asker.today:
            currency = each.total.currency
            late[currency] = late.get(currency, 0) + each.open_amount.minor
    return AccountOverview(
        account=people.account(tx, account_id),
        summary=summary.summarise(tx, asker, may_pay=False),
        overdue=tuple(Money(minor, currency) for currency, minor in sorted(late.items())),
        contacts=tuple(people.contacts_of(tx, account_id)),
        methods=tuple(methods.on_file(tx, account_id)),
        payments=tuple(history.page(tx, account_id, offset=0, limit=SHOWN)),
        cases=tuple(cases.waiting_of(tx, account_id)),
        plans=tuple(planned.live_of(tx, account_id)),
        notes=_notes(tx, account_id),
        promises=_promises(tx, asker),
        disputes=disputes.every(tx, asker),
    )


def _promises(tx: Connection, asker: Asker) -> tuple[Promised, ...]:
    found = holds.promises(tx, asker.account_id, asker.now - _LATELY)
    return tuple(Promised(each.number, each.day, each.name, each.ended_at) for each in found)


def notes(tx: Connection, asker: Asker, number: str | None, *, kept: bool = False) -> NotesShown:
    """What agents noted about the account, or about one invoice."""
    return NotesShown(
        asker.account, number or "", _notes(tx, asker.account_id, number or "", most=20), kept
    )


def who_owes(tx: Connection, asker: Asker) -> Receivables:
    """What is open in each currency, and the accounts that owe most in it."""
    totals = tuple(
        (_money(row.open, row), _money(row.overdue, row), int(row.accounts))
        for row in desk.owed(tx, asker.today)
    )
    largest = tuple(
        Owing(row.name, _money(row.open, row), _money(row.overdue, row), row.oldest)
        for row in desk.owing(tx, asker.today)
    )
    return Receivables(totals, largest)


def ageing(tx: Connection, asker: Asker) -> AgeingShown:
    """How long what is open has been due."""
    rows = tuple(
        tuple(
            _money(minor, row) for minor in (row.ahead, row.first, row.second, row.third, row.rest)
        )
        for row in desk.ageing(tx, asker.today)
    )
    return AgeingShown(rows, asker.today)


def paid_today(tx: Connection, asker: Asker) -> PaidToday:
    """What the provider brought since the agent's midnight."""
    since = datetime.combine(asker.today, time(), ZoneInfo(asker.timezone))
    sums = [(_money(row.minor, row), row.number) for row in desk.sums_since(tx, since)]
    latest = [
        (row.name, Money(row.amount_minor, row.currency), row.finished_at)
        for row in desk.paid_since(tx, since, limit=20)
    ]
    return PaidToday(tuple(sums), tuple(latest))


def _money(minor: Any, row: Any) -> Money:
    """A sum in the currency of its row; PostgreSQL's sums are no whole numbers by themselves."""
    return Money(int(minor), row.currency)


def _notes(
    tx: Connection, account_id: str, number: str = "", *, most: int = SHOWN
) -> tuple[NoteShown, ...]:
    found = desk.noted(tx, account_id, limit=most, number=number)
    return tuple(NoteShown(each.by, each.text, each.number, each.at) for each in found)
