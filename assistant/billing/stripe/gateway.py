"""Move money through Stripe: at most one capture per payment id, however often it is asked for."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from urllib.parse import quote

import stripe
from prometheus_client import Counter

from assistant.billing.gateway import (
    Charge,
    GatewayEvent,
    GatewayRefusedError,
    GatewayReport,
    GatewayUncertainError,
    MoneyBack,
    Refund,
    RefundReport,
    ReportStatus,
)
from assistant.billing.stripe import refunds, requests
from assistant.billing.stripe.calls import (
    Body,
    CallRefusedError,
    DeclinedError,
    StripeCalls,
    open_client,
)
from assistant.billing.stripe.reports import (
    AUTHENTICATION,
    GIVEN_UP_FOR_A_PAGE,
    MONEY_IS_MOVING,
    PAYMENT_ID,
    merged,
    of_intent,
    of_session,
)
from assistant.billing.stripe.requests import HostedPages

__all__ = ["HostedPages", "StripeGateway", "open_client"]

_INTENTS = "/v1/payment_intents"
_SESSIONS = "/v1/checkout/sessions"
_SEARCH_LAG = 2 * 3600  # Stripe: seconds as a rule, "up to an hour behind during outages"
_PAGE_LIFE = 25 * 3600  # a Checkout session lives 24 hours
_PATIENCE = 40

UNREAD = Counter(
    "assistant_stripe_events_unread",
    "Accepted events that name nothing a payment is read from",
    ["reason"],
)


class StripeGateway:
    """The `PaymentGateway` that charges saved methods and opens hosted pages at Stripe.

    Every step has its own idempotency key made from the payment id. The first one is the id itself,
    whether it is a charge or a page, so Stripe refuses the same id for two different things.
    """

    def __init__(
        self,
        client: stripe.StripeClient,
        *,
        pages: HostedPages,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._calls = StripeCalls(client)
        self._pages = pages
        self._clock = clock

    async def charge(self, charge: Charge) -> GatewayReport:
        """Charge the saved method now, or open a hosted page when there is none.

        Repeating it is safe for 24 hours, as long as Stripe keeps the keys. After that call it only
        when `look_up` finds nothing. Nothing is saved for later, and no default changes.
        """
        async with _bounded():
            return await self._charge(charge)

    async def look_up(
        self, payment_id: str, *, customer_ref: str | None = None
    ) -> GatewayReport | None:
        """Ask Stripe what became of a payment; money that moved wins over anything else found.

        Stripe's search may be an hour behind, so its finds are read afresh, and when it finds no
        money the lists are read, which are never behind: hosted pages, and the payment intents of
        the last two hours. ``customer_ref``, the one of the charge, keeps those lists short and
        lets pages older than a day be found.

        None says that Stripe knows nothing that could still move money. The first request may even
        then be on its way: charge again with the *same* payment id, never with a new one.
        """
        async with _bounded():
            return await self._look_up(payment_id, customer_ref)

    async def withdraw(
        self, payment_id: str, *, customer_ref: str | None = None
    ) -> GatewayReport | None:
        """Close whatever the payer could still complete, and say how the payment ended.

        FAILED or None: it will never take money. Anything else: too late, or under way.
        """
        async for session in self._sessions(payment_id, customer_ref):
            if session["status"] == "open":
                await self._end(at(_SESSIONS, session["id"], "expire"))
        found = await self.look_up(payment_id, customer_ref=customer_ref)
        if found and found.status is ReportStatus.NEEDS_ACTION and _is_intent(found.gateway_ref):
            reason = "requested_by_customer"
            await self._end(at(_INTENTS, str(found.gateway_ref), "cancel"), reason)
            found = await self.look_up(payment_id, customer_ref=customer_ref)
        return found

    async def read_event(self, event: GatewayEvent) -> GatewayReport | None:
        """Read what the event names as it is *now*; None when it is not one of our payments.

        An intent that failed or waits may be one attempt on a hosted page that is still open, or
        have been given up for one: then the page is what counts, and None while it is still being
        opened. What refunds and disputes name is for ``read_money_back``.
        """
        try:
            if _is_intent(event.object_id):
                intent = await self._calls.get(at(_INTENTS, event.object_id))
                return await self._with_open_page(intent)
            if event.object_id.startswith("cs_"):
                path = at(_SESSIONS, event.object_id)
                return of_session(await self._calls.get(path, expand=["payment_intent"]))
        except CallRefusedError as refused:
            if refused.code != "resource_missing":
                raise
            UNREAD.labels("missing").inc()
            return None
        UNREAD.labels(_kind(event.type)).inc()
        return None

    async def refund(self, refund: Refund) -> RefundReport:
        """Send money back, once per operation id for 24 hours; after that look it up first."""
        async with _bounded():
            return await refunds.refund(self._calls, refund)

    async def look_up_refund(self, refund: Refund) -> RefundReport | None:
        """Ask Stripe what became of a refund by our operation id; its lists are never behind."""
        async with _bounded():
            return await refunds.look_up(self._calls, refund)

    async def read_money_back(self, event: GatewayEvent) -> MoneyBack | None:
        """Read the payment an event about money back names, with all its refunds and disputes."""
        async with _bounded():
            if (found := await refunds.read(self._calls, event)) is None:
                UNREAD.labels(_kind(event.type)).inc()
            return found

    async def _charge(self, charge: Charge) -> GatewayReport:
        if charge.method_ref is None:
            return await self._open_page(charge, key=charge.payment_id)
        params = requests.intent(charge, charge.method_ref, self._pages)
        try:
            answer = await self._calls.post(_INTENTS, params, key=charge.payment_id)
        except DeclinedError as declined:
            return await self._declined(charge, declined)
        intent = answer.body
        if answer.replayed:
            intent = await self._calls.get(at(_INTENTS, intent["id"]))
        report = of_intent(intent)
        if report and (report.action_url or report.status is not ReportStatus.NEEDS_ACTION):
            return report
        return await self._move_to_page(charge, intent["id"])

    async def _declined(self, charge: Charge, declined: DeclinedError) -> GatewayReport:
        intent_id = declined.intent["id"] if declined.intent else None
        if intent_id and declined.decline == AUTHENTICATION:
            return await self._move_to_page(charge, intent_id)
        return GatewayReport(
            charge.payment_id,
            ReportStatus.FAILED,
            gateway_ref=intent_id,
            amount=charge.amount,
            decline=declined.decline,
        )

    async def _move_to_page(self, charge: Charge, intent_id: str) -> GatewayReport:
        """Give up an intent that needs the payer, for a hosted page; only one of them can capture.

        The page is opened after Stripe has cancelled the intent, which is final.
        """
        await self._end(at(_INTENTS, intent_id, "cancel"), GIVEN_UP_FOR_A_PAGE)
        intent = await self._calls.get(at(_INTENTS, intent_id))
        if intent["status"] != "canceled":
            return _about(charge, of_intent(intent))
        return await self._open_page(charge, key=f"{charge.payment_id}-checkout")

    async def _open_page(self, charge: Charge, *, key: str) -> GatewayReport:
        params = requests.session(charge, self._pages)
        answer = await self._calls.post(_SESSIONS, params, key=key)
        session = answer.body
        if answer.replayed:
            path = at(_SESSIONS, session["id"])
            session = await self._calls.get(path, expand=["payment_intent"])
        return _about(charge, of_session(session))

    async def _end(self, path: str, reason: str | None = None) -> None:
        """Cancel or expire. A refusal means that it has ended already: read what became of it."""
        params = {"cancellation_reason": reason} if reason else {}
        with suppress(CallRefusedError):
            await self._calls.post(path, params, key=None)

    async def _look_up(self, payment_id: str, customer_ref: str | None) -> GatewayReport | None:
        intents = await self._searched(payment_id)
        reports = [of_intent(intent) for intent in intents or ()]
        found = merged(reports)
        if found and found.status in MONEY_IS_MOVING:
            return found
        customers = [customer_ref, *(intent.get("customer") for intent in intents or ())]
        customer = next(filter(None, customers), None)
        pages = [of_session(page) async for page in self._sessions(payment_id, customer)]
        if found := merged([*pages, *reports]):
            return found
        since = None if intents is None else _SEARCH_LAG
        recent = self._listed(_INTENTS, since, customer)
        return merged([of_intent(row) async for row in recent if _is_named(row, payment_id)])

    async def _with_open_page(self, intent: Body) -> GatewayReport | None:
        report = of_intent(intent)
        payment_id = intent["metadata"].get(PAYMENT_ID)
        if payment_id is None or (report and report.status in MONEY_IS_MOVING):
            return report
        sessions = self._sessions(payment_id, intent.get("customer"), status="open")
        return merged([*[of_session(session) async for session in sessions], report])

    async def _searched(self, payment_id: str) -> list[Body] | None:
        """Find intents by metadata and read each afresh; None where Stripe offers no search."""
        value = payment_id.replace("\\", "\\\\").replace("'", "\\'")
        try:
            page = await self._calls.get(
                f"{_INTENTS}/search", query=f"metadata['{PAYMENT_ID}']:'{value}'", limit=100
            )
        except CallRefusedError:
            return None  # not offered to accounts in India, nor to some restricted keys
        # Search ignores case.
        rows = [row for row in page["data"] if _is_named(row, payment_id)]
        return [await self._calls.get(at(_INTENTS, row["id"])) for row in rows]

    async def _sessions(
        self, payment_id: str, customer_ref: str | None, **only: str
    ) -> AsyncIterator[Body]:
        expand = ["data.payment_intent"]
        since = _PAGE_LIFE if customer_ref is None else None
        listed = self._listed(_SESSIONS, since, customer_ref, expand=expand, **only)
        async for session in listed:
            if session.get("client_reference_id") == payment_id:
                yield session

    def _listed(
        self, path: str, seconds: int | None, customer_ref: str | None, **params: object
    ) -> AsyncIterator[Body]:
        if seconds is not None:
            params["created"] = {"gte": int(self._clock()) - seconds}
        if customer_ref is not None:
            params["customer"] = customer_ref
        return self._calls.each(path, **params)


@asynccontextmanager
async def _bounded() -> AsyncIterator[None]:
    """End several calls in a row before a worker's lease does."""
    try:
        async with asyncio.timeout(_PATIENCE):
            yield
    except TimeoutError:
        raise GatewayUncertainError(f"Stripe took longer than {_PATIENCE} s") from None


def at(*steps: str) -> str:
    """Join an address from its steps, each made harmless."""
    first, *rest = steps
    return "/".join((first, *(quote(step, safe="") for step in rest)))


def _is_intent(object_id: str | None) -> bool:
    return object_id is not None and object_id.startswith("pi_")


def _is_named(intent: Body, payment_id: str) -> bool:
    return bool(intent["metadata"].get(PAYMENT_ID) == payment_id)


def _kind(event_type: str) -> str:
    found = (kind for kind in ("refund", "dispute") if kind in event_type)
    return next(found, "other")


def _about(charge: Charge, report: GatewayReport | None) -> GatewayReport:
    """Insist that an answer is about the payment it was asked for."""
    if report is None or report.payment_id != charge.payment_id:
        raise GatewayRefusedError(f"Stripe's answer is not about {charge.payment_id}")
    return report
