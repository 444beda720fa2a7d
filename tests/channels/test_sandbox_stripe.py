"""The local Stripe, driven by the real asynchronous client over real HTTP."""

import ast
import asyncio
import importlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import stripe
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as StarletteRoute

from assistant.sandbox.stripe import (
    LostAnswer,
    LostRequest,
    NoAnswer,
    RateLimited,
    ServerError,
    Slow,
    StripeCounterpart,
    Unavailable,
    customer_id_for,
    payment_method_id_for,
)
from assistant.sandbox.stripe.routes import ROUTES
from assistant.sandbox.stripe.spec import checker
from assistant.web import serving

# stripe 16.1 hands httpx its form body by an argument that httpx 0.28 deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content:DeprecationWarning")

SETTINGS = {"enabled": True, "allow_redirects": "never"}


@asynccontextmanager
async def connected(
    counterpart: StripeCounterpart, *, key: str | None = None, timeout: float = 5
) -> AsyncIterator[stripe.StripeClient]:
    http = stripe.HTTPXClient(timeout=timeout, verify_ssl_certs=False)
    yield stripe.StripeClient(
        key or counterpart.api_key, base_addresses={"api": counterpart.url}, http_client=http
    )
    await http.close_async()


@pytest.fixture
async def sandbox() -> AsyncIterator[StripeCounterpart]:
    async with StripeCounterpart() as counterpart:
        yield counterpart


@pytest.fixture
async def client(sandbox: StripeCounterpart) -> AsyncIterator[Any]:
    async with connected(sandbox) as connection:
        yield connection.v1


@pytest.fixture
async def browser() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(follow_redirects=False) as connection:
        yield connection


class Clock:
    """A clock that is moved by hand, in hours."""

    hours = 0.0

    def __call__(self) -> float:
        return 1_700_000_000 + self.hours * 3600


def payment(**changes: Any) -> Any:
    """Parameters of an ordinary payment of 25.00 USD, confirmed at once."""
    return {
        "amount": 2500,
        "currency": "usd",
        "payment_method": "pm_card_visa",
        "confirm": True,
        "automatic_payment_methods": SETTINGS,
        **changes,
    }


def types(sandbox: StripeCounterpart) -> list[str]:
    return [event["type"] for event in sandbox.events()]


# Payment intents


async def test_a_visa_pays_and_exactly_one_charge_remains(client, sandbox):
    intent = await client.payment_intents.create_async(payment(metadata={"payment_id": "pay_1"}))

    assert intent.status == "succeeded"
    [charge] = sandbox.charges()
    assert (charge.payment_intent, charge.amount, charge.currency) == (intent.id, 2500, "usd")
    assert charge.metadata == {"payment_id": "pay_1"}
    assert types(sandbox) == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
    ]


async def test_an_intent_is_created_confirmed_and_found_by_its_metadata(client):
    intent = await client.payment_intents.create_async(
        {"amount": 900, "currency": "eur", "metadata": {"payment_id": "pay_7"}}
    )
    before = intent.status

    confirmed = await client.payment_intents.confirm_async(
        intent.id, {"payment_method": "pm_card_visa", "return_url": "https://a.example/back"}
    )

    found = await client.payment_intents.search_async(
        {"query": "metadata['payment_id']:'pay_7' AND status:'succeeded'"}
    )
    assert (before, confirmed.status) == ("requires_payment_method", "succeeded")
    assert [row.id for row in found.data] == [intent.id]


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_visa_chargeDeclinedLostCard", "card_declined", "lost_card"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", "incorrect_cvc"),
        ("pm_card_chargeDeclinedProcessingError", "processing_error", "processing_error"),
        ("pm_card_authenticationRequired", "authentication_required", "authentication_required"),
    ],
)
async def test_a_card_declined_off_session_leaves_an_intent_that_can_be_paid_again(
    client, sandbox, card, code, decline_code
):
    with pytest.raises(stripe.CardError) as caught:
        await client.payment_intents.create_async(payment(payment_method=card, off_session=True))

    error = caught.value.error
    assert (caught.value.http_status, error.code, error.decline_code) == (402, code, decline_code)
    assert error.payment_intent.status == "requires_payment_method"
    assert error.payment_intent.last_payment_error.code == code
    assert error.payment_method.id.startswith("pm_")
    assert sandbox.charges() == []
    assert types(sandbox)[-2:] == ["charge.failed", "payment_intent.payment_failed"]
    retried = await client.payment_intents.confirm_async(
        error.payment_intent.id, {"payment_method": "pm_card_visa"}
    )
    assert retried.status == "succeeded"


async def test_a_succeeded_intent_can_be_neither_confirmed_nor_cancelled(client):
    intent = await client.payment_intents.create_async(payment())

    with pytest.raises(stripe.InvalidRequestError, match="already succeeded") as again:
        await client.payment_intents.confirm_async(intent.id)
    with pytest.raises(stripe.InvalidRequestError, match="status of succeeded"):
        await client.payment_intents.cancel_async(intent.id)

    assert again.value.code == "payment_intent_unexpected_state"
    assert again.value.error.payment_intent.id == intent.id


async def test_a_cancelled_intent_says_why_and_cannot_be_paid(client, sandbox):
    intent = await client.payment_intents.create_async({"amount": 900, "currency": "eur"})

    gone = await client.payment_intents.cancel_async(
        intent.id, {"cancellation_reason": "duplicate"}
    )

    assert (gone.status, gone.cancellation_reason) == ("canceled", "duplicate")
    with pytest.raises(stripe.InvalidRequestError, match="status of canceled"):
        await client.payment_intents.confirm_async(intent.id, {"payment_method": "pm_card_visa"})
    assert types(sandbox)[-1] == "payment_intent.canceled"


async def test_an_authorised_amount_is_taken_by_the_capture(client, sandbox):
    intent = await client.payment_intents.create_async(payment(capture_method="manual"))
    before = (intent.status, sandbox.charges())

    captured = await client.payment_intents.capture_async(intent.id)

    assert before == ("requires_capture", [])
    assert (captured.status, captured.amount_received) == ("succeeded", 2500)
    assert len(sandbox.charges()) == 1


async def test_intents_are_listed_by_customer_in_pages_newest_first(client, sandbox):
    ana = sandbox.seed_customer("Ana", "ana@a.example").customer_id
    for amount in (100, 200, 300):
        await client.payment_intents.create_async(
            {"amount": amount, "currency": "usd", "customer": ana}
        )
    await client.payment_intents.create_async({"amount": 400, "currency": "usd"})

    first = await client.payment_intents.list_async({"customer": ana, "limit": 2})
    amounts = [row.amount async for row in first.auto_paging_iter()]

    assert [row.amount for row in first.data] == [300, 200]
    assert (first.has_more, amounts) == (True, [300, 200, 100])


async def test_another_customers_method_is_refused(client, sandbox):
    ana = sandbox.seed_customer("Ana", "ana@a.example")
    bob = sandbox.seed_customer("Bob", "bob@b.example")

    with pytest.raises(stripe.InvalidRequestError, match="must be attached to the customer"):
        await client.payment_intents.create_async(
            payment(customer=bob.customer_id, payment_method=ana.payment_method_ids[0])
        )

    assert sandbox.charges() == []


