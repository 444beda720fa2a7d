"""What only reads is answered before anything is waited for, where the books are at hand."""

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from tests.stories.house import House


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("show my invoices", "invoice_list"),
        ("invoice 123", "invoice_shown"),
        ("balance", "balance_shown"),
        ("invoice 999999", "invoice_not_found"),
    ],
)
async def test_what_only_reads_is_answered_at_once_and_as_when_it_is_asked(
    office: House, words: str, outcome: str
) -> None:
    request = office.request("dana", words)
    seen = office.desk.look(request)
    assert (seen is not None) == (office.database.dialect == "sqlite")
    asked = await office.desk.ask(request)
    assert asked.outcome == outcome
    assert seen is None or (seen.outcome, seen.card) == (outcome, asked.card)


@pytest.mark.parametrize("words", ["pay invoice 123", "pay", "yes", "I need a person", "hide 123"])
async def test_what_writes_or_asks_back_has_to_be_asked(office: House, words: str) -> None:
    assert office.desk.look(office.request("dana", words)) is None


async def test_what_breaks_on_the_way_is_told_with_a_word_to_find_it_by(office: House) -> None:
    if office.database.dialect != "sqlite":
        assert office.desk.look(office.request("dana", "balance")) is None
        return
    await office.database.write(lambda tx: tx.execute(text("DROP TABLE slack_links")))
    with capture_logs() as logs:
        seen = office.desk.look(office.request("dana", "balance"))
    assert seen is not None
    assert seen.outcome == "failed"
    (logged,) = logs
    assert logged["event"] == "request_failed"
    assert logged["token"] in str(seen.card)
