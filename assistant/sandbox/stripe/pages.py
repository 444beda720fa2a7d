"""The pages Stripe hosts: checkout, 3-D Secure and the billing portal, in plain HTML."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from jinja2 import Environment, PackageLoader
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from assistant.sandbox.stripe import (
    checkout,
    completion,
    customers,
    page_form,
    payment_methods,
    setup_intents,
)
from assistant.sandbox.stripe.account import Account
from assistant.sandbox.stripe.authentication import finish
from assistant.sandbox.stripe.currency import shown
from assistant.sandbox.stripe.problem import ApiError, Body

_NAMES = {
    "card": "Card",
    "us_bank_account": "US bank account",
    "sepa_debit": "SEPA debit",
    "paypal": "PayPal",
}


class Pages:
    """The hosted pages of one account."""

    def __init__(
        self, account: Account, changing: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._account = account
        self._changing = changing
        loader = PackageLoader("assistant.sandbox.stripe")
        self._templates = Environment(loader=loader, autoescape=True)

    def app(self) -> Starlette:
        """Return the pages as an application."""
        both = ["GET", "POST"]
        return Starlette(
            routes=[
                Route("/c/pay/{session}", self._checkout, methods=both),
                Route("/3ds/{intent}", self._authenticate, methods=both),
                Route("/verify/{intent}", self._verify, methods=both),
                Route("/p/session/{session}", self._portal, methods=both),
                Route("/receipts/{charge}", self._receipt),
                Route("/i/{invoice}", self._invoice),
            ],
            exception_handlers={ApiError: self._refuse},
        )

    def _show(self, template: str, status: int = 200, **values: Any) -> Response:
        return HTMLResponse(self._templates.get_template(template).render(values), status)

    def _say(self, title: str, text: str = "", status: int = 200) -> Response:
        return self._show("message.html", status, title=title, text=text)

    async def _refuse(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, ApiError)
        return self._say("This page does not exist any more", str(error), 404)

    async def _checkout(self, request: Request) -> Response:
        typed = page_form.texts(await request.form())
        with self._changing():
            session = checkout.current(self._account, request.path_params["session"])
            if session["status"] == "complete":
                return self._say("Paid" if session["mode"] == "payment" else "Saved", "Thank you.")
            if session["status"] == "expired":
                return self._say("This page has expired", "Nothing was charged.", 410)
            if request.method == "GET":
                return self._form(session, typed, self._last_error(session))
            try:
                details = page_form.details(
                    typed, session["payment_method_types"], address=_asks_for_address(session)
                )
                there = completion.submit(self._account, session, details)
            except ApiError as error:
                return self._form(session, typed, str(error), 402)
        return RedirectResponse(there, 303)

    def _form(
        self, session: Body, typed: dict[str, str], error: str | None, status: int = 200
    ) -> Response:
        items = checkout.items_of(self._account, session["id"])
        lines = [{**row, "shown": shown(row["amount_total"], row["currency"])} for row in items]
        customer = session["customer_details"] or {}
        return self._show(
            "checkout.html",
            status,
            amount=_amount(session["amount_total"], session["currency"]),
            email=typed.get("email") or customer.get("email") or "",
            error=error,
            items=lines,
            name=typed.get("name") or customer.get("name") or "",
            names=_NAMES,
            address=_address(session, customer, typed),
            session=session,
            typed=typed,
            types=[kind for kind in _NAMES if kind in session["payment_method_types"]],
        )

    def _last_error(self, session: Body) -> str | None:
        if session["mode"] == "setup":
            intent = self._account.find("setup_intent", session["setup_intent"]) or {}
            error = intent.get("last_setup_error")
        else:
            intent = self._account.find("payment_intent", session["payment_intent"] or "") or {}
            error = intent.get("last_payment_error")
        return str(error["message"]) if error else None

    async def _authenticate(self, request: Request) -> Response:
        outcome = page_form.texts(await request.form()).get("outcome")
        with self._changing():
            kind = "setup" if request.path_params["intent"].startswith("seti_") else "payment"
            intent = self._account.named(f"{kind}_intent", request.path_params["intent"])
            if intent["status"] != "requires_action":
                return self._say("There is nothing to confirm any more")
            if request.method == "GET":
                total = _amount(intent.get("amount"), intent.get("currency"))
                return self._show("authenticate.html", amount=total)
            there = finish(self._account, intent, passed=outcome == "complete")
        if there is not None:
            return RedirectResponse(there, 303)
        return self._say("Confirmed" if intent["status"] == "succeeded" else "Not confirmed")

    async def _verify(self, request: Request) -> Response:
        typed = page_form.texts(await request.form())
        error = None
        with self._changing():
            intent = self._account.named("setup_intent", request.path_params["intent"])
            if intent["status"] != "requires_action":
                return self._say("There is nothing to verify any more")
            if request.method == "POST":
                amounts = [
                    int(typed[n]) for n in ("first", "second") if typed.get(n, "").isdecimal()
                ]
                try:
                    setup_intents.verify(self._account, {"amounts": amounts}, intent["id"])
                except ApiError as refused:
                    error = str(refused)
                else:
                    return self._say(_VERIFIED[intent["status"] == "succeeded"])
        return self._show("verify.html", 402 if error else 200, error=error)

    async def _portal(self, request: Request) -> Response:
        typed = page_form.texts(await request.form())
        with self._changing():
            opened = self._account.named("billing_portal.session", request.path_params["session"])
            customer = self._account.referred("customer", opened["customer"])
            if request.method == "POST":
                self._change(customer["id"], typed)
                return RedirectResponse(request.url.path, 303)
            default = customer["invoice_settings"]["default_payment_method"]
            methods = [
                {"id": row["id"], "words": _words(row), "default": row["id"] == default}
                for row in self._account.all("payment_method")
                if row["customer"] == customer["id"]
            ]
        return self._show(
            "portal.html", customer=customer, methods=methods, back=opened["return_url"]
        )

    def _change(self, customer_id: str, typed: dict[str, str]) -> None:
        method_id = typed.get("method", "")
        payment_methods.retrieve_of_customer(self._account, {}, customer_id, method_id)
        if typed.get("do") == "remove":
            payment_methods.detach(self._account, {}, method_id)
        else:
            settings = {"invoice_settings": {"default_payment_method": method_id}}
            customers.update(self._account, settings, customer_id)

    async def _receipt(self, request: Request) -> Response:
        charge = self._account.named("charge", request.path_params["charge"])
        return self._say("Receipt", f"Paid {_amount(charge['amount'], charge['currency'])}.")

    async def _invoice(self, request: Request) -> Response:
        invoice = self._account.named("invoice", request.path_params["invoice"])
        left = _amount(invoice["amount_remaining"], invoice["currency"])
        return self._say(f"Invoice {invoice['number']}", f"{invoice['status']}, {left} to pay.")


_VERIFIED = {True: "Verified", False: "Not verified"}


def _asks_for_address(session: Body) -> bool:
    return bool(session["billing_address_collection"] == "required")


def _address(session: Body, customer: Body, typed: dict[str, str]) -> Body | None:
    """What the address fields hold: what was typed, or else what is known of the customer."""
    if not _asks_for_address(session):
        return None
    known = customer.get("address") or {}
    return {name: typed.get(name) or known.get(name) or "" for name in page_form.ADDRESS}


def _amount(amount: int | None, currency: str | None) -> str:
    if amount is None or currency is None:
        return ""
    return f"{shown(amount, currency)} {currency.upper()}"


def _words(method: Body) -> str:
    details = method[method["type"]]
    name = details.get("brand", _NAMES.get(method["type"], method["type"]))
    return f"{name.capitalize()} •••• {details.get('last4', '')}"
