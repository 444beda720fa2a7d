"""Find the documents that somebody asks for; each is made later, when it is delivered."""

from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from sqlalchemy.engine import Connection

from assistant.billing import hearing
from assistant.billing.model import Asker, Invoice
from assistant.billing.model.contact import Told
from assistant.billing.model.paper import Paper, PaperFormat, PaperKind, PaperWish
from assistant.billing.money import Money
from assistant.billing.outcomes import InvoiceNotFound
from assistant.billing.outcomes.documents import (
    DocumentsFound,
    FoundPaper,
    NothingToSend,
    TooMuchAtOnce,
    WhichDocument,
    WhichPeriod,
)
from assistant.billing.store import invoices, papers
from assistant.billing.store.papers import Which

MOST_FILES = 10
"""Files in one answer: invoices as PDF and receipts are a file each."""

MOST_ROWS = 20_000
"""Invoices in the largest spreadsheet."""

_SHOWN = 5

Found = (
    DocumentsFound | InvoiceNotFound | NothingToSend | TooMuchAtOnce | WhichDocument | WhichPeriod
)


def find(tx: Connection, asker: Asker, wish: PaperWish) -> Found:
    """The documents of this account that are meant, or what is missing to say which."""
    match wish.kind:
        case PaperKind.STATEMENT:
            return _statement(asker, wish)
        case PaperKind.RECEIPT:
            return _receipts(tx, asker, wish)
        case PaperKind.INVOICES:
            return _invoices(tx, asker, wish)
        case _:
            assert_never(wish.kind)


def _statement(asker: Asker, wish: PaperWish) -> Found:
    """A statement ends today at the latest: what comes later is not yet so."""
    if wish.since is None:
        return WhichPeriod(asker.account, wish)
    tomorrow = asker.today + timedelta(days=1)
    before = min(wish.before or tomorrow, tomorrow)
    if before <= wish.since:
        return NothingToSend(asker.account, wish)
    paper = replace(_paper(asker, wish), since=wish.since, before=before)
    return DocumentsFound(asker.account, (FoundPaper(paper, ()),), (), wish.by_mail)


def _receipts(tx: Connection, asker: Asker, wish: PaperWish) -> Found:
    if not wish.numbers:
        newest = papers.last_arrival(tx, asker.account_id)
        if newest is None:
            return NothingToSend(asker.account, wish)
        only = FoundPaper(_paper(asker, wish, str(newest)), ())
        return DocumentsFound(asker.account, (only,), (), wish.by_mail)
    chosen = _numbered(tx, asker, wish)
    if isinstance(chosen, InvoiceNotFound):
        return chosen
    entries: dict[int, FoundPaper] = {}
    for each in chosen:
        for seq, at, minor in papers.arrivals(tx, asker.account_id, each.id):
            part = Money(minor, each.total.currency)
            known = entries.get(seq, FoundPaper(_paper(asker, wish, str(seq)), ()))
            amount = known.amount + part if known.amount else part
            entries[seq] = FoundPaper(known.paper, (*known.numbers, each.number), amount, at)
    if not entries:
        return NothingToSend(asker.account, wish)
    if len(entries) > MOST_FILES:
        return TooMuchAtOnce(len(entries), MOST_FILES)
    found = tuple(entries.values())
    return DocumentsFound(asker.account, found, _missing(wish, chosen), wish.by_mail)


def _invoices(tx: Connection, asker: Asker, wish: PaperWish) -> Found:
    if not (wish.numbers or wish.which or wish.since or wish.before):
        newest = papers.newest(tx, asker.account_id, limit=_SHOWN)
        nothing = NothingToSend(asker.account, wish)
        return WhichDocument(asker.account, wish, tuple(newest)) if newest else nothing
    chosen = _chosen(tx, asker, wish)
    if isinstance(chosen, InvoiceNotFound):
        return chosen
    heard = hearing.of_asker(tx, asker, Told.INVOICES) if wish.which == "next" else None
    if not chosen:
        return NothingToSend(asker.account, wish, heard)
    most = MOST_FILES if wish.format is PaperFormat.PDF else MOST_ROWS
    if len(chosen) > most:
        return TooMuchAtOnce(len(chosen), most)
    found = _each(asker, wish, chosen)
    return DocumentsFound(asker.account, found, _missing(wish, chosen), wish.by_mail, heard)


def _each(asker: Asker, wish: PaperWish, chosen: list[Invoice]) -> tuple[FoundPaper, ...]:
    """A PDF for each invoice, or one table of them all."""
    if wish.format is PaperFormat.PDF:
        return tuple(FoundPaper(_paper(asker, wish, one.id), (one.number,)) for one in chosen)
    if wish.numbers or wish.which:
        paper = _paper(asker, wish, *(each.id for each in chosen))
        return (FoundPaper(paper, tuple(each.number for each in chosen)),)
    paper = replace(_paper(asker, wish), since=wish.since, before=wish.before)
    return (FoundPaper(paper, ()),)


def _chosen(tx: Connection, asker: Asker, wish: PaperWish) -> list[Invoice] | InvoiceNotFound:
    if wish.numbers:
        return _numbered(tx, asker, wish)
    if wish.which == "next":
        return invoices.open_ones(tx, asker.account_id)[:1]
    if wish.which == "last":
        return papers.newest(tx, asker.account_id, limit=1)
    which = Which(asker.account_id, since=wish.since, before=wish.before)
    return papers.chosen(tx, which, limit=MOST_ROWS + 1)


def _numbered(tx: Connection, asker: Asker, wish: PaperWish) -> list[Invoice] | InvoiceNotFound:
    """The account's own among the numbers; only a row of numbers may have gaps."""
    chosen = papers.numbered(tx, asker.account_id, wish.numbers)
    missing = _missing(wish, chosen)
    if missing and not (wish.spans and chosen):
        return InvoiceNotFound(missing[0])
    return chosen


def _missing(wish: PaperWish, chosen: list[Invoice]) -> tuple[str, ...]:
    have = {each.number for each in chosen}
    return tuple(number for number in wish.numbers if number not in have)


def _paper(asker: Asker, wish: PaperWish, *ids: str) -> Paper:
    return Paper(
        kind=wish.kind,
        format=wish.format,
        account_id=asker.account_id,
        person_id=asker.person_id,
        ids=ids,
        detailed=wish.detailed,
    )
