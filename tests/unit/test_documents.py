"""What stands on documents, in the formats of their reader."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from segno.helpers import make_epc_qr

from assistant.billing.model import InvoiceStatus, InvoiceType, TaxLine, taxes
from assistant.billing.model.invoice import Seller as NamedSeller
from assistant.billing.model.paper import (
    AccountStated,
    InvoicesStated,
    PaperFormat,
    ReceiptStated,
    StatementLine,
    StatementPart,
)
from assistant.billing.money import Money
from assistant.documents import plain, typeset, words
from assistant.documents.grids import RECONCILIATION
from assistant.documents.page import Column, Reading, Row, one_lines, page, part
from assistant.documents.seller import Seller, lines_of
from assistant.documents.transfer import epc_code, transfer
from assistant.documents.typeset import TemplateError
from assistant.reader import Reader
from tests.papers import (
    RECEIVED,
    SELLER,
    invoice,
    item,
    made,
    pages_of,
    rows_of,
    sheets_of,
    text_of,
)

GERMAN = Reader("de", "Europe/Berlin")
TWO = (item(1, "Compute", 123450, tax=23456), item(2, "Setup", 9900, recurring=False))
DETAILED = ("Line Item Amount Tax", "1 Compute 1,234.50 EUR 234.56 EUR")
READING = Reading(Reader(), words.ENGLISH, SELLER)
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def test_an_invoice_names_seller_customer_lines_and_totals() -> None:
    text = text_of(made(invoice(*TWO)))

    for said in (
        "Invoice 123",
        "Seller Cloud GmbH",
        "HRB 1 B",
        "Tax ID DE123456789",
        "Acme Dana Reyes dana@acme.example",
        "Issued 5 Mar 2026 Due 4 Apr 2026",
        "1 Compute 1,234.50 EUR",
        "Recurring 1,234.50 EUR",
        "Tax on recurring 234.56 EUR",
        "Total 1,568.06 EUR",
        "Open 1,568.06 EUR",
    ):
        assert said in text


def test_only_the_detailed_one_has_the_tax_of_each_line() -> None:
    short, long = text_of(made(invoice(*TWO))), text_of(made(invoice(*TWO), detailed=True))

    assert all(said in long and said not in short for said in DETAILED)


def test_amounts_dates_and_words_are_the_readers() -> None:
    text = text_of(made(invoice(*TWO), reader=GERMAN))

    assert "Rechnung 123" in text
    assert "Fällig 04.04.2026" in text
    assert "1.568,06 €" in text


@pytest.mark.parametrize("locale", ["en", "en_US", "de", "fr", "es", "ja", "ar", "sv", "xx"])
def test_every_reader_gets_every_document(locale: str) -> None:
    reader = Reader(locale, "Asia/Tokyo")

    for stated in (InvoicesStated("Acme", (invoice(*TWO),)), statement(), RECEIPT):
        for form in PaperFormat:
            assert made(stated, form, reader=reader)


def test_a_document_in_english_writes_amounts_and_dates_in_english_for_any_reader() -> None:
    yen = invoice(item(1, "Server", 120000, currency="JPY"))

    text = text_of(made(yen, reader=Reader("ja", "Asia/Tokyo")))

    assert "Total 120,000 JPY" in text
    assert "Due 4 Apr 2026" in text


def test_every_language_says_everything() -> None:
    for language in words.LANGUAGES.values():
        for field in words.Words.__dataclass_fields__:
            assert getattr(language, field).strip(), (language.language, field)


def test_an_open_invoice_is_preliminary_and_a_closed_one_is_not() -> None:
    closed = invoice(*TWO, status=InvoiceStatus.CLOSED, paid=156806)

    assert "PRELIMINARY" in text_of(made(invoice(*TWO)))
    assert "PRELIMINARY" not in text_of(made(closed))


def test_bank_details_stand_on_open_invoices_only() -> None:
    closed = invoice(*TWO, status=InvoiceStatus.CLOSED, paid=156806)

    assert "DE89 3704 0044 0532 0130 00" in text_of(made(invoice(*TWO)))
    for other in (closed, statement(), RECEIPT):
        assert "DE89" not in text_of(made(other))


def test_a_credit_asks_for_nothing() -> None:
    back = item(1, "Outage", -2000)
    credit = invoice(back, type=InvoiceType.CREDIT, status=InvoiceStatus.CLOSED)

    text = text_of(made(credit))

    assert "Credit note 123" in text
    assert "-20.00 EUR" in text
    assert "Due" not in text
    assert "DE89" not in text


def test_without_a_bank_nothing_is_said_of_wires() -> None:
    assert "wire" not in text_of(made(invoice(*TWO), seller=Seller("Seller")))


def test_a_bank_for_one_currency_stands_on_invoices_of_that_currency_only() -> None:
    dollars = text_of(made(invoice(item(1, "Server", 100, currency="USD"))))

    assert "account 000123" in dollars
    assert "account 000123" not in text_of(made(invoice(*TWO)))
    assert "DE89" in dollars


def test_the_code_for_banking_apps_is_for_euros_only() -> None:
    assert epc_code(SELLER, "123", Money(156806, "EUR")) is not None
    assert epc_code(SELLER, "123", Money(156806, "USD")) is None
    assert epc_code(SELLER, "123", Money(10**12, "EUR")) is None
    assert epc_code(replace(SELLER, iban="DE00"), "123", Money(1, "EUR")) is None
    assert transfer(READING, "123", Money(0, "EUR")) is None


def test_items_are_a_tree_summed_in_short_and_shown_in_full() -> None:
    tree = (
        item(1, "Server", 20000),
        item(2, "Processor", 0, parent=1),
        item(3, "Memory", 5000, parent=1),
        item(4, "Address", 0),
    )

    short, long = text_of(made(invoice(*tree))), text_of(made(invoice(*tree), detailed=True))

    assert "1 Server 250.00 EUR" in short
    assert "Memory" not in short
    assert "1 Server 200.00 EUR" in long
    assert "3 Memory 50.00 EUR" in long
    for text in (short, long):
        assert "Processor" not in text
        assert "2 items without a charge" in text


def test_taxes_are_named_with_their_rates() -> None:
    levied = taxes.levied((item(1, "Server", 20000),), taxes.TaxRate("VAT", 190_000))

    text = text_of(made(invoice(*levied), detailed=True))

    assert "VAT 19% 38.00 EUR" in text


def test_without_rates_there_is_no_column_for_them() -> None:
    tax = TaxLine("Sales tax", None, Money(300, "EUR"))

    text = text_of(made(invoice(item(1, "A", 5000, tax=300, taxes=(tax,))), detailed=True))

    assert "Sales tax 3.00 EUR" in text
    assert "Rate" not in text


def test_an_invoice_keeps_its_seller_and_order_but_money_goes_to_todays_bank() -> None:
    old = replace(invoice(*TWO, purchase_order="PO-77"), seller=NamedSeller("Old Ltd", "1 Old St"))

    text = text_of(made(old))

    assert "Old Ltd 1 Old St" in text
    assert "Purchase order PO-77" in text
    assert "Name Seller Cloud GmbH" in text


def test_payments_are_dated_by_the_readers_own_day() -> None:
    paid = replace(invoice(*TWO, paid=5000), received=(RECEIVED,))

    assert "9 Mar 2026 Payment · Visa 4242 50.00 EUR" in text_of(made(paid))
    assert "10.03.2026 Zahlung" in text_of(made(paid, reader=GERMAN))


def test_many_lines_take_several_pages_each_with_its_head() -> None:
    many = [item(number, f"Line {number}", number) for number in range(1, 201)]

    text = text_of(made(invoice(*many), detailed=True))

    assert text.count("Line Item Amount Tax") == text.count("Seller Cloud GmbH · Invoice 123")
    assert "200 Line 200 2.00 EUR" in text
    assert "Invoice 123 5 / 5" in text


def statement() -> AccountStated:
    lines = (
        StatementLine(NOON, "recurring", ("123",), Money(42000, "USD")),
        StatementLine(NOON, "payment", ("122", "123"), Money(-50000, "USD")),
    )
    parts = (StatementPart(Money(8000, "USD"), lines), StatementPart(Money(-500, "EUR"), ()))
    return AccountStated("Acme", date(2026, 1, 1), date(2026, 4, 1), parts)


def test_a_statement_runs_from_balance_to_balance_for_each_currency() -> None:
    text = text_of(made(statement()))

    assert "Period 1 Jan 2026 – 31 Mar 2026" in text
    assert "Opening balance 80.00 USD" in text
    assert "10 Mar 2026 Recurring 123 420.00 USD 500.00 USD" in text
    assert "Payment 122, 123 -500.00 USD 0.00 USD" in text
    assert "Closing balance 0.00 USD" in text
    assert "Closing balance -5.00 EUR" in text


RECEIPT = ReceiptStated(
    account="Acme",
    number="7",
    at=NOON,
    amount=Money(50000, "USD"),
    parts=(("122", Money(30000, "USD")), ("123", Money(15000, "USD"))),
    credit=Money(5000, "USD"),
    method="",
    payer="Dana Reyes",
    reference="pay_1",
)


def test_a_receipt_says_what_came_and_where_it_went() -> None:
    text = text_of(made(RECEIPT))

    for said in (
        "Receipt 7",
        "Invoice 122 300.00 USD",
        "Kept as your credit 50.00 USD",
        "Received 500.00 USD",
        "Paid by Dana Reyes",
        "Paid with Bank or other",
    ):
        assert said in text


def test_the_reference_of_a_receipt_can_be_copied() -> None:
    ours = f"pay_{'0123456789abcdef' * 2}"

    (page,) = pages_of(made(replace(RECEIPT, reference=ours)))

    assert ours in page
    assert plain.line(ours) == ours


def test_a_spreadsheet_holds_numbers_and_days() -> None:
    paid = replace(invoice(*TWO, paid=5000), received=(RECEIVED,))

    sheets = sheets_of(made(paid, PaperFormat.XLSX))

    assert list(sheets) == ["Invoices", "Items", "Payments"]
    issued, due, *amounts = sheets["Invoices"][1][3:]
    assert (issued.date(), due.date()) == (date(2026, 3, 5), date(2026, 4, 4))
    assert amounts == ["EUR", 1568.06, 50, 1518.06]
    assert sheets["Items"][1][4:] == ("EUR", 1234.5, 234.56)
    assert sheets["Payments"][1][1].date() == date(2026, 3, 9)


def test_the_reconciliation_file_has_a_row_for_each_payment() -> None:
    paid = replace(invoice(*TWO, paid=5000), received=(RECEIVED, RECEIVED))
    both = InvoicesStated("Acme", (paid, invoice(*TWO, number="124")))

    rows = rows_of(made(both, PaperFormat.CSV))

    assert list(rows[0]) == RECONCILIATION
    assert [row["invoice_number"] for row in rows] == ["123", "123", "124"]
    assert rows[0]["payment_date"] == "2026-03-09"
    assert (rows[0]["total"], rows[0]["open"]) == ("1568.06", "1518.06")
    assert rows[2]["payment_amount"] == ""


@pytest.mark.parametrize(
    ("currency", "minor", "written"), [("JPY", -1200, "-1200"), ("KWD", 12345, "12.345")]
)
def test_amounts_keep_the_decimals_of_their_currency(
    currency: str, minor: int, written: str
) -> None:
    one = invoice(item(1, "x", minor, currency=currency))

    assert rows_of(made(one, PaperFormat.CSV))[0]["total"] == written


def test_the_same_facts_make_the_same_file() -> None:
    for form in PaperFormat:
        assert made(invoice(*TWO), form) == made(invoice(*TWO), form)


def test_an_operator_may_bring_templates(tmp_path: Path) -> None:
    (tmp_path / "invoice.typ").write_text("#let paper(data) = [Ours: #data.title]")

    pdf = typeset.typeset("invoice", {"title": "#Invoice"}, folder=str(tmp_path))

    assert text_of(pdf) == "Ours: #Invoice"


def test_a_broken_template_is_named(tmp_path: Path) -> None:
    (tmp_path / "invoice.typ").write_text("#nothing()")

    with pytest.raises(TemplateError, match=r"invoice\.typ: unknown variable"):
        typeset.typeset("invoice", {}, folder=str(tmp_path))


def test_a_setting_of_several_lines_is_split() -> None:
    assert lines_of(" Street 1 ;\n Berlin;; ") == ("Street 1", "Berlin")


def test_the_code_says_what_the_standard_asks_for() -> None:
    said = make_epc_qr(
        SELLER.name,
        "DE89370400440532013000",
        amount=Decimal("390.73"),
        text="Invoice 123",
        bic=SELLER.bic,
        encoding="utf-8",
    )
    dark = {
        (across, down)
        for down, row in enumerate(said.matrix_iter(border=2))
        for across, square in enumerate(row)
        if square
    }

    ours = epc_code(SELLER, "123", Money(39073, "EUR"))

    assert ours is not None
    assert _squares(ours) == dark
    assert said.mask == 4


def _squares(drawn: str) -> set[tuple[int, int]]:
    """The dark squares of a picture: M and m go, M from the corner, h draws to the right."""
    dark, across, down = set(), 0, 0
    for step, by, below in re.findall(r"([Mmh])(-?\d+)(?: (\d+))?", drawn.partition(' d="')[2]):
        across, down = across + int(by), down + int(below or 0)
        if step == "h":
            dark |= {(at, down) for at in range(across - int(by), across)}
    return dark


def test_a_bic_that_is_none_is_left_out_of_the_code() -> None:
    assert epc_code(replace(SELLER, bic="X"), "123", Money(1, "EUR"))


@pytest.mark.parametrize(
    ("words", "short"),
    [("Compute", True), ("x" * 60, True), ("W" * 60, False), ("x" * 90, False), ("計算", False)],
)
def test_only_what_surely_takes_one_line_has_the_height_of_one(words: str, short: bool) -> None:
    columns = (Column("Item", wide=True), Column("Amount", number=True))
    facts = [("Name", words), ("Open", "1.00 EUR")]

    assert part(columns, [Row((words, "1.00 EUR"))])["short"] == [short]
    assert part(columns, [Row((words, "1" * 30))])["short"] == [False]
    headed = (Column(words, wide=True), columns[1])
    assert part(headed, [Row(("Compute", "1.00 EUR"))])["head-short"] is short
    assert one_lines(facts, (5, 45)) == [short, False]


@pytest.mark.parametrize(
    ("title", "name", "known"),
    [
        ("Invoice 123", "Seller Cloud GmbH", True),
        ("Invoice " + "1" * 20, "Seller Cloud GmbH", False),
        ("Invoice 123", "Seller Cloud " * 4, False),
        ("Invoice 123", "株式会社", False),
    ],
)
def test_a_seller_has_a_width_where_nothing_beside_it_turns(
    title: str, name: str, known: bool
) -> None:
    reading = replace(READING, seller=replace(SELLER, name=name))

    assert (page(reading, title, ())["seller-em"] > 0) is known


@pytest.mark.parametrize("lines", [2, 60])
def test_every_page_has_its_footer_and_the_file_its_title(lines: int) -> None:
    pdf = made(invoice(*(item(at, "Server", 100) for at in range(1, lines + 1))))

    pages = pages_of(pdf)
    for number, said in enumerate(pages, start=1):
        counted = f" {number} / {len(pages)}" if lines > 8 else ""
        assert f"Seller Cloud GmbH · Invoice 123{counted}" in said
    with pypdfium2.PdfDocument(pdf) as document:
        told = document.get_metadata_dict()
    assert (told["Title"], told["Author"]) == ("Invoice 123", "Seller Cloud GmbH")
