"""A German and a Japanese contact ask, pay and are told, each in their own language."""

import pytest

from assistant.request import Channel
from tests.stories.house import House, words_of


async def speaks(house: House, who: str, locale: str) -> None:
    await house.change(f"UPDATE people SET locale = '{locale}' WHERE id = '{who}'")


async def notices(house: House, address: str) -> list[str]:
    return [each.card.title for each in house.mail.sent if each.address == address]


async def test_a_german_contact_asks_pays_with_ja_and_is_told_in_german(house: House) -> None:
    await speaks(house, "per_dana_acme", "de")

    listed = await house.ask("dana", "Zeigen Sie mir bitte meine offenen Rechnungen")
    offered = await house.ask("dana", "Bitte Rechnung 123 bezahlen")
    confirmed = await house.ask("dana", "Ja, bitte")
    await house.work()

    assert listed.card.title == "Rechnungen von Acme"
    assert offered.card.title == "420,00 $ bezahlen?"
    assert "Es wird nichts abgebucht, bis Sie bestätigen." in words_of(offered.card)
    assert confirmed.outcome == "payment_started"
    assert house.taken() == [42000]
    assert "Bezahlt: Rechnung 123, 420,00 $" in await notices(house, "dana@acme.example")
    assert "Paid: invoice 123, 420.00 USD" in await notices(house, "ap@acme.example")
    await house.balanced()


async def test_a_german_mail_with_a_signature_is_paid_by_a_reply(house: House) -> None:
    await speaks(house, "per_dana_acme", "de")
    letter = (
        "Sehr geehrte Damen und Herren,\n\nbitte bezahlen Sie Rechnung 123.\n\n"
        "Mit freundlichen Grüßen\nDana Reyes\nAcme GmbH"
    )

    offered = await house.ask("dana", letter, channel=Channel.MAIL)
    await house.ask("dana", "Ja\n\nViele Grüße\nDana", channel=Channel.MAIL)
    await house.work()

    assert offered.outcome == "offer_made"
    assert house.taken() == [42000]


async def test_a_japanese_contact_asks_pays_with_hai_and_is_told_in_japanese(house: House) -> None:
    listed = await house.ask("kenji", "未払いの請求書を見せてください")
    offered = await house.ask("kenji", "請求書３０１を支払ってください")
    confirmed = await house.ask("kenji", "はい")
    await house.work()

    assert listed.card.title == "Kumoの請求書"
    assert offered.card.title == "￥120,000を支払いますか"
    assert "年" in {fact.label: fact.value for fact in offered.card.facts}["有効期限"]
    assert confirmed.outcome == "payment_started"
    assert house.taken() == [120000]
    assert "支払い完了: 請求書301、￥120,000" in await notices(house, "kenji@kumo.example")


@pytest.mark.parametrize(
    "words",
    [
        "Ich habe Rechnung 123 schon bezahlt",
        "Rechnung 123 nicht bezahlen",
        "Warum soll ich 123 bezahlen?",
        "Ja, aber mit der anderen Karte",
    ],
)
async def test_what_is_no_order_to_pay_charges_nothing(house: House, words: str) -> None:
    await speaks(house, "per_dana_acme", "de")
    await house.ask("dana", "Bitte Rechnung 123 bezahlen")

    answered = await house.ask("dana", words)
    await house.work()

    assert answered.outcome != "payment_started"
    assert house.taken() == []


async def test_buttons_say_what_every_language_understands(house: House) -> None:
    await speaks(house, "per_dana_acme", "fr")
    offered = await house.ask("dana", "payer la facture 123")

    pay = offered.card.actions[0]
    await house.ask("dana", pay.say)
    await house.work()

    assert pay.label == "Payer 420,00 $US"
    assert house.taken() == [42000]


async def test_a_number_answers_a_choice_whatever_the_language(house: House) -> None:
    await speaks(house, "per_dana_acme", "es")
    await house.ask("dana", "pagar mi factura")

    picked = await house.ask("dana", "la segunda")

    assert picked.card.title == "¿Pagar 400,00 US$?"


async def test_two_people_of_one_account_hear_it_in_two_languages(house: House) -> None:
    await speaks(house, "per_ap_acme", "ja")

    await house.pay("dana", "123")
    await house.work()

    assert "Paid: invoice 123, 420.00 USD" in await notices(house, "dana@acme.example")
    assert any(each.startswith("支払い完了") for each in await notices(house, "ap@acme.example"))


@pytest.mark.parametrize(
    "words",
    [
        "Wer wurde informiert?",
        "Qui a été informé ?",
        "¿Quién fue informado?",
        "誰に通知されましたか？",
    ],
)
async def test_who_was_told_is_answered_in_every_language(house: House, words: str) -> None:
    before = await house.ask("dana", words)
    await house.pay("dana", "123")
    after = await house.ask("dana", words)

    assert before.outcome == "contact_list"
    assert after.outcome == "notices_shown"
