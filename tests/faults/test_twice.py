"""Nothing happens twice: redelivered requests, borrowed keys, double clicks, two payers at once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from assistant.request import Channel
from tests.stories.house import House, opened_house, said, sayings, words_of


@pytest.fixture
async def next_door(house: House, seeded_url: str) -> AsyncIterator[House]:
    """A second process in all but name: its own desk on the same database and the same Stripe."""
    async with opened_house(seeded_url, stripe=house.stripe, clock=house.clock) as other:
        yield other


async def test_the_same_request_twice_has_one_effect_and_one_answer(house: House) -> None:
    offered = await house.ask("dana", "pay invoice 123", key="k1")
    again = await house.ask("dana", "pay invoice 123", key="k1")
    confirmed = await house.ask("dana", "yes", key="k2")
    confirmed_again = await house.ask("dana", "yes", key="k2")
    await house.work()

    # Only the first time says how it was read, and whom a mail would reach.
    assert replace(offered, command=None, email=None) == again
    assert replace(confirmed, command=None, email=None) == confirmed_again
    assert house.taken() == [42000]


async def test_fault_05_a_request_accepted_twice_is_answered_once(house: House) -> None:
    fresh = await house.accept("dana", "pay invoice 123", key="e1", place="p")
    retried = await house.accept("dana", "pay invoice 123", key="e1", place="p")
    await house.work()

    assert (fresh, retried) == (True, False)
    assert house.told("Pay 420.00 USD?") == [("slack", "T02ACME/U02DANA")]
    assert len(await house.rows("SELECT id FROM offers")) == 1


async def test_fault_05_the_same_request_accepted_by_two_processes_is_answered_once(
    house: House, next_door: House
) -> None:
    request = house.request("dana", "pay invoice 123", place="p")

    fresh = await asyncio.gather(house.desk.accept(request), next_door.desk.accept(request))
    await house.work()
    await next_door.work()

    assert sorted(fresh) == [False, True]
    assert len(house.slack.sent) + len(next_door.slack.sent) == 1
    assert len(await house.rows("SELECT id FROM offers")) == 1


async def test_the_same_request_asked_at_once_in_two_processes_gets_the_same_card(
    house: House, next_door: House
) -> None:
    await house.ask("dana", "pay invoice 123")
    request = house.request("dana", "yes")

    answers = await asyncio.gather(*(each.desk.ask(request) for each in (house, next_door) * 3))
    await house.work()

    assert len({words_of(each.card) for each in answers}) == 1
    assert house.taken() == [42000]


async def test_a_key_borrowed_by_another_sender_is_another_request(house: House) -> None:
    await house.ask("dana", "pay invoice 123", key="<m1@acme>", channel=Channel.MAIL)

    borrowed = await house.ask("gus", "show my invoices", key="<m1@acme>", channel=Channel.MAIL)
    by_stranger = await house.ask("eve@evil.example", "yes", key="<m1@acme>", channel=Channel.MAIL)

    assert borrowed.card.title == "Rechnungen von Globex"
    assert by_stranger.outcome == "stranger"


async def test_the_offer_of_somebody_else_cannot_be_confirmed_by_its_id(house: House) -> None:
    offered = await house.ask("dana", "pay invoice 123", conversation="shared")
    button = next(say for say in sayings(offered.card) if say.startswith("confirm"))

    for who in ("ap", "gus"):
        pressed = await house.ask(who, button, channel=Channel.MAIL, conversation="shared")

        assert pressed.outcome == "nothing_to_confirm"
    await house.work()
    assert house.taken() == []


async def test_fault_08_yes_twice_is_one_charge_and_the_second_answer_tells_of_the_first(
    house: House,
) -> None:
    await house.ask("dana", "pay invoice 123")
    first = await house.ask("dana", "yes")
    second = await house.ask("dana", "yes")
    await house.work()
    third = await house.ask("dana", "yes")

    assert [first.outcome, second.outcome, third.outcome] == [
        "payment_started",
        "offer_used",
        "offer_used",
    ]
    assert "420.00 USD was paid on" in third.card.paragraphs[0]
    assert house.taken() == [42000]


async def test_fault_08_a_button_pressed_ten_times_at_once_is_one_charge(
    house: House, next_door: House
) -> None:
    offered = await house.ask("dana", "pay invoice 123")
    button = next(say for say in sayings(offered.card) if say.startswith("confirm"))

    answers = await asyncio.gather(
        *(each.ask("dana", button) for each in (house, next_door) for _ in range(5))
    )
    await asyncio.gather(house.work(), next_door.work())

    assert sorted(each.outcome for each in answers) == ["offer_used"] * 9 + ["payment_started"]
    assert house.taken() == [42000]
    assert await house.payments() == [("succeeded", 42000)]
    await house.balanced()


async def test_fault_07_two_people_confirming_at_once_pay_once_and_the_other_hears_who(
    house: House, next_door: House
) -> None:
    await house.ask("dana", "pay invoice 123", conversation="d")
    await next_door.ask("ap", "pay invoice 123", conversation="a", channel=Channel.MAIL)

    answers = await asyncio.gather(
        house.ask("dana", "yes", conversation="d"),
        next_door.ask("ap", "yes", conversation="a", channel=Channel.MAIL),
    )
    await asyncio.gather(house.work(), next_door.work())

    assert sorted(each.outcome for each in answers) == ["being_paid", "payment_started"]
    (other,) = [each for each in answers if each.outcome == "being_paid"]
    assert "is paying it since" in other.card.paragraphs[0]
    assert house.taken() == [42000]
    await house.balanced()


async def test_fault_07_whoever_confirms_after_it_is_paid_hears_so(house: House) -> None:
    await house.ask("dana", "pay invoice 123", conversation="d")
    await house.ask("ap", "pay invoice 123", conversation="a", channel=Channel.MAIL)
    await house.ask("dana", "yes", conversation="d")
    await house.work()

    late = await house.ask("ap", "yes", conversation="a", channel=Channel.MAIL)
    await house.work()

    assert late.outcome == "already_paid"
    assert house.taken() == [42000]


async def test_fault_07_one_invoice_in_two_offers_is_paid_by_one_of_them(
    house: House, next_door: House
) -> None:
    await house.ask("dana", "pay all open invoices", conversation="d")
    await next_door.ask("ap", "pay invoice 122", conversation="a", channel=Channel.MAIL)

    answers = await asyncio.gather(
        house.ask("dana", "yes", conversation="d"),
        next_door.ask("ap", "yes", conversation="a", channel=Channel.MAIL),
    )
    await house.work()

    assert sorted(each.outcome for each in answers) == ["being_paid", "payment_started"]
    assert house.taken() in ([118000], [40000])
    await house.balanced()


async def test_fault_10_racing_parts_never_come_to_more_than_is_open(
    house: House, next_door: House
) -> None:
    people = [(house, "dana", f"c{n}") for n in range(3)]
    people += [(next_door, "ap", f"c{n}") for n in range(3)]
    for at, who, conversation in people:
        await at.ask(who, "pay 200 of 123", conversation=conversation, channel=Channel.MAIL)

    await asyncio.gather(
        *(
            at.ask(who, "yes", conversation=conversation, channel=Channel.MAIL)
            for at, who, conversation in people
        )
    )
    await asyncio.gather(house.work(), next_door.work())

    assert house.taken() == [20000]
    assert await house.open_minor("123") == 22000
    await house.balanced()


async def test_fault_10_parts_one_after_the_other_stop_where_the_invoice_ends(
    house: House,
) -> None:
    for conversation in ("c1", "c2", "c3"):
        await house.ask("dana", "pay 200 of 123", conversation=conversation)
    answers = []
    for conversation in ("c1", "c2", "c3"):
        answers.append(await house.ask("dana", "yes", conversation=conversation))
        await house.work()

    assert [each.outcome for each in answers] == [
        "payment_started",
        "offer_made",
        "offer_made",
    ]
    assert house.taken() == [20000]


async def test_a_no_racing_a_yes_never_says_that_nothing_is_charged_when_it_is(
    house: House, next_door: House
) -> None:
    for number in ("121", "122", "123"):
        offered = await house.ask("dana", f"pay invoice {number}", conversation=number)
        yes, no = (say for say in sayings(offered.card) if "off_" in say)

        confirmed, refused = await asyncio.gather(
            house.ask("dana", yes, conversation=number),
            next_door.ask("dana", no, conversation=number),
        )

        if confirmed.outcome == "payment_started":
            assert refused.outcome == "offer_used"
        else:
            assert refused.outcome == "offer_cancelled"


async def test_fault_12_an_invoice_changed_since_the_quote_is_refused_with_a_fresh_offer(
    house: House,
) -> None:
    offered = await house.ask("dana", "pay invoice 123")
    await house.change(
        "UPDATE invoices SET total_minor = 43000, version = version + 1 WHERE number = '123'"
    )

    old_yes = next(say for say in sayings(offered.card) if say.startswith("confirm"))
    fresh = await house.ask("dana", old_yes)
    await house.work()

    assert fresh.outcome == "offer_made"
    assert fresh.card.title == "Pay 430.00 USD?"
    assert "changed" in fresh.card.paragraphs[0]
    assert house.taken() == []


async def test_fault_12_the_fresh_offer_for_a_part_is_for_the_same_part(house: House) -> None:
    offered = await house.ask("dana", "pay 50 of 123")
    house.clock.advance(minutes=31)

    old_yes = next(say for say in sayings(offered.card) if say.startswith("confirm"))
    fresh = await house.ask("dana", old_yes)

    assert fresh.card.title == "Pay 50.00 USD?"


async def test_fault_12_a_part_that_no_longer_fits_is_refused_with_what_is_open(
    house: House,
) -> None:
    offered = await house.ask("dana", "pay 400 of 123", conversation="c1")
    await house.ask("dana", "pay 300 of 123", conversation="c2")
    await house.ask("dana", "yes", conversation="c2")
    await house.work()

    old_yes = next(say for say in sayings(offered.card) if say.startswith("confirm"))
    answered = await house.ask("dana", old_yes, conversation="c1")

    assert answered.outcome == "amount_refused"
    assert "120.00 USD" in words_of(answered.card)
    assert house.taken() == [30000]


async def test_an_offer_that_ran_out_is_made_afresh_and_nothing_is_charged(house: House) -> None:
    await house.ask("dana", "pay invoice 123")
    house.clock.advance(minutes=31)

    fresh = await house.ask("dana", "yes")
    await house.work()

    assert fresh.outcome == "offer_made"
    assert "run out" in fresh.card.paragraphs[0]
    assert house.taken() == []


async def test_an_offer_by_mail_lasts_a_day(house: House) -> None:
    mail = {"channel": Channel.MAIL, "conversation": "m"}
    await house.ask("dana", "pay invoice 123", **mail)
    house.clock.advance(hours=23)

    answered = await house.ask("dana", "yes", **mail)

    assert answered.outcome == "payment_started"


async def test_fault_79_rights_are_checked_when_yes_is_said(house: House) -> None:
    await house.ask("dana", "pay invoice 123")
    await house.change("UPDATE contacts SET role = 0 WHERE person_id = 'per_dana_acme'")

    answered = await house.ask("dana", "yes")
    await house.work()

    assert answered.outcome == "not_allowed"
    assert house.taken() == []


async def test_fault_79_whoever_left_an_account_cannot_confirm_what_it_offered(
    house: House,
) -> None:
    offered = await house.ask("ap", "pay invoice 123", channel=Channel.MAIL)
    await house.change(
        "UPDATE contacts SET account_id = 'acc_globex' WHERE person_id = 'per_ap_acme'"
    )
    button = next(say for say in sayings(offered.card) if say.startswith("confirm"))

    for words in ("yes", button, f"for Globex: {button}"):
        answered = await house.ask("ap", words, channel=Channel.MAIL)

        assert answered.outcome in ("nothing_to_confirm", "not_understood"), words
    await house.work()
    assert house.taken() == []


async def test_naming_another_account_does_not_lend_its_rights_to_an_offer(house: House) -> None:
    """Admin at Acme, payer at Acme EU until a moment ago."""
    offered = await house.ask("dana", "pay invoice 201")
    await house.change(
        "UPDATE contacts SET role = 0"
        " WHERE person_id = 'per_dana_acme' AND account_id = 'acc_acme_eu'"
    )
    button = next(say for say in sayings(offered.card) if say.startswith("confirm"))

    for words in ("yes", button, "for Acme: yes"):
        await house.ask("dana", words)
    named = house.request("dana", button)
    await house.desk.ask(named.model_copy(update={"account": "Acme"}))
    await house.work()

    assert await house.payments() == []


async def test_requests_of_different_people_under_one_key_are_kept_apart(house: House) -> None:
    at = house.clock()
    asked = [said(who, "what do we owe?", at=at, key="same") for who in ("dana", "kenji", "gus")]

    answers = await asyncio.gather(*(house.desk.ask(each) for each in asked))

    assert [each.card.title for each in answers] == [
        "Balance of Acme",
        "Kumoの残高",
        "Saldo von Globex",
    ]


async def test_a_request_being_answered_here_is_not_answered_elsewhere_as_well(
    house: House, next_door: House
) -> None:
    """Slack retries to another process while the first is still at it."""
    for number in range(8):
        request = house.request("dana", "pay invoice 123", conversation=f"c{number}", place="p")

        await asyncio.gather(house.desk.accept(request), next_door.desk.ask(request))
        await house.work()

    made = await house.rows("SELECT count(*) AS n FROM offers GROUP BY conversation")
    assert [row.n for row in made] == [1] * 8
