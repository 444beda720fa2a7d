"""Numbers that a form names: parted by a comma, a blank or "and", and never run together."""

import re

import pytest

from assistant.understand.named import AND_NUMBERS, NUMBERS


@pytest.mark.parametrize(
    "text",
    "121|#121|inv-121|invoices 121 and 122|121, 122, and 123|121 122|1, 2, 3, 4, 5, 6".split("|"),
)
def test_numbers_are_listed(text: str) -> None:
    assert re.fullmatch(NUMBERS, text)


@pytest.mark.parametrize(
    "text",
    "121#122|#121#122|121and 122|, 121| 121| and 121|121 and|121,, 122|1, 2, 3, 4, 5, 6, 7".split(
        "|"
    ),
)
def test_what_is_not_parted_or_begins_with_a_comma_is_no_list(text: str) -> None:
    assert not re.fullmatch(NUMBERS, text)


def test_some_lists_are_parted_by_and_alone() -> None:
    assert re.fullmatch(AND_NUMBERS, "invoices 121 and 122 and 123")
    assert not re.fullmatch(AND_NUMBERS, "121, 122")
