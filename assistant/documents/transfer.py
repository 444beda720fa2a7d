"""How to pay an invoice by wire, with the code that a banking app reads (EPC069-12) for euros."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.billing.money import Money
from assistant.documents.page import PAPER_EM, Reading, one_lines, widths
from assistant.documents.plain import line
from assistant.documents.qr import DARK, LARGEST, LIGHT, qr_code
from assistant.documents.seller import Seller
from assistant.iban import compact, is_iban

_ONLY = re.compile("For ([A-Z]{3}):")
_UTF_8 = "1"
_BESIDE_EM = PAPER_EM - 15
"""The room beside the code, in the box around both."""

_QUIET = 2
"""Squares left white around the code."""

_RUN = re.compile(f"{DARK}+|{LIGHT}+|\n")
_STEPS = {DARK * run: f"h{run}" for run in range(1, LARGEST + 1)}
_STEPS |= {LIGHT * run: f"m{run} 0" for run in range(1, LARGEST + 1)}
"""How each run of squares is drawn, or passed."""

_MOST = 99_999_999_999  # 999,999,999.99 EUR is the most the code can say


def transfer(reading: Reading, number: str, due: Money) -> dict[str, Any] | None:
    """The bank details for an open invoice; None when nothing is due or no bank is known."""
    seller, words = reading.seller, reading.words
    if due.minor <= 0 or not seller.takes_wires:
        return None
    facts = [
        (words.name, line(seller.name)),
        ("IBAN", _grouped(seller.iban)),
        ("BIC", line(seller.bic)),
        *_bank(seller.bank, due.currency),
        (words.amount, reading.reader.money(due)),
        (words.reference, reference(number)),
    ]
    said = [(label, value) for label, value in facts if value]
    label = widths(said)[0]
    return {
        "title": words.by_wire,
        "facts": said,
        "label-em": label,
        "short": one_lines(said, (label, _BESIDE_EM - label)),
        "code": epc_code(seller, number, due) or "",
        "code-label": words.scan,
    }


def reference(number: str) -> str:
    """What a payer writes on a wire, so that it finds its invoice."""
    return f"Invoice {line(number)}"


def epc_code(seller: Seller, number: str, due: Money) -> str | None:
    """The code as SVG; None for other currencies, or where the seller has no valid IBAN."""
    iban = compact(seller.iban)
    name = line(seller.name)[:70]
    if due.currency != "EUR" or not 0 < due.minor <= _MOST or not name or not is_iban(iban):
        return None
    bic = compact(seller.bic)
    said = ["BCD", "002", _UTF_8, "SCT", bic if len(bic) in (8, 11) else "", name, iban]
    said += [f"EUR{due.major:.2f}", "", "", reference(number)[:140]]
    rows = qr_code("\n".join(said).encode())
    return _drawn(rows) if rows else None


def _drawn(rows: Sequence[str]) -> str:
    """A stroke for each run of dark squares, row by row."""
    steps = _STEPS | {"\n": f"m-{len(rows)} 1"}
    path = "".join(map(steps.__getitem__, _RUN.findall("\n".join(rows))))
    size = len(rows) + 2 * _QUIET
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<path stroke="#000" d="M{_QUIET} {_QUIET}.5{path}"/></svg>'
    )


def _grouped(iban: str) -> str:
    plain = compact(iban)
    return " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def _bank(settings: tuple[str, ...], currency: str) -> Iterator[tuple[str, str]]:
    """What there is to say for this currency: a line labelled ``For USD`` is for that one only."""
    for each in settings:
        only = _ONLY.match(each)
        if only is None or only[1] == currency:
            yield _labelled(each)


def _labelled(setting: str) -> tuple[str, str]:
    """``Routing: 021000021`` has its own label."""
    label, colon, value = setting.partition(":")
    return (line(label), line(value)) if colon and value.strip() else ("", line(setting))
