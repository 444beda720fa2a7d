"""Words for what is done with a saved method: made the default, removed, or not."""

from typing import assert_never

from assistant.billing.model.method import MethodState
from assistant.billing.outcomes.methods import (
    MethodBusy,
    MethodNotUsable,
    MethodRemoved,
    MethodRequired,
    MethodsArranged,
    MethodToConfirm,
    MethodWish,
)
from assistant.card import Action, Card, Fact, Style, Tone
from assistant.language import say
from assistant.reader import Reader
from assistant.replies import relying
from assistant.replies.methods_named import add_one, ask_person, described, see_all


def to_confirm(outcome: MethodToConfirm, reader: Reader) -> Card:
    """Ask once more, and say what it will lead to."""
    name = outcome.method.name
    automatic = say("It is charged automatically for this account.")
    if outcome.wish is MethodWish.REMOVE:
        said = [say("This is for good: to use it again, it has to be added again.")]
        said += [automatic] if outcome.automatic else []
        if outcome.instead is not None:
            said.append(say("{method}, becomes the default.", method=described(outcome.instead)))
        elif outcome.method.is_default:
            said.append(say("There is no default then; payments are made on a secure page."))
        said += relying.before_removal(outcome.relies, reader)
        title, words = say("Remove {name}?", name=name), f"remove {outcome.method.id} for good"
        label, style = say("Remove {name}", name=name), Style.DANGER
    else:
        said = [say("From now on it is charged automatically for this account.")]
        title = say("Make {name} the default?", name=name)
        words = f"make {outcome.method.id} the default now"
        label, style = say("Make {name} default", name=name), Style.PRIMARY
    return Card(
        title=title,
        paragraphs=tuple(said),
        facts=(
            Fact(label=say("Account"), value=outcome.account),
            Fact(label=say("Method"), value=described(outcome.method)),
        ),
        actions=(
            Action(label=label, say=words, typed="yes", style=style),
            Action(label=say("Leave it"), say="payment methods", typed="no"),
        ),
    )


def refused(outcome: MethodRequired | MethodBusy | MethodNotUsable, support: str) -> Card:
    """Say why it cannot be done now."""
    name = outcome.method.name
    match outcome:
        case MethodRequired():
            title = say("{name} is the only payment method", name=name)
            said = say(
                "{account} must keep one, so please add its replacement first.",
                account=outcome.account,
            )
            actions = (add_one(), ask_person())
        case MethodBusy():
            title = say("{name} is in use", name=name)
            said = say("A payment with it is under way. Please remove it when that is done.")
            actions = (Action(label=say("Payments"), say="payment history"), ask_person())
        case MethodNotUsable():
            pending = outcome.method.state is MethodState.PENDING
            title = say("{name} cannot be used", name=name)
            if pending:
                title = say("{name} cannot be used yet", name=name)
            said = say("It is being verified; I will write when it is done.")
            if not pending:
                said = say(
                    "It was not accepted. Please add another, or ask {support}.", support=support
                )
            actions = (see_all(), add_one())
        case _:
            assert_never(outcome)
    return Card(
        title=title,
        tone=Tone.PROBLEM,
        paragraphs=(say("{said} Nothing was changed.", said=said),),
        actions=actions,
    )


def removed(outcome: MethodRemoved, reader: Reader) -> Card:
    """It is gone, and what pays instead."""
    said = [say("It will not be charged again. Payments made with it stay in your history.")]
    if outcome.instead is not None:
        said.append(say("{name} is the default now.", name=outcome.instead.name))
    elif outcome.method.is_default:
        said.append(say("There is no default now; payments are made on a secure page."))
    said += relying.after_removal(outcome.relies, reader)
    return Card(
        title=say("Removed: {name}", name=outcome.method.name),
        tone=Tone.GOOD,
        paragraphs=tuple(said),
        actions=(see_all(), add_one()),
    )


def arranged(outcome: MethodsArranged) -> Card:
    """Which method pays, and which when it fails."""
    default = outcome.default.name if outcome.default else say("none")
    backup = outcome.backup.name if outcome.backup else say("none")
    return Card(
        title=say("Payment methods of {account}", account=outcome.account),
        tone=Tone.GOOD,
        paragraphs=(
            say("Unless another is named, the default pays; should it fail, the backup does."),
        ),
        facts=(Fact(label=say("Default"), value=default), Fact(label=say("Backup"), value=backup)),
        actions=(see_all(),),
    )
