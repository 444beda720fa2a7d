"""Words for what happened to a saved method, and for the page on which one is added."""

from typing import assert_never

from assistant.billing.events import MethodChange, MethodChanged
from assistant.card import Action, Card, Fact, Style, Tone
from assistant.reader import Reader

_ADD = Action(label="Add another", say="add a payment method", style=Style.PRIMARY)
_LIST = Action(label="Payment methods", say="payment methods")
_PERSON = Action(label="Talk to us", say="talk to a human")


def word(event: MethodChanged, reader: Reader, *, may_manage: bool) -> Card:
    """Say what happened to a method; only who may manage methods is offered to do so."""
    card = _card(event, reader)
    if not may_manage:
        card = card.model_copy(update={"actions": ()})
    if event.expiry and event.change is not MethodChange.EXPIRING:
        expires = Fact(label="Expires", value=event.expiry)
        card = card.model_copy(update={"facts": (expires,)})
    return card


def _card(event: MethodChanged, reader: Reader) -> Card:
    match event.change:
        case MethodChange.PAGE_OPEN:
            return _page(event, reader)
        case MethodChange.PAGE_FAILED:
            said = "The payment provider did not give me a page. Nothing was changed or charged."
            again = Action(label="Try again", say="add a payment method", style=Style.PRIMARY)
            return Card(
                title="I could not prepare the page",
                tone=Tone.PROBLEM,
                paragraphs=(said,),
                actions=(again, _PERSON),
            )
        case MethodChange.ADDED:
            return Card(
                title=f"Added: {event.method}",
                tone=Tone.GOOD,
                paragraphs=(_part(event), "Nothing was charged."),
                actions=_arranging(event),
            )
        case MethodChange.PENDING:
            return _pending(event)
        case MethodChange.VERIFIED:
            return Card(
                title=f"Ready to use: {event.method}",
                tone=Tone.GOOD,
                paragraphs=("It has been verified.", _part(event)),
                actions=_arranging(event),
            )
        case MethodChange.REJECTED:
            said = "It could not be verified, so it cannot be used. Nothing was charged."
            return Card(
                title=f"Not accepted: {event.method}",
                tone=Tone.PROBLEM,
                paragraphs=(said,),
                actions=(_ADD, _PERSON),
            )
        case MethodChange.REMOVED:
            said = "It will not be charged again. Payments made with it stay in your history."
            return Card(
                title=f"Removed: {event.method}", paragraphs=(said,), actions=(_LIST, _PERSON)
            )
        case MethodChange.EXPIRING:
            return _expiring(event)
        case _:
            assert_never(event.change)


def _page(event: MethodChanged, reader: Reader) -> Card:
    until = f" The link works until {reader.moment(event.until)}." if event.until else ""
    said = f"It asks for the billing address, too. Nothing is charged.{until}"
    page = Action(label="Open the secure page", url=event.url or "", style=Style.PRIMARY)
    return Card(
        title=f"Add a payment method for {event.account}",
        paragraphs=("Please add it on this secure page; never send me its number.", said),
        actions=(page,),
    )


def _pending(event: MethodChanged) -> Card:
    said = (
        "The bank sends one or two very small amounts within two business days. Confirm them on "
        "the verification page; until then it cannot be used. I will write when it is done."
    )
    page = Action(label="Verify it", url=event.url or "", style=Style.PRIMARY)
    return Card(
        title=f"To be verified: {event.method}",
        paragraphs=(said,),
        actions=(page,) if event.url else (_LIST,),
    )


def _expiring(event: MethodChanged) -> Card:
    role = "backup" if event.is_backup else "default"
    said = (
        f"It is the {role} payment method of {event.account}. Please add a new one in time, so "
        "that payments go on; the bank sometimes renews a card by itself, then I will know."
    )
    return Card(
        title=f"{event.method} expires {event.expiry}",
        tone=Tone.PROBLEM,
        paragraphs=(said,),
        actions=(_ADD, _LIST),
    )


def _arranging(event: MethodChanged) -> tuple[Action, ...]:
    """The number on it is what one types; where two have the same, the answer asks which."""
    last4 = event.method[-4:]
    if event.is_default or not last4.isdigit():
        return (_LIST,)
    return (Action(label="Make it the default", say=f"make {last4} the default"), _LIST)


def _part(event: MethodChanged) -> str:
    if event.is_default:
        return "It is the default: it pays unless you name another."
    if event.is_backup:
        return "It is the backup: it pays when the default does not."
    return "It is kept beside your default method."
