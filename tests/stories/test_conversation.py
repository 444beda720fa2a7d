"""What was said last belongs to one person in one thread, and goes stale."""

import pytest

from assistant.request import Channel
from tests.stories.house import House

ANSWERS = ("yes", "2", "all", "no", "more", "the other card")


async def moved(house: House) -> list[str]:
    """Whatever could pay or has paid."""
    rows = await house.rows("SELECT id, state FROM payments")
    return [row.id for row in rows] + [str(each) for each in house.taken()]


@pytest.mark.parametrize("words", ANSWERS)
async def test_somebody_else_in_the_thread_answers_nothing_of_mine(
    house: House, words: str
) -> None:
    thread = {"conversation": "shared", "channel": Channel.MAIL}
    await house.ask("dana", "pay my invoice", **thread)
    await house.ask("dana", "pay 123", **thread)
    answered = await house.ask("ap", words, **thread)
    await house.work()

    assert answered.outcome not in ("offer_made", "payment_started", "offer_cancelled")
    assert await moved(house) == []


@pytest.mark.parametrize("words", ANSWERS)
async def test_i_answer_nothing_in_another_thread(house: House, words: str) -> None:
    await house.ask("dana", "pay 123", conversation="one")
    answered = await house.ask("dana", words, conversation="another")
    await house.work()

    assert answered.outcome not in ("payment_started", "offer_cancelled")
    assert await moved(house) == []


async def test_an_offer_that_ran_out_is_shown_again_and_not_paid(house: House) -> None:
    await house.ask("dana", "pay 123")
    house.clock.advance(hours=1)
    answered = await house.ask("dana", "yes")
    await house.work()

    assert answered.outcome != "payment_started"
    assert await moved(house) == []


async def test_a_list_is_forgotten_after_three_days(house: House) -> None:
    asked = await house.ask("dana", "pay my invoice")
    house.clock.advance(hours=73)
    answered = await house.ask("dana", "2")

    assert asked.outcome == "choice_needed"
    assert answered.outcome == "no_such_choice"


async def test_after_three_days_a_yes_is_only_asked_again(house: House) -> None:
    await house.ask("dana", "what do we owe and pay 123")
    house.clock.advance(hours=73)
    answered = await house.ask("dana", "yes")
    await house.work()

    assert answered.outcome == "offer_made"  # a fresh one, which asks again
    assert await moved(house) == []
