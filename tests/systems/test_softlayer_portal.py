"""What the IBM SoftLayer customer portal offers."""

import pytest

from assistant.card import Card
from tests.stories.house import House

SYSTEM = "IBM SoftLayer portal"


def facts(card: Card) -> dict[str, str]:
    return {fact.label: fact.value for fact in card.facts}


@pytest.mark.capability(SYSTEM, "an invoice list with number, date, type and balances")
async def test_the_list_tells_number_date_type_total_and_what_is_open(office: House) -> None:
    card = (await office.ask("dana", "show my invoices")).card

    assert card.table is not None
    assert card.table.rows[2] == (
        "121",
        "24 Jan 2026",
        "Recurring",
        "480.00 USD",
        "360.00 USD",
        "Past due, partly paid, due 23 Feb 2026",
    )


@pytest.mark.capability(SYSTEM, "billing summary: current and estimated next balance")
async def test_the_summary_tells_the_balance_now_and_next(office: House) -> None:
    told = facts((await office.ask("dana", "summary")).card)

    assert told["Current balance"] == "1,160.00 USD"
    assert told["Balance then, if nothing is paid"] == "1,580.00 USD"


@pytest.mark.capability(SYSTEM, "billing summary: payment method, last and next recurring invoice")
async def test_the_summary_tells_the_method_and_the_dates(office: House) -> None:
    told = facts((await office.ask("dana", "summary")).card)

    assert told["Payment method"] == "Visa 4242"
    assert told["Last recurring invoice"] == "5 Mar 2026"
    assert told["Next recurring invoice"] == "14 Apr 2026"


@pytest.mark.capability(SYSTEM, "view an invoice itemized")
async def test_an_invoice_is_shown_with_its_items(office: House) -> None:
    card = (await office.ask("dana", "items on 123")).card

    assert card.table is not None
    assert [row[1] for row in card.table.rows] == [
        "Compute cluster, monthly",
        "Premium support, monthly",
    ]


@pytest.mark.capability(SYSTEM, "drill into one item")
async def test_one_item_is_looked_at(office: House) -> None:
    told = facts((await office.ask("dana", "what is line 2 on 123?")).card)

    assert told["Item"] == "Premium support, monthly"
