"""What a fact is about, as far as readers may wish how, when, or whether they hear of it."""

from enum import StrEnum
from typing import assert_never

from assistant.billing.events import (
    AutopayTurned,
    CaseNews,
    CaseReplied,
    Charged,
    ContactBounced,
    ContactChanged,
    ContactInvited,
    Credited,
    CreditSpent,
    DisputeTold,
    DueDateMoved,
    Event,
    InvoiceIssued,
    MethodChange,
    MethodChanged,
    MoneyWentBack,
    OfferTold,
    OperationNews,
    PaperSent,
    PaymentEvent,
    PlanTold,
    PromiseTold,
    RefundTold,
    StatementReady,
)


class Topic(StrEnum):
    """The words are those of ``Preferences.off``."""

    ASKED = ""  # somebody waits for it, or must know at once: nothing is wished of that
    PAYMENTS = "payments"
    INVOICES = "invoices"
    METHODS = "methods"
    CONTACTS = "contacts"
    PROMISES = "promises"
    STATEMENTS = "statements"

    @property
    def optional(self) -> bool:
        """Whether a reader may wish not to hear of it; news of money and invoices always comes."""
        return self in (Topic.METHODS, Topic.CONTACTS, Topic.PROMISES, Topic.STATEMENTS)


def may_wait(event: Event) -> bool:
    """Whether it may come later: not who may pay and with what, which may be a stranger's doing."""
    match event:
        case MethodChanged(change=change):
            return change is MethodChange.EXPIRING
        case ContactChanged():
            return False
        case _:
            return topic_of(event).optional


_OF_PAGES = (MethodChange.PAGE_OPEN, MethodChange.PAGE_FAILED, MethodChange.PENDING)


def topic_of(event: Event) -> Topic:
    """What it is about."""
    match event:
        case MethodChanged(change=change):
            return Topic.ASKED if change in _OF_PAGES else Topic.METHODS
        case ContactChanged() | ContactBounced():
            return Topic.CONTACTS
        case PromiseTold() | DisputeTold():
            return Topic.PROMISES
        case StatementReady():
            return Topic.STATEMENTS
        case InvoiceIssued() | Charged() | DueDateMoved():
            return Topic.INVOICES
        case (
            PaymentEvent()
            | Credited()
            | CreditSpent()
            | RefundTold()
            | MoneyWentBack()
            | PlanTold()
            | AutopayTurned()
        ):
            return Topic.PAYMENTS
        case (
            ContactInvited()
            | CaseNews()
            | CaseReplied()
            | OfferTold()
            | OperationNews()
            | PaperSent()
        ):
            return Topic.ASKED
        case _:
            assert_never(event)
