"""What people answer to reminders truly holds them back, by mail and in Slack."""

import pytest

from assistant.request import Channel
from tests.stories.house import House, sayings, words_of
from tests.stories.planned import autopay_on
from tests.stories.reminded import at_hours, days_pass, flag, kept, reminders

MAIL = {"channel": Channel.MAIL, "conversation": "m1"}


async def reminded(house: House, *who: str) -> None:
    await flag(house, *(who or ("ap",)))
    await at_hours(house, 14)
    house.mail.sent.clear()
    house.slack.sent.clear()


async def held(house: House) -> list[tuple[str, str]]:
    rows = await house.rows("SELECT kind, state FROM reminder_holds ORDER BY created_at, id")
    return [(row.kind, row.state) for row in rows]


async def test_a_promise_answers_the_reminder_and_repeats_the_day_back(house: House) -> None:
    await reminded(house, "ap", "dana")

    answered = await house.ask("ap", "We will pay on Friday.", **MAIL)
    await house.work()

    assert answered.outcome == "promise_kept"
    assert answered.card.title == "Thank you: until Friday, 13 Mar 2026"
    assert "invoice 121" in answered.card.paragraphs[0]
    assert house.told("Invoice 121 will be paid on 13 Mar 2026") == [
        ("mail", "dana@acme.example"),
        ("slack", "T02ACME/U02DANA"),
    ]
    assert await house.payments() == []


async def test_nobody_is_reminded_until_the_day_after_a_promise_and_its_end_is_told(
    house: House,
) -> None:
    await flag(house, "ap")
    await house.ask("dana", "we will pay 122 on 2026-03-20")
    await days_pass(house, 9)
    assert not [title for title in reminders(house) if "Invoice 122 is due" in title]
    assert await kept(house, "122", -7) == [("122", -7, "ap", "waiting", "promise")]

    await days_pass(house, 1)
    assert ("slack", "T02ACME/U02DANA") in house.told("Today is the day for invoice 122")
    await days_pass(house, 3)  # after the weekend
    assert house.told("Not paid as promised: invoice 122") == [
        ("mail", "ap@acme.example"),
        ("mail", "dana@acme.example"),
        ("slack", "T02ACME/U02DANA"),
    ]
    await days_pass(house, 2)
    assert ("promise", "broken") in await held(house)
    assert "Invoice 122 was due on 20 Mar 2026: 400.00 USD" in reminders(house)


async def test_a_promise_that_was_kept_is_not_spoken_of(house: House) -> None:
    await house.ask("dana", "we will pay 122 on Friday")
    await house.pay("dana", "122")
    await days_pass(house, 6)

    assert await held(house) == [("promise", "kept")]
    assert house.told(("Today is the day", "Not paid as promised")) == []


async def test_a_newer_promise_takes_the_place_of_an_older_one(house: House) -> None:
    await house.ask("dana", "we will pay 122 on 2026-03-12")
    await house.ask("dana", "we will pay 122 on 2026-03-19")
    await days_pass(house, 4)

    assert sorted(await held(house)) == [("promise", "ended"), ("promise", "made")]
    assert house.told("Not paid as promised") == []


async def test_without_a_number_and_a_reminder_it_is_asked_which(house: House) -> None:
    which = await house.ask("dana", "we will pay on Friday")
    chosen = await house.ask("dana", "2")
    again = await house.ask("dana", "we already paid")
    every = await house.ask("dana", "all")

    assert which.outcome == again.outcome == "which_meant"
    assert chosen.outcome == "promise_kept"
    assert "invoice 122" in chosen.card.paragraphs[0]
    assert every.outcome == "says_paid"
    assert "invoices 121, 122, 123" in every.card.paragraphs[0]


async def test_a_promise_too_far_ahead_or_behind_is_not_noted(house: House) -> None:
    far = await house.ask("dana", "we will pay 122 on 2026-09-01")
    past = await house.ask("dana", "we will pay 122 on 2026-03-01")

    assert (far.outcome, past.outcome) == ("promise_refused", "promise_refused")
    assert await held(house) == []


