"""A number answers what was asked last, in every channel, and never pays by itself."""

import pytest

from assistant.request import Channel
from tests.stories.house import SUPPORT, House, sayings, words_of


@pytest.mark.parametrize("channel", list(Channel))
async def test_a_number_answers_did_you_mean_and_pays_nothing(
    house: House, channel: Channel
) -> None:
    missed = await house.ask("dana", "paay invoce 122", channel=channel)
    chosen = await house.ask("dana", "1", channel=channel)
    await house.work()

    assert missed.outcome == "not_understood"
    assert [each.say for each in missed.card.choices] == ["pay invoice 122"]
    assert chosen.outcome == "offer_made"
    assert chosen.card.title == "Pay 400.00 USD?"
    assert await house.payments() == []
    assert house.taken() == []


async def test_a_miss_that_asks_nothing_keeps_the_older_question_alive(house: House) -> None:
    which = await house.ask("dana", "pay my invoice")
    missed = await house.ask("dana", "the purple elephant")
    chosen = await house.ask("dana", "2")

    assert len(which.card.choices) == 3
    assert (missed.outcome, missed.card.choices) == ("not_understood", ())
    assert chosen.outcome == "offer_made"


async def test_a_number_that_is_no_choice_can_be_said_again(house: House) -> None:
    await house.ask("dana", "paay invoce 122")
    wrong = await house.ask("dana", "7")
    right = await house.ask("dana", "1")

    assert (wrong.outcome, right.outcome) == ("no_such_choice", "offer_made")


async def test_a_yes_to_did_you_mean_pays_nothing(house: House) -> None:
    await house.ask("dana", "paay invoce 122")
    answered = await house.ask("dana", "yes")
    await house.work()

    assert answered.outcome == "nothing_to_confirm"
    assert house.taken() == []


async def test_after_two_misses_a_person_is_named(house: House) -> None:
    first = await house.ask("dana", "the purple elephant")
    second = await house.ask("dana", "an orange giraffe")

    assert SUPPORT not in words_of(first.card)
    assert SUPPORT in words_of(second.card)
    assert sayings(second.card)[0] == "case 1"


async def test_which_invoice_a_link_is_for_is_asked_and_a_link_is_made(house: House) -> None:
    missed = await house.ask("dana", "send me a link")
    which = await house.ask("dana", "1")
    chosen = await house.ask("dana", "2")
    await house.work()

    assert missed.outcome == "not_understood"
    assert which.outcome == "choice_needed"
    assert [each.say for each in which.card.choices][1] == "send me a payment link for invoice 122"
    assert chosen.outcome == "link_promised"
    assert house.taken() == []


@pytest.mark.parametrize("words", ["link me@acme.com", "link me to me@acme.com"])
async def test_whose_address_it_is_is_settled_by_a_code_sent_there(
    house: House, words: str
) -> None:
    answered = await house.ask("dana", words)

    assert answered.outcome == "link_asked"


async def test_a_type_alone_lists_what_is_of_it(house: House) -> None:
    answered = await house.ask("dana", "type credit")

    assert answered.outcome == "invoice_list"
    assert answered.card.table is not None
    assert [row[0] for row in answered.card.table.rows] == ["114"]
