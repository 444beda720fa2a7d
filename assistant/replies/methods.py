"""Words for payment methods: what is on file, adding, arranging and removing it."""

from typing import assert_never

from assistant.billing.model.method import Method
from assistant.billing.outcomes.methods import (
    MethodBusy,
    MethodList,
    MethodNotUsable,
    MethodOutcome,
    MethodPageAsked,
    MethodRemoved,
    MethodRequired,
    MethodsArranged,
    MethodToConfirm,
    MethodUnclear,
    MethodUnknown,
    MethodWish,
    NoSuchContact,
    WireShown,
)
from assistant.card import Action, Card, Choice, Column, Table, Tone
from assistant.language import mark, marked, say
from assistant.reader import Reader
from assistant.replies import arranging
from assistant.replies.methods_named import add_one, described, ends, part, see_all

_BUTTONS = 6

_SAY = {
    MethodWish.REMOVE: "remove {}",
    MethodWish.DEFAULT: "make {} the default",
    MethodWish.BACKUP: "make {} my backup",
}
_WHICH = {
    MethodWish.REMOVE: mark("Which one shall I remove?"),
    MethodWish.DEFAULT: mark("Which one shall pay unless you name another?"),
    MethodWish.BACKUP: mark("Which one shall pay when the default does not?"),
}


def word(outcome: MethodOutcome, reader: Reader, *, support: str) -> Card:
    """Say it."""
    match outcome:
        case MethodList():
            return _listed(outcome)
        case WireShown():
            return _wire(outcome)
        case MethodPageAsked():
            return _page(outcome)
        case NoSuchContact():
            return _no_contact(outcome, support)
        case MethodUnclear():
            return _unclear(outcome)
        case MethodUnknown():
            return _unknown(outcome)
        case MethodToConfirm():
            return arranging.to_confirm(outcome, reader)
        case MethodRequired() | MethodBusy() | MethodNotUsable():
            return arranging.refused(outcome, support)
        case MethodRemoved():
            return arranging.removed(outcome, reader)
        case MethodsArranged():
            return arranging.arranged(outcome)
        case _:
            assert_never(outcome)


def _listed(outcome: MethodList) -> Card:
    if not outcome.methods:
        said = say("No payment method is saved; payments are made on a secure page, one at a time.")
        return Card(
            title=say("Payment methods of {account}", account=outcome.account),
            paragraphs=(said, _by_wire()),
            actions=(add_one(),) if outcome.may_manage else (),
        )
    rows = tuple((each.name, ends(each), " ".join(part(each))) for each in outcome.methods)
    columns = (
        Column(label=say("Method")),
        Column(label=say("Expires")),
        Column(label=say("Status")),
    )
    return Card(
        title=say("Payment methods of {account}", account=outcome.account),
        paragraphs=(_by_wire(),),
        table=Table(columns=columns, rows=rows),
        actions=_offered(outcome.methods) if outcome.may_manage else (),
    )


def _offered(methods: tuple[Method, ...]) -> tuple[Action, ...]:
    spare = [(each, _called(each, methods)) for each in methods if not each.is_default]
    usable = [(each, called) for each, called in spare if each.usable]
    actions = [
        add_one(),
        *(
            _action(say("Make {name} default", name=each.name), f"make {it} the default")
            for each, it in usable
        ),
        *(
            _action(say("Use {name} as backup", name=each.name), f"make {it} my backup")
            for each, it in usable
            if not each.is_backup
        ),
        *(
            _action(
                say("Remove {name}", name=each.name),
                f"remove {_called(each, methods)}",
            )
            for each in methods
        ),
    ]
    return tuple(actions[:_BUTTONS])


def _called(method: Method, methods: tuple[Method, ...]) -> str:
    """What one types to mean it: the last digits, where no other has the same."""
    same = [each for each in methods if each.last4 == method.last4]
    return method.last4 if len(same) == 1 and len(method.last4) == 4 else method.id


def _action(label: str, say: str) -> Action:
    return Action(label=label, say=say)


def _by_wire() -> str:
    return say("You can also pay by wire: ask me “how do I pay by wire”.")


def _wire(outcome: WireShown) -> Card:
    said = [
        say(
            "The bank details are in the PDF of each invoice and nowhere else: I never write them "
            "in a message, so do not trust a message that does."
        ),
        say(
            "Please put the invoice number on the transfer, so that we can match it when it "
            "arrives."
        ),
    ]
    if not outcome.open:
        said.append(say("Nothing is open at the moment."))
    return Card(
        title=say("Paying by wire for {account}", account=outcome.account),
        paragraphs=tuple(said),
        actions=tuple(
            Action(label=say("PDF of {number}", number=each), say=f"pdf {each}")
            for each in outcome.open
        ),
    )


def _page(outcome: MethodPageAsked) -> Card:
    said = [say("I am preparing a secure page and will send you its link here.")]
    if outcome.company:
        said.append(
            say(
                "The address of {account} will be filled in; please check it there.",
                account=outcome.account,
            )
        )
    elif outcome.company is False:
        said.append(
            say(
                "I have no company address of {account} on file, so please enter it there.",
                account=outcome.account,
            )
        )
    if outcome.told:
        said.append(say("{told} will hear what becomes of it.", told=outcome.told))
    return Card(title=say("Adding a payment method"), paragraphs=tuple(said))


def _no_contact(outcome: NoSuchContact, support: str) -> Card:
    return Card(
        title=say(
            "I do not know {address} at {account}", address=outcome.address, account=outcome.account
        ),
        tone=Tone.PROBLEM,
        paragraphs=(
            say(
                "I only tell contacts of the account: {contacts}. Nothing was changed. "
                "To add a contact, ask {support}.",
                contacts=", ".join(outcome.contacts),
                support=support,
            ),
        ),
        actions=(Action(label=say("Add it and tell me"), say="add a payment method"),),
    )


def _unclear(outcome: MethodUnclear) -> Card:
    words = _SAY[outcome.wish]
    return Card(
        title=say("Which payment method?"),
        paragraphs=(marked(_WHICH[outcome.wish]),),
        choices=tuple(
            Choice(label=described(each), say=words.format(each.id)) for each in outcome.methods
        ),
        actions=(add_one(),) if not outcome.methods else (),
    )


def _unknown(outcome: MethodUnknown) -> Card:
    title = say("I cannot find a payment method")
    if outcome.which:
        title = say("I cannot find a payment method “{which}”", which=outcome.which)
    on_file = "; ".join(described(each) for each in outcome.methods) or say("nothing")
    return Card(
        title=title,
        tone=Tone.PROBLEM,
        paragraphs=(
            say("On file for {account}: {on_file}.", account=outcome.account, on_file=on_file),
        ),
        actions=(see_all(), add_one()),
    )
