"""Writing that breaks parsers, by the number of the fault it is."""

import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.command import Amount, ListInvoices, NotUnderstood, Pay, ShowInvoice
from assistant.understand import mask, read
from assistant.understand.amounts import read_amount
from assistant.understand.dates import Period, TwoDates, read_period
from assistant.understand.numbers import read_number
from assistant.understand.unclear import Unclear

TODAY = date(2026, 11, 22)


def command(text, locale="en"):
    return read(text, today=TODAY, locale=locale).command


@pytest.mark.parametrize(
    "text",
    [
        "pay\u200b 123",
        "p\u200bay 123",
        "\u202bpay 123\u202c",
        "\u2068pay 123\u2069",
        "\ufeffpay 123",
        "pay\u00a0123",
        "pay\n123",
        "ｐａｙ　１２３",
        "<@U0LAN0Z89> pay 123",
        "<@U0LAN0Z89|billing> pay 123",
        "pay <https://example.com/123|123>",
        "*pay 123*",
        "\tpay 123\r\n",
    ],
)
def test_fault_40_invisible_marks_and_markup_leave_a_command_what_it_is(text):
    assert command(text) == Pay(numbers=("123",))


@pytest.mark.parametrize(
    "text", ["payload", "ssl_check", '{"pay": 123}', "{", "ssl_check=1&pay", "<", "&amp;"]
)
def test_fault_40_words_that_trip_frameworks_are_only_words(text):
    assert isinstance(command(text), NotUnderstood)


def test_fault_40_an_escaped_ampersand_joins_two_invoices():
    assert command("pay 123 &amp; 124") == Pay(numbers=("123", "124"))


def test_fault_40_a_turned_text_is_not_read_in_an_order_nobody_saw():
    assert not isinstance(command("pay 123\u202e321"), Pay)


