"""Rows of addresses that mail does not reach, or is not wanted at."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.engine import Connection

from assistant.billing.model.preferences import LeftAlone
from assistant.billing.store.tables.accounts import mail_trouble
from assistant.db import insert_new


def note(tx: Connection, row: dict[str, Any], at: datetime) -> bool:
    """Write what came back from an address; whether it is permanent, and was not known to be.

    A ``wish`` is kept beside it, for a dead address may be alive again and still want nothing.
    """
    wished = {"wished_at": at} if row.get("wish") else {}
    if insert_new(tx, mail_trouble, {**row, **wished, "since": at, "last_at": at}):
        return bool(row["permanent"])
    if wished:
        tx.execute(_wished, {"which": row["address"], "what": row["wish"], "when": at})
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


_wished = (
    update(mail_trouble)
    .where(
        mail_trouble.c.address == bindparam("which"),
        or_(
            mail_trouble.c.wish.is_(None),
            (mail_trouble.c.wish == "unsubscribed") & (bindparam("what") != "unsubscribed"),
        ),
    )
    .values(wish=bindparam("what"), wished_at=bindparam("when"), wish_told=False)
)


def revive(tx: Connection, address: str, dead: Sequence[str]) -> bool:
    """Mail arrives there again; False when it always did. A wish for none of it stays."""
    named = {"which": address, "dead": list(dead)}
    asleep = tx.execute(_wanted_none, named).rowcount
    return tx.execute(_revived, named).rowcount + asleep > 0


_dead = (mail_trouble.c.address == bindparam("which")) & mail_trouble.c.kind.in_(
    bindparam("dead", expanding=True)
)
_wanted_none = (
    update(mail_trouble)
    .where(_dead, mail_trouble.c.wish.is_not(None))
    .values(kind=mail_trouble.c.wish, permanent=True)
)
_revived = delete(mail_trouble).where(_dead)


def wish(tx: Connection, address: str) -> LeftAlone | None:
    """The wish of whoever reads there for no more mail, if they have it."""
    row = of(tx, address)
    if row is None or row.wish is None:
        return None
    return LeftAlone(address, row.wished_at, row.kind == "unsubscribed", row.wish_told)


def wanted_again(tx: Connection, address: str) -> None:
    """The wish for no more mail is taken back, if there was one."""
    tx.execute(_only_wished, {"which": address})
    tx.execute(_unwished, {"which": address})


_wishing = (mail_trouble.c.address == bindparam("which")) & mail_trouble.c.wish.is_not(None)
_only_wished = delete(mail_trouble).where(_wishing, mail_trouble.c.kind == mail_trouble.c.wish)
_unwished = update(mail_trouble).where(_wishing).values(wish=None, wished_at=None)


def wish_told(tx: Connection, address: str) -> None:
    """Note that whoever wished it has read that it is so."""
    tx.execute(_told, {"which": address})


_told = update(mail_trouble).where(_wishing).values(wish_told=True)


def forget(tx: Connection, address: str) -> bool:
    """Forget an address's trouble; False when it had none."""
    return tx.execute(_forget, {"address": address}).rowcount > 0


_forget = delete(mail_trouble).where(mail_trouble.c.address == bindparam("address"))


def of(tx: Connection, address: str) -> Any | None:
    """What is known of an address's trouble."""
    return tx.execute(_of, {"address": address}).one_or_none()


_of = select(mail_trouble).where(mail_trouble.c.address == bindparam("address"))


def among(tx: Connection, addresses: Sequence[str], dead: Sequence[str]) -> set[str]:
    """At which of these addresses mail did not arrive."""
    named = {"addresses": list(addresses), "dead": list(dead)}
    return {row.address for row in tx.execute(_among, named)}


_among = select(mail_trouble.c.address).where(
    mail_trouble.c.address.in_(bindparam("addresses", expanding=True)),
    mail_trouble.c.kind.in_(bindparam("dead", expanding=True)),
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
