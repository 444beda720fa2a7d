"""A person chooses a language by saying so, and whose an own invoice is, is said."""

import pytest

from assistant.render.mail import text
from assistant.request import Channel
from tests.stories.house import House, words_of


@pytest.mark.parametrize(
    ("words", "locale"),
    [
        ("write to me in German", "de"),
        ("en français s'il vous plaît", "fr"),
        ("en español por favor", "es"),
        ("日本語でお願いします", "ja"),
    ],
)
async def test_a_language_is_kept_and_every_answer_follows(
    office: House, words: str, locale: str
) -> None:
    english = await office.ask("dana", "what do we owe")
    noted = await office.ask("dana", words)
    after = await office.ask("dana", "what do we owe")
    await office.ask("dana", "in English please")
    again = await office.ask("dana", "what do we owe")

    (row,) = await office.rows("SELECT locale FROM people WHERE email = 'dana@acme.example'")
    assert noted.outcome == "preferences_shown"
    assert noted.card.title != "Noted: so I write to you"
    assert after.card.title != english.card.title == again.card.title
    assert after.reads_in == locale
    assert row.locale == "en"


async def test_an_agent_who_has_no_account_chooses_a_language_too(office: House) -> None:
    noted = await office.ask("sam", "auf Deutsch bitte")
    (row,) = await office.rows("SELECT locale FROM people WHERE email = 'sam@seller.example'")
    again = await office.ask("sam", "in English please")

    assert (noted.outcome, row.locale, again.reads_in) == ("language_chosen", "de", "en")
    assert noted.card.title == "Notiert: ich schreibe Ihnen von nun an auf Deutsch"
    assert again.card.title == "Noted: from now on I write to you in English"


async def test_an_invoice_of_another_account_of_theirs_is_offered_with_its_name(
    office: House,
) -> None:
    asked = await office.ask("dana", "pay invoice 122 for Acme EU")
    chosen = await office.ask("dana", "1")

    assert asked.card.title == "Invoice 122 belongs to Acme"
    assert [each.say for each in asked.card.choices] == ["pay invoice 122"]
    assert (chosen.outcome, "Acme") == ("offer_made", chosen.card.facts[0].value)


async def test_somebody_elses_invoice_has_the_words_of_one_that_does_not_exist(
    office: House,
) -> None:
    others = await office.ask("dana", "pay invoice 301 for Acme EU")
    nobodys = await office.ask("dana", "pay invoice 901 for Acme EU")
    mine_only = await office.ask("vic", "pay invoice 201 for Acme")

    def said(card: object) -> str:
        return words_of(card).replace("301", "N").replace("901", "N").replace("201", "N")

    assert said(others.card) == said(nobodys.card)
    assert "belongs" not in words_of(mine_only.card)


@pytest.mark.parametrize("locale", ["de", "ja"])
async def test_what_frames_a_mail_is_in_the_language_of_its_answer(
    office: House, locale: str
) -> None:
    wish = "UPDATE people SET locale = :locale WHERE email = 'dana@acme.example'"
    await office.change(wish, locale=locale)
    await office.accept("dana", "show my invoices", channel=Channel.MAIL)
    await office.work()

    (mail,) = office.mail.sent
    assert mail.locale == locale
    english = text(mail.card).splitlines()[0]
    assert text(mail.card, locale=mail.locale).splitlines()[0] != english


async def test_what_is_asked_for_in_a_language_is_answered_in_it(office: House) -> None:
    asked = await office.ask("kenji", "summary please in english")
    kept, summary = asked.card.parts

    assert kept.title == "Noted: so I write to you"
    assert summary.title == "Billing summary of Kumo"
    assert (await office.ask("kenji", "残高")).reads_in == "en"


async def test_a_choice_of_days_is_labelled_as_its_reader_writes_days(office: House) -> None:
    asked = await office.ask("gus", "bezahle 124 am Dienstag")  # today is one
    chosen = await office.ask("gus", "2")

    assert [each.label for each in asked.card.choices] == [
        "Rechnung 124 am 10.03.2026 bezahlen",
        "Rechnung 124 am 17.03.2026 bezahlen",
    ]
    assert chosen.outcome == "offer_made"


async def test_words_for_a_closed_case_are_offered_with_whatever_stands_in_them(
    office: House,
) -> None:
    await office.ask("dana", "talk to a human")
    await office.ask("sam", "resolve case 1", conversation="desk")
    await office.change("UPDATE people SET locale = 'de' WHERE email = 'dana@acme.example'")
    asked = await office.ask("dana", "gibt es {neues} zu 7?")

    assert [each.label for each in asked.card.choices] == ["Fall 1: gibt es {neues} zu 7?"]
