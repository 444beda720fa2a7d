"""Examples of notices about money: payments, invoices, refunds, credits, plans and autopay."""

from datetime import date, timedelta
from typing import Any

from assistant.billing.events import (
    AutopayTurned,
    Charged,
    Credited,
    CreditSpent,
    DueDateMoved,
    Event,
    EventKind,
    InvoiceIssued,
    MoneyWentBack,
    OfferTold,
    PaidPart,
    PaperSent,
    PaymentEvent,
    PlanNews,
    PlanTold,
    RefundTold,
    StatementReady,
)
from assistant.billing.events.invoices import Balance
from assistant.billing.model.paper import Paper, PaperFormat, PaperKind
from assistant.notify.examples.acme import DANA, DONE_BY_DANA, NOW, OF_ACME

_USD_420: dict[str, Any] = {"minor": 42000, "currency": "USD"}
_BY_SAM = OF_ACME | {"by": "Sam Ode"}
_OPEN = PaidPart(number="123", minor=42000, open_minor=42000)
_PAID = PaymentEvent(
    **OF_ACME,
    **_USD_420,
    kind=EventKind.SUCCEEDED,
    payment_id="pay_1",
    person_id="per_dana",
    payer="Dana Reyes",
    method="Visa 4242",
    parts=(PaidPart(number="123", minor=42000, open_minor=0),),
)
_OF_KIND: dict[EventKind, dict[str, Any]] = {
    EventKind.FAILED: {"decline": "insufficient_funds", "parts": (_OPEN,)},
    EventKind.NEEDS_ACTION: {"action_url": "https://pay.example/1", "parts": (_OPEN,)},
    EventKind.PROCESSING: {"method": "bank account 6789", "parts": (_OPEN,)},
    EventKind.RETURNED: {"method": "bank account 6789", "parts": (_OPEN,)},
}
_REFUND = RefundTold(
    **_BY_SAM,
    about="op_1",
    minor=2000,
    currency="USD",
    stage="done",
    reason="outage",
    payment_id="pay_1",
    payer_id="per_dana",
    numbers=("123",),
    number="1001",
)
_BACK = MoneyWentBack(
    **OF_ACME,
    **_USD_420,
    about="re_1",
    what="refunded",
    payment_id="pay_1",
    payer_id="per_dana",
    numbers=("123",),
    parts=(_OPEN,),
    credit_minor=0,
)
_WENT_BACK = "refunded refund_failed disputed dispute_won dispute_lost".split()
_PLAN = PlanTold(
    **OF_ACME,
    **_USD_420,
    about="pln_1",
    news=PlanNews.PLANNED,
    person_id="per_dana",
    person="Dana Reyes",
    automatic=False,
    numbers=("123",),
    method="Visa 4242",
    pay_on=date(2026, 3, 13),
    until=NOW + timedelta(days=3),
)
_AUTOPAY = AutopayTurned(
    **DONE_BY_DANA, about="ord_1", on=True, person_id="per_dana", method="Visa 4242"
)
_PAPER = Paper(PaperKind.INVOICES, PaperFormat.PDF, "acc_acme", "per_dana", ("inv_1",))
EVENTS: tuple[Event, ...] = (
    *(_PAID.model_copy(update={"kind": kind, **_OF_KIND.get(kind, {})}) for kind in EventKind),
    OfferTold(
        **_BY_SAM,
        **_USD_420,
        about="off_1",
        offer_id="off_1",
        numbers=("123",),
        brand="Visa",
        last4="4242",
        expires_at=NOW + timedelta(days=1),
        to=DANA,
    ),
    InvoiceIssued(
        **OF_ACME,
        **_USD_420,
        about="inv_1",
        invoice_id="inv_1",
        number="123",
        issued_on=date(2026, 3, 10),
        due_on=date(2026, 4, 9),
        purchase_order="ACME-77",
    ),
    StatementReady(
        **OF_ACME,
        about="acc_acme:2026-02",
        since=date(2026, 2, 1),
        before=date(2026, 3, 1),
        owed=(Balance(minor=118000, currency="USD"), Balance(minor=-2000, currency="EUR")),
    ),
    Charged(
        **_BY_SAM,
        **_USD_420,
        about="op_1",
        reason="late fee",
        number="124",
        due_on=date(2026, 4, 9),
    ),
    Credited(
        **_BY_SAM,
        about="op_1",
        minor=2000,
        currency="USD",
        reason="outage",
        number="1001",
        parts=(PaidPart(number="123", minor=1500, open_minor=0),),
        kept_minor=500,
    ),
    CreditSpent(
        **DONE_BY_DANA,
        about="off_1",
        minor=2000,
        currency="USD",
        parts=(PaidPart(number="123", minor=2000, open_minor=40000),),
        person_id="per_dana",
        kept_minor=500,
    ),
    *(_REFUND.model_copy(update={"stage": each}) for each in ("on_its_way", "done", "failed")),
    *(_BACK.model_copy(update={"what": each}) for each in _WENT_BACK),
    *(
        _PLAN.model_copy(update={"news": news, "automatic": automatic})
        for news in PlanNews
        for automatic in (False, True)
    ),
    _AUTOPAY,
    _AUTOPAY.model_copy(update={"on": False, "why": "asked"}),
    PaperSent(**_BY_SAM, about="req_1", what="invoice", number="123", papers=(_PAPER,), to=DANA),
    DueDateMoved(
        **_BY_SAM,
        about="inv_1:3",
        number="123",
        was=date(2026, 3, 17),
        due_on=date(2026, 4, 15),
        reason="agreed by phone",
    ),
)
