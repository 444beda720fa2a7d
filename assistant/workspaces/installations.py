"""Rows of the workspaces that have installed the app, and of installations under way."""

from dataclasses import field
from datetime import datetime
from typing import Any

from sqlalchemy import Column, String, Table, Text, bindparam, delete, insert, select, update
from sqlalchemy.engine import Connection

from assistant.db import Moment, metadata
from assistant.values import dataclass

installations = Table(
    "slack_installations",
    metadata,
    Column("team_id", String(40), primary_key=True),
    Column("team_name", String(200), nullable=False),
    Column("app_id", String(40), nullable=False),
    Column("bot_id", String(40), nullable=False),
    Column("bot_user_id", String(40), nullable=False),
    Column("token", Text, nullable=False),  # a secret; empty once the installation has ended
    Column("scopes", Text, nullable=False),
    Column("installed_by", String(40), nullable=False),
    Column("installed_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("ended_why", String(40)),
)

oauth_states = Table(
    "slack_oauth_states",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("expires_at", Moment, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Installed:
    """The app in one workspace."""

    team_id: str
    team_name: str
    app_id: str
    bot_id: str
    bot_user_id: str
    token: str = field(repr=False)
    scopes: str
    installed_by: str
    installed_at: datetime


def save(tx: Connection, row: Installed) -> None:
    """Write an installation, in place of an earlier one of the same workspace."""
    tx.execute(delete(installations).where(installations.c.team_id == row.team_id))
    values = {name: getattr(row, name) for name in Installed.__slots__}
    tx.execute(insert(installations).values(values))


def living(tx: Connection, team_id: str) -> Installed | None:
    """The installation of a workspace, unless it has ended."""
    row = tx.execute(_living, {"team": team_id}).one_or_none()
    return None if row is None else _read(row)


_columns = [installations.c[name] for name in Installed.__slots__]
_living = select(*_columns).where(
    installations.c.team_id == bindparam("team"), installations.c.ended_at.is_(None)
)


def only(tx: Connection) -> Installed | None:
    """The one installation there is; None without just one."""
    rows = tx.execute(select(*_columns).where(installations.c.ended_at.is_(None)).limit(2)).all()
    return _read(rows[0]) if len(rows) == 1 else None


def end(tx: Connection, team_id: str, *, why: str, now: datetime) -> bool:
    """End an installation and forget its token; False when there was none."""
    where = (installations.c.team_id == team_id) & installations.c.ended_at.is_(None)
    values = {"token": "", "ended_at": now, "ended_why": why[:40]}
    return tx.execute(update(installations).where(where).values(values)).rowcount > 0


def begin(tx: Connection, state_hash: str, *, expires_at: datetime, now: datetime) -> None:
    """Write that somebody begins to install, and forget those who never came back."""
    tx.execute(delete(oauth_states).where(oauth_states.c.expires_at <= now))
    tx.execute(insert(oauth_states).values(hash=state_hash, expires_at=expires_at))


def consume(tx: Connection, state_hash: str, *, now: datetime) -> bool:
    """Whether an installation was begun with this state just now; never twice."""
    where = (oauth_states.c.hash == state_hash) & (oauth_states.c.expires_at > now)
    return tx.execute(delete(oauth_states).where(where)).rowcount > 0


def _read(row: Any) -> Installed:
    return Installed(*row)
