"""Which addresses mail reaches, so that nobody goes on writing to a dead one.

An address is stopped for good only by what is certain: a mail of ours that came back, whose number
nobody else knows, or a refusal by its own server. It is open again once its owner writes from it,
proves a code sent there, or the operator says so. A wish for no more mail is another matter: it
lasts until whoever reads there says otherwise, or the operator does.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.engine import Connection

from assistant.billing.model.preferences import LeftAlone
from assistant.billing.store import mail_trouble
from assistant.values import dataclass


class TroubleKind(StrEnum):
    """How an address showed that mail there is in vain."""

    BOUNCED = "bounced"
    REFUSED = "refused"  # by its server, while we were sending
    UNSUBSCRIBED = "unsubscribed"  # by the link in a notice: invoices still come
    STOPPED_ALL = "stopped_all"  # the same, where the operator lets it stop invoices, too
    COMPLAINED = "complained"  # somebody there called our mail unwanted


DEAD = (TroubleKind.BOUNCED, TroubleKind.REFUSED)
"""Mail does not arrive there; all else is the wish of whoever reads it."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is known of an address; ``permanent``: only answers are sent there."""

    address: str
    kind: TroubleKind
    permanent: bool
    said: str
    times: int
    since: datetime
    last_at: datetime


def note(
    tx: Connection, address: str, kind: TroubleKind, *, permanent: bool, said: str, at: datetime
) -> bool:
    """Write what came back; True when this is what stops the address."""
    wish = None if kind in DEAD else kind
    row = {"address": address, "kind": kind, "permanent": permanent, "wish": wish}
    row["said"] = said[:200]
    return mail_trouble.note(tx, row, at)


def revive(tx: Connection, address: str) -> bool:
    """Mail arrives there again; False when it always did. A wish for none is not touched."""
    return mail_trouble.revive(tx, address.lower(), DEAD)


def wish(tx: Connection, address: str) -> LeftAlone | None:
    """The wish of whoever reads there for no more mail, if they have it."""
    return mail_trouble.wish(tx, address)


def wish_told(tx: Connection, address: str) -> None:
    """Note that they have read that their wish is kept."""
    mail_trouble.wish_told(tx, address)


def reopen(tx: Connection, address: str) -> bool:
    """Write to it again, whatever was wrong; False when nothing was."""
    return mail_trouble.forget(tx, address.lower())


def trouble(tx: Connection, address: str) -> Trouble | None:
    """What is wrong with an address, if anything."""
    row = mail_trouble.of(tx, address.lower())
    return None if row is None else _trouble(row)


def in_trouble(tx: Connection, addresses: Sequence[str]) -> set[str]:
    """At which of these, in lower case, mail did not arrive."""
    return mail_trouble.among(tx, addresses, DEAD)


def troubles(tx: Connection, *, limit: int) -> list[Trouble]:
    """What an operator should look at, newest first."""
    return [_trouble(row) for row in mail_trouble.latest(tx, limit)]


def _trouble(row: Any) -> Trouble:
    kind = TroubleKind(row.kind)
    said = (row.said, row.times, row.since, row.last_at)
    return Trouble(row.address, kind, row.permanent, *said)
