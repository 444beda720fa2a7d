"""Nobody learns what is not theirs, and no card number is kept; hostile text is only text."""

import re
import time
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from assistant.request import Channel
from tests.stories.house import House, each_row, sayings, words_of

OURS = re.compile(r"acme|dana|vic|usd", re.IGNORECASE)
PAN = "4242424242424242"
WRITINGS = (
    "4242 4242 4242 4242",
    "4242-4242-4242-4242",
    "4242424242424242",
    "４２４２ ４２４２ ４２４２ ４２４２",
    "4242\u200b4242\u200b4242\u200b4242",
)


# --- somebody else's numbers


@pytest.mark.parametrize(
    "words",
    [
        "invoice {}",
        "items on {}",
        "pay invoice {}",
        "pay 50 of {}",
        "pay 123 and {}",
        "did {} go through?",
        "status of {}",
    ],
)
async def test_fault_78_somebody_elses_invoice_and_none_at_all_get_the_same_words(
    office: House, words: str
) -> None:
    theirs = await office.ask("dana", words.format("124"))
    nobodys = await office.ask("dana", words.format("128"))  # as near to Acme's own, and no nearer
    far = await office.ask("dana", words.format("999"))

    assert theirs.outcome == nobodys.outcome == far.outcome == "invoice_not_found"
    assert words_of(theirs.card) == words_of(nobodys.card).replace("128", "124")
    assert [each.say for each in theirs.card.choices] == [each.say for each in nobodys.card.choices]
    assert not far.card.choices
    assert "globex" not in words_of(theirs.card).lower()


async def test_fault_78_a_viewer_is_refused_in_the_same_words_whoever_owns_the_number(
    office: House,
) -> None:
    cards = [(await office.ask("vic", f"pay invoice {n}")).card for n in ("123", "124", "999")]

    assert cards[0] == cards[1] == cards[2]


async def test_fault_78_an_account_named_for_another_does_not_show_its_invoices(
    office: House,
) -> None:
    for words in ("for Globex: invoice 124", "for Initech: invoice 124"):
        answered = await office.ask("dana", words)

        assert answered.outcome == "account_unknown"
        assert "777" not in words_of(answered.card)


async def test_fault_78_a_misunderstood_text_suggests_nothing_of_others(office: House) -> None:
    for words in ("invoice 12", "pay inovice 124", "INV-000124", "invioce 124", "124?"):
        answered = await office.ask("dana", words)

        said = words_of(answered.card).lower()
        assert "globex" not in said, words
        assert "777" not in said, words


@pytest.mark.parametrize("who", ["kenji", "noura", "gus", "sam"])
async def test_no_reply_tells_facts_of_another_account(office: House, who: str) -> None:
    channel = Channel.MAIL
    for words in (
        "show my invoices",
        "what do we owe?",
        "help",
        "payment history",
        "invoice 123",
        "pay invoice 123",
        "did 123 go through?",
        "who disputed 123?",
        "who was told about 123?",
        "what reminders did we get for 123?",
        "who promised to pay 123?",
        "who said 123 is paid?",
        "switch to Acme",
        "pay all open invoices",
        "yes",
        "no",
        "1",
        "blah blah",
        "talk to a human",
    ):
        answered = await office.ask(who, words, channel=channel)

        said = re.sub("[“„「]Acme[”“」]", "", words_of(answered.card))
        assert not OURS.search(said), (words, said)


async def test_a_stranger_learns_nothing_whatever_is_said(office: House) -> None:
    cards = []
    for words in ("help", "show my invoices", "pay invoice 123", "yes", "invoice 999", "💥"):
        answered = await office.ask("eve@evil.example", words, channel=Channel.MAIL)
        cards.append(answered.card)

    assert len({words_of(card) for card in cards}) == 1
    assert not OURS.search(words_of(cards[0]))


async def test_fault_46_a_user_of_another_workspace_with_the_same_id_is_a_stranger(
    office: House,
) -> None:
    answered = await office.ask("T99EVIL/U02DANA", "what do we owe?")

    assert answered.outcome == "stranger"


# --- card numbers and secrets


@pytest.mark.parametrize("written", WRITINGS)
async def test_fault_81_a_card_number_is_in_no_row_no_file_and_no_log(
    office: House, tmp_path: Path, capfd: pytest.CaptureFixture[str], written: str
) -> None:
    words = f"pay invoice 123 with {written} cvc 987"

    with capture_logs() as logged:
        asked = await office.ask("dana", words)
        await office.accept("dana", words, place="p")
        await office.ask("eve@evil.example", words, channel=Channel.MAIL)
        await office.work()

    rows = await office.database.read(lambda tx: list(each_row(tx)))
    kept = "\n".join([*rows, str(logged), *capfd.readouterr(), words_of(asked.card)])
    assert written not in kept
    assert PAN not in re.sub(r"\D", "", kept)
    for raw in _files(tmp_path):
        assert written.encode() not in raw
        assert PAN.encode() not in raw


