"""What SoftLayer_Billing_Invoice offers, through billing and through what people ask."""

from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy.engine import Connection

from assistant.billing import invoices, ledger
from assistant.billing.invoices import issuing
from assistant.billing.invoices.issuing import Issued, NewInvoice
from assistant.billing.model import DisplayState, InvoiceType, Item, Seller, lines, taxes
from assistant.billing.model.taxes import TaxRate
from assistant.billing.money import Money
from assistant.billing.store import invoices as invoice_rows
from assistant.card import Card
from tests.stories.house import House, words_of

SYSTEM = "SoftLayer_Billing_Invoice"
AT = datetime(2026, 3, 9, 9, tzinfo=UTC)
ACME = "acc_acme"


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def line(position: int, words: str, minor: int, **more: Any) -> Item:
    values: dict[str, Any] = {"tax": usd(0), "recurring": True} | more
    return Item(position, words, usd(minor), **values)


SERVER = taxes.levied(
    (
        line(1, "Server", 10000),
        line(2, "Memory", 2000, parent=1),
        line(3, "Setup", 5000, parent=1, recurring=False),
        line(4, "IPv6 address", 0, category="Public addresses"),
        line(5, "IPv4 address", 0, category="Public addresses"),
        line(6, "Monitoring", 0, category="Monitoring"),
    ),
    TaxRate("VAT", 190_000),
)


def new(*items: Item, kind: InvoiceType = InvoiceType.RECURRING, **more: Any) -> NewInvoice:
    return NewInvoice(
        number=None,
        type=kind,
        issued_on=date(2026, 3, 9),
        due_on=date(2026, 4, 8),
        items=items or SERVER,
        currency="USD",
        **more,
    )


async def issue(house: House, what: NewInvoice) -> Issued:
    return await house.database.write(lambda tx: issuing.issue(tx, ACME, what, at=AT))


def facts(card: Card) -> dict[str, str]:
    return {fact.label: fact.value for fact in card.facts}


async def shown(house: House, issued: Issued) -> dict[str, str]:
    return facts((await house.ask("dana", f"invoice {issued.number}")).card)


@pytest.mark.capability(SYSTEM, "an invoice whenever the balance changes, of each of six types")
@pytest.mark.parametrize("kind", InvoiceType)
async def test_whatever_changes_the_balance_is_an_invoice_of_its_type(
    office: House, kind: InvoiceType
) -> None:
    before = await office.database.read(partial(ledger.owed, account_id=ACME, currency="USD"))
    amount = 1000 if kind.payable else -1000

    issued = await issue(office, new(line(1, "Something", amount), kind=kind))

    after = await office.database.read(partial(ledger.owed, account_id=ACME, currency="USD"))
    promised = kind is InvoiceType.REFUND  # money is on its way back: nothing is owed or in credit
    assert (after - before).minor == (0 if promised else amount)
    listed = await office.ask("dana", "show my invoices")
    assert listed.card.table is not None
    assert listed.card.table.rows[0][0] == issued.number
    await office.balanced()


@pytest.mark.capability(SYSTEM, "states OPEN, CLOSED and CLOSED_FAILED")
async def test_an_invoice_is_open_until_it_is_paid_or_given_up(office: House) -> None:
    paid, lost, open_ = [await issue(office, new(line(1, "Thing", 1000))) for _ in range(3)]

    def close(tx: Connection) -> None:
        invoices.receive_elsewhere(tx, ACME, paid.number, usd(1000), at=AT)
        invoices.write_off(tx, ACME, lost.number, at=AT)

    await office.database.write(close)

    told = [(await shown(office, each))["Status"] for each in (open_, paid, lost)]
    assert told == ["Open", "Paid", "Closed unpaid"]


@pytest.mark.capability(SYSTEM, "CREDIT, REFUND and MANUAL_PAYMENT_CREDIT are listed, never paid")
@pytest.mark.parametrize("kind", [each for each in InvoiceType if not each.payable])
async def test_what_is_credited_is_marked_and_cannot_be_paid(
    office: House, kind: InvoiceType
) -> None:
    issued = await issue(office, new(line(1, "Back", -1000), kind=kind))

    refused = await office.ask("dana", f"pay invoice {issued.number}")

    assert refused.outcome == "not_payable"
    assert (await shown(office, issued))["Status"] == "Credited"


