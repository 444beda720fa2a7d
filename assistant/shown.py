"""What people were shown here and speak of: "it" is the last invoice, "page 2" the last list's."""

import re
from typing import Any, TypeGuard

from sqlalchemy.engine import Connection

from assistant import inbox
from assistant.billing.contacts import accounts
from assistant.billing.paying.meant import Whose, offered_in
from assistant.card import Action, Card
from assistant.command import (
    Command,
    GetDocument,
    ListInvoices,
    NotUnderstood,
    Pay,
    PaymentHistory,
    PaymentStatus,
    Several,
    Share,
    TurnPage,
)
from assistant.command.reminding import DisputeInvoice, Promise, SayPaid
from assistant.language import mark
from assistant.outcome import NoSuchChoice
from assistant.request import Actor, Request

Meant = Command | Several | NotUnderstood | NoSuchChoice

_OFFER = "confirm off_"
_PAYS_ONE = re.compile(r"pay invoice ([0-9]{1,12})")
_A_PART = mark("I pay nothing that is not said in full")


def is_offer(action: Action) -> bool:
    """Whether it is what a plain yes says to an offer."""
    return action.typed == "yes" and _OFFER in action.say


def part_of_shown(share: Share, card: Card | None) -> NotUnderstood | None:
    """Propose a part of the one invoice that was just shown: "half of it" offers nothing."""
    said = [_PAYS_ONE.fullmatch(action.say) for action in (card.all_actions if card else ())]
    numbers = {found[1] for found in said if found}
    if len(numbers) != 1:
        return None
    return NotUnderstood(because=_A_PART, nearest=(f"pay {share.words} of {min(numbers)}",))


def instead_of_offer(tx: Connection, actor: Actor, request: Request) -> str | None:
    """The invoice that "pay it" means, where that is none that waits for a yes here.

    Whatever they were shown after an offer is what they look at: a yes to the offer would pay
    something else.
    """
    number = _last_shown(tx, request)
    return number if number and _offered(tx, actor, request) != (number,) else None


def of_subject(tx: Connection, actor: Actor, request: Request, command: Meant) -> Meant:
    """The same of the invoice that the mail's subject names, where it says "this" or nothing.

    Where another one was shown or offered here since, that may be meant: then it is asked which.
    """
    about = request.about
    if not about or not _is_open(command, request.text):
        return command
    since = {_last_shown(tx, request), *_offered(tx, actor, request)} - {None, about}
    if since or accounts.owner_of(tx, actor.account_ids, about) is None:
        return command
    field = {"number": about} if isinstance(command, PaymentStatus) else {"numbers": (about,)}
    return command.model_copy(update=field)


def _is_open(
    command: Meant, text: str
) -> TypeGuard[GetDocument | DisputeInvoice | SayPaid | Promise | PaymentStatus | Pay]:
    """Whether it is about one invoice and leaves open which."""
    match command:
        case GetDocument(what="invoices", numbers=(), which=None, since=None, before=None):
            return _PLURAL.search(text) is None
        case SayPaid(numbers=(), all=False) | Promise(numbers=(), all=False):
            return True
        case DisputeInvoice(numbers=()) | PaymentStatus(number=None):
            return True
        case _:
            return command == Pay()


_PLURAL = re.compile(
    r"\b(?:all|every|each|both|invoices|bills|copies|alle|jede|rechnungen|tou(?:te)?s|factures"
    r"|tod[ao]s|facturas)\b|全|すべて",
    re.IGNORECASE,
)


def moves_it(tx: Connection, actor: Actor, request: Request, command: object) -> bool:
    """Whether looking at one invoice takes "it" away from another, which waits for a yes."""
    number = getattr(command, "number", None)
    named = isinstance(number, str)
    return named and _offered(tx, actor, request) not in ((), (number,))


def page_wanted(tx: Connection, request: Request, turn: TurnPage) -> str | None:
    """What one says for another page of the last list; past its end that says how long it is."""
    for outcome, card, asked in inbox.answers(tx, request):
        turns = [action for action in card.all_actions if action.turns]
        for action in turns:
            if action.turns == turn.to:
                return action.say
        kind = _LISTS.get(asked.get("kind", ""))
        if kind and outcome in _LISTED:
            listed = kind.model_validate(asked)
            return listed.turned(turn.page or max(listed.page + _STEPS[turn.to], 1))
        if turns:
            return None  # a list beside other answers
    return None


_LISTS: dict[str, type[ListInvoices | PaymentHistory]] = {
    "list_invoices": ListInvoices,
    "payment_history": PaymentHistory,
}
_LISTED = ("invoice_list", "payment_list")
"""A list that was refused, as one of an account that is not theirs, has no pages."""
_STEPS = {"more": 1, "back": -1, "": 0}


def _offered(tx: Connection, actor: Actor, request: Request) -> tuple[str, ...]:
    whose = Whose(actor.person_id, actor.account_ids, request.conversation)
    return offered_in(tx, whose)


def _last_shown(tx: Connection, request: Request) -> str | None:
    """The one invoice last asked about here; None where something was offered after that."""
    for _, card, asked in inbox.answers(tx, request):
        if any(is_offer(action) for action in card.all_actions):
            return None
        if numbers := _named(asked):
            return numbers[0] if len(numbers) == 1 else None
    return None


def _named(asked: dict[str, Any]) -> tuple[str, ...]:
    number = asked.get("number")
    return (number,) if isinstance(number, str) else tuple(asked.get("numbers") or ())
