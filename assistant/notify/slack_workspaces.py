"""Sends to people in Slack under the token of their workspace, or of the one they met us in."""

from typing import Any

import orjson
import structlog

from assistant.notify.senders import DeliveryFailedError, Outgoing, Sender
from assistant.workspaces.client import acting_in
from assistant.workspaces.registry import Workspaces
from assistant.workspaces.screens import Screens

LOST = frozenset("token_revoked account_inactive invalid_auth team_access_not_granted".split())
"""What Slack says when a token opens nothing any more."""

log = structlog.get_logger(__name__)


class WorkspaceSender:
    """A sender in front of the one that talks to Slack; ``screens`` is what that one knows."""

    def __init__(self, sender: Sender, workspaces: Workspaces, screens: Screens) -> None:
        self.screens = screens
        self._sender = sender
        self._workspaces = workspaces

    async def send(self, outgoing: Outgoing) -> str | None:
        """Deliver as the sender behind does. Raises DeliveryError; a lost token is forgotten."""
        opened = await self._workspaces.opened(_teams(outgoing))
        if opened is None:
            raise DeliveryFailedError("no workspace to send from: the app is not installed there")
        with acting_in(opened):
            try:
                return await self._sender.send(outgoing)
            except DeliveryFailedError as error:
                if opened.team and (lost := LOST & set(str(error).replace(",", " ").split())):
                    await self._workspaces.end(opened.team, next(iter(lost)))
                raise


def _teams(outgoing: Outgoing) -> tuple[str, ...]:
    """The workspace through which it was asked, else that of whom it is for."""
    place: dict[str, Any] = orjson.loads(outgoing.place) if outgoing.place else {}
    return (str(place.get("via") or outgoing.address.partition("/")[0]),)