async def test_confirming_without_saying_where_redirects_return_is_refused(client):
    with pytest.raises(stripe.InvalidRequestError, match="you must provide a `return_url`"):
        await client.payment_intents.create_async(
            {"amount": 100, "currency": "usd", "payment_method": "pm_card_visa", "confirm": True}
        )


async def test_a_refused_confirmation_without_a_method_says_so(client):
    intent = await client.payment_intents.create_async({"amount": 900, "currency": "eur"})

    with pytest.raises(stripe.InvalidRequestError, match="missing a payment method"):
        await client.payment_intents.confirm_async(intent.id)


async def test_the_latest_charge_can_be_expanded_down_to_its_fee(client):
    intent = await client.payment_intents.create_async(
        payment(expand=["latest_charge.balance_transaction", "payment_method"])
    )

    assert intent.latest_charge.balance_transaction.net == 2500 - 73
    assert intent.payment_method.card.last4 == "4242"


# 3-D Secure


async def test_three_d_secure_on_session_charges_only_after_the_page_was_completed(
    client, sandbox, browser
):
    intent = await client.payment_intents.create_async(
        payment(
            payment_method="pm_card_authenticationRequired",
            automatic_payment_methods={"enabled": True},
            return_url="https://shop.example/back?a=1",
        )
    )
    charged_before = sandbox.charges()
    page = intent.next_action.redirect_to_url.url

    shown = await browser.get(page)
    answer = await browser.post(page, data={"outcome": "complete"})

    assert (intent.status, charged_before) == ("requires_action", [])
    assert 'data-testid="complete"' in shown.text
    assert answer.headers["location"].startswith(
        f"https://shop.example/back?a=1&payment_intent={intent.id}&"
    )
    assert answer.headers["location"].endswith("redirect_status=succeeded")
    assert [charge.payment_intent for charge in sandbox.charges()] == [intent.id]


async def test_failed_three_d_secure_leaves_the_intent_payable_and_nothing_charged(
    client, sandbox, browser
):
    intent = await client.payment_intents.create_async(
        payment(
            payment_method="pm_card_threeDSecure2Required", return_url="https://shop.example/back"
        )
    )

    answer = await browser.post(intent.next_action.redirect_to_url.url, data={"outcome": "fail"})

    after = await client.payment_intents.retrieve_async(intent.id)
    assert answer.headers["location"].endswith("redirect_status=failed")
    assert after.status == "requires_payment_method"
    assert after.last_payment_error.code == "payment_intent_authentication_failure"
    assert sandbox.charges() == []


async def test_without_an_address_to_return_to_the_step_is_left_to_stripes_javascript(client):
    intent = await client.payment_intents.create_async(
        payment(payment_method="pm_card_authenticationRequired")
    )

    assert intent.next_action.type == "use_stripe_sdk"
    assert "redirect_to_url" not in intent.next_action


async def test_a_card_set_up_with_authentication_can_be_charged_off_session(client, sandbox):
    customer = await client.customers.create_async({"email": "ana@a.example"})
    setup = await client.setup_intents.create_async(
        {
            "customer": customer.id,
            "payment_method": "pm_card_authenticationRequiredOnSetup",
            "confirm": True,
            "return_url": "https://shop.example/back",
        }
    )
    sandbox.authenticate(setup.id)
    method = (await client.setup_intents.retrieve_async(setup.id)).payment_method

    intent = await client.payment_intents.create_async(
        payment(customer=customer.id, payment_method=method, off_session=True)
    )

    assert (setup.status, intent.status) == ("requires_action", "succeeded")
    assert "setup_intent.succeeded" in types(sandbox)


# Bank debits


@pytest.mark.parametrize(
    ("method", "currency"), [("pm_usBankAccount_success", "usd"), ("pm_sepaDebit", "eur")]
)
async def test_a_bank_debit_is_processing_until_it_is_settled(client, sandbox, method, currency):
    intent = await client.payment_intents.create_async(
        payment(payment_method=method, currency=currency)
    )
    charged_before = sandbox.charges()

    sandbox.settle(intent.id)

    after = await client.payment_intents.retrieve_async(intent.id)
    assert (intent.status, charged_before) == ("processing", [])
    assert after.status == "succeeded"
    assert len(sandbox.charges()) == 1
    assert "payment_intent.processing" in types(sandbox)


async def test_a_debit_that_fails_leaves_the_reason_on_the_intent(client, sandbox):
    intent = await client.payment_intents.create_async(
        payment(payment_method="pm_usBankAccount_accountClosed")
    )

    sandbox.settle(intent.id)

    after = await client.payment_intents.retrieve_async(intent.id)
    assert after.status == "requires_payment_method"
    assert after.last_payment_error.code == "account_closed"
    assert sandbox.charges() == []


async def test_a_debit_returned_after_it_succeeded_is_a_lost_dispute(client, sandbox):
    intent = await client.payment_intents.create_async(
        payment(payment_method="pm_usBankAccount_success")
    )
    sandbox.settle(intent.id, "succeeded")

    sandbox.settle(intent.id, "failed")

    [dispute] = (await client.disputes.list_async({"payment_intent": intent.id})).data
    assert (dispute.status, dispute.amount) == ("lost", 2500)
    assert types(sandbox)[-3:] == [
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.closed",
    ]


def test_a_card_payment_has_nothing_to_settle():
    counterpart = StripeCounterpart()

    with pytest.raises(Exception, match="No such payment_intent"):
        counterpart.settle("pi_unknown")


# Amounts


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [
        (49, "usd", "amount_too_small"),
        (29, "gbp", "amount_too_small"),
        (49, "jpy", "amount_too_small"),
        (100_000_000, "usd", "amount_too_large"),
        (0, "usd", "parameter_invalid_integer"),
        (-5, "eur", "parameter_invalid_integer"),
    ],
)
async def test_amounts_outside_the_currencys_bounds_are_refused(client, amount, currency, code):
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await client.payment_intents.create_async({"amount": amount, "currency": currency})

    assert (caught.value.code, caught.value.param) == (code, "amount")


async def test_amounts_are_minor_units_of_zero_two_and_three_decimals(client, sandbox):
    for amount, currency in ((5000, "jpy"), (5000, "eur"), (5000, "kwd")):
        await client.payment_intents.create_async(payment(amount=amount, currency=currency))

    assert [(c.amount, c.currency) for c in sandbox.charges()] == [
        (5000, "jpy"),
        (5000, "eur"),
        (5000, "kwd"),
    ]


@pytest.mark.parametrize(("amount", "currency"), [(5001, "kwd"), (5050, "isk"), (5050, "ugx")])
async def test_amounts_finer_than_the_currency_allows_are_refused(client, amount, currency):
    with pytest.raises(stripe.InvalidRequestError, match="divisible by"):
        await client.payment_intents.create_async({"amount": amount, "currency": currency})


async def test_an_unknown_currency_is_refused_by_name(client):
    with pytest.raises(stripe.InvalidRequestError, match="Invalid currency: xxx"):
        await client.payment_intents.create_async({"amount": 100, "currency": "xxx"})


