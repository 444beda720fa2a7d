"""What is said to an offer is read as a change of it, or as more than a yes; never as a yes."""

from decimal import Decimal

import pytest

from assistant.command import PayWhich
from assistant.understand import begins_with_yes, read_rather, which_to_pay
from assistant.understand.rather import Rather


def rather(text: str) -> Rather | None:
    return read_rather(text, locale="en")


@pytest.mark.parametrize(
    ("text", "using"),
    [
        ("yes, but use the other card", "other"),
        ("Yes, with 4242.", "4242"),
        ("yes with my visa", "visa"),
        ("use the other card instead", "other"),
        ("yes pay it with my mastercard please", "mastercard"),
        ("yes, but with another card, once", "once"),
        ("no, use my visa 4242", "visa 4242"),
        ("@billing yes, but with a different card", "other"),
    ],
)
def test_a_method_that_is_named_is_wanted_instead(text: str, using: str) -> None:
    assert rather(text) == Rather(using=using)


@pytest.mark.parametrize("text", ["yes, only 50 USD", "make it 50", "yes but just $50"])
def test_an_amount_that_is_named_is_wanted_instead(text: str) -> None:
    read = rather(text)

    assert read is not None
    assert read.amount is not None
    assert read.amount.readings == (Decimal(50),)


@pytest.mark.parametrize(
    ("text", "besides"),
    [
        ("yes and mail me the receipt", "mail me the receipt"),
        ("Yes, only 123", "only 123"),
        ("ok thanks", "thanks"),
        ("yes by wire", "by wire"),
        ("yes\n\nand close my account", "close my account"),
        ("yes " + "x" * 400, "yes " + "x" * 116 + "…"),
    ],
)
def test_anything_else_a_yes_came_with_is_kept(text: str, besides: str) -> None:
    assert rather(text) == Rather(besides=besides)


@pytest.mark.parametrize("text", ["yes", "Yes!", "y.", "yesterday we paid", "only 50", "no", "2"])
def test_a_plain_answer_is_nothing_of_it(text: str) -> None:
    assert rather(text) is None
    assert not begins_with_yes(text)


@pytest.mark.parametrize("text", ["pay the big one", "Please pay my latest invoice!"])
def test_an_invoice_may_be_meant_and_not_named(text: str) -> None:
    assert which_to_pay(text) == PayWhich()


@pytest.mark.parametrize("text", ["pay the bill", "the big one", "don't pay the big one"])
def test_and_may_not(text: str) -> None:
    assert which_to_pay(text) is None


def test_whose_invoice_is_meant_may_be_said_first() -> None:
    assert which_to_pay("for Acme EU: pay the big one") == PayWhich(account="Acme EU")
