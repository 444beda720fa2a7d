"""When people may be written to, which stages there are, and what preferences mean."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.billing.model.hours import Hours, begins, morning
from assistant.billing.model.preferences import AS_USUAL, Preferences, of_row
from assistant.billing.model.reminder import (
    USUAL_STAGES,
    is_long_past,
    next_look,
    reached,
    stages_of,
    written,
)

ZONES = (
    "UTC",
    "America/New_York",
    "America/St_Johns",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Kiritimati",
    "Pacific/Niue",
)
TABLE = [
    ("a working morning", Hours(), "2026-03-10T15:00", "America/New_York", "2026-03-10T15:00"),
    ("before eight", Hours(), "2026-03-10T11:59", "America/New_York", "2026-03-10T12:00"),
    ("after six", Hours(), "2026-03-10T22:00", "America/New_York", "2026-03-11T12:00"),
    ("a Saturday", Hours(), "2026-03-14T15:00", "America/New_York", "2026-03-16T12:00"),
    ("a Friday night", Hours(), "2026-03-13T23:30", "Europe/Berlin", "2026-03-16T07:00"),
    ("weekends too", Hours(weekends=True), "2026-03-14T15:00", "UTC", "2026-03-14T15:00"),
    ("over midnight", Hours(22, 6), "2026-03-10T23:00", "UTC", "2026-03-10T23:00"),
    ("over midnight, by day", Hours(22, 6), "2026-03-10T12:00", "UTC", "2026-03-10T22:00"),
    ("half an hour off", Hours(), "2026-03-10T02:00", "Asia/Kolkata", "2026-03-10T02:30"),
    ("clocks go forward", Hours(), "2026-03-29T20:00", "Europe/Berlin", "2026-03-30T06:00"),
    ("clocks go back", Hours(), "2026-10-25T20:00", "Europe/Berlin", "2026-10-26T07:00"),
    ("an unknown zone", Hours(), "2026-03-10T07:00", "Mars/Olympus", "2026-03-10T08:00"),
]


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "now", "zone", "then"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_the_next_moment_in_their_hours(hours: Hours, now: str, zone: str, then: str) -> None:
    assert hours.next(at(now), zone) == at(then)


@given(
    st.integers(0, 365 * 24 * 60),
    st.sampled_from(ZONES),
    st.integers(0, 23),
    st.integers(1, 23),
    st.booleans(),
)
def test_it_is_always_in_their_hours_and_never_before_now(
    minutes: int, zone: str, opens: int, length: int, weekends: bool
) -> None:
    hours = Hours(opens, (opens + length) % 24, weekends)
    moment = at("2026-01-01T00:00") + timedelta(minutes=minutes)

    then = hours.next(moment, zone)

    assert hours.allow(then, zone)
    assert moment <= then <= moment + timedelta(days=4)


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.sampled_from(ZONES))
def test_a_day_has_begun_somewhere_before_its_morning_anywhere(day: date, zone: str) -> None:
    assert begins(day) < morning(day, zone) <= begins(day) + timedelta(hours=36)


def test_stages_are_the_accounts_or_the_usual() -> None:
    assert stages_of(None) == USUAL_STAGES == (-7, 4, 10)
    assert stages_of("") == ()
    assert stages_of("10,-3,10") == (-3, 10)
    assert stages_of(written((10, -3))) == (-3, 10)


def test_a_stage_is_reached_when_its_day_begins_anywhere() -> None:
    due = date(2026, 3, 20)

    assert reached(USUAL_STAGES, due, at("2026-03-12T09:59")) == []
    assert reached(USUAL_STAGES, due, at("2026-03-12T10:00")) == [-7]
    assert reached(USUAL_STAGES, due, at("2026-04-30T00:00")) == [-7, 4, 10]
    assert next_look(USUAL_STAGES, due, at("2026-03-12T10:00")) == at("2026-03-23T10:00")
    assert next_look(USUAL_STAGES, due, at("2026-04-30T00:00")) is None
    assert next_look((), due, None) is None


def test_what_is_long_past_is_not_begun_with() -> None:
    due = date(2026, 3, 1)

    assert not is_long_past(due, 10, at("2026-04-09T00:00"))
    assert is_long_past(due, 10, at("2026-04-11T00:00"))


@pytest.mark.parametrize(
    "preferences",
    [
        AS_USUAL,
        Preferences(first="slack", digest="weekly"),
        Preferences(opens=6, closes=22, weekends=True, off=("reminders:mail", "payments")),
    ],
)
def test_preferences_are_kept_and_read_again(preferences: Preferences) -> None:
    assert of_row(preferences.row()) == preferences
    assert of_row(None) == AS_USUAL
    assert of_row({"first": "slack", "from_the_future": 1}) == Preferences(first="slack")


def test_what_they_do_not_want_is_by_kind_or_by_kind_and_channel() -> None:
    some = Preferences(off=("reminders:mail", "digest"))

    assert not some.wants("reminders", "mail")
    assert some.wants("reminders", "slack")
    assert not some.wants("digest", "slack")
