"""The Slack door of an app that several workspaces have installed: each is served under its token.

What is begun while a request is answered (a form, a late answer) acts in the same workspace.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson
import structlog
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from assistant.handlers.slack import Line, SlackDoor
from assistant.handlers.slack_log import where
from assistant.request import Request
from assistant.workspaces.client import acting_in, acting_team
from assistant.workspaces.registry import Workspaces
from assistant.workspaces.screens import Screens

log = structlog.get_logger(__name__)

Body = Mapping[str, Any]


class WorkspaceDoor(SlackDoor):
    """A door that knows which workspace a request came through, and when one leaves."""

    def __init__(
        self, client: AsyncWebClient, line: Line, workspaces: Workspaces, screens: Screens
    ) -> None:
        super().__init__(client, line, screens=screens)
        self._workspaces = workspaces

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],
    ) -> BoltResponse:
        """Answer one request as the workspace it came through; see SlackDoor."""
        try:
            if (team := left(req.body)) and await self._workspaces.end(team, _event(req.body)):
                return BoltResponse(status=200)
            opened = await self._workspaces.opened(came_through(req.body))
        except Exception as error:  # the process edge: Slack must hear "again", whatever it was
            log.error("slack_workspace_unknown", error=type(error).__name__, where=where(error))
            return BoltResponse(status=500)
        with acting_in(opened):
            return await super().async_process(req=req, resp=resp, next=next)


def stamped(request: Request) -> Request:
    """Note through which workspace it was asked, should that not be the asker's own."""
    via = acting_team()
    if not via or not request.place or via == request.sender.address.partition("/")[0]:
        return request
    place = orjson.loads(request.place) | {"via": via}
    return request.model_copy(update={"place": orjson.dumps(place).decode()})


def left(body: Body) -> str:
    """The workspace that has just taken its token away; empty when none has.

    People may withdraw what they granted themselves; only the bot's token is what we live by.
    """
    event = _part(body, "event")
    if event.get("type") == "app_uninstalled":
        return str(body.get("team_id") or "")
    if event.get("type") == "tokens_revoked" and _part(event, "tokens").get("bot"):
        return str(body.get("team_id") or "")
    return ""


def came_through(body: Body) -> tuple[str, ...]:
    """The workspaces a request may have come through, the surest first; one, where it is sure.

    In a shared channel neither the author's team nor that of a modal's submitter tells
    (slackapi/bolt-python#767); the installation it was sent for, or whose message it is, does.
    """
    installed = body.get("authorizations")
    first = installed[0] if isinstance(installed, list) and installed else {}
    told = first.get("team_id") if isinstance(first, Mapping) else ""
    view, message = _part(body, "view"), _part(body, "message")
    sure = told or view.get("app_installed_team_id") or message.get("team")
    if sure:
        return (str(sure),)
    teams = (_part(body, "team").get("id"), body.get("team_id"))
    return tuple(str(each) for each in teams if each)


def _event(body: Body) -> str:
    return str(_part(body, "event").get("type"))


def _part(body: Body, name: str) -> Body:
    value = body.get(name)
    return value if isinstance(value, Mapping) else {}
