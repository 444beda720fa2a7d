"""What the SoftLayer portal does with the card on file, done here by talking."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from assistant.request import Channel
from tests.stories.house import House, opened_webhooks, words_of
from tests.stories.pages import ADDRESS, BANK, CARD, arrived, cards_for, fill_in, link, look_at
from tests.stories.pages import page_for as asked_page

SYSTEM = "IBM SoftLayer portal"


@pytest.fixture
async def shop(house: House) -> AsyncIterator[House]:
    """A house that Stripe's webhooks reach."""
    async with opened_webhooks(house):
        yield house


@pytest.mark.capability(SYSTEM, "add a card with its billing address")
async def test_a_card_is_added_with_its_billing_address(shop: House) -> None:
    page = await asked_page(shop, "dana", "add a card")
    await fill_in(page, **(CARD | {"card_number": "5555555555554444"}), **ADDRESS)
    await arrived(shop)

    shown = await shop.ask("dana", "payment methods")
    (row,) = await shop.rows(
        "SELECT billing FROM methods WHERE last4 = '4444' AND account_id = 'acc_acme'"
    )
    assert "Mastercard 4444" in words_of(shown.card)
    assert "12 Desert Lane" in str(row.billing)


@pytest.mark.capability(SYSTEM, "“use company information” fills in the billing address")
async def test_company_information_is_filled_in(shop: House) -> None:
    page = await asked_page(shop, "dana", "add a card with company information")

    shown = await look_at(page)

    assert 'value="1 Road Runner Way"' in shown
    assert 'value="Tucson"' in shown
    assert "Acme Inc." in shown


@pytest.mark.capability(SYSTEM, "a new method is verified before it may pay: pending, then active")
async def test_a_new_method_is_verified_before_it_may_pay(shop: House) -> None:
    page = await asked_page(shop, "dana", "add our bank account")
    await fill_in(page, **BANK, **ADDRESS)
    await arrived(shop)
    waiting = await shop.ask("dana", "payment methods")

    await fill_in(link(cards_for(shop, "To be verified")[0]), first="32", second="45")
    await arrived(shop)
    ready = await shop.ask("dana", "payment methods")

    assert "being verified" in words_of(waiting.card)
    assert "being verified" not in words_of(ready.card)


@pytest.mark.capability(
    SYSTEM, "the result of a verification is mailed to the contact given when the card was added"
)
async def test_the_contact_given_is_mailed_the_result(shop: House) -> None:
    page = await asked_page(shop, "dana", "add our bank account, tell vic@acme.example")
    await fill_in(page, **BANK, **ADDRESS)
    await arrived(shop)
    verify = link(cards_for(shop, "To be verified")[0])

    await fill_in(verify, first="10", second="11")
    await arrived(shop)

    assert ("mail", "vic@acme.example") in shop.told("Not accepted: Stripe Test Bank 6789")


@pytest.mark.capability(SYSTEM, "the “EU supported” flag routes questions to help within the EU")
async def test_the_eu_flag_routes_help(office: House) -> None:
    await office.change("UPDATE accounts SET eu_supported = true WHERE id = 'acc_globex'")
    office.desk.line = replace(office.desk.line, eu_support="eu@seller.example")

    within = await office.ask("gus", "talk to a human", channel=Channel.MAIL)
    outside = await office.ask("dana", "talk to a human", channel=Channel.MAIL)

    assert "eu@seller.example" in words_of(within.card)
    assert "eu@seller.example" not in words_of(outside.card)
