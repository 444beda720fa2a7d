"""Reminders: the right people, once, in their hours, of what is owed at that very moment."""

from datetime import UTC, datetime
from functools import partial

import pytest

from assistant.billing.contacts import accounts
from assistant.billing.model.preferences import Preferences
from assistant.notify.senders import DeliveryLaterError
from assistant.request import Channel
from assistant.sandbox.first_day import AWAKE
from assistant.trace import trace
from tests.stories.house import House, pay_with, sayings, words_of
from tests.stories.planned import autopay_on
from tests.stories.reminded import at_hours, days_pass, flag, kept, reminders


async def test_a_reminder_comes_a_week_before_and_four_and_ten_days_after(house: House) -> None:
    await flag(house, "ap")
    await days_pass(house, 25)

    assert reminders(house) == [
        "Invoice 121 was due on 23 Feb 2026: 360.00 USD",
        "Invoice 122 is due on 20 Mar 2026: 400.00 USD",
        "Invoice 122 was due on 20 Mar 2026: 400.00 USD",
        "2 invoices are to be paid: 820.00 USD",
    ]


async def test_it_says_what_is_owed_and_what_to_do_and_how_to_answer(house: House) -> None:
    await flag(house, "ap", "vic")
    await days_pass(house, 4)

    card = next(
        each.card
        for each in house.mail.sent
        if "122" in each.card.title and each.address == "ap@acme.example"
    )
    assert card.paragraphs[0] == "It is due in 7 days."
    assert "just reply and say so" in card.paragraphs[1]
    facts = {fact.label: fact.value for fact in card.facts}
    assert facts == {"Account": "Acme", "Also told": "Vic Ito"}
    assert sayings(card) == [
        "pay invoice 122",
        "we paid invoice 122",
        "invoice 122 is wrong",
        "mute invoice 122",
    ]


async def test_who_may_not_pay_is_shown_what_is_open(house: House) -> None:
    await flag(house, "vic")
    await days_pass(house, 4)

    last = next(each for each in house.mail.sent if "122" in each.card.title)
    assert sayings(last.card)[0] == "show my open invoices"


async def test_one_message_a_day_with_a_total_for_each_currency(house: House) -> None:
    await flag(house, "dana")
    await flag(house, "dana", account="acc_acme_eu")
    await house.change("UPDATE invoices SET due_on = '2026-03-07' WHERE number IN ('123', '201')")
    await house.change("UPDATE reminder_looks SET due_at = '2026-03-01 00:00:00'")
    await days_pass(house, 1)

    (card,) = [each.card for each in house.mail.sent]
    assert card.title == "3 invoices are to be paid: 1,234.50 EUR, 780.00 USD"
    assert [fact.value for fact in card.facts if fact.label == "Total"] == [
        "1,234.50 EUR",
        "780.00 USD",
    ]
    assert [row[0] for row in card.table.rows] == ["121", "123", "201"] if card.table else False
    assert sayings(card) == ["show my open invoices"]


async def test_several_of_one_account_are_paid_with_one_button(house: House) -> None:
    await flag(house, "ap")
    await house.change("UPDATE invoices SET due_on = '2026-03-17' WHERE number = '123'")
    await house.change("UPDATE reminder_looks SET due_at = '2026-03-01 00:00:00'")
    await days_pass(house, 1)

    card = house.mail.sent[0].card
    pressed = await house.ask("ap", sayings(card)[0], channel=Channel.MAIL)
    assert pressed.outcome == "offer_made"
    assert pressed.card.title == "Pay 780.00 USD?"


async def test_nobody_who_has_paid_is_reminded_and_why_is_kept(house: House) -> None:
    await flag(house, "ap")
    await house.pay("dana", "122")
    await days_pass(house, 20)

    assert not [title for title in reminders(house) if "122" in title]
    assert await kept(house, "122") == []


