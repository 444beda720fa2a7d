"""A yes to a reminder pays only where all of it holds, and ten minutes later."""

from datetime import timedelta

import pytest

from assistant.billing import invited
from assistant.billing.invited import WINDOW
from assistant.billing.model import Offer
from assistant.billing.store.offers import Whose
from assistant.card import Card
from assistant.inbox import Answered
from assistant.notify.notices.by_reply import invited as wording
from assistant.reader import Reader
from assistant.request import Channel, Proof
from tests.stories.house import House, words_of
from tests.stories.reminded import days_pass, flag

MAIL = "dlv_" + "0f" * 16
THERE = f"<{MAIL}@us.example>"


async def person(house: House, who: str) -> str:
    query = "SELECT id FROM people WHERE email = :email"
    ((found,),) = await house.rows(query, email=f"{who}@acme.example")
    return str(found)


async def reminded(house: House, *numbers: str, who: str = "ap", on: bool = True) -> Offer | None:
    """Send a reminder to a payer of Acme, where a reply may pay."""
    if on:
        await house.change("UPDATE accounts SET reply_to_pay = true WHERE id = 'acc_acme'")
    whose = Whose(await person(house, who), ("acc_acme",), MAIL)
    return await house.database.write(
        lambda tx: invited.invite(tx, whose, numbers or ("123",), now=house.clock())
    )


async def reply(house: House, words: str, *, who: str = "ap", **how: object) -> Answered:
    how = {"channel": Channel.MAIL, "conversation": THERE, **how}
    return await house.ask(who, words, **how)


async def test_a_yes_pays_after_ten_minutes_and_the_other_payers_hear_of_it_at_once(
    house: House,
) -> None:
    await reminded(house)

    answered = await reply(house, "YES")
    await house.work()
    at_once = house.taken()
    told = house.told("About to pay")
    house.clock.advance(minutes=10, seconds=1)
    await house.work()

    assert answered.outcome == "payment_started"
    assert "STOP" in words_of(answered.card)
    assert at_once == []
    assert ("mail", "dana@acme.example") in told
    assert ("mail", "ap@acme.example") not in told
    assert house.taken() == [42_000]
    await house.balanced()


@pytest.mark.parametrize("who", ["ap", "dana"])
async def test_stop_within_ten_minutes_charges_nothing(house: House, who: str) -> None:
    await reminded(house)
    await reply(house, "yes")
    await house.work()
    house.clock.advance(minutes=9)

    there = THERE if who == "ap" else "<dlv_" + "ab" * 16 + "@us.example>"
    stopped = await reply(house, "STOP", who=who, conversation=there)
    house.clock.advance(hours=1)
    await house.work()

    assert stopped.outcome == "payment_stopped"
    assert house.taken() == []
    assert await house.open_minor("123") == 42_000


async def test_a_stop_that_comes_too_late_stops_nothing_and_says_so(house: House) -> None:
    await reminded(house)
    await reply(house, "yes")
    house.clock.advance(minutes=11)
    await house.work()

    late = await reply(house, "stop")

    assert late.outcome != "payment_stopped"
    assert house.taken() == [42_000]


async def test_yes_twice_is_one_charge(house: House) -> None:
    await reminded(house)
    await reply(house, "yes")
    await reply(house, "yes")
    house.clock.advance(minutes=11)
    await house.work()
    await reply(house, "yes")
    await house.work()

    assert house.taken() == [42_000]


async def test_it_is_off_unless_the_account_has_it_on(house: House) -> None:
    assert await reminded(house, on=False) is None

    answered = await reply(house, "yes")

    assert answered.outcome == "nothing_to_confirm"
    assert await house.payments() == []


@pytest.mark.parametrize(
    ("on", "because"), [(False, "does not pay by replies"), (True, "could not be paid by a reply")]
)
async def test_a_yes_that_no_reply_can_pay_says_why_and_offers_what_the_mail_was_about(
    house: House, *, on: bool, because: str
) -> None:
    await house.change("UPDATE accounts SET reply_to_pay = :on WHERE id = 'acc_acme'", on=on)

    offered = await reply(house, "Yes", about="123")
    before = await house.payments()
    paid = await reply(house, "yes")

    assert (offered.outcome, before) == ("offer_made", [])
    assert because in words_of(offered.card)
    assert "123" in offered.card.title + words_of(offered.card)
    assert paid.outcome == "payment_started"


async def test_a_yes_to_a_notice_of_what_is_paid_or_not_theirs_offers_nothing(
    house: House,
) -> None:
    await house.pay("dana", "121")
    await house.work()

    paid = await reply(house, "yes", about="121")
    elses = await reply(
        house, "yes", about="301", conversation="<dlv_" + "ab" * 16 + "@us.example>"
    )

    assert paid.outcome == "already_paid"
    assert elses.outcome == "nothing_to_confirm"


async def test_a_yes_to_a_reminder_offers_what_they_were_reminded_of(house: House) -> None:
    await flag(house, "ap")
    await days_pass(house, 1)
    told = [each for each in house.mail.sent if each.address == "ap@acme.example"]

    offered = await reply(house, "Yes", conversation=f"<{told[-1].delivery_id}@us.example>")

    assert offered.outcome == "offer_made"
    assert told[-1].card.about in words_of(offered.card)
    assert await house.payments() == []


async def test_turned_off_in_the_meantime_it_pays_nothing_and_offers_afresh(house: House) -> None:
    await reminded(house)
    await house.change("UPDATE accounts SET reply_to_pay = false")

    answered = await reply(house, "yes")

    assert answered.outcome == "offer_made"
    assert await house.payments() == []


async def test_after_three_days_it_pays_nothing_and_shows_how_it_stands(house: House) -> None:
    await reminded(house)
    house.clock.advance(hours=73)

    answered = await reply(house, "yes")

    assert answered.outcome == "offer_made"
    assert await house.payments() == []


