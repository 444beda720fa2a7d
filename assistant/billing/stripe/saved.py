"""Read Stripe's payment methods, setup intents and setup pages as reports on methods of ours."""

from datetime import UTC, datetime

from assistant.billing.gateway.methods import OpenedState, PageReport, SavedMethod, SavedState
from assistant.billing.stripe.calls import Body

PAGE_ID = "method_page"
"""The metadata entry by which our pages for adding a method are recognised at Stripe."""

_BRANDS = {
    "amex": "Amex",
    "cartes_bancaires": "Cartes Bancaires",
    "diners": "Diners Club",
    "eftpos_au": "eftpos",
    "jcb": "JCB",
    "unionpay": "UnionPay",
}
_NAMES = {"paypal": "PayPal", "sepa_debit": "SEPA debit", "us_bank_account": "Bank account"}
_PAGES = {
    "open": OpenedState.OPEN,
    "complete": OpenedState.DONE,
    "expired": OpenedState.EXPIRED,
}


def of_page(session: Body) -> PageReport | None:
    """Read a setup session with its ``setup_intent.payment_method`` expanded; None if not ours."""
    page_id = (session.get("metadata") or {}).get(PAGE_ID)
    if session["mode"] != "setup" or not page_id or session["client_reference_id"] != page_id:
        return None
    intent = session.get("setup_intent")
    return PageReport(
        page_id=page_id,
        state=_PAGES[session["status"]],
        gateway_ref=session["id"],
        customer_ref=session.get("customer"),
        url=session.get("url"),
        expires_at=datetime.fromtimestamp(session["expires_at"], UTC),
        method=of_setup(intent) if isinstance(intent, dict) else None,
    )


def of_setup(intent: Body) -> SavedMethod | None:
    """Read a setup intent with its ``payment_method`` expanded; None while it has none to tell of.

    A card that was declined on the page is nothing yet: the page takes another. A bank account
    whose small amounts were not confirmed is rejected.
    """
    method = intent.get("payment_method")
    customer = intent.get("customer")
    if intent["status"] == "succeeded" and isinstance(method, dict):
        return of_method(method, customer, SavedState.ACTIVE)
    action = intent.get("next_action") or {}
    if action.get("type") == "verify_with_microdeposits" and isinstance(method, dict):
        url = (action.get("verify_with_microdeposits") or {}).get("hosted_verification_url")
        return of_method(method, customer, SavedState.PENDING, verify_url=url)
    failed = (intent.get("last_setup_error") or {}).get("payment_method")
    if intent["status"] in ("requires_payment_method", "canceled") and isinstance(failed, dict):
        return of_method(failed, customer, SavedState.REJECTED)
    return None


def of_method(
    method: Body, customer: str | None, state: SavedState, *, verify_url: str | None = None
) -> SavedMethod:
    """Read a payment method; what Stripe calls it decides how people read its name."""
    kind = method["type"]
    details = method.get(kind) or {}
    return SavedMethod(
        gateway_ref=method["id"],
        customer_ref=customer,
        state=state,
        kind=kind,
        brand=_brand(kind, details),
        last4=str(details.get("last4") or "")[-4:],
        exp_month=details.get("exp_month"),
        exp_year=details.get("exp_year"),
        billing=_billing(method.get("billing_details") or {}),
        verify_url=verify_url,
        fingerprint=details.get("fingerprint"),
    )


def _brand(kind: str, details: Body) -> str:
    if kind == "card":
        brand = str(details.get("display_brand") or details.get("brand") or "card")
        return _BRANDS.get(brand, brand.replace("_", " ").title())[:40]
    if kind == "us_bank_account" and details.get("bank_name"):
        return str(details["bank_name"]).title()[:40]
    return _NAMES.get(kind, kind.replace("_", " ").capitalize())[:40]


def _billing(details: Body) -> Body:
    address = details.get("address") or {}
    kept = {name: value for name, value in address.items() if value}
    named = {name: details[name] for name in ("name", "email") if details.get(name)}
    return {**named, "address": kept} if kept else named
