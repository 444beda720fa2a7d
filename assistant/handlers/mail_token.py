"""Access tokens for mailboxes at Google and Microsoft, fetched before the last one ends (RFC 6749).

With a refresh token we act for the person who gave it; without one, the client acts for itself, as
an app of a Microsoft tenant does.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import field

import httpx

from assistant.values import dataclass

_EARLY = 120.0
_PATIENCE = 15.0


class TokenError(Exception):
    """No token was given. It may be given later; else look at the client's id, secret and consent.

    What the provider answered is kept out of it, but for its error code.
    """


@dataclass(frozen=True, slots=True)
class TokenSettings:
    """Where tokens come from."""

    url: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    scope: str = ""


class Tokens:
    """The current token of one client; ask each time a connection is opened."""

    def __init__(
        self, settings: TokenSettings, *, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings = settings
        self._now = now
        self._token = ""
        self._ends = 0.0
        self._lock = asyncio.Lock()

    async def token(self) -> str:
        """Return a token that holds for two minutes more at least. Raises TokenError."""
        async with self._lock:
            if not self._token or self._now() >= self._ends - _EARLY:
                self._token, lasts = await self._fetch()
                self._ends = self._now() + lasts
            return self._token

    async def _fetch(self) -> tuple[str, float]:
        settings = self._settings
        form = {"client_id": settings.client_id, "client_secret": settings.client_secret}
        if settings.refresh_token:
            form |= {"grant_type": "refresh_token", "refresh_token": settings.refresh_token}
        else:
            form["grant_type"] = "client_credentials"
        if settings.scope:
            form["scope"] = settings.scope
        try:
            async with httpx.AsyncClient(timeout=_PATIENCE) as client:
                answer = await client.post(settings.url, data=form)
            body = answer.json()
            if answer.status_code != 200:
                raise TokenError(f"{answer.status_code} {str(body.get('error', ''))[:60]}")
            return str(body["access_token"]), float(body.get("expires_in", 3_600))
        except (httpx.HTTPError, ValueError, KeyError, AttributeError, TypeError) as problem:
            raise TokenError(f"no token: {type(problem).__name__}") from problem
