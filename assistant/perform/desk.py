"""What agents ask across accounts, and prepare or send for one."""

from typing import assert_never

from sqlalchemy.engine import Connection

from assistant.billing import outcomes as billing
from assistant.billing.desk import acting, due_dates, looking
from assistant.billing.model import Asker
from assistant.billing.outcomes.accounts import DeskProblem, DeskRefused
from assistant.command.accounts import (
    AccountCommand,
    Ageing,
    ChangeDueDate,
    FindAccount,
    MoveDueDate,
    NoteOnAccount,
    PaymentsToday,
    PrepareOffer,
    ResendPaper,
    ShowAccount,
    ShowNotes,
    WhoOwes,
)
from assistant.request import Actor, Proof

ACROSS = (FindAccount, WhoOwes, Ageing, PaymentsToday)
"""What is asked about no account in particular."""

OUTWARD = (PrepareOffer, ResendPaper, ChangeDueDate, MoveDueDate)
"""What reaches a customer, so that a mail, which may be a copy, does not do it."""


def perform(tx: Connection, actor: Actor, asker: Asker, command: AccountCommand) -> billing.Outcome:
    """Do it for an agent."""
    if isinstance(command, OUTWARD) and actor.proof < Proof.SIGNED:
        return DeskRefused(DeskProblem.NOT_PROVEN)
    if not isinstance(command, ACROSS) and not asker.account_id:
        return DeskRefused(DeskProblem.NO_ACCOUNT)
    match command:
        case FindAccount(what=what):
            return looking.find(tx, what)
        case WhoOwes():
            return looking.who_owes(tx, asker)
        case Ageing():
            return looking.ageing(tx, asker)
        case PaymentsToday():
            return looking.paid_today(tx, asker)
        case ShowAccount():
            return looking.overview(tx, asker)
        case ShowNotes(number=number):
            return looking.notes(tx, asker, number)
        case NoteOnAccount(number=number, words=words):
            return acting.note(tx, asker, number, words)
        case PrepareOffer(numbers=numbers, to=to):
            return acting.prepare(tx, asker, numbers, to)
        case ResendPaper(what=what, number=number, to=to):
            return acting.resend(tx, asker, what, number, to)
        case ChangeDueDate(number=number, to=day, reason=reason):
            return due_dates.draft(tx, asker, number, to=day, reason=reason)
        case MoveDueDate(number=number, to=day, reason=reason, version=version):
            return due_dates.move(tx, asker, number, to=day, reason=reason, version=version)
        case _:
            assert_never(command)
