"""Answer the requests of one message in turn, on one card; at most one of them waits for a yes.

Whatever only looks is answered. Of what asks something back the first is begun; the others are
left and named, so that a later "yes" or number can mean one thing only.
"""

from collections.abc import Callable
from dataclasses import replace

from assistant import heard, replies, understand
from assistant.card import Part
from assistant.command import (
    READS,
    AskPerson,
    Command,
    GetDocument,
    Pay,
    PaymentStatus,
    PlanPayment,
    SendLink,
    Several,
    SwitchAccount,
)
from assistant.inbox import Answered
from assistant.language import speaking
from assistant.policy import CONTACT_CHANGES
from assistant.reader import Reader
from assistant.request import Channel, Request

OUTCOME = "several_answered"
_PAYS = (Pay, PlanPayment, SendLink)


def answer(
    asked: Several, request: Request, reader: Reader, *, one: Callable[[Request], Answered]
) -> Answered:
    """Have each request answered by ``one``, in the same transaction, and put the cards together.

    A part may only be what the understanding lets stand beside others: never a yes, a no or a
    number, whatever its words would mean by themselves.
    """
    done: list[tuple[Command, Answered]] = []
    left: list[str] = []
    for words in asked.requests:
        command = heard.read_one(words, reader.today(request.at), reader.locale)
        if not understand.is_part(command) or _has_to_wait(command, done, request):
            left.append(words)
            continue
        answered = one(request.model_copy(update={"text": words, "masked": False}))
        done.append((command, answered))
    if not done:
        return one(request.model_copy(update={"text": "", "masked": False}))
    return _together(asked, [answered for _, answered in done], left, reader)


def _has_to_wait(command: Command, done: list[tuple[Command, Answered]], request: Request) -> bool:
    if _is_about_what_was_just_paid(command) and any(isinstance(c, _PAYS) for c, _ in done):
        return True
    elsewhere = request.sender.channel is not Channel.MAIL
    mailed = isinstance(command, GetDocument) and command.by_mail and elsewhere
    told_apart = mailed or isinstance(command, (AskPerson, *CONTACT_CHANGES))
    if told_apart and any(answered.apart for _, answered in done):
        return True
    if isinstance(command, (*READS, *understand.SAID, GetDocument, AskPerson, SwitchAccount)):
        return False
    return any(not isinstance(c, READS) and _waits(a.card) for c, a in done)


def _is_about_what_was_just_paid(command: Command) -> bool:
    match command:
        case PaymentStatus():
            return True
        case GetDocument(what="receipt"):
            return True
        case _:
            return False


def _waits(card: Part) -> bool:
    """Whether a yes or a number would answer it."""
    return bool(card.choices) or any(each.typed not in ("", "undo") for each in card.actions)


def _together(asked: Several, done: list[Answered], left: list[str], reader: Reader) -> Answered:
    with speaking(reader.locale):
        card = replies.together([each.card for each in done], left)
    outcomes = {each.outcome for each in done}
    return replace(
        done[0],
        card=card,
        outcome=outcomes.pop() if len(outcomes) == 1 else OUTCOME,
        command=asked,
        account_id=next((each.account_id for each in done if each.account_id), None),
        apart=next((each.apart for each in done if each.apart), None),
        quiet=all(each.quiet for each in done),
        moves_it=any(each.moves_it for each in done),
    )