async def test_a_promise_taken_back_is_told_and_reminders_go_on_by_their_rules(
    house: House,
) -> None:
    await flag(house, "ap")
    await house.ask("dana", "we will pay 122 on 2026-03-20")
    await days_pass(house, 4)
    assert await kept(house, "122", -7) == [("122", -7, "ap", "waiting", "promise")]

    taken_back = await house.ask("dana", "cancel my promise for 122")
    again = await house.ask("dana", "I take my promise back")
    await days_pass(house, 3)

    assert (taken_back.outcome, again.outcome) == ("promise_withdrawn", "no_promise")
    assert await held(house) == [("promise", "withdrawn")]
    assert house.told("Promise taken back: invoice 122, 400.00 USD") == [
        ("mail", "ap@acme.example")
    ]
    assert "Invoice 122 is due on 20 Mar 2026: 400.00 USD" in reminders(house)
    assert not house.told("Today is the day for invoice 122")
    overview = (await house.ask("sam", "for acme: overview")).card
    (promised,) = [each.value for each in overview.facts if each.label == "Promised"]
    assert promised.startswith("122 on 20 Mar 2026 (Dana Reyes), taken back 14 Mar 2026, 22:05")


async def test_nobody_takes_back_what_somebody_else_promised(house: House) -> None:
    await house.ask("dana", "we will pay 122 on 2026-03-20")

    assert (await house.ask("ap", "cancel my promise for 122", **MAIL)).outcome == "no_promise"
    assert (await house.ask("dana", "cancel my promise for 123")).outcome == "no_promise"
    assert await held(house) == [("promise", "made")]


async def test_a_promise_taken_back_leaves_what_somebody_else_has_promised(house: House) -> None:
    await flag(house, "ap", "vic")
    await house.ask("ap", "we will pay 122 on 2026-03-20", **MAIL)
    house.clock.advance(minutes=1)
    await house.ask("dana", "we will pay 122 on 2026-03-21")
    taken_back = await house.ask("dana", "cancel my promise for 122")
    await house.work()

    assert "Acme Accounts Payable has promised invoice 122 for 20 Mar 2026" in words_of(
        taken_back.card
    )
    (notice, *_) = [e.card for e in house.mail.sent if e.card.title.startswith("Promise taken")]
    assert "Acme Accounts Payable has promised it for 20 Mar 2026" in notice.paragraphs[0]
    assert await held(house) == [("promise", "made"), ("promise", "withdrawn")]
    await days_pass(house, 9)
    assert not [title for title in reminders(house) if "Invoice 122 is due" in title]
    await days_pass(house, 1)
    assert house.told("Today is the day for invoice 122") == [("mail", "ap@acme.example")]
    await days_pass(house, 3)  # after the weekend
    assert house.told("Not paid as promised: invoice 122")


async def test_of_what_two_promised_the_newest_counts_and_the_other_is_not_spoken_of(
    house: House,
) -> None:
    await flag(house, "ap")
    await house.ask("ap", "we will pay 122 on 2026-03-12", **MAIL)
    house.clock.advance(minutes=1)
    await house.ask("dana", "we will pay 122 on 2026-03-18")
    await days_pass(house, 6)

    assert not house.told(("Today is the day for invoice 122", "Not paid as promised"))
    assert sorted(await held(house)) == [("promise", "ended"), ("promise", "made")]
    await days_pass(house, 5)
    assert sorted(await held(house)) == [("promise", "broken"), ("promise", "ended")]


async def test_a_nearer_promise_that_was_broken_ends_the_older_one_too(house: House) -> None:
    await flag(house, "ap")
    await house.ask("ap", "we will pay 121 on 2026-03-24", **MAIL)
    house.clock.advance(minutes=1)
    await house.ask("dana", "we will pay 121 on 2026-03-11")
    await days_pass(house, 3)

    assert house.told("Not paid as promised: invoice 121")
    assert sorted(await held(house)) == [("promise", "broken"), ("promise", "ended")]


