"""What never changes what a text means, in five languages: manners, a signature, being quoted."""

import re
from datetime import date

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from assistant.command import Cancel, Choose, Confirm, NotUnderstood, Pay, PlanPayment, TurnPage
from assistant.command.cases import AddToCase
from assistant.understand import read, read_as_agent
from tests.unit.test_understand_said import ALL, essence, rows

TODAY = date(2026, 11, 22)
ANSWERS = (Confirm, Cancel, Choose, TurnPage, AddToCase)
POLITE = re.compile(r"hi,|bitte\b|bonjour|hola|salut|.*\b(?:svp|pls|please)\b", re.IGNORECASE)
SAID = [
    (language, text)
    for language in ALL
    for who, english, text in rows(language)
    if who == "customer" and english != "-" and "\n" not in text
]
BEFORE = {
    "en": ("Hi, ", "please ", "Hello team, ", "Good morning, "),
    "de": ("Hallo, ", "bitte ", "Guten Tag, ", "Guten Morgen, "),
    "fr": ("Bonjour, ", "Bonsoir, ", "Salut, "),
    "es": ("Hola, ", "Buenos días, ", "por favor "),
    "ja": ("こんにちは、", "すみません、", "お世話になっております。"),
}
AFTER = {
    "en": (", thanks", "\n\nBest regards,\nDana Smith", "\n\n--\nDana Smith\nAcme Inc."),
    "de": (", danke", "\n\nMit freundlichen Grüßen\nAnna Schmidt\nAcme GmbH", "\n\nVG\nAnna"),
    "fr": (" merci", "\n\nCordialement,\nJean Dupont", "\n\nBien à vous\nJean"),
    "es": (" gracias", "\n\nUn saludo,\nAna García", "\n\nAtentamente\nAna"),
    "ja": ("\n\nよろしくお願いします。\n田中", "\n以上、よろしくお願いいたします。\n田中"),
}
QUOTES = ('"{}"', "“{}”", "„{}“", "«{}»", "« {} »", "「{}」", "『{}』", "> {}")


def said(language, text):
    return read(text, today=TODAY, locale=language).command


def is_request(language, text):
    """Whether manners may stand around it: not an answer, nor words that are kept as written."""
    reading = read(text, today=TODAY, locale=language)
    if POLITE.match(text):
        return False
    return reading.confidence == 1.0 and not isinstance(reading.command, ANSWERS)


@given(st.sampled_from(SAID), st.data())
def test_manners_and_a_signature_change_no_command(case, data):
    language, text = case
    assume(is_request(language, text))
    before = data.draw(st.sampled_from(("", *BEFORE[language])))
    after = data.draw(st.sampled_from(("", *AFTER[language])))

    assert essence(said(language, f"{before}{text}{after}")) == essence(said(language, text))


@given(st.sampled_from(SAID), st.sampled_from(QUOTES))
def test_nothing_in_a_quote_becomes_a_command(case, quote):
    language, text = case
    assume(not any(mark in text for mark in "\"'“”„«»"))

    assert isinstance(said(language, quote.format(text)), NotUnderstood)


@given(st.sampled_from(SAID), st.sampled_from(("er schrieb: {}", "il a dit « {} »", "dijo: «{}»")))
def test_what_somebody_is_said_to_have_said_never_pays(case, telling):
    language, text = case

    answer = said(language, telling.format(text))

    assert not isinstance(answer, Pay | PlanPayment | Confirm)


@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from(SAID)).map(lambda many: " ".join(text for _, text in many)[:400]),
    st.sampled_from(ALL),
)
@example("für : : :", "de")
@example("für a: " * 1400, "de")
@example("あ:" * 4000, "ja")
@example("{n} {words}", "fr")
@example("：", "ja")
def test_any_text_is_read_the_same_twice_in_every_language(text, language):
    for reader in (read, read_as_agent):
        first = reader(text, today=TODAY, locale=language)
        assert first == reader(text, today=TODAY, locale=language)


@pytest.mark.parametrize("language", ALL)
def test_no_agents_words_are_a_customers_payment(language):
    for who, _, text in rows(language):
        if who == "agent":
            assert not isinstance(said(language, text), Pay | PlanPayment), text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Rechnung 123 bezahlen\n\nDanke\nNein"),
        ("fr", "payer la facture 123\n\nMerci\nNon merci"),
        ("es", "paga la factura 123\n\nGracias\nMejor no"),
        ("ja", "請求書123を支払ってください\n\nよろしくお願いします\nいいえ"),
    ],
)
def test_a_no_below_the_greetings_is_no_name(language, text):
    assert not isinstance(said(language, text), Pay)
