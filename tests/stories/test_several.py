"""Several requests in one message: each gets its answer, and a yes means one thing only."""

import pytest

from assistant.card import Card
from assistant.inbox import Answered
from assistant.request import Channel
from tests.stories.house import SUPPORT, House, sayings, words_of


def parts(answered: Answered) -> list[str]:
    """The titles of everything that was answered."""
    return [part.title for part in answered.card.parts]


def typed(card: Card) -> list[str]:
    """The short words that mean something."""
    return sorted(action.typed for action in card.all_actions if action.typed)


@pytest.mark.parametrize("channel", list(Channel))
async def test_three_lines_get_three_answers_and_one_yes_pays_the_one_offer(
    house: House, channel: Channel
) -> None:
    asked = await house.ask("dana", "show my invoices\npay 123\nwhat do we owe?", channel=channel)
    yes = await house.ask("dana", "yes", channel=channel)
    await house.work()

    assert asked.outcome == "several_answered"
    assert parts(asked) == ["Invoices of Acme", "Pay 420.00 USD?", "Balance of Acme"]
    assert typed(asked.card) == ["no", "yes"]
    assert yes.outcome == "payment_started"
    assert house.taken() == [42000]
    await house.balanced()


async def test_the_second_of_two_payments_is_left_and_can_be_asked_for(house: House) -> None:
    asked = await house.ask("dana", "pay 50 of 123, then pay 122 with 4242")
    yes = await house.ask("dana", "yes")
    left = asked.card.more[-1]
    after = await house.ask("dana", left.actions[0].say)
    await house.work()

    assert parts(asked) == ["Pay 50.00 USD?", "Left for later"]
    assert [action.say for action in left.actions] == ["pay 122 with 4242"]
    assert yes.outcome == "payment_started"
    assert after.card.title == "Pay 400.00 USD?"
    assert house.taken() == [5000]


async def test_whole_invoices_in_several_lines_are_one_offer(house: House) -> None:
    asked = await house.ask("dana", "Hello,\n\npay 123\npay 122\nshow my contacts\n\nThanks, Dana")

    assert asked.card.title == "Pay 820.00 USD?"
    assert len(asked.card.parts) == 2
    assert typed(asked.card) == ["no", "yes"]


async def test_a_refused_payment_leaves_room_for_the_next(house: House) -> None:
    asked = await house.ask("dana", "pay 50 of 999 and pay 60 of 123")

    assert len(asked.card.parts) == 2
    assert asked.card.more[0].title == "Pay 60.00 USD?"
    assert typed(asked.card) == ["no", "yes"]


async def test_a_number_answers_the_only_question_there_is(house: House) -> None:
    asked = await house.ask("dana", "show my payment methods; pay my invoice")
    chosen = await house.ask("dana", "2")

    assert len(asked.card.asking.choices) == 3
    assert chosen.outcome == "offer_made"
    assert house.taken() == []


async def test_the_receipt_of_what_is_only_being_offered_is_left(house: House) -> None:
    asked = await house.ask("dana", "pay 123 and send me the receipt")

    assert parts(asked) == ["Pay 420.00 USD?", "Left for later"]


async def test_the_same_message_twice_is_answered_once(house: House) -> None:
    words = "what do we owe and pay 123"
    first = await house.ask("dana", words, key="twice")
    second = await house.ask("dana", words, key="twice")

    assert second.card == first.card
    assert len(await house.rows("SELECT id FROM offers")) == 1
    assert len(await house.rows("SELECT id FROM requests")) == 1


@pytest.mark.parametrize(
    "words",
    [
        "show my invoices and don't pay 123",
        "show my invoices and yes",
        "what do we owe and confirm",
        "what do we owe\nyes",
        "show invoice 123 and 2",
        "pay 123 and cancel",
        "show my invoices and pay it",
    ],
)
async def test_beside_others_nothing_is_a_yes_to_an_offer(house: House, words: str) -> None:
    await house.ask("dana", "pay 122")
    await house.ask("dana", words)
    await house.work()

    assert await house.payments() == []
    assert house.taken() == []


async def test_pay_it_beside_an_invoice_offers_that_one_though_an_older_offer_is_live(
    house: House,
) -> None:
    await house.ask("dana", "pay 122")
    asked = await house.ask("dana", "show invoice 123 and pay it")

    assert asked.card.more[0].title == "Pay 420.00 USD?"
    assert await house.payments() == []


async def test_every_part_is_checked_by_itself(house: House) -> None:
    asked = await house.ask("vic", "what do we owe and pay 123", channel=Channel.MAIL)
    stranger = await house.ask(
        "eve@evil.example", "what do we owe and pay 123", channel=Channel.MAIL
    )

    assert parts(asked)[0] == "Balance of Acme"
    assert typed(asked.card) == []
    assert "1,180" not in words_of(stranger.card)
    assert await house.rows("SELECT id FROM offers") == []


