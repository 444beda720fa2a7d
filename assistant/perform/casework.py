"""What is done with cases: by whoever opened one, and by the agents."""

from datetime import datetime, time, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection

from assistant.billing.cases import asking, replying, working
from assistant.billing.model import Asker
from assistant.billing.outcomes.cases import CaseOutcome
from assistant.command.cases import (
    AddToCase,
    AgentsCaseCommand,
    DropReply,
    ListCases,
    MoveCase,
    NoteOnCase,
    ReplyToCase,
    SendReply,
    ShowCase,
)
from assistant.request import Actor

BEGINS = time(9)
"""When a case comes back on the day until which it was put off, by its agent's clock."""


def asked(tx: Connection, actor: Actor, asker: Asker, command: ShowCase | AddToCase) -> CaseOutcome:
    """One's own case; what an agent says of one stays among the agents."""
    match command:
        case ShowCase(number=None):
            return (
                working.listed(tx, asker, "mine") if actor.agent else asking.mine(tx, asker, None)
            )
        case ShowCase(number=int(number)):
            show = working.shown if actor.agent else asking.mine
            return show(tx, asker, number)
        case AddToCase(number=number, words=words, quiet=quiet):
            if actor.agent:
                return working.note(tx, asker, number, words)
            return asking.add(tx, asker, number, words, quiet=quiet)
        case _:
            raise AssertionError(command)


def perform(tx: Connection, asker: Asker, command: AgentsCaseCommand) -> CaseOutcome:
    """Do it for an agent."""
    match command:
        case ListCases(which=which):
            return working.listed(tx, asker, which)
        case MoveCase():
            return _move(tx, asker, command)
        case ReplyToCase(number=number, words=words):
            return replying.draft(tx, asker, number, words)
        case SendReply(reply=reply):
            return replying.send(tx, asker, reply)
        case DropReply(reply=reply):
            return replying.drop(tx, asker, reply)
        case NoteOnCase(number=number, words=words, here=here):
            return working.note(tx, asker, number, words, tell=not here)
        case _:
            assert_never(command)


def _move(tx: Connection, asker: Asker, command: MoveCase) -> CaseOutcome:
    number = command.number
    match command.what:
        case "claim":
            return working.claim(tx, asker, number)
        case "release":
            return working.release(tx, asker, number)
        case "assign":
            return working.assign(tx, asker, number, command.to)
        case "snooze":
            return working.snooze(tx, asker, number, _until(asker, command))
        case "resolve":
            return working.resolve(tx, asker, number)
        case "resend":
            return working.resend(tx, asker, number)
        case _:
            assert_never(command.what)


def _until(asker: Asker, command: MoveCase) -> datetime | None:
    if command.until:
        return datetime.combine(command.until, BEGINS, ZoneInfo(asker.timezone))
    return asker.now + timedelta(hours=command.hours) if command.hours else None
