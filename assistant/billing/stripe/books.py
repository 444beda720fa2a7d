"""Go through Stripe's customers and invoices at the pace it allows, and pay into its invoices."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import TypeVar

import stripe

from assistant.billing.gateway import GatewayBusyError, GatewayEvent
from assistant.billing.gateway.books import Attachment, Found, Skipped, TheirCustomer, TheirInvoice
from assistant.billing.gateway.methods import SavedMethod, SavedState
from assistant.billing.stripe.amounts import to_stripe
from assistant.billing.stripe.calls import Body, CallRefusedError, StripeCalls
from assistant.billing.stripe.gateway import at
from assistant.billing.stripe.invoices import customer_of, invoice_of
from assistant.billing.stripe.saved import of_method

T = TypeVar("T")

_CUSTOMERS = "/v1/customers"
_INVOICES = "/v1/invoices"
_PAYMENTS = "/v1/invoice_payments"
_TRIES = 6
_AT_ONCE = 8


class StripeBooks:
    """The `ProviderBooks` of one Stripe account."""

    def __init__(
        self,
        client: stripe.StripeClient,
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._calls = StripeCalls(client)
        self._pause = pause

    async def customers(self, after: str) -> AsyncIterator[Sequence[TheirCustomer | Skipped]]:
        """Every customer with its methods, newest first."""
        async for page in self._pages(_CUSTOMERS, after):
            yield [each for some in _some(page) for each in await _all(self._customer, some)]

    async def invoices(self, after: str) -> AsyncIterator[Sequence[TheirInvoice | Skipped]]:
        """Every invoice with its lines and payments, newest first."""
        async for page in self._pages(_INVOICES, after):
            yield [each for some in _some(page) for each in await _all(self._invoice, some)]

    async def read_event(self, event: GatewayEvent) -> Found | None:
        """Read the customer, or the invoice, or the invoice that a payment is for."""
        try:
            match event.object_id.partition("_")[0]:
                case "cus":
                    return await self._customer(await self._get(at(_CUSTOMERS, event.object_id)))
                case "in":
                    return await self._invoice(await self._get(at(_INVOICES, event.object_id)))
                case "inpay":
                    payment = await self._get(at(_PAYMENTS, event.object_id))
                    return await self._invoice(await self._get(at(_INVOICES, payment["invoice"])))
                case _:
                    return None
        except CallRefusedError as refused:
            if refused.code != "resource_missing":
                raise
            return None

    async def attach(self, part: Attachment) -> None:
        """Attach the whole intent; a part of a larger payment is told as paid out of band.

        Only what closes Stripe's invoice can be told so: anything else is refused.
        """
        invoice = await self._get(at(_INVOICES, part.invoice_ref))
        if invoice["status"] == "paid" or await self._attached(part):
            return
        key = f"{part.payment_id}-{part.invoice_id}-{part.attempts}"
        if part.whole:
            params = {"payment_intent": part.payment_ref}
            await self._calls.post(
                at(_INVOICES, part.invoice_ref, "attach_payment"), params, key=key
            )
            return
        if to_stripe(part.amount) != invoice["amount_remaining"]:
            raise CallRefusedError("only a part of it was paid, together with other invoices", None)
        pay = at(_INVOICES, part.invoice_ref, "pay")
        await self._calls.post(pay, {"paid_out_of_band": True}, key=key)

    async def _attached(self, part: Attachment) -> bool:
        wanted = {"type": "payment_intent", "payment_intent": part.payment_ref}
        page = await self._get(_PAYMENTS, payment=wanted, limit=100)
        return any(each["invoice"] == part.invoice_ref for each in page["data"])

    async def _customer(self, body: Body) -> TheirCustomer | Skipped:
        if body.get("deleted"):
            return customer_of(body, ())
        path = at(_CUSTOMERS, body["id"], "payment_methods")
        found = [each async for page in self._pages(path, "") for each in page]
        return customer_of(body, tuple(map(_active, found)))

    async def _invoice(self, body: Body) -> TheirInvoice | Skipped:
        lines = body["lines"]["data"]
        if body["lines"]["has_more"]:
            path = at(_INVOICES, body["id"], "lines")
            lines = [each async for page in self._pages(path, "") for each in page]
        paid: list[Body] = []
        if body["status"] != "draft" and body["amount_paid"]:
            wanted = {"invoice": body["id"], "expand": ["data.payment.payment_intent"]}
            paid = [each async for page in self._pages(_PAYMENTS, "", **wanted) for each in page]
        return invoice_of(body, lines, paid)

    async def _pages(self, path: str, after: str, **params: object) -> AsyncIterator[list[Body]]:
        more = True
        while more:
            if after:
                params["starting_after"] = after
            page = await self._get(path, limit=100, **params)
            yield page["data"]
            more = page["has_more"]
            after = page["data"][-1]["id"] if page["data"] else ""

    async def _get(self, path: str, **params: object) -> Body:
        """Read, slower when Stripe asks for it. Raises GatewayBusyError after half a minute."""
        for tried in range(_TRIES):
            try:
                return await self._calls.get(path, **params)
            except GatewayBusyError as busy:
                if tried + 1 == _TRIES:
                    raise
                await self._pause(max(busy.retry_after or 0, 0.5 * 2**tried))
        raise AssertionError


def _active(body: Body) -> SavedMethod:
    return of_method(body, body.get("customer"), SavedState.ACTIVE)


def _some(page: list[Body]) -> list[list[Body]]:
    return [page[start : start + _AT_ONCE] for start in range(0, len(page), _AT_ONCE)]


async def _all(read: Callable[[Body], Awaitable[T]], some: list[Body]) -> list[T]:
    return list(await asyncio.gather(*map(read, some)))
