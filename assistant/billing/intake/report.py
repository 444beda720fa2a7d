"""What became of each record of a file: told row by row, with cause and remedy."""

from collections import Counter
from dataclasses import field
from enum import StrEnum

from assistant.values import dataclass


class Fate(StrEnum):
    """What an import did with a record, or would do."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Entry:
    """One record: where it stands in the file, what it is, and what became of it."""

    where: str
    what: str
    fate: Fate
    cause: str = ""
    remedy: str = ""


@dataclass(slots=True)
class Report:
    """Everything an import has to say; ``applied`` only when nothing was refused."""

    entries: list[Entry] = field(default_factory=list)
    applied: bool = False

    @property
    def refused(self) -> bool:
        """Whether anything was refused, so that nothing may be entered."""
        return any(each.fate is Fate.REFUSED for each in self.entries)

    def counts(self) -> dict[str, int]:
        """How many records met each fate."""
        met = Counter(str(each.fate) for each in self.entries)
        return {str(fate): met[fate] for fate in Fate}


class RefusedError(Exception):
    """A record cannot be entered as it stands; says why and what to do. Another one may be."""

    def __init__(self, cause: str, remedy: str = "") -> None:
        super().__init__(cause)
        self.cause = cause
        self.remedy = remedy


class UnreadableError(RefusedError):
    """The file cannot be read beyond this point; ``where`` says which."""

    def __init__(self, where: str, cause: str, remedy: str = "") -> None:
        super().__init__(cause, remedy)
        self.where = where
