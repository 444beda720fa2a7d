"""A file is entered whole or not at all, the same again changes nothing, nothing is guessed."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.billing.intake import documents, entering, tables
from assistant.billing.intake.fields import Writing
from assistant.billing.intake.report import Fate, Report
from tests.stories.house import House

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
HEADER = "account,number,issued,due,description,amount,tax,status,paid"


class Desk:
    """Imports text into a house's database."""

    def __init__(self, house: House, folder: Path) -> None:
        self.house = house
        self._folder = folder

    async def enter(
        self,
        content: str | bytes,
        *,
        writing: Writing | None = None,
        dry_run: bool = False,
        delimiter: str | None = None,
        name: str = "rows.csv",
    ) -> Report:
        path = self._folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)

        def source():  # type: ignore[no-untyped-def]
            with tables.opened(path, None) as text:
                if path.suffix == ".csv":
                    yield from tables.read(text, delimiter)
                else:
                    yield from documents.read(text, lines=path.suffix == ".jsonl")

        return await entering.enter(
            self.house.database, source, writing or Writing(), dry_run=dry_run, now=NOW
        )

    async def invoice(self, *rows: str, **how: object) -> Report:
        return await self.enter("\n".join((HEADER, *rows)), **how)  # type: ignore[arg-type]


@pytest.fixture
def desk(office: House, tmp_path: Path) -> Desk:
    return Desk(office, tmp_path)


def fates(report: Report) -> list[str]:
    return [str(each.fate) for each in report.entries]


def only(report: Report) -> str:
    """Cause and remedy of the only refusal."""
    (refused,) = [each for each in report.entries if each.fate is Fate.REFUSED]
    assert not report.applied
    return f"{refused.where}: {refused.cause}; {refused.remedy}"


async def version(desk: Desk, number: str) -> int:
    (row,) = await desk.house.rows(f"SELECT version FROM invoices WHERE number = '{number}'")
    return int(row.version)


async def test_the_samples_of_the_documentation_are_entered_and_add_up(desk: Desk) -> None:
    reports = [
        await desk.enter((SAMPLES / name).read_bytes(), name=name)
        for name in ("accounts.csv", "contacts.csv", "invoices.csv", "everything.json")
    ]

    assert {fate for report in reports for fate in fates(report)} == {"created"}
    assert all(report.applied for report in reports)
    assert await desk.house.open_minor("71001") == 156000
    assert await desk.house.open_minor("71000") == 0
    assert await desk.house.open_minor("72017") == 12850
    assert await desk.house.open_minor("73001") == 132000
    await desk.house.balanced()


async def test_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    names = ("accounts.csv", "contacts.csv", "invoices.csv", "everything.json")
    for name in names:
        await desk.enter((SAMPLES / name).read_bytes(), name=name)
    everything = "SELECT * FROM invoices ORDER BY id", "SELECT * FROM ledger_entries ORDER BY hash"
    before = [await desk.house.rows(each) for each in everything]

    again = [await desk.enter((SAMPLES / name).read_bytes(), name=name) for name in names]

    assert {fate for report in again for fate in fates(report)} == {"unchanged"}
    assert [await desk.house.rows(each) for each in everything] == before


async def test_a_dry_run_says_the_same_and_changes_nothing(desk: Desk) -> None:
    row = "acc_acme,7001,2026-03-01,2026-03-31,Compute,10.00,,,"

    dry = await desk.invoice(row, dry_run=True)

    assert (fates(dry), dry.applied) == (["created"], False)
    assert await desk.house.rows("SELECT id FROM invoices WHERE number = '7001'") == []
    assert fates(await desk.invoice(row)) == ["created"]


async def test_one_bad_row_in_a_thousand_and_nothing_is_entered(desk: Desk) -> None:
    rows = [f"acc_acme,{7000 + n},2026-03-01,2026-03-31,Compute,10.00,,," for n in range(1000)]
    rows[700] = rows[700].replace("10.00", "ten")

    report = await desk.invoice(*rows)

    assert report.counts() == {"created": 999, "updated": 0, "unchanged": 0, "refused": 1}
    assert only(report).startswith("line 702: line 702: amount: 'ten' is not an amount as en")
    assert await desk.house.rows("SELECT id FROM invoices WHERE number LIKE '7___'") == []


async def test_an_imported_invoice_can_be_asked_for_and_paid(desk: Desk) -> None:
    await desk.invoice("acc_acme,7001,2026-03-01,2026-03-31,Compute,10.00,2.00,,")

    offered = await desk.house.ask("dana", "pay invoice 7001")

    assert offered.outcome == "offer_made"
    assert "12.00 USD" in offered.card.title