async def test_a_claim_to_have_paid_taken_back_leaves_what_somebody_else_said(house: House) -> None:
    await house.ask("ap", "we paid 121 by wire, ref 77", **MAIL)
    await house.ask("dana", "we paid 121 by wire, ref 78")
    await house.ask("dana", "take back that we paid 121")

    assert sorted(await held(house)) == [("says_paid", "made"), ("says_paid", "withdrawn")]


async def test_paid_by_wire_pauses_five_business_days_opens_a_case_and_pays_nothing(
    house: House,
) -> None:
    await reminded(house)

    answered = await house.ask("ap", "we paid by wire yesterday", **MAIL)
    await house.work()

    assert answered.outcome == "says_paid"
    assert "17 Mar 2026" in answered.card.paragraphs[0]
    (case,) = await house.rows("SELECT kind, facts FROM cases")
    assert case.kind == "person_asked"
    assert "121" in str(case.facts)
    assert house.told("Case") == [("mail", "support@seller.example")]
    assert await house.open_minor("121") == 36000


async def test_a_dispute_takes_it_out_of_reminders_autopay_and_pay_all(house: House) -> None:
    await flag(house, "ap")
    await autopay_on(house)
    answered = await house.ask("ap", "invoice 121 is wrong, we never ordered that", **MAIL)
    await days_pass(house, 3)

    assert answered.outcome == "disputed"
    assert house.taken() == []
    assert not [title for title in reminders(house) if "121" in title and "due" in title]
    assert await kept(house, "121", 10) == [("121", 10, "ap", "waiting", "disputed")]
    assert ("mail", "dana@acme.example") in house.told("Being looked at: invoice 121")


async def test_a_complaint_about_a_paid_invoice_opens_a_case_with_its_number(house: House) -> None:
    answered = await house.ask("dana", "120 is wrong")
    (row,) = await house.rows("SELECT disputed_at FROM invoices WHERE number = '120'")
    (case,) = await house.rows("SELECT facts FROM cases")

    assert answered.outcome == "disputed"
    assert "looks at invoice 120; nothing is due on it meanwhile" in answered.card.paragraphs[0]
    assert "120" in str(case.facts)
    assert row.disputed_at is None


async def test_what_is_disputed_is_never_left_out_or_offered_without_a_word(house: House) -> None:
    await house.ask("dana", "pay 121")
    await house.ask("dana", "121 is wrong, we cancelled")
    again = await house.ask("dana", "yes")
    all_of_it = await house.ask("dana", "pay all open invoices")
    overdue = await house.ask("dana", "pay all overdue")

    assert "Mind that a dispute is open about invoice 121" in " ".join(again.card.paragraphs)
    assert "Left out, because a dispute is open: 121 (360.00 USD)." in all_of_it.card.paragraphs
    assert overdue.outcome == "nothing_due"
    assert overdue.card.title == "Only what is disputed is overdue"
    assert house.taken() == []


async def test_our_own_people_settle_anybodys_dispute_and_everybody_is_told(house: House) -> None:
    await flag(house, "ap")
    await house.ask("ap", "invoice 121 is wrong", **MAIL)
    by_customer = await house.ask("dana", "the dispute of 121 is settled")
    by_agent = await house.ask("sam", "the dispute of 121 is settled", conversation="desk")
    await house.change("UPDATE cases SET closed_at = opened_at")  # and so is its case
    await days_pass(house, 3)

    assert by_customer.outcome == "dispute_of_others"
    assert by_agent.outcome == "dispute_ended"
    assert ("mail", "ap@acme.example") in house.told("Settled: invoice 121")
    assert [title for title in reminders(house) if "Invoice 121 was due" in title]


async def test_an_invoice_of_somebody_else_is_not_found_whatever_is_said(house: House) -> None:
    for words in ("invoice 301 is wrong", "we will pay 301 on friday", "we paid 301", "mute 301"):
        assert (await house.ask("dana", words)).outcome == "invoice_not_found"


