"""Rows of Slack users and whom they speak for, and of those who ask to be linked."""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.engine import Connection

from assistant.billing.store.tables.accounts import people, slack_links
from assistant.billing.store.tables.linking import link_asks
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class LinkAsk:
    """Somebody in Slack said whose address is theirs; ``person_id`` is None for nobody's."""

    id: str
    person_id: str | None
    code_hash: str
    tries: int
    expires_at: datetime
    used_at: datetime | None


def link(tx: Connection, address: str, person_id: str, *, how: str, now: datetime | None) -> None:
    """Write that a Slack user is a person; a link moves with its newest proof."""
    tx.execute(delete(slack_links).where(slack_links.c.address == address))
    values = {"address": address, "person_id": person_id, "how": how, "linked_at": now}
    tx.execute(insert(slack_links).values(values))


def linked(tx: Connection, address: str) -> Any | None:
    """Whom a Slack user speaks for, and by what proof: person_id, how, suspended_at."""
    return tx.execute(_linked, {"address": address}).one_or_none()


_linked = select(slack_links.c.person_id, slack_links.c.how, slack_links.c.suspended_at).where(
    slack_links.c.address == bindparam("address")
)


def unlink(tx: Connection, person_id: str, address: str | None) -> int:
    """Let one Slack user, or every one, no longer speak for a person; returns how many did."""
    where = slack_links.c.person_id == person_id
    if address is not None:
        where &= slack_links.c.address == address
    return tx.execute(delete(slack_links).where(where)).rowcount


def suspend(tx: Connection, team: str, since: datetime | None) -> int:
    """Let the users of a workspace speak and be told no more, or (None) again."""
    of_team = slack_links.c.address.startswith(f"{team}/", autoescape=True)
    return tx.execute(update(slack_links).where(of_team).values(suspended_at=since)).rowcount


def ask(tx: Connection, row: dict[str, Any], *, forget_before: datetime) -> None:
    """Write that somebody asked, and forget what the same one asked long ago."""
    old = (link_asks.c.address == row["address"]) & (link_asks.c.created_at < forget_before)
    tx.execute(delete(link_asks).where(old))
    tx.execute(insert(link_asks).values(row))


def asked_since(tx: Connection, address: str, email: str, since: datetime) -> tuple[int, int]:
    """How often this Slack user asked, and how often this mail address was asked for by anybody."""
    found = {"address": address, "email": email, "since": since}
    by_address, by_email = tx.execute(_asked_since, found).one()
    return int(by_address or 0), int(by_email or 0)


_asked_since = select(
    func.count(link_asks.c.id).filter(link_asks.c.address == bindparam("address")),
    func.count(link_asks.c.id).filter(link_asks.c.email == bindparam("email")),
).where(
    and_(
        or_(link_asks.c.address == bindparam("address"), link_asks.c.email == bindparam("email")),
        link_asks.c.created_at > bindparam("since"),
    )
)


def newest_ask(tx: Connection, address: str) -> LinkAsk | None:
    """What a Slack user asked last, held until the transaction ends: only that code counts."""
    row = tx.execute(_newest, {"address": address}).one_or_none()
    return None if row is None else LinkAsk(*row)


def seen_ask(tx: Connection, address: str) -> LinkAsk | None:
    """The same, only looked at: a question that only reads may hold nothing."""
    row = tx.execute(_seen, {"address": address}).one_or_none()
    return None if row is None else LinkAsk(*row)


_seen = (
    select(
        link_asks.c.id,
        link_asks.c.person_id,
        link_asks.c.code_hash,
        link_asks.c.tries,
        link_asks.c.expires_at,
        link_asks.c.used_at,
    )
    .where(link_asks.c.address == bindparam("address"))
    .order_by(link_asks.c.created_at.desc(), link_asks.c.id.desc())
    .limit(1)
)
_newest = _seen.with_for_update()


def count_wrong(tx: Connection, ask_id: str) -> None:
    """One more wrong code."""
    tries = link_asks.c.tries + 1
    tx.execute(update(link_asks).where(link_asks.c.id == ask_id).values(tries=tries))


def use(tx: Connection, ask_id: str, now: datetime) -> None:
    """The code was said: it works no second time."""
    tx.execute(update(link_asks).where(link_asks.c.id == ask_id).values(used_at=now))


def person_with(tx: Connection, email: str) -> Any | None:
    """Who has this address: their id, name, email, locale and time zone."""
    return tx.execute(_person, {"email": email}).one_or_none()


_person = select(
    people.c.id, people.c.name, people.c.email, people.c.locale, people.c.timezone
).where(people.c.email == bindparam("email"))
