"""Read Stripe's payment intents and Checkout sessions as reports on our payments."""

from collections.abc import Iterable

from assistant.billing.gateway import GatewayRefusedError, GatewayReport, ReportStatus
from assistant.billing.money import Money
from assistant.billing.stripe.amounts import UnchargeableAmountError, from_stripe
from assistant.billing.stripe.calls import Body

PAYMENT_ID = "payment_id"
"""The metadata entry by which our payments are recognised at Stripe."""

AUTHENTICATION = "authentication_required"
"""The decline of a charge that the payer must confirm to the bank."""

GIVEN_UP_FOR_A_PAGE = "duplicate"
"""The reason for which an intent is cancelled before a hosted page takes its place."""

MONEY_IS_MOVING = frozenset((ReportStatus.SUCCEEDED, ReportStatus.PROCESSING))

_INTENT_STATUS = {
    "succeeded": ReportStatus.SUCCEEDED,
    "processing": ReportStatus.PROCESSING,
    "requires_capture": ReportStatus.PROCESSING,  # authorised: the money is held
    "requires_action": ReportStatus.NEEDS_ACTION,
    "requires_confirmation": ReportStatus.NEEDS_ACTION,
    "requires_payment_method": ReportStatus.FAILED,
    "canceled": ReportStatus.FAILED,
}
_PREFERENCE = tuple(
    ReportStatus(name) for name in "returned succeeded processing needs_action failed".split()
)
_DEBITS = frozenset("us_bank_account sepa_debit acss_debit au_becs_debit bacs_debit".split())
_HOSTED = ("url", "hosted_verification_url", "hosted_instructions_url", "hosted_voucher_url")


def of_intent(intent: Body) -> GatewayReport | None:
    """Read a payment intent; None when it says nothing about a payment of ours.

    One that the bank wants confirmed says nothing either: a hosted page is taking its place.
    """
    payment_id = (intent.get("metadata") or {}).get(PAYMENT_ID)
    if not payment_id or _is_given_up(intent):
        return None
    status = _INTENT_STATUS.get(intent["status"])
    if status is None:
        raise GatewayRefusedError(f"{intent['id']} is {intent['status']}: unknown to this version")
    moved = intent["amount_received" if status is ReportStatus.SUCCEEDED else "amount"]
    return GatewayReport(
        payment_id,
        status,
        gateway_ref=intent["id"],
        amount=_money(moved, intent),
        decline=_decline(intent) if status is ReportStatus.FAILED else None,
        action_url=_hosted(intent) if status is ReportStatus.NEEDS_ACTION else None,
    )


def of_session(session: Body) -> GatewayReport | None:
    """Read a Checkout session with its ``payment_intent`` expanded; None when it is not ours.

    An open page needs action even after a declined card: the payer may try another there.
    """
    payment_id = session.get("client_reference_id")
    if not payment_id or (session.get("metadata") or {}).get(PAYMENT_ID) != payment_id:
        return None
    intent = session.get("payment_intent")
    tried = of_intent(intent) if isinstance(intent, dict) else None
    if session["status"] == "complete" and tried is not None:
        return tried
    page = GatewayReport(
        payment_id,
        _page_status(session),
        gateway_ref=session["id"],
        amount=_money(session["amount_total"], session),
        decline="expired" if session["status"] == "expired" else None,
        action_url=session.get("url"),
    )
    return merged([page, tried])


def of_return(dispute: Body) -> GatewayReport | None:
    """Read a dispute with its ``charge`` expanded: a bank debit that came back after it succeeded.

    Banks return debits as disputes that are lost at once (docs.stripe.com/payments, ACH and SEPA).
    None for a card's dispute, which is argued about, and for what is not ours.
    """
    charge = dispute["charge"]
    payment_id = (charge.get("metadata") or {}).get(PAYMENT_ID)
    if not payment_id or not is_debit(charge) or dispute["status"] != "lost":
        return None
    return GatewayReport(
        payment_id,
        ReportStatus.RETURNED,
        gateway_ref=charge.get("payment_intent"),
        amount=_money(dispute["amount"], dispute),
        decline=dispute["reason"],
    )


def is_debit(charge: Body) -> bool:
    """Whether a charge was taken from a bank account, which can give it back without argument."""
    return (charge.get("payment_method_details") or {}).get("type") in _DEBITS


def merged(reports: Iterable[GatewayReport | None]) -> GatewayReport | None:
    """Pick what counts of several reports on one payment: money that moved before all else."""
    known = [report for report in reports if report is not None]
    return min(known, key=lambda report: _PREFERENCE.index(report.status), default=None)


def _page_status(session: Body) -> ReportStatus:
    match session["status"], session["payment_status"]:
        case "open", _:
            return ReportStatus.NEEDS_ACTION
        case "complete", "paid" | "no_payment_required":
            return ReportStatus.SUCCEEDED
        case "complete", _:
            return ReportStatus.PROCESSING
        case _:
            return ReportStatus.FAILED


def _money(units: int, body: Body) -> Money:
    try:
        return from_stripe(units, body["currency"])
    except UnchargeableAmountError as error:
        raise GatewayRefusedError(f"{body['id']}: {error}") from None


def _is_given_up(intent: Body) -> bool:
    match intent["status"]:
        case "canceled":
            return intent.get("cancellation_reason") == GIVEN_UP_FOR_A_PAGE
        case "requires_payment_method":
            return _decline(intent) == AUTHENTICATION
        case _:
            return False


def _decline(intent: Body) -> str:
    error = intent.get("last_payment_error") or {}
    return str(error.get("decline_code") or error.get("code") or intent["status"])


def _hosted(intent: Body) -> str | None:
    """Find the page where the payer completes the payment; None when only Stripe's script can."""
    action = intent.get("next_action") or {}
    details = action.get(action.get("type", "")) or {}
    found = (details.get(name) for name in _HOSTED)
    return next((url for url in found if isinstance(url, str)), None)
