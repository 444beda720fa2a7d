"""Everything a person can ask for, as types: the product's whole vocabulary on one screen."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from assistant.billing.amount import Amount as Amount
from assistant.billing.amount import Share as Share
from assistant.command.accounts import AccountCommand
from assistant.command.ask import Ask
from assistant.command.cases import CaseCommand, ShowCase
from assistant.command.contacts import ContactCommand, ShowContacts
from assistant.command.documents import GetDocument as GetDocument
from assistant.command.linking import LinkCommand
from assistant.command.methods import AddMethod as AddMethod
from assistant.command.methods import ListMethods as ListMethods
from assistant.command.methods import RemoveMethod as RemoveMethod
from assistant.command.methods import SetBackupMethod as SetBackupMethod
from assistant.command.methods import SetDefaultMethod as SetDefaultMethod
from assistant.command.methods import ShowWire as ShowWire
from assistant.command.operations import OperationCommand
from assistant.command.paying import ChangeOffer as ChangeOffer
from assistant.command.paying import Pay as Pay
from assistant.command.paying import PayWhich as PayWhich
from assistant.command.paying import SendLink as SendLink
from assistant.command.plans import AutopayStatus, PlanCommand, PlannedPayments
from assistant.command.plans import PlanPayment as PlanPayment
from assistant.command.reminding import (
    ReminderCommand,
    ShowDisputes,
    ShowNotices,
    ShowPreferences,
    ShowWords,
)
from assistant.command.several import Several as Several
from assistant.command.spending import ShowSpending as ShowSpending


class InvoiceState(StrEnum):
    """The states one may filter a list by; ``overdue`` is open and past its due date."""

    OPEN = "open"
    PAID = "paid"
    OVERDUE = "overdue"


class ListInvoices(Ask, frozen=True):
    """``show my invoices overdue since March over 500``.

    ``refused`` holds words that look like filters but are none of ours: the list is then refused,
    because a filter that is ignored shows too much.
    """

    kind: Literal["list_invoices"] = "list_invoices"
    state: InvoiceState | None = None
    since: date | None = None
    before: date | None = None
    over: Amount | None = None
    under: Amount | None = None
    type: str | None = None
    purchase_order: str | None = None
    projection: Literal["summary", "detail"] = "summary"
    page: int = Field(default=1, ge=1, le=100_000)
    after: str | None = None
    """The invoice right before this page: it leads there at once, however far that is."""
    ahead_of: str | None = None
    """The invoice right after this page."""
    narrows: bool = False
    """``only the paid ones``: of the list shown last in this conversation."""
    refused: tuple[str, ...] = ()

    def turned(self, page: int, place: str = "") -> str:
        """What one says for another page: the same filters, in words that read back the same."""
        said = [
            *(["for", f"{self.account}:"] if self.account else []),
            "show",
            self.state.value if self.state else "",
            self.type.lower().replace("_", " ") if self.type else "",
            "invoices",
            f"since {self.since.isoformat()}" if self.since else "",
            f"before {self.before.isoformat()}" if self.before else "",
            f"over {self.over.words}" if self.over else "",
            f"under {self.under.words}" if self.under else "",
            f"with purchase order {self.purchase_order}" if self.purchase_order else "",
            "in detail" if self.projection == "detail" else "",
            f"page {page}",
            place,
        ]
        return " ".join(word for word in said if word)


class ShowInvoice(Ask, frozen=True):
    """``invoice 123``, ``items on 123``."""

    kind: Literal["show_invoice"] = "show_invoice"
    number: str


class ShowItem(Ask, frozen=True):
    """``what is line 4 on 123``"""

    kind: Literal["show_item"] = "show_item"
    number: str
    position: int = Field(ge=1, le=999_999)


class ExplainInvoice(Ask, frozen=True):
    """``why is 123 so high``: beside the one before it."""

    kind: Literal["explain_invoice"] = "explain_invoice"
    number: str


class ShowSummary(Ask, frozen=True):
    """``summary``, ``what will I pay next month``."""

    kind: Literal["summary"] = "summary"


class TurnPage(Ask, frozen=True):
    """``more``, ``back`` or ``page 2``: a page of the list shown last in this conversation."""

    kind: Literal["turn_page"] = "turn_page"
    to: Literal["more", "back", ""] = ""
    page: int | None = Field(default=None, ge=1, le=100_000)


class Balance(Ask, frozen=True):
    """``what do we owe?``"""

    kind: Literal["balance"] = "balance"


class Confirm(Ask, frozen=True):
    """``yes``, or a button bound to one offer.

    ``it`` says "pay it": a yes to what is offered, but only where nothing else was shown since.
    """

    kind: Literal["confirm"] = "confirm"
    offer: str | None = None
    it: bool = False


class Cancel(Ask, frozen=True):
    """``no``, ``cancel``; ``later`` takes back an offer, but nothing that was said yes to.

    ``undo`` takes back what was noted just now, if something was; else it is a no like any other.
    ``asked`` is one to a question of ours with choices: what was said yes to before is not meant.
    """

    kind: Literal["cancel"] = "cancel"
    offer: str | None = None
    later: bool = False
    undo: bool = False
    asked: bool = False


class Choose(Ask, frozen=True):
    """``2``, ``1 and 3`` or ``all``: choices last shown in this conversation."""

    kind: Literal["choose"] = "choose"
    pick: Annotated[int, Field(ge=1, le=99)] | Literal["all"]
    also: tuple[Annotated[int, Field(ge=1, le=99)], ...] = ()


class PaymentStatus(Ask, frozen=True):
    """``did 123 go through?``"""

    kind: Literal["payment_status"] = "payment_status"
    number: str | None = None


class PaymentHistory(Ask, frozen=True):
    """``payment history``"""

    kind: Literal["payment_history"] = "payment_history"
    page: int = Field(default=1, ge=1, le=100_000)

    def turned(self, page: int, place: str = "") -> str:
        """What one says for another page."""
        about = f"for {self.account}: " if self.account else ""
        return f"{about}payment history page {page}"


class SwitchAccount(Ask, frozen=True):
    """``switch to Acme EU``; without a name, which account is this?"""

    kind: Literal["switch_account"] = "switch_account"
    to: str | None = None


class Help(Ask, frozen=True):
    """``help``: only what this person may do."""

    kind: Literal["help"] = "help"


class AskPerson(Ask, frozen=True):
    """``talk to a human``, and every wish that a person still handles; ``about`` is its intent."""

    kind: Literal["ask_person"] = "ask_person"
    about: str = "human"


Command = Annotated[
    ListInvoices
    | ShowInvoice
    | ShowItem
    | ExplainInvoice
    | ShowSummary
    | ShowSpending
    | TurnPage
    | Balance
    | Pay
    | PayWhich
    | ChangeOffer
    | SendLink
    | PlanCommand
    | Confirm
    | Cancel
    | Choose
    | PaymentStatus
    | PaymentHistory
    | GetDocument
    | SwitchAccount
    | ListMethods
    | ShowWire
    | AddMethod
    | RemoveMethod
    | SetDefaultMethod
    | SetBackupMethod
    | ContactCommand
    | LinkCommand
    | Help
    | AskPerson
    | OperationCommand
    | CaseCommand
    | AccountCommand
    | ReminderCommand,
    Field(discriminator="kind"),
]

READS = (
    ListInvoices,
    ShowInvoice,
    Balance,
    PaymentStatus,
    PaymentHistory,
    ListMethods,
    ShowWire,
    ShowContacts,
    ShowItem,
    ExplainInvoice,
    ShowSummary,
    ShowSpending,
    TurnPage,
    PlannedPayments,
    AutopayStatus,
    ShowCase,
    ShowPreferences,
    ShowDisputes,
    ShowNotices,
    ShowWords,
    Help,
)
"""Commands that change nothing, so they may be answered without a write."""


class NotUnderstood(BaseModel, frozen=True):
    """The honest answer of the understanding, with what it nearly was (things one can say).

    ``again`` says that what was said before was not understood, either.
    """

    kind: Literal["not_understood"] = "not_understood"
    nearest: tuple[str, ...] = ()
    because: str | None = None
    again: bool = False
