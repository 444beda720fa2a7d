"""Where people hear what nobody asked for, in which language, and how they want to."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.engine import Connection

from assistant.billing.store.tables.accounts import mail_trouble, people, slack_links
from assistant.db.direct import asked_for_each


def of_person(tx: Connection, person_id: str) -> Any:
    """The person's address, first Slack link, language, zone and preferences."""
    return tx.execute(_reached_at, {"people": [person_id]}).one()


def asking_for(tx: Connection, person_ids: Iterable[str]) -> Iterator[Any]:
    """The same of several people, for who asks more at once."""
    return asked_for_each(tx, _reached_at, "people", person_ids)


_first_link = (
    select(func.min(slack_links.c.address))
    .where(slack_links.c.person_id == people.c.id, slack_links.c.suspended_at.is_(None))
    .scalar_subquery()
)
_reached_at = (
    select(
        people.c.id,
        people.c.email,
        _first_link.label("slack"),
        people.c.locale,
        people.c.timezone,
        people.c.preferences,
        mail_trouble.c.permanent.label("mail_stopped"),
    )
    .outerjoin(mail_trouble, mail_trouble.c.address == people.c.email)
    .where(people.c.id.in_(bindparam("people", expanding=True)))
)


def set_preferences(tx: Connection, person_id: str, kept: dict[str, Any]) -> None:
    """Write how a person wants to hear what nobody asked for."""
    tx.execute(update(people).where(people.c.id == person_id).values(preferences=kept))


def set_locale(tx: Connection, person_id: str, locale: str) -> None:
    """Write in which language a person is written to."""
    tx.execute(update(people).where(people.c.id == person_id).values(locale=locale))
