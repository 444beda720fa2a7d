"""What DoiT's console does with saved cards and bank accounts, done here by talking."""

from collections.abc import AsyncIterator

import pytest

from tests.stories.house import House, opened_webhooks, sayings, words_of
from tests.stories.pages import ADDRESS, BANK, CARD, arrived, cards_for, fill_in, link, page_for

SYSTEM = "DoiT CMP"


@pytest.fixture
async def shop(house: House) -> AsyncIterator[House]:
    """A house that Stripe's webhooks reach."""
    async with opened_webhooks(house):
        yield house


@pytest.mark.capability(SYSTEM, "pick one of the saved cards")
async def test_one_of_the_saved_cards_is_picked_by_a_button(shop: House) -> None:
    page = await page_for(shop, "dana", "add a card")
    await fill_in(page, **(CARD | {"card_number": "5555555555554444"}), **ADDRESS)
    await arrived(shop)

    shown = await shop.ask("dana", "payment methods")
    picked = await shop.ask("dana", "make 4444 the default")
    offered = await shop.ask("dana", "pay invoice 123")

    assert "make 4444 the default" in sayings(shown.card)
    assert picked.outcome == "methods_arranged"
    assert "Mastercard ending in 4444" in words_of(offered.card)


@pytest.mark.capability(SYSTEM, "pay by ACH from a bank account: processing, then paid")
async def test_an_invoice_is_paid_from_a_bank_account(shop: House) -> None:
    page = await page_for(shop, "dana", "add a bank account")
    await fill_in(page, **BANK, **ADDRESS)
    await arrived(shop)
    await fill_in(link(cards_for(shop, "To be verified")[0]), first="32", second="45")
    await arrived(shop)
    await shop.ask("dana", "make 6789 the default")

    await shop.pay("dana", "123")
    await shop.work()
    assert await shop.payments() == [("processing", 42000)]

    (row,) = await shop.rows("SELECT gateway_ref FROM payments")
    shop.stripe.settle(row.gateway_ref, "succeeded")
    await arrived(shop)

    assert await shop.payments() == [("succeeded", 42000)]
    await shop.balanced()


@pytest.mark.capability(SYSTEM, "wire transfer with the bank details only inside the PDF")
async def test_bank_details_are_only_inside_the_pdf(office: House) -> None:
    answered = await office.ask("vic", "how do I pay by wire?")

    assert "in the PDF of each invoice and nowhere else" in words_of(answered.card)
    assert sayings(answered.card)[0] == "pdf 121"