async def test_muting_is_for_whoever_says_so_and_only_for_that_invoice(house: House) -> None:
    await flag(house, "ap", "dana")
    await house.ask("ap", "mute invoice 121", **MAIL)
    await at_hours(house, 14)

    assert reminders(house) == []
    assert len(reminders(house, "dana@acme.example")) == 1
    assert await kept(house, "121", 10) == [
        ("121", 10, "ap", "dropped", "muted"),
        ("121", 10, "dana", "told", None),
    ]


async def test_a_pause_ends_with_the_newest_stage(house: House) -> None:
    await flag(house, "ap")
    await house.ask("ap", "pause reminders until 2026-03-25", **MAIL)
    await days_pass(house, 14)
    assert reminders(house) == []

    await days_pass(house, 3)
    assert reminders(house)[0] == "2 invoices are to be paid: 760.00 USD"


@pytest.mark.parametrize(
    "words", ["no notices about payments", "no notices about invoices", "quiet hours from 8 to 8"]
)
async def test_what_cannot_be_is_not_noted_and_leaves_all_as_it_was(
    house: House, words: str
) -> None:
    await house.ask("dana", "only mail for payments")
    before = await house.rows("SELECT preferences FROM people ORDER BY id")

    answered = await house.ask("dana", words)

    assert answered.card.title == "That cannot be: nothing was changed"
    assert await house.rows("SELECT preferences FROM people ORDER BY id") == before


async def test_what_is_to_come_first_somewhere_is_not_kept_from_there(house: House) -> None:
    await flag(house, "dana")

    only = await house.ask("dana", "reminders only in slack")
    first = await house.ask("dana", "mail first")

    where = [each.value for card in (only.card, first.card) for each in card.facts]
    assert [each for each in where if each in ("in Slack", "by mail")] == ["in Slack", "by mail"]


async def test_preferences_are_said_shown_and_kept(house: House) -> None:
    await flag(house, "dana")
    await house.ask("dana", "quiet hours from 20 to 11")
    slack = await house.ask("dana", "slack first")
    shown = await house.ask("dana", "notification preferences")
    await at_hours(house, 14)
    assert (house.mail.sent, house.slack.sent) == ([], [])  # it is ten in New York
    await at_hours(house, 15)

    assert slack.outcome == shown.outcome == "preferences_shown"
    assert {fact.label: fact.value for fact in shown.card.facts}["Hours"] == "11:00–20:00"
    assert [each.address for each in house.slack.sent] == ["T02ACME/U02DANA"]


async def test_unsubscribing_stops_reminders_and_not_news_about_money(house: House) -> None:
    await flag(house, "ap")
    await house.ask("ap", "unsubscribe", **MAIL)
    await house.pay("dana", "122")
    await at_hours(house, 14)

    assert [each.card.title for each in house.mail.sent if each.address == "ap@acme.example"] == [
        "Paid: invoice 122, 400.00 USD"
    ]
    assert await kept(house, "121", 10) == [("121", 10, "ap", "dropped", "unwanted")]


async def test_a_plain_stop_after_a_reminder_shows_what_can_be_stopped(house: House) -> None:
    await reminded(house)

    stopped = await house.ask("ap", "STOP", **MAIL)
    offered = await house.ask("ap", "pay 121", **MAIL)
    cancelled = await house.ask("ap", "stop", **MAIL)

    assert stopped.outcome == "preferences_shown"
    assert "reminders off" in sayings(stopped.card)
    assert (offered.outcome, cancelled.outcome) == ("offer_made", "offer_cancelled")


async def test_the_wrong_person_is_asked_who_it_is_and_a_person_hears_of_it(house: House) -> None:
    answered = await house.ask("ap", "I am not the right person for this", **MAIL)
    await house.work()

    assert answered.outcome == "who_instead"
    assert answered.card.paragraphs[0].startswith("Who should get these instead?")
    assert house.told("Case") == [("mail", "support@seller.example")]