async def test_an_open_invoice_that_changed_is_amended_and_offers_on_it_end(desk: Desk) -> None:
    await desk.invoice("acc_acme,7001,2026-03-01,2026-03-31,Compute,10.00,2.00,,")
    await desk.house.ask("dana", "pay invoice 7001")
    before = await version(desk, "7001")

    report = await desk.invoice("acc_acme,7001,2026-03-01,2026-04-15,Compute,20.00,4.00,,")
    confirmed = await desk.house.ask("dana", "yes")

    assert fates(report) == ["updated"]
    assert await version(desk, "7001") == before + 1
    assert await desk.house.open_minor("7001") == 2400
    assert confirmed.outcome == "offer_made"
    assert await desk.house.payments() == []
    await desk.house.balanced()


async def test_a_closed_invoice_never_changes(desk: Desk) -> None:
    row = "acc_acme,7001,2026-03-01,2026-03-31,Compute,{},,closed,"
    await desk.invoice(row.format("10.00"))

    report = await desk.invoice(row.format("11.00"))

    assert "it is closed, and its items would change; issue a credit" in only(report)
    await desk.house.balanced()


async def test_an_invoice_that_is_being_paid_waits(desk: Desk) -> None:
    await desk.house.pay("dana", "123")
    (row,) = await desk.house.rows("SELECT issued_on, due_on FROM invoices WHERE number = '123'")

    changed = f"acc_acme,123,{row.issued_on},{row.due_on},Compute,1000.00,,,"
    report = await desk.invoice(changed)

    assert "type" in only(report) or "it is being paid right now" in only(report)


async def test_more_received_elsewhere_is_noted_once(desk: Desk) -> None:
    row = "acc_acme,7001,2026-03-01,2026-03-31,Compute,10.00,,{},{}"
    await desk.invoice(row.format("open", ""))

    part = await desk.invoice(row.format("open", "4.00"))
    again = await desk.invoice(row.format("open", "4.00"))
    older = await desk.invoice(row.format("open", ""))
    whole = await desk.invoice(row.format("closed", ""))

    assert [fates(each)[0] for each in (part, again, older, whole)] == [
        "updated",
        "unchanged",
        "unchanged",
        "updated",
    ]
    assert await desk.house.open_minor("7001") == 0
    await desk.house.balanced()


async def test_what_was_paid_here_is_not_undone_by_a_file_that_does_not_know(
    house: House, tmp_path: Path
) -> None:
    desk = Desk(house, tmp_path)
    row = "acc_acme,7001,2026-03-01,2026-03-31,Compute,10.00,,open,"
    await desk.invoice(row)
    await house.pay("dana", "7001")
    await house.work()

    assert fates(await desk.invoice(row)) == ["unchanged"]
    assert await house.open_minor("7001") == 0
    assert house.taken() == [1000]


async def test_an_amendment_below_what_is_paid_is_refused(desk: Desk) -> None:
    row = "acc_acme,7001,2026-03-01,2026-03-31,Compute,{},,open,6.00"
    await desk.invoice(row.format("10.00"))

    said = only(await desk.invoice(row.format("6.00")))

    assert "6.00 USD of it is paid already; issue a credit" in said


