"""What agents read about accounts: who is who, who owes what, and what they have set going."""

from collections.abc import Sequence
from typing import assert_never

from assistant.billing.model import Arrival, Payment
from assistant.billing.model.method import MethodState
from assistant.billing.money import Money, exponent
from assistant.billing.outcomes.accounts import (
    AccountOverview,
    AccountsFound,
    AccountsOutcome,
    AgeingShown,
    DeskProblem,
    DeskRefused,
    DueDateDrafted,
    DueDateSet,
    NoteShown,
    NotesShown,
    OfferPrepared,
    PaidToday,
    PaperResent,
    Promised,
    Receivables,
)
from assistant.billing.outcomes.reminding import Dispute
from assistant.card import Action, Card, Chart, Choice, Column, Fact, Series, Table, Tone
from assistant.reader import Reader
from assistant.replies.desk import due_dates
from assistant.replies.standing import arrival, standing

_PROBLEMS = {
    DeskProblem.NO_ACCOUNT: "Say for which customer, for example “for Example Ltd: overview”.",
    DeskProblem.NOT_AN_AGENT: "You may no longer do this.",
    DeskProblem.NOT_PROVEN: "I do this in Slack and at the terminal only: a mail could be a copy.",
    DeskProblem.INVOICE_UNKNOWN: "This customer has no invoice {named}.",
    DeskProblem.NOBODY_MAY_PAY: "Nobody there may pay who could say yes to it.",
    DeskProblem.NO_SUCH_CONTACT: "This customer has no contact “{named}”.",
    DeskProblem.NOT_OPEN: "Nothing is to be paid on invoice {named} any more.",
    DeskProblem.KEPT_THERE: "Invoice {named} is kept at the payment provider; move its day there.",
    DeskProblem.PLANNED: "A payment of {named} is planned for its day; that has to be ended first.",
    DeskProblem.NO_SUCH_DAY: "An invoice may be due from today on, and within a year.",
    DeskProblem.DUE_THEN: "Invoice {named} is due on that day already.",
    DeskProblem.CHANGED: "Something about invoice {named} has changed meanwhile. Say it again.",
    DeskProblem.NO_RECEIPT: "No payment for invoice {named} has arrived, so there is no receipt.",
}

_METHODS = {
    MethodState.PENDING: "being verified",
    MethodState.ACTIVE: "ready",
    MethodState.REJECTED: "turned down",
}
_PARTIAL = {
    "allow": "allowed",
    "balance_only": "of the whole balance only",
    "deny_and_handoff": "no: a person looks at them",
}


def word(outcome: AccountsOutcome, reader: Reader) -> Card:
    """Say it to the agent who asked."""
    match outcome:
        case AccountsFound():
            return _found(outcome, reader)
        case AccountOverview():
            return _overview(outcome, reader)
        case Receivables():
            return _receivables(outcome, reader)
        case AgeingShown():
            return _ageing(outcome, reader)
        case PaidToday():
            return _paid(outcome, reader)
        case NotesShown():
            return _notes(outcome, reader)
        case OfferPrepared(account=account, offer=offer, to=to):
            said = f"{to} gets the offer and alone can say yes to it, until "
            said += f"{reader.moment(offer.expires_at)}. Nothing has been paid."
            title = f"Prepared for {account}: {reader.money(offer.amount)}"
            return Card(title=title, paragraphs=(said,))
        case PaperResent(account=account, what=what, number=number, to=to):
            of = f"receipt for {number}" if what == "receipt" else f"invoice {number}"
            said = f"By mail to {', '.join(to)}."
            return Card(title=f"On its way to {account}: {of}", paragraphs=(said,))
        case DueDateDrafted() | DueDateSet():
            return due_dates.word(outcome, reader)
        case DeskRefused(problem=problem, named=named):
            said = _PROBLEMS[problem].format(named=named)
            return Card(
                title="Not done", tone=Tone.PROBLEM, paragraphs=(f"{said} Nothing was done.",)
            )
        case _:
            assert_never(outcome)


def _amounts(amounts: tuple[Money, ...], reader: Reader) -> str:
    return ", ".join(reader.money(each) for each in amounts) or "nothing"


def _table(labels: tuple[str, ...], rows: Sequence[tuple[str, ...]], *, words: int = 1) -> Table:
    columns = tuple(Column(label=each, number=at >= words) for at, each in enumerate(labels))
    return Table(columns=columns, rows=tuple(rows))


def _found(outcome: AccountsFound, reader: Reader) -> Card:
    what = outcome.what[:60]
    if not outcome.found:
        said = "Try a part of the name, an invoice number or a contact's mail address."
        return Card(title=f"No account for “{what}”", tone=Tone.PROBLEM, paragraphs=(said,))
    names = [name for _, name, _ in outcome.found]
    choices = []
    for id_, name, balances in outcome.found:
        called = name if names.count(name) == 1 else id_
        label = f"{name}: {_amounts(balances, reader)}"
        choices.append(Choice(label=label, say=f"for {called}: overview"))
    return Card(title=f"Accounts for “{what}”", choices=tuple(choices))


