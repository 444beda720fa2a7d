"""Words for several new invoices, or statements, that come in one message."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.billing.events import InvoiceIssued, StatementReady
from assistant.billing.money import Money, total
from assistant.card import Action, Card, Column, Fact, File, Style, Table
from assistant.language import say, speaking
from assistant.notify.joined import Joined
from assistant.notify.notices import invoices as single
from assistant.reader import Reader


def word(joined: Joined, reader: Reader) -> Card:
    """One list with what each single notice says, and all documents."""
    with speaking(reader.locale):
        card = _invoices(joined, reader) if joined.invoices else _statements(joined, reader)
        facts = [*card.facts, *_others(joined)]
        return card.model_copy(update={"facts": tuple(facts)})


def _invoices(joined: Joined, reader: Reader) -> Card:
    some, several = joined.invoices, len(joined.accounts) > 1
    title = say("{count} new invoices: {sums}", count=len(some), sums=_sums(some, reader))
    if several:
        title = say(
            "{count} new invoices for {accounts}",
            count=len(some),
            accounts=", ".join(joined.accounts),
        )
    cards = [single.issued(each, reader, may_pay=True, to=joined.person_id) for each in some]
    return Card(
        title=title,
        paragraphs=(say("They are attached. Nothing has been charged."),),
        facts=tuple(_totals(joined, reader)),
        table=_table(some, reader, several=several),
        actions=_pay(joined, reader),
        files=_named_apart([file for card in cards for file in card.files]),
    )


def _table(some: Sequence[InvoiceIssued], reader: Reader, *, several: bool) -> Table:
    ordered = any(each.purchase_order for each in some)
    columns = [Column(label=say("Invoice"))]
    columns += [Column(label=say("Account"))] if several else []
    columns += [Column(label=say("Purchase order"))] if ordered else []
    columns += [Column(label=say("Due")), Column(label=say("Amount"), number=True)]
    rows = [
        (
            each.number,
            *([each.account] if several else []),
            *([each.purchase_order] if ordered else []),
            reader.day(each.due_on),
            reader.money(Money(each.minor, each.currency)),
        )
        for each in some
    ]
    return Table(columns=tuple(columns), rows=tuple(rows))


def _totals(joined: Joined, reader: Reader) -> list[Fact]:
    """One for each account and currency: what is owed by two is no sum."""
    accounts = joined.accounts
    if len(accounts) == 1:
        sums = _of(joined.invoices)
        facts = [Fact(label=say("Total"), value=reader.money(each)) for each in sums]
        return [*facts, Fact(label=say("Account"), value=accounts[0])]
    return [
        Fact(label=say("Total of {account}", account=account), value=reader.money(each))
        for account in accounts
        for each in _of([one for one in joined.invoices if one.account == account])
    ]


def _of(some: Sequence[InvoiceIssued]) -> tuple[Money, ...]:
    return total([Money(each.minor, each.currency) for each in some])


def _sums(some: Sequence[InvoiceIssued], reader: Reader) -> str:
    return ", ".join(reader.money(each) for each in _of(some))


def _pay(joined: Joined, reader: Reader) -> tuple[Action, ...]:
    """All of it where one payment can do that, and each alone."""
    some = [each for each in joined.invoices if each.account_id in joined.payable]
    if not some:
        return (Action(label=say("Show what is open"), say="show my open invoices"),)
    all_of_it: tuple[Action, ...] = ()
    if len(some) > 1 and len({each.account_id for each in some}) == len(_of(some)) == 1:
        numbers = " and ".join(each.number for each in some)
        label = say("Pay {amount}", amount=_sums(some, reader))
        all_of_it = (Action(label=label, say=f"pay invoices {numbers}", style=Style.PRIMARY),)
    return (*all_of_it, *(_pay_one(each, reader) for each in some))


def _pay_one(each: InvoiceIssued, reader: Reader) -> Action:
    amount = reader.money(Money(each.minor, each.currency))
    label = say("Pay {number}: {amount}", number=each.number, amount=amount)
    return Action(label=label, say=f"pay invoice {each.number}")


def _statements(joined: Joined, reader: Reader) -> Card:
    some = joined.statements
    cards = [single.statement(each, reader, to=joined.person_id) for each in some]
    until = reader.day(single.last_day(some[0]))
    since = reader.day(some[0].since)
    accounts = ", ".join(joined.accounts)
    columns = (Column(label=say("Account")), Column(label=say("To be paid"), number=True))
    return Card(
        title=say("Statements of {accounts}, {day}", accounts=accounts, day=until),
        paragraphs=(
            say(
                "They are attached: what was invoiced and what was received "
                "from {since} to {until}.",
                since=since,
                until=until,
            ),
        ),
        table=Table(columns=columns, rows=tuple(_row(each, reader) for each in some)),
        actions=cards[0].actions,
        files=_named_apart([file for card in cards for file in card.files]),
    )


def _row(each: StatementReady, reader: Reader) -> tuple[str, str]:
    owed = [_said(Money(one.minor, one.currency), reader) for one in each.owed]
    return (each.account, ", ".join(owed) or say("nothing"))


def _said(amount: Money, reader: Reader) -> str:
    if amount.minor < 0:
        return say("{amount} in credit", amount=reader.money(-amount))
    return reader.money(amount)


def _named_apart(files: list[File]) -> tuple[File, ...]:
    """Two of one name would be taken for one document."""
    names = [each.name for each in files]
    return tuple(
        replace(file, name=f"{file.name.removesuffix('.pdf')}-{at}.pdf")
        if names.count(file.name) > 1
        else file
        for at, file in enumerate(files, start=1)
    )


def _others(joined: Joined) -> list[Fact]:
    if not joined.told:
        return []
    return [Fact(label=say("Also told"), value=", ".join(joined.told))]
