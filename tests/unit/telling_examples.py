"""One example at least of every answer to who was told, and to whose word it is."""

from datetime import UTC, datetime, timedelta

from assistant.billing.model import Invoice
from assistant.billing.model.hold import HoldState
from assistant.billing.model.reminder import NotReminded
from assistant.billing.outcomes.telling import (
    Notice,
    NoticesShown,
    NoticeState,
    NoticesWanted,
    TellingOutcome,
    Word,
    WordsShown,
)

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
WANTED = tuple(
    NoticesWanted(*each)
    for each in (("123",), (None,), ("123", True), ("123", True, True), ("123", False, False, 2))
)


def outcomes(invoice: Invoice, name: str) -> tuple[TellingOutcome, ...]:
    """Every answer, for an account and people that are called so."""
    some = tuple(
        Notice(name, who, name, channel, state, NOW, why)
        for who, channel, why in (
            ("per_ann", "mail", None),
            ("per_ben", "slack", None),
            ("per_ben", "", NotReminded.PROMISE),
        )
        for state in NoticeState
    )
    why = tuple(Notice(name, "p", name, "", NoticeState.NOT_SENT, NOW, e) for e in NotReminded)
    return (
        *(NoticesShown(name, "per_ann", each, ()) for each in WANTED),
        *(NoticesShown(name, "per_ann", each, (), (), some) for each in WANTED),
        *(
            NoticesShown(name, "per_ann", NoticesWanted("123", True, page=page), (), (), why)
            for page in (1, 2, 3)
        ),
        *(WordsShown(name, invoice, (), paid) for paid in (False, True)),
        *(WordsShown(name, invoice, _words(name), paid) for paid in (False, True)),
        WordsShown(name, invoice, tuple(each for each in _words(name) if not each.holds)),
    )


def _words(name: str) -> tuple[Word, ...]:
    until = NOW + timedelta(days=7)
    return tuple(
        Word(name, own, NOW, NOW.date(), until, state, holds)
        for own in (True, False)
        for state, holds in ((HoldState.MADE, True), *((each, False) for each in HoldState))
    )