async def test_each_request_is_for_the_account_that_was_named(house: House) -> None:
    asked = await house.ask("dana", "for Acme EU: what do we owe and show my invoices")

    assert parts(asked) == ["Balance of Acme EU", "Invoices of Acme EU"]


async def test_a_removed_card_number_pays_nothing_by_another_card(house: House) -> None:
    asked = await house.ask("dana", "what do we owe and pay 123 with card 4111 1111 1111 1111")

    assert "4111 1111" not in words_of(asked.card)
    assert words_of(asked.card).count("I have removed it") == 1
    assert await house.rows("SELECT id FROM offers") == []


async def test_a_person_and_a_payment_can_both_be_asked_for(house: House) -> None:
    asked = await house.ask("dana", "pay 123 and talk to a human")
    await house.work()

    assert asked.card.title == "Pay 420.00 USD?"
    assert len(asked.card.parts) == 2
    assert [each.address for each in house.mail.sent].count(SUPPORT) == 1


async def test_files_of_all_parts_come_with_the_answer(house: House) -> None:
    asked = await house.ask("dana", "pdf 123\nexcel of 122", channel=Channel.MAIL)

    assert len(asked.card.files) == 2
    assert not any(part.files for part in asked.card.more)


async def test_somebody_else_in_the_thread_cannot_answer_it(house: House) -> None:
    await house.ask("dana", "what do we owe and pay 123", conversation="shared")
    answered = await house.ask("sam", "yes", conversation="shared")

    assert answered.outcome != "payment_started"
    assert await house.payments() == []


async def test_languages_are_parted_too(house: House) -> None:
    asked = await house.ask("dana", "zeige meine Rechnungen und bezahle 123")

    assert parts(asked) == ["Invoices of Acme", "Pay 420.00 USD?"]
    assert "pay invoice 123" in sayings(asked.card)


MAIL = {"channel": Channel.MAIL, "conversation": "m1"}


async def test_what_is_disputed_promised_paid_and_muted_in_one_mail_is_each_noted(
    house: House,
) -> None:
    said = "mute 121\nI dispute 123\nwe paid 122 by wire yesterday\npay 121"
    asked = await house.ask("dana", said, **MAIL)
    rows = await house.rows("SELECT kind FROM reminder_holds ORDER BY kind")
    cases = await house.rows("SELECT id FROM cases")
    yes = await house.ask("dana", "yes", **MAIL)
    await house.work()

    assert parts(asked) == [
        "Quiet about invoice 121",
        "We look at it",
        "Thank you: we look for it",
        "Pay 360.00 USD?",
    ]
    assert [row.kind for row in rows] == ["dispute", "muted", "says_paid"]
    assert len(cases) == 2
    assert typed(asked.card) == ["no", "undo", "yes"]
    assert yes.outcome == "payment_started"
    assert house.taken() == [36000]


async def test_a_promise_behind_an_offer_is_noted_and_the_offer_waits_for_its_yes(
    house: House,
) -> None:
    asked = await house.ask("dana", "pay 122. I dispute 123. 121 I pay on Friday.", **MAIL)
    await house.work()

    assert parts(asked) == [
        "Pay 400.00 USD?",
        "We look at it",
        "Thank you: until Friday, 13 Mar 2026",
    ]
    assert house.taken() == []


async def test_a_reason_is_no_request_and_a_request_is_no_reason(house: House) -> None:
    reason = await house.ask("dana", "I dispute 123, we cancelled in March. It was never ours")
    request = await house.ask("dana", "I dispute 122. Show my invoices")

    assert reason.outcome == "disputed"
    assert parts(request) == ["We look at it", "Invoices of Acme"]


async def test_what_is_disputed_in_one_line_is_left_out_of_all_in_the_next(house: House) -> None:
    asked = await house.ask("dana", "121 is wrong\npay all open invoices", **MAIL)

    assert parts(asked) == ["We look at it", "Pay 820.00 USD?"]


@pytest.mark.parametrize(
    "words", ["show invoice 121 and 123", "show 121, 123", "Can you show me invoices 121 and 123?"]
)
async def test_two_invoices_that_are_named_are_both_shown(house: House, words: str) -> None:
    answered = await house.ask("dana", words)

    assert [part.partition(" of ")[0] for part in parts(answered)] == ["Invoice 121", "Invoice 123"]


async def test_more_invoices_than_one_message_shows_are_not_dropped_unsaid(house: House) -> None:
    answered = await house.ask("dana", "show invoice 118, 119, 120, 121 and 123")

    assert answered.outcome == "filter_refused"
    assert "118, 119, 120, 121 and 123" in str(answered.card)
