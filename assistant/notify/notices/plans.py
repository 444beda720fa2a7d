"""Words for payments on a day ahead: announced, about to be made, called off, or not made."""

from dataclasses import replace
from typing import assert_never

from assistant.billing.events import AutopayTurned, PlanNews, PlanTold
from assistant.billing.money import Money
from assistant.card import Action, Card, Fact, Style, Tone
from assistant.language import mark, marked, say, spoken
from assistant.reader import Reader


@spoken
def _person() -> Action:
    return Action(label=say("Talk to us"), say="talk to a human")


_WHY_NOT = {
    "paid": mark("it has been paid already"),
    "closed": mark("the invoice was closed, and nothing is due on it"),
    "changed": mark("something on it has changed since"),
    "being_paid": mark("somebody is paying it already"),
    "not_allowed": mark("whoever planned it may not pay for the account any more"),
    "no_method": mark("the payment method can no longer be used"),
    "disputed": mark("it is disputed, and nothing is charged until that is settled"),
    "said_paid": mark("somebody said that it was paid, and we are looking for the money"),
    "limit": mark("it is more than may be paid at once"),
    "not_chargeable": mark("cards cannot be charged exactly this amount"),
}
_ENDED = {
    "asked": mark("Nothing is charged by itself any more, from now on."),
    "denied": mark(
        "Your account's rules no longer allow it. Nothing is charged by itself any more."
    ),
    "no_method": mark(
        "The payment method was removed, and there is no other that could be charged. "
        "Nothing is charged by itself any more."
    ),
    "not_allowed": mark(
        "Whoever had turned it on may no longer do so. Nothing is charged by itself "
        "any more, unless an admin turns it on again."
    ),
}


def word(event: PlanTold, reader: Reader, *, may_pay: bool, own: bool) -> Card:
    """Say what is new; ``own`` is whose word the plan rests on, and who alone can confirm anew."""
    card = _card(event, reader, own=own)
    if not may_pay:
        card = card.model_copy(update={"actions": ()})
    facts = [Fact(label=say("Paid with"), value=event.method)] if event.method else []
    planned_by = (
        say("{person}, who turned autopay on", person=event.person)
        if event.automatic
        else event.person
    )
    facts.append(Fact(label=say("Planned by"), value=planned_by))
    return card.model_copy(update={"facts": (*card.facts, *facts)})


def _card(event: PlanTold, reader: Reader, *, own: bool) -> Card:
    amount = reader.money(Money(event.minor, event.currency))
    what, day = (
        say("{amount} for {invoices}", amount=amount, invoices=_invoices(event)),
        reader.day(event.pay_on),
    )
    off = Action(label=say("Call it off"), say=f"cancel the payment of {event.numbers[0]}")
    match event.news:
        case PlanNews.PLANNED:
            said = say(
                "{person} has planned it. Nothing is charged before {day}.",
                person=event.person,
                day=day,
            )
            return Card(
                title=say("Planned for {day}: {what}", day=day, what=what),
                paragraphs=(said,),
                actions=(off,),
            )
        case PlanNews.ANNOUNCED:
            return Card(
                title=say("On {day} I will pay {what}", day=day, what=what),
                paragraphs=(_announced(event), *_credit_first(event, reader), _stops(event)),
                actions=(off,),
            )
        case PlanNews.WAITING:
            until = reader.moment(event.until) if event.until else day
            return Card(
                title=say("About to pay {what}", what=what),
                paragraphs=(
                    say("It is charged at {until}. {stops}", until=until, stops=_stops(event)),
                ),
                actions=(replace(off, typed="stop"),),
            )
        case PlanNews.STOPPED:
            said = say("It was stopped before anything was charged.")
            return _called_off(event, say("Stopped: {what}", what=what), said)
        case PlanNews.CANCELLED:
            said = say("Nothing will be charged on {day}.", day=day)
            if event.why == "no_method":
                said += " " + say("The payment method it was to be charged to was removed.")
            return _called_off(event, say("Called off: {what}", what=what), said)
        case PlanNews.METHOD:
            said = say(
                "The method it was planned with was removed, so on {day} it is charged to "
                "{method}. Nothing else has changed.",
                day=day,
                method=event.method,
            )
            title = say("Another method: {what}", what=what)
            return Card(title=title, paragraphs=(said,), actions=(off,))
        case PlanNews.DROPPED:
            return _dropped(event, what, own=own)
        case PlanNews.RETRYING:
            said = say(
                "The automatic payment did not go through. I will try again on {day}. If you pay "
                "it before, that is fine: nothing is charged twice.",
                day=day,
            )
            return Card(
                title=say("Next try on {day}: {what}", day=day, what=what),
                paragraphs=(said,),
                actions=(_pay(event), off),
            )
        case PlanNews.FAILED:
            return _failed(event, what)
        case _:
            assert_never(event.news)


