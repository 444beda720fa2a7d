"""Paying on a day ahead: which day is meant, and that nothing of it is ever a payment of today."""

import time
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.command import Amount, Cancel, Confirm, NotUnderstood, Pay
from assistant.command.plans import (
    AnswerAutopay,
    AutopayStatus,
    CancelPayment,
    PlannedPayments,
    PlanPayment,
    SetAutopay,
)
from assistant.command.reminding import Promise
from assistant.understand import read
from assistant.understand.unclear import Unclear
from assistant.understand.when import read_when

TODAY = date(2026, 3, 10)  # a Tuesday
ORDER = "ord_" + "0123456789abcdef" * 2


def command(text, locale="en"):
    return read(text, today=TODAY, locale=locale).command


def when(text, locale="en"):
    return read_when(text, today=TODAY, locale=locale)


DAYS = {
    "tomorrow": date(2026, 3, 11),
    "the day after tomorrow": date(2026, 3, 12),
    "friday": date(2026, 3, 13),
    "on Friday": date(2026, 3, 13),
    "this friday": date(2026, 3, 13),
    "on monday": date(2026, 3, 16),
    "next monday": date(2026, 3, 16),
    "friday next week": date(2026, 3, 20),
    "next week friday": date(2026, 3, 20),
    "next tuesday": date(2026, 3, 17),
    "the 15th": date(2026, 3, 15),
    "on the 10th": date(2026, 3, 10),
    "the 9th": date(2026, 4, 9),
    "the 15th of next month": date(2026, 4, 15),
    "in 3 days": date(2026, 3, 13),
    "in two weeks": date(2026, 3, 24),
    "a week from now": date(2026, 3, 17),
    "in a month": date(2026, 4, 10),
    "end of the month": date(2026, 3, 31),
    "the first of next month": date(2026, 4, 1),
    "1 December": date(2026, 12, 1),
    "on December 1st": date(2026, 12, 1),
    "Dec 1, 2026": date(2026, 12, 1),
    "3 march": date(2027, 3, 3),
    "friday, 13 march": date(2026, 3, 13),
    "2026-12-01": date(2026, 12, 1),
    "1.12.2026": date(2026, 12, 1),
    "25/12/2026": date(2026, 12, 25),
    "12/25/2026": date(2026, 12, 25),
}


@pytest.mark.parametrize(("text", "day"), DAYS.items())
def test_a_day_ahead_is_the_next_of_its_name(text, day):
    assert when(text) == (day,)


def test_the_31st_skips_months_that_have_none():
    assert read_when("the 31st", today=date(2026, 4, 2), locale="en") == (date(2026, 5, 31),)
    assert read_when("in a month", today=date(2026, 1, 31), locale="en") == (date(2026, 2, 28),)
    assert read_when("29 feb", today=TODAY, locale="en") == (date(2028, 2, 29),)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("next friday", (date(2026, 3, 13), date(2026, 3, 20))),
        ("tuesday", (date(2026, 3, 10), date(2026, 3, 17))),
        ("01/02/2027", (date(2027, 1, 2), date(2027, 2, 1))),
    ],
)
def test_fault_76_a_day_that_can_be_two_stays_two(text, days):
    assert when(text) == days


@pytest.mark.parametrize(
    ("locale", "day"),
    [
        ("en_US", date(2027, 1, 12)),
        ("en_GB", date(2027, 12, 1)),
        ("de_DE", date(2027, 12, 1)),
        ("fr", date(2027, 12, 1)),
    ],
)
def test_fault_76_the_locale_reads_a_date_of_numbers(locale, day):
    assert when("01/12/2027", locale) == (day,)


def test_fault_76_of_two_readings_a_day_that_has_passed_is_not_meant():
    assert when("01/12/2026") == (date(2026, 12, 1),)


@pytest.mark.parametrize(
    "text",
    "31 feb|31 February 2027|2026-02-31|the 32nd|the 0th|0000-01-01|10000-01-01|1 may 0|32.1.2027"
    "|01/02/26|sunday, 13 march|may|in may|next week|next month".split("|"),
)
def test_fault_76_what_is_no_day_is_refused_with_the_reason(text):
    answer = when(text)

    assert isinstance(answer, Unclear)
    assert answer.because


@pytest.mark.parametrize(
    "text", ["pay", "1", "12", "now", "sooner", "", "123", "second", "marching"]
)
def test_fault_76_what_dateparser_would_take_for_a_date_is_none(text):
    assert when(text) is None


