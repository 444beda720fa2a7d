"""What the portal does with the balance once money has arrived, here or at the provider."""

import pytest

from assistant.billing.stripe.calls import StripeCalls, open_client
from tests.stories.house import House, opened_webhooks, words_of

SYSTEM = "IBM SoftLayer portal"


@pytest.mark.capability(SYSTEM, "a payment is applied to its invoice, and the balance updated")
async def test_what_was_paid_is_off_the_balance(house: House) -> None:
    before = await house.ask("dana", "what do we owe")
    await house.pay("dana", "123")
    await house.work()

    after = await house.ask("dana", "what do we owe")

    assert "1,180.00 USD" in words_of(before.card)
    assert "760.00 USD" in words_of(after.card)


@pytest.mark.capability(SYSTEM, "an invoice paid at the provider is off the balance here, too")
async def test_what_was_paid_elsewhere_is_off_the_balance(house: House) -> None:
    assert house.desk.settler is not None
    assert house.desk.settler.follower is not None
    seeded = house.stripe.seed_customer("Initech", "bill@initech.example")
    who = {"channel": "mail"}
    async with open_client(house.stripe.api_key, house.stripe.url) as client:
        stripe = StripeCalls(client)
        terms = {"collection_method": "send_invoice", "days_until_due": 30, "currency": "usd"}
        draft = await stripe.post(
            "/v1/invoices", {"customer": seeded.customer_id, **terms}, key="1"
        )
        line = {"customer": seeded.customer_id, "amount": 4_200, "currency": "usd"}
        await stripe.post("/v1/invoiceitems", {**line, "invoice": draft.body["id"]}, key="2")
        await stripe.post(f"/v1/invoices/{draft.body['id']}/finalize", {}, key="3")
        await house.desk.settler.follower.import_all(lambda *_: None)
        owed = await house.ask("bill@initech.example", "what do we owe", **who)
        async with opened_webhooks(house):
            await stripe.post(f"/v1/invoices/{draft.body['id']}/pay", {}, key="4")
            await house.stripe.webhooks.drained()
            await house.work()

    paid = await house.ask("bill@initech.example", "what do we owe", **who)

    assert "42.00 USD" in words_of(owed.card)
    assert "42.00 USD" not in words_of(paid.card)
    await house.balanced()
