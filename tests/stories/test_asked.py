"""Whoever asks who was told what, and whose word it is, hears it of their own account only."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.inbox import Answered
from assistant.notify.senders import DeliveryFailedError, DeliveryLaterError
from assistant.request import Channel
from assistant.trace import trace
from tests.stories.house import House, sayings, words_of
from tests.stories.issued import issued
from tests.stories.reminded import at_hours, days_pass, flag

MAIL: dict[str, Any] = {"channel": Channel.MAIL, "conversation": "m1"}
AP, VIC = "Acme Accounts Payable", "Vic Ito"
VIC_AT = "vic@acme.example"


def rows(answered: Answered) -> list[tuple[str, ...]]:
    """What, to whom, how and in which state, of each notice that is shown."""
    assert answered.outcome == "notices_shown", answered.card
    return list(answered.card.table.rows) if answered.card.table else []


def heard(answered: Answered) -> set[tuple[str, str, str]]:
    """The same without the moment."""
    return {(row[0], row[1], row[2]) for row in rows(answered)}


async def test_who_was_told_about_a_payment_is_answered_to_customers_and_agents(
    house: House,
) -> None:
    await flag(house, "ap", what="payments")
    await house.pay("dana", "121")
    await house.settle()
    await house.work()

    asked = await house.ask("dana", "who was told about the payment?")
    of_it = await house.ask("vic", "who was told about 121?")
    by_agent = await house.ask("sam", "for acme: who was told about 121?", conversation="desk")

    paid = "Paid: invoice 121, 360.00 USD"
    told = {(paid, AP, "by mail"), (paid, "you", "by mail"), (paid, "you", "in Slack")}
    others = {(paid, "Dana Reyes" if to == "you" else to, how) for _, to, how in told}
    assert heard(asked) == told
    assert heard(of_it) == heard(by_agent) == others
    assert {row[3] for row in rows(asked)} == {"sent 10 Mar 2026, 08:00 EDT"}


async def test_before_anything_was_paid_it_says_who_would_be_told(house: House) -> None:
    would_be = await house.ask("dana", "who was told about the payment?")
    nobody = await house.ask("dana", "who was told about 123?")

    assert would_be.outcome == "contact_list"
    assert rows(nobody) == []
    assert "Nobody has been told anything" in words_of(nobody.card)


async def test_each_reminder_says_whether_it_was_sent_waits_or_why_not(house: House) -> None:
    await flag(house, "ap", "vic")
    await house.ask("vic", "mute invoice 121", **MAIL)
    await house.ask("ap", "we will pay 122 on 18 March", **MAIL)
    await days_pass(house, 4)

    of_121 = await house.ask("dana", "who was reminded of 121?")
    of_122 = await house.ask("dana", "when was 122 reminded?")
    own = await house.ask("vic", "what reminders did I get for 121?", **MAIL)
    open_ones = await house.ask("ap", "what reminders did I get?", **MAIL)

    of_121_then = [row for row in rows(of_121) if row[0] == "Reminder 10 days overdue"]
    (sent,) = [row for row in of_121_then if row[1] == AP]
    (muted,) = [row for row in of_121_then if row[1] == VIC]
    assert sent == ("Reminder 10 days overdue", AP, "by mail", "sent 11 Mar 2026, 10:05 EDT")
    assert muted[1:] == (VIC, "–", "not sent: they want none of this one")
    assert {row[3] for row in rows(of_122)} == {
        "waits until 19 Mar 2026, 09:00 EDT: payment is promised"
    }
    assert {row[1] for row in rows(own)} == {"you"}
    assert open_ones.outcome == "which_meant"
    assert sayings(open_ones.card)[0] == "what reminders did we get for invoice 121"
    assert heard(await house.ask("ap", "1", **MAIL)) >= {(sent[0], "you", "by mail")}


async def test_a_reminder_of_what_was_paid_before_it_went_out_was_not_sent(house: House) -> None:
    await flag(house, "ap")
    await house.desk.notifier.remind()
    await house.pay("dana", "121")
    await house.settle()
    await at_hours(house, 14)

    asked = await house.ask("dana", "was anybody reminded of 121?")

    newest = rows(asked)[0]
    assert newest == ("Reminder 10 days overdue", AP, "–", "not sent: it was paid")


async def test_of_a_message_about_several_only_what_it_still_said_was_sent(house: House) -> None:
    await flag(house, "ap")
    house.clock.now = datetime(2026, 3, 12, 14, 5, tzinfo=UTC)
    house.mail.troubles = [DeliveryLaterError("away", after=20 * 3600)]
    await house.work()
    house.clock.advance(days=1)  # 122 is due in a week
    waits = await house.ask("dana", "who was reminded of 121?")
    await house.ask("ap", "mute 121", **MAIL)
    await house.work()
    await at_hours(house, 17)

    of_121 = await house.ask("dana", "who was reminded of 121?")
    of_122 = await house.ask("dana", "who was reminded of 122?")

    assert rows(waits)[0][2:] == ("by mail", "waits until 13 Mar 2026, 06:05 EDT")
    assert rows(of_121)[0][2:] == ("–", "not sent: they want none of this one")
    assert rows(of_122)[0][2:] == ("by mail", "sent 13 Mar 2026, 10:05 EDT")


async def test_news_in_a_digest_waits_for_it_and_then_was_sent_with_it(house: House) -> None:
    await flag(house, "dana")
    wishes = '{"digest": "daily"}'
    await house.change(
        "UPDATE people SET preferences = :words WHERE name LIKE 'Dana%'", words=wishes
    )
    await house.ask("ap", "we will pay 121 on 25 March", **MAIL)
    await house.work()
    waits = await house.ask("vic", "who was told about 121?")
    await days_pass(house, 2)
    was_sent = await house.ask("vic", "who was told about 121?")

    promised = "Invoice 121 will be paid on 25 Mar 2026: 360.00 USD"
    assert {row[3] for row in rows(waits) if row[0] == promised} == {"waits for the digest"}
    assert {row[3][:4] for row in rows(was_sent) if row[0] == promised} == {"sent"}


async def test_what_came_in_one_message_with_others_was_sent_with_it(house: House) -> None:
    await issued(house, {"121": "acc_acme", "122": "acc_acme", "201": "acc_acme_eu"})
    await house.work()

    asked = await house.ask("vic", "who was told about 121?")

    assert [row[1] for row in rows(asked)] == ["Dana Reyes", "Dana Reyes"]
    assert {row[3][:4] for row in rows(asked)} == {"sent"}
    assert "201" not in words_of(asked.card)
    assert "Acme EU" not in words_of(asked.card)


async def test_where_slack_does_not_take_it_both_tries_are_shown(house: House) -> None:
    house.slack.troubles = [DeliveryFailedError("channel_not_found")] * 3
    await house.pay("dana", "121", **MAIL)
    await house.settle()
    await house.work()

    asked = await house.ask("dana", "who was told about 121?", **MAIL)

    states = {row[2]: row[3].partition(" ")[0] for row in rows(asked)}
    assert states == {"in Slack": "not", "by mail": "sent"}


async def test_a_long_list_has_pages(house: House) -> None:
    await flag(house, "ap", "vic", "dana")
    await days_pass(house, 12)
    first = await house.ask("vic", "who was told about 121?")
    turned = await house.ask("vic", sayings(first.card)[-1])
    by_agent = await house.ask("sam", "for acme: who was told about 121?", conversation="desk")
    for_them = await house.ask("sam", sayings(by_agent.card)[-1], conversation="desk")

    assert first.card.paragraphs == ("1–8 of 9",)
    assert len(rows(first)) == 8
    assert len(rows(turned)) == len(rows(for_them)) == 1
    for words in ("who was told about 121?", "more", "back"):
        await house.accept("vic", words, **MAIL)
        await house.work()
    shown = [each.card.paragraphs[0] for each in house.mail.sent[-3:]]
    assert shown == ["1–8 of 9", "9–9 of 9", "1–8 of 9"]


async def test_whose_promise_it_is_and_whether_it_holds(house: House) -> None:
    await house.ask("ap", "we will pay 121 on 13 March", **MAIL)
    house.clock.advance(minutes=1)
    await house.ask("dana", "we will pay 121 on 17 March")
    others = await house.ask("vic", "who promised to pay 121?", **MAIL)
    own = await house.ask("dana", "who promised to pay 121?")
    await house.ask("dana", "cancel my promise for 121")
    left = await house.ask("dana", "who promised to pay it?", about="121")

    assert others.card.paragraphs == (
        "Dana Reyes promised it on 10 Mar 2026 for Tuesday, 17 Mar 2026. That holds: nobody is "
        "reminded of it until the day after.",
        "Acme Accounts Payable promised it on 10 Mar 2026 for Friday, 13 Mar 2026. A newer "
        "promise counts.",
    )
    assert sayings(others.card) == []
    assert sayings(own.card) == ["cancel my promise for 121"]
    assert left.card.paragraphs[0].endswith("That was taken back.")
    assert "That holds" in left.card.paragraphs[1]


async def test_who_said_that_it_is_paid_and_until_when_that_counts(house: House) -> None:
    await house.ask("ap", "we paid 121 by wire yesterday, ref 889", **MAIL)
    said = await house.ask("dana", "who said 121 is paid?")
    by_agent = await house.ask("sam", "for acme: who said 121 is paid?", conversation="desk")
    nobody = await house.ask("dana", "who said 122 is paid?")
    house.clock.advance(days=10)
    over = await house.ask("dana", "who said 121 is paid?")

    assert said.card.paragraphs == by_agent.card.paragraphs
    (words,) = said.card.paragraphs
    assert words == (
        "Acme Accounts Payable said so on 10 Mar 2026. We look for the money; nobody is reminded "
        "of it before Tuesday, 17 Mar 2026."
    )
    assert "case" not in words_of(said.card).lower()
    assert nobody.card.paragraphs == ("Nobody has said so.",)
    assert over.card.paragraphs[0].endswith("That keeps no reminder back any more.")


@pytest.mark.parametrize("words", ["who was told about {}?", "who promised to pay {}?"])
async def test_an_invoice_of_others_and_none_at_all_are_answered_alike(
    house: House, words: str
) -> None:
    theirs = await house.ask("gus", words.format(123), **MAIL)
    none = await house.ask("gus", words.format(987), **MAIL)
    unnamed = await house.ask("sam", words.format(123), conversation="desk")

    assert theirs.outcome == none.outcome == "invoice_not_found"
    assert theirs.card.title.replace("123", "987") == none.card.title
    assert not re.search("Acme|Dana|Reyes", words_of(theirs.card))
    assert unnamed.outcome == "not_allowed"


async def test_a_case_of_a_colleague_that_keeps_reminders_back_is_not_spoken_of(
    house: House,
) -> None:
    await flag(house, "ap", "vic")
    await house.ask("ap", "talk to a human about 121", **MAIL)
    await house.change("UPDATE reminders SET why = 'with_agent'")
    await house.desk.notifier.remind()
    await house.change("UPDATE reminders SET why = 'with_agent', state = 'waiting'")

    asked = await house.ask("vic", "who was reminded of 121?", **MAIL)
    by_agent = await house.ask("sam", "for acme: who was reminded of 121?", conversation="desk")

    assert rows(asked)
    assert "looks after it" not in words_of(asked.card)
    assert "one of us looks after it" in words_of(by_agent.card)


async def test_the_notices_of_promises_and_disputes_are_on_the_trail_of_their_invoice(
    house: House,
) -> None:
    await flag(house, "vic")
    await house.ask("ap", "we will pay 121 on 13 March", **MAIL)
    await house.ask("ap", "123 is wrong", **MAIL)
    await house.work()

    promised = await house.database.read(lambda tx: trace(tx, "121"))
    disputed = await house.database.read(lambda tx: trace(tx, "123"))

    assert {"promise_told", "dispute_told"} == {
        row["kind"] for row in (*promised, *disputed) if row["what"] == "event"
    }
    assert [row["person"] for row in promised if row["what"] == "delivery" and row["sent_at"]]
    assert [row["person"] for row in disputed if row["what"] == "delivery" and row["sent_at"]]


async def test_a_persons_trail_has_their_requests_their_changes_and_their_notices(
    house: House,
) -> None:
    await flag(house, "ap")
    await house.ask("ap", "we will pay 122 on 18 March", **MAIL)
    await house.ask("dana", "remove vic@acme.example for good")
    await house.ask("ap", "123 is wrong", **MAIL)
    await house.accept("ap", "what do we owe?", **MAIL)
    await house.pay("ap", "121", **MAIL)
    await house.settle()
    await house.work()

    def of(thing: str) -> Any:
        return house.database.read(lambda tx: trace(tx, thing))

    ap, again, vic = await of("ap@acme.example"), await of("AP@acme.example"), await of(VIC_AT)
    by_id, by_slack = await of("per_dana_acme"), await of("T02ACME/U02DANA")

    kinds = {row["what"] for row in ap}
    assert {"request", "offer", "payment", "reminder_hold", "case", "event", "delivery"} <= kinds
    assert {row["person"] for row in ap if row["what"] == "request"} == {"per_ap_acme"}
    assert "what do we owe?" in [row["text"] for row in ap if row["what"] == "request"]
    assert ap == again == sorted(ap, key=lambda row: row["at"])
    removed = [row for row in vic if row["what"] == "event" and row["kind"] == "contact_changed"]
    assert removed
    assert "per_vic_acme" in {row["person"] for row in vic if row["what"] == "delivery"}
    assert by_id
    assert by_id == by_slack
    assert await of("nobody@acme.example") == []
