"""What bolt's OAuth flow keeps, in our own database: installations, and those under way."""

import hashlib
import logging
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from assistant.db import Database
from assistant.workspaces import installations
from assistant.workspaces.installations import Installed
from assistant.workspaces.registry import Workspaces

LASTS = timedelta(minutes=10)
"""How long an administrator may look at Slack's page before saying yes."""


class InstallationRows(AsyncInstallationStore):
    """Installations of bots in workspaces; organisations install in each of theirs."""

    def __init__(
        self, database: Database, workspaces: Workspaces, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._workspaces = workspaces
        self._clock = clock

    @property
    def logger(self) -> logging.Logger:
        """A logger nothing is written to: what it might say holds tokens."""
        return logging.getLogger("assistant.slack")

    async def async_save(self, installation: Installation) -> None:
        """Keep what a workspace has granted. Raises ValueError when that is no bot of a team."""
        team, token = installation.team_id, installation.bot_token
        if not team or not token:
            raise ValueError("Slack named no workspace, or gave no bot token")
        await self._workspaces.save(
            Installed(
                team_id=team,
                team_name=(installation.team_name or "")[:200],
                app_id=installation.app_id or "",
                bot_id=installation.bot_id or "",
                bot_user_id=installation.bot_user_id or "",
                token=token,
                scopes=",".join(installation.bot_scopes or ()),
                installed_by=installation.user_id or "",
                installed_at=self._clock(),
            )
        )

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        """The bot of a workspace, while it is installed there."""
        found = await self._living(team_id)
        return Bot(**_bot(found)) if found else None

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """The same with who installed it."""
        found = await self._living(team_id)
        if found is None or user_id not in (None, found.installed_by):
            return None
        return Installation(**_bot(found), user_id=found.installed_by, team_name=found.team_name)

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """End the installation of a workspace."""
        if team_id:
            await self._workspaces.end(team_id, "deleted")

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """A person's leaving ends nothing: what is installed is a bot."""

    async def async_delete_all(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """End whatever a workspace has granted."""
        await self.async_delete_bot(enterprise_id=enterprise_id, team_id=team_id)

    async def _living(self, team_id: str | None) -> Installed | None:
        look = partial(installations.living, team_id=team_id or "")
        return await self._database.read(look)


class StateRows(AsyncOAuthStateStore):
    """A random state for whoever begins to install; only its hash is kept."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    @property
    def logger(self) -> logging.Logger:
        """A logger nothing is written to."""
        return logging.getLogger("assistant.slack")

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        """Make a state, good for ten minutes."""
        state, now = secrets.token_urlsafe(24), self._clock()
        begin = partial(installations.begin, expires_at=now + LASTS, now=now)
        await self._database.write(partial(begin, state_hash=_hash(state)))
        return state

    async def async_consume(self, state: str) -> bool:
        """Whether this state was made here just now; it is used up by asking."""
        used = partial(installations.consume, state_hash=_hash(state), now=self._clock())
        return await self._database.write(used)


def _bot(of: Installed) -> dict[str, Any]:
    return {
        "app_id": of.app_id,
        "enterprise_id": None,
        "team_id": of.team_id,
        "bot_token": of.token,
        "bot_id": of.bot_id,
        "bot_user_id": of.bot_user_id,
        "bot_scopes": of.scopes,
        "installed_at": of.installed_at.timestamp(),
    }


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
