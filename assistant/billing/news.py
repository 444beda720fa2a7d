"""Facts nobody has been told yet, for notify to tell."""

from datetime import datetime

from sqlalchemy.engine import Connection

from assistant.billing.events import Event, MethodChange, MethodChanged
from assistant.billing.store import events, method_pages


def any_untold(tx: Connection) -> bool:
    """Whether there is anything to tell."""
    return events.any_unannounced(tx)


def unannounced(tx: Connection, limit: int) -> list[tuple[str, Event]]:
    """The oldest facts that have not become deliveries, with their ids."""
    return events.unannounced(tx, limit)


def announced(tx: Connection, event_ids: list[str], now: datetime) -> None:
    """Note, in the transaction that queued their deliveries, that facts are being told."""
    events.announced(tx, event_ids, now)


def told_of_page(tx: Connection, request_id: str) -> MethodChanged | None:
    """What was told of the page that a request asked for; None while there is nothing to tell."""
    page = method_pages.asked_by(tx, request_id)
    about = [f"{page.id}:{change}" for change in _OF_PAGES] if page else []
    told = events.about(tx, about)
    return told[0] if told and isinstance(told[0], MethodChanged) else None


_OF_PAGES = (MethodChange.PAGE_OPEN, MethodChange.PAGE_FAILED)
