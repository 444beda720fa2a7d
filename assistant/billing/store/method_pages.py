"""Hosted pages on which people add methods; a row with ``due_at`` is work somebody must do."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.engine import Connection

from assistant.billing.model import Asker, Origin
from assistant.billing.model.method_page import MethodPage, PageState
from assistant.billing.store.tables.accounts import accounts
from assistant.billing.store.tables.methods import method_pages
from assistant.db import first_due, insert_new


def add(tx: Connection, asker: Asker, row: dict[str, Any]) -> bool:
    """Put a page on record, due at once; False when this request has one."""
    whole = row | {
        "account_id": asker.account_id,
        "person_id": asker.person_id,
        "state": PageState.ASKED,
        "request_id": asker.request_id,
        "origin": asdict(asker.origin),
        "due_at": asker.now,
        "created_at": asker.now,
    }
    return insert_new(tx, method_pages, whole)


def identified(tx: Connection, page_id: str) -> MethodPage | None:
    """A page by our id; for the tails, which act for nobody."""
    row = tx.execute(_identified, {"which": page_id}).one_or_none()
    return None if row is None else _page(row)


def asked_by(tx: Connection, request_id: str) -> MethodPage | None:
    """The page that a request asked for."""
    row = tx.execute(_asked_by, {"request": request_id}).one_or_none()
    return None if row is None else _page(row)


_asked_by = select(method_pages).where(method_pages.c.request_id == bindparam("request"))
_identified = select(method_pages).where(method_pages.c.id == bindparam("which"))


def any_due(tx: Connection, *, now: datetime) -> bool:
    """Whether there is a page to open or to look at."""
    return tx.execute(_due, {"now": now}).first() is not None


_due = first_due(method_pages.c.id, method_pages.c.due_at)


def claim(tx: Connection, now: datetime, *, lease: timedelta, limit: int) -> list[MethodPage]:
    """Take pages that are due, for this process and this long; a dead one's fall due again."""
    due = (
        select(method_pages.c.id)
        .where(method_pages.c.due_at <= now)
        .order_by(method_pages.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(method_pages)
        .where(method_pages.c.id.in_(due))
        .values(due_at=now + lease, attempts=method_pages.c.attempts + 1)
        .returning(*method_pages.c)
    )
    return [_page(row) for row in tx.execute(taken)]


def change(tx: Connection, page_id: str, **values: Any) -> None:
    """Write what is now known of a page."""
    tx.execute(_change, {"which": page_id, **values})


_change = update(method_pages).where(method_pages.c.id == bindparam("which"))


def postpone(tx: Connection, page_id: str, was: PageState, due: datetime) -> None:
    """Look at it again then, unless a webhook has told meanwhile."""
    tx.execute(_postpone, {"which": page_id, "was": was, "due_at": due})


_postpone = update(method_pages).where(
    method_pages.c.id == bindparam("which"), method_pages.c.state == bindparam("was")
)


def open_ones(tx: Connection, customer_ref: str) -> list[MethodPage]:
    """Pages of this customer's account that may be done by now."""
    return [_page(row) for row in tx.execute(_open, {"customer": customer_ref})]


_open = (
    select(method_pages)
    .join(accounts, accounts.c.id == method_pages.c.account_id)
    .where(
        accounts.c.customer_ref == bindparam("customer"),
        method_pages.c.state == PageState.OPEN.value,
        method_pages.c.gateway_ref.is_not(None),
    )
)


def _page(row: Any) -> MethodPage:
    return MethodPage(
        id=row.id,
        account_id=row.account_id,
        person_id=row.person_id,
        tell=row.tell,
        company=row.company,
        kind=row.kind,
        state=PageState(row.state),
        request_id=row.request_id,
        origin=Origin(**row.origin),
        attempts=row.attempts,
        gateway_ref=row.gateway_ref,
        url=row.url,
        expires_at=row.expires_at,
        created_at=row.created_at,
    )
