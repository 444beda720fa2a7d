"""What only the seller's agents may ask about accounts: who they are, what they owe, and to act."""

from typing import Literal

from pydantic import Field

from assistant.command.ask import Ask
from assistant.command.due_dates import ChangeDueDate as ChangeDueDate
from assistant.command.due_dates import MoveDueDate as MoveDueDate


class FindAccount(Ask, frozen=True):
    """``find acme``: by name, invoice number, mail address or id."""

    kind: Literal["find_account"] = "find_account"
    what: str = Field(max_length=254)


class ShowAccount(Ask, frozen=True):
    """``for acme: overview``: all an agent should know before they speak."""

    kind: Literal["show_account"] = "show_account"


class WhoOwes(Ask, frozen=True):
    """``who owes us``: what is open, by account and currency."""

    kind: Literal["who_owes"] = "who_owes"


class Ageing(Ask, frozen=True):
    """``ageing``: what is overdue, by how long, in each currency."""

    kind: Literal["ageing"] = "ageing"


class PaymentsToday(Ask, frozen=True):
    """``payments today``"""

    kind: Literal["payments_today"] = "payments_today"


class NoteOnAccount(Ask, frozen=True):
    """``for acme: note: called them``, ``note on 123: promised for Friday``."""

    kind: Literal["note_on_account"] = "note_on_account"
    number: str | None = None
    words: str = Field(max_length=10_000)


class ShowNotes(Ask, frozen=True):
    """``for acme: notes``, ``notes on 123``."""

    kind: Literal["show_notes"] = "show_notes"
    number: str | None = None


class PrepareOffer(Ask, frozen=True):
    """``for acme: offer to pay 123 to dana@acme.example``: only the customer can say yes to it."""

    kind: Literal["prepare_offer"] = "prepare_offer"
    numbers: tuple[str, ...]
    to: str = Field(default="", max_length=254)


class ResendPaper(Ask, frozen=True):
    """``resend invoice 123``, ``resend receipt for 123``: to those who get such."""

    kind: Literal["resend_paper"] = "resend_paper"
    what: Literal["invoice", "receipt"]
    number: str
    to: str = Field(default="", max_length=254)


AccountCommand = (
    FindAccount
    | ShowAccount
    | WhoOwes
    | Ageing
    | PaymentsToday
    | NoteOnAccount
    | ShowNotes
    | PrepareOffer
    | ResendPaper
    | ChangeDueDate
    | MoveDueDate
)

AGENTS_ACCOUNTS = (
    FindAccount,
    ShowAccount,
    WhoOwes,
    Ageing,
    PaymentsToday,
    NoteOnAccount,
    ShowNotes,
    PrepareOffer,
    ResendPaper,
    ChangeDueDate,
    MoveDueDate,
)
"""To anybody but an agent these commands do not exist."""
