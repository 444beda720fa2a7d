"""Words for what happened to a saved method, and for the page on which one is added."""

from typing import assert_never

from assistant.billing.events import MethodChange, MethodChanged
from assistant.card import Action, Card, Fact, Style, Tone
from assistant.language import say, spoken
from assistant.reader import Reader


@spoken
def _add() -> Action:
    return Action(label=say("Add another"), say="add a payment method", style=Style.PRIMARY)


@spoken
def _list() -> Action:
    return Action(label=say("Payment methods"), say="payment methods")


@spoken
def _person() -> Action:
    return Action(label=say("Talk to us"), say="talk to a human")


def word(event: MethodChanged, reader: Reader, *, may_manage: bool) -> Card:
    """Say what happened to a method; only who may manage methods is offered to do so."""
    card = _card(event, reader)
    if not may_manage:
        card = card.model_copy(update={"actions": ()})
    if event.expiry and event.change is not MethodChange.EXPIRING:
        expires = Fact(label=say("Expires"), value=event.expiry)
        card = card.model_copy(update={"facts": (expires,)})
    return card


def _card(event: MethodChanged, reader: Reader) -> Card:
    match event.change:
        case MethodChange.PAGE_OPEN:
            return _page(event, reader)
        case MethodChange.PAGE_FAILED:
            said = say(
                "The payment provider did not give me a page. Nothing was changed or charged."
            )
            again = Action(label=say("Try again"), say="add a payment method", style=Style.PRIMARY)
            return Card(
                title=say("I could not prepare the page"),
                tone=Tone.PROBLEM,
                paragraphs=(said,),
                actions=(again, _person()),
            )
        case MethodChange.ADDED:
            return Card(
                title=say("Added: {method}", method=event.method),
                tone=Tone.GOOD,
                paragraphs=(_part(event), say("Nothing was charged.")),
                actions=_arranging(event),
            )
        case MethodChange.PENDING:
            return _pending(event)
        case MethodChange.VERIFIED:
            return Card(
                title=say("Ready to use: {method}", method=event.method),
                tone=Tone.GOOD,
                paragraphs=(say("It has been verified."), _part(event)),
                actions=_arranging(event),
            )
        case MethodChange.REJECTED:
            said = say("It could not be verified, so it cannot be used. Nothing was charged.")
            return Card(
                title=say("Not accepted: {method}", method=event.method),
                tone=Tone.PROBLEM,
                paragraphs=(said,),
                actions=(_add(), _person()),
            )
        case MethodChange.REMOVED:
            said = say("It will not be charged again. Payments made with it stay in your history.")
            return Card(
                title=say("Removed: {method}", method=event.method),
                paragraphs=(said,),
                actions=(_list(), _person()),
            )
        case MethodChange.EXPIRING:
            return _expiring(event)
        case MethodChange.DEFAULT:
            return _default(event)
        case _:
            assert_never(event.change)


def _page(event: MethodChanged, reader: Reader) -> Card:
    said = say("It asks for the billing address, too. Nothing is charged.")
    if event.until:
        said += " " + say("The link works until {time}.", time=reader.moment(event.until))
    page = Action(label=say("Open the secure page"), url=event.url or "", style=Style.PRIMARY)
    return Card(
        title=say("Add a payment method for {account}", account=event.account),
        paragraphs=(say("Please add it on this secure page; never send me its number."), said),
        actions=(page,),
    )


def _pending(event: MethodChanged) -> Card:
    said = say(
        "The bank sends one or two very small amounts within two business days. Confirm them on "
        "the verification page; until then it cannot be used. I will write when it is done."
    )
    page = Action(label=say("Verify it"), url=event.url or "", style=Style.PRIMARY)
    return Card(
        title=say("To be verified: {method}", method=event.method),
        paragraphs=(said,),
        actions=(page,) if event.url else (_list(),),
    )


def _expiring(event: MethodChanged) -> Card:
    said = say("It is the default payment method of {account}.", account=event.account)
    if event.is_backup:
        said = say("It is the backup payment method of {account}.", account=event.account)
    said += " " + say(
        "Please add a new one in time, so that payments go on; the bank sometimes renews a card by "
        "itself, then I will know."
    )
    return Card(
        title=say("{method} expires {expiry}", method=event.method, expiry=event.expiry),
        tone=Tone.PROBLEM,
        paragraphs=(said,),
        actions=(_add(), _list()),
    )


def _default(event: MethodChanged) -> Card:
    said = say("From now on it pays, unless you name another. Nothing was charged.")
    if event.before:
        said += " " + say("Until now that was {method}, which is kept.", method=event.before)
    return Card(
        title=say("New default: {method}", method=event.method),
        paragraphs=(said,),
        actions=(_list(), _person()),
    )


def _arranging(event: MethodChanged) -> tuple[Action, ...]:
    """The number on it is what one types; where two have the same, the answer asks which."""
    last4 = event.method[-4:]
    if event.is_default or not last4.isdigit():
        return (_list(),)
    return (Action(label=say("Make it the default"), say=f"make {last4} the default"), _list())


def _part(event: MethodChanged) -> str:
    if event.is_default:
        return say("It is the default: it pays unless you name another.")
    if event.is_backup:
        return say("It is the backup: it pays when the default does not.")
    return say("It is kept beside your default method.")
