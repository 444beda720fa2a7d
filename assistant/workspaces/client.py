"""One Web API client for all workspaces: it speaks under the token of whom it is speaking for."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from slack_sdk.web.async_client import AsyncWebClient

from assistant.workspaces.registry import Opened

_opened: ContextVar[Opened | None] = ContextVar("opened", default=None)


class WorkspaceClient(AsyncWebClient):
    """A client whose token is that of ``acting_in``; outside of it there is none but its own."""

    _own: str | None = None

    @property
    def token(self) -> str | None:
        """The token of this moment; tasks begun within ``acting_in`` keep theirs."""
        opened = _opened.get()
        return opened.token if opened else self._own

    @token.setter
    def token(self, token: str | None) -> None:
        self._own = token


@contextmanager
def acting_in(opened: Opened | None) -> Iterator[None]:
    """Act in this workspace, and whatever is begun meanwhile acts there, too."""
    before = _opened.set(opened)
    try:
        yield
    finally:
        _opened.reset(before)


def acting_team() -> str:
    """The workspace being acted in; empty for that of the settings."""
    opened = _opened.get()
    return opened.team if opened else ""
