"""Words for what each month came to, and the chart of it."""

from assistant.billing.money import exponent
from assistant.billing.outcomes.views import SpendingShown, Spent
from assistant.card import Action, Card, Chart, Column, Series, Table
from assistant.language import say
from assistant.reader import Reader


def shown(outcome: SpendingShown, reader: Reader) -> Card:
    """A row a month and currency, and a chart for each currency: no sum runs across them."""
    account = outcome.account
    if not outcome.spent:
        return Card(
            title=say("Nothing was invoiced or paid for {account}", account=account),
            paragraphs=(
                say(
                    "I looked from {first} on.",
                    first=reader.month(outcome.since),
                ),
            ),
            actions=(Action(label=say("My invoices"), say="show my invoices"),),
        )
    said = say(
        "Invoiced is by the date of the invoice, with tax and less credits; paid is what arrived, "
        "less what was sent back. Each currency stands for itself."
    )
    labels = (say("Month"), say("Invoiced"), say("Paid"))
    return Card(
        title=say("What {account} spent per month", account=account),
        paragraphs=(said,),
        charts=tuple(_chart(outcome, each, reader) for each in _currencies(outcome)),
        table=Table(
            columns=tuple(Column(label=each, number=at > 0) for at, each in enumerate(labels)),
            rows=tuple(_row(each, reader) for each in outcome.spent),
        ),
        actions=(
            Action(label=say("Payment history"), say="payment history"),
            Action(label=say("My invoices"), say="show my invoices"),
        ),
    )


def _row(spent: Spent, reader: Reader) -> tuple[str, ...]:
    return (reader.month(spent.month), reader.money(spent.invoiced), reader.money(spent.paid))


def _currencies(outcome: SpendingShown) -> list[str]:
    return list(dict.fromkeys(each.invoiced.currency for each in outcome.spent))


def _chart(outcome: SpendingShown, currency: str, reader: Reader) -> Chart:
    of = [each for each in outcome.spent if each.invoiced.currency == currency]
    return Chart(
        title=say("Per month, in {currency}", currency=currency),
        labels=tuple(reader.month(each.month) for each in of),
        series=(
            Series(name=say("Invoiced"), minors=tuple(each.invoiced.minor for each in of)),
            Series(name=say("Paid"), minors=tuple(each.paid.minor for each in of)),
        ),
        digits=exponent(currency),
    )
