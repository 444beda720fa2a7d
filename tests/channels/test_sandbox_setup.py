"""The local Stripe saves methods as Stripe does: addresses, small amounts, PayPal."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import stripe

from assistant.billing.stripe.gateway import open_client
from assistant.sandbox.stripe import StripeCounterpart

BANK = {
    "type": "us_bank_account",
    "us_bank_account": {
        "account_holder_type": "company",
        "account_number": "000123456789",
        "routing_number": "110000000",
    },
}
BY_SMALL_AMOUNTS = {"us_bank_account": {"verification_method": "microdeposits"}}


@pytest.fixture
async def sandbox() -> AsyncIterator[StripeCounterpart]:
    async with StripeCounterpart() as counterpart:
        yield counterpart


@pytest.fixture
async def client(sandbox: StripeCounterpart) -> AsyncIterator[Any]:
    async with open_client(sandbox.api_key, sandbox.url) as connection:
        yield connection.v1


@pytest.fixture
async def browser() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(follow_redirects=False, trust_env=False) as connection:
        yield connection


async def waiting(client: Any, sandbox: StripeCounterpart) -> Any:
    """A setup of a bank account that waits for its small amounts."""
    ana = sandbox.seed_customer("Ana", "ana@a.example", cards=[]).customer_id
    return await client.setup_intents.create_async(
        {
            "customer": ana,
            "confirm": True,
            "payment_method_data": BANK,
            "payment_method_options": BY_SMALL_AMOUNTS,
            "return_url": "https://shop.example",
        }
    )


def types(sandbox: StripeCounterpart) -> list[str]:
    return [event["type"] for event in sandbox.events()]


async def test_a_bank_account_waits_for_its_small_amounts(client, sandbox):
    setup = await waiting(client, sandbox)

    assert setup.status == "requires_action"
    assert setup.next_action.type == "verify_with_microdeposits"
    method = sandbox.find("payment_method", setup.payment_method)
    assert method is not None
    assert method["customer"] is None
    assert types(sandbox)[-1] == "setup_intent.requires_action"


@pytest.mark.parametrize("said", [{"amounts": [45, 32]}, {"descriptor_code": "SM11AA"}])
async def test_the_right_amounts_or_code_save_it(client, sandbox, said):
    setup = await waiting(client, sandbox)

    done = await client.setup_intents.verify_microdeposits_async(setup.id, said)

    assert done.status == "succeeded"
    assert types(sandbox)[-2:] == ["payment_method.attached", "setup_intent.succeeded"]


async def test_wrong_amounts_may_be_tried_again(client, sandbox):
    setup = await waiting(client, sandbox)

    with pytest.raises(stripe.InvalidRequestError) as caught:
        await client.setup_intents.verify_microdeposits_async(setup.id, {"amounts": [1, 2]})
    done = await client.setup_intents.verify_microdeposits_async(setup.id, {"amounts": [32, 45]})

    assert caught.value.code == "payment_method_microdeposit_verification_amounts_mismatch"
    assert done.status == "succeeded"


@pytest.mark.parametrize("said", [{"amounts": [10, 11]}, {"descriptor_code": "SM33CC"}])
async def test_too_many_wrong_amounts_end_it(client, sandbox, said):
    setup = await waiting(client, sandbox)

    done = await client.setup_intents.verify_microdeposits_async(setup.id, said)

    assert done.status == "requires_payment_method"
    assert done.last_setup_error.payment_method.us_bank_account.last4 == "6789"
    assert types(sandbox)[-1] == "setup_intent.setup_failed"


async def test_ten_wrong_amounts_are_too_many(client, sandbox):
    setup = await waiting(client, sandbox)
    wrong = {"amounts": [1, 2]}

    for _ in range(9):
        with pytest.raises(stripe.InvalidRequestError):
            await client.setup_intents.verify_microdeposits_async(setup.id, wrong)
    done = await client.setup_intents.verify_microdeposits_async(setup.id, wrong)

    assert done.status == "requires_payment_method"


async def test_only_what_waits_for_small_amounts_is_verified(client, sandbox):
    setup = await client.setup_intents.create_async({})

    with pytest.raises(stripe.InvalidRequestError) as caught:
        await client.setup_intents.verify_microdeposits_async(setup.id, {"amounts": [32, 45]})

    assert caught.value.code == "setup_intent_unexpected_state"


async def opened(client: Any, **more: Any) -> str:
    """A page that saves a method and asks for an address."""
    session = await client.checkout.sessions.create_async(
        {
            "mode": "setup",
            "currency": "usd",
            "billing_address_collection": "required",
            "success_url": "https://shop.example/saved",
            **more,
        }
    )
    return str(session.url)


async def test_a_page_shows_the_customers_own_address(client, sandbox, browser):
    ana = sandbox.seed_customer("Ana", "ana@a.example", cards=[]).customer_id
    address = {"line1": "1 Elm St", "city": "Ames", "postal_code": "50010", "country": "US"}
    await client.customers.update_async(ana, {"address": address})

    shown = (await browser.get(await opened(client, customer=ana))).text

    filled = dict(re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', shown))
    assert {name: filled[name] for name in address} == address


async def test_without_an_address_nothing_is_saved(client, sandbox, browser):
    url = await opened(client)
    card = {"card_number": "4242424242424242", "expiry": "12/34"}

    refused = await browser.post(url, data=card)
    saved = await browser.post(
        url, data=card | {"line1": "1 Elm St", "city": "A", "postal_code": "5", "country": "US"}
    )

    assert (refused.status_code, saved.status_code) == (402, 303)
    [method] = sandbox.tables()["payment_method"].values()
    assert method["billing_details"]["address"]["line1"] == "1 Elm St"


async def test_paypal_is_saved_and_pays_at_once(client, sandbox, browser):
    ana = sandbox.seed_customer("Ana", "ana@a.example", cards=[]).customer_id
    url = await opened(
        client,
        customer=ana,
        allowed_payment_method_types=["paypal"],
        billing_address_collection="auto",
    )
    await browser.post(url, data={"type": "paypal", "email": "ana@a.example"})
    [method] = (await client.customers.payment_methods.list_async(ana)).data

    paid = await client.payment_intents.create_async(
        {
            "amount": 2500,
            "currency": "usd",
            "customer": ana,
            "payment_method": method.id,
            "confirm": True,
            "off_session": True,
            "return_url": "https://shop.example",
        }
    )

    assert (method.type, method.paypal.payer_email) == ("paypal", "ana@a.example")
    assert paid.status == "succeeded"
