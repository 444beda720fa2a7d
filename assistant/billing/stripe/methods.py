"""Keep methods on file at Stripe: hosted pages in setup mode, detaching, reading what changed.

No call here moves money, so a page that was opened twice, or a customer made twice, costs nothing;
idempotency keys only keep that rare.
"""

from typing import TYPE_CHECKING

import stripe

from assistant.billing.gateway import GatewayEvent
from assistant.billing.gateway.methods import PageReport, PageWanted, SavedMethod, SavedState
from assistant.billing.stripe.calls import CallRefusedError, StripeCalls
from assistant.billing.stripe.gateway import at
from assistant.billing.stripe.requests import HostedPages
from assistant.billing.stripe.saved import PAGE_ID, of_method, of_page, of_setup

if TYPE_CHECKING:
    from stripe.params import CustomerCreateParams, CustomerUpdateParams
    from stripe.params.checkout import SessionCreateParams

_CUSTOMERS = "/v1/customers"
_INTENTS = "/v1/setup_intents"
_METHODS = "/v1/payment_methods"
_SESSIONS = "/v1/checkout/sessions"
_EXPAND_PAGE = ["setup_intent.payment_method"]
_TRIES_PER_KEY = 4  # Stripe replays a saved error for as long as it keeps the key


class StripeMethods:
    """The `MethodGateway` of Stripe."""

    def __init__(self, client: stripe.StripeClient, *, pages: HostedPages) -> None:
        self._calls = StripeCalls(client)
        self._pages = pages

    async def open_page(self, wanted: PageWanted) -> PageReport:
        """Open a page that asks for the billing address and saves what is entered."""
        series = wanted.attempts // _TRIES_PER_KEY
        customer = wanted.customer_ref or await self._customer(wanted, series)
        if wanted.company is not None:
            await self._fill_in(customer, wanted, series)
        key = f"{wanted.page_id}-{series}"
        params = _session(wanted, customer, self._pages)
        answer = await self._calls.post(_SESSIONS, params, key=key)
        report = of_page(answer.body)
        if report is None or report.page_id != wanted.page_id:
            raise CallRefusedError(f"Stripe's answer is not about {wanted.page_id}", None)
        return report

    async def look_at_page(self, gateway_ref: str) -> PageReport | None:
        """Read a page and what was saved on it."""
        path = at(_SESSIONS, gateway_ref)
        return of_page(await self._calls.get(path, expand=_EXPAND_PAGE))

    async def let_go(self, method_ref: str) -> None:
        """Detach. A refusal means that it is gone already, or else is read so by its webhook."""
        try:
            await self._calls.post(at(_METHODS, method_ref, "detach"), {}, key=None)
        except CallRefusedError:
            method = await self._method(method_ref)
            if method is not None and method.state is not SavedState.GONE:
                raise

    async def read_event(self, event: GatewayEvent) -> PageReport | SavedMethod | None:
        """Read the page, setup or method that changed, as it is now."""
        try:
            match event.object_id.partition("_")[0]:
                case "cs":
                    return await self.look_at_page(event.object_id)
                case "seti":
                    return await self._setup(event.object_id)
                case "pm":
                    return await self._method(event.object_id)
                case _:
                    return None
        except CallRefusedError as refused:
            if refused.code != "resource_missing":
                raise
            return None

    async def _setup(self, intent_id: str) -> PageReport | SavedMethod | None:
        """Read the page that a setup belongs to; one without a page is read by itself."""
        intent = await self._calls.get(at(_INTENTS, intent_id), expand=["payment_method"])
        if (intent.get("metadata") or {}).get(PAGE_ID):
            customer = intent.get("customer")
            wanted = {"customer": customer} if customer else {}
            async for session in self._calls.each(_SESSIONS, **wanted):
                if session.get("setup_intent") == intent_id:
                    return await self.look_at_page(session["id"])
        found = of_setup(intent)
        return found if found and found.state is not SavedState.REJECTED else None

    async def _method(self, method_ref: str) -> SavedMethod | None:
        try:
            method = await self._calls.get(at(_METHODS, method_ref))
        except CallRefusedError as refused:
            if refused.code != "resource_missing":
                raise
            return None
        customer = method.get("customer")
        return of_method(method, customer, SavedState.ACTIVE if customer else SavedState.GONE)

    async def _customer(self, wanted: PageWanted, series: int) -> str:
        params: CustomerCreateParams = {
            "name": wanted.account,
            "metadata": {"account_id": wanted.account_id},
        }
        key = f"{wanted.account_id}-customer-{series}"
        made = await self._calls.post(_CUSTOMERS, params, key=key)
        return str(made.body["id"])

    async def _fill_in(self, customer: str, wanted: PageWanted, series: int) -> None:
        """Stripe fills in its page with what it knows of the customer."""
        company = wanted.company or {}
        params: CustomerUpdateParams = {}
        if company.get("name"):
            params["name"] = company["name"]
        if company.get("address"):
            params["address"] = company["address"]
        key = f"{wanted.page_id}-company-{series}"
        await self._calls.post(at(_CUSTOMERS, customer), params, key=key)


def _session(wanted: PageWanted, customer: str, pages: HostedPages) -> "SessionCreateParams":
    metadata = {PAGE_ID: wanted.page_id}
    params: SessionCreateParams = {
        "mode": "setup",
        "customer": customer,
        "currency": wanted.currency.lower(),
        "billing_address_collection": "required",
        "client_reference_id": wanted.page_id,
        "metadata": metadata,
        "setup_intent_data": {"metadata": metadata},
        "success_url": pages.success_url,
        "cancel_url": pages.cancel_url,
    }
    if wanted.kind is not None:
        # Otherwise Stripe offers what the dashboard allows and what fits the currency.
        params["allowed_payment_method_types"] = [wanted.kind]
    return params
