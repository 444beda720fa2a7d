"""What a request means: the command its text stands for, and the account it is about."""

import re
from datetime import date, timedelta

from sqlalchemy.engine import Connection

from assistant import casework, inbox, shown, successor, understand
from assistant.billing import invited
from assistant.billing.operations import agents
from assistant.card import Card
from assistant.command import (
    READS,
    AskPerson,
    Cancel,
    ChangeOffer,
    Choose,
    Command,
    Confirm,
    GetDocument,
    ListInvoices,
    NotUnderstood,
    Pay,
    Several,
    TurnPage,
)
from assistant.command.contacts import CancelChange, ConfirmChange
from assistant.command.operations import ConfirmOperation
from assistant.command.plans import AnswerAutopay, PlanPayment
from assistant.command.reminding import DisputeInvoice, Promise, SayPaid
from assistant.heard import is_sure, read, read_one
from assistant.language import mark
from assistant.outcome import NoSuchChoice
from assistant.reader import Reader
from assistant.request import Actor, Channel, Membership, Request
from assistant.shown import Meant


def command_of(tx: Connection, actor: Actor, request: Request) -> Meant:
    """What the text means; "yes", "no" and numbers mean what the last answer here offered.

    A yes to anything but an offer just made is bound to nothing: billing shows the offer again.
    """
    if request.cut:
        return NotUnderstood(because=_TOO_LONG)
    today = Reader(actor.locale, actor.timezone).today(request.at)
    if actor.agent:
        return _of_agent(tx, actor, request, today)
    command = shown.of_subject(tx, actor, request, _meant(tx, actor, request, today))
    if isinstance(command, Several):
        return command
    sure = is_sure(request.text, today, actor.locale)
    return casework.for_whom(tx, actor, request, command, sure=sure)


def _of_agent(tx: Connection, actor: Actor, request: Request, today: date) -> Meant:
    """What only agents say; in the thread of a case, anything that asks for nothing is a note."""
    said = understand.read_as_agent(request.text, today=today, locale=actor.locale)
    if said:
        return said
    command = _meant(tx, actor, request, today)
    command = _of_customer(tx, actor, request, command, today) or command
    command = _of_them(request, command, today) or command
    note = casework.in_thread(tx, actor, request)
    asks = getattr(command, "account", None) or _answers(command, request, today)
    return command if note is None or asks else note


def _of_customer(
    tx: Connection, actor: Actor, request: Request, command: Meant, today: date
) -> Command | None:
    """What is looked at of the customer whom the text names somewhere, not first with a colon."""
    looks = isinstance(command, (*_LOOKS, NotUnderstood, AskPerson))
    if not looks or getattr(command, "account", None) or request.account:
        return None
    for name, rest in understand.customers_in(request.text):
        asked = read_one(rest, today, actor.locale)
        refused = getattr(asked, "refused", ())
        if not isinstance(asked, _LOOKS) or refused or not is_sure(rest, today, actor.locale):
            continue
        if isinstance(agents.called(tx, name), Membership):
            return asked.model_copy(update={"account": name})
    return None


_LOOKS = (*READS, GetDocument)


def _of_them(request: Request, command: Meant, today: date) -> Command | None:
    """What an agent says that a customer did: ``for acme: they paid 121 by wire``."""
    if not isinstance(command, NotUnderstood | AskPerson):
        return None
    said = read_one(_THEY.sub(r"\1we", request.text), today, "en")
    return said if isinstance(said, Promise | SayPaid | DisputeInvoice) and said.account else None


_THEY = re.compile(r"^(\s*for [^:\n]{1,200}:\s*)(?:they|she|he|the customer)\b", re.IGNORECASE)


def _answers(command: Meant, request: Request, today: date) -> bool:
    """Whether a plain yes, no or number is one to what was asked here."""
    plain = read(request.text, today, "en")
    if not isinstance(plain, Confirm | Cancel | Choose) or command == plain:
        return False
    return not isinstance(command, NoSuchChoice | NotUnderstood) and command != ConfirmOperation()


def _meant(tx: Connection, actor: Actor, request: Request, today: date) -> Meant:
    command = read(request.text, today, actor.locale)
    if instead := _said_to_an_offer(tx, actor, request, command):
        return instead
    if whom := successor.named(tx, actor, request, command):
        return whom
    if about_it := shown.of_it(tx, actor, request, command):
        return about_it
    match command:
        case ListInvoices():  # asked most, and each class that does not match costs its time
            return shown.narrowed(tx, request, command) if command.narrows else command
        case Choose():
            return _chosen(tx, actor, request, today, command)
        case Confirm(it=True) if number := shown.instead_of_offer(tx, actor, request):
            return Pay(numbers=(number,))
        case Confirm(offer=None) | Cancel(offer=None):
            last = shown.answered(tx, request)
            yes = isinstance(command, Confirm)
            if yes and last is None and (offer := _offered_by_mail(tx, actor, request)):
                return Confirm(offer=offer)
            if yes and last is None and (told := shown.in_notice(tx, actor, request)):
                return Pay(numbers=told, replied=True)
            undo = isinstance(command, Cancel) and command.undo
            typed = ("yes",) if yes else ("no", "stop", "undo")[: 3 if undo else 2]
            actions = last[1].all_actions if last else ()
            bound = [action.say for action in actions if action.typed in typed]
            if isinstance(command, Confirm) and command.it:
                bound = [action.say for action in actions if shown.is_offer(action)]
            if isinstance(command, Cancel) and not bound and last and last[1].asking.choices:
                return command.model_copy(update={"asked": True})
            asks = any(action.typed == "yes" for action in actions)
            if isinstance(command, Cancel) and command.later and not asks:
                return command
            if not bound and actor.agent and actor.current is None and yes:
                return ConfirmOperation()
            return _said(actor, bound[0], today) if bound else command
        case TurnPage():
            say = shown.page_wanted(tx, request, command)
            return read_one(say, today, actor.locale) if say else _NO_PAGE
        case NotUnderstood():
            if share := understand.read_part_shown(request.text):
                last = inbox.last_answer(tx, request, over=_is_a_miss)
                if proposed := shown.part_of_shown(share, last[1] if last else None):
                    return proposed
            return understand.which_to_pay(request.text) or _with_proposal(command, request)
        case _:
            return command


