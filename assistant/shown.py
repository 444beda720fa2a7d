"""What people were shown here and speak of: "it" is the last invoice, "page 2" the last list's.

"1 and 3" are what was put to choose from, "only the paid ones" the last list narrowed.
"""

import re
from typing import Any, TypeGuard

from sqlalchemy.engine import Connection

from assistant import inbox, understand
from assistant.billing import invited
from assistant.billing.contacts import accounts
from assistant.billing.paying.meant import Whose, offered_in
from assistant.billing.reminding import reminded
from assistant.card import Action, Card
from assistant.command import (
    Choose,
    Command,
    GetDocument,
    ListInvoices,
    NotUnderstood,
    Pay,
    PaymentHistory,
    PaymentStatus,
    SendLink,
    Several,
    Share,
    TurnPage,
)
from assistant.command.reminding import DisputeInvoice, Promise, SayPaid, ShowNotices
from assistant.heard import is_sure, read
from assistant.language import mark
from assistant.outcome import NoSuchChoice
from assistant.reader import Reader
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


def answered(tx: Connection, request: Request) -> tuple[str, Card] | None:
    """What a plain yes or no is said to: the last answer, but never instead of the one replied to.

    Where both are known and the last one asks for a yes, that would pay what another mail offers.
    """
    last = inbox.last_answer(tx, request)
    if last is None or not request.answers:
        return last
    asks = any(action.typed == "yes" for action in last[1].all_actions)
    named = inbox.answer_of(tx, request.answers) if asks else None
    return (named.outcome, named.card) if named else last


def instead_of_offer(tx: Connection, actor: Actor, request: Request) -> str | None:
    """The invoice that "pay it" means, where that is none that waits for a yes here.

    Whatever they were shown after an offer is what they look at: a yes to the offer would pay
    something else.
    """
    number = _last_shown(tx, request)
    return number if number and _offered(tx, actor, request) != (number,) else None


def of_it(tx: Connection, actor: Actor, request: Request, command: Meant) -> Command | None:
    """The same of the invoice that "it" stands for, where that makes it wholly understood.

    Nothing is paid so: "pay it" has rules of its own.
    """
    today = Reader(actor.locale, actor.timezone).today(request.at)
    whole = not _is_open(command, request.text) or isinstance(command, Pay | PaymentStatus)
    if whole and is_sure(request.text, today, actor.locale):
        return None
    says_it = understand.names_it(request.text, "", actor.locale)
    number = _it(tx, actor, request) if says_it else None
    if number is None:
        return None
    for said in understand.names_it(request.text, number, actor.locale):
        meant = read(said, today, actor.locale)
        if _is_about(meant, number) and is_sure(said, today, actor.locale):
            return meant
    return None


def _is_about(command: Meant, number: str) -> TypeGuard[Command]:
    """Whether a command names this invoice alone, and pays nothing."""
    if isinstance(command, Pay | SendLink | Several | NotUnderstood | NoSuchChoice):
        return False
    return _named(command.model_dump()) == (number,)


def _it(tx: Connection, actor: Actor, request: Request) -> str | None:
    """The one invoice looked at, offered or reminded of last, unless a subject names another."""
    offered = _offered(tx, actor, request)
    number = _last_shown(tx, request) or (offered[0] if len(offered) == 1 else None)
    number = number or (None if offered else request.about or _reminded_of(tx, actor, request))
    return None if request.about not in ("", number) else number


def _reminded_of(tx: Connection, actor: Actor, request: Request) -> str | None:
    whose = Whose(actor.person_id, actor.account_ids, request.conversation)
    told = reminded.numbers_of(tx, whose, request.at, switched_at=actor.switched_at)
    return told[0] if len(told) == 1 else None


def in_notice(tx: Connection, actor: Actor, request: Request) -> tuple[str, ...]:
    """The invoices that a notice of ours was about, where this mail is the reply to one."""
    if not invited.answers_notice(request.conversation):
        return ()
    if not request.about:
        whose = Whose(actor.person_id, actor.account_ids, request.conversation)
        return reminded.numbers_of(tx, whose, request.at)
    theirs = accounts.owner_of(tx, actor.account_ids, request.about)
    return (request.about,) if theirs else ()


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
    one = isinstance(command, PaymentStatus | ShowNotices)
    field = {"number": about} if one else {"numbers": (about,)}
    return command.model_copy(update=field)