def _files(folder: Path) -> list[bytes]:
    """The database as it lies on the disk, with its write-ahead log."""
    return [file.read_bytes() for file in folder.glob("seeded.db*")]


async def test_fault_81_the_writer_is_asked_to_delete_it_and_it_is_never_used(
    house: House,
) -> None:
    answered = await house.ask("dana", f"pay invoice 123 with {WRITINGS[0]}")
    await house.work()

    assert "please delete your message" in answered.card.paragraphs[0]
    assert house.taken() == []
    assert "4242 4242" not in words_of(answered.card)


async def test_fault_81_a_request_beside_a_card_number_is_still_heard(office: House) -> None:
    answered = await office.ask("dana", f"pay invoice 123\n\n{WRITINGS[0]}")

    assert answered.outcome == "method_unclear"  # that card is not used, so it asks for another
    assert "please delete your message" in answered.card.paragraphs[0]


async def test_fault_82_logs_of_a_whole_payment_name_no_address_text_or_token(
    house: House, capfd: pytest.CaptureFixture[str]
) -> None:
    with capture_logs() as logged:
        await house.accept("dana", "pay invoice 123", place="p")
        await house.work()
        await house.ask("dana", "yes")
        await house.work()

    told = str(logged) + "".join(capfd.readouterr())
    for secret in ("dana", "U02DANA", "ap@acme", "invoice 123", house.stripe.api_key, "cus_"):
        assert secret not in told, secret


# --- hostile text


@pytest.mark.parametrize(
    "words",
    [
        "invoice %",
        "invoice 12_",
        "invoice 12%",
        "pay invoice %",
        "invoice ' OR 1=1 --",
        'invoice "; DROP TABLE invoices; --',
        "invoice 123\x00",
        "\x00",
        "invoice \ud800 123",
        "\x1b[31minvoice 123\x1b[0m",
        "invoice 123\r\nlevel=error payment_held",
        "switch to %",
        "for %: show my invoices",
        "confirm off_%",
        "{{7*7}} ${jndi:ldap://x} <script>alert(1)</script>",
        "../../etc/passwd",
        "=HYPERLINK(1)",
        "\u202e321 eciovni yap",
    ],
)
async def test_fault_83_wildcards_controls_and_injections_are_inert(
    office: House, words: str
) -> None:
    asked = await office.ask("dana", words)
    await office.accept("dana", words, place="p")
    await office.work()

    assert asked.outcome in (
        "invoice_shown",
        "invoice_not_found",
        "not_understood",
        "account_unknown",
        "nothing_to_confirm",
        "person_needed",
        "filter_refused",
        "offer_made",
    )
    assert "\x1b" not in "".join(sayings(asked.card))
    assert await office.payments() == []
    assert len(office.slack.sent) == 1
    (count,) = await office.rows("SELECT count(*) AS n FROM invoices")
    assert count.n == 50


@pytest.mark.parametrize(
    "words", ["9" * 1_000_000, "pay invoice 123 " * 60_000, "\n" * 1_000_000, "４" * 1_000_000]
)
async def test_fault_83_a_megabyte_is_refused_at_once_and_not_kept(
    office: House, words: str
) -> None:
    began = time.perf_counter()
    asked = await office.ask("dana", words)
    await office.accept("dana", words, place="p")
    took = time.perf_counter() - began
    await office.work()

    assert asked.outcome == "not_understood"
    assert "longer than I can read" in asked.card.paragraphs[0]
    assert took < 0.5
    rows = await office.database.read(lambda tx: list(each_row(tx)))
    assert max(map(len, rows)) < 20_000
    assert await office.payments() == []


async def test_fault_83_a_long_text_that_ends_in_a_payment_moves_nothing(office: House) -> None:
    await office.ask("dana", "pay invoice 123")

    answered = await office.ask("dana", "yes" + " " * 30_000)

    assert answered.outcome == "not_understood"
    assert await office.payments() == []


@pytest.mark.parametrize("words", ["invoice {}", "pay invoice {}", "status of {}", "pay {}e"])
async def test_fault_78_what_may_be_meant_is_of_the_askers_own_account_only(
    office: House, words: str
) -> None:
    said_of = words.format("12" if words[-1] == "e" else "127")
    before = await office.ask("dana", said_of, conversation="before")
    await office.change("UPDATE invoices SET number = '127' WHERE number = '124'")
    after = await office.ask("dana", said_of, conversation="after")

    own = {row.number for row in await office.rows(OWN_NUMBERS, a="acc_acme")}
    said = [each.say for each in after.card.choices]
    assert before.card == after.card
    assert 0 < len(said) <= 2
    assert all(own.intersection(each.split()) for each in said)


OWN_NUMBERS = "SELECT number FROM invoices WHERE account_id = :a AND status = 'OPEN'"
