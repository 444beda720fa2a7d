"""Examples of every answer and every notice about refunds, credits, charges and disputes."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from assistant.billing.amount import Amount
from assistant.billing.events import (
    AtDesk,
    Charged,
    Credited,
    CreditSpent,
    Event,
    MoneyWentBack,
    OperationNews,
    PaidPart,
    RefundTold,
)
from assistant.billing.model import Origin, Payment
from assistant.billing.model.operation import (
    Operation,
    OperationKind,
    OperationProblem,
    OperationState,
)
from assistant.billing.money import Money
from assistant.billing.outcomes.operations import (
    OperationDeclined,
    OperationDone,
    OperationDrafted,
    OperationProposed,
    OperationRefused,
    OperationShown,
    OperationsWaiting,
)
from assistant.outcome import CustomerUnknown, Outcome

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
NASTY = "Ac<me> & *Söhne* `x` <!channel> =1+1"
EUR_20 = Money(2000, "EUR")

OPERATION = Operation(
    id="op_" + "0f" * 16,
    account_id="acc_1",
    account=NASTY,
    kind=OperationKind.CREDIT,
    amount=EUR_20,
    reason=NASTY,
    invoice_id="inv_1",
    number="123",
    payment_id=None,
    state=OperationState.PROPOSED,
    proposed_by="per_1",
    proposer=NASTY,
    approved_by=None,
    approver=None,
    limit=Money(1000, "EUR"),
    problem=None,
    failure=None,
    attempts=0,
    gateway_ref=None,
    result_id=None,
    result=None,
    request_id="req_1",
    origin=Origin("slack", "T/U", ""),
    created_at=NOW,
    finished_at=None,
)
REFUND = replace(OPERATION, kind=OperationKind.REFUND, payment_id="pay_1", number=None, reason="")


def outcomes(payment: Payment) -> tuple[Outcome, ...]:
    """One of each, and each problem once."""
    return (
        OperationDrafted(replace(OPERATION, state=OperationState.DRAFTED), True, told=(NASTY,)),
        OperationDrafted(OPERATION, False, pays=(("123", EUR_20), ("124", EUR_20)), again=True),
        *(OperationDrafted(replace(OPERATION, kind=kind), True) for kind in OperationKind),
        OperationDrafted(REFUND, False, (NASTY,), payment=payment, told=(NASTY, "Dana")),
        OperationShown(OPERATION, own=True, may_decide=False),
        OperationShown(OPERATION, own=False, may_decide=True),
        OperationShown(OPERATION, own=False, may_decide=True, instead_of=NASTY),
        OperationShown(replace(REFUND, state=OperationState.DONE), own=False, may_decide=False),
        OperationShown(OPERATION, own=False, may_decide=False),
        OperationProposed(OPERATION, (NASTY, "Uma")),
        OperationProposed(OPERATION, (), repeated=True),
        OperationProposed(OPERATION, (NASTY,), left=Money(300, "EUR")),
        *(
            OperationDone(replace(OPERATION, state=OperationState.DONE, kind=kind, result="1001"))
            for kind in OperationKind
        ),
        *(OperationDone(replace(REFUND, state=state), repeated=True) for state in OperationState),
        OperationDeclined(OPERATION, own=True),
        OperationDeclined(OPERATION, own=False),
        *(OperationRefused(problem, named=NASTY) for problem in OperationProblem),
        OperationRefused(OperationProblem.OVER, OPERATION),
        OperationRefused(OperationProblem.MORE_THAN_PAID, named="pay_1", left=EUR_20),
        OperationRefused(OperationProblem.MORE_THAN_PAID, left=EUR_20, waits=Money(100, "EUR")),
        OperationRefused(OperationProblem.SEVERAL, named="123", payments=(payment, payment)),
        OperationRefused(
            OperationProblem.SEVERAL,
            named="123",
            payments=(payment, payment),
            amount=Amount(text="5", readings=(Decimal(5),)),
            reason=NASTY,
        ),
        OperationsWaiting((), "per_2"),
        OperationsWaiting((OPERATION,), "per_2"),
        OperationsWaiting((OPERATION, REFUND), "per_1"),
        CustomerUnknown(NASTY, ()),
        CustomerUnknown("acm", (NASTY, "Acme")),
    )


_SAM = AtDesk(person_id="per_1", name=NASTY, email="sam@x.example", locale="en", timezone="UTC")
_NEWS = OperationNews(
    account_id="acc_1",
    account=NASTY,
    about="op_1:proposed",
    at=NOW,
    stage="proposed",
    operation_id=OPERATION.id,
    what="write_off",
    minor=2000,
    currency="EUR",
    reason=NASTY,
    number="123",
    result="1001",
    proposer=NASTY,
    approver=NASTY,
    problem="by_person",
    failure="charge_already_refunded",
    told=(_SAM,),
)
_REFUND = RefundTold(
    account_id="acc_1",
    account=NASTY,
    about="op_1:done",
    at=NOW,
    by=NASTY,
    stage="done",
    minor=2000,
    currency="EUR",
    reason=NASTY,
    payment_id="pay_1",
    payer_id="per_1",
    numbers=("122", "123"),
    number="1001",
)
_BACK = MoneyWentBack(
    account_id="acc_1",
    account=NASTY,
    about="re_1:refunded",
    at=NOW,
    what="refunded",
    minor=2000,
    currency="EUR",
    payment_id="pay_1",
    payer_id="per_1",
    numbers=("123",),
    parts=(PaidPart(number="123", minor=1500, open_minor=1500),),
    credit_minor=-500,
    reason="fraudulent",
)
_SPENT = CreditSpent(
    account_id="acc_1",
    account=NASTY,
    about="off_1",
    at=NOW,
    by=NASTY,
    minor=2000,
    currency="EUR",
    parts=(
        PaidPart(number="123", minor=1500, open_minor=0),
        PaidPart(number="124", minor=500, open_minor=100),
    ),
    person_id="per_1",
    kept_minor=500,
)
STAGES = ("proposed", "approved", "done", "on_its_way", "failed", "refused")
FACTS: tuple[Event, ...] = (
    *(_NEWS.model_copy(update={"stage": stage}) for stage in STAGES),
    Credited(
        account_id="acc_1",
        account=NASTY,
        about="op_1",
        at=NOW,
        by=NASTY,
        minor=2000,
        currency="EUR",
        reason=NASTY,
        number="1001",
        parts=(PaidPart(number="123", minor=1500, open_minor=0),),
        kept_minor=500,
    ),
    _SPENT,
    _SPENT.model_copy(update={"automatic": True}),
    _SPENT.model_copy(update={"rest_minor": 100}),
    Charged(
        account_id="acc_1",
        account=NASTY,
        about="op_1",
        at=NOW,
        by=NASTY,
        minor=2000,
        currency="EUR",
        reason=NASTY,
        number="1001",
        due_on=date(2026, 4, 9),
    ),
    *(_REFUND.model_copy(update={"stage": stage}) for stage in ("on_its_way", "done", "failed")),
    _REFUND.model_copy(update={"stage": "failed", "kept_minor": 2000}),
    *(
        _BACK.model_copy(update={"what": what})
        for what in ("refunded", "refund_failed", "disputed", "dispute_won", "dispute_lost")
    ),
    _BACK.model_copy(update={"parts": ()}),
    _BACK.model_copy(update={"what": "refund_failed", "parts": (), "credit_minor": 2000}),
)