async def test_what_is_paid_between_planning_and_sending_is_not_reminded_of(house: House) -> None:
    await flag(house, "ap")
    await house.desk.notifier.remind()
    await house.pay("dana", "121")
    await house.settle()
    await at_hours(house, 14)

    assert reminders(house) == []
    assert await kept(house, "121", 10) == [("121", 10, "ap", "dropped", "paid")]
    (row,) = await house.rows("SELECT state, error FROM deliveries WHERE batch IS NOT NULL")
    assert row.state == "suppressed"


async def test_fault_68_a_later_payment_takes_a_queued_reminder_back_even_after_a_failed_try(
    house: House,
) -> None:
    """The mail server is away, the invoice is paid, and the server comes back."""
    await flag(house, "ap")
    house.mail.troubles = [DeliveryLaterError("away")]
    await at_hours(house, 14)
    assert len(house.mail.tried) == 1
    await house.change(
        "UPDATE invoices SET status = 'CLOSED', paid_minor = total_minor, closed_at = :at"
        " WHERE number = '121'",
        at="2026-03-10 14:10:00+00:00",
    )
    house.clock.advance(minutes=30)
    await house.work()

    assert house.mail.sent == []
    assert await kept(house, "121", 10) == [("121", 10, "ap", "dropped", "paid")]


async def test_what_could_not_be_sent_yesterday_is_part_of_todays_message(house: House) -> None:
    await flag(house, "ap")
    house.clock.now = datetime(2026, 3, 12, 14, 5, tzinfo=UTC)
    house.mail.troubles = [DeliveryLaterError("away", after=20 * 3600)]
    await house.work()
    house.clock.advance(days=1)  # 122 is due in a week
    await house.work()
    await at_hours(house, 17)

    assert reminders(house) == ["2 invoices are to be paid: 760.00 USD"]


async def test_a_message_of_which_nothing_was_left_does_not_take_the_place_of_the_days_own(
    house: House,
) -> None:
    await flag(house, "ap")
    await house.change("UPDATE invoices SET disputed_at = issued_on WHERE number = '121'")
    await at_hours(house, 14)
    assert reminders(house) == []

    await house.change("UPDATE invoices SET due_on = '2026-03-17' WHERE number = '122'")
    await house.change("UPDATE reminder_looks SET due_at = '2026-03-01 00:00:00'")
    await at_hours(house, 17, 18)

    assert reminders(house) == ["Invoice 122 is due on 17 Mar 2026: 400.00 USD"]
    states = await house.rows("SELECT state FROM deliveries WHERE batch IS NOT NULL")
    assert [row.state for row in states] == ["sent"]


async def test_a_stage_that_was_overtaken_before_it_could_be_sent_is_not_told_beside_the_next(
    house: House,
) -> None:
    await flag(house, "ap")
    await house.change("UPDATE accounts SET reminder_days = '-7,-6'")
    await house.change("UPDATE invoices SET due_on = '2026-03-17' WHERE number = '122'")
    await house.change("UPDATE reminder_looks SET due_at = '2026-03-01 00:00:00'")
    house.clock.now = datetime(2026, 3, 10, 14, 5, tzinfo=UTC)
    house.mail.troubles = [DeliveryLaterError("away", after=20 * 3600)]
    await house.work()
    house.clock.advance(days=1)
    await house.work()

    assert reminders(house) == ["2 invoices are to be paid: 760.00 USD"]  # 121, and 122 once
    assert await kept(house, "122") == [
        ("122", -7, "ap", "dropped", "newer_stage"),
        ("122", -6, "ap", "told", None),
    ]


async def test_what_was_sent_late_is_the_message_of_the_day(house: House) -> None:
    await flag(house, "ap")
    house.clock.now = datetime(2026, 3, 12, 14, 5, tzinfo=UTC)
    house.mail.troubles = [DeliveryLaterError("away", after=20 * 3600)]
    await house.work()
    house.clock.now = datetime(2026, 3, 13, 12, 30, tzinfo=UTC)  # half past eight in New York
    await house.work()
    await at_hours(house, 14, 17)
    assert reminders(house) == ["Invoice 121 was due on 23 Feb 2026: 360.00 USD"]

    house.clock.advance(days=3)
    await at_hours(house, 14)
    assert len(reminders(house)) == 2


