"""Words for the reminders of one day: what one person's accounts owe, as proven when it is sent."""

from datetime import datetime

from assistant.billing.money import Money, total
from assistant.billing.reminding.sending import Owed, Proven
from assistant.card import Action, Card, Column, Fact, Style, Table
from assistant.language import count, say, speaking
from assistant.reader import Reader

_LISTED = 40


def word(proven: Proven, reader: Reader, now: datetime) -> Card:
    """Say what is open, with one total for each currency and one thing to press."""
    with speaking(reader.locale):
        owed, today = proven.owed, reader.today(now)
        late = any(each.invoice.overdue(today) for each in owed)
        card = _one(owed[0], reader, now) if len(owed) == 1 else _several(owed, reader)
        facts = [*card.facts, *_totals(owed, reader), *_others(proven)]
        said = (*card.paragraphs, _reply(late=late))
        actions = (_pay(owed, reader), *_quiet(owed))
        return card.model_copy(
            update={"paragraphs": said, "facts": tuple(facts), "actions": actions}
        )


def named(stage: int) -> str:
    """A reminder by the day it is for, for people who ask which there were."""
    if stage < 0:
        return count(-stage, "Reminder {number} day ahead", "Reminder {number} days ahead")
    if stage == 0:
        return say("Reminder on the day it is due")
    return count(stage, "Reminder {number} day overdue", "Reminder {number} days overdue")


def _one(each: Owed, reader: Reader, now: datetime) -> Card:
    invoice, day = each.invoice, reader.day(each.invoice.due_on)
    amount = reader.money(invoice.open_amount)
    title = say("Invoice {number} is due on {day}: {amount}", **_named(each, day, amount))
    days = (invoice.due_on - reader.today(now)).days
    if days > 0:
        said = count(days, "It is due in {number} day.", "It is due in {number} days.")
    elif days == 0:
        said = say("It is due today.")
    else:
        title = say("Invoice {number} was due on {day}: {amount}", **_named(each, day, amount))
        said = count(-days, "It is {number} day overdue.", "It is {number} days overdue.")
    facts = [Fact(label=say("Account"), value=each.account)]
    if invoice.paid.minor:
        facts.append(Fact(label=say("Paid so far"), value=reader.money(invoice.paid)))
    return Card(title=title, paragraphs=(said,), facts=tuple(facts))


def _named(each: Owed, day: str, amount: str) -> dict[str, str]:
    return {"number": each.invoice.number, "day": day, "amount": amount}


def _several(owed: tuple[Owed, ...], reader: Reader) -> Card:
    accounts = tuple(dict.fromkeys(each.account for each in owed))
    sums = ", ".join(reader.money(each) for each in _sums(owed))
    columns = [Column(label=say("Invoice")), Column(label=say("Due"))]
    columns += [Column(label=say("Account"))] if len(accounts) > 1 else []
    columns.append(Column(label=say("Open"), number=True))
    rows = [_row(each, reader, several=len(accounts) > 1) for each in owed[:_LISTED]]
    left = len(owed) - len(rows)
    more = (say("{count} more are not listed here.", count=left),) if left else ()
    facts = (Fact(label=say("Account"), value=accounts[0]),) if len(accounts) == 1 else ()
    return Card(
        title=say("{count} invoices are to be paid: {sums}", count=len(owed), sums=sums),
        paragraphs=more,
        facts=facts,
        table=Table(columns=tuple(columns), rows=tuple(rows)),
    )


def _row(each: Owed, reader: Reader, *, several: bool) -> tuple[str, ...]:
    invoice = each.invoice
    named = (invoice.number, reader.day(invoice.due_on))
    account = (each.account,) if several else ()
    return (*named, *account, reader.money(invoice.open_amount))


def _reply(*, late: bool) -> str:
    """People answer reminders: what they may say is worth more than another sentence of ours."""
    looked = (
        say("I looked just now, and it is still open.")
        if late
        else say("This is only to let you know in time.")
    )
    answer = say(
        "If it is paid already, will be paid on another day, or is wrong, just reply and say so."
    )
    return f"{looked} {answer}"


def _sums(owed: tuple[Owed, ...]) -> tuple[Money, ...]:
    return total([each.invoice.open_amount for each in owed])


def _totals(owed: tuple[Owed, ...], reader: Reader) -> list[Fact]:
    if len(owed) == 1:
        return []
    return [Fact(label=say("Total"), value=reader.money(each)) for each in _sums(owed)]


def _others(proven: Proven) -> list[Fact]:
    if not proven.others:
        return []
    return [Fact(label=say("Also told"), value=", ".join(proven.others))]


def _pay(owed: tuple[Owed, ...], reader: Reader) -> Action:
    """One thing to press: it only asks, and what is then offered needs a yes."""
    sums, accounts = _sums(owed), {each.account for each in owed}
    may_pay = all(each.may_pay for each in owed)
    if not may_pay or len(sums) > 1 or len(accounts) > 1 or len(owed) > _LISTED:
        return Action(label=say("Show what is open"), say="show my open invoices")
    numbers = [each.invoice.number for each in owed]
    words = f"pay invoice{'s' if len(numbers) > 1 else ''} {' and '.join(numbers)}"
    amount = reader.money(sums[0])
    return Action(label=say("Pay {amount}", amount=amount), say=words, style=Style.PRIMARY)


def _quiet(owed: tuple[Owed, ...]) -> tuple[Action, ...]:
    """What else people answer; of several invoices they have to say which."""
    if len(owed) > 1:
        return ()
    number = owed[0].invoice.number
    return (
        Action(label=say("Already paid"), say=f"we paid invoice {number}"),
        Action(label=say("Something is wrong"), say=f"invoice {number} is wrong"),
        Action(label=say("No more about this one"), say=f"mute invoice {number}"),
    )
