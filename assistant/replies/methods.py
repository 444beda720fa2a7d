"""Words for payment methods: what is on file, adding, arranging and removing it."""

from typing import assert_never

from assistant.billing.model.method import Method, MethodState
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
from assistant.card import Action, Card, Choice, Column, Fact, Style, Table, Tone
from assistant.reader import Reader
from assistant.replies import relying

_ADD = Action(label="Add a method", say="add a payment method", style=Style.PRIMARY)
_LIST = Action(label="Payment methods", say="payment methods")
_PERSON = Action(label="Talk to us", say="talk to a human")
_BUTTONS = 6

_SAY = {
    MethodWish.REMOVE: "remove {}",
    MethodWish.DEFAULT: "make {} the default",
    MethodWish.BACKUP: "make {} my backup",
}
_WHICH = {
    MethodWish.REMOVE: "Which one shall I remove?",
    MethodWish.DEFAULT: "Which one shall pay unless you name another?",
    MethodWish.BACKUP: "Which one shall pay when the default does not?",
}


def described(method: Method) -> str:
    """``Visa 4242, expires 03/28, default``."""
    parts = [method.name]
    if method.exp_month is not None and method.exp_year is not None:
        parts.append(f"expires {method.exp_month:02}/{method.exp_year % 100:02}")
    return ", ".join([*parts, *_part(method)])


def _part(method: Method) -> list[str]:
    match method.state:
        case MethodState.PENDING:
            return ["being verified"]
        case MethodState.REJECTED:
            return ["not accepted"]
        case MethodState.ACTIVE:
            return ["default"] if method.is_default else ["backup"] if method.is_backup else []
        case _:
            assert_never(method.state)


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
            return _to_confirm(outcome, reader)
        case MethodRequired() | MethodBusy() | MethodNotUsable():
            return _refused(outcome, support)
        case MethodRemoved():
            return _removed(outcome, reader)
        case MethodsArranged():
            return _arranged(outcome)
        case _:
            assert_never(outcome)


def _listed(outcome: MethodList) -> Card:
    if not outcome.methods:
        said = "No payment method is saved; payments are made on a secure page, one at a time."
        return Card(
            title=f"Payment methods of {outcome.account}",
            paragraphs=(said, _by_wire()),
            actions=(_ADD,) if outcome.may_manage else (),
        )
    rows = tuple((each.name, _ends(each), " ".join(_part(each))) for each in outcome.methods)
    columns = (Column(label="Method"), Column(label="Expires"), Column(label="Status"))
    return Card(
        title=f"Payment methods of {outcome.account}",
        paragraphs=(_by_wire(),),
        table=Table(columns=columns, rows=rows),
        actions=_offered(outcome.methods) if outcome.may_manage else (),
    )


def _ends(method: Method) -> str:
    if method.exp_month is None or method.exp_year is None:
        return "–"
    return f"{method.exp_month:02}/{method.exp_year % 100:02}"


def _offered(methods: tuple[Method, ...]) -> tuple[Action, ...]:
    spare = [(each, _called(each, methods)) for each in methods if not each.is_default]
    usable = [(each, called) for each, called in spare if each.usable]
    actions = [
        _ADD,
        *(_action(f"Make {each.name} default", f"make {it} the default") for each, it in usable),
        *(
            _action(f"Use {each.name} as backup", f"make {it} my backup")
            for each, it in usable
            if not each.is_backup
        ),
        *(_action(f"Remove {each.name}", f"remove {_called(each, methods)}") for each in methods),
    ]
    return tuple(actions[:_BUTTONS])


def _called(method: Method, methods: tuple[Method, ...]) -> str:
    """What one types to mean it: the last digits, where no other has the same."""
    same = [each for each in methods if each.last4 == method.last4]
    return method.last4 if len(same) == 1 and len(method.last4) == 4 else method.id


def _action(label: str, say: str) -> Action:
    return Action(label=label, say=say)


def _by_wire() -> str:
    return "You can also pay by wire: ask me “how do I pay by wire”."


def _wire(outcome: WireShown) -> Card:
    said = [
        "The bank details are in the PDF of each invoice and nowhere else: I never write them in "
        "a message, so do not trust a message that does.",
        "Please put the invoice number on the transfer, so that we can match it when it arrives.",
    ]
    if not outcome.open:
        said.append("Nothing is open at the moment.")
    return Card(
        title=f"Paying by wire for {outcome.account}",
        paragraphs=tuple(said),
        actions=tuple(Action(label=f"PDF of {each}", say=f"pdf {each}") for each in outcome.open),
    )


def _page(outcome: MethodPageAsked) -> Card:
    said = ["I am preparing a secure page and will send you its link here."]
    if outcome.company:
        said.append(f"The address of {outcome.account} will be filled in; please check it there.")
    elif outcome.company is False:
        said.append(
            f"I have no company address of {outcome.account} on file, so please enter it there."
        )
    if outcome.told:
        said.append(f"{outcome.told} will hear what becomes of it.")
    return Card(title="Adding a payment method", paragraphs=tuple(said))


