"""What a text mentions is never less than what its forms need: a form not tried is one lost."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant import understand
from assistant.understand.already import _SAYS_PAID
from assistant.understand.disputing import _ASKED, _DISPUTE, _END
from assistant.understand.intents import _ELSEWHERE
from assistant.understand.mentions import BIT, may_ask, mentions
from assistant.understand.phrases import _CHATTER, _LONGEST_CHATTER, PHRASES, is_small_talk
from assistant.understand.reminding import _PROMISE, _may_dispute
from assistant.understand.several import is_part
from assistant.understand.tongues.vocabulary import languages_of
from assistant.understand.wishes import WISHES

TODAY = date(2026, 3, 10)
TESTS = Path(__file__).parents[1]
SAID = [
    line.partition(" = ")[0].lower()
    for path in (
        *sorted((TESTS / "understanding").glob("*.txt")),
        TESTS / "unit/tongues/said/en.txt",
    )
    for line in path.read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("intent", sorted({intent for intent, _ in WISHES}))
def test_whatever_a_form_finds_is_mentioned(intent: str) -> None:
    forms = [form for each, form in WISHES if each == intent]

    found = [text for text in SAID if any(form.search(text) for form in forms)]

    assert found
    assert [text for text in found if not mentions(text) & BIT[intent]] == []


@pytest.mark.parametrize(
    "text",
    "at the atm|top-up|topping it up|my pin|passcode|a tweet|the songs|uber|my expenses|tires"
    "|my apr|interest rates|credit score|credit limits|spending limit|pto|currencies|to-do list"
    "|todo list|shopping list|withdrawal fees|exit charge|cancellation fee|virtual card"
    "|deliveries options|email_query|mac book|macbook|activate".split("|"),
)
def test_words_of_other_trades_are_mentioned(text: str) -> None:
    assert not _ELSEWHERE.search(text) or mentions(text) & BIT["elsewhere"]


def _some_of(form: re.Pattern[str]) -> st.SearchStrategy[str]:
    """Texts made from a form itself, which say what nobody thought of."""
    return st.from_regex(form, fullmatch=True, alphabet=st.characters(codec="ascii"))


@pytest.mark.parametrize(
    ("form", "group"),
    [
        (_PROMISE, "day"),
        (_SAYS_PAID, "paid"),
        (_END, "disputed"),
        (_ASKED, "disputed"),
    ],
    ids=["promise", "paid", "dispute ended", "dispute asked for"],
)
@given(data=st.data())
def test_whatever_is_read_of_a_reminder_is_mentioned(
    form: re.Pattern[str], group: str, data: st.DataObject
) -> None:
    text = data.draw(_some_of(form))
    assume(form.fullmatch(text))

    assert mentions(text) & BIT[group]


@given(_some_of(_DISPUTE))
def test_whatever_disputes_is_looked_at(text: str) -> None:
    assume(_DISPUTE.fullmatch(text))

    assert _may_dispute(text)


@given(_some_of(_CHATTER))
def test_chatter_is_told_by_how_it_begins(text: str) -> None:
    assume(_CHATTER.fullmatch(text.lower()) and len(text) <= _LONGEST_CHATTER)

    assert is_small_talk(text)


def test_whatever_asks_for_something_is_tried() -> None:
    said = {text.rpartition(" | ")[2] for text in (*SAID, *PHRASES)}
    asking = [text for text in said if is_part(understand.read(text, today=TODAY).understood)]

    assert len(asking) > 600
    missed = [text for text in asking if not may_ask(text)]
    assert [text for text in missed if languages_of(text, "en") == ()] == []


def test_a_stem_is_found_wherever_it_stands_in_a_word() -> None:
    for text in ("repaying", "pay", "(pay)", "x\npaypal", "e-mail/pay", "p" * 50 + "ay"):
        assert mentions(text) & BIT["reminding"], text
    assert not mentions("hello there, how do you do") & BIT["reminding"]


def test_what_stands_behind_a_bar_begins_a_word() -> None:
    for text in ("ok", "ok,", "(okay)", "it's ok", "that/ok"):
        assert mentions(text) & BIT["plan"], text
    assert not mentions("book a token") & BIT["plan"]


def test_a_number_is_one_in_every_script() -> None:
    for text in ("123", "inv-7", "１２", "٣", "½", "一"):
        assert mentions(text) & BIT["number"], text
    assert not mentions("one or two") & BIT["number"]


def test_a_word_too_long_to_look_through_may_mention_anything() -> None:
    assert mentions("x" * 20_000) == sum(BIT.values())
