"""The local Stripe, driven by the real asynchronous client over real HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import stripe

from assistant.sandbox.stripe import (
    StripeCounterpart,
)

# stripe 16.1 hands httpx its form body by an argument that httpx 0.28 deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content:DeprecationWarning")


@asynccontextmanager
async def connected(
    counterpart: StripeCounterpart, *, key: str | None = None, timeout: float = 5
) -> AsyncIterator[stripe.StripeClient]:
    http = stripe.HTTPXClient(timeout=timeout)
    yield stripe.StripeClient(
        key or counterpart.api_key, base_addresses={"api": counterpart.url}, http_client=http
    )
    await http.close_async()


@pytest.fixture
async def sandbox() -> AsyncIterator[StripeCounterpart]:
    async with StripeCounterpart() as counterpart:
        yield counterpart


@pytest.fixture
async def client(sandbox: StripeCounterpart) -> AsyncIterator[stripe.StripeClient]:
    async with connected(sandbox) as connection:
        yield connection


def payment(**changes: Any) -> Any:
    """Parameters of an ordinary off-session payment of 25.00 USD."""
    return {
        "amount": 2500,
        "currency": "usd",
        "payment_method": "pm_card_visa",
        "confirm": True,
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
        **changes,
    }


async def test_a_visa_pays_and_exactly_one_charge_remains(client, sandbox):
    intent = await client.v1.payment_intents.create_async(payment(metadata={"payment_id": "pay_1"}))

    assert intent.status == "succeeded"
    [charge] = sandbox.charges()
    assert (charge.payment_intent, charge.amount, charge.currency) == (intent.id, 2500, "usd")
    assert charge.metadata == {"payment_id": "pay_1"}


async def test_an_intent_is_created_confirmed_and_found_by_its_metadata(client):
    intent = await client.v1.payment_intents.create_async(
        {"amount": 900, "currency": "eur", "metadata": {"payment_id": "pay_7"}}
    )
    before = intent.status

    confirmed = await client.v1.payment_intents.confirm_async(
        intent.id, {"payment_method": "pm_card_visa", "return_url": "https://a.example/back"}
    )

    found = await client.v1.payment_intents.search_async(
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
async def test_a_card_that_is_declined_off_session_leaves_an_intent_that_can_be_paid_again(
    client, sandbox, card, code, decline_code
):
    with pytest.raises(stripe.CardError) as caught:
        await client.v1.payment_intents.create_async(payment(payment_method=card, off_session=True))

    error = caught.value.error
    assert (caught.value.http_status, error.code, error.decline_code) == (402, code, decline_code)
    assert error.payment_intent.status == "requires_payment_method"
    assert error.payment_intent.last_payment_error.code == code
    assert sandbox.charges() == []
    retried = await client.v1.payment_intents.confirm_async(
        error.payment_intent.id, {"payment_method": "pm_card_visa"}
    )
    assert retried.status == "succeeded"


async def test_a_repeated_key_gets_the_first_answer_and_no_second_charge(client, sandbox):
    options = {"idempotency_key": "pay_1"}
    first = await client.v1.payment_intents.create_async(payment(), options)

    second = await client.v1.payment_intents.create_async(payment(), options)

    assert second.id == first.id
    assert second.last_response.headers["idempotent-replayed"] == "true"
    assert len(sandbox.charges()) == 1
