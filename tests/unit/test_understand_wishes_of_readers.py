"""In which language somebody is written to, and that they want no more mails, in five languages."""

from datetime import date

import pytest

from assistant import understand
from assistant.command.reminding import Prefer
from assistant.understand import wants_it_reopened

TODAY = date(2026, 3, 10)

WRITTEN_IN = {
    "de": "write to me in German|auf Deutsch bitte|Auf Deutsch, bitte!|en allemand s'il vous plaît"
    "|en alemán por favor|ドイツ語でお願いします|schreiben Sie mir auf Deutsch",
    "en": "in English please|antworten Sie mir bitte auf Englisch|écrivez-moi en anglais"
    "|respóndeme en inglés|英語で|please answer in English",
    "es": "my language is Spanish|en español por favor|escríbeme en español|auf Spanisch bitte",
    "fr": "Please answer in French|en français svp|Répondez-moi en français|フランス語で書いて",
    "ja": "日本語で書いてください|日本語で|write in Japanese|auf Japanisch",
}
NO_MORE = """stop all mails|no more mails|stop sending me emails|stop every mail|stop mailing me
|don't send me any more e-mails|keine Mails mehr|plus de mails|no más correos|メールを止めて"""


def read(text: str) -> object:
    return understand.read(text, today=TODAY).command


@pytest.mark.parametrize("language", WRITTEN_IN)
def test_a_language_is_chosen_by_saying_so(language: str) -> None:
    for text in WRITTEN_IN[language].split("|"):
        assert read(text) == Prefer.model_validate({"language": language}), text


def test_no_more_mails_is_the_same_as_unsubscribe() -> None:
    for text in NO_MORE.replace("\n", "").split("|"):
        assert read(text) == Prefer(reminders="off"), text


@pytest.mark.parametrize(
    "text",
    ["show invoices for English Ltd", "pay 122 in English", "stop sending to bob@acme.example",
     "invoice for English lessons", "no mails on Sundays for bob", "stop"],
)  # fmt: skip
def test_what_only_mentions_them_is_something_else(text: str) -> None:
    assert not isinstance(read(text), Prefer)


def test_that_it_did_not_help_is_told_from_that_it_did() -> None:
    for text in ("that did not help", "Das hat nicht geholfen", "toujours pas résolu", "reopen it",
                 "no me ha servido", "解決していません", "it is still not fixed"):  # fmt: skip
        assert wants_it_reopened(text), text
    for text in ("that helped, thanks", "did that help?", "what do we owe", "thank you"):
        assert not wants_it_reopened(text), text