# Refunds and disputes


async def test_refunds_go_up_to_what_is_left_and_no_further(client, sandbox):
    intent = await client.payment_intents.create_async(payment())
    part = await client.refunds.create_async({"payment_intent": intent.id, "amount": 1000})

    with pytest.raises(stripe.InvalidRequestError, match=r"greater than unrefunded amount"):
        await client.refunds.create_async({"payment_intent": intent.id, "amount": 1501})
    rest = await client.refunds.create_async(
        {"charge": part.charge, "reason": "requested_by_customer"}
    )
    with pytest.raises(stripe.InvalidRequestError) as over:
        await client.refunds.create_async({"payment_intent": intent.id})

    assert (part.status, rest.amount, over.value.code) == (
        "succeeded",
        1500,
        "charge_already_refunded",
    )
    [charge] = sandbox.charges()
    assert charge.refunded == 2500
    assert [e["data"]["object"]["amount_refunded"] for e in sandbox.events("charge.refunded")] == [
        1000,
        2500,
    ]


async def test_an_intent_without_a_charge_cannot_be_refunded(client):
    intent = await client.payment_intents.create_async({"amount": 900, "currency": "eur"})

    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        await client.refunds.create_async({"payment_intent": intent.id})


async def test_a_refund_to_a_bank_is_pending_and_may_fail(client, sandbox):
    intent = await client.payment_intents.create_async(
        payment(payment_method="pm_usBankAccount_success")
    )
    sandbox.settle(intent.id)
    refund = await client.refunds.create_async({"payment_intent": intent.id})

    sandbox.settle(refund.id, "failed")

    after = await client.refunds.retrieve_async(refund.id)
    assert (refund.status, after.status) == ("pending", "failed")
    assert sandbox.charges()[0].refunded == 0
    assert "refund.failed" in types(sandbox)


async def test_a_disputed_payment_is_on_the_books_and_cannot_be_refunded(client, sandbox):
    intent = await client.payment_intents.create_async(payment())

    dispute_id = sandbox.dispute(intent.id, "product_not_received")

    dispute = await client.disputes.retrieve_async(dispute_id)
    assert (dispute.status, dispute.reason) == ("needs_response", "product_not_received")
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await client.refunds.create_async({"payment_intent": intent.id})
    assert caught.value.code == "charge_disputed"
    closed = await client.disputes.close_async(dispute_id)
    assert closed.status == "lost"


async def test_the_balance_is_what_came_in_less_fees_and_refunds(client):
    intent = await client.payment_intents.create_async(payment())
    await client.refunds.create_async({"payment_intent": intent.id, "amount": 500})

    balance = await client.balance.retrieve_async()

    [pending] = balance.pending
    assert (pending.amount, pending.currency) == (2500 - 73 - 500, "usd")


# Customers and payment methods


async def test_customers_are_kept_changed_found_and_deleted(client, sandbox):
    made = await client.customers.create_async(
        {"email": "ap@acme.example", "name": "Acme", "metadata": {"account": "a_1", "old": "x"}}
    )
    await client.customers.update_async(
        made.id, {"name": "Acme Ltd", "metadata": {"old": "", "tier": "gold"}}
    )

    [found] = (await client.customers.search_async({"query": "metadata['account']:'a_1'"})).data
    listed = await client.customers.list_async({"email": "ap@acme.example"})
    await client.customers.delete_async(made.id)

    assert found.to_dict()["metadata"] == {"account": "a_1", "tier": "gold"}
    assert (found.name, [row.id for row in listed.data]) == ("Acme Ltd", [made.id])
    [updated] = sandbox.events("customer.updated")
    assert updated["data"]["previous_attributes"]["name"] == "Acme"
    assert (await client.customers.retrieve_async(made.id)).deleted is True
    assert (await client.customers.list_async()).data == []


async def test_a_method_is_attached_listed_made_default_and_detached_for_good(client, sandbox):
    customer = await client.customers.create_async()
    method = await client.payment_methods.attach_async("pm_card_visa", {"customer": customer.id})
    await client.customers.update_async(
        customer.id, {"invoice_settings": {"default_payment_method": method.id}}
    )
    listed = await client.customers.payment_methods.list_async(customer.id, {"type": "card"})

    await client.payment_methods.detach_async(method.id)

    after = await client.customers.retrieve_async(customer.id)
    assert [row.id for row in listed.data] == [method.id]
    assert after.invoice_settings.default_payment_method is None
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        await client.payment_methods.attach_async(method.id, {"customer": customer.id})
    assert {"payment_method.attached", "payment_method.detached"} <= set(types(sandbox))


async def test_a_card_number_or_token_of_a_test_card_makes_a_method_and_others_do_not(client):
    by_token = await client.payment_methods.create_async(
        {"type": "card", "card": {"token": "tok_mastercard"}}
    )
    by_number = await client.payment_methods.create_async(
        {
            "type": "card",
            "card": {"number": "4242424242424242", "exp_month": 7, "exp_year": 31, "cvc": "123"},
            "billing_details": {"name": "Ana"},
        }
    )

    with pytest.raises(stripe.CardError) as caught:
        await client.payment_methods.create_async(
            {"type": "card", "card": {"number": "4111111111111111", "exp_month": 7, "exp_year": 31}}
        )

    assert (by_token.card.brand, by_number.card.exp_year) == ("mastercard", 2031)
    assert by_number.billing_details.name == "Ana"
    assert caught.value.code == "incorrect_number"


async def test_saving_a_bad_card_is_declined_when_it_is_attached_or_set_up(client):
    customer = await client.customers.create_async()

    with pytest.raises(stripe.CardError, match="insufficient funds"):
        await client.payment_methods.attach_async(
            "pm_card_visa_chargeDeclinedInsufficientFunds", {"customer": customer.id}
        )
    with pytest.raises(stripe.CardError) as caught:
        await client.setup_intents.create_async(
            {
                "customer": customer.id,
                "payment_method": "pm_card_chargeDeclinedExpiredCard",
                "confirm": True,
                "return_url": "https://shop.example",
            }
        )

    assert caught.value.error.setup_intent.status == "requires_payment_method"


async def test_a_bank_account_is_made_from_the_details_of_a_test_account(client):
    method = await client.payment_methods.create_async(
        {
            "type": "us_bank_account",
            "us_bank_account": {
                "account_holder_type": "company",
                "account_number": "000123456789",
                "routing_number": "110000000",
            },
        }
    )

    assert (method.us_bank_account.last4, method.us_bank_account.bank_name) == (
        "6789",
        "STRIPE TEST BANK",
    )


async def test_seeded_ids_depend_on_the_email_only_and_seeding_twice_changes_nothing(client):
    first, second = StripeCounterpart(), StripeCounterpart()

    one = first.seed_customer("Ana", "ana@a.example", cards=["pm_card_visa", "pm_card_amex"])
    other = second.seed_customer("Ana", "ana@a.example", cards=["pm_card_visa", "pm_card_amex"])

    assert one == other == first.seed_customer("A", "ana@a.example", cards=["pm_card_visa"] * 2)
    assert one.customer_id == customer_id_for("ana@a.example")
    assert one.payment_method_ids[1] == payment_method_id_for("ana@a.example", 1)


