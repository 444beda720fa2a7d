"""What people write in five languages, for the intents that no corpus has: typos, haste, manners.

The tables in ``tongues/said`` were written without looking at the words of ``understand/tongues``,
so a line that fails shows a gap there, which is mended for all that is like it.
"""

from datetime import date
from pathlib import Path

import pytest

from assistant.command import Confirm, NotUnderstood, Pay, PlanPayment
from assistant.understand import read, read_as_agent
from assistant.understand.tongues.vocabulary import LANGUAGES, vocabulary

TODAY = date(2026, 11, 22)
TABLES = Path(__file__).parent / "tongues" / "said"
ALL = ("en", *LANGUAGES)
LEAST = 150


def rows(language):
    """Who says it, the English that means the same, and what is said; one row each."""
    for line in (TABLES / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        english, said = line.split(" = ", 1)
        who, _, rest = english.partition(" ")
        who, english = (who, rest) if who in ("agent", "near") else ("customer", english)
        yield from ((who, english, each) for each in said.split(" | "))


def understood(who, text, language):
    if who == "agent":
        said = read_as_agent(text, today=TODAY, locale=language)
        return said or read(text, today=TODAY, locale=language).command
    return read(text, today=TODAY, locale=language).command


def essence(command):
    left_out = {"amount": {"text"}, "over": {"text"}, "under": {"text"}, "because": True}
    return command.kind, command.model_dump(exclude=left_out)


def is_as_meant(who, english, said, language):
    command = understood(who, said, language)
    if who == "near":
        return isinstance(command, NotUnderstood) and english in command.nearest
    if english == "-":
        return not isinstance(command, Pay | PlanPayment | Confirm)
    meant = understood(who, english, "en")
    assert not isinstance(meant, NotUnderstood), english
    return essence(command) == essence(meant)


@pytest.mark.parametrize("language", ALL)
def test_what_people_write_is_read_as_meant(language):
    """In their own language, and nothing else is misread for it."""
    wrong = [row for row in rows(language) if not is_as_meant(*row, language)]

    assert wrong == []


@pytest.mark.parametrize("language", ALL)
def test_there_are_enough_of_them_in_each_language(language):
    assert sum(english != "-" for _, english, _ in rows(language)) >= LEAST


FILLED = dict(
    pair.split("=")
    for pair in "n=12 m=2 invoice=123 digits=4242 amount=20EUR name=Acme address=ap@acme.example"
    " time=friday words=called payment=pay_88abcd operation=op_88abcd order=4711 reason="
    " said=overview method=visa".split()
)


def is_a_command(who, english):
    """Agents say some things of an account only."""
    said = english.format(**FILLED)
    scoped = [f"for acme: {said}"] if who == "agent" else []
    readings = [understood(who, each, "en") for each in (said, *scoped)]
    return not all(isinstance(each, NotUnderstood) for each in readings)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_translator_may_say_for_is_understood_in_english(language):
    words = vocabulary(language)
    unknown = {
        form.english
        for who, forms in (("customer", words.forms), ("agent", words.desk))
        for form in forms.phrases
        if not is_a_command(who, form.english)
    }

    assert unknown == set()


def test_every_language_has_words_for_the_same_things_of_agents():
    said = {
        language: {form.english for form in vocabulary(language).desk.phrases}
        for language in LANGUAGES
    }

    assert max(said.values(), key=len) == set.union(*said.values())
    assert all(len(said["de"] - each) <= 2 for each in said.values())