def _called_off(event: PlanTold, title: str, said: str) -> Card:
    """Nobody is asked to pay what has been paid."""
    if not event.due:
        nothing = say("Nothing is due on it any more.")
        return Card(title=title, paragraphs=(f"{said} {nothing}",))
    still = say("It can still be paid.")
    return Card(title=title, paragraphs=(f"{said} {still}",), actions=(_pay(event),))


def _announced(event: PlanTold) -> str:
    if not event.method and event.credit_minor < event.minor:
        return say("There is no payment method to charge: please add one before, or it will fail.")
    if event.automatic:
        return say("Autopay is on, so you need do nothing.")
    return say("It is planned, so you need do nothing.")


def _credit_first(event: PlanTold, reader: Reader) -> tuple[str, ...]:
    """What of it the account's credit pays, if nothing changes before."""
    credit = Money(event.credit_minor, event.currency)
    rest = Money(event.minor, event.currency) - credit
    if not credit.minor:
        return ()
    if rest.minor <= 0:
        return (say("As things stand your credit pays it all, and nothing is charged."),)
    told = {"credit": reader.money(credit), "rest": reader.money(rest)}
    return (say("As things stand {credit} comes from your credit, and {rest} is charged.", **told),)


def _stops(event: PlanTold) -> str:
    return say("To stop it, say “cancel the payment of {number}”.", number=event.numbers[0])


def _dropped(event: PlanTold, what: str, *, own: bool) -> Card:
    why = marked(_WHY_NOT.get(event.why, _WHY_NOT["changed"]))
    said = say("I did not make the planned payment: {why}. Nothing was charged.", why=why)
    if event.why in ("paid", "closed"):
        title = say("Not needed any more: {what}", what=what)
        said = say("The planned payment is called off: {why}. Nothing was charged by it.", why=why)
        return Card(title=title, tone=Tone.GOOD, paragraphs=(said,))
    if event.why == "being_paid":
        return Card(title=say("Not needed now: {what}", what=what), paragraphs=(said,))
    actions: tuple[Action, ...] = (_pay(event), _person())
    if own and event.offer_id:
        confirm = f"confirm {event.offer_id}"
        now = Action(label=say("Pay what is open now"), say=confirm, style=Style.PRIMARY)
        actions = (now, _person())
    return Card(
        title=say("Not paid: {what}", what=what),
        tone=Tone.PROBLEM,
        paragraphs=(said,),
        actions=actions,
    )


def _failed(event: PlanTold, what: str) -> Card:
    said = say("Autopay could not pay it after several tries.")
    if event.why in _WHY_NOT:
        said = say("Autopay could not pay it: {why}.", why=marked(_WHY_NOT[event.why]))
    said += " " + say(
        "Nothing was charged, and I will not try again by myself: please pay it another way. "
        "Reminders go on as for any other invoice."
    )
    return Card(
        title=say("Autopay failed: {what}", what=what),
        tone=Tone.PROBLEM,
        paragraphs=(said,),
        actions=(_pay(event), _person()),
    )


def turned(event: AutopayTurned, reader: Reader) -> Card:
    """Say that autopay is on, or no longer."""
    on = Fact(label=say("On") if event.on else say("Off"), value=reader.moment(event.at))
    if not event.on:
        said = marked(_ENDED.get(event.why, _ENDED["asked"]))
        return Card(title=say("Autopay is off"), paragraphs=(said,), facts=(on,))
    said = say(
        "Invoices are charged by themselves on the day they are due. Each is announced three days "
        "before and can be called off; “turn autopay off” ends it at once."
    )
    soon = say(
        "What is due sooner or overdue is announced at once, and charged no sooner than the "
        "day after."
    )
    credit = say("What you have in credit then pays first, and only the rest is charged.")
    method = (Fact(label=say("Paid with"), value=event.method),) if event.method else ()
    off = Action(label=say("Turn it off"), say="turn autopay off")
    return Card(
        title=say("Autopay is on"),
        paragraphs=(said, soon, credit),
        facts=(*method, on),
        actions=(off,),
    )


def _pay(event: PlanTold) -> Action:
    label = (
        say("Pay now")
        if len(event.numbers) == 1
        else say("Pay {number} now", number=event.numbers[0])
    )
    return Action(label=label, say=f"pay invoice {event.numbers[0]}", style=Style.PRIMARY)


def _invoices(event: PlanTold) -> str:
    numbers = ", ".join(event.numbers)
    if len(event.numbers) == 1:
        return say("invoice {number}", number=numbers)
    return say("invoices {listed}", listed=numbers)
