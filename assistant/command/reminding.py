"""What people answer to reminders, and how they want to hear from us; part of the vocabulary."""

from datetime import date
from typing import Literal

from pydantic import Field

from assistant.command.ask import Ask

Where = Literal["on", "off", "mail", "slack"]
Kind = Literal[
    "payments", "invoices", "methods", "contacts", "promises", "statements", "everything"
]


class Promise(Ask, frozen=True):
    """``we will pay 123 on Friday``: nobody is reminded until then; it moves no money."""

    kind: Literal["promise"] = "promise"
    on: date
    numbers: tuple[str, ...] = ()
    all: bool = False


class WithdrawPromise(Ask, frozen=True):
    """``I take my promise back``: their own, of these invoices or of all; reminders go on."""

    kind: Literal["withdraw_promise"] = "withdraw_promise"
    numbers: tuple[str, ...] = ()


class SayPaid(Ask, frozen=True):
    """``we wired it yesterday, ref 889``: a person looks for it; nothing is marked as paid."""

    kind: Literal["say_paid"] = "say_paid"
    numbers: tuple[str, ...] = ()
    all: bool = False


class WithdrawClaim(Ask, frozen=True):
    """``take back that we paid 121``: what they themselves had said; reminders go on."""

    kind: Literal["withdraw_claim"] = "withdraw_claim"
    numbers: tuple[str, ...]


class DisputeInvoice(Ask, frozen=True):
    """``invoice 123 is wrong``: nobody is asked for its money until a person has looked."""

    kind: Literal["dispute_invoice"] = "dispute_invoice"
    numbers: tuple[str, ...] = ()


class EndDispute(Ask, frozen=True):
    """``the dispute of 123 is settled``: whoever disputes it takes it back, our people end it."""

    kind: Literal["end_dispute"] = "end_dispute"
    number: str


class ShowDisputes(Ask, frozen=True):
    """``who disputed 123?``, ``why is 123 disputed?``, ``what is disputed?``"""

    kind: Literal["show_disputes"] = "show_disputes"
    number: str | None = None


class ShowNotices(Ask, frozen=True):
    """``who was told about 123?``, ``what reminders did I get for 121?``

    Without a number it is about the last payment, or ``reminders`` of what is open. ``own`` are
    those to whoever asks.
    """

    kind: Literal["show_notices"] = "show_notices"
    number: str | None = None
    reminders: bool = False
    own: bool = False
    page: int = Field(default=1, ge=1, le=100_000)

    def turned(self, page: int, place: str = "") -> str:
        """What one says for another page."""
        about = f"for {self.account}: " if self.account else ""
        thing = self.number or "the payment"
        asked = f"who was told about {thing}"
        if self.reminders:
            asked = f"what reminders did {'I' if self.own else 'we'} get for {thing}"
        return f"{about}{asked} page {page}"


class ShowWords(Ask, frozen=True):
    """``who promised to pay 121?``, ``who said 121 is paid?``: whose word it is, and how long."""

    kind: Literal["show_words"] = "show_words"
    number: str
    paid: bool = False


class MuteInvoice(Ask, frozen=True):
    """``mute invoice 123``: no reminders of it for whoever says so, until a day or ``unmute``."""

    kind: Literal["mute_invoice"] = "mute_invoice"
    number: str
    on: bool = True
    until: date | None = None


class PauseReminders(Ask, frozen=True):
    """``pause reminders until 1 March``, of the account to whoever says so; no day: go on."""

    kind: Literal["pause_reminders"] = "pause_reminders"
    until: date | None = None


class Prefer(Ask, frozen=True):
    """``slack first``, ``quiet hours from 20 to 8``, ``unsubscribe``: what is not said stays.

    ``told`` is about notices of one kind: ``no notices about methods``, ``only mail for payments``,
    or about ``everything`` that can be off: ``take me off this list``. ``language`` is what
    everything is written in from now on, answers, too.
    """

    kind: Literal["prefer"] = "prefer"
    first: Literal["mail", "slack"] | None = None
    opens: int | None = Field(default=None, ge=0, le=23)
    closes: int | None = Field(default=None, ge=0, le=23)
    usual_hours: bool = False
    weekends: bool | None = None
    reminders: Where | None = None
    about: Kind | None = None
    told: Where | None = None
    digest: Literal["", "daily", "weekly"] | None = None
    language: Literal["de", "en", "es", "fr", "ja"] | None = None


class ShowPreferences(Ask, frozen=True):
    """``notification preferences``"""

    kind: Literal["show_preferences"] = "show_preferences"


class SetStages(Ask, frozen=True):
    """``set reminders to -7, 4, 10``: days from the due date, for the account; None: as usual."""

    kind: Literal["set_stages"] = "set_stages"
    days: tuple[int, ...] | None = None


class WrongPerson(Ask, frozen=True):
    """``I am not the right person for this``, ``please write to lea@acme.example instead``.

    Who is may be said by address, name or both; ``left`` is whose place it is: a name, ``me``, or
    empty where nobody's was named.
    """

    kind: Literal["wrong_person"] = "wrong_person"
    address: str = ""
    name: str = ""
    left: str = ""


ReminderCommand = (
    Promise
    | WithdrawPromise
    | SayPaid
    | WithdrawClaim
    | DisputeInvoice
    | EndDispute
    | ShowDisputes
    | ShowNotices
    | ShowWords
    | MuteInvoice
    | PauseReminders
    | Prefer
    | ShowPreferences
    | SetStages
    | WrongPerson
)
