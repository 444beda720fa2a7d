"""Which token opens which workspace, kept in memory for a moment, and how that ends."""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy.engine import Connection

from assistant.billing.contacts import linking
from assistant.db import Database
from assistant.values import dataclass
from assistant.workspaces import installations
from assistant.workspaces.installations import Installed

FRESH = 30.0
"""Seconds a token is believed without looking: another process may have seen it end."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Opened:
    """A workspace we may act in; ``team`` is empty where there is only the one of the settings."""

    team: str
    token: str


class Workspaces:
    """Every workspace the app is installed in.

    ``home`` is the token of the settings: where no installation fits, that one speaks. Without
    ``many`` there is no other, and nothing is looked up.
    """

    def __init__(
        self,
        database: Database,
        home: str,
        *,
        many: bool,
        clock: Callable[[], datetime],
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._home = Opened("", home) if home else None
        self._many = many
        self._clock = clock
        self._ticks = ticks
        self._known: dict[str, tuple[float, Opened | None]] = {}

    async def opened(self, teams: Iterable[str]) -> Opened | None:
        """The first of these workspaces that has installed the app, else our own, else the one."""
        if not self._many:
            return self._home
        named = [team for team in teams if team]
        for team in named:
            if found := await self._of(team):
                return found
        if self._home and named:
            return replace(self._home, team=named[0])
        return self._home or await self._of("")

    async def save(self, installed: Installed) -> None:
        """A workspace has installed the app: what its people had linked counts again."""
        await self._database.write(partial(_save, installed=installed))
        self._known.clear()
        log.info("slack_installed", team=installed.team_id)

    async def end(self, team: str, why: str) -> bool:
        """A workspace has removed the app, or its token is no good; False when we knew of none."""
        now = self._clock()
        ended = await self._database.write(partial(_end, team=team, why=why, now=now))
        self._known.clear()
        if ended:
            log.warning("slack_installation_ended", team=team, why=why)
        return ended

    async def _of(self, team: str) -> Opened | None:
        until, found = self._known.get(team, (0.0, None))
        if self._ticks() >= until:
            look = partial(installations.living, team_id=team) if team else installations.only
            row = await self._database.peek(look)
            found = Opened(row.team_id, row.token) if row else None
            self._known[team] = (self._ticks() + FRESH, found)
        return found


def _save(tx: Connection, installed: Installed) -> None:
    installations.save(tx, installed)
    linking.resume(tx, installed.team_id)


def _end(tx: Connection, team: str, *, why: str, now: datetime) -> bool:
    ended = installations.end(tx, team, why=why, now=now)
    if ended:
        linking.suspend(tx, team, now=now)
    return ended
