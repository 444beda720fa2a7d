"""What is more than a yes, other than a yes, or a no: none of it pays, and none of it is lost."""

import pytest

from assistant.inbox import Answered
from assistant.request import Channel
from tests.stories.house import House, sayings, words_of

CARD = "4111 1111 1111 1111"


async def second_card(house: House) -> None:
    """Acme has a Mastercard 4444 beside its Visa 4242."""
    await house.change(
        "INSERT INTO methods (id, account_id, gateway_ref, kind, brand, last4, state, is_default,"
        " is_backup, created_at) SELECT 'met_second', account_id, gateway_ref || '_2', kind,"
        " 'Mastercard', '4444', state, false, false, created_at FROM methods"
        " WHERE account_id = 'acc_acme' AND is_default"
    )


def paid_with(answered: Answered) -> str:
    return next(fact.value for fact in answered.card.facts if fact.label == "Paid with")


@pytest.mark.parametrize(
    "words",
    [
        "yes and mail me the receipt",
        "yes, and show my invoices",
        "Yes, but send the pdf to bob first",
        "ok, but not before Friday noon",
        "yes if it is 50",
        "ok thanks",
        "yes, pay 124 instead",
        "go ahead and cancel 122",
    ],
)
@pytest.mark.parametrize("channel", [Channel.SLACK, Channel.MAIL])
async def test_a_yes_that_came_with_more_pays_nothing_and_says_so(
    house: House, words: str, channel: Channel
) -> None:
    await house.ask("dana", "pay invoice 123", channel=channel)
    answered = await house.ask("dana", words, channel=channel)
    await house.work()

    assert answered.outcome == "offer_made"
    assert answered.card.title == "Pay 420.00 USD?"
    assert answered.card.paragraphs[0].startswith("Nothing has been paid yet")
    assert "just “yes”" in answered.card.paragraphs[0]
    assert "message of its own" in answered.card.paragraphs[1]
    assert house.taken() == []

    await house.ask("dana", "yes", channel=channel)
    await house.work()
    assert house.taken() == [42000]
    await house.balanced()


async def test_without_an_offer_the_same_words_are_read_as_they_were(house: House) -> None:
    listed = await house.ask("dana", "ok, show my invoices")
    await house.ask("dana", "pay invoice 123")
    other = await house.ask("dana", "ok, pay invoice 122")
    person = await house.ask("dana", "yes please call me")

    assert listed.outcome == "invoice_list"
    assert other.card.title == "Pay 400.00 USD?"
    assert person.outcome == "person_needed"


@pytest.mark.parametrize(
    "words",
    [
        "yes, but use the other card",
        "yes, with 4444",
        "yes with my mastercard",
        "no, use the other card instead",
        "with the other card please",
        "yes, pay with 4444",
    ],
)
async def test_another_method_is_a_new_offer(house: House, words: str) -> None:
    await second_card(house)
    await house.ask("dana", "pay 20 of 123")
    answered = await house.ask("dana", words)
    await house.work()

    assert answered.outcome == "offer_made"
    assert answered.card.title == "Pay 20.00 USD?"
    assert paid_with(answered) == "Mastercard ending in 4444"
    assert house.taken() == []


async def test_the_other_card_is_any_but_the_one_that_was_offered(house: House) -> None:
    await second_card(house)
    await house.ask("dana", "pay 123 with 4444")
    back = await house.ask("dana", "yes, but use the other card")
    await house.ask("dana", "yes")
    await house.work()

    assert paid_with(back) == "Visa ending in 4242"
    assert house.taken() == [42000]


async def test_where_there_is_no_other_card_a_page_is_offered(house: House) -> None:
    await house.ask("dana", "pay invoice 123")
    answered = await house.ask("dana", "yes, but use the other card")

    assert paid_with(answered) == "a secure payment page (nothing is saved)"


async def test_a_card_that_is_not_on_file_is_asked_about(house: House) -> None:
    await house.ask("dana", "pay invoice 123")
    which = await house.ask("dana", "yes, with 9999")
    page = await house.ask("dana", "2")

    assert which.outcome == "method_unclear"
    assert paid_with(page) == "a secure payment page (nothing is saved)"
    assert page.card.title == "Pay 420.00 USD?"


@pytest.mark.parametrize(
    "words", ["half of it", "yes, but only half", "die Hälfte davon", "la moitié", "半分だけ"]
)
async def test_half_of_what_is_offered_is_a_new_offer(house: House, words: str) -> None:
    await house.ask("dana", "pay invoice 123")
    answered = await house.ask("dana", words)
    await house.work()

    assert answered.outcome == "offer_made"
    assert answered.card.title == "Pay 210.00 USD?"
    assert house.taken() == []


async def test_half_of_what_was_only_shown_is_proposed_and_offers_nothing(house: House) -> None:
    await house.accept("dana", "show invoice 123")
    await house.work()
    answered = await house.ask("dana", "half of it")

    assert answered.outcome == "not_understood"
    assert [each.say for each in answered.card.asking.choices] == ["pay half of 123"]


async def test_half_of_nothing_shown_is_not_understood(house: House) -> None:
    answered = await house.ask("dana", "half of it")

    assert answered.outcome == "not_understood"
    assert answered.card.asking.choices == ()


