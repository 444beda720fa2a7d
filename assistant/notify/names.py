"""What each notice is called: by operators who preview or reword it, and by readers' wishes."""

from datetime import date
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
from assistant.billing.reminding.sending import Proven
from assistant.notify.joined import Joined


def of_reminder(proven: Proven, today: date) -> str:
    """``reminder_due_soon`` and the like: one invoice, several, or those of several accounts."""
    if len({each.account for each in proven.owed}) > 1:
        return "reminder_accounts"
    if len(proven.owed) > 1:
        return "reminder_several"
    return "reminder_overdue" if proven.owed[0].invoice.overdue(today) else "reminder_due_soon"


def of_joined(joined: Joined) -> str:
    """Several new invoices, or statements, in one message."""
    if joined.statements:
        return "statements_ready"
    return "invoices_issued_accounts" if len(joined.accounts) > 1 else "invoices_issued"


def invoice_of(event: Event) -> str:
    """The number of the invoice it is about, if it is about just one."""
    match event:
        case PaymentEvent(parts=parts):
            numbers = tuple(each.number for each in parts)
        case InvoiceIssued() | DueDateMoved() | PromiseTold() | PaperSent():
            numbers = (event.number,)
        case PlanTold() | DisputeTold() | OfferTold():
            numbers = event.numbers
        case _:
            numbers = ()
    return numbers[0] if len(numbers) == 1 else ""


def name_of(event: Event) -> str:
    """``payment_failed``, ``method_expiring``: the subject first, then what happened to it."""
    match event:
        case ContactChanged(change=change):
            return f"contact_{change}"
        case MethodChanged(change=change):
            return f"method_{change}"
        case PlanTold(news=news, automatic=automatic):
            return f"autopay_{news}" if automatic else f"plan_{news}"
        case AutopayTurned(on=on):
            return "autopay_on" if on else "autopay_off"
        case PromiseTold(news=news):
            return f"promise_{news}"
        case DisputeTold(withdrawn=True):
            return "dispute_withdrawn"
        case DisputeTold(opened=opened):
            return "dispute_opened" if opened else "dispute_answered"
        case RefundTold(stage=stage):
            return f"refund_{stage}"
        case MoneyWentBack(what=what):
            return f"bank_{what}"
        case OperationNews(stage=stage):
            return f"approval_{stage}"
        case CaseNews(stage=stage):
            return f"case_{stage}"
        case OfferTold():
            return "payment_offered"
        case (
            PaymentEvent()
            | ContactBounced()
            | ContactInvited()
            | InvoiceIssued()
            | StatementReady()
            | Credited()
            | CreditSpent()
            | Charged()
            | CaseReplied()
            | PaperSent()
            | DueDateMoved()
        ):
            return str(event.kind)
        case _:
            assert_never(event)
