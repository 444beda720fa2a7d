"""In workspaces the operator names, the address of a Slack profile tells who somebody is.

Only for full members whose address Slack has confirmed: guests, bots and people met in a shared
channel are vouched for by nobody. It is looked up when somebody writes, and again every hour.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

FRESH = 3600.0
AGAIN = 60.0
"""Seconds until a profile is looked at again: after it was read, and after it could not be."""

PATIENCE = 1.0
"""Seconds Slack has to answer; whoever writes a command waits for it."""

MOST = 10_000

log = structlog.get_logger(__name__)

Vouch = Callable[[str, str | None], Awaitable[None]]
"""Link this ``team/user`` to whoever has this address; None: to nobody."""


class Profiles:
    """Looks up who writes, before what they write is answered."""

    def __init__(
        self,
        client: AsyncWebClient,
        teams: frozenset[str],
        vouch: Vouch,
        *,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._teams = teams
        self._vouch = vouch
        self._ticks = ticks
        self._until: dict[str, float] = {}

    def need(self, address: str) -> bool:
        """Whether somebody's profile has to be looked at before they are answered."""
        team, _, _ = address.partition("/")
        return team in self._teams and self._until.get(address, 0.0) <= self._ticks()

    async def meet(self, address: str) -> None:
        """Let somebody be known by their profile, if their workspace vouches for it."""
        if not self.need(address):
            return
        team, _, user = address.partition("/")
        if len(self._until) >= MOST:
            self._until.clear()
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._client.users_info(user=user)
        except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
            log.warning("slack_profile_not_read", error=type(error).__name__)
            self._until[address] = self._ticks() + AGAIN
            return
        await self._vouch(address, confirmed(answer.get("user") or {}, team))
        self._until[address] = self._ticks() + FRESH


def confirmed(user: Mapping[str, Any], team: str) -> str | None:
    """The address a workspace vouches for; None for anybody who is not wholly one of its own."""
    odd = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
    if user.get("team_id") != team or any(user.get(each) for each in odd):
        return None
    if user.get("is_email_confirmed") is not True:
        return None
    email = (user.get("profile") or {}).get("email")
    return email if isinstance(email, str) and email else None