def _no_contact(outcome: NoSuchContact, support: str) -> Card:
    return Card(
        title=f"I do not know {outcome.address} at {outcome.account}",
        tone=Tone.PROBLEM,
        paragraphs=(
            f"I only tell contacts of the account: {', '.join(outcome.contacts)}. "
            f"Nothing was changed. To add a contact, ask {support}.",
        ),
        actions=(Action(label="Add it and tell me", say="add a payment method"),),
    )


def _unclear(outcome: MethodUnclear) -> Card:
    say = _SAY[outcome.wish]
    return Card(
        title="Which payment method?",
        paragraphs=(_WHICH[outcome.wish],),
        choices=tuple(
            Choice(label=described(each), say=say.format(each.id)) for each in outcome.methods
        ),
        actions=(_ADD,) if not outcome.methods else (),
    )


def _unknown(outcome: MethodUnknown) -> Card:
    named = f" “{outcome.which}”" if outcome.which else ""
    on_file = "; ".join(described(each) for each in outcome.methods) or "nothing"
    return Card(
        title=f"I cannot find a payment method{named}",
        tone=Tone.PROBLEM,
        paragraphs=(f"On file for {outcome.account}: {on_file}.",),
        actions=(_LIST, _ADD),
    )


def _to_confirm(outcome: MethodToConfirm, reader: Reader) -> Card:
    name = outcome.method.name
    automatic = "It is charged automatically for this account."
    if outcome.wish is MethodWish.REMOVE:
        said = ["This is for good: to use it again, it has to be added again."]
        said += [automatic] if outcome.automatic else []
        if outcome.instead is not None:
            said.append(f"{described(outcome.instead)}, becomes the default.")
        elif outcome.method.is_default:
            said.append("There is no default then; payments are made on a secure page.")
        said += relying.before_removal(outcome.relies, reader)
        title, say = f"Remove {name}?", f"remove {outcome.method.id} for good"
        label, style = f"Remove {name}", Style.DANGER
    else:
        said = ["From now on it is charged automatically for this account."]
        title, say = f"Make {name} the default?", f"make {outcome.method.id} the default now"
        label, style = f"Make {name} default", Style.PRIMARY
    return Card(
        title=title,
        paragraphs=tuple(said),
        facts=(
            Fact(label="Account", value=outcome.account),
            Fact(label="Method", value=described(outcome.method)),
        ),
        actions=(
            Action(label=label, say=say, typed="yes", style=style),
            Action(label="Leave it", say="payment methods", typed="no"),
        ),
    )


def _refused(outcome: MethodRequired | MethodBusy | MethodNotUsable, support: str) -> Card:
    name = outcome.method.name
    match outcome:
        case MethodRequired():
            title = f"{name} is the only payment method"
            said = f"{outcome.account} must keep one, so please add its replacement first."
            actions = (_ADD, _PERSON)
        case MethodBusy():
            title = f"{name} is in use"
            said = "A payment with it is under way. Please remove it when that is done."
            actions = (Action(label="Payments", say="payment history"), _PERSON)
        case MethodNotUsable():
            pending = outcome.method.state is MethodState.PENDING
            title = f"{name} cannot be used" + (" yet" if pending else "")
            said = "It is being verified; I will write when it is done."
            if not pending:
                said = f"It was not accepted. Please add another, or ask {support}."
            actions = (_LIST, _ADD)
        case _:
            assert_never(outcome)
    return Card(
        title=title,
        tone=Tone.PROBLEM,
        paragraphs=(f"{said} Nothing was changed.",),
        actions=actions,
    )


def _removed(outcome: MethodRemoved, reader: Reader) -> Card:
    said = ["It will not be charged again. Payments made with it stay in your history."]
    if outcome.instead is not None:
        said.append(f"{outcome.instead.name} is the default now.")
    elif outcome.method.is_default:
        said.append("There is no default now; payments are made on a secure page.")
    said += relying.after_removal(outcome.relies, reader)
    return Card(
        title=f"Removed: {outcome.method.name}",
        tone=Tone.GOOD,
        paragraphs=tuple(said),
        actions=(_LIST, _ADD),
    )


def _arranged(outcome: MethodsArranged) -> Card:
    default = outcome.default.name if outcome.default else "none"
    backup = outcome.backup.name if outcome.backup else "none"
    return Card(
        title=f"Payment methods of {outcome.account}",
        tone=Tone.GOOD,
        paragraphs=("Unless another is named, the default pays; should it fail, the backup does.",),
        facts=(Fact(label="Default", value=default), Fact(label="Backup", value=backup)),
        actions=(_LIST,),
    )
