"""A number is taken whole or not at all: nobody's invoice 902 is paused for a payment of 9021."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.command import PaymentStatus
from assistant.command.reminding import (
    DisputeInvoice,
    EndDispute,
    MuteInvoice,
    Promise,
    SayPaid,
    ShowDisputes,
    WithdrawPromise,
)
from assistant.understand import read

TODAY = date(2026, 11, 23)
NAMING = (SayPaid, DisputeInvoice, EndDispute, ShowDisputes, MuteInvoice, Promise, WithdrawPromise)
SAID = (
    "I paid {}",
    "we have already paid invoice {}",
    "we wired 260 for {}",
    "{} is paid",
    "the wire for {} went out",
    "got a reminder about {} but I paid that",
    "we'll pay {}",
    "paying {}",
    "{} is wrong",
    "we dispute {}",
    "we were charged twice for {}",
    "the dispute of {} is settled",
    "withdraw my dispute of {}",
    "I no longer dispute {}",
    "who disputed {}",
    "mute {}",
    "stop reminding me about {}",
    "cancel my promise for {}",
)
ENDS = (
    *(
        "",
        " twice",
        " once by card",
        " at the bank",
        " from our account",
        " 4 days ago",
        " tomorrow",
    ),
    *(" on friday", " by 2026-12-05", " on 5 December", " 5 december", " yesterday, ref 8891"),
    *(
        " and 77 today",
        ", 77 too",
        " because we ordered 3",
        ".50",
        " EUR",
        "€",
        "-5",
        "/2",
        " x",
        "b",
    ),
)
NUMBERS = st.integers(1, 10**12 - 1).map(str)


def command(text):
    return read(text, today=TODAY).command


def named(answer):
    numbers = getattr(answer, "numbers", None) or (getattr(answer, "number", None),)
    return set(filter(None, numbers)) if isinstance(answer, NAMING) else set()


@given(
    said=st.sampled_from(SAID),
    number=NUMBERS,
    end=st.sampled_from(ENDS) | st.text("0123456789 ,.-:abei#€", max_size=12),
)
def test_no_number_but_one_that_was_written_is_ever_read(said, number, end):
    text = said.format(number + end)

    assert named(command(text)) <= set(re.findall("(?<![0-9])[1-9][0-9]*", text))


@given(said=st.sampled_from(SAID), number=NUMBERS, end=st.sampled_from(ENDS))
def test_a_number_that_is_written_is_read_or_nothing_is_done(said, number, end):
    answer = command(said.format(number + end))

    assert not isinstance(answer, NAMING) or number in named(answer)


@pytest.mark.parametrize(
    "text",
    ["invoice 123 is already paid?", "123 is paid?", "we paid 123?", "haben wir 123 bezahlt?"],
)
def test_who_asks_whether_it_is_paid_says_nothing(text):
    assert command(text) == PaymentStatus(number="123")


@pytest.mark.parametrize(
    "text", ["we paid 123 yesterday, did you get it?", "we paid 123 but why this reminder?"]
)
def test_who_says_that_it_is_paid_and_asks_has_said_it(text):
    assert command(text) == SayPaid(numbers=("123",))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("I already paid 9021 at the bank", ("9021",)),
        ("we paid 120 twice", ("120",)),
        ("I have paid 9021 from our account", ("9021",)),
        ("we wired 9021 to your bank", ("9021",)),
        ("I paid invoice 123 once by card", ("123",)),
        ("I paid 1221 4 days ago", ("1221",)),
        ("we paid 121 and 122 on 5 November", ("121", "122")),
        ("We paid the remaining 260 for 121 by wire yesterday, ref 8891.", ("121",)),
        ("the wire for 121 went out this morning", ("121",)),
        ("we paid invoice no 121 on 15.11.", ("121",)),
        ("got a reminder about invoice 121 but I paid that already in october", ("121",)),
    ],
)
def test_who_says_what_was_paid_names_these_invoices(text, numbers):
    assert command(text) == SayPaid(numbers=numbers)


@pytest.mark.parametrize(
    "text",
    [
        "we paid 121 yesterday and 122 today",
        "I paid 121 4 november but 122 is missing",
        "we paid 120 euros",
        "the payment for 121 is on friday",
        "got a reminder about 121 but I paid 122",
        "121 is wrong, 122 too",
    ],
)
def test_where_more_may_be_meant_nothing_is_done(text):
    assert not isinstance(command(text), NAMING)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("I think 122 is wrong, we never used that much", "122"),
        ("122 is wrong, we ordered 3 servers in 2025", "122"),
        ("we dispute the charge on invoice 122, data transfer was never ordered", "122"),
        ("we were charged twice for invoice 123", "123"),
        ("you billed us twice for 123", "123"),
    ],
)
def test_a_dispute_that_names_an_invoice_is_a_dispute_of_that_one(text, number):
    assert command(text) == DisputeInvoice(numbers=(number,))


@pytest.mark.parametrize(
    "text", ["I sent money to my friend", "I transferred money into my account"]
)
def test_money_sent_elsewhere_pauses_no_invoice(text):
    assert not isinstance(command(text), NAMING)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("we can pay 122 on Dec 5", date(2026, 12, 5)),
        ("we'll pay 122 by the end of the week", date(2026, 11, 29)),
        ("we'll pay 122 by the end of next week", date(2026, 12, 6)),
    ],
)
def test_a_promise_holds_until_its_last_day(text, day):
    assert command(text) == Promise(on=day, numbers=("122",))


def test_a_payment_by_the_end_of_the_week_is_asked_about():
    assert command("pay 122 at the end of the week").kind == "not_understood"


ABROAD = {
    "de": ("Wir haben Rechnung {} gestern überwiesen", "die Rechnung {} stimmt nicht, gekündigt"),
    "fr": ("nous avons payé la {} par virement hier", "la facture {} est fausse, on a résilié"),
    "es": ("hemos transferido la factura {} ayer", "la factura {} está mal, cancelamos"),
    "ja": ("請求書{}は昨日振り込みました", "請求書{}は間違っています。解約しました。"),
}


@pytest.mark.parametrize("language", ABROAD)
@given(number=NUMBERS)
def test_a_number_is_never_lost_in_another_language(language, number):
    """What may as well be a year is asked about."""
    for said in ABROAD[language]:
        answer = read(said.format(number), today=TODAY, locale=language).command

        if not re.fullmatch("20[0-9]{2}", number) or isinstance(answer, NAMING):
            assert named(answer) == {number}