def _overview(outcome: AccountOverview, reader: Reader) -> Card:
    account, summary = outcome.account, outcome.summary
    known = {
        "Balance": _amounts(summary.balances, reader),
        "Overdue": _amounts(outcome.overdue, reader),
        "Pays with": ", ".join(f"{each.name} ({_METHODS[each.state]})" for each in outcome.methods)
        or "nothing",
        "Contacts": "; ".join(
            f"{each.name} <{each.email}> ({each.role.name.lower()})" for each in outcome.contacts
        ),
        "Open cases": ", ".join(
            f"{each.number} ({each.holder or 'nobody'})" for each in outcome.cases
        ),
        "Planned": "; ".join(
            f"{reader.money(each.amount)} on {reader.day(each.pay_on)}" for each in outcome.plans
        ),
        "Promised": "; ".join(_promised(each, reader) for each in outcome.promises),
        "Disputed": "; ".join(_disputed(each, reader) for each in outcome.disputes),
        "Partial payments": _PARTIAL.get(account.partial_payments, account.partial_payments),
        "Looked after": "from within the EU" if account.eu_supported else "",
    }
    name = account.name
    return Card(
        title=name,
        paragraphs=tuple(_note(each, reader) for each in outcome.notes),
        facts=tuple(Fact(label=label, value=value) for label, value in known.items() if value),
        table=_table(("Last payments", "Amount"), [_payment(p, reader) for p in outcome.payments])
        if outcome.payments
        else None,
        actions=(
            Action(label="Invoices", say=f"for {name}: show my invoices"),
            Action(label="Payments", say=f"for {name}: payment history"),
            Action(label="Notes", say=f"for {name}: notes"),
        ),
    )


def _promised(each: Promised, reader: Reader) -> str:
    said = f"{each.number} on {reader.day(each.on)} ({each.by})"
    if each.withdrawn is None:
        return said
    return f"{said}, taken back {reader.moment(each.withdrawn)}"


def _disputed(each: Dispute, reader: Reader) -> str:
    """Which since when, by whom or by whose bank, and the case in which it is looked at."""
    by = "the bank" if each.bank else each.by
    case = f"case {each.case.number}" if each.case else ""
    about = ", ".join(filter(None, (by, case)))
    said = f"{each.invoice.number} since {reader.day(reader.today(each.since))}"
    return f"{said} ({about})" if about else said


def _payment(payment: Payment | Arrival, reader: Reader) -> tuple[str, str]:
    at = payment.at if isinstance(payment, Arrival) else payment.created_at
    said = arrival(payment) if isinstance(payment, Arrival) else standing(payment, reader)
    numbers = ", ".join(payment.numbers)
    return f"{reader.moment(at)}: {numbers or 'credit'} ({said})", reader.money(payment.amount)


def _receivables(outcome: Receivables, reader: Reader) -> Card:
    if not outcome.totals:
        return Card(title="Nobody owes anything", tone=Tone.GOOD, paragraphs=("All is paid.",))
    facts = tuple(
        Fact(
            label=f"{open_.currency}, {accounts} {'account' if accounts == 1 else 'accounts'}",
            value=f"{reader.money(open_)}, of it overdue {reader.money(overdue)}",
        )
        for open_, overdue, accounts in outcome.totals
    )
    rows = [
        (each.account, reader.day(each.oldest), reader.money(each.open), reader.money(each.overdue))
        for each in outcome.largest
    ]
    labels = ("Customer", "Oldest due", "Open", "Overdue")
    return Card(
        title="Who owes us",
        facts=facts,
        table=_table(labels, rows, words=2),
        actions=(Action(label="Ageing", say="ageing"),),
    )


def _ageing(outcome: AgeingShown, reader: Reader) -> Card:
    if not outcome.rows:
        return Card(title="Nothing is open", tone=Tone.GOOD, paragraphs=("All is paid.",))
    rows = [(row[0].currency, *(reader.money(each) for each in row)) for row in outcome.rows]
    labels = ("Currency", "Not due", "0–30 days", "31–60 days", "61–90 days", "Over 90 days")
    said = f"What is open on {reader.day(outcome.today)}, by how long it is overdue."
    return Card(
        title="Ageing",
        paragraphs=(said,),
        charts=tuple(_aged(row, labels[1:]) for row in outcome.rows),
        table=_table(labels, rows),
        actions=(Action(label="Who owes us", say="who owes us"),),
    )


def _aged(row: tuple[Money, ...], labels: tuple[str, ...]) -> Chart:
    """One currency's bars; another's would be taller for no reason."""
    currency = row[0].currency
    bars = Series(name=currency, minors=tuple(each.minor for each in row))
    title = f"Open by age, in {currency}"
    return Chart(title=title, labels=labels, series=(bars,), digits=exponent(currency))


def _paid(outcome: PaidToday, reader: Reader) -> Card:
    if not outcome.sums:
        return Card(title="No payments today", paragraphs=("Nothing has arrived since midnight.",))
    facts = tuple(
        Fact(label=f"{amount.currency}, {number} payments", value=reader.money(amount))
        for amount, number in outcome.sums
    )
    rows = [(name, reader.moment(at), reader.money(amount)) for name, amount, at in outcome.latest]
    table = _table(("Customer", "When", "Amount"), rows, words=2)
    return Card(title="Payments today", tone=Tone.GOOD, facts=facts, table=table)


def _notes(outcome: NotesShown, reader: Reader) -> Card:
    about = f"invoice {outcome.number} of {outcome.account}" if outcome.number else outcome.account
    title = f"Noted on {about}" if outcome.kept else f"Notes on {about}"
    said = tuple(_note(each, reader) for each in outcome.notes) or ("There are none.",)
    return Card(title=title, paragraphs=(*said, "Only agents read notes."))


def _note(note: NoteShown, reader: Reader) -> str:
    about = f" on {note.number}" if note.number else ""
    return f"{reader.moment(note.at)}, {note.by}{about}: {note.text}"