async def test_a_seeded_customer_pays_off_session_by_its_default_card(client, sandbox):
    seeded = sandbox.seed_customer(
        "Dana", "dana@acme.example", metadata={"account": "acme"}, cards=["pm_card_visa"]
    )
    customer = await client.customers.retrieve_async(seeded.customer_id)

    intent = await client.payment_intents.create_async(
        payment(
            customer=customer.id,
            payment_method=customer.invoice_settings.default_payment_method,
            off_session=True,
        )
    )

    assert intent.status == "succeeded"
    assert sandbox.charges()[0].customer == seeded.customer_id


# Requests that are refused


async def refusal(sandbox: StripeCounterpart, path: str, body: str) -> dict[str, Any]:
    headers = {
        "authorization": f"Bearer {sandbox.api_key}",
        "content-type": "application/x-www-form-urlencoded",
    }
    async with httpx.AsyncClient() as http:
        answer = await http.post(sandbox.url + path, content=body, headers=headers)
    assert answer.status_code == 400
    error: dict[str, Any] = answer.json()["error"]
    assert error["type"] == "invalid_request_error"
    return error


@pytest.mark.parametrize(
    ("body", "message", "param", "code"),
    [
        ("currency=eur", "Missing required param: amount.", "amount", "parameter_missing"),
        (
            "amount=100&currency=eur&frob=1",
            "Received unknown parameter: frob",
            "frob",
            "parameter_unknown",
        ),
        (
            "amount=1e3&currency=eur",
            "Invalid integer: 1e3",
            "amount",
            "parameter_invalid_integer",
        ),
        (
            "amount=１００&currency=eur",
            "Invalid integer: １００",
            "amount",
            "parameter_invalid_integer",
        ),
        ("amount=100&currency=eur&confirm=yes", "Invalid boolean: yes", "confirm", None),
        (
            "amount=100&currency=eur&capture_method=never",
            "Invalid capture_method: must be one of automatic, automatic_async, or manual",
            "capture_method",
            None,
        ),
        (
            "amount=100&currency=eur&automatic_payment_methods[enabled]=true"
            "&automatic_payment_methods[redirects]=no",
            "Received unknown parameter: automatic_payment_methods[redirects]",
            "automatic_payment_methods[redirects]",
            "parameter_unknown",
        ),
        (
            "amount=100&currency=eur&automatic_payment_methods=true",
            "Invalid object",
            "automatic_payment_methods",
            None,
        ),
        (
            "amount=100&currency=eur&payment_method_types[]=card",
            "Received unknown parameter: payment_method_types",
            "payment_method_types",
            "parameter_unknown",
        ),
        (
            f"amount=100&currency=eur&metadata[{'k' * 41}]=v",
            "Metadata keys can have up to 40 characters, but you passed in a key that is 41 "
            f"characters. Invalid key: {'k' * 41}",
            f"metadata[{'k' * 41}]",
            None,
        ),
        (
            "amount=100&currency=eur&customer=cus_no",
            "No such customer: 'cus_no'",
            "customer",
            "resource_missing",
        ),
        (
            "amount=100&currency=eur&payment_method=pm_no",
            "No such PaymentMethod: 'pm_no'",
            "payment_method",
            "resource_missing",
        ),
    ],
)
async def test_a_wrong_parameter_is_refused_in_stripes_words(sandbox, body, message, param, code):
    error = await refusal(sandbox, "/v1/payment_intents", body)

    assert (error["message"], error["param"], error.get("code")) == (message, param, code)


async def test_an_empty_value_cannot_unset_what_must_be_there(sandbox):
    error = await refusal(sandbox, "/v1/payment_intents", "amount=100&currency=")

    assert error["code"] == "parameter_invalid_empty"
    assert error["message"].startswith("You passed an empty string for 'currency'.")


async def test_an_address_the_api_does_not_have_is_a_404(client, sandbox):
    async with httpx.AsyncClient(headers={"authorization": f"Bearer {sandbox.api_key}"}) as http:
        answer = await http.get(f"{sandbox.url}/v1/frobs?x=1")

    assert answer.status_code == 404
    assert answer.json()["error"]["message"].startswith(
        "Unrecognized request URL (GET: /v1/frobs)."
    )


@pytest.mark.parametrize(
    ("service", "object_id", "message"),
    [
        ("customers", "cus_x", "No such customer: 'cus_x'"),
        ("payment_intents", "pi_x", "No such payment_intent: 'pi_x'"),
        ("charges", "ch_x", "No such charge: 'ch_x'"),
        ("invoices", "in_x", "No such invoice: 'in_x'"),
    ],
)
async def test_an_object_that_does_not_exist_is_a_404(client, service, object_id, message):
    with pytest.raises(stripe.InvalidRequestError, match=re.escape(message)) as caught:
        await getattr(client, service).retrieve_async(object_id)

    assert (caught.value.http_status, caught.value.code) == (404, "resource_missing")


async def test_a_missing_or_wrong_key_is_a_401_that_does_not_show_the_key(sandbox):
    async with httpx.AsyncClient() as http:
        missing = await http.get(f"{sandbox.url}/v1/balance")
    async with connected(sandbox, key="sk_test_somebodyelses0123456789") as other:
        with pytest.raises(stripe.AuthenticationError, match="Invalid API Key") as wrong:
            await other.v1.balance.retrieve_async()

    assert missing.status_code == 401
    assert "You did not provide an API key" in missing.json()["error"]["message"]
    assert "somebodyelses" not in str(wrong.value)


@pytest.mark.parametrize(
    "query", ["metadata[payment_id]:'x'", "frob:'x'", "status:'a' AND amount>1 OR amount<2", ""]
)
async def test_a_search_that_cannot_be_understood_is_refused(client, query):
    with pytest.raises(stripe.InvalidRequestError):
        await client.payment_intents.search_async({"query": query})


@pytest.mark.parametrize(
    ("query", "amounts"),
    [
        ("amount>200", [300]),
        ("amount>=200 AND currency:'usd'", [300, 200]),
        ("amount:100 OR amount:300", [300, 100]),
        ("-currency:'usd'", [100]),
        ("metadata['k']~'ab'", [200]),
        ("metadata['k']:null", [300, 100]),
        (r"metadata['q']:'it\'s'", [300]),
    ],
)
async def test_searches_compare_negate_and_join(client, query, amounts):
    for amount, currency, metadata in (
        (100, "eur", {}),
        (200, "usd", {"k": "cabs"}),
        (300, "usd", {"q": "it's"}),
    ):
        await client.payment_intents.create_async(
            {"amount": amount, "currency": currency, "metadata": metadata}
        )

    found = await client.payment_intents.search_async({"query": query})

    assert [row.amount for row in found.data] == amounts


async def test_a_lagging_search_does_not_find_what_is_new(client, sandbox):
    sandbox.lag_search(60)
    await client.payment_intents.create_async(payment(metadata={"payment_id": "p"}))

    found = await client.payment_intents.search_async({"query": "metadata['payment_id']:'p'"})

    listed = await client.payment_intents.list_async()
    assert (found.data, len(listed.data)) == ([], 1)


