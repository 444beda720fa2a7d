"""Words for looking closely: details, one line, a comparison, the summary."""

from typing import assert_never

from assistant.billing.model import Item, taxes
from assistant.billing.money import Money
from assistant.billing.outcomes.views import (
    Detail,
    InvoiceDetails,
    InvoiceExplained,
    ItemNotFound,
    ItemShown,
    Seen,
    SpendingShown,
    SummaryShown,
)
from assistant.card import Action, Card, Fact, Style, Table, Tone
from assistant.command import ListInvoices
from assistant.language import mark, say
from assistant.reader import Reader
from assistant.replies import explaining, paging, spending
from assistant.replies.invoices import none_listed, open_pages, status, sums, types
from assistant.replies.looking_tables import ITEMS, branch_row, columns

_DETAILS = (
    mark("Invoice"),
    mark("Date"),
    mark("Type"),
    mark("Recurring"),
    mark("One-time"),
    mark("Tax"),
    mark("Total"),
    mark("Open"),
    mark("Status"),
)


def word(outcome: Seen, reader: Reader, asked: object) -> Card:
    """Say what was looked at."""
    match outcome:
        case InvoiceDetails():
            return _details(outcome, reader, asked)
        case ItemShown():
            return _item(outcome, reader)
        case ItemNotFound():
            return _no_item(outcome)
        case InvoiceExplained():
            return explaining.explained(outcome, reader)
        case SummaryShown():
            return _summary(outcome, reader)
        case SpendingShown():
            return spending.shown(outcome, reader)
        case _:
            assert_never(outcome)


def _details(outcome: InvoiceDetails, reader: Reader, asked: object) -> Card:
    found = outcome.details
    if not found:
        return none_listed(outcome)
    said = asked if isinstance(asked, ListInvoices) else ListInvoices(projection="detail")
    said = said.model_copy(update={"page": outcome.page})
    ends = (found[0].invoice.number, found[-1].invoice.number)
    last = outcome.offset + len(found)
    return Card(
        title=say("Invoices of {account} in detail", account=outcome.account),
        paragraphs=(paging.counted(outcome.offset, len(found), outcome.total),),
        table=Table(
            columns=columns(*_DETAILS),
            rows=tuple(_detail(each, reader, outcome) for each in found),
        ),
        actions=paging.turns(said, last=last, total=outcome.total, ends=ends),
    )


def _detail(detail: Detail, reader: Reader, outcome: InvoiceDetails) -> tuple[str, ...]:
    invoice, totals = detail.invoice, detail.totals
    order = f" ({invoice.purchase_order})" if invoice.purchase_order else ""
    return (
        f"{invoice.number}{order}",
        reader.day(invoice.issued_on),
        types()[invoice.type],
        *(
            reader.money(each)
            for each in (
                totals.recurring,
                totals.one_time,
                totals.tax,
                invoice.total,
                invoice.open_amount,
            )
        ),
        status(invoice, outcome.today),
    )


def _item(outcome: ItemShown, reader: Reader) -> Card:
    item, branch, number = outcome.branch.item, outcome.branch, outcome.invoice.number
    facts = [
        Fact(label=say("Item"), value=item.description),
        Fact(label=say("Kind"), value=say("Recurring") if item.recurring else say("One-time")),
        Fact(label=say("Category"), value=item.category),
        Fact(
            label=say("Amount"),
            value=say("at no charge") if item.free else reader.money(item.amount),
        ),
        *(Fact(label=label, value=amount) for label, amount in named_taxes([item], reader)),
    ]
    if branch.parts:
        facts.append(
            Fact(label=say("With its parts"), value=reader.money(branch.amount + branch.tax))
        )
    parts = Table(
        columns=columns(*ITEMS),
        rows=tuple(branch_row(part, reader) for part in branch.parts),
    )
    return Card(
        title=say("Line {position} of invoice {number}", position=item.position, number=number),
        facts=tuple(fact for fact in facts if fact.value),
        table=parts if branch.parts else None,
        actions=(Action(label=say("Invoice {number}", number=number), say=f"invoice {number}"),),
    )


def _no_item(outcome: ItemNotFound) -> Card:
    number = outcome.number
    last = (
        say("Its lines go up to {last}.", last=outcome.last)
        if outcome.last
        else say("It has no lines.")
    )
    return Card(
        title=say(
            "Invoice {number} has no line {position}", number=number, position=outcome.position
        ),
        tone=Tone.PROBLEM,
        paragraphs=(last,),
        actions=(Action(label=say("Invoice {number}", number=number), say=f"invoice {number}"),),
    )


def named_taxes(items: list[Item], reader: Reader) -> tuple[tuple[str, str], ...]:
    """Each tax by name and rate, with what it comes to."""
    return tuple(
        (f"{each.name} {reader.rate(each.ppm)}" if each.ppm else each.name, amount)
        for each in taxes.summed(items)
        if (amount := reader.money(each.amount))
    )


def _summary(outcome: SummaryShown, reader: Reader) -> Card:
    facts = [
        Fact(label=say("Current balance"), value=_balances(outcome.balances, reader)),
        Fact(label=say("Of that overdue"), value=sums(outcome.overdue, reader, none="")),
        Fact(label=say("Payments under way"), value=sums(outcome.processing, reader, none="")),
    ]
    facts += open_pages(outcome.pages, reader)
    due = outcome.next_due
    actions = [Action(label=say("Open invoices"), say="show open invoices")] if due else []
    if due is not None:
        told = f"{due.number}, {reader.money(due.open_amount)}, {reader.day(due.due_on)}"
        facts.append(Fact(label=say("Due first"), value=told))
        if outcome.may_pay:
            words = f"pay invoice {due.number}"
            actions.insert(
                0,
                Action(
                    label=say("Pay {number}", number=due.number), say=words, style=Style.PRIMARY
                ),
            )
    method = outcome.method.name if outcome.method else say("none on file")
    facts += [Fact(label=say("Payment method"), value=method), *_coming(outcome, reader)]
    return Card(
        title=say("Billing summary of {account}", account=outcome.account),
        tone=Tone.PROBLEM if outcome.overdue else Tone.INFO,
        facts=tuple(fact for fact in facts if fact.value),
        actions=tuple(actions),
    )


def _balances(balances: tuple[Money, ...], reader: Reader) -> str:
    owed = [reader.money(each) for each in balances if each.minor > 0]
    credit = [
        say("{amount} in your credit", amount=reader.money(-each))
        for each in balances
        if each.minor < 0
    ]
    return say(" and ").join([*owed, *credit]) or say("nothing is owed")


def _coming(outcome: SummaryShown, reader: Reader) -> list[Fact]:
    coming = outcome.next
    if coming is None:
        return [
            Fact(
                label=say("Next invoice"),
                value=say("no recurring invoice so far, so none is expected"),
            )
        ]
    estimate = say(
        "about {estimate}, judged by {like}",
        estimate=reader.money(coming.estimate),
        like=coming.like,
    )
    return [
        Fact(label=say("Last recurring invoice"), value=reader.day(coming.last_on)),
        Fact(label=say("Next recurring invoice"), value=reader.day(coming.on)),
        Fact(label=say("Next invoice, estimated"), value=estimate),
        Fact(
            label=say("Balance then, if nothing is paid"),
            value=_balances((coming.balance,), reader),
        ),
    ]
