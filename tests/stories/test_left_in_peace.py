"""Wishes for quiet in everyday words: kept as they are meant, or answered with what can be kept."""

import pytest

from assistant.request import Channel
from tests.stories.house import House, sayings
from tests.stories.reminded import at_hours, days_pass, flag, kept

MAIL = {"channel": Channel.MAIL, "conversation": "m1"}


def facts(answered):
    return {each.label: each.value for each in answered.card.facts}


@pytest.mark.parametrize(
    "words",
    [
        "take me off this list",
        "remove me from your mailing list",
        "unsubscribe me from everything",
        "Bitte nehmen Sie mich aus dem Verteiler",
        "Quítenme de la lista",
        "retirez-moi de votre liste",
        "リストから外してください",
    ],
)
async def test_whoever_wants_off_the_list_hears_only_of_money_until_they_say_otherwise(
    house: House, words: str
) -> None:
    await flag(house, "dana")

    off = await house.ask("dana", words)
    again = await house.ask("dana", "notices on")

    assert off.outcome == "preferences_shown"
    silenced = ("Reminders", "Payment methods", "Contacts", "Promises and disputes", "Statements")
    assert [facts(off)[each] for each in silenced] == ["off"] * 5
    assert "Payments" not in facts(off)
    assert "notices on" in sayings(off.card)
    assert facts(again)["Reminders"] == "by mail"
    assert "Contacts" not in facts(again)


@pytest.mark.parametrize(
    "words",
    ["please don't remind me again", "unsubscribe", "abmelden", "darse de baja", "désabonner"],
)
async def test_resume_brings_back_what_a_plain_wish_had_ended(house: House, words: str) -> None:
    await flag(house, "dana")
    await house.ask("dana", "pause reminders until 2026-04-01")

    off = await house.ask("dana", words)
    resumed = await house.ask("dana", "resume")

    assert facts(off)["Reminders"] == "off"
    assert facts(resumed)["Reminders"] == "by mail"
    assert "Paused until" not in facts(resumed)


async def test_resume_ends_a_pause(house: House) -> None:
    await flag(house, "dana")
    await house.ask("dana", "pause reminders until 2026-04-01")

    resumed = await house.ask("dana", "resume")

    assert resumed.outcome == "paused"
    assert resumed.card.paragraphs == ("You are reminded as before.",)


async def test_one_invoice_is_left_alone_until_a_day_and_then_spoken_of_again(house: House) -> None:
    await flag(house, "ap")
    muted = await house.ask("ap", "mute 121 until 2026-03-12", **MAIL)
    shown = await house.ask("ap", "notification preferences", **MAIL)
    await at_hours(house, 14)
    waiting = await kept(house, "121", 10)
    await days_pass(house, 2)

    assert muted.card.title == "Quiet about invoice 121 until Thursday, 12 Mar 2026"
    assert facts(shown)["Quiet about"].startswith("121 until ")
    assert waiting == [("121", 10, "ap", "waiting", "muted")]
    assert await kept(house, "121", 10) == [("121", 10, "ap", "told", None)]


async def test_a_mute_until_a_day_that_is_over_is_refused_and_ends_none(house: House) -> None:
    await house.ask("dana", "mute 121")

    refused = await house.ask("dana", "mute 121 until 2026-03-05")
    shown = await house.ask("dana", "notification preferences")

    assert refused.outcome == "promise_refused"
    assert facts(shown)["Quiet about"] == "121"


@pytest.mark.parametrize("words", ["leave us alone about invoice 121", "stop chasing us about 121"])
async def test_being_left_alone_about_an_invoice_is_being_quiet_about_it(
    house: House, words: str
) -> None:
    muted = await house.ask("dana", words)

    assert muted.card.title == "Quiet about invoice 121"


@pytest.mark.parametrize(
    ("words", "choices"),
    [
        (
            "pause reminders until further notice",
            ["pause reminders until 2026-04-09", "reminders off"],
        ),
        ("Bitte bis auf weiteres keine Mahnungen", []),
        ("snooze 121", ["mute invoice 121 until 2026-04-09", "mute invoice 121"]),
    ],
)
async def test_a_pause_without_an_end_is_offered_a_day_and_opens_no_case(
    house: House, words: str, choices: list[str]
) -> None:
    asked = await house.ask("dana", words)
    chosen = await house.ask("dana", "1")

    says = [each.say for each in asked.card.choices]
    assert says[: len(choices)] == choices
    assert says[0].endswith("until 2026-04-09")
    assert chosen.outcome in ("paused", "muted")
    assert await house.rows("SELECT id FROM cases") == []


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("quiet hours from 8pm to 8am", "8:00–20:00"),
        ("only write to me between 9 and 5", "9:00–17:00"),
        ("don't write to me at night", "8:00–18:00"),
        ("Schreiben Sie mir bitte nachts nicht", "8:00–18:00"),
    ],
)
async def test_hours_are_said_as_clocks_show_them(house: House, words: str, hours: str) -> None:
    await house.ask("dana", "quiet hours from 6 to 20")

    answered = await house.ask("dana", words)

    assert facts(answered)["Hours"] == hours


async def test_half_an_hour_is_rounded_only_by_whoever_said_it(house: House) -> None:
    asked = await house.ask("dana", "quiet hours from 8:30pm to 7:30am")
    chosen = await house.ask("dana", "1")

    assert asked.outcome == "not_understood"
    assert facts(chosen)["Hours"] == "8:00–20:00"
