"""Refunds and disputes at Stripe: ours are made once, those of the dashboard are read.

Whatever an event names, its payment intent is found and everything that went back of it is read
afresh, so neither the order of events nor how often they come matters.
"""

from urllib.parse import quote

from assistant.billing.gateway import (
    DisputeReport,
    DisputeStatus,
    GatewayEvent,
    GatewayRefusedError,
    MoneyBack,
    Refund,
    RefundReport,
    RefundStatus,
)
from assistant.billing.money import Money
from assistant.billing.stripe.amounts import UnchargeableAmountError, from_stripe, to_stripe
from assistant.billing.stripe.calls import Body, CallRefusedError, DeclinedError, StripeCalls
from assistant.billing.stripe.reports import is_debit, of_intent, of_return

OPERATION_ID = "operation_id"
"""The metadata entry by which our refunds are recognised at Stripe."""

_REFUND_STATUS = {
    "succeeded": RefundStatus.SUCCEEDED,
    "pending": RefundStatus.PENDING,
    "requires_action": RefundStatus.PENDING,
    "failed": RefundStatus.FAILED,
    "canceled": RefundStatus.FAILED,
}
_DISPUTE_STATUS = {
    "won": DisputeStatus.WON,
    "warning_closed": DisputeStatus.WON,
    "prevented": DisputeStatus.WON,
    "lost": DisputeStatus.LOST,
}
_FAMILIES = {
    "re": "refunds",
    "pyr": "refunds",
    "ch": "charges",
    "py": "charges",
    "dp": "disputes",
    "du": "disputes",
}


async def refund(calls: StripeCalls, wanted: Refund) -> RefundReport:
    """Ask for a refund under the operation id; raises GatewayRefusedError when Stripe will not."""
    params = {
        "payment_intent": await _intent_named(calls, wanted.payment_ref),
        "amount": _units(wanted.amount),
        "reason": "requested_by_customer",
        "metadata": {OPERATION_ID: wanted.operation_id},
    }
    try:
        answer = await calls.post("/v1/refunds", params, key=wanted.operation_id)
    except DeclinedError as declined:
        raise CallRefusedError(f"refund declined: {declined.decline}", declined.decline) from None
    body = answer.body
    if answer.replayed:  # as it was when first asked for, which may be days ago
        body = await calls.get(f"/v1/refunds/{quote(body['id'], safe='')}")
    return of_refund(body)


async def look_up(calls: StripeCalls, wanted: Refund) -> RefundReport | None:
    """Find a refund of the payment by our operation id."""
    intent = await _intent_named(calls, wanted.payment_ref)
    async for body in calls.each("/v1/refunds", payment_intent=intent):
        if (body.get("metadata") or {}).get(OPERATION_ID) == wanted.operation_id:
            return of_refund(body)
    return None


async def read(calls: StripeCalls, event: GatewayEvent) -> MoneyBack | None:
    """Read the payment an event leads to, with its refunds and disputes; None when not ours."""
    try:
        intent_id = await _intent_behind(calls, event.object_id)
        if intent_id is None:
            return None
        intent = await calls.get(f"/v1/payment_intents/{quote(intent_id, safe='')}")
    except CallRefusedError as refused:
        if refused.code != "resource_missing":
            raise
        return None
    payment = of_intent(intent)
    if payment is None:
        return None
    refunds = [of_refund(row) async for row in calls.each("/v1/refunds", payment_intent=intent_id)]
    asked = calls.each("/v1/disputes", payment_intent=intent_id, expand=["data.charge"])
    rows = [row async for row in asked]
    returned = next(filter(None, map(of_return, rows)), None)
    disputes = [of_dispute(row) for row in rows if not is_debit(row["charge"])]
    return MoneyBack(returned or payment, tuple(reversed(refunds)), tuple(reversed(disputes)))


def of_refund(body: Body) -> RefundReport:
    """Read a refund."""
    status = _REFUND_STATUS.get(body["status"])
    if status is None:
        raise GatewayRefusedError(f"{body['id']} is {body['status']}: unknown to this version")
    return RefundReport(
        gateway_ref=body["id"],
        operation_id=(body.get("metadata") or {}).get(OPERATION_ID),
        amount=_money(body["amount"], body),
        status=status,
        failure=body.get("failure_reason") if status is RefundStatus.FAILED else None,
    )


def of_dispute(body: Body) -> DisputeReport:
    """Read a dispute; what Stripe took for it is what its balance transactions say, fees aside."""
    moved = sum(each["amount"] for each in body.get("balance_transactions") or ())
    return DisputeReport(
        gateway_ref=body["id"],
        amount=_money(body["amount"], body),
        withdrawn=_money(max(0, -moved), body),
        status=_DISPUTE_STATUS.get(body["status"], DisputeStatus.OPEN),
        reason=str(body.get("reason") or "general"),
    )


async def _intent_behind(calls: StripeCalls, object_id: str) -> str | None:
    family = _FAMILIES.get(object_id.partition("_")[0])
    if family is None:
        return None
    body = await calls.get(f"/v1/{family}/{quote(object_id, safe='')}")
    found = body.get("payment_intent")
    return str(found) if found else None


async def _intent_named(calls: StripeCalls, payment_ref: str) -> str:
    """The intent of a payment; one that was made on a hosted page may be known by its session."""
    if not payment_ref.startswith("cs_"):
        return payment_ref
    session = await calls.get(f"/v1/checkout/sessions/{quote(payment_ref, safe='')}")
    return str(session["payment_intent"])


def _units(amount: Money) -> int:
    try:
        return to_stripe(amount)
    except UnchargeableAmountError as error:
        raise GatewayRefusedError(str(error)) from None


def _money(units: int, body: Body) -> Money:
    try:
        return from_stripe(units, body["currency"])
    except UnchargeableAmountError as error:
        raise GatewayRefusedError(f"{body['id']}: {error}") from None
