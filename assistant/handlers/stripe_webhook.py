"""Stripe's door: a signed event is stored before it is acknowledged, and nothing else is done.

Verify the raw bytes, drop what is not ours, hand the rest over, answer 200 only after that. Stripe
repeats an event for three days until it gets its 200, so losing one takes three days of failing.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import field
from datetime import UTC, datetime
from typing import Any

import orjson
import structlog
from prometheus_client import Counter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from stripe import SignatureVerificationError, WebhookSignature

from assistant.billing.gateway import GatewayEvent
from assistant.values import dataclass

Accept = Callable[[GatewayEvent], Awaitable[None]]

_log = structlog.get_logger()

WEBHOOKS = Counter("assistant_stripe_webhooks", "Webhook requests from Stripe", ["outcome"])

_MAX_BYTES = 1_000_000
_MAX_AGE = 300

KNOWN_TYPES = frozenset(
    """
    payment_intent.succeeded payment_intent.processing payment_intent.payment_failed
    payment_intent.requires_action payment_intent.canceled
    checkout.session.completed checkout.session.expired
    checkout.session.async_payment_succeeded checkout.session.async_payment_failed
    charge.refunded charge.refund.updated refund.created refund.updated refund.failed
    charge.dispute.created charge.dispute.updated charge.dispute.closed
    setup_intent.succeeded setup_intent.setup_failed setup_intent.requires_action
    setup_intent.canceled
    payment_method.attached payment_method.detached payment_method.updated
    payment_method.automatically_updated
    customer.created customer.updated
    invoice.finalized invoice.updated invoice.paid invoice.voided invoice.marked_uncollectible
    invoice.payment_failed invoice_payment.paid
    charge.dispute.funds_withdrawn charge.dispute.funds_reinstated
    """.split()
)
"""The events handed over; any other type is acknowledged and ignored."""


@dataclass(frozen=True, slots=True)
class WebhookTrust:
    """Whose events count: signed with any secret (two during a rotation), of the key's mode."""

    secrets: Sequence[str] = field(repr=False)
    livemode: bool


class _RefusedError(Exception):
    """The request is not answered with a 2xx; says why in one word, for the log and the counter."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


def stripe_webhook(
    trust: WebhookTrust,
    accept: Accept,
    *,
    clock: Callable[[], float] = time.time,
    deadline: float = 10,
) -> Route:
    """Build the route ``POST /stripe/webhook``.

    ``accept`` stores the event durably, once per event id, before it returns. When it raises,
    Stripe gets a 500 and sends the event again. A body has ``deadline`` seconds to arrive.
    """

    async def receive(request: Request) -> Response:
        try:
            raw = await _body(request, deadline)
            _verify(raw, request.headers.get("stripe-signature", ""), trust.secrets, clock())
            event = _parse(raw)
            outcome = _reason_to_ignore(event, trust)
            if outcome is None:
                outcome = await _hand_over(_hint(event), accept)
        except _RefusedError as refused:
            WEBHOOKS.labels(refused.reason).inc()
            _log.warning("stripe_webhook_refused", reason=refused.reason)
            # An unread body would be taken for the next request.
            return PlainTextResponse(refused.reason, refused.status, {"connection": "close"})
        WEBHOOKS.labels(outcome).inc()
        return Response(status_code=500 if outcome == "failed" else 200)

    return Route("/stripe/webhook", receive, methods=["POST"])


def livemode_of(api_key: str) -> bool:
    """Tell a live key (``sk_live_…``, ``rk_live_…``) from a test key."""
    return "_live_" in api_key


async def _body(request: Request, deadline: float) -> bytes:
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared) > _MAX_BYTES:
        raise _RefusedError("too_large", 413)
    raw = bytearray()
    try:
        async with asyncio.timeout(deadline):
            async for chunk in request.stream():
                raw += chunk
                if len(raw) > _MAX_BYTES:
                    raise _RefusedError("too_large", 413)
    except TimeoutError:
        raise _RefusedError("too_slow", 408) from None
    except ClientDisconnect:
        raise _RefusedError("gone") from None
    return bytes(raw)


def _verify(raw: bytes, header: str, secrets: Sequence[str], now: float) -> None:
    """Check the signature over the raw bytes, then the time it was made, also against the future.

    The library would accept any future time, so the time is checked here, the same one it signs.
    """
    try:
        text = raw.decode()
        header.encode("ascii")  # the library's comparison raises on anything else
    except UnicodeError:
        raise _RefusedError("bad_encoding") from None
    if not any(_is_signed(text, header, secret) for secret in secrets):
        raise _RefusedError("bad_signature")
    stamp = next(item[2:] for item in header.split(",") if item.startswith("t="))
    if not stamp.isdigit() or len(stamp) > 12 or abs(now - int(stamp)) > _MAX_AGE:
        raise _RefusedError("bad_time")


def _is_signed(text: str, header: str, secret: str) -> bool:
    try:
        WebhookSignature.verify_header(text, header, secret)
    except SignatureVerificationError:
        return False
    return True


def _parse(raw: bytes) -> dict[str, Any]:
    try:
        event = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise _RefusedError("bad_json") from None
    if not isinstance(event, dict) or not isinstance(event.get("type"), str):
        raise _RefusedError("bad_event")
    return event


def _reason_to_ignore(event: dict[str, Any], trust: WebhookTrust) -> str | None:
    if event["type"] not in KNOWN_TYPES:
        return "ignored_type"
    if event.get("livemode") is not trust.livemode:
        return "ignored_mode"
    if event.get("account"):
        return "ignored_account"  # a connected account's, never our own
    return None


def _hint(event: dict[str, Any]) -> GatewayEvent:
    try:
        subject = event["data"]["object"]
        return GatewayEvent(
            id=_text(event["id"]),
            type=event["type"],
            object_id=_text(subject["id"]),
            payment_id=(subject.get("metadata") or {}).get("payment_id"),
            created=datetime.fromtimestamp(event["created"], UTC),
        )
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError, OSError):
        raise _RefusedError("bad_event") from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


async def _hand_over(event: GatewayEvent, accept: Accept) -> str:
    try:
        await accept(event)
    except Exception:  # the edge of the process: whatever failed, Stripe must send it again
        _log.exception("stripe_event_not_stored", stripe_event=event.id, type=event.type)
        return "failed"
    return "accepted"