async def test_a_number_of_another_account_is_refused_without_telling_whose(desk: Desk) -> None:
    said = only(await desk.invoice("acc_acme,124,2026-03-01,2026-03-31,Compute,10.00,,,"))

    assert said == "line 2: this invoice number cannot be used; give it another number"
    assert "globex" not in said.lower()


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("acc_acmee,7001,2026-03-01,2026-03-31,C,1.00,,,", "did you mean 'acc_acme'?"),
        ("acc_acme,7001,01/03/2026,2026-03-31,C,1.00,,,", "'01/03/2026' is not a date"),
        ("acc_acme,7001,2026-02-31,2026-03-31,C,1.00,,,", "'2026-02-31' is not a date"),
        ("acc_acme,7001,2026-03-31,2026-03-01,C,1.00,,,", "is before it was issued"),
        ('acc_acme,7001,2026-03-01,2026-03-31,C,"1.234,50",,,', "not an amount as en writes it"),
        ('acc_acme,7001,2026-03-01,2026-03-31,C,"1,23",,,', "not an amount as en writes it"),
        ("acc_acme,7001,2026-03-01,2026-03-31,C,$1.00,,,", "not an amount as en writes it"),
        ("acc_acme,7001,2026-03-01,2026-03-31,C,１.００,,,", "not an amount as en writes it"),
        ("acc_acme,7001,2026-03-01,2026-03-31,C,1e3,,,", "not an amount as en writes it"),
        ("acc_acme,7001,2026-03-01,2026-03-31,C,1.005,,,", "finer than USD can be"),
        ("acc_acme,7001,2026-03-01,2026-03-31,C,999999999999999,,,", "too large"),
        ("acc_acme,7001,2026-03-01,2026-03-31,=1+1,1.00,,,", "is a spreadsheet formula"),
        ("acc_acme,7001,2026-03-01,2026-03-31,@SUM(A1),1.00,,,", "is a spreadsheet formula"),
        ("acc_acme,7001,2026-03-01,2026-03-31,a\u202eb,1.00,,,", "invisible control characters"),
        ("acc_acme,70 01,2026-03-01,2026-03-31,C,1.00,,,", "no number that people can type"),
        ("acc_acme,٧٠٠١,2026-03-01,2026-03-31,C,1.00,,,", "no number that people can type"),
        ("acc_acme,RE-1,2026-03-01,2026-03-31,C,1.00,,,", "no number that people can type"),
        ("acc_acme,7001,2026-03-01,2026-03-31,,1.00,,,", "description: it is empty"),
        ("acc_acme,7001,2026-03-01,2026-03-31,C,1.00,,opne,", "did you mean 'open'?"),
        ("acc_acme,7001,2026-03-01,2026-03-31,C,1.00,,closed,0.50", "not wholly paid"),
        ("acc_acme,7001,2026-03-01,2026-03-31,C,1.00,,open,2.00", "is more than its total"),
        ("acc_acme,7001,2026-03-01,2026-03-31,C,1.00,,open,-1.00", "less than nothing"),
        ("acc_acme,7001,2026-03-01,2026-03-31,C,1.00", "it has 6 cells, the first line has 9"),
        (f"acc_acme,7001,2026-03-01,2026-03-31,{'x' * 2001},1.00,,,", "it has 2001 characters"),
        (f"acc_acme,7001,2026-03-01,2026-03-31,{'x' * 1_000_000},1.00,,,", "field larger"),
        ('acc_acme,7001,2026-03-01,2026-03-31,"C,1.00,,,', "cannot be read"),
    ],
)
async def test_fault_69_to_76_a_cell_that_cannot_be_read_one_way_is_refused(
    desk: Desk, row: str, told: str
) -> None:
    said = only(await desk.invoice(row))

    assert told in said
    assert "line " in said
    assert len(said) < 400


@pytest.mark.parametrize(
    ("content", "held"),
    [
        ("account,name,currency\na3,4242 4242 4242 4242,USD", "a card number"),
        ("account,name\n4242424242424242,Three", "a card number"),
        ("account,email,name\nacc_acme,x@y.example,Card 4242-4242-4242-4242", "a card number"),
        ("account,email,name\nacc_acme,4242424242424242@y.example,X", "a card number"),
        (
            f"{HEADER}\nacc_acme,7001,2026-03-01,2026-03-31,card 4242424242424242 x,1.00,,,",
            "a card",
        ),
        (
            f"{HEADER}\nacc_acme,7001,2026-03-01,2026-03-31,DE89370400440532013000,1.00,,,",
            "an IBAN",
        ),
        (f"{HEADER}\nacc_acme,7001,2026-03-01,2026-03-31,password hunter2,1.00,,,", "a password"),
        (f"{HEADER}\nacc_acme,4242424242424242,2026-03-01,2026-03-31,C,1.00,,,", "no number"),
        (
            f"{HEADER},purchase_order\n"
            "acc_acme,7001,2026-03-01,2026-03-31,C,1.00,,,,4242424242424242",
            "a card number",
        ),
    ],
)
async def test_fault_81_a_row_with_a_secret_is_refused_and_never_quoted(
    desk: Desk, content: str, held: str
) -> None:
    report = await desk.enter(content)

    said = only(report)
    assert held in said
    assert not {"4242", "8937", "hunter2"} & set(re.findall(r"4242|8937|hunter2", repr(report)))


