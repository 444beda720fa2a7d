"""What is in credit can pay: when somebody says so, at the yes, once, never more than it is."""

import asyncio
from typing import Any

import pytest

from assistant.request import Channel
from tests.stories.house import House, pay_with, sayings, words_of
from tests.stories.planned import titles

CREDIT = (
    "SELECT -sum(minor) AS minor FROM ledger_postings WHERE account_id = :a AND book = 'credit'"
)


async def left(house: House, account: str = "acc_acme") -> int:
    """What the account has in credit, in minor units."""
    return int((await house.rows(CREDIT, a=account))[0].minor)


async def test_an_offer_shows_the_credit_and_offers_to_use_it(house: House) -> None:
    offered = await house.ask("dana", "pay 123")
    (say,) = [each for each in sayings(offered.card) if "credit" in each]
    with_credit = await house.ask("dana", say)

    assert say == "pay invoice 123 with my credit"
    facts = {fact.label: fact.value for fact in with_credit.card.facts}
    assert (facts["From your credit"], facts["Left to pay"]) == ("20.00 USD", "400.00 USD")
    assert await left(house) == 2000


@pytest.mark.parametrize(
    "words", ["pay 123 with my credit", "apply my credit to 123", "use my credit for 123"]
)
async def test_credit_pays_first_and_the_card_the_rest(house: House, words: str) -> None:
    await house.ask("dana", words)
    started = await house.ask("dana", "yes")
    again = await house.ask("dana", "yes")
    await house.work()

    assert (started.outcome, again.outcome) == ("payment_started", "offer_used")
    assert house.taken() == [40000]
    assert await house.open_minor("123") == 0
    assert await left(house) == 0
    assert "Paid from your credit: 123, 20.00 USD" in titles(house)
    await house.balanced()


async def test_credit_does_not_pay_on_a_day_ahead_and_the_offer_says_so(house: House) -> None:
    offered = await house.ask("dana", "pay 123 with my credit on 20 March")

    assert offered.card.title == "Pay 420.00 USD on Friday, 20 Mar 2026?"
    assert any("not on a day ahead" in each for each in offered.card.paragraphs)


async def test_use_my_credit_asks_for_which_invoice(house: House) -> None:
    await house.ask("dana", "use my credit")
    picked = await house.ask("dana", "2")

    facts = {fact.label: fact.value for fact in picked.card.facts}
    assert (facts["From your credit"], facts["Left to pay"]) == ("20.00 USD", "380.00 USD")


async def test_paid_whole_from_credit_no_card_is_needed_and_twice_is_once(house: House) -> None:
    await house.change("UPDATE methods SET is_default = false WHERE account_id = 'acc_acme'")
    offered = await house.ask("dana", "pay 20 of 123 with my credit")
    say = sayings(offered.card)[0]
    both = await asyncio.gather(house.ask("dana", say), house.ask("dana", say))
    await house.work()

    assert [each.outcome for each in both] == ["credit_used", "credit_used"]
    assert (await house.ask("dana", say, conversation="c1")).outcome == "credit_used"
    assert await house.payments() == []
    assert house.taken() == []
    assert await house.open_minor("123") == 40000
    assert await left(house) == 0
    await house.balanced()


async def test_credit_that_is_gone_by_the_yes_is_not_spent(house: House) -> None:
    offered = await house.ask("dana", "pay 123 with my credit")
    other: dict[str, Any] = {"channel": Channel.MAIL, "conversation": "other"}
    await house.ask("ap", "pay 20 of 122 with my credit", **other)
    await house.ask("ap", "yes", **other)

    again = await house.ask("dana", sayings(offered.card)[0])
    await house.work()

    assert again.outcome == "offer_made"
    assert house.taken() == []
    assert await left(house) == 0
    await house.balanced()


async def test_a_declined_card_leaves_what_the_credit_has_paid(house: House) -> None:
    await pay_with(house, "acc_acme", "pm_card_chargeDeclinedInsufficientFunds")
    await house.ask("dana", "pay 123 with my credit")
    await house.ask("dana", "yes")
    await house.work()

    assert house.taken() == []
    assert await house.open_minor("123") == 40000
    assert await left(house) == 0
    await house.balanced()


async def test_somebody_elses_offer_and_credit_cannot_be_used(house: House) -> None:
    offered = await house.ask("dana", "pay 123 with my credit")

    stranger = await house.ask("kenji", sayings(offered.card)[0])
    yen = await house.ask("kenji", "pay 301 with my credit")

    assert stranger.outcome == "nothing_to_confirm"
    assert yen.outcome == "offer_made"
    spent = await house.rows("SELECT credit_minor AS n FROM offers WHERE account_id = 'acc_kumo'")
    assert [row.n for row in spent] == [0]
    assert await left(house) == 2000


async def test_an_account_that_pays_only_whole_may_use_its_credit(house: House) -> None:
    offered = await house.ask("gus", "pay 124 with my credit")

    facts = {fact.label for fact in offered.card.facts}
    assert offered.outcome == "offer_made"
    assert len(facts) > 4
    await house.ask("gus", "yes")
    assert await house.open_minor("124") == 47700
    await house.balanced()


async def test_while_a_page_is_open_credit_waits(house: House) -> None:
    await house.ask("dana", "send me a link for 123", conversation="link")
    await house.work()

    refused = await house.ask("dana", "pay 123 with my credit")

    assert refused.outcome == "being_paid"
    assert await left(house) == 2000


@pytest.mark.parametrize(
    "words", ["apply 15 of my credit to invoice 123", "use 15 USD of our credit for 123"]
)
async def test_a_part_of_the_credit_pays_a_part_of_an_invoice(house: House, words: str) -> None:
    offered = await house.ask("dana", words)
    await house.ask("dana", "yes")
    await house.work()

    assert offered.outcome in ("offer_made", "credit_used")
    assert house.taken() == []
    assert await house.open_minor("123") == 40500
    assert await left(house) == 500
    await house.balanced()


@pytest.mark.parametrize("declined", [False, True])
async def test_what_credit_paid_says_nothing_of_the_rest_that_the_same_yes_charges(
    house: House, *, declined: bool
) -> None:
    if declined:
        await pay_with(house, "acc_acme", "pm_card_chargeDeclinedInsufficientFunds")
    await house.ask("dana", "pay 122 with my credit")
    await house.ask("dana", "yes")
    await house.work()

    cards = [part for each in house.mail.sent + house.slack.sent for part in each.card.parts]
    spent = [part.paragraphs for part in cards if part.title.startswith("Paid from your credit")]
    assert set(spent) == {
        ("The other 380.00 USD is charged separately; how that went is told separately.",)
    }
    assert "still has 380.00 USD open" not in " ".join(map(words_of, cards)) or declined


async def test_of_several_credit_says_which_it_paid_in_full(house: House) -> None:
    first = "UPDATE invoices SET total_minor = paid_minor + 500 WHERE number = '121'"
    await house.change(first)
    await house.ask("dana", "pay 121 and 122 with my credit")
    await house.ask("dana", "yes")
    await house.work()

    (card, *_) = [
        part
        for each in house.mail.sent
        for part in each.card.parts
        if part.title.startswith("Paid from your credit")
    ]
    assert card.paragraphs[0] == "Invoice 121 is paid in full."
    assert "still has" not in " ".join(card.paragraphs)
