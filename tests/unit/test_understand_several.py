"""Several requests in one text are parted only where each by itself is understood exactly."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import understand
from assistant.command import Confirm, ListInvoices, NotUnderstood, Pay, Several

TODAY = date(2026, 3, 10)


def requests(text: str, locale: str = "en") -> tuple[str, ...]:
    """The words of each request; empty where it is taken for one."""
    command = understand.read(text, today=TODAY, locale=locale).command
    return command.requests if isinstance(command, Several) else ()


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("show my invoices and pay 123", ("show my invoices", "pay 123")),
        ("what do we owe, and show my invoices", ("what do we owe", "show my invoices")),
        ("pay 123. what do I owe?", ("pay 123", "what do I owe?")),
        ("is 123 paid? then pay 124", ("is 123 paid?", "pay 124")),
        ("show invoice 123 and pay it", ("show invoice 123", "pay invoice 123")),
        (
            "show invoice 123 and pay it with 4242",
            ("show invoice 123", "pay invoice 123 with 4242"),
        ),
        ("show my invoices, pay 123 and 124", ("show my invoices", "pay 123 and 124")),
        (
            "show my open invoices and the paid ones",
            ("show my open invoices", "the paid ones"),
        ),
        (
            "pdf of 123; payment history; what do we owe",
            ("pdf of 123", "payment history", "what do we owe"),
        ),
        (
            "Hi,\n\nshow my invoices\npay 123\npay 124\n\nThanks, Dana",
            ("show my invoices", "pay invoice 123 and 124"),
        ),
        (
            "for Acme EU: show my invoices and pay 200",
            ("for Acme EU: show my invoices", "for Acme EU: pay 200"),
        ),
        (
            "pay 122. I dispute 123. 124 I pay on Friday.",
            ("pay 122", "I dispute 123", "124 I pay on Friday."),
        ),
        (
            "we paid 121, 122 I will pay on 2026-03-20",
            ("we paid 121", "122 I will pay on 2026-03-20"),
        ),
        ("I dispute 123. pay 122", ("I dispute 123", "pay 122")),
        (
            "Bezahle 122. Ich bestreite 123. 121 zahle ich am Freitag.",
            ("Bezahle 122", "Ich bestreite 123", "121 zahle ich am Freitag."),
        ),
        (
            "Payez 122. Je conteste 123. Je paierai 121 vendredi.",
            ("Payez 122", "Je conteste 123", "Je paierai 121 vendredi."),
        ),
        (
            "Paga 122. Disputo la factura 123. Pagaré 121 el viernes.",
            ("Paga 122", "Disputo la factura 123", "Pagaré 121 el viernes."),
        ),
        (
            "122を払ってください。123は間違っています。121は金曜日に支払います。",
            ("122を払ってください", "123は間違っています", "121は金曜日に支払います."),
        ),
        ("zeige meine Rechnungen und bezahle 123", ("zeige meine Rechnungen", "bezahle 123")),
        ("montre mes factures et paie 123", ("montre mes factures", "paie 123")),
        ("muestra mis facturas y paga 123", ("muestra mis facturas", "paga 123")),
        ("請求書を見せて。123を払って", ("請求書を見せて", "123を払って")),
    ],
)
def test_requests_are_parted(text: str, parted: tuple[str, ...]) -> None:
    assert requests(text) == parted


@pytest.mark.parametrize(
    "text",
    [
        "show my invoices and don't pay 123",
        "show my invoices and pay 123 if Bob agrees",
        "I told Bob to show my invoices and pay 123",
        "don't show my invoices and pay 123",
        "show my invoices and never mind",
        "show my invoices and yes",
        "yes and show my invoices",
        "pay 123 and cancel",
        "what do we owe and 2",
        "what do we owe and confirm off_" + "0" * 32,
        "show my invoices and pay it",
        "show my overdue invoices and pay them",
        "show my overdue invoices and pay all of them",
        "show invoice 123 and pay those",
        "show 123 and 124 and pay it",
        '"show my invoices and pay 123"',
        "he wrote “show my invoices” and pay 123",
        "> show my invoices and pay 123",
        "show my invoices\n> pay 123",
        "show my invoices and make 4242 default now",
        "show 1, pay 2, show 3, pay 4, show 5, show 6, show 7, show 8",
    ],
)
def test_what_is_doubtful_stays_one_text(text: str) -> None:
    command = understand.read(text, today=TODAY).command

    assert not isinstance(command, Several | Pay | Confirm)


@pytest.mark.parametrize(
    "text",
    [
        "pay 123 and 124",
        "pay invoices 123, 124 and 125",
        "show my invoices since March and over 500",
        "show my open and overdue invoices",
        "pay 123, 124",
        "pdf of 123 and 124",
        "who gets our invoices and reminders",
    ],
)
def test_what_is_one_request_is_not_parted(text: str) -> None:
    assert requests(text) == ()


def test_the_same_asked_twice_is_one_request() -> None:
    command = understand.read("show my invoices. show my invoices", today=TODAY).command

    assert command == ListInvoices()


def test_whole_invoices_are_paid_at_once() -> None:
    command = understand.read("pay 123 and pay 124", today=TODAY).command

    assert command == Pay(numbers=("123", "124"))


LOOKS = ("show my invoices", "what do we owe", "payment history", "pdf of 123", "who has access")
PAYS = ("pay 123", "pay 50 of 123", "pay 124 with 4242", "pay all overdue")
LINKS = (" and ", ", then ", ". ", "; ", "\n", " and also ")


@given(st.sampled_from(LOOKS), st.sampled_from(LINKS), st.sampled_from(PAYS))
def test_each_part_says_what_it_says_alone(look: str, link: str, pay: str) -> None:
    parts = requests(f"{look}{link}{pay}")

    assert [understand.read(each, today=TODAY).command for each in parts] == [
        understand.read(each, today=TODAY).command for each in (look, pay)
    ]


@given(
    st.sampled_from(LOOKS),
    st.sampled_from(LINKS),
    st.text(alphabet="abcdefghij'\" ,", min_size=3, max_size=30),
)
def test_beside_words_that_are_not_understood_nothing_is_parted(
    look: str, link: str, noise: str
) -> None:
    command = understand.read(f"{look}{link}{noise} pay 123", today=TODAY).command

    assert not isinstance(command, Pay | Confirm)
    if isinstance(command, Several):
        assert all(
            not isinstance(understand.read(each, today=TODAY).command, NotUnderstood | Confirm)
            for each in command.requests
        )