# Idempotency keys


async def test_a_repeated_key_gets_the_first_answer_and_no_second_charge(client, sandbox):
    options = {"idempotency_key": "pay_1"}
    first = await client.payment_intents.create_async(payment(), options)

    second = await client.payment_intents.create_async(payment(), options)

    assert second.id == first.id
    assert second.last_response.headers["idempotent-replayed"] == "true"
    assert len(sandbox.charges()) == 1
    assert [call.replayed for call in sandbox.calls] == [False, True]


async def test_a_repeated_key_repeats_a_decline_too(client, sandbox):
    options = {"idempotency_key": "pay_1"}
    declined = payment(payment_method="pm_card_chargeDeclined")
    intents = []
    for _ in range(2):
        with pytest.raises(stripe.CardError) as caught:
            await client.payment_intents.create_async(declined, options)
        intents.append(caught.value.error.payment_intent.id)

    assert intents[0] == intents[1]
    assert types(sandbox).count("charge.failed") == 1


@pytest.mark.parametrize("change", [{"amount": 2600}, {"metadata": {"a": "b"}}])
async def test_a_key_with_other_parameters_is_refused(client, sandbox, change):
    options = {"idempotency_key": "pay_1"}
    await client.payment_intents.create_async(payment(), options)

    with pytest.raises(stripe.IdempotencyError, match="same parameters") as caught:
        await client.payment_intents.create_async(payment(**change), options)

    assert (caught.value.http_status, len(sandbox.charges())) == (400, 1)


async def test_a_key_used_at_another_address_is_refused(client):
    options = {"idempotency_key": "pay_1"}
    await client.payment_intents.create_async(payment(), options)

    with pytest.raises(stripe.IdempotencyError, match="same endpoint"):
        await client.customers.create_async({}, options)


async def test_a_key_whose_request_is_still_running_is_a_409_and_charges_once(client, sandbox):
    sandbox.faults.inject(Slow(0.3), "POST /v1/payment_intents")
    options = {"idempotency_key": "pay_1"}
    running = asyncio.create_task(client.payment_intents.create_async(payment(), options))
    while not sandbox.calls:
        await asyncio.sleep(0.005)

    with pytest.raises(stripe.APIError) as caught:
        await client.payment_intents.create_async(payment(), options)

    assert caught.value.http_status == 409
    assert caught.value.error.code == "idempotency_key_in_use"
    assert (await running).status == "succeeded"
    assert len(sandbox.charges()) == 1


async def test_a_key_of_a_request_with_bad_parameters_can_be_used_again(client):
    options = {"idempotency_key": "pay_1"}
    with pytest.raises(stripe.InvalidRequestError):
        await client.payment_intents.create_async({"amount": 100}, options)

    intent = await client.payment_intents.create_async(payment(), options)

    assert intent.status == "succeeded"


async def test_a_forgotten_key_charges_again(client, sandbox):
    options = {"idempotency_key": "pay_1"}
    await client.payment_intents.create_async(payment(), options)
    sandbox.forget_keys()

    await client.payment_intents.create_async(payment(), options)

    assert len(sandbox.charges()) == 2


async def test_keys_are_forgotten_after_24_hours():
    clock = Clock()
    async with StripeCounterpart(clock=clock) as sandbox, connected(sandbox) as client:
        for clock.hours in (0.0, 23.9, 24.1):
            await client.v1.payment_intents.create_async(payment(), {"idempotency_key": "k"})

        assert len(sandbox.charges()) == 2


# Faults


async def test_a_lost_answer_leaves_the_charge_and_the_key_tells_of_it(client, sandbox):
    sandbox.faults.inject(LostAnswer(), "POST /v1/payment_intents")
    options = {"idempotency_key": "pay_1"}

    with pytest.raises(stripe.APIConnectionError):
        await client.payment_intents.create_async(payment(), options)

    assert (len(sandbox.charges()), sandbox.calls[0].status) == (1, None)
    again = await client.payment_intents.create_async(payment(), options)
    assert again.id == sandbox.charges()[0].payment_intent
    assert len(sandbox.charges()) == 1


async def test_a_lost_request_leaves_nothing(client, sandbox):
    sandbox.faults.inject(LostRequest(), "POST *")

    with pytest.raises(stripe.APIConnectionError):
        await client.payment_intents.create_async(payment())

    assert sandbox.charges() == []
    assert sandbox.faults.pending == 0


@pytest.mark.parametrize("performed", [False, True])
async def test_a_500_is_saved_under_its_key_whether_or_not_it_charged(client, sandbox, performed):
    sandbox.faults.inject(ServerError(performed=performed), "POST /v1/payment_intents")
    options = {"idempotency_key": "pay_1"}
    for _ in range(2):
        with pytest.raises(stripe.APIError) as caught:
            await client.payment_intents.create_async(payment(), options)
        assert caught.value.http_status == 500

    assert [call.replayed for call in sandbox.calls] == [False, True]
    assert len(sandbox.charges()) == int(performed)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [(RateLimited(), stripe.RateLimitError), (Unavailable(503), stripe.APIError)],
)
async def test_a_busy_stripe_does_nothing_and_the_same_key_works_later(
    client, sandbox, fault, expected
):
    sandbox.faults.inject(fault, "POST /v1/payment_intents", times=2)
    options = {"idempotency_key": "pay_1"}
    for _ in range(2):
        with pytest.raises(expected):
            await client.payment_intents.create_async(payment(), options)

    intent = await client.payment_intents.create_async(payment(), options)

    assert intent.status == "succeeded"
    assert len(sandbox.charges()) == 1


@pytest.mark.parametrize("performed", [False, True])
async def test_silence_lasts_until_the_client_gives_up(sandbox, performed):
    sandbox.faults.inject(NoAnswer(performed=performed), "POST /v1/payment_intents")

    async with connected(sandbox, timeout=0.3) as client:
        with pytest.raises(stripe.APIConnectionError, match="Timeout"):
            await client.v1.payment_intents.create_async(payment())

    assert len(sandbox.charges()) == int(performed)


async def test_faults_wait_for_the_calls_they_are_meant_for(client, sandbox):
    sandbox.faults.inject(RateLimited(), "POST /v1/payment_intents/*/confirm")
    intent = await client.payment_intents.create_async({"amount": 900, "currency": "eur"})

    with pytest.raises(stripe.RateLimitError):
        await client.payment_intents.confirm_async(intent.id, {"payment_method": "pm_card_visa"})

    sandbox.faults.clear()
    assert [call.status for call in sandbox.calls] == [200, 429]


# Webhooks


