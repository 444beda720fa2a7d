"""German, French, Spanish and Japanese: the same requests, and nothing that only looks like one."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.command import Confirm, NotUnderstood, Pay, PlanPayment
from assistant.language import speaking
from assistant.understand import read
from assistant.understand.tongues import in_english
from assistant.understand.tongues.vocabulary import LANGUAGES, vocabulary

TODAY = date(2026, 11, 22)
TABLES = Path(__file__).parent / "tongues"
_ENDS = "\n\n"


def rows(language):
    """``what one says = the English that means the same``, a line each."""
    lines = (TABLES / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    return [line.split(" = ") for line in lines if line and not line.startswith("#")]


def cases(same):
    return [
        pytest.param(language, said.replace("\\n", "\n"), english, id=f"{language}: {said}")
        for language in LANGUAGES
        for said, english in rows(language)
        if (english != "-") == same
    ]


def command(text, locale="en"):
    return read(text, today=TODAY, locale=locale).command


def without_text(value):
    return value.model_dump(exclude={"amount": {"text"}, "over": {"text"}, "under": {"text"}})


@pytest.mark.parametrize(("language", "said", "english"), cases(same=True))
def test_it_means_what_the_english_means(language, said, english):
    expected = read(english, today=TODAY, locale=language).command

    answer = command(said, language)

    assert not isinstance(expected, NotUnderstood)
    assert without_text(answer) == without_text(expected)


@pytest.mark.parametrize(("language", "said", "_"), cases(same=False))
def test_what_only_looks_like_a_request_neither_pays_nor_confirms(language, said, _):
    for locale in (language, "en"):
        answer = command(said, locale)
        assert not isinstance(answer, Pay | PlanPayment | Confirm)
        assert not any(near.startswith("yes") for near in getattr(answer, "nearest", ()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_forty_cases_and_more(language):
    assert len(rows(language)) >= 60
    assert sum(english == "-" for _, english in rows(language)) >= 15


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_file_has_the_same_sections_and_the_same_words(language):
    ours, german = vocabulary(language), vocabulary("de")

    assert set(ours.around) == set(german.around)
    assert missing(german.whole.values(), ours.whole.values()) <= {"stop sending me reminders"}


def missing(these, those):
    return set(these) - set(those)


@given(text=st.text(max_size=120), language=st.sampled_from(LANGUAGES))
def test_no_text_raises_and_the_same_text_always_reads_the_same(text, language):
    assert in_english(text, language) == in_english(text, language)


@given(
    language=st.sampled_from(LANGUAGES),
    words=st.lists(st.sampled_from(("nicht", "ne pas", "no", "ない", "if", "hätte")), min_size=1),
)
def test_a_word_that_is_not_known_leaves_no_payment(language, words):
    pays = {
        "de": "bezahle rechnung 123",
        "fr": "payer la facture 123",
        "es": "paga la factura 123",
        "ja": "請求書123を支払ってください",
    }[language]

    for text in (f"{' '.join(words)} {pays}", f"{pays} {' '.join(words)}"):
        assert not isinstance(command(text, language), Pay)


@pytest.mark.parametrize(
    ("language", "said", "quoted"),
    [
        ("de", "zahle 123 nächste Woche", "„nächste Woche“"),
        ("de", "bezahle 123 am 31. Februar", "„am 31. Februar“"),
        ("fr", "payer 123 la semaine prochaine", "« la semaine prochaine »"),
        ("es", "paga 123 la próxima semana", "«la próxima semana»"),
        ("ja", "123を来週支払って", "「来週」"),
        ("en", "zahle 123 nächste Woche", "“nächste Woche”"),
        ("en", "pay 123 next week", "“next week”"),
    ],
)
def test_what_was_not_understood_is_quoted_as_it_was_said(language, said, quoted):
    with speaking(language):
        answer = command(said, language)

    assert quoted in answer.because.replace("\xa0", " ").replace("\u202f", " ")