async def test_admins_and_agents_set_the_days_and_others_may_not(house: House) -> None:
    by_viewer = await house.ask("vic", "set reminders to -3, 5")
    by_admin = await house.ask("dana", "set reminders to -3, +5 and 12")
    by_agent = await house.ask("sam", "for Kumo: set reminders to 2", conversation="desk")
    too_many = await house.ask("dana", "set reminders to 1 2 3 4 5 6 7 8 9")

    assert by_viewer.outcome == "not_allowed"
    assert (by_admin.outcome, by_agent.outcome) == ("stages_set", "stages_set")
    assert too_many.outcome == "stages_refused"
    rows = await house.rows("SELECT name, reminder_days FROM accounts ORDER BY name")
    days = {row.name: row.reminder_days for row in rows}
    assert (days["Acme"], days["Kumo"], days["Dune"]) == ("-3,5,12", "2", None)


async def test_closing_the_case_of_a_dispute_says_that_it_goes_on_and_how_it_ends(
    house: House,
) -> None:
    disputed = await house.ask("dana", "invoices 121 and 123 are wrong")
    assert disputed.outcome == "disputed"
    closed = await house.ask("sam", "resolve case 1", conversation="desk")
    says = [each.say for each in closed.card.actions]
    ended = [await house.ask("sam", each, conversation="desk") for each in says]

    assert "121, 123" in closed.card.paragraphs[-1]
    assert [each.outcome for each in ended] == ["dispute_ended"] * 2
    rows = await house.rows("SELECT number FROM invoices WHERE disputed_at IS NOT NULL")
    assert rows == []


async def test_closing_the_case_of_what_is_paid_speaks_of_no_dispute(house: House) -> None:
    await house.ask("dana", "120 is wrong")
    closed = await house.ask("sam", "resolve case 1", conversation="desk")

    assert (closed.outcome, closed.card.actions) == ("case_changed", ())
    assert len(closed.card.paragraphs) == 1


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("pause reminders until yesterday", "not_understood"),
        ("pause reminders until 2026-03-05", "promise_refused"),
    ],
)
async def test_a_pause_until_a_day_that_is_over_ends_none_and_opens_no_case(
    house: House, words: str, outcome: str
) -> None:
    await house.ask("dana", "pause reminders until 2026-04-01")

    answered = await house.ask("dana", words)
    shown = await house.ask("dana", "notification preferences")

    assert answered.outcome == outcome
    assert "Paused until" in [each.label for each in shown.card.facts]


async def test_a_promise_for_a_day_that_is_over_says_so_and_what_to_say_instead(
    house: House,
) -> None:
    answered = await house.ask("dana", "we will pay 122 on 2026-03-05")

    assert answered.outcome == "promise_refused"
    assert "That day is over" in words_of(answered.card)


async def test_what_an_agent_noted_for_them_is_theirs_to_take_back_but_not_a_colleagues(
    house: House,
) -> None:
    await house.ask("sam", "for acme: we will pay 122 on 2026-03-20")
    await house.ask("ap", "we will pay 121 on 2026-03-19")

    own = await house.ask("dana", "cancel my promise for 122")
    elses = await house.ask("dana", "cancel my promise for 121")

    assert (own.outcome, elses.outcome) == ("promise_withdrawn", "no_promise")


@pytest.mark.parametrize(
    "said",
    [
        "Thanks for the reminder, we'll pay 121 on Friday.",
        "Dear Sam, sorry for the delay. The invoice will be paid on Friday, thanks!",
        "I'm on holiday next week but will pay on Friday",
        "Sorry, tomorrow doesn't work, we will pay on 13 March instead.",
    ],
)
async def test_a_promise_is_heard_beside_what_people_say_around_it(house: House, said: str) -> None:
    await reminded(house, "ap")

    answered = await house.ask("ap", said, **MAIL)

    assert answered.card.title == "Thank you: until Friday, 13 Mar 2026"
    assert await held(house) == [("promise", "made")]
    assert await house.payments() == []


async def test_a_yes_to_somebody_by_name_is_none_to_us(house: House) -> None:
    await house.ask("dana", "pay invoice 121")

    assert (await house.ask("dana", "Hi Sam, yes")).outcome == "not_understood"
    answered = await house.ask("dana", "Thanks for the reminder. Yes")
    assert answered.outcome == "person_needed"
    assert await house.payments() == []
