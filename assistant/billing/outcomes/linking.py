"""How linking a Slack user to a person on file can end."""

from dataclasses import field
from datetime import datetime
from enum import StrEnum

from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """Who is to be mailed, in which formats; with the code, where it brings one."""

    name: str
    email: str
    locale: str
    timezone: str
    slack: str
    code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class LinkAsked:
    """The address may be mailed a code; ``letter`` is None when nobody on file has it.

    Whoever asked hears the same either way.
    """

    email: str
    until: datetime
    letter: Letter | None = None


@dataclass(frozen=True, slots=True)
class LinkMade:
    """The Slack user speaks for this person; ``new`` unless they did before."""

    name: str
    email: str
    accounts: tuple[str, ...]
    letter: Letter | None = None

    @property
    def new(self) -> bool:
        """Whether it was linked just now: the person is told by mail."""
        return self.letter is not None


class LinkProblem(StrEnum):
    """Why somebody is not linked."""

    NO_ADDRESS = "no_address"
    TOO_OFTEN = "too_often"
    WRONG_CODE = "wrong_code"
    NOT_HERE = "not_here"  # only a Slack user can be linked, by what they say in Slack


@dataclass(frozen=True, slots=True)
class LinkRefused:
    """Nothing was linked; ``left`` is how many more wrong codes there may be."""

    problem: LinkProblem
    left: int | None = None


@dataclass(frozen=True, slots=True)
class LinkEnded:
    """So many Slack users no longer speak for this person."""

    count: int
    letter: Letter | None = None


LinkOutcome = LinkAsked | LinkMade | LinkRefused | LinkEnded
