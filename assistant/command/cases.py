"""What one may ask about cases: those who opened one little, the seller's agents the rest."""

from datetime import date
from typing import Literal

from pydantic import Field

from assistant.command.ask import Ask

MOST_WORDS = 10_000


class ShowCase(Ask, frozen=True):
    """``case 12``, ``what about my case``: one's own; an agent sees any, notes and all."""

    kind: Literal["show_case"] = "show_case"
    number: int | None = Field(default=None, ge=1, le=2_000_000_000)


class AddToCase(Ask, frozen=True):
    """``case 12: it is the second time``; what an agent says so is a note among agents.

    ``quiet`` when it was said to the agent who has the case, without naming it.
    """

    kind: Literal["add_to_case"] = "add_to_case"
    number: int = Field(ge=1, le=2_000_000_000)
    words: str = Field(max_length=MOST_WORDS)
    quiet: bool = False


class ListCases(Ask, frozen=True):
    """``cases``, ``my cases``, ``unanswered requests``; for agents only."""

    kind: Literal["list_cases"] = "list_cases"
    which: Literal["all", "mine", "unanswered"] = "all"


class MoveCase(Ask, frozen=True):
    """``claim case 12``, ``release …``, ``assign case 12 to Uma``, ``snooze …``, ``resolve …``.

    ``send case 12 again``: what was given up is sent once more.
    For agents only. ``to`` is an agent's name or address, ``until`` or ``hours`` for how long.
    """

    kind: Literal["move_case"] = "move_case"
    what: Literal["claim", "release", "assign", "snooze", "resolve", "resend"]
    number: int = Field(ge=1, le=2_000_000_000)
    to: str = Field(default="", max_length=254)
    until: date | None = None
    hours: int | None = Field(default=None, ge=1, le=8_760)


class ReplyToCase(Ask, frozen=True):
    """``reply to case 12: we have corrected it``: shown first; for agents only."""

    kind: Literal["reply_to_case"] = "reply_to_case"
    number: int = Field(ge=1, le=2_000_000_000)
    words: str = Field(max_length=MOST_WORDS)


class SendReply(Ask, frozen=True):
    """``send reply rep_…``: the yes to a preview; for agents only."""

    kind: Literal["send_reply"] = "send_reply"
    reply: str


class DropReply(Ask, frozen=True):
    """``drop reply rep_…``; for agents only."""

    kind: Literal["drop_reply"] = "drop_reply"
    reply: str


class NoteOnCase(Ask, frozen=True):
    """``note on case 12: called them``, or anything an agent writes in its thread.

    For agents only; ``here`` when it was written in the thread itself, where all agents see it.
    """

    kind: Literal["note_on_case"] = "note_on_case"
    number: int = Field(ge=1, le=2_000_000_000)
    words: str = Field(max_length=MOST_WORDS)
    here: bool = False


AgentsCaseCommand = ListCases | MoveCase | ReplyToCase | SendReply | DropReply | NoteOnCase
CaseCommand = ShowCase | AddToCase | AgentsCaseCommand

AGENTS_CASES = (ListCases, MoveCase, ReplyToCase, SendReply, DropReply, NoteOnCase)
"""To anybody but an agent these commands do not exist."""
