"""What others typed stays what they typed: in PDFs (66), in spreadsheets and CSV files (67)."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.billing.model import Item
from assistant.billing.model.paper import InvoicesStated, PaperFormat
from assistant.documents.plain import cell
from tests.papers import RECEIVED, invoice, item, made, rows_of, sheets_of, text_of

MARKUP = (
    '#import "/etc/passwd": *',
    '#eval("1 + 1")',
    '#read("/etc/passwd")',
    '#include "letter.typ"',
    '#image("http://[::1]/x.png")',
    "#sys.inputs",
    "$ x^2 $ *bold* _it_ `raw` <label> @ref // gone /* gone */",
    "<b>bold</b> &amp; <img src=file:///etc/passwd>",
    r"\u{41} \ #[content] {code} [block]",
    '"}} , "stamp": "PAID", {{',
    "= Heading",
    "- list + enum / term: x",
    "~ -- --- ... '\"",
    "https://evil.example/pay",
)


@pytest.mark.parametrize("typed", MARKUP)
def test_66_markup_is_printed_as_it_was_typed(typed: str) -> None:
    named = invoice(item(1, typed, 100), contact={"company": typed, "name": typed})

    text = text_of(made(replace(named, received=(replace(RECEIVED, method=typed),))))

    assert text.count(" ".join(typed.split())) >= 4


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("a\x00b\x07c\x1b[31md", "abc[31md"),
        ("one\r\ntwo\tthree\u2028four", "one two three four"),
        ("\u202egnp.exe\u2066", "gnp.exe"),
        ("half \ud83d gone", "half ? gone"),
    ],
)
def test_66_control_characters_and_turned_lines_are_gone(typed: str, printed: str) -> None:
    assert printed in text_of(made(invoice(item(1, typed, 100))))


@pytest.mark.parametrize(
    "typed", ["שלום עולם", "مرحبا بالعالم", "emoji 😀", "漢字かな", "x" * 5000]
)
def test_66_other_scripts_and_endless_words_break_nothing(typed: str) -> None:
    text = text_of(made(invoice(item(1, typed, 100), item(2, "next line", 200)), detailed=True))

    assert "2 next line 2.00 EUR" in text


@given(typed=st.text(max_size=60))
@settings(max_examples=25, deadline=None)
def test_66_no_text_stops_a_document(typed: str) -> None:
    text = text_of(made(invoice(item(1, typed, 100), item(2, "next line", 200))))

    assert "2 next line 2.00 EUR" in text


def test_66_what_is_typed_reads_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("telltale")

    pdf = made(invoice(item(1, f'#read("{secret}")', 100), item(2, f"#include {secret}", 1)))

    assert "telltale" not in text_of(pdf)


FORMULAS = (
    '=HYPERLINK("http://evil.example";"pay")',
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "  =1+1",
    "＝1+1",
    "=1\x00+1",
)


def _items(*typed: str) -> tuple[Item, ...]:
    return tuple(item(number, words, -100 * number) for number, words in enumerate(typed, 1))


@pytest.mark.parametrize("typed", FORMULAS)
def test_67_a_cell_never_starts_a_formula(typed: str) -> None:
    sheets = sheets_of(made(invoice(*_items(typed)), PaperFormat.XLSX))

    words = sheets["Items"][1][2]
    assert isinstance(words, str)
    assert words.startswith("'")


@pytest.mark.parametrize("typed", FORMULAS)
def test_67_the_same_in_a_csv_file(typed: str) -> None:
    paid = replace(invoice(*_items("x")), received=(replace(RECEIVED, payer=typed),))

    (row,) = rows_of(made(InvoicesStated("Acme", (paid,)), PaperFormat.CSV))

    assert row["paid_by"].startswith("'")


def test_67_negative_amounts_stay_numbers() -> None:
    credit = invoice(*_items("Credit"))

    sheets = sheets_of(made(credit, PaperFormat.XLSX))
    (row,) = rows_of(made(credit, PaperFormat.CSV))

    assert sheets["Items"][1][5] == -1
    assert sheets["Invoices"][1][6] == -1
    assert row["total"] == "-1.00"


def test_67_a_line_break_or_a_quote_does_not_leave_its_cell() -> None:
    typed = 'a,"b"\r\n=1+1;x'
    paid = replace(invoice(*_items("x")), received=(replace(RECEIVED, payer=typed),))

    rows = rows_of(made(InvoicesStated("Acme", (paid,)), PaperFormat.CSV))

    assert [row["paid_by"] for row in rows] == ['a,"b"\r\n=1+1;x']


@given(typed=st.text(max_size=40))
@settings(max_examples=200, deadline=None)
def test_67_whatever_is_typed(typed: str) -> None:
    assert not cell(typed).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
