"""“It”, “1 and 3”, “only the paid ones”: words that mean what was shown here last."""

import pytest

from assistant.request import Channel
from tests.stories.house import House, sayings

HERE = {"conversation": "@dana", "place": '{"channel":"D1"}'}
MAIL = {"channel": Channel.MAIL, "conversation": "m1", "place": '{"thread":"m1"}'}


async def _said(house: House, *messages: str, **how: object) -> str:
    """Messages of one thread, each answered; the title of the last answer."""
    where = {**HERE, **how}
    for words in messages:
        await house.accept("dana", words, **where)
        await house.work()
    sent = house.mail.sent if where.get("channel") is Channel.MAIL else house.slack.sent
    return sent[-1].card.title


async def _muted(house: House) -> list[str]:
    """The invoices that somebody wants to hear nothing of."""
    rows = await house.rows(
        "SELECT number FROM reminder_holds AS holds"
        " JOIN invoices ON invoices.id = holds.invoice_id"
        " WHERE holds.kind = 'muted' AND holds.state = 'made'"
    )
    return [row.number for row in rows]


@pytest.mark.parametrize(
    "words",
    ["mute it", "Mute it, please", "stop reminding me about it", "no more reminders for this one",
     "stelle sie stumm", "erinnere mich nicht mehr daran", "suspends-la", "Silénciala",
     "それをミュートして"],
)  # fmt: skip
async def test_it_is_muted(office: House, words: str) -> None:
    assert await _said(office, "show invoice 121", words) == "Quiet about invoice 121"
    assert await _muted(office) == ["121"]


@pytest.mark.parametrize("words", ["remind me about it", "unmute it", "erinnere mich wieder daran"])
async def test_it_is_heard_of_again(office: House, words: str) -> None:
    assert await _said(office, "mute 121", words) == "Invoice 121 again"
    assert await _muted(office) == []


@pytest.mark.parametrize(
    "words",
    ["pdf of it", "send me the pdf of it", "PDF davon", "son pdf", "le pdf de celle-ci", "su pdf",
     "その請求書のPDF"],
)  # fmt: skip
async def test_its_pdf_comes(office: House, words: str) -> None:
    await _said(office, "show invoice 121", words)

    assert [each.name for each in office.slack.sent[-1].card.files] == ["Invoice-121.pdf"]


async def test_whatever_can_be_asked_of_a_number_can_be_asked_of_it(office: House) -> None:
    assert await _said(office, "invoice 121", "why is it so high?") == "Invoice 121: 480.00 USD"
    assert await _said(office, "status of it") == "Invoice 121: partly paid"
    assert await _said(office, "dispute it") == "We look at it"
    rows = await office.rows("SELECT number FROM invoices WHERE disputed_at IS NOT NULL")
    assert [row.number for row in rows] == ["121"]


async def test_it_is_what_was_offered_after_the_look(office: House) -> None:
    await _said(office, "show invoice 121", "pay 20 of 123", "mute it")

    assert await _muted(office) == ["123"]


async def test_where_nothing_was_shown_it_is_nothing(office: House) -> None:
    assert await _said(office, "mute it") == "I did not understand that"
    assert await _said(office, "show my invoices", "mute it") == "I did not understand that"
    assert await _muted(office) == []


async def test_two_at_once_are_not_it(office: House) -> None:
    await _said(office, "pdf of 121 and 123", "mute it")

    assert await _muted(office) == []


async def test_what_a_colleague_looked_at_is_not_it(office: House) -> None:
    await office.accept("vic", "show invoice 123", **HERE)
    await office.work()
    await _said(office, "mute it")

    assert await _muted(office) == []


async def test_a_subject_that_names_another_invoice_leaves_it_open(office: House) -> None:
    await _said(office, "show invoice 121", **MAIL)
    about = office.request("dana", "mute it", **MAIL).model_copy(update={"about": "123"})
    await office.desk.accept(about)
    await office.work()

    assert await _muted(office) == []


async def test_the_subject_says_what_it_is(office: House) -> None:
    about = office.request("dana", "mute it", **MAIL).model_copy(update={"about": "123"})
    await office.desk.accept(about)
    await office.work()

    assert await _muted(office) == ["123"]


@pytest.mark.parametrize("words", ["1 and 3", "1, 3", "1 und 3", "1 et 3", "1 y 3", "1と3"])
async def test_some_of_the_choices_are_paid_by_one_yes(house: House, words: str) -> None:
    assert await _said(house, "pay my invoice", words) == "Pay 780.00 USD?"
    assert house.taken() == []

    await _said(house, "yes")
    assert house.taken() == [78000]
    await house.balanced()


async def test_some_of_the_choices_come_as_files(office: House) -> None:
    await _said(office, "pdf", "1 and 3")

    names = [each.name for each in office.slack.sent[-1].card.files]
    assert names == ["Invoice-123.pdf", "Invoice-121.pdf"]


async def test_more_than_there_was_to_choose_chooses_nothing(house: House) -> None:
    title = await _said(house, "pay my invoice", "1 and 4")

    assert title == "I cannot tell what that number means"


async def test_rows_of_a_list_are_proposed_by_their_numbers(office: House) -> None:
    await _said(office, "show my invoices", "1 and 3")
    card = office.slack.sent[-1].card

    assert {"show 123 and 121", "pay invoice 123 and 121"} <= set(sayings(card))
    assert await _said(office, "2") == "Pay 780.00 USD?"


async def test_a_row_that_is_paid_is_only_shown(office: House) -> None:
    await _said(office, "show paid invoices", "1")

    assert "show 120" in sayings(office.slack.sent[-1].card)
    assert "pay invoice 120" not in sayings(office.slack.sent[-1].card)


def _numbers(house: House) -> list[str]:
    table = house.slack.sent[-1].card.table
    return [row[0] for row in table.rows] if table else []


@pytest.mark.parametrize(
    "words",
    ["only the paid ones", "just the paid ones", "which of them are paid?", "nur die bezahlten",
     "seulement les payées", "solo las pagadas", "支払い済みだけ"],
)  # fmt: skip
async def test_the_list_shown_last_is_narrowed(office: House, words: str) -> None:
    await _said(office, "show invoices since november", words)

    assert _numbers(office) == ["120"]


async def test_it_is_narrowed_again_and_what_was_said_of_the_same_gives_way(office: House) -> None:
    await _said(office, "invoices since november", "only the paid ones", "only the overdue ones")
    assert _numbers(office) == ["121"]

    await _said(office, "only those over 1000")
    assert _numbers(office) == []


async def test_without_a_list_it_is_one_of_its_own(office: House) -> None:
    await _said(office, "only the overdue ones")

    assert _numbers(office) == ["121"]


async def test_a_narrowed_list_is_of_the_same_account(office: House) -> None:
    await _said(office, "for Acme EU: show my invoices", "only the paid ones")

    assert office.slack.sent[-1].card.title == "Invoices of Acme EU"
