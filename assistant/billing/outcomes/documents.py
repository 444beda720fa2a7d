"""What billing answers when documents are asked for: which will be made, or what is missing."""

from datetime import datetime

from assistant.billing.model import Summary
from assistant.billing.model.contact import Hearing
from assistant.billing.model.paper import Paper, PaperWish
from assistant.billing.money import Money
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class FoundPaper:
    """A document that will be made, and the invoices it is about, where they were meant.

    Of a receipt, ``amount`` is what came in for them, ``at`` when.
    """

    paper: Paper
    numbers: tuple[str, ...]
    amount: Money | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DocumentsFound:
    """The documents that were asked for; ``missing`` are numbers in a row that are not theirs.

    ``by_mail`` says that they go to the asker's own mail address, wherever they were asked for.
    """

    account: str
    found: tuple[FoundPaper, ...]
    missing: tuple[str, ...]
    by_mail: bool
    hearing: Hearing | None = None
    """Whether new invoices are sent to whoever asks for the next one."""


@dataclass(frozen=True, slots=True)
class WhichDocument:
    """A document of some invoice: which one? The newest are shown."""

    account: str
    wish: PaperWish
    invoices: tuple[Summary, ...]


@dataclass(frozen=True, slots=True)
class WhichPeriod:
    """A statement for which time?"""

    account: str
    wish: PaperWish


@dataclass(frozen=True, slots=True)
class NothingToSend:
    """There is nothing the document could be about."""

    account: str
    wish: PaperWish
    hearing: Hearing | None = None


@dataclass(frozen=True, slots=True)
class TooMuchAtOnce:
    """So many files, or rows of a table, are not made at once."""

    count: int
    most: int


DocumentOutcome = DocumentsFound | WhichDocument | WhichPeriod | NothingToSend | TooMuchAtOnce