async def test_after_downtime_only_the_newest_stage_is_told(house: House) -> None:
    await flag(house, "ap")
    await days_pass(house, 1)
    before = len(house.mail.sent)
    house.clock.advance(days=21)  # 122 was to be told three times, 123 once
    await at_hours(house, 14)

    assert reminders(house)[before:] == ["2 invoices are to be paid: 820.00 USD"]
    assert await kept(house, "122") == [
        ("122", -7, "ap", "dropped", "newer_stage"),
        ("122", 4, "ap", "dropped", "newer_stage"),
        ("122", 10, "ap", "told", None),
    ]


async def test_what_was_long_past_when_it_came_here_is_nobodys_flood(house: House) -> None:
    await flag(house, "ap")
    await house.change("UPDATE invoices SET due_on = '2025-11-01' WHERE number = '121'")
    await days_pass(house, 1)

    assert not [title for title in reminders(house) if "121" in title]
    assert await kept(house, "121", 10) == [("121", 10, "ap", "dropped", "long_past")]


async def test_nobody_is_woken_or_written_to_at_the_weekend(house: House) -> None:
    await flag(house, "ap")
    house.clock.now = datetime(2026, 3, 14, 13, 5, tzinfo=UTC)  # a Saturday in New York
    await house.work()
    house.clock.advance(days=1)
    await at_hours(house, 6, 14, 22)
    assert house.mail.sent == []

    house.clock.now = datetime(2026, 3, 16, 11, 59, tzinfo=UTC)  # Monday, 7:59 in New York
    await house.work()
    assert house.mail.sent == []
    house.clock.advance(minutes=1)
    await house.work()
    assert len(house.mail.sent) == 1


async def test_a_dispute_a_bank_at_work_and_a_plan_keep_it_back(house: House) -> None:
    await flag(house, "ap")
    await house.change(
        "UPDATE invoices SET disputed_at = :at WHERE number = '121'",
        at="2026-03-09 12:00:00+00:00",
    )
    await autopay_on(house)
    await at_hours(house, 14)
    house.clock.advance(days=3)
    await at_hours(house, 14)

    assert reminders(house) == []
    assert await kept(house, "121", 10) == [("121", 10, "ap", "waiting", "disputed")]
    assert await kept(house, "122", -7) == [("122", -7, "ap", "waiting", "planned")]


async def test_reminders_go_on_when_autopay_has_failed(house: House) -> None:
    await flag(house, "ap")
    await pay_with(house, "acc_acme", "pm_card_chargeCustomerFail")
    await autopay_on(house)
    await days_pass(house, 30)

    told = [row[1] for row in await kept(house, "122") if row[3] == "told"]
    assert told in ([4], [10])
    assert "planned" not in [row[4] for row in await kept(house, "122")]


async def test_the_last_stage_is_told_to_whoever_hears_of_trouble(house: House) -> None:
    await flag(house, "ap")
    await flag(house, "vic", what="escalations")
    await days_pass(house, 1)

    assert reminders(house, "vic@acme.example") == [
        "Invoice 121 was due on 23 Feb 2026: 360.00 USD"
    ]
    await days_pass(house, 5)
    assert len(reminders(house, "vic@acme.example")) == 1
    assert len(reminders(house)) == 2


async def test_two_processes_remind_once(house: House) -> None:
    await flag(house, "ap", "dana", "vic")
    notifier = house.desk.notifier
    for _ in range(2):
        await notifier.remind()
    await notifier.deliver()
    await notifier.deliver()
    await house.work()

    assert len({each.delivery_id for each in house.mail.sent}) == len(house.mail.sent) == 3