def _is_open(
    command: Meant, text: str
) -> TypeGuard[
    GetDocument | DisputeInvoice | SayPaid | Promise | PaymentStatus | ShowNotices | Pay
]:
    """Whether it is about one invoice and leaves open which."""
    match command:
        case GetDocument(what="invoices", numbers=(), which=None, since=None, before=None):
            return _PLURAL.search(text) is None
        case SayPaid(numbers=(), all=False) | Promise(numbers=(), all=False):
            return True
        case DisputeInvoice(numbers=()) | PaymentStatus(number=None) | ShowNotices(number=None):
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


_LISTS: dict[str, type[ListInvoices | PaymentHistory | ShowNotices]] = {
    "list_invoices": ListInvoices,
    "payment_history": PaymentHistory,
    "show_notices": ShowNotices,
}
_LISTED = ("invoice_list", "payment_list", "notices_shown")
"""A list that was refused, as one of an account that is not theirs, has no pages."""
_STEPS = {"more": 1, "back": -1, "": 0}


def narrowed(tx: Connection, request: Request, by: ListInvoices) -> ListInvoices:
    """The list shown last here with what narrows it; what was said of the same before gives way."""
    first = by.model_copy(update={"narrows": False})
    for outcome, _, asked in inbox.answers(tx, request):
        if outcome in _LISTED and asked.get("kind") in _LISTS:
            if asked["kind"] != first.kind:
                break  # payments
            kept = ListInvoices.model_validate(asked).model_dump(exclude=_PLACE)
            wanted = first.model_dump(exclude=_PLACE, exclude_defaults=True)
            return ListInvoices.model_validate({**kept, **wanted})
    return first


_PLACE = {"page", "after", "ahead_of"}
"""Where a list goes on: one that is narrowed begins anew."""


def picked(card: Card, pick: Choose) -> str | tuple[str, ...] | None:
    """What choosing from a card says; None where it does not have that many choices."""
    if pick.pick == "all":
        return card.asking.every.say if card.asking.every else None
    choices, picks = card.asking.choices, dict.fromkeys((pick.pick, *pick.also))
    if max(picks) > len(choices):
        return None
    return _at_once([choices[each - 1].say for each in picks])


def _at_once(says: list[str]) -> str | tuple[str, ...]:
    """The same asked of several invoices is one request, as "pay invoice 121 and 123" is."""
    forms = [_NUMBER.split(say) for say in says]
    if len(says) == 1 or any(len(form) != 2 or form != forms[0] for form in forms):
        return tuple(says) if len(says) > 1 else says[0]
    return _listed([_NUMBER.findall(say)[0] for say in says]).join(forms[0])


def _listed(numbers: list[str]) -> str:
    *most, last = numbers
    return f"{', '.join(most)} and {last}" if most else last


_NUMBER = re.compile(r"\b[0-9]{1,12}\b")
_NO_NUMBERS = mark("the rows of a list are not numbered; an invoice is named by its own number")


def row_meant(outcome: str, card: Card, pick: Choose) -> NotUnderstood | None:
    """Propose the invoices in those rows of a list, from which nothing was to be chosen."""
    rows = card.table.rows if card.table and outcome == "invoice_list" else ()
    picks = () if pick.pick == "all" else tuple(dict.fromkeys((pick.pick, *pick.also)))
    if not picks or max(picks) > len(rows):
        return None
    numbers = [rows[each - 1][0] for each in picks]
    payable = {action.say for action in card.actions}
    near = [f"show {_listed(numbers)}"]
    if payable.issuperset(f"pay invoice {number}" for number in numbers):
        near.append(f"pay invoice {_listed(numbers)}")
    return NotUnderstood(because=_NO_NUMBERS, nearest=tuple(near))


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
