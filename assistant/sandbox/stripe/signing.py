"""Sign webhooks: ``Stripe-Signature: t=…,v1=…`` (docs.stripe.com/webhooks/signature)."""

import hashlib
import hmac
from collections.abc import Iterable


def header(payload: bytes, secrets: Iterable[str], timestamp: int) -> str:
    """Sign with every secret: during a rotation Stripe sends one ``v1`` for each."""
    signed = b"%d.%s" % (timestamp, payload)
    marks = [hmac.new(s.encode(), signed, hashlib.sha256).hexdigest() for s in secrets]
    return ",".join([f"t={timestamp}", *(f"v1={mark}" for mark in marks)])
