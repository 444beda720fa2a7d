"""Read what was typed into a hosted page."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from assistant.sandbox.stripe.problem import Body, card_error, invalid

_EXPIRY = re.compile(r"\s*([0-9]{1,2})\s*/\s*([0-9]{2}|[0-9]{4})\s*")


def texts(form: Mapping[str, Any]) -> dict[str, str]:
    """Keep the texts of a form; uploads have no business here."""
    return {name: value for name, value in form.items() if isinstance(value, str)}


ADDRESS = ("line1", "line2", "city", "state", "postal_code", "country")
_NEEDED = ("line1", "city", "postal_code", "country")


def details(typed: dict[str, str], types: list[str], *, address: bool = False) -> Body:
    """Turn the fields into the details of a payment method, of an offered kind only.

    ``address`` says that a billing address must be among them.
    """
    kind = typed.get("type", "card")
    kind = kind if kind in types else types[0]
    about: Body = {name: typed[name] for name in ("email", "name") if typed.get(name)}
    if address:
        about["address"] = _address(typed)
    return {"type": kind, kind: _READERS[kind](typed), "billing_details": about}


def _address(typed: dict[str, str]) -> Body:
    given = {name: typed.get(name, "").strip() or None for name in ADDRESS}
    if missing := [name for name in _NEEDED if not given[name]]:
        raise invalid("Please enter your billing address.", param=missing[0])
    return given


def _card(typed: dict[str, str]) -> Body:
    expiry = _EXPIRY.fullmatch(typed.get("expiry", ""))
    if expiry is None or not 1 <= int(expiry[1]) <= 12:
        message = "Your card's expiration date is invalid."
        raise card_error({"code": "invalid_expiry_month", "message": message})
    number = re.sub(r"[\s-]", "", typed.get("card_number", ""))
    return {"number": number, "exp_month": int(expiry[1]), "exp_year": int(expiry[2])}


def _sepa_debit(typed: dict[str, str]) -> Body:
    return {"iban": typed.get("iban", "")}


def _us_bank_account(typed: dict[str, str]) -> Body:
    return {"account_number": typed.get("account_number", "")}


def _paypal(typed: dict[str, str]) -> Body:
    return {"payer_email": typed.get("email", "")}


_READERS: dict[str, Callable[[dict[str, str]], Body]] = {
    "card": _card,
    "paypal": _paypal,
    "sepa_debit": _sepa_debit,
    "us_bank_account": _us_bank_account,
}
