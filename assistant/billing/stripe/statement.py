"""Read Stripe's own records: payment intents and events, page by page."""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import UTC, datetime

import stripe

from assistant.billing.gateway import GatewayEvent, GatewayRefusedError, GatewayReport
from assistant.billing.gateway.statement import Movement
from assistant.billing.money import Money
from assistant.billing.stripe.amounts import UnchargeableAmountError, from_stripe
from assistant.billing.stripe.calls import Body, StripeCalls
from assistant.billing.stripe.reports import PAYMENT_ID, of_intent


class StripeStatement:
    """The `ProviderStatement` of one Stripe account; ``types`` are the events worth having."""

    def __init__(self, client: stripe.StripeClient, *, types: Collection[str]) -> None:
        self._calls = StripeCalls(client)
        self._types = types

    async def movements(self, since: datetime) -> AsyncIterator[Sequence[Movement]]:
        """Every payment intent created from then on; hosted pages have one as soon as one pays."""
        async for page in self._pages("/v1/payment_intents", since):
            yield [_movement(intent) for intent in page]

    async def happenings(self, since: datetime) -> AsyncIterator[Sequence[GatewayEvent]]:
        """The events of the types asked for; Stripe keeps them for thirty days."""
        async for page in self._pages("/v1/events", since):
            yield [_hint(event) for event in page if event["type"] in self._types]

    async def pays_own_invoice(self, ref: str) -> bool:
        """Whether an intent belongs to an invoice of Stripe's."""
        wanted = {"type": "payment_intent", "payment_intent": ref}
        page = await self._calls.get("/v1/invoice_payments", payment=wanted, limit=1)
        return bool(page["data"])

    async def _pages(self, path: str, since: datetime) -> AsyncIterator[list[Body]]:
        params: dict[str, object] = {"created": {"gte": int(since.timestamp())}, "limit": 100}
        more = True
        while more:
            page = await self._calls.get(path, **params)
            yield page["data"]
            more = page["has_more"]
            params["starting_after"] = page["data"][-1]["id"] if more else None


def _movement(intent: Body) -> Movement:
    succeeded = intent["status"] == "succeeded"
    return Movement(
        ref=intent["id"],
        payment_id=_ours(intent),
        customer_ref=intent.get("customer"),
        succeeded=succeeded,
        amount=_money(intent["amount_received" if succeeded else "amount"], intent["currency"]),
        report=_report(intent),
    )


def _report(intent: Body) -> GatewayReport | None:
    try:
        return of_intent(intent)
    except GatewayRefusedError:
        return None


def _money(units: int, currency: str) -> Money | None:
    try:
        return from_stripe(units, currency)
    except UnchargeableAmountError:
        return None


def _hint(event: Body) -> GatewayEvent:
    subject = event["data"]["object"]
    return GatewayEvent(
        id=event["id"],
        type=event["type"],
        object_id=str(subject["id"]),
        payment_id=_ours(subject),
        created=datetime.fromtimestamp(event["created"], UTC),
    )


def _ours(body: Body) -> str | None:
    """The payment it names; somebody else's metadata may hold anything under that name."""
    named = (body.get("metadata") or {}).get(PAYMENT_ID)
    return named[:48] if isinstance(named, str) and named else None
