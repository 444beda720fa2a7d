"""A payment that its payer gives up while its page is open is told as just that."""

from tests.stories.house import House, words_of
from tests.stories.planned import titles

CALLED_OFF = "Called off: invoice 121, 360.00 USD"


async def on_a_page(house: House) -> None:
    """Confirm a payment that waits for its payer to open a page."""
    await house.ask("dana", "pay 121 with another card, once")
    await house.ask("dana", "yes")
    await house.work()
    assert [state for state, _ in await house.payments()] == ["needs_action"]


async def test_everybody_hears_who_called_it_off(house: House) -> None:
    await on_a_page(house)
    cancelled = await house.ask("dana", "cancel the payment of 121", conversation="c1")
    await house.work()

    assert cancelled.outcome == "payment_withdrawn"
    assert CALLED_OFF in titles(house)
    (told,) = [each.card for each in house.mail.sent if each.card.title == CALLED_OFF][:1]
    assert told.paragraphs == (
        "Dana Reyes called it off before it was paid, and nothing was charged.",
    )
    (by,) = [fact.value for fact in told.facts if fact.label == "Called off by"]
    assert by.startswith("Dana Reyes, 10 Mar 2026")
    assert "in time" not in words_of(told)
    assert house.taken() == []


async def test_a_page_that_nobody_completed_still_says_so(house: House) -> None:
    await on_a_page(house)
    house.clock.advance(days=2)
    await house.work()

    (told,) = [each.card for each in house.mail.sent if each.card.title == CALLED_OFF][:1]
    assert "the payment page was not completed in time" in words_of(told)
