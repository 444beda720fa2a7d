"""A no says what is true by then: of what others paid meanwhile, and of a question it answers."""

import pytest

from assistant.request import Channel
from tests.stories.house import House, sayings, words_of

MAIL = {"channel": Channel.MAIL, "conversation": "m1"}
BY_AP = (
    "Invoice 122 is already paid. Nothing is due on it. "
    "Acme Accounts Payable paid it on 10 Mar 2026, 08:00 EDT."
)


@pytest.mark.parametrize("words", ["no", "stop", "cancel the button"])
async def test_a_no_after_a_colleague_paid_says_that_it_is_paid(house: House, words: str) -> None:
    offered = await house.ask("dana", "pay 122")
    await house.pay("ap", "122", channel=Channel.MAIL)
    await house.work()
    (button,) = [each for each in sayings(offered.card) if each.startswith("cancel off_")]
    refused = await house.ask("dana", button if "button" in words else words)

    assert (refused.outcome, refused.card.title) == ("offer_cancelled", "Cancelled")
    assert refused.card.paragraphs == ("Nothing was charged by this offer.", BY_AP)
    assert house.taken() == [40000]


async def test_a_no_while_a_colleague_pays_says_who_does(office: House) -> None:
    await office.ask("dana", "pay 122")
    await office.pay("ap", "122", channel=Channel.MAIL)
    refused = await office.ask("dana", "no")

    assert refused.card.paragraphs[1:] == (
        "Invoice 122 is already being paid. Acme Accounts Payable is paying it since "
        "10 Mar 2026, 08:00 EDT (400.00 USD).",
    )


async def test_a_no_to_several_says_of_each_what_can_still_be_paid(house: House) -> None:
    await house.ask("dana", "pay 121, 122 and 123")
    await house.pay("ap", "123", channel=Channel.MAIL)
    await house.work()
    await house.operate("sam", 'write off 122 "not worth it"')
    (waiting,) = await house.rows("SELECT id FROM operations")
    await house.approve("uma", waiting.id)
    refused = await house.ask("dana", "no")

    first, *others = refused.card.paragraphs
    assert first == "Nothing was charged. Invoice 121 can still be paid."
    assert [each.partition(".")[0] for each in others] == [
        "Invoice 122 cannot be paid",
        "Invoice 123 is already paid",
    ]


async def test_a_page_that_a_colleague_left_open_keeps_nobody_from_paying(house: House) -> None:
    await house.ask("dana", "pay 122")
    await house.ask("ap", "send me a link for 122", **MAIL)
    await house.work()
    refused = await house.ask("dana", "no")

    assert refused.card.paragraphs == ("Nothing was charged. Invoice 122 can still be paid.",)


async def test_whoever_asks_to_pay_what_a_colleague_paid_hears_who_it_was(house: House) -> None:
    await house.pay("ap", "122", channel=Channel.MAIL)
    await house.work()
    late = await house.ask("dana", "pay 122")
    own = await house.ask("ap", "pay 122", **MAIL)

    assert (late.outcome, f"{late.card.title}. {late.card.paragraphs[0]}") == (
        "already_paid",
        BY_AP,
    )
    assert own.card.paragraphs == ("Nothing is due on it. It was paid on 10 Mar 2026, 08:00 EDT.",)


@pytest.mark.parametrize("words", ["no", "never mind", "maybe later", "undo"])
async def test_a_no_to_which_invoice_is_about_no_payment_made_before(
    house: House, words: str
) -> None:
    await house.pay("dana", "122", conversation="c1")
    await house.work()
    asked = await house.ask("dana", "pay")
    refused = await house.ask("dana", words)
    number = await house.ask("dana", "1")

    assert (asked.outcome, refused.outcome) == ("choice_needed", "question_dropped")
    assert "122" not in words_of(refused.card)
    assert number.outcome == "no_such_choice"


async def test_a_no_to_a_question_calls_off_no_planned_payment(office: House) -> None:
    await office.ask("dana", "pay 122 on 2026-03-20")
    await office.ask("dana", "yes")
    await office.ask("dana", "pay")
    refused = await office.ask("dana", "no")

    assert refused.outcome == "question_dropped"
    assert [row.state for row in await office.rows("SELECT state FROM planned_payments")] == [
        "planned"
    ]


async def test_a_no_to_a_question_takes_an_offer_with_it_that_is_still_open(office: House) -> None:
    await office.ask("dana", "pay 122")
    await office.ask("dana", "pay")
    refused = await office.ask("dana", "no")

    assert refused.outcome == "offer_cancelled"
    assert [row.state for row in await office.rows("SELECT state FROM offers")] == ["cancelled"]


async def test_what_can_still_be_stopped_is_shown_to_a_no_and_not_stopped(house: House) -> None:
    await house.change("DELETE FROM methods WHERE account_id = 'acc_acme'")
    await house.pay("dana", "122", conversation="c1")
    await house.settle()
    await house.ask("dana", "pay")
    refused = await house.ask("dana", "stop")
    (stop,) = [each for each in sayings(refused.card) if each.startswith("cancel")]
    stopped = await house.ask("dana", stop)

    assert (refused.outcome, stopped.outcome) == ("offer_used", "payment_withdrawn")


async def test_a_viewer_may_drop_a_question(office: House) -> None:
    asked = await office.ask("vic", "paay invoce 122", **MAIL)
    refused = await office.ask("vic", "no", **MAIL)

    assert asked.card.choices
    assert refused.outcome == "question_dropped"
