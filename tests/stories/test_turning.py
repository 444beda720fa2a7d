"""One message in Slack goes from the offer to paid, wherever the yes was said."""

from typing import Any

from assistant.request import Channel
from tests.stories.house import House

DM = '{"channel":"D1"}'


async def _offered(house: House, words: str = "pay invoice 123") -> str:
    """An offer in a direct message; what its button says."""
    await house.accept("dana", words, conversation="@dana", place=DM)
    await house.work()
    return str(house.slack.sent[-1].card.actions[0].say)


def _turns(house: House) -> list[tuple[str, Any]]:
    return [(each.card.title, each.instead_of) for each in house.slack.sent]


async def test_a_pressed_offer_turns_into_paying_and_then_into_paid(house: House) -> None:
    yes = await _offered(house)

    await house.accept("dana", yes, conversation="@dana", place=DM)
    await house.work()

    assert _turns(house)[0] == ("Pay 420.00 USD?", None)
    assert ("Paying 420.00 USD for invoice 123", "far-1") in _turns(house)
    assert any(title.startswith("Paid") and turned for title, turned in _turns(house))


async def test_a_typed_yes_is_answered_below_it(house: House) -> None:
    await _offered(house)

    await house.accept("dana", "yes", conversation="@dana", place=DM)
    await house.work()

    assert ("Paying 420.00 USD for invoice 123", None) in _turns(house)


async def test_a_pressed_no_turns_the_offer_into_cancelled(house: House) -> None:
    yes = await _offered(house)

    await house.accept("dana", yes.replace("confirm", "cancel"), conversation="@dana", place=DM)
    await house.work()

    assert _turns(house)[-1] == ("Cancelled", "far-1")


async def test_an_offer_made_in_slack_and_paid_by_mail_turns_into_paid(house: House) -> None:
    await _offered(house)
    mail = {"channel": Channel.MAIL, "conversation": "m1", "place": '{"thread":"m1"}'}

    shown = await house.ask("dana", "yes", **mail)
    paid = await house.ask("dana", "yes", **mail)
    await house.work()

    assert shown.outcome == "offer_made"
    assert paid.outcome == "payment_started"
    [paid_there] = [t for t in _turns(house) if t[0].startswith("Paid")]
    assert paid_there[1] == "far-1"
    assert sum(each.card.title.startswith("Paid") for each in house.slack.sent) == 1


async def test_where_nobody_is_linked_any_more_nothing_is_turned(house: House) -> None:
    await _offered(house)
    await house.change("DELETE FROM slack_links WHERE address LIKE '%DANA'")
    mail = {"channel": Channel.MAIL, "conversation": "m1", "place": '{"thread":"m1"}'}

    await house.ask("dana", "yes", **mail)
    await house.ask("dana", "yes", **mail)
    await house.work()

    assert not [each for each in _turns(house) if each[0].startswith("Paid")]
