"""“Pay it” means the invoice looked at last, and a natural yes is as good as a bare one."""

import pytest

from assistant.request import Channel
from tests.stories.house import House

HERE = {"conversation": "@dana", "place": '{"channel":"D1"}'}


async def _said(house: House, *messages: str, who: str = "dana") -> str:
    """Messages of one thread, each answered; the title of the last answer."""
    for words in messages:
        await house.accept(who, words, **HERE)
        await house.work()
    return house.slack.sent[-1].card.title


async def test_it_is_what_was_looked_at_after_the_offer(house: House) -> None:
    title = await _said(house, "pay 121", "show invoice 123", "pay it")

    assert title == "Pay 420.00 USD?"
    assert house.taken() == []

    await _said(house, "yes")
    assert house.taken() == [42000]
    await house.balanced()


@pytest.mark.parametrize("words", ["pay it", "yes, please go ahead and pay it", "bezahl sie"])
async def test_without_an_offer_it_is_offered(house: House, words: str) -> None:
    assert await _said(house, "show invoice 123", words) == "Pay 420.00 USD?"
    assert house.taken() == []


async def test_something_else_between_leaves_it_what_it_is(house: House) -> None:
    asked = ("pay 121", "what is line 1 on 123", "what do we owe", "pay it")

    assert await _said(house, *asked) == "Pay 420.00 USD?"


async def test_the_invoice_on_offer_stays_the_offer_it_was(house: House) -> None:
    title = await _said(house, "pay 20 of 123", "show invoice 123", "pay it")

    assert title == "Pay 20.00 USD?"
    assert house.taken() == []


async def test_an_offer_made_after_the_look_is_meant(house: House) -> None:
    await _said(house, "show invoice 123", "pay 20 of 121", "pay it")

    assert house.taken() == [2000]


async def test_a_plain_yes_is_still_to_the_offer(house: House) -> None:
    title = await _said(house, "pay 20 of 121", "show invoice 123", "yes")

    assert title == "Pay 20.00 USD?"
    assert house.taken() == []


async def test_what_a_colleague_looks_at_is_not_it(house: House) -> None:
    await _said(house, "show invoice 123", who="vic")
    await _said(house, "pay it")

    assert house.taken() == []
    assert house.slack.sent[-1].card.title == "There is nothing to confirm"


async def test_two_invoices_at_once_are_not_it(house: House) -> None:
    title = await _said(house, "pdf of 121 and 123", "pay it")

    assert title == "There is nothing to confirm"


async def test_a_look_by_command_counts_where_an_offer_waits(house: House) -> None:
    await house.ask("dana", "pay 20 of 121")
    await house.ask("dana", "show invoice 123")
    offered = await house.ask("dana", "pay it")
    await house.work()

    assert offered.card.title == "Pay 420.00 USD?"
    assert house.taken() == []


async def test_pay_it_is_no_yes_to_anything_but_an_offer(house: House) -> None:
    await house.ask("dana", "remove visa 4242")
    answered = await house.ask("dana", "pay it")

    assert answered.outcome == "nothing_to_confirm"


@pytest.mark.parametrize("channel", [Channel.SLACK, Channel.MAIL])
@pytest.mark.parametrize(
    "words",
    [
        "Yes, please go ahead and pay it",
        "Yes please go ahead, pay it. Thanks, Dana",
        "please pay it",
        "yes, pay this one",
        "Please go ahead with the payment.",
        "Ja, bitte bezahlen Sie sie",
        "Oui, payez-la s'il vous plaît",
        "Sí, págala por favor",
        "はい、支払ってください",
    ],
)
async def test_a_natural_yes_confirms_the_offer(house: House, words: str, channel: Channel) -> None:
    await house.ask("dana", "pay 123", channel=channel)
    answered = await house.ask("dana", words, channel=channel)
    await house.work()

    assert answered.outcome == "payment_started"
    assert house.taken() == [42000]
    await house.balanced()


@pytest.mark.parametrize(
    "words",
    [
        "Yes, please go ahead and pay it tomorrow",
        "Yes, please go ahead and pay 122",
        "Yes, please go ahead and pay it if it is 50",
        "yes please pay it?",
        "Ja, bitte bezahlen Sie sie morgen",
        "Ja, bitte bezahlen Sie sie nicht",
        "Ja, bezahlen Sie 122",
        "Ja, bitte bezahlen Sie sie?",
        "はい、支払ってください？",
    ],
)
async def test_a_yes_to_something_else_or_with_a_condition_is_none(
    house: House, words: str
) -> None:
    await house.ask("dana", "pay 123")
    await house.ask("dana", words)
    await house.work()

    assert house.taken() == []