class Listener:
    """A webhook endpoint that verifies with Stripe's own code and answers as it is told."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.statuses: list[int] = []
        self.events: list[stripe.Event] = []
        self.headers: list[str] = []
        self.url = ""

    async def receive(self, request: Request) -> Response:
        header = request.headers["stripe-signature"]
        self.headers.append(header)
        event = stripe.Webhook.construct_event(
            await request.body(), header, self.secret, tolerance=0
        )
        self.events.append(event)
        return Response(status_code=self.statuses.pop(0) if self.statuses else 200)

    def seen(self) -> list[str]:
        return [event.type for event in self.events]


@pytest.fixture
async def listener(sandbox: StripeCounterpart) -> AsyncIterator[Listener]:
    listener = Listener(sandbox.webhook_secret)
    app = Starlette(routes=[StarletteRoute("/stripe/webhook", listener.receive, methods=["POST"])])
    async with serving(app) as port:
        listener.url = f"http://127.0.0.1:{port}/stripe/webhook"
        sandbox.webhooks.register(listener.url, sandbox.webhook_secret)
        yield listener


async def test_every_event_arrives_signed_in_order_with_the_object_as_it_was(
    client, sandbox, listener
):
    intent = await client.payment_intents.create_async(payment(), {"idempotency_key": "pay_1"})
    await sandbox.webhooks.drained()

    assert listener.seen() == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
    ]
    created, _, succeeded = listener.events
    assert created.data.object["status"] == "requires_confirmation"
    assert (succeeded.data.object["id"], succeeded.api_version) == (
        intent.id,
        "2026-10-28.endive",
    )
    assert succeeded.request.idempotency_key == "pay_1"
    kept = await client.events.retrieve_async(succeeded.id)
    assert (kept.type, kept.pending_webhooks) == ("payment_intent.succeeded", 0)


async def test_an_event_is_sent_again_until_it_is_accepted(client, sandbox, listener):
    sandbox.webhooks.retry_delays = (0.01, 0.01, 0.01)
    listener.statuses = [500, 302]

    await client.customers.create_async()
    await sandbox.webhooks.drained()

    assert listener.seen() == ["customer.created"] * 3
    assert [attempt.status for attempt in sandbox.webhooks.attempts] == [500, 302, 200]


async def test_an_endpoint_that_is_down_is_given_up_after_the_last_retry(client, sandbox):
    sandbox.webhooks.register("http://127.0.0.1:9/none", "whsec_x")
    sandbox.webhooks.retry_delays = (0.01,)

    await client.customers.create_async()
    await sandbox.webhooks.drained()

    assert [attempt.status for attempt in sandbox.webhooks.attempts] == [None, None]


async def test_held_events_come_late_backwards_and_twice_when_asked(client, sandbox, listener):
    sandbox.webhooks.hold()
    await client.payment_intents.create_async(payment())
    await sandbox.webhooks.drained()
    before = listener.seen()

    released = sandbox.webhooks.release(backwards=True, copies=2)
    await sandbox.webhooks.drained()

    assert (before, released) == ([], 3)
    assert listener.seen() == [
        "payment_intent.succeeded",
        "payment_intent.succeeded",
        "charge.succeeded",
        "charge.succeeded",
        "payment_intent.created",
        "payment_intent.created",
    ]


@pytest.mark.parametrize("skew", [-301, 301])
async def test_an_event_can_be_replayed_with_an_old_or_a_future_timestamp(
    client, sandbox, listener, skew
):
    await client.customers.create_async()
    await sandbox.webhooks.drained()
    now = int(time.time())

    sandbox.webhooks.resend(listener.events[0].id, skew=skew)
    await sandbox.webhooks.drained()

    signed_at = int(re.match(r"t=(\d+),", listener.headers[1])[1])
    assert listener.events[1].id == listener.events[0].id
    assert abs(signed_at - now - skew) <= 2


async def test_during_a_rotation_both_secrets_sign(client, sandbox, listener):
    sandbox.webhooks.register(listener.url, "whsec_new", listener.secret)

    await client.customers.create_async()
    await sandbox.webhooks.drained()

    assert listener.headers[0].count(",v1=") == 2
    assert listener.seen() == ["customer.created"]


async def test_events_are_listed_by_type_and_family(client):
    await client.payment_intents.create_async(payment())

    one = await client.events.list_async({"type": "charge.succeeded"})
    family = await client.events.list_async({"types": ["payment_intent.*"]})

    assert [event.type for event in one.data] == ["charge.succeeded"]
    assert len(family.data) == 2


# Checkout, setup and the portal


def session(**changes: Any) -> Any:
    """Parameters of a checkout for one invoice of 90.00 EUR."""
    return {
        "mode": "payment",
        "success_url": "https://shop.example/done?s={CHECKOUT_SESSION_ID}",
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": "eur",
                    "unit_amount": 9000,
                    "product_data": {"name": "Invoice 123 <b>"},
                },
            }
        ],
        "payment_intent_data": {"metadata": {"payment_id": "pay_9"}},
        **changes,
    }


TYPED = {"type": "card", "card_number": "4242 4242 4242 4242", "expiry": "12 / 34", "cvc": "123"}


async def test_a_checkout_page_shows_the_amount_takes_a_card_and_returns(client, sandbox, browser):
    opened = await client.checkout.sessions.create_async(session())
    page = await browser.get(opened.url)

    answer = await browser.post(opened.url, data=TYPED)

    done = await client.checkout.sessions.retrieve_async(opened.id, {"expand": ["payment_intent"]})
    assert "Invoice 123 &lt;b&gt;" in page.text
    assert "€90.00 EUR" in page.text
    assert 'value="4242 4242 4242 4242"' in page.text
    assert answer.headers["location"] == f"https://shop.example/done?s={opened.id}"
    assert (done.status, done.payment_status, done.url) == ("complete", "paid", None)
    assert sandbox.charges()[0].metadata == {"payment_id": "pay_9"}
    assert types(sandbox)[-2:] == ["payment_intent.succeeded", "checkout.session.completed"]
    assert "Paid" in (await browser.get(opened.url)).text


async def test_a_card_declined_on_the_page_can_be_replaced_there(client, sandbox, browser):
    opened = await client.checkout.sessions.create_async(session())

    declined = await browser.post(opened.url, data={**TYPED, "card_number": "4000 0000 0000 9995"})
    paid = await browser.post(opened.url, data=TYPED)

    assert declined.status_code == 402
    assert "Your card has insufficient funds." in declined.text
    assert paid.status_code == 303
    assert len(sandbox.charges()) == 1
    assert types(sandbox).count("payment_intent.created") == 1


async def test_a_checkout_with_three_d_secure_ends_on_the_success_page_or_back_on_the_form(
    client, sandbox, browser
):
    opened = await client.checkout.sessions.create_async(session())
    needs = {**TYPED, "card_number": "4000 0027 6000 3184"}

    first = await browser.post(opened.url, data=needs)
    failed = await browser.post(first.headers["location"], data={"outcome": "fail"})
    form = await browser.get(failed.headers["location"])
    second = await browser.post(opened.url, data=needs)
    passed = await browser.post(second.headers["location"], data={"outcome": "complete"})

    assert "/3ds/pi_" in first.headers["location"]
    assert "We are unable to authenticate" in form.text
    assert passed.headers["location"].startswith("https://shop.example/done")
    assert len(sandbox.charges()) == 1


async def test_a_checkout_by_debit_is_complete_first_and_paid_later(client, sandbox, browser):
    opened = await client.checkout.sessions.create_async(session())
    await browser.post(
        opened.url, data={"type": "sepa_debit", "iban": "DE89 3704 0044 0532 0130 00"}
    )
    before = await client.checkout.sessions.retrieve_async(opened.id)

    sandbox.settle(before.payment_intent)

    after = await client.checkout.sessions.retrieve_async(opened.id)
    assert (before.status, before.payment_status) == ("complete", "unpaid")
    assert after.payment_status == "paid"
    assert types(sandbox)[-1] == "checkout.session.async_payment_succeeded"


async def test_an_expired_checkout_takes_no_money(client, sandbox, browser):
    opened = await client.checkout.sessions.create_async(session())

    expired = await client.checkout.sessions.expire_async(opened.id)

    answer = await browser.post(opened.url, data=TYPED)
    assert (expired.status, answer.status_code) == ("expired", 410)
    assert sandbox.charges() == []
    assert types(sandbox) == ["checkout.session.expired"]
    with pytest.raises(stripe.InvalidRequestError, match="can be expired"):
        await client.checkout.sessions.expire_async(opened.id)


async def test_a_checkout_expires_by_itself_when_its_time_is_over():
    clock = Clock()
    async with StripeCounterpart(clock=clock) as sandbox, connected(sandbox) as client:
        opened = await client.v1.checkout.sessions.create_async(session())
        clock.hours = 25.0

        late = await client.v1.checkout.sessions.retrieve_async(opened.id)

        assert late.status == "expired"
        assert types(sandbox) == ["checkout.session.expired"]


async def test_a_setup_page_saves_the_card_for_the_customer_and_charges_nothing(
    client, sandbox, browser
):
    ana = sandbox.seed_customer("Ana", "ana@a.example", cards=[]).customer_id
    opened = await client.checkout.sessions.create_async(
        {
            "mode": "setup",
            "currency": "usd",
            "customer": ana,
            "success_url": "https://shop.example/saved",
            "setup_intent_data": {"metadata": {"account": "a_1"}},
        }
    )

    answer = await browser.post(opened.url, data=TYPED)

    [method] = (await client.customers.payment_methods.list_async(ana)).data
    assert answer.headers["location"] == "https://shop.example/saved"
    assert method.card.last4 == "4242"
    assert sandbox.charges() == []
    [completed] = sandbox.events("checkout.session.completed")
    assert completed["data"]["object"]["setup_intent"] == opened.setup_intent
    assert sandbox.find("setup_intent", opened.setup_intent)["metadata"] == {"account": "a_1"}


async def test_a_setup_with_three_d_secure_is_saved_after_the_banks_page(client, sandbox, browser):
    ana = sandbox.seed_customer("Ana", "ana@a.example", cards=[]).customer_id
    opened = await client.checkout.sessions.create_async(
        {"mode": "setup", "currency": "eur", "customer": ana, "success_url": "https://s.example"}
    )

    asked = await browser.post(opened.url, data={**TYPED, "card_number": "4000 0025 0000 3155"})
    answer = await browser.post(asked.headers["location"], data={"outcome": "complete"})

    assert answer.headers["location"] == "https://s.example"
    assert len((await client.customers.payment_methods.list_async(ana)).data) == 1


async def test_a_session_lists_its_items_and_is_found_by_status(client):
    opened = await client.checkout.sessions.create_async(session())

    items = await client.checkout.sessions.line_items.list_async(opened.id)
    listed = await client.checkout.sessions.list_async({"status": "open"})

    assert [(item.description, item.amount_total) for item in items.data] == [
        ("Invoice 123 <b>", 9000)
    ]
    assert [row.id for row in listed.data] == [opened.id]


async def test_a_checkout_without_items_or_an_address_to_return_to_is_refused(client):
    for missing in ("success_url", "line_items"):
        wanted = session()
        del wanted[missing]
        with pytest.raises(stripe.InvalidRequestError, match=f"Missing required param: {missing}"):
            await client.checkout.sessions.create_async(wanted)


async def test_the_portal_changes_the_default_and_removes_methods(client, sandbox, browser):
    seeded = sandbox.seed_customer("Ana", "ana@a.example", cards=["pm_card_visa", "pm_card_amex"])
    visa, amex = seeded.payment_method_ids
    portal = await client.billing_portal.sessions.create_async(
        {"customer": seeded.customer_id, "return_url": "https://shop.example"}
    )

    shown = await browser.get(portal.url)
    await browser.post(portal.url, data={"method": amex, "do": "default"})
    await browser.post(portal.url, data={"method": visa, "do": "remove"})

    customer = await client.customers.retrieve_async(seeded.customer_id)
    left = await client.customers.payment_methods.list_async(seeded.customer_id)
    assert "Visa •••• 4242 (default)" in shown.text
    assert customer.invoice_settings.default_payment_method == amex
    assert [row.id for row in left.data] == [amex]


async def test_a_page_that_never_existed_is_a_404(sandbox, browser):
    answer = await browser.get(f"{sandbox.url}/c/pay/cs_test_no")

    assert answer.status_code == 404


# Invoices


async def invoiced(client: Any, customer: str, amount: int = 10_000) -> Any:
    draft = await client.invoices.create_async(
        {
            "customer": customer,
            "collection_method": "send_invoice",
            "days_until_due": 14,
            "currency": "eur",
            "metadata": {"invoice": "123"},
        }
    )
    await client.invoice_items.create_async(
        {"invoice": draft.id, "customer": customer, "amount": amount, "currency": "eur"}
    )
    return await client.invoices.finalize_invoice_async(draft.id)


async def test_an_invoice_is_finalised_and_paid_by_the_customers_default_card(client, sandbox):
    ana = sandbox.seed_customer("Ana", "ana@a.example").customer_id
    invoice = await invoiced(client, ana)

    paid = await client.invoices.pay_async(invoice.id)

    assert (invoice.status, invoice.amount_remaining) == ("open", 10_000)
    assert (paid.status, paid.amount_paid, paid.amount_remaining) == ("paid", 10_000, 0)
    assert len(sandbox.charges()) == 1
    assert {"invoice.finalized", "invoice.paid", "invoice_payment.paid"} <= set(types(sandbox))


async def test_attached_payments_pay_an_invoice_in_parts(client, sandbox):
    ana = sandbox.seed_customer("Ana", "ana@a.example")
    invoice = await invoiced(client, ana.customer_id)
    remaining = []
    for amount in (4000, 6000):
        intent = await client.payment_intents.create_async(
            payment(
                amount=amount,
                currency="eur",
                customer=ana.customer_id,
                payment_method=ana.payment_method_ids[0],
            )
        )
        await client.invoices.attach_payment_async(invoice.id, {"payment_intent": intent.id})
        now = await client.invoices.retrieve_async(invoice.id, {"expand": ["payments"]})
        remaining.append((now.status, now.amount_remaining))

    assert remaining == [("open", 6000), ("paid", 0)]
    paid = await client.invoice_payments.list_async({"invoice": invoice.id, "status": "paid"})
    assert sorted(row.amount_paid for row in paid.data) == [4000, 6000]
    assert len(now.payments.data) == 3


async def test_an_intent_attached_before_it_is_paid_counts_when_it_succeeds(client, sandbox):
    ana = sandbox.seed_customer("Ana", "ana@a.example")
    invoice = await invoiced(client, ana.customer_id)
    intent = await client.payment_intents.create_async(
        {"amount": 10_000, "currency": "eur", "customer": ana.customer_id}
    )
    await client.invoices.attach_payment_async(invoice.id, {"payment_intent": intent.id})

    await client.payment_intents.confirm_async(
        intent.id, {"payment_method": ana.payment_method_ids[0]}
    )

    assert (await client.invoices.retrieve_async(invoice.id)).status == "paid"


async def test_a_declined_invoice_stays_open(client, sandbox):
    ana = sandbox.seed_customer("A", "a@a.example", cards=["pm_card_chargeCustomerFail"])
    invoice = await invoiced(client, ana.customer_id)

    with pytest.raises(stripe.CardError):
        await client.invoices.pay_async(invoice.id)

    assert (await client.invoices.retrieve_async(invoice.id)).status == "open"
    assert "invoice.payment_failed" in types(sandbox)


async def test_a_void_invoice_cannot_be_paid_and_one_paid_elsewhere_is_paid(client, sandbox):
    ana = sandbox.seed_customer("Ana", "ana@a.example").customer_id
    first, second = await invoiced(client, ana), await invoiced(client, ana)

    voided = await client.invoices.void_invoice_async(first.id)
    elsewhere = await client.invoices.pay_async(second.id, {"paid_out_of_band": True})

    assert (voided.status, elsewhere.status) == ("void", "paid")
    assert (first.number, second.number) == (
        f"{first.number[:-4]}0001",
        f"{first.number[:-4]}0002",
    )
    with pytest.raises(stripe.InvalidRequestError, match="void and can't be paid"):
        await client.invoices.pay_async(first.id)
    assert sandbox.charges() == []
    open_ones = await client.invoices.list_async({"customer": ana, "status": "open"})
    assert open_ones.data == []


# State


async def test_the_next_process_remembers_objects_and_keys(tmp_path):
    path = tmp_path / "stripe.json"
    options = {"idempotency_key": "pay_1"}
    async with StripeCounterpart(state_path=path) as first, connected(first) as client:
        ana = first.seed_customer("Ana", "ana@a.example")
        intent = await client.v1.payment_intents.create_async(payment(), options)

    async with StripeCounterpart(state_path=path) as second, connected(second) as client:
        again = await client.v1.payment_intents.create_async(payment(), options)
        kept = await client.v1.customers.retrieve_async(ana.customer_id)

        assert again.id == intent.id
        assert kept.email == "ana@a.example"
        assert len(second.charges()) == 1


async def test_two_processes_at_once_see_each_others_changes(tmp_path):
    path = tmp_path / "stripe.json"
    async with (
        StripeCounterpart(state_path=path) as left,
        StripeCounterpart(state_path=path) as right,
        connected(left) as client,
        connected(right) as other,
    ):
        intent = await client.v1.payment_intents.create_async(payment())

        refund = await other.v1.refunds.create_async({"payment_intent": intent.id})
        charge = await client.v1.charges.retrieve_async(refund.charge)

        assert charge.refunded is True


async def test_an_event_not_delivered_before_the_end_is_delivered_by_the_next_process(
    tmp_path, listener
):
    path = tmp_path / "stripe.json"
    async with (
        StripeCounterpart(state_path=path, webhook="http://127.0.0.1:9/down") as first,
        connected(first) as client,
    ):
        await client.v1.customers.create_async()

    async with StripeCounterpart(state_path=path, webhook=listener.url) as second:
        await second.webhooks.drained()

        assert listener.seen() == ["customer.created"]
        assert second.events()[0]["pending_webhooks"] == 0


def test_it_runs_as_a_process_of_its_own_until_it_is_told_to_stop():
    command = [sys.executable, "-m", "assistant.sandbox.stripe", "--webhook-url", "http://x.test"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        url = process.stdout.readline().strip()
        answer = httpx.get(f"{url}/v1/balance")

        os.kill(process.pid, signal.SIGTERM)
        code = process.wait(timeout=10)

    assert (answer.status_code, code) == (401, 0)


# Against the wheel


def wheel_routes() -> dict[tuple[str, str], str]:
    """Read from the wheel's sources which parameters each address takes."""
    root = Path(stripe.__file__).parent
    found: dict[tuple[str, str], str] = {}
    for file in root.rglob("_*_service.py"):
        package = ".".join(file.relative_to(root).parts[:-1])
        for method in ast.walk(ast.parse(file.read_text())):
            if isinstance(method, ast.FunctionDef):
                source = ast.unparse(method)
                params = re.search(r"params: .*?\b(\w+Params)\b", source)
                call = re.search(r"_request\('(\w+)', '([^']+)'", source)
                if call and params:
                    path = re.sub(r"\{(\w+)\}", "{}", call[2])
                    name = ".".join(filter(None, (package, params[1])))
                    found[call[1].upper(), path] = name
    return found


