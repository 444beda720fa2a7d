"""Rows of addresses that mail does not reach."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.engine import Connection

from assistant.billing.store.tables.accounts import mail_trouble
from assistant.db import insert_new


def note(tx: Connection, row: dict[str, Any], at: datetime) -> bool:
    """Write what came back from an address; whether it is permanent, and was not known to be."""
    if insert_new(tx, mail_trouble, {**row, "since": at, "last_at": at}):
        return bool(row["permanent"])
    again = {"which": row["address"], "last": at, "text": row["said"]}
    tx.execute(_again, again)
    worse = {"which": row["address"], "what": row["kind"]}
    return bool(row["permanent"]) and tx.execute(_worse, worse).rowcount > 0


_again = (
    update(mail_trouble)
    .where(mail_trouble.c.address == bindparam("which"))
    .values(last_at=bindparam("last"), said=bindparam("text"), times=mail_trouble.c.times + 1)
)
# whoever wants no notices still gets invoices, unless mail there comes back as well
_worse = (
    update(mail_trouble)
    .where(
        mail_trouble.c.address == bindparam("which"),
        or_(
            mail_trouble.c.permanent.is_(False),
            (mail_trouble.c.kind == "unsubscribed") & (bindparam("what") != "unsubscribed"),
        ),
    )
    .values(permanent=True, kind=bindparam("what"))
)


def forget(tx: Connection, address: str) -> bool:
    """Forget an address's trouble; False when it had none."""
    return tx.execute(_forget, {"address": address}).rowcount > 0


_forget = delete(mail_trouble).where(mail_trouble.c.address == bindparam("address"))


def of(tx: Connection, address: str) -> Any | None:
    """What is known of an address's trouble."""
    return tx.execute(_of, {"address": address}).one_or_none()


_of = select(mail_trouble).where(mail_trouble.c.address == bindparam("address"))


def among(tx: Connection, addresses: Sequence[str]) -> set[str]:
    """Which of these addresses have trouble."""
    return {row.address for row in tx.execute(_among, {"addresses": list(addresses)})}


_among = select(mail_trouble.c.address).where(
    mail_trouble.c.address.in_(bindparam("addresses", expanding=True))
)


def latest(tx: Connection, limit: int) -> list[Any]:
    """Addresses with trouble that counts: for good, or again and again."""
    return list(tx.execute(_latest, {"limit": limit}))


_latest = (
    select(mail_trouble)
    .where(or_(mail_trouble.c.permanent, mail_trouble.c.times > 1))
    .order_by(mail_trouble.c.last_at.desc())
    .limit(bindparam("limit"))
)
