"""What Invoca's billing portal does with payment methods, done here by talking."""

from collections.abc import AsyncIterator

import pytest

from assistant.request import Channel
from tests.stories.house import House, opened_webhooks, words_of
from tests.stories.pages import ADDRESS, CARD, arrived, fill_in, page_for

SYSTEM = "Invoca billing portal"


@pytest.fixture
async def shop(house: House) -> AsyncIterator[House]:
    """A house that Stripe's webhooks reach, with a second card on file."""
    async with opened_webhooks(house):
        page = await page_for(house, "dana", "add a card")
        await fill_in(page, **(CARD | {"card_number": "5555555555554444"}), **ADDRESS)
        await arrived(house)
        yield house


@pytest.mark.capability(SYSTEM, "add a payment method")
async def test_a_payment_method_is_added(shop: House) -> None:
    shown = await shop.ask("dana", "payment methods", channel=Channel.MAIL)

    assert "Mastercard 4444" in words_of(shown.card)


@pytest.mark.capability(SYSTEM, "remove a payment method")
async def test_a_payment_method_is_removed(shop: House) -> None:
    await shop.ask("dana", "remove 4444", channel=Channel.MAIL)
    await shop.ask("dana", "yes", channel=Channel.MAIL)
    await arrived(shop)

    shown = await shop.ask("dana", "payment methods")
    assert "4444" not in words_of(shown.card)


@pytest.mark.capability(SYSTEM, "make a payment method the default")
async def test_a_payment_method_is_made_the_default(shop: House) -> None:
    await shop.ask("dana", "make 4444 the default", channel=Channel.TERMINAL)

    shown = await shop.ask("dana", "payment methods")
    assert shown.card.table is not None
    assert shown.card.table.rows[0] == ("Mastercard 4444", "12/34", "default")