HOSTILE = [
    "On ",
    "\n",
    "pay ",
    "pay 123 ",
    "> \n",
    "<",
    "<@U1|",
    "&amp;",
    "é",
    "\u200b",
    "1",
    "1,",
    "hi ",
    "please ",
    "for a: ",
    "yes\n",
    "pay 1\n",
    ".",
    "- ",
    "over 500 ",
    "what ",
    "(",
    "' ",
    "\x00",
    "show invoices ",
    "the ",
    "a b c d e f g ",
    "[card number removed] ",
    "my card is ",
    "in Acme ",
    "\n\nAnn",
    "I paid it the money ",
    "nobody answers ",
    "pay 1 with my ",
    "last year's invoices ",
]


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("size", [400, 19_000, 1_000_000])
def test_fault_55_hostile_text_is_read_in_linear_time(piece, size):
    text = piece * (size // len(piece))
    command(text)

    spent = min(_seconds(text) for _ in range(3))

    assert spent < 0.05


def _seconds(text):
    start = time.process_time()
    read(text, today=TODAY)
    return time.process_time() - start


@pytest.mark.parametrize("piece", [*HOSTILE, "4 ", "cvv ", "DE89", "[card number removed] 1"])
def test_fault_55_hostile_text_is_masked_in_linear_time(piece):
    text = piece * (64_000 // len(piece))

    start = time.process_time()
    mask(text)

    assert time.process_time() - start < 0.5


AMOUNTS = {
    "50": ("50",),
    "50.00": ("50.00",),
    "10,5": ("10.5",),
    "0.50": ("0.50",),
    "1000.50": ("1000.50",),
    "1.000,50": ("1000.50",),
    "1,000.50": ("1000.50",),
    "1'000.50": ("1000.50",),
    "1 000,50": ("1000.50",),
    "1,234,567": ("1234567",),
    "1.234.567,89": ("1234567.89",),
    "12,34,567.00": ("1234567.00",),
    "1.000": ("1.000", "1000"),
    "1,000": ("1000", "1.000"),
    "999999999999999": ("999999999999999",),
}


@pytest.mark.parametrize(("text", "readings"), AMOUNTS.items())
def test_fault_69_an_amount_keeps_every_reading_it_has(text, readings):
    assert read_amount(text).readings == tuple(map(Decimal, readings))


@pytest.mark.parametrize("locale", ["de", "de_DE", "fr-FR", "es"])
def test_fault_69_the_locale_orders_the_readings_and_drops_none(locale):
    assert read_amount("1.000", locale=locale).readings == (Decimal(1000), Decimal("1.000"))
    assert read_amount("1,000", locale=locale).readings == (Decimal("1.000"), Decimal(1000))


def test_fault_69_a_no_break_space_groups_thousands():
    expected = command("pay 1 000,50 of 123")

    assert expected.amount.readings == (Decimal("1000.50"),)
    assert command("pay 1\u00a0000,50 of 123") == expected
    assert command("pay 1\u202f000,50 of 123") == expected


STRANGE_NUMBERS = [
    "١٢٣",
    "１２³",
    "²",
    "1О0",
    "1Ο0",
    "12ⅻ",
    "①",
    "1_000",
    "1e3",
    "0x10",
    "+123",
    "-5",
    "12/13",
]


@pytest.mark.parametrize("number", STRANGE_NUMBERS)
def test_fault_70_a_number_in_other_writing_is_refused_with_a_hint(number):
    answer = command(f"pay {number}")

    assert isinstance(answer, NotUnderstood)
    assert answer.because
    assert isinstance(command(f"show invoice {number}"), NotUnderstood)


@pytest.mark.parametrize(
    "written", ["123", " 123 ", "#123", "INV-123", "inv 123", "000123", "Invoice #123"]
)
def test_fault_70_the_usual_writings_of_a_number_are_one_number(written):
    assert read_number(written) == "123"


def test_fault_70_full_width_digits_are_digits():
    assert command("invoice １２３") == ShowInvoice(number="123")


@pytest.mark.parametrize("written", ["0", "000", "1234567890123", "9" * 400])
def test_fault_70_no_invoice_is_zero_or_endless(written):
    assert isinstance(read_number(written), Unclear)


BAD_AMOUNTS = [
    "-50",
    "- 50",
    "-$50",
    "$-50",
    "(50)",
    "0",
    "0.00",
    "-0",
    "NaN",
    "nan",
    "Infinity",
    "-inf",
    "1E+400000000",
    "1e3",
    "9" * 16,
    "9" * 30,
    "9" * 5000,
    "1_000",
    "0x10",
    "٥٠",
    "5²",
    "1.0000",
    "1,0000",
    "1.2.3",
    "50k",
    ".5",
]


@pytest.mark.parametrize("text", BAD_AMOUNTS)
def test_fault_71_what_is_no_sane_amount_is_refused_before_conversion(text):
    assert isinstance(read_amount(text), Unclear)
    assert not isinstance(command(f"pay {text} of 123"), Pay)


@given(st.text(alphabet="0123456789.,' eE+-_xNaInf٣²", max_size=40))
def test_fault_71_every_amount_read_is_positive_finite_and_short(text):
    amount = read_amount(text)

    if isinstance(amount, Amount):
        assert all(0 < reading < 10**15 and reading.is_finite() for reading in amount.readings)


@pytest.mark.parametrize(
    ("text", "currencies"),
    [
        ("50", ()),
        ("50 EUR", ("EUR",)),
        ("eur 50", ("EUR",)),
        ("50€", ("EUR",)),
        ("£50", ("GBP",)),
        ("¥500", ("JPY", "CNY")),
        ("US$50", ("USD",)),
        ("$50 USD", ("USD",)),
        ("50 Canadian dollars", ("CAD",)),
        ("500円", ("JPY",)),
    ],
)
def test_fault_73_a_currency_is_what_was_named(text, currencies):
    assert read_amount(text).currencies == currencies


def test_fault_73_a_dollar_sign_names_no_country():
    assert read_amount("$50").currencies[:3] == ("USD", "CAD", "AUD")


@pytest.mark.parametrize(
    "text",
    ["pay $50 EUR of 123", "pay 50 USD of 123 EUR", "invoices over 500 EUR and under 900 USD"],
)
def test_fault_73_two_currencies_in_one_request_are_asked_about(text):
    answer = command(text)

    assert isinstance(answer, NotUnderstood)
    assert answer.because


def test_fault_76_a_date_with_two_readings_is_asked_about_in_sentences_one_can_say():
    answer = command("show my open invoices since 01/02/2026")

    assert "2026-02-01 or 2026-01-02" in answer.because
    assert [command(say).since for say in answer.nearest] == [date(2026, 2, 1), date(2026, 1, 2)]


NO_DATES = [
    "31 Feb",
    "2026-02-30",
    "0000-01-01",
    "10000-01-01",
    "9999",
    "1066",
    "friday",
    "last friday",
    "pay",
    "1",
    "12",
    "now",
    "sat",
    "31/31/2026",
    "01/02/26",
]


@pytest.mark.parametrize("text", NO_DATES)
def test_fault_76_what_is_no_certain_date_filters_nothing(text):
    answer = command(f"show my invoices since {text}")

    assert isinstance(answer, NotUnderstood)
    assert answer.because


PERIODS = {
    "2026-03-05": ("2026-03-05", "2026-03-06"),
    "2026-03": ("2026-03-01", "2026-04-01"),
    "2026": ("2026-01-01", "2027-01-01"),
    "March": ("2026-03-01", "2026-04-01"),
    "December": ("2025-12-01", "2026-01-01"),
    "may": ("2026-05-01", "2026-06-01"),
    "1 March 2026": ("2026-03-01", "2026-03-02"),
    "March 1st, 2026": ("2026-03-01", "2026-03-02"),
    "the 1st of March": ("2026-03-01", "2026-03-02"),
    "31.12.2025": ("2025-12-31", "2026-01-01"),
    "31/12/2025": ("2025-12-31", "2026-01-01"),
    "12/31/2025": ("2025-12-31", "2026-01-01"),
    "02/02/2026": ("2026-02-02", "2026-02-03"),
    "yesterday": ("2026-11-21", "2026-11-22"),
    "last week": ("2026-11-09", "2026-11-16"),
    "last month": ("2026-10-01", "2026-11-01"),
    "last year": ("2025-01-01", "2026-01-01"),
    "Q3": ("2026-07-01", "2026-10-01"),
    "Q4 2025": ("2025-10-01", "2026-01-01"),
    "last quarter": ("2026-07-01", "2026-10-01"),
    "3 months ago": ("2026-08-01", "2026-09-01"),
    "last 30 days": ("2026-10-24", "2026-11-23"),
}


@pytest.mark.parametrize(("text", "days"), PERIODS.items())
def test_fault_76_a_period_is_read_in_days(text, days):
    assert read_period(text, TODAY) == Period(*map(date.fromisoformat, days))


def test_fault_76_a_leap_day_is_found_only_in_leap_years():
    assert read_period("29 February 2024", TODAY) == Period(date(2024, 2, 29), date(2024, 3, 1))
    assert isinstance(read_period("29 February 2025", TODAY), Unclear)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_fault_76_every_slashed_date_is_either_certain_or_both(day):
    read_as = read_period(day.strftime("%d/%m/%Y"), TODAY)

    if isinstance(read_as, TwoDates):
        assert day in read_as.readings
        assert day.day <= 12
    else:
        assert read_as.start == day


@pytest.mark.parametrize(
    "text",
    [
        "pay 123'; DROP TABLE invoices; --",
        "pay %",
        "show invoice _",
        "show invoice 1%",
        "pay 123\x00",
        "\x1b[31mpay 123\x1b[0m",
        "show my invoices for ../../etc/passwd",
        "pay 12\x003",
        "invoice 123\\",
    ],
)
def test_fault_83_wildcards_nulls_and_escapes_are_inert(text):
    answer = command(text)

    assert isinstance(answer, NotUnderstood | ListInvoices | Pay)
    if isinstance(answer, Pay):
        assert answer == Pay(numbers=("123",))
    assert "\x00" not in answer.model_dump_json()
    assert "\\u001b" not in answer.model_dump_json()


def test_fault_83_a_megabyte_is_not_understood_rather_than_half_obeyed():
    answer = command("pay 123 " + " " * 1_000_000 + "but not now")

    assert isinstance(answer, NotUnderstood)


@example("n't")
@given(st.text(max_size=300))
def test_reading_never_raises_and_reads_the_same_twice(text):
    first, second = read(text, today=TODAY), read(text, today=TODAY)

    assert (first, first.command) == (second, second.command)


WORDS = st.sampled_from(
    (
        "pay show my all invoice invoices 123 50 $ € of and since march over 01/02/2026 yes no "
        "cancel for Acme : , . ? ! - in part overdue 1.000 INV-7 please thanks Dana don't tomorrow "
        "page type"
    ).split()
)


@given(st.lists(WORDS, max_size=12).map(" ".join), st.sampled_from(["en", "de", "ja", "", "x_y_z"]))
def test_any_mixture_of_our_own_words_is_read_without_raising(text, locale):
    reading = read(text, today=TODAY, locale=locale)

    assert reading == read(text, today=TODAY, locale=locale)
    if isinstance(reading.command, Pay):
        assert "don't" not in text
        assert "tomorrow" not in text