async def test_numbers_of_ours_and_of_telephones_are_no_secrets_in_a_file(desk: Desk) -> None:
    report = await desk.invoice(
        "acc_acme,7001,2026-03-01,2026-03-31,"
        "Order 1234567890123456 for INV-124; call +49 1512 3456789,1.00,,,"
    )

    assert report.applied


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("account,naem\nx,y", "did you mean 'name'?"),
        ("account,number,isued,due,description,amount\n", "did you mean 'issued'?"),
        ("account,number,issued,due,description\n", "the column 'amount' is missing"),
        ("account,name,name\nx,y,z", "the column 'name' is there twice"),
        ("account;name,x\n", "the delimiter is not clear"),
        ("", "the delimiter is not clear"),
        (b"account,name\nx,\xe4\n", "its text is not utf-8"),
        ("account,name\nx,a\x00b\n", "invisible control characters"),
        ("account,name\n", "there is nothing in it"),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused_with_its_remedy(
    desk: Desk, content: str | bytes, told: str
) -> None:
    assert told in only(await desk.enter(content))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('{"accounts": [{"account": "x", "naem": "y"}]}', "did you mean 'name'?"),
        ('{"accounts": [{"account": "x", "account": "y"}]}', "there twice in one object"),
        ('{"accuonts": []}', "not an object of these three lists"),
        ("[1", "it is not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"accounts": [7]}', "accounts[0]: it is not an object"),
        ('{"accounts": [{"account": "x", "name": 7}]}', "'name' is not text"),
    ],
)
async def test_a_document_that_cannot_be_read_is_refused_with_its_remedy(
    desk: Desk, content: str, told: str
) -> None:
    assert told in only(await desk.enter(content, name="rows.json"))


async def test_an_amount_that_is_a_number_in_json_is_refused(desk: Desk) -> None:
    item = {"description": "Compute", "amount": 420.10}
    invoice = {"account": "acc_acme", "number": "7001", "issued": "2026-03-01", "due": "2026-03-31"}
    body = json.dumps({"invoices": [{**invoice, "items": [item]}]})

    said = only(await desk.enter(body, name="rows.json"))

    assert "'amount' is not text; write it in quotation marks" in said


async def test_json_lines_are_entered_too(desk: Desk) -> None:
    lines = [
        '{"kind": "account", "account": "initech", "name": "Initech"}',
        "",
        '{"kind": "contact", "account": "initech", "email": "b@i.example", "name": "B"}',
    ]

    report = await desk.enter("\n".join(lines), name="rows.jsonl")

    assert fates(report) == ["created", "created"]
    assert [each.where for each in report.entries] == ["line 1", "line 3"]


async def test_the_same_invoice_in_two_places_of_a_file_is_refused(desk: Desk) -> None:
    rows = [f"acc_acme,{number},2026-03-01,2026-03-31,C,1.00,,," for number in (7001, 7002, 7001)]

    assert "line 4: it is there twice, first at line 2" in only(await desk.invoice(*rows))


async def test_rows_of_an_invoice_that_disagree_about_it_are_refused(desk: Desk) -> None:
    rows = [f"acc_acme,7001,2026-03-01,2026-03-{day},C,1.00,,," for day in (30, 31)]

    assert "due: '2026-03-30 / 2026-03-31' is not a date" in only(await desk.invoice(*rows))


@pytest.mark.parametrize(
    ("locale", "amount"),
    [
        ("en", '"1,234.50"'),
        ("de", '"1.234,50"'),
        ("fr", '"1\u202f234,50"'),
        ("sv", '"1\xa0234,50"'),
        ("ja", '"1,234.50"'),
        ("de_CH", "1’234.50"),
    ],
)
async def test_amounts_are_read_as_the_declared_locale_writes_them(
    desk: Desk, locale: str, amount: str
) -> None:
    row = f"acc_acme,7001,2026-03-01,2026-03-31,Compute,{amount},,,"

    await desk.invoice(row, writing=Writing(locale))

    assert await desk.house.open_minor("7001") == 123450


async def test_dates_are_read_in_the_declared_form_only(desk: Desk) -> None:
    writing = Writing(dates="%d.%m.%Y")

    report = await desk.invoice("acc_acme,7001,01.03.2026,31.03.2026,C,1.00,,,", writing=writing)
    said = only(
        await desk.invoice("acc_acme,7002,2026-03-01,31.03.2026,C,1.00,,,", writing=writing)
    )

    assert fates(report) == ["created"]
    assert "'2026-03-01' is not a date; write it like 31.03.2026" in said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
async def test_encoding_and_delimiter_are_found_out(
    desk: Desk, encoding: str, delimiter: str
) -> None:
    if encoding == "utf-16" and desk.house.database.dialect != "sqlite":
        return
    text = "account,name\r\nhooli,Höli\r\n".replace(",", delimiter)

    await desk.enter(text.encode(encoding))

    (row,) = await desk.house.rows("SELECT name FROM accounts WHERE id = 'hooli'")
    assert row.name == "Höli"


