"""Mail changed at random is read or set aside: nothing raises, and nothing takes long."""

import random
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.handlers.mail_address import addresses
from bench import fuzz

SECONDS = 10.0


@pytest.mark.slow
def test_fault_53_whatever_a_stranger_changes_in_a_mail_it_is_read_in_time() -> None:
    found, kinds = fuzz.run(SECONDS, number=random.randrange(10**6))

    assert [(each.wrong, each.raw[:300]) for each in found] == []
    assert {"request", "unreadable"} <= set(kinds)


_PIECES = ("Dana", " ", "<", ">", "dana@acme.example", "a.b", "@", "x..y@z", "a@b.", ".", "+t", "é")


@given(st.lists(st.sampled_from(_PIECES), max_size=7).map("".join))
def test_a_usual_address_is_read_as_the_library_reads_it(value: str) -> None:
    theirs = tuple((n, a.lower()) for n, a in getaddresses([value]) if "@" in a)

    for each in addresses([value]):
        assert each in theirs