CHANGES = {
    "another amount": "UPDATE invoices SET version = version + 1 WHERE number = '123'",
    "disputed": "UPDATE invoices SET disputed_at = CURRENT_TIMESTAMP WHERE number = '123'",
    "no payer any more": "UPDATE contacts SET role = 0 WHERE person_id LIKE '%ap%'",
}


@pytest.mark.parametrize("change", CHANGES)
async def test_whatever_has_changed_means_that_nothing_is_charged(
    house: House, change: str
) -> None:
    await reminded(house)
    await house.change(CHANGES[change])

    await reply(house, "yes")
    house.clock.advance(hours=1)
    await house.work()

    assert house.taken() == []


async def test_a_forged_sender_pays_nothing(house: House) -> None:
    await reminded(house)

    answered = await reply(house, "yes", proof=Proof.NONE)

    assert answered.outcome == "stranger"
    assert await house.payments() == []


async def test_the_yes_of_another_payer_to_somebody_elses_reminder_pays_nothing(
    house: House,
) -> None:
    await reminded(house)

    await reply(house, "yes", who="dana")

    assert await house.payments() == []


@pytest.mark.parametrize(
    "words", ["yes, but use the other card", "yes tomorrow", "yes please call me", "ok for 124"]
)
async def test_a_yes_with_more_is_no_yes(house: House, words: str) -> None:
    await reminded(house)

    await reply(house, words)
    house.clock.advance(minutes=11)
    await house.work()

    assert house.taken() == []


async def test_in_another_thread_or_channel_a_plain_yes_pays_nothing(house: House) -> None:
    await reminded(house)

    await reply(house, "yes", conversation="<another@acme.example>")
    await reply(house, "yes", channel=Channel.TERMINAL)

    assert await house.payments() == []


async def test_what_somebody_else_is_paying_is_not_paid_by_a_reply(house: House) -> None:
    await reminded(house)
    await house.pay("dana", "123", channel=Channel.TERMINAL)
    await house.work()

    await reply(house, "yes")
    house.clock.advance(hours=1)
    await house.work()

    assert house.taken() == [42_000]


async def test_a_process_that_dies_in_the_window_loses_neither_yes_nor_stop(house: House) -> None:
    await reminded(house)
    await reply(house, "yes")
    rows = await house.rows("SELECT state, due_at FROM payments")

    assert [row.state for row in rows] == ["confirmed"]
    assert timedelta(minutes=10) == invited.WINDOW


@pytest.mark.parametrize("who", ["vic"])
async def test_whoever_may_not_pay_is_not_invited(house: House, who: str) -> None:
    assert await reminded(house, who=who) is None


async def test_what_is_being_paid_or_gone_is_not_offered(house: House) -> None:
    assert await reminded(house, "123", "999") is None
    await house.pay("dana", "123", channel=Channel.TERMINAL)

    assert await reminded(house) is None


async def test_the_reminder_says_what_a_yes_does(house: House) -> None:
    offer = await reminded(house)
    assert offer is not None

    card = wording(Card(title="Invoice 123"), offer, WINDOW, Reader("en", "UTC"))

    assert "Reply YES" in card.paragraphs[-1]
    assert (card.actions[0].typed, card.actions[0].say) == ("yes", f"confirm {offer.id}")


async def test_from_the_reminder_to_the_money(house: House) -> None:
    await flag(house, "ap")
    await house.change("UPDATE accounts SET reply_to_pay = true WHERE id = 'acc_acme'")
    await days_pass(house, 4)  # 122 is due on the 20th
    sent = [each for each in house.mail.sent if each.address == "ap@acme.example"][-1]
    there = f"<{sent.delivery_id}@us.example>"

    await reply(house, "yes", conversation=there)
    await house.work()
    before = house.taken()
    house.clock.advance(minutes=11)
    await house.work()

    assert "Reply YES" in words_of(sent.card)
    assert before == []
    assert len(house.taken()) == 1
    await house.balanced()


@pytest.mark.parametrize(
    ("minutes", "language", "said"),
    [
        ("NULL", "en", "It is charged 10 minutes later"),
        ("2", "en", "It is charged 2 minutes later"),
        ("1", "en", "It is charged 1 minute later"),
        ("60", "en", "It is charged 1 hour later"),
        ("90", "en", "It is charged 90 minutes later"),
        ("1", "de", "Belastet wird 1 Minute später"),
        ("120", "de", "Belastet wird 2 Stunden später"),
        ("1", "fr", "Le débit a lieu 1 minute plus tard"),
        ("5", "es", "Se carga 5 minutos después"),
        ("2", "ja", "請求は2分後"),
    ],
)
async def test_a_reminder_says_how_long_a_yes_can_be_stopped_by_the_accounts_own_rule(
    house: House, minutes: str, language: str, said: str
) -> None:
    await flag(house, "ap")
    await house.change(f"UPDATE accounts SET reply_to_pay = true, cancel_minutes = {minutes}")
    await house.change("UPDATE people SET locale = :language", language=language)
    await days_pass(house, 4)
    sent = [each for each in house.mail.sent if each.address == "ap@acme.example"][-1]

    assert said in words_of(sent.card)


async def test_without_the_policy_a_reminder_says_nothing_of_it(house: House) -> None:
    await flag(house, "ap")
    await days_pass(house, 4)
    sent = [each for each in house.mail.sent if each.address == "ap@acme.example"][-1]

    assert "Reply YES" not in words_of(sent.card)
    answered = await reply(house, "yes", conversation=f"<{sent.delivery_id}@us.example>")
    assert answered.outcome == "offer_made"
    assert await house.payments() == []
