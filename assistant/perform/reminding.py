"""Do what is answered to reminders, and what is wished of them."""

from typing import assert_never

from sqlalchemy.engine import Connection

from assistant.billing import contacts
from assistant.billing import outcomes as billing
from assistant.billing.contacts import instead
from assistant.billing.model import Asker
from assistant.billing.outcomes.reminding import TheirsToSay
from assistant.billing.outcomes.telling import NoticesWanted
from assistant.billing.reminding import (
    asked,
    disputes,
    preferring,
    quiet,
    reminded,
    replies,
    withdrawing,
)
from assistant.command import Command
from assistant.command.reminding import (
    DisputeInvoice,
    EndDispute,
    MuteInvoice,
    PauseReminders,
    Prefer,
    Promise,
    ReminderCommand,
    SayPaid,
    SetStages,
    ShowDisputes,
    ShowNotices,
    ShowPreferences,
    ShowWords,
    WithdrawClaim,
    WithdrawPromise,
    WrongPerson,
)
from assistant.request import Actor, Membership


def perform(
    tx: Connection, asker: Asker, command: ReminderCommand, *, may_manage: bool
) -> billing.Outcome:
    """None of it moves money."""
    match command:
        case Promise(on=on, numbers=numbers, all=every):
            return replies.promise(tx, asker, on, numbers, every=every)
        case WithdrawPromise(numbers=numbers):
            return withdrawing.withdraw(tx, asker, numbers)
        case SayPaid(numbers=numbers, all=every):
            return replies.says_paid(tx, asker, numbers, every=every)
        case WithdrawClaim(numbers=numbers):
            return withdrawing.unsay_paid(tx, asker, numbers)
        case DisputeInvoice(numbers=numbers):
            return replies.dispute(tx, asker, numbers)
        case EndDispute(number=number):
            return disputes.withdraw(tx, asker, number)
        case ShowDisputes(number=number):
            return disputes.shown(tx, asker, number)
        case ShowNotices():
            return _notices(tx, asker, command, may_manage=may_manage)
        case ShowWords(number=number, paid=paid):
            return asked.words(tx, asker, number, paid=paid)
        case MuteInvoice(number=number, on=on, until=until):
            return quiet.mute(tx, asker, number, on=on, until=until)
        case PauseReminders(until=None):
            return _resumed(tx, asker)
        case PauseReminders(until=until):
            return quiet.pause(tx, asker, until)
        case Prefer():
            if command.language:
                return preferring.write_in(tx, asker, command.language)
            if command.about == "everything" and command.told:
                return preferring.change_all(tx, asker, command.told)
            return preferring.change(tx, asker, _of_kinds(command), **_said(command))
        case ShowPreferences():
            return preferring.shown(tx, asker)
        case SetStages(days=days):
            return preferring.set_stages(tx, asker, days)
        case WrongPerson(address="", name="", left=""):
            return instead.ask(tx, asker)
        case WrongPerson(address=address, name=name, left=left):
            whom = instead.Successor(address, name, left)
            return instead.write(tx, asker, whom, may_change=may_manage)
        case _:
            assert_never(command)


def _resumed(tx: Connection, asker: Asker) -> billing.Outcome:
    """Go on after a pause; whoever wanted none at all wants them again."""
    went_on = quiet.pause(tx, asker, None)
    if preferring.wants_reminders(tx, asker):
        return went_on
    return preferring.change(tx, asker, {"reminders": "on"})


def _notices(
    tx: Connection, asker: Asker, command: ShowNotices, *, may_manage: bool
) -> billing.Outcome:
    """Who was told; before anything was paid, whoever would be."""
    named = command.number, command.reminders, command.own, command.page
    shown = asked.notices(tx, asker, NoticesWanted(*named))
    if isinstance(shown, billing.NoPaymentYet):
        return contacts.listed(tx, asker, may_change=may_manage)
    return shown


def theirs_to_say(actor: Actor, account: Membership, command: Command) -> TheirsToSay | None:
    """What everybody wishes for themselves an agent says for nobody else."""
    elses = actor.acts_for(account) and isinstance(command, _OWN)
    return TheirsToSay(account.account) if elses else None


_OWN = (MuteInvoice, PauseReminders, Prefer, ShowPreferences)


def said_stop(tx: Connection, asker: Asker) -> billing.Outcome | None:
    """What to answer a plain stop with, where a reminder is all there is to stop."""
    whose = reminded.Whose(asker.person_id, (asker.account_id,), asker.conversation)
    told = reminded.account_of(tx, whose, asker.now)
    return preferring.shown(tx, asker) if told else None


def _of_kinds(command: Prefer) -> dict[str, str]:
    """How news of each kind that was named is wanted."""
    named = (("reminders", command.reminders), (command.about, command.told))
    return {kind: where for kind, where in named if kind and where}


def _said(command: Prefer) -> dict[str, object]:
    """What was said of how to be told; the rest stays as it is."""
    said: dict[str, object] = {}
    if command.digest is not None:
        said["digest"] = command.digest
    if command.first is not None:
        said["first"] = command.first
    if command.weekends is not None:
        said["weekends"] = command.weekends
    if command.usual_hours or command.opens is not None:
        said |= {"opens": command.opens, "closes": command.closes}
    return said
