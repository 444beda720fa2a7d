"""English for the intents no corpus has, and what never changes what a text means."""

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.command import Cancel, Choose, Confirm, NotUnderstood, Pay
from assistant.understand import mask, read
from assistant.understand.naming import intent_of
from tests.understanding.phrases import HERE

TODAY = date(2026, 11, 22)
CASES = [
    tuple(line.split(" | ", 1))
    for line in (HERE / "english.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
COMMANDS = [text for want, text in CASES if want not in ("no", "ask")]
ASKED = [
    text
    for text in COMMANDS
    if not isinstance((understood := read(text, today=TODAY)).command, (Confirm, Cancel, Choose))
    and understood.confidence == 1.0
    and not text.startswith("yes")
]


def command(text: str) -> Any:
    return read(text, today=TODAY).command


def said(value: object) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_there_are_enough_of_them():
    assert len(CASES) >= 150


@pytest.mark.parametrize(("want", "text"), CASES)
def test_it_is_read_as_meant(want, text):
    kind, *fields = re.split(r" (?=\w+=)", want)
    understood = command(text)

    if kind in ("no", "ask"):
        assert isinstance(understood, NotUnderstood)
        assert kind == "no" or understood.nearest
        return
    found = understood.model_dump(mode="json")
    assert understood.kind == kind
    assert {f: said(found[f.partition("=")[0]]) for f in fields} == {
        f: f.partition("=")[2] for f in fields
    }


POLITE = st.sampled_from(
    ["please ", "Hi, ", "Hello team, ", "hi, please ", "@billing ", "Good morning, ", "thanks, "]
)
CLOSING = st.sampled_from(
    (
        "",
        " please",
        ", thanks",
        " thank you",
        "\n\nBest regards,\nDana",
        "\n\nThanks!\nDana Smith",
        "\n\n--\nDana Smith\nAcme Inc.\n+49 30 1234567",
        "\n\nSent from my phone",
    )
)


@settings(deadline=None)
@given(st.sampled_from(ASKED), POLITE, CLOSING)
@example("what do we owe?", "Hi, ", "\n\nBest regards,\nDana")
def test_politeness_and_a_signature_change_no_command(text, polite, closing):
    assert command(f"{polite}{text}{closing}") == command(text)


@settings(deadline=None)
@given(
    st.sampled_from(COMMANDS),
    st.sampled_from(['"{}"', "“{}”", "„{}“", "«{}»", "「{}」", '"{}".', "> {}", "> {}\n> thanks"]),
)
def test_nothing_in_a_quote_becomes_a_command(text, quote):
    assert isinstance(command(quote.format(text)), NotUnderstood)


@settings(deadline=None)
@given(
    st.sampled_from(COMMANDS),
    st.sampled_from(['they wrote "{}"', "the mail says: “{}”", 'is "{}" what I should write?']),
)
def test_what_others_are_said_to_have_said_never_pays(text, telling):
    reading = read(telling.format(text), today=TODAY)

    assert not isinstance(reading.command, (Pay, Confirm, Choose))
    assert reading.intent != "pay"


@settings(deadline=None)
@given(st.text(max_size=300))
@example("\ud800")
@example("'" * 300)
def test_any_text_is_read_the_same_twice_and_never_raises(text):
    first, second = read(text, today=TODAY), read(text, today=TODAY)

    assert (first, first.command) == (second, second.command)


WORDS = st.lists(
    st.sampled_from(
        "pay paying bill my invoice 123 card not if the to friend refund who yes and please".split()
    ),
    max_size=14,
)


@settings(deadline=None)
@given(WORDS)
def test_any_row_of_our_own_words_is_read_the_same_twice(words):
    text = " ".join(words)
    reading = read(text, today=TODAY)

    assert reading == read(text, today=TODAY)
    if reading.confidence == 1.0:
        assert reading.intent == intent_of(reading.command, text)
    else:
        assert not isinstance(reading.command, (Pay, Confirm))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("my password is hunter2, pay 123", "my password is [password removed], pay 123"),
        ("pwd: Tr0ub4dor&3", "pwd: [password removed]"),
        ("Passwort: geheim", "Passwort: [password removed]"),
        ("mot de passe est azerty12.", "mot de passe est [password removed]."),
        ("パスワードは abc123", "パスワードは [password removed]"),
        ("password = s3cret!", "password = [password removed]!"),
        ("my password is wrong", "my password is wrong"),
        ("the password is not accepted", "the password is not accepted"),
        ("password reset", "password reset"),
        ("my passport is expired", "my passport is expired"),
    ],
)
def test_a_password_is_removed_and_talk_about_one_stays(text, left):
    assert mask(text).text == left


def test_a_request_beside_a_password_is_still_a_request():
    masked = mask("my password is hunter2, pay 123").text

    assert command(masked) == Pay(numbers=("123",))


CARD = re.compile(r"(?<![0-9])[0-9]{13,19}(?![0-9])")


def passes_luhn(digits):
    doubled = [sum(divmod(2 * int(d), 10)) for d in digits[-2::-2]]
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


@settings(deadline=None)
@given(st.text(alphabet="0123456789 -.45x\n", max_size=80))
@example("4242 4242 4242 4242")
@example("5555-5555-5555-4444\n378282246310005")
def test_a_masked_text_has_no_number_that_could_be_a_card(text):
    for found in CARD.findall(mask(text).text):
        assert found[0] not in "345" or found[:2] in ("31", "32", "33") or not passes_luhn(found)
