"""An account statement as a page: opening balance, what changed it, closing balance."""

from datetime import timedelta
from typing import Any

from assistant.billing.model.paper import AccountStated, StatementPart
from assistant.documents.kinds import move_named
from assistant.documents.page import Column, Reading, Row, page, part
from assistant.documents.plain import line


def statement_page(stated: AccountStated, reading: Reading) -> dict[str, Any]:
    """The page of a period; currencies stay apart."""
    words, reader = reading.words, reading.reader
    last = stated.before - timedelta(days=1)
    period = f"{reader.day(stated.since)} – {reader.day(last)}"
    built = page(reading, words.statement, [(words.period, period)])
    built["to"] = {"label": words.account, "lines": [line(stated.account)]}
    built["parts"] = [_part(each, reading) for each in stated.parts]
    if not any(each.lines for each in stated.parts):
        built["notes"] = [words.nothing_moved]
    return built


def _part(stated: StatementPart, reading: Reading) -> dict[str, Any]:
    words, reader = reading.words, reading.reader
    columns = (
        Column(words.date),
        Column(words.what, wide=True),
        Column(words.amount, number=True),
        Column(words.balance, number=True),
    )
    balance = stated.opening
    rows = [Row(("", words.opening, "", reader.money(balance)), strong=True)]
    for each in stated.lines:
        balance += each.amount
        said = " ".join((move_named(each.kind, words), ", ".join(map(line, each.numbers))))
        day = reader.day(reader.today(each.at))
        rows.append(Row((day, said.strip(), reader.money(each.amount), reader.money(balance))))
    rows.append(Row(("", words.closing, "", reader.money(balance)), strong=True))
    return part(columns, rows, title=stated.opening.currency)