async def test_nothing_else_is_ever_reminded_of(house: House) -> None:
    for who in ("gus", "kenji", "noura"):
        account = {"gus": "globex", "kenji": "kumo", "noura": "dune"}[who]
        await flag(house, who, account=f"acc_{account}")
    await days_pass(house, 60)

    numbers = {row[0] for row in await kept(house)}
    assert numbers == {"124", "301", "401"}  # 125 is a MANUAL_PAYMENT_CREDIT, 300 is paid


async def test_a_contact_hears_it_in_their_language(house: House) -> None:
    await flag(house, "gus", account="acc_globex")
    await days_pass(house, 16)

    sent = next(each for each in house.mail.sent if "124" in each.card.title)
    assert sent.card.title == "Rechnung 124 ist am 31.03.2026 fällig: 777,00 €"
    assert "gus" in sent.address


async def test_slack_first_for_whoever_wants_it_so(house: House) -> None:
    await flag(house, "dana")
    await house.change("""UPDATE people SET preferences = '{"first": "slack"}'""")
    await at_hours(house, 14)

    assert [each.address for each in house.slack.sent] == ["T02ACME/U02DANA"]
    assert house.mail.sent == []


@pytest.mark.parametrize("days", ["", "-3,1"])
async def test_the_stages_are_the_accounts_own(house: House, days: str) -> None:
    await flag(house, "ap")
    await house.change("UPDATE accounts SET reminder_days = :days", days=days)
    await house.change("UPDATE reminder_looks SET due_at = '2026-03-01 00:00:00'")
    await days_pass(house, 30)

    stages = sorted({row[1] for row in await kept(house)})
    assert stages == [int(each) for each in days.split(",") if each]
    assert bool(reminders(house)) == bool(days)


async def test_the_proof_of_each_is_kept(house: House) -> None:
    await flag(house, "ap")
    await at_hours(house, 14)

    (row,) = await house.rows("SELECT facts, checked_at FROM reminders WHERE stage = 10")
    assert '"open_minor":36000' in str(row.facts).replace(" ", "").replace("'", '"')
    assert row.checked_at is not None
    assert "121" in words_of(house.mail.sent[0].card)


async def test_audit_shows_each_reminder_its_reason_and_its_delivery(house: House) -> None:
    await flag(house, "ap")
    await at_hours(house, 14)

    rows = await house.database.read(partial(trace, thing="121"))

    shown = [(row["stage"], row["why"]) for row in rows if row["what"] == "reminder"]
    assert shown == [(-7, "newer_stage"), (4, "newer_stage"), (10, None)]
    assert [row["state"] for row in rows if row["what"] == "delivery"] == ["sent"]


async def test_where_mail_comes_back_slack_or_an_admin_is_reminded_instead(house: House) -> None:
    await flag(house, "ap")
    await house.change(
        "INSERT INTO mail_trouble (address, kind, said, permanent, times, since, last_at)"
        " VALUES ('ap@acme.example', 'bounced', 'gone', true, 1, :at, :at)",
        at="2026-03-09 12:00:00+00:00",
    )
    await at_hours(house, 14)

    assert reminders(house) == []
    assert len(reminders(house, "dana@acme.example")) == 1


@pytest.mark.parametrize("at", ["2026-03-14T04:30", "2026-03-15T23:30", "2026-03-18T02:00"])
async def test_whoever_is_awake_in_the_sandbox_is_reminded_at_any_hour(
    house: House, at: str
) -> None:
    house.clock.now = datetime.fromisoformat(at).replace(tzinfo=UTC)
    awake = Preferences(opens=0, closes=24, weekends=True)
    await house.database.write(partial(accounts.prefer, person_id=AWAKE, preferences=awake))

    await house.ask("dana", "send reminders to ap@acme.example")
    await house.ask("dana", "set reminders to 14")
    await house.work()

    assert reminders(house)