PLANS = {
    "pay 123 on the 15th": PlanPayment(pay=Pay(numbers=("123",)), on=date(2026, 3, 15)),
    "Could you please pay 123 on Friday, thanks": PlanPayment(
        pay=Pay(numbers=("123",)), on=date(2026, 3, 13)
    ),
    "pay 50 of 123 on 2026-12-01": PlanPayment(
        pay=Pay(numbers=("123",), amount=Amount(text="50", readings=(Decimal(50),), currencies=())),
        on=date(2026, 12, 1),
    ),
    "can I pay tomorrow?": PlanPayment(pay=Pay(), on=date(2026, 3, 11)),
    "can I pay 123 tomorrow?": PlanPayment(pay=Pay(numbers=("123",)), on=date(2026, 3, 11)),
    "can you pay 122 on Friday": PlanPayment(pay=Pay(numbers=("122",)), on=date(2026, 3, 13)),
    "pay all tomorrow": PlanPayment(pay=Pay(all="open"), on=date(2026, 3, 11)),
    "pay all overdue on the 15th": PlanPayment(pay=Pay(all="overdue"), on=date(2026, 3, 15)),
    "pay 121-122 tomorrow": PlanPayment(pay=Pay(numbers=("121", "122")), on=date(2026, 3, 11)),
    "charge my card for 123 tomorrow": PlanPayment(pay=Pay(numbers=("123",)), on=date(2026, 3, 11)),
    "for tomorrow: pay 123": PlanPayment(pay=Pay(numbers=("123",)), on=date(2026, 3, 11)),
    "schedule 123 for friday": PlanPayment(pay=Pay(numbers=("123",)), on=date(2026, 3, 13)),
    "schedule the payment of 123 for the 15th": PlanPayment(
        pay=Pay(numbers=("123",)), on=date(2026, 3, 15)
    ),
    "pay 123 on 2020-01-01": PlanPayment(pay=Pay(numbers=("123",)), on=date(2020, 1, 1)),
    "yes, tomorrow": PlanPayment(pay=Pay(), on=date(2026, 3, 11), offered=True),
    "yes tomorrow": PlanPayment(pay=Pay(), on=date(2026, 3, 11), offered=True),
    "yes, tomorrow please": PlanPayment(pay=Pay(), on=date(2026, 3, 11), offered=True),
    "go ahead tomorrow": PlanPayment(pay=Pay(), on=date(2026, 3, 11), offered=True),
    "do it tomorrow": PlanPayment(pay=Pay(), on=date(2026, 3, 11), offered=True),
    "pay it on friday": PlanPayment(pay=Pay(), on=date(2026, 3, 13), offered=True),
    "not now, on friday": PlanPayment(pay=Pay(), on=date(2026, 3, 13), offered=True),
}


@pytest.mark.parametrize(("text", "expected"), PLANS.items())
def test_paying_on_a_day_ahead_is_a_request_of_its_own(text, expected):
    reading = read(text, today=TODAY)

    assert reading.command == expected
    assert reading.intent == "pay"


@pytest.mark.parametrize(
    ("text", "say"),
    [
        ("pay 123 next friday", ("pay 123 on 2026-03-13", "pay 123 on 2026-03-20")),
        ("yes, next friday", ("yes, on 2026-03-13", "yes, on 2026-03-20")),
        ("pay 123 by friday", ("pay 123", "pay 123 on 2026-03-13")),
    ],
)
def test_a_day_that_can_be_two_is_asked_about_in_words_that_read_back(text, say):
    answer = command(text)

    assert isinstance(answer, NotUnderstood)
    assert answer.nearest == say
    assert all(isinstance(command(each), Pay | PlanPayment) for each in say)


@pytest.mark.parametrize(
    "text",
    "pay 123 on 31 feb|pay 123 in may|pay 123 on 0000-01-01|pay 123 on sunday, 13 march"
    "|pay 123 next week"
    "|pay rent on friday|should I pay 123 tomorrow?|don't pay 123 on friday|hold off until friday"
    "|no, tomorrow|tomorrow|friday|pay 12/13|yes, tomorrow, with the other card"
    "|pay 123 tomorrow if it is right|what is due on friday".split("|"),
)
def test_what_names_no_payment_or_no_day_plans_nothing(text):
    assert not isinstance(command(text), PlanPayment | Pay | Confirm)


@given(
    text=st.sampled_from(["pay 123", "pay all", "pay 50 of 123", "yes", "do it", "go ahead"]),
    day=st.sampled_from(sorted(DAYS)),
    end=st.sampled_from(["", ".", "!", " please", ", thanks"]),
)
def test_a_day_takes_the_payment_out_of_today(text, day, end):
    assert not isinstance(command(f"{text} {day}{end}"), Pay | Confirm)


@given(st.integers(-400, 400))
def test_any_written_date_reads_back_as_itself(ahead):
    day = TODAY + timedelta(days=ahead)

    assert when(day.isoformat()) == (day,)
    assert when(f"{day.day}.{day.month}.{day.year}") == (day,)
    assert when(day.strftime("%A, %d %B %Y")) == (day,)


STANDING = {
    "turn autopay on": SetAutopay(on=True),
    "please switch on automatic payments": SetAutopay(on=True),
    "set up autopay": SetAutopay(on=True),
    "turn autopay off": SetAutopay(on=False),
    "cancel autopay": SetAutopay(on=False),
    "disable automatic payments": SetAutopay(on=False),
    "is autopay on?": AutopayStatus(),
    "autopay": AutopayStatus(),
    "turn autopay off for Acme EU": SetAutopay(on=False, account="Acme EU"),
    f"confirm {ORDER}": AnswerAutopay(order=ORDER, yes=True),
    f"cancel {ORDER}": AnswerAutopay(order=ORDER, yes=False),
    "upcoming payments": PlannedPayments(),
    "show my scheduled payments": PlannedPayments(),
    "cancel the payment of 123": CancelPayment(number="123"),
    "cancel payment of 123": CancelPayment(number="123"),
    "stop paying 123": CancelPayment(number="123"),
    "stop the payment for invoice #123": CancelPayment(number="123"),
    "cancel the payment": Cancel(),
    "stop": Cancel(),
}


@pytest.mark.parametrize(("text", "expected"), STANDING.items())
def test_autopay_and_calling_off_are_read_as_meant(text, expected):
    assert command(text) == expected


@pytest.mark.parametrize("text", ["I'll pay on Friday", "we will pay 123 tomorrow"])
def test_a_promise_is_no_order_to_pay(text):
    assert isinstance(command(text), Promise)


@pytest.mark.parametrize(
    "piece", ["pay 1 on 1 ", "tomorrow ", "1/1/", "next week ", "on the ", "a "]
)
@pytest.mark.parametrize("size", [150, 480, 20_000])
def test_fault_55_hostile_days_are_read_in_linear_time(piece, size):
    text = ("pay " + piece * (size // len(piece)))[:size]

    start = time.process_time()
    read(text, today=TODAY)

    assert time.process_time() - start < 0.05
