"""Facts nobody has been told yet, for notify to tell."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.engine import Connection

from assistant.billing.events import CaseNews, Event, MethodChange, MethodChanged
from assistant.billing.events.cases import CaseLine
from assistant.billing.store import case_entries, cases, events, method_pages, offers
from assistant.billing.store.events import UNTOLD as UNTOLD


def unannounced(tx: Connection, limit: int) -> list[tuple[str, Event]]:
    """The oldest facts that have not become deliveries, with their ids."""
    return events.unannounced(tx, limit)


def announced(tx: Connection, event_ids: list[str], now: datetime) -> None:
    """Note, in the transaction that queued their deliveries, that facts are being told."""
    events.announced(tx, event_ids, now)


def offered(tx: Connection, payment_ids: Sequence[str]) -> dict[str, list[str]]:
    """The requests that each payer was answered with an offer of the same, the latest first."""
    return offers.answered_with(tx, payment_ids)


def facts(tx: Connection, event_ids: Sequence[str]) -> dict[str, Event]:
    """Facts by their ids, whether anybody was told or not."""
    return events.with_ids(tx, event_ids)


def told_of_page(tx: Connection, request_id: str) -> MethodChanged | None:
    """What was told of the page that a request asked for; None while there is nothing to tell."""
    page = method_pages.asked_by(tx, request_id)
    about = [f"{page.id}:{change}" for change in _OF_PAGES] if page else []
    told = events.about(tx, about)
    return told[0] if told and isinstance(told[0], MethodChanged) else None


def with_transcript(tx: Connection, event: CaseNews) -> CaseNews:
    """The news of a case that was just opened, with what was said until then."""
    if event.stage != "opened":
        return event
    said = case_entries.of_case(tx, event.case_id, limit=TRANSCRIPT)
    lines = tuple(
        CaseLine(by=each.by, text=each.said, at=each.at) for each in said if each.at <= event.at
    )
    return event.model_copy(update={"transcript": lines})


def case_begun(tx: Connection, case_id: str, thread: str) -> None:
    """Note where the agents talk about a case: under what they were told first."""
    cases.began(tx, case_id, thread)


TRANSCRIPT = 12
"""How much of what was said before goes with a new case; all of it is on the case."""

_OF_PAGES = (MethodChange.PAGE_OPEN, MethodChange.PAGE_FAILED)
