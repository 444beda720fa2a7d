"""Words for payments on a day ahead: announced, about to be made, called off, or not made."""

from typing import assert_never

from assistant.billing.events import AutopayTurned, PlanNews, PlanTold
from assistant.billing.money import Money
from assistant.card import Action, Card, Fact, Style, Tone
from assistant.reader import Reader

_PERSON = Action(label="Talk to us", say="talk to a human")
_WHY_NOT = {
    "paid": "it has been paid already",
    "closed": "the invoice was closed, and nothing is due on it",
    "changed": "something on it has changed since",
    "being_paid": "somebody is paying it already",
    "not_allowed": "whoever planned it may not pay for the account any more",
    "no_method": "the payment method can no longer be used",
    "disputed": "it is disputed, and nothing is charged until that is settled",
    "limit": "it is more than may be paid at once",
    "not_chargeable": "cards cannot be charged exactly this amount",
}
_ENDED = {
    "asked": "Nothing is charged by itself any more, from now on.",
    "denied": "Your account's rules no longer allow it. Nothing is charged by itself any more.",
    "no_method": "The payment method was removed, and there is no other that could be charged. "
    "Nothing is charged by itself any more.",
    "not_allowed": "Whoever had turned it on may no longer do so. Nothing is charged by itself "
    "any more, unless an admin turns it on again.",
}


def word(event: PlanTold, reader: Reader, *, may_pay: bool, own: bool) -> Card:
    """Say what is new; ``own`` is whose word the plan rests on, and who alone can confirm anew."""
    card = _card(event, reader, own=own)
    if not may_pay:
        card = card.model_copy(update={"actions": ()})
    facts = [Fact(label="Paid with", value=event.method)] if event.method else []
    planned_by = f"{event.person}, who turned autopay on" if event.automatic else event.person
    facts.append(Fact(label="Planned by", value=planned_by))
    return card.model_copy(update={"facts": (*card.facts, *facts)})


def _card(event: PlanTold, reader: Reader, *, own: bool) -> Card:
    amount = reader.money(Money(event.minor, event.currency))
    what, day = f"{amount} for {_invoices(event)}", reader.day(event.pay_on)
    off = Action(label="Call it off", say=f"cancel the payment of {event.numbers[0]}")
    match event.news:
        case PlanNews.PLANNED:
            said = f"{event.person} has planned it. Nothing is charged before {day}."
            return Card(title=f"Planned for {day}: {what}", paragraphs=(said,), actions=(off,))
        case PlanNews.ANNOUNCED:
            return Card(
                title=f"On {day} I will pay {what}",
                paragraphs=(_announced(event), _stops(event)),
                actions=(off,),
            )
        case PlanNews.WAITING:
            until = reader.moment(event.until) if event.until else day
            return Card(
                title=f"About to pay {what}",
                paragraphs=(f"It is charged at {until}. {_stops(event)}",),
                actions=(off,),
            )
        case PlanNews.STOPPED:
            said = "It was stopped before anything was charged."
            return _called_off(event, f"Stopped: {what}", said)
        case PlanNews.CANCELLED:
            said = f"Nothing will be charged on {day}."
            if event.why == "no_method":
                said += " The payment method it was to be charged to was removed."
            return _called_off(event, f"Called off: {what}", said)
        case PlanNews.METHOD:
            said = f"The method it was planned with was removed, so on {day} it is charged to "
            said += f"{event.method}. Nothing else has changed."
            return Card(title=f"Another method: {what}", paragraphs=(said,), actions=(off,))
        case PlanNews.DROPPED:
            return _dropped(event, what, own=own)
        case PlanNews.RETRYING:
            said = f"The automatic payment did not go through. I will try again on {day}. "
            said += "If you pay it before, that is fine: nothing is charged twice."
            return Card(
                title=f"Next try on {day}: {what}", paragraphs=(said,), actions=(_pay(event), off)
            )
        case PlanNews.FAILED:
            return _failed(event, what)
        case _:
            assert_never(event.news)


def _called_off(event: PlanTold, title: str, said: str) -> Card:
    """Nobody is asked to pay what has been paid."""
    if not event.due:
        return Card(title=title, paragraphs=(f"{said} Nothing is due on it any more.",))
    return Card(title=title, paragraphs=(f"{said} It can still be paid.",), actions=(_pay(event),))


def _announced(event: PlanTold) -> str:
    if not event.method:
        return "There is no payment method to charge: please add one before, or it will fail."
    if event.automatic:
        return "Autopay is on, so you need do nothing."
    return "It is planned, so you need do nothing."


def _stops(event: PlanTold) -> str:
    return f"To stop it, say “cancel the payment of {event.numbers[0]}”."


def _dropped(event: PlanTold, what: str, *, own: bool) -> Card:
    why = _WHY_NOT.get(event.why, _WHY_NOT["changed"])
    said = f"I did not make the planned payment: {why}. Nothing was charged."
    if event.why in ("paid", "closed"):
        title = f"Not needed any more: {what}"
        said = f"The planned payment is called off: {why}. Nothing was charged by it."
        return Card(title=title, tone=Tone.GOOD, paragraphs=(said,))
    if event.why == "being_paid":
        return Card(title=f"Not needed now: {what}", paragraphs=(said,))
    actions: tuple[Action, ...] = (_pay(event), _PERSON)
    if own and event.offer_id:
        confirm = f"confirm {event.offer_id}"
        now = Action(label="Pay what is open now", say=confirm, style=Style.PRIMARY)
        actions = (now, _PERSON)
    return Card(title=f"Not paid: {what}", tone=Tone.PROBLEM, paragraphs=(said,), actions=actions)


def _failed(event: PlanTold, what: str) -> Card:
    why = f": {_WHY_NOT[event.why]}" if event.why in _WHY_NOT else " after several tries"
    said = f"Autopay could not pay it{why}. Nothing was charged, and I will not try again by "
    said += "myself: please pay it another way. Reminders go on as for any other invoice."
    return Card(
        title=f"Autopay failed: {what}",
        tone=Tone.PROBLEM,
        paragraphs=(said,),
        actions=(_pay(event), _PERSON),
    )


def turned(event: AutopayTurned, reader: Reader) -> Card:
    """Say that autopay is on, or no longer."""
    on = Fact(label="On" if event.on else "Off", value=reader.moment(event.at))
    if not event.on:
        said = _ENDED.get(event.why, _ENDED["asked"])
        return Card(title="Autopay is off", paragraphs=(said,), facts=(on,))
    said = "Invoices are charged by themselves on the day they are due. Each is announced three "
    said += "days before and can be called off; “turn autopay off” ends it at once."
    method = (Fact(label="Paid with", value=event.method),) if event.method else ()
    off = Action(label="Turn it off", say="turn autopay off")
    return Card(title="Autopay is on", paragraphs=(said,), facts=(*method, on), actions=(off,))


def _pay(event: PlanTold) -> Action:
    label = "Pay now" if len(event.numbers) == 1 else f"Pay {event.numbers[0]} now"
    return Action(label=label, say=f"pay invoice {event.numbers[0]}", style=Style.PRIMARY)


def _invoices(event: PlanTold) -> str:
    named = "invoice" if len(event.numbers) == 1 else "invoices"
    return f"{named} {', '.join(event.numbers)}"