def _chosen(tx: Connection, actor: Actor, request: Request, today: date, pick: Choose) -> Meant:
    """What was chosen, of what was put to choose from last."""
    last = inbox.last_answer(tx, request, over=_asks_nothing)
    if last is None:
        return NoSuchChoice(0)
    say = shown.picked(last[1], pick)
    if say is None:
        return shown.row_meant(*last, pick) or NoSuchChoice(len(last[1].asking.choices))
    return Several(requests=say) if isinstance(say, tuple) else _said(actor, say, today)


def _offered_by_mail(tx: Connection, actor: Actor, request: Request) -> str | None:
    """What a plain yes means that is the first reply to a reminder of ours, if it may pay."""
    if request.sender.channel is not Channel.MAIL:
        return None
    whose = invited.Whose(actor.person_id, actor.account_ids, request.conversation)
    return invited.offered_in(tx, whose)


def names_an_offer(request: Request) -> bool:
    """Whether it names the offer it is about, as buttons do and people do not."""
    command = read(request.text, request.at.date(), "en")
    return isinstance(command, Confirm | Cancel) and command.offer is not None


def _with_proposal(command: NotUnderstood, request: Request) -> NotUnderstood:
    if command.nearest or not request.proposed:
        return command
    return command.model_copy(update={"nearest": (request.proposed,)})


def understands(request: Request) -> bool:
    """Whether the text is understood, at least half, by itself."""
    command = read(request.text, request.at.date(), "en")
    return not isinstance(command, NotUnderstood) or bool(command.nearest)


def _said_to_an_offer(
    tx: Connection, actor: Actor, request: Request, command: Meant
) -> ChangeOffer | None:
    """What changes the offer just made, or a yes to it that came with more: never a yes."""
    if not understand.begins_with_yes(request.text) and not isinstance(command, NotUnderstood):
        return None
    names_a_method = isinstance(command, Pay) and command == Pay(using=command.using)
    if isinstance(command, _ANSWERS) and not names_a_method:
        return None
    rather = understand.read_rather(request.text, locale=actor.locale)
    if rather is None or (names_a_method and rather.using is None):
        return None
    last = inbox.last_answer(tx, request, over=_is_a_miss)
    actions = last[1].all_actions if last else ()
    offers = [each.say for each in actions if shown.is_offer(each)]
    if not offers:
        return None
    offer = offers[0].removeprefix("confirm ")
    return ChangeOffer(
        offer=offer,
        using=rather.using,
        amount=rather.amount,
        share=rather.share,
        besides=rather.besides,
    )


_ANSWERS = (
    Confirm,
    Cancel,
    Choose,
    Pay,
    PlanPayment,
    AskPerson,
    ConfirmChange,
    CancelChange,
    AnswerAutopay,
)
"""What is whole in itself after a yes, or is one; anything else a yes came with is shown to be."""


def _said(actor: Actor, say: str, today: date) -> Command | NotUnderstood:
    """What a button or a choice says, read as if this person had typed it."""
    as_agent = understand.read_as_agent
    operation = as_agent(say, today=today, locale=actor.locale) if actor.agent else None
    return operation or read_one(say, today, actor.locale)


_TOO_LONG = mark("that is longer than I can read; say it in a sentence")
_NO_PAGE = NotUnderstood(
    because=mark("there is no such page of what I showed last"),
    nearest=("show my invoices page 2", "payment history page 2"),
)
_MISSES = ("no_such_choice", "not_understood")


def _is_a_miss(outcome: str, _card: Card) -> bool:
    return outcome in _MISSES


def _asks_nothing(outcome: str, card: Card) -> bool:
    """Whether a miss offered nothing to choose, so that an older question still stands."""
    return outcome in _MISSES and not card.asking.choices


def came_of_the_last(tx: Connection, request: Request, within: timedelta) -> str:
    """How the last thing said here ended, lately; both ways not to understand are one."""
    last = inbox.last_answer(tx, request, within=within)
    if last is None:
        return ""
    return "not_understood" if last[0] in _MISSES else last[0]


def ends_misses(tx: Connection, request: Request, command: Meant) -> bool:
    """Whether a look comes after a miss, so that the next miss is not the second in a row.

    A list is asked for too often to look for that.
    """
    if isinstance(command, ListInvoices):
        return False
    return came_of_the_last(tx, request, IN_A_ROW) == "not_understood"


IN_A_ROW = timedelta(minutes=30)
"""Two misses further apart, where people chat, are none in a row; a mail takes its time."""


def repeats(tx: Connection, request: Request, command: Meant) -> bool:
    """Whether a plain yes comes right after another one, so that it means the same."""
    match command:
        case Confirm(offer=None):
            came_of_it = ("payment_started", "offer_used")
        case ConfirmOperation(operation=None):
            came_of_it = ("operation_done", "operation_proposed")
        case _:
            return False
    last = inbox.last_answer(tx, request)
    return last is not None and last[0] in came_of_it
