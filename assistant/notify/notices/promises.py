"""Words for promises to pay, and for invoices that somebody says are wrong."""

from typing import assert_never

from assistant.billing.events import DisputeTold, PromiseTold
from assistant.billing.events.reminding import PromiseNews
from assistant.billing.money import Money
from assistant.card import Action, Card, Fact, Style, Tone
from assistant.language import say
from assistant.reader import Reader


def word(event: PromiseTold, reader: Reader, *, may_pay: bool, own: bool) -> Card:
    """Say what became of somebody's word; ``own`` is whoever gave it."""
    amount = reader.money(Money(event.minor, event.currency))
    filled = {"number": event.number, "day": reader.day(event.on), "amount": amount}
    pay = Action(label=say("Pay now"), say=f"pay invoice {event.number}", style=Style.PRIMARY)
    person = Action(label=say("Talk to us"), say="talk to a human")
    promised = Fact(label=say("Promised by"), value=event.person)
    match event.news:
        case PromiseNews.MADE:
            said = say(
                "{person} has told us so. Until then nobody is reminded of it, and you need do "
                "nothing.",
                person=event.person,
            )
            title = say("Invoice {number} will be paid on {day}: {amount}", **filled)
            return Card(title=title, paragraphs=(said,))
        case PromiseNews.DUE:
            said = say("You told us that you would pay it today. If it is on its way, thank you.")
            title = say("Today is the day for invoice {number}: {amount}", **filled)
            return Card(title=title, paragraphs=(said,), actions=(pay,) if may_pay else ())
        case PromiseNews.WITHDRAWN:
            said = say(
                "{person} had told us that it would be paid on {day}, and takes that back.",
                person=event.person,
                **filled,
            )
            said += f" {_from_now_on(event, reader)}"
            title = say("Promise taken back: invoice {number}, {amount}", **filled)
            return Card(title=title, paragraphs=(said,), actions=(pay,) if may_pay else ())
        case PromiseNews.BROKEN:
            said = say("It was to be paid on {day}, and I have not seen the money.", **filled)
            said += " " + (
                say("If something came between, say until when you need, or talk to us.")
                if own
                else say("Reminders go on as for any other invoice.")
            )
            title = say("Not paid as promised: invoice {number}, {amount}", **filled)
            actions = (pay, person) if may_pay else (person,)
            return Card(
                title=title,
                tone=Tone.PROBLEM,
                paragraphs=(said,),
                facts=(promised,),
                actions=actions,
            )
        case _:
            assert_never(event.news)


def _from_now_on(event: PromiseTold, reader: Reader) -> str:
    if event.still_on is None:
        return say("Reminders go on as for any other invoice.")
    return say(
        "{person} has promised it for {day}, and that still holds: until the day after nobody is "
        "reminded of it.",
        person=event.still_by,
        day=reader.day(event.still_on),
    )


def disputed(event: DisputeTold) -> Card:
    """Say that invoices are looked at, or that it is settled."""
    numbers = ", ".join(event.numbers)
    if event.withdrawn:
        said = say(
            "{person} had said that something is wrong with it, and has taken that back: it is to "
            "be paid as it stands.",
            person=event.person,
        )
        if not event.due:
            said = say(
                "{person} had said that something is wrong with it, and has taken that back. You "
                "need do nothing.",
                person=event.person,
            )
        title = say("No longer disputed: invoice {numbers}", numbers=numbers)
        return Card(title=title, paragraphs=(said,))
    if not event.opened:
        said = say(
            "A person of ours has looked at it, and it is to be paid as it stands. If that is not "
            "so, just reply."
        )
        if not event.due:
            said = say(
                "A person of ours has looked at it, and that is settled. You need do nothing."
            )
        return Card(title=say("Settled: invoice {numbers}", numbers=numbers), paragraphs=(said,))
    said = say(
        "{person} says that something is wrong with it. A person of ours looks at it; until then "
        "nobody is asked for its money.",
        person=event.person,
    )
    title = say("Being looked at: invoice {numbers}", numbers=numbers)
    return Card(title=title, paragraphs=(said,))