async def test_another_amount_than_is_offered_is_suggested(house: House) -> None:
    whole = await house.ask("dana", "pay invoice 123")
    half = await house.ask("dana", "pay 210 of 123")

    suggested = [
        next(each for each in answered.card.all_actions if each.form) for answered in (whole, half)
    ]
    assert [each.say for each in suggested] == ["pay 210.00 USD of 123", "pay 105.00 USD of 123"]
    assert [each.form.blanks[0].filled for each in suggested if each.form] == [
        "210.00 USD",
        "420.00 USD",
    ]


async def test_a_third_decimal_in_dollars_is_asked_about(house: House) -> None:
    answered = await house.ask("dana", "pay 420.001 of 123")

    assert answered.outcome == "amount_unclear"
    assert [each.label for each in answered.card.asking.choices] == ["420.00 USD", "420,001.00 USD"]


async def test_another_amount_is_a_new_offer(house: House) -> None:
    await house.ask("dana", "pay invoice 123")
    answered = await house.ask("dana", "yes, but only 50 USD")
    await house.work()

    assert answered.card.title == "Pay 50.00 USD?"
    assert house.taken() == []


# --- no


@pytest.mark.parametrize("words", ["no, wait", "not yet", "later", "wait", "hold on", "no"])
async def test_not_yet_takes_the_offer_back_and_says_that_nothing_was_paid(
    house: House, words: str
) -> None:
    await house.ask("dana", "pay invoice 123")
    answered = await house.ask("dana", words)
    late = await house.ask("dana", "yes")
    await house.work()

    assert answered.outcome == "offer_cancelled"
    assert "Nothing was charged" in words_of(answered.card)
    assert late.outcome == "nothing_to_confirm"
    assert house.taken() == []


async def test_later_takes_back_nothing_that_was_said_yes_to(house: House) -> None:
    await house.ask("dana", "pay 123 on 2026-03-20")
    await house.ask("dana", "yes")
    answered = await house.ask("dana", "later")
    planned = await house.ask("dana", "upcoming payments")

    assert answered.outcome == "nothing_to_confirm"
    assert planned.card.table is not None


async def test_a_no_after_it_was_paid_says_so_and_names_a_person(house: House) -> None:
    await house.pay("dana", "123", conversation="c1")
    await house.work()
    answered = await house.ask("dana", "no")

    said = words_of(answered.card)
    assert answered.outcome == "offer_used"
    assert "paid already" in said
    assert "already confirmed" not in said
    assert "support@seller.example" in said
    assert sayings(answered.card) == ["talk to a human"]
    assert house.taken() == [42000]


async def test_wait_after_a_yes_says_how_it_can_still_be_stopped(office: House) -> None:
    await office.pay("dana", "123", conversation="c1")
    answered = await office.ask("dana", "wait")

    assert answered.outcome == "offer_used"
    assert "can still be stopped" in words_of(answered.card)
    assert any(say.startswith("cancel off_") for say in sayings(answered.card))


# --- which invoice


@pytest.mark.parametrize("words", ["pay the big one", "please pay the latest invoice"])
async def test_an_invoice_that_is_not_named_is_asked_for(house: House, words: str) -> None:
    asked = await house.ask("dana", words)
    chosen = await house.ask("dana", "2")
    await house.work()

    assert asked.outcome == "choice_needed"
    assert chosen.outcome == "offer_made"
    assert house.taken() == []


async def test_the_only_open_invoice_is_asked_for_too(house: House) -> None:
    for number in ("121", "122"):
        await house.pay("dana", number)
        await house.work()
    asked = await house.ask("dana", "pay the big one")

    assert asked.outcome == "choice_needed"
    assert [each.say for each in asked.card.choices] == ["pay invoice 123"]


# --- a number that was removed


@pytest.mark.parametrize("channel", list(Channel))
async def test_a_card_number_in_a_request_is_not_replaced_by_the_card_on_file(
    house: House, channel: Channel
) -> None:
    asked = await house.ask("dana", f"pay 122 with {CARD}", channel=channel)
    chosen = await house.ask("dana", "1", channel=channel)
    await house.work()

    assert asked.outcome == "method_unclear"
    assert "I removed card or bank details from your message and cannot use them" in words_of(
        asked.card
    )
    assert [each.label for each in asked.card.choices] == [
        "Visa ending in 4242",
        "Another one, on a secure page (nothing is saved)",
    ]
    assert paid_with(chosen) == "Visa ending in 4242"
    assert house.taken() == []


async def test_the_number_is_not_forgotten_while_the_invoice_is_chosen(house: House) -> None:
    await house.ask("dana", f"pay my invoice with {CARD}")
    asked = await house.ask("dana", "2")
    page = await house.ask("dana", "2")

    assert asked.outcome == "method_unclear"
    assert paid_with(page) == "a secure payment page (nothing is saved)"
    assert page.card.title == "Pay 400.00 USD?"


async def test_a_number_beside_a_method_that_is_named_does_not_matter(house: House) -> None:
    answered = await house.ask("dana", f"pay 122 with 4242, my card is {CARD}")

    assert answered.outcome == "offer_made"
    assert paid_with(answered) == "Visa ending in 4242"


# --- what is not theirs


async def test_an_offer_of_somebody_else_shows_nothing_of_ones_own(house: House) -> None:
    offered = await house.ask("dana", "pay invoice 123")
    theirs = offered.card.actions[0].say
    await house.ask("ap", "pay invoice 122", channel=Channel.MAIL)
    answered = await house.ask("ap", theirs, channel=Channel.MAIL)
    await house.work()

    assert answered.outcome == "nothing_to_confirm"
    assert house.taken() == []
