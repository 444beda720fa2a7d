"""What Stripe's payment methods and setups mean, in the states the local Stripe does not reach."""

from typing import Any

import pytest

from assistant.billing.gateway.methods import OpenedState, SavedState
from assistant.billing.stripe.saved import of_method, of_page, of_setup


def method(kind: str = "card", **details: Any) -> dict[str, Any]:
    return {"id": "pm_1", "type": kind, kind: details, "billing_details": {"name": None}}


def setup(status: str, **changes: Any) -> dict[str, Any]:
    return {"id": "seti_1", "status": status, "customer": "cus_1", **changes}


def page(status: str = "open", **changes: Any) -> dict[str, Any]:
    return {
        "id": "cs_1",
        "mode": "setup",
        "status": status,
        "customer": "cus_1",
        "client_reference_id": "mpg_1",
        "metadata": {"method_page": "mpg_1"},
        "expires_at": 1_800_000_000,
        "url": "https://checkout.example/1",
        "setup_intent": None,
        **changes,
    }


@pytest.mark.parametrize(
    ("kind", "details", "brand", "last4"),
    [
        ("card", {"display_brand": "visa", "last4": "4242"}, "Visa", "4242"),
        ("card", {"brand": "amex", "last4": "0005"}, "Amex", "0005"),
        ("card", {"brand": "cartes_bancaires", "last4": "1"}, "Cartes Bancaires", "1"),
        ("us_bank_account", {"bank_name": "FIRST BANK", "last4": "6789"}, "First Bank", "6789"),
        ("us_bank_account", {"last4": "6789"}, "Bank account", "6789"),
        ("sepa_debit", {"last4": "3000"}, "SEPA debit", "3000"),
        ("paypal", {"payer_email": "a@b.example"}, "PayPal", ""),
        ("link", {}, "Link", ""),
        ("bacs_debit", {"last4": "2345"}, "Bacs debit", "2345"),
    ],
)
def test_every_kind_has_a_name_people_know(kind, details, brand, last4):
    read = of_method(method(kind, **details), "cus_1", SavedState.ACTIVE)

    assert (read.kind, read.brand, read.last4) == (kind, brand, last4)


def test_what_a_stranger_to_us_made_is_not_ours():
    assert of_page(page(metadata={})) is None
    assert of_page(page(client_reference_id="mpg_2")) is None
    assert of_page(page(mode="payment")) is None


def test_a_page_that_is_open_or_expired_has_no_method():
    read = [of_page(page(status)) for status in ("open", "expired")]

    assert [each and each.state for each in read] == [OpenedState.OPEN, OpenedState.EXPIRED]
    assert [each and each.method for each in read] == [None, None]


def test_a_declined_card_on_an_open_page_is_no_method():
    declined = setup(
        "requires_payment_method", payment_method=None, last_setup_error={"code": "card_declined"}
    )

    assert of_setup(declined) is None


@pytest.mark.parametrize("status", ["requires_confirmation", "processing", "requires_action"])
def test_a_setup_that_is_under_way_is_no_method(status):
    assert of_setup(setup(status, payment_method=method())) is None


def test_a_setup_that_gave_up_rejects_its_method():
    failed = setup(
        "requires_payment_method",
        last_setup_error={"code": "x", "payment_method": method("us_bank_account", last4="6789")},
    )

    read = of_setup(failed)

    assert read is not None
    assert (read.state, read.last4) == (SavedState.REJECTED, "6789")


def test_an_address_keeps_only_what_was_given():
    given = {"name": "Ana", "email": None, "address": {"line1": "1 Elm St", "line2": None}}

    read = of_method({**method(), "billing_details": given}, None, SavedState.ACTIVE)

    assert read.billing == {"name": "Ana", "address": {"line1": "1 Elm St"}}
