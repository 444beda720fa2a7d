"""A stateful local Stripe that real clients talk to over HTTP."""

from assistant.sandbox.stripe.counterpart import Charge, StripeCounterpart
from assistant.sandbox.stripe.faults import (
    Fault,
    Faults,
    LostAnswer,
    LostRequest,
    NoAnswer,
    RateLimited,
    ServerError,
    Slow,
    Unavailable,
)
from assistant.sandbox.stripe.seeding import Seeded, customer_id_for, payment_method_id_for

__all__ = [
    "Charge",
    "Fault",
    "Faults",
    "LostAnswer",
    "LostRequest",
    "NoAnswer",
    "RateLimited",
    "Seeded",
    "ServerError",
    "Slow",
    "StripeCounterpart",
    "Unavailable",
    "customer_id_for",
    "payment_method_id_for",
]