def test_every_route_is_one_of_the_wheels_with_the_same_parameters():
    known = wheel_routes()

    strange = {
        (route.method, route.path)
        for route in ROUTES
        if known.get((route.method, re.sub(r"\{\w+\}", "{}", route.path))) != route.params
    }

    assert strange == set()


def test_the_checks_of_every_route_can_be_compiled():
    for route in ROUTES:
        with pytest.raises(Exception, match="unknown parameter: frob"):
            checker(route.params)({"frob": "1"}, "")


CLASSES = {
    "billing_portal.session": "billing_portal.Session",
    "checkout.session": "checkout.Session",
    "invoiceitem": "InvoiceItem",
}


def wheel_fields(kind: str) -> dict[str, Any]:
    name = CLASSES.get(kind) or "".join(part.capitalize() for part in kind.split("_"))
    package, _, name = name.rpartition(".")
    module = importlib.import_module(".".join(filter(None, ("stripe", package))))
    return dict(getattr(module, name).__annotations__)


async def test_every_object_has_only_fields_the_wheel_knows_and_all_that_it_requires(
    client, sandbox, browser
):
    ana = sandbox.seed_customer("Ana", "ana@a.example")
    await client.customers.create_async()
    intent = await client.payment_intents.create_async(payment())
    await client.refunds.create_async({"payment_intent": intent.id, "amount": 100})
    sandbox.dispute(intent.id)
    opened = await client.checkout.sessions.create_async(session())
    await browser.post(opened.url, data=TYPED)
    await client.setup_intents.create_async({"customer": ana.customer_id})
    await client.billing_portal.sessions.create_async({"customer": ana.customer_id})
    await client.invoices.pay_async((await invoiced(client, ana.customer_id)).id)

    for kind, rows in sandbox.tables().items():
        fields = wheel_fields(kind)
        required = {
            name
            for name, type_ in fields.items()
            if not re.search(r"Optional|NoneType|ClassVar", str(type_))
        }
        for row in rows.values():
            assert (kind, set(row) - set(fields)) == (kind, set())
            assert (kind, required - set(row)) == (kind, set())
