"""What Stripe is asked for: a charge of a saved method, or a hosted page.

Neither names payment method types: Stripe offers what the account's dashboard allows and what fits
the amount and currency. Neither saves anything for later.
"""

from typing import TYPE_CHECKING

from assistant.billing.gateway import Charge, GatewayRefusedError
from assistant.billing.stripe.amounts import UnchargeableAmountError, to_stripe
from assistant.billing.stripe.reports import PAYMENT_ID
from assistant.values import dataclass

if TYPE_CHECKING:
    from stripe.params import PaymentIntentCreateParams
    from stripe.params.checkout import SessionCreateParams


@dataclass(frozen=True, slots=True)
class HostedPages:
    """Where Stripe's own pages send the payer afterwards: absolute https addresses."""

    success_url: str
    cancel_url: str


def intent(charge: Charge, method_ref: str, pages: HostedPages) -> "PaymentIntentCreateParams":
    """Ask to charge a saved method at once, with nobody there to answer the bank's questions."""
    params: PaymentIntentCreateParams = {
        "amount": _units(charge),
        "currency": charge.amount.currency.lower(),
        "payment_method": method_ref,
        "confirm": True,
        "off_session": True,
        # With an address to return to, a step for the payer is a link and not a script.
        "return_url": pages.success_url,
        "description": charge.description,
        "metadata": {PAYMENT_ID: charge.payment_id},
    }
    if charge.customer_ref:
        params["customer"] = charge.customer_ref
    return params


def session(charge: Charge, pages: HostedPages) -> "SessionCreateParams":
    """Ask for a hosted page that takes exactly this amount, once, within 24 hours."""
    metadata = {PAYMENT_ID: charge.payment_id}
    params: SessionCreateParams = {
        "mode": "payment",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": charge.amount.currency.lower(),
                    "unit_amount": _units(charge),
                    "product_data": {"name": charge.description[:250]},
                },
            }
        ],
        # Otherwise the payer may be offered another currency than the invoice's.
        "adaptive_pricing": {"enabled": False},
        "client_reference_id": charge.payment_id,
        "metadata": metadata,
        "payment_intent_data": {"metadata": metadata, "description": charge.description},
        "success_url": pages.success_url,
        "cancel_url": pages.cancel_url,
    }
    if charge.customer_ref:
        params["customer"] = charge.customer_ref
    return params


def _units(charge: Charge) -> int:
    try:
        return to_stripe(charge.amount)
    except UnchargeableAmountError as error:
        raise GatewayRefusedError(str(error)) from None