@pytest.mark.capability(SYSTEM, "past due, partly paid, processing and disputed are derived")
async def test_display_states_follow_from_the_facts_of_the_day(office: House) -> None:
    def states(tx: Connection, on: date) -> tuple[DisplayState, ...]:
        found = invoice_rows.numbered(tx, (ACME,), "121")
        assert found is not None
        return found.states(on)

    assert await office.database.read(partial(states, on=date(2026, 2, 1))) == ("partly_paid",)
    assert await office.database.read(partial(states, on=date(2026, 3, 10))) == (
        "past_due",
        "partly_paid",
    )
    await office.change("UPDATE invoices SET disputed_at = '2026-03-09 00:00:00.000000'")
    assert (await office.database.read(partial(states, on=date(2026, 3, 10))))[0] == "disputed"


@pytest.mark.capability(SYSTEM, "an immutable contact snapshot taken from the account at creation")
async def test_an_invoice_names_the_contact_of_its_day(office: House) -> None:
    issued = await issue(office, new())

    await office.change("UPDATE people SET name = 'Somebody Else'")

    assert (await shown(office, issued))["Billed to"] == "Dana Reyes"


@pytest.mark.capability(SYSTEM, "the account's balance recorded at open and at close")
async def test_an_invoice_tells_the_balance_around_it(office: House) -> None:
    issued = await issue(office, new(line(1, "Thing", 1000)))
    await office.database.write(
        lambda tx: invoices.receive_elsewhere(tx, ACME, issued.number, usd(1000), at=AT)
    )

    told = await shown(office, issued)

    assert told["Balance when issued"] == "1,160.00 USD"
    assert told["Balance when closed"] == "1,160.00 USD"


@pytest.mark.capability(SYSTEM, "list invoices through the account")
async def test_the_list_holds_the_accounts_own_invoices_and_no_others(office: House) -> None:
    listed = await office.ask("gus", "show my invoices")

    assert listed.card.table is not None
    assert [row[0] for row in listed.card.table.rows] == ["125", "124"]


@pytest.mark.capability(SYSTEM, "totals: total, pre-tax, one-time, recurring, the taxes of each")
async def test_the_totals_of_an_invoice_are_told_four_ways(office: House) -> None:
    issued = await issue(office, new())
    totals = lines.totals(SERVER, "USD")

    told = await shown(office, issued)

    assert totals.total == issued.total == usd(20230)
    assert (totals.net, totals.tax) == (usd(17000), usd(3230))
    assert (told["Recurring"], told["One-time"]) == ("120.00 USD", "50.00 USD")
    assert (told["Tax on recurring"], told["Tax on one-time"]) == ("22.80 USD", "9.50 USD")


@pytest.mark.capability(SYSTEM, "items, and one item with what belongs to it")
async def test_every_item_can_be_looked_at(office: House) -> None:
    issued = await issue(office, new())

    for item in SERVER:
        told = await office.ask("dana", f"line {item.position} on {issued.number}")
        assert facts(told.card)["Item"] == item.description


@pytest.mark.capability(SYSTEM, "top-level items with their children summed")
async def test_top_level_items_come_to_the_sum_of_their_children(office: House) -> None:
    issued = await issue(office, new())

    card = (await office.ask("dana", f"items on {issued.number}")).card

    assert card.table is not None
    assert card.table.rows == (("1", "Server (2 parts)", "170.00 USD", "32.30 USD"),)


@pytest.mark.capability(SYSTEM, "zero-fee items counted by category, and not listed")
async def test_items_at_no_charge_are_counted(office: House) -> None:
    issued = await issue(office, new())

    card = (await office.ask("dana", f"items on {issued.number}")).card

    assert "3 items at no charge: 2 × Public addresses, 1 × Monitoring." in card.paragraphs


@pytest.mark.capability(SYSTEM, "payments of an invoice")
async def test_the_payment_of_an_invoice_is_told(house: House) -> None:
    await house.pay("dana", "123")
    await house.work()

    told = await house.ask("dana", "did 123 go through?")
    history = await house.ask("dana", "payment history")

    assert told.outcome == "payment_shown"
    assert "420.00 USD" in words_of(told.card)
    assert history.card.table is not None
    assert history.card.table.rows[0][1:3] == ("123", "420.00 USD")


@pytest.mark.capability(SYSTEM, "tax info and the seller's registration")
async def test_an_invoice_names_its_taxes_and_its_seller(office: House) -> None:
    seller = Seller("Example GmbH", "Berlin", "HRB 1234 B", "DE123456789")
    await office.database.write(partial(issuing.declare_seller, seller=seller))
    issued = await issue(office, new())

    told = await shown(office, issued)

    assert told["VAT 19%"] == "32.30 USD"
    assert told["Seller"] == "Example GmbH, HRB 1234 B, DE123456789"


@pytest.mark.capability(SYSTEM, "the customer's purchase order number")
async def test_an_invoice_carries_the_purchase_order(office: House) -> None:
    issued = await issue(office, new(purchase_order="PO-2026-17"))

    assert (await shown(office, issued))["Purchase order"] == "PO-2026-17"