async def test_people_keep_their_own_name_and_language_when_another_account_names_them(
    desk: Desk,
) -> None:
    report = await desk.enter(
        "account,email,name,role,locale\nacc_globex,DANA@acme.example,Dan,payer,de\n"
    )

    (row,) = await desk.house.rows("SELECT name, locale FROM people WHERE id = 'per_dana_acme'")
    assert fates(report) == ["created"]
    assert (row.name, row.locale) == ("Dana Reyes", "en")
    assert (
        len(await desk.house.rows("SELECT 1 FROM contacts WHERE person_id = 'per_dana_acme'")) == 3
    )


async def test_an_account_keeps_its_currency(desk: Desk) -> None:
    said = only(await desk.enter("account,name,currency\nacc_acme,Acme,EUR\n"))

    assert "currency: it keeps its books in USD" in said


async def test_credits_and_refunds_of_elsewhere_are_entered_below_zero(desk: Desk) -> None:
    header = HEADER + ",type"
    rows = [
        "acc_globex,7003,2026-03-01,2026-03-01,Outage,-5.00,,,,CREDIT",
        "acc_globex,7004,2026-03-01,2026-03-01,Refund,-7.00,,,,REFUND",
    ]

    report = await desk.enter("\n".join((header, *rows)))
    said = only(
        await desk.enter("\n".join((header, rows[0].replace("-5", "5").replace("7003", "7005"))))
    )

    assert fates(report) == ["created", "created"]
    assert "a CREDIT gives money back; write its amounts below zero" in said
    await desk.house.balanced()


async def test_an_invoice_in_another_currency_than_the_accounts_is_kept_apart(desk: Desk) -> None:
    header = HEADER + ",currency"
    await desk.enter(f"{header}\nacc_acme,7006,2026-03-01,2026-03-31,C,1200,,,,JPY\n")

    assert await desk.house.open_minor("7006") == 1200
    await desk.house.balanced()


async def test_what_asks_for_money_cannot_be_below_zero(desk: Desk) -> None:
    said = only(await desk.invoice("acc_globex,7007,2026-03-01,2026-03-31,Discount,-10.00,,,"))

    assert "a NEW asks for money; make it a CREDIT" in said


async def test_a_payment_of_elsewhere_is_on_record_on_the_day_it_was_received(desk: Desk) -> None:
    header = HEADER + ",paid_on"
    row = "acc_globex,7008,2026-01-01,2026-01-31,A,71.00,,closed,,{}"
    early = only(await desk.enter(f"{header}\n{row.format('2025-12-31')}\n"))
    late = only(await desk.enter(f"{header}\n{row.format('2026-03-11')}\n"))

    await desk.enter(f"{header}\n{row.format('2026-01-28')}\n")
    again = await desk.enter(f"{header}\n{row.format('2026-01-28')}\n")

    assert "paid_on: 2025-12-31 is before it was issued" in early
    assert "paid_on: 2026-03-11 is ahead of today" in late
    assert fates(again) == ["unchanged"]
    (entry,) = await desk.house.rows(
        "SELECT e.at FROM ledger_entries e JOIN invoices i ON i.id = e.reference"
        " WHERE i.number = '7008' AND e.kind = 'received'"
    )
    assert str(entry.at).startswith("2026-01-28")
    await desk.house.balanced()


async def test_a_customer_of_stripes_is_one_account(desk: Desk) -> None:
    header = "account,name,stripe_customer\n"
    await desk.enter(f"{header}hooli,Hooli,cus_hooli\n")

    again = await desk.enter(f"{header}hooli,Hooli,cus_hooli\n")
    said = only(await desk.enter(f"{header}other,Other,cus_hooli\n"))

    assert fates(again) == ["unchanged"]
    assert "stripe_customer: account 'hooli' is this customer" in said


@pytest.mark.parametrize("code", ["XXX", "XTS", "XAU"])
async def test_codes_that_are_no_money_are_refused(desk: Desk, code: str) -> None:
    said = only(await desk.enter(f"account,name,currency\nhooli,Hooli,{code}\n"))

    assert f"'{code}' is not a currency" in said


async def test_invoices_of_one_day_are_listed_in_the_order_they_were_entered(desk: Desk) -> None:
    rows = [f"acc_globex,{n},2026-03-09,2026-03-31,A,1.00,,," for n in range(7011, 7020)]
    await desk.invoice(*rows)

    listed = await desk.house.rows(
        "SELECT number FROM invoices WHERE issued_on = '2026-03-09' AND account_id = 'acc_globex'"
        " ORDER BY id"
    )

    assert [row.number for row in listed] == [str(n) for n in range(7011, 7020)]
