"""How a saved method is called, and the buttons that every answer about methods has."""

from typing import assert_never

from assistant.billing.model.method import Method, MethodState
from assistant.card import Action, Style
from assistant.language import say, spoken


@spoken
def add_one() -> Action:
    """Add a method."""
    return Action(label=say("Add a method"), say="add a payment method", style=Style.PRIMARY)


@spoken
def see_all() -> Action:
    """See the methods on file."""
    return Action(label=say("Payment methods"), say="payment methods")


@spoken
def ask_person() -> Action:
    """Turn to the seller."""
    return Action(label=say("Talk to us"), say="talk to a human")


def described(method: Method) -> str:
    """``Visa 4242, expires 03/28, default``."""
    parts = [method.name]
    if method.exp_month is not None and method.exp_year is not None:
        parts.append(say("expires {date}", date=ends(method)))
    return ", ".join([*parts, *part(method)])


def part(method: Method) -> list[str]:
    """What part it plays: default, backup, or none yet."""
    match method.state:
        case MethodState.PENDING:
            return [say("being verified")]
        case MethodState.REJECTED:
            return [say("not accepted")]
        case MethodState.ACTIVE:
            if method.is_default:
                return [say("default")]
            return [say("backup")] if method.is_backup else []
        case _:
            assert_never(method.state)


def ends(method: Method) -> str:
    """``03/28``"""
    if method.exp_month is None or method.exp_year is None:
        return "–"
    return f"{method.exp_month:02}/{method.exp_year % 100:02}"
