"""Put together what talks to Slack; imported libraries are heavy, so only where Slack is wanted."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import structlog
from starlette.routing import BaseRoute

from assistant.card import Card
from assistant.config import Settings, secrets
from assistant.db import Database
from assistant.desk import Desk
from assistant.notify.senders import Sender
from assistant.reach import Reach, watching
from assistant.request import Request

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from assistant.handlers.slack_trust import Profiles
    from assistant.workspaces.registry import Workspaces

log = structlog.get_logger(__name__)

IsOpen = Callable[[], bool]

_LACKING = "set ASSISTANT_SLACK_SIGNING_SECRET or ASSISTANT_SLACK_APP_TOKEN"


def wanted(settings: Settings) -> bool:
    """Whether there is a workspace we are in, or may come to be in."""
    return bool(settings.slack_bot_token.get_secret_value() or settings.slack_client_id)


async def _client(stack: AsyncExitStack, settings: Settings, reach: Reach) -> "AsyncWebClient":
    import aiohttp

    from assistant.handlers.slack import slack_client

    watched = aiohttp.ClientSession(trace_configs=watching(reach))
    session = await stack.enter_async_context(watched)
    token = settings.slack_bot_token.get_secret_value()
    return slack_client(token, settings.slack_api_url, session=session)


def _workspaces(
    settings: Settings, database: Database, clock: Callable[[], datetime]
) -> "Workspaces":
    from assistant.workspaces.registry import Workspaces

    home = settings.slack_bot_token.get_secret_value()
    return Workspaces(database, home, many=bool(settings.slack_client_id), clock=clock)


async def sender(
    stack: AsyncExitStack,
    settings: Settings,
    database: Database,
    *,
    clock: Callable[[], datetime],
    reach: Reach,
) -> Sender:
    """What brings cards to people in Slack, in whichever workspace."""
    from assistant.notify.slack_sender import SlackSender
    from assistant.notify.slack_workspaces import WorkspaceSender
    from assistant.workspaces.screens import Screens

    screens = Screens()
    plain = SlackSender(await _client(stack, settings, reach), screens=screens)
    return WorkspaceSender(plain, _workspaces(settings, database, clock), screens)


async def open_door(
    stack: AsyncExitStack, settings: Settings, desk: Desk, *, reach: Reach
) -> tuple[IsOpen | None, list[BaseRoute]]:
    """Open the door by a socket or by HTTP: whether it is open just now, and its pages."""
    from assistant.handlers.slack import Line as SlackLine
    from assistant.handlers.slack_http import slack_route
    from assistant.handlers.slack_workspaces import WorkspaceDoor, stamped
    from assistant.notify.slack_workspaces import WorkspaceSender

    client = await _client(stack, settings, reach)
    workspaces = _workspaces(settings, desk.database, desk.clock)
    profiles = _profiles(settings, desk, client)

    async def met(request: Request) -> Request:
        await profiles.meet(request.sender.address)
        return stamped(request)

    def look(request: Request) -> Card | None:
        if profiles.need(request.sender.address):
            return None
        seen = desk.look(stamped(request))
        return seen.card if seen else None

    async def ask(request: Request) -> Card:
        return (await desk.ask(await met(request))).card

    async def accept(request: Request) -> bool:
        return await desk.accept(await met(request))

    async def answer(request: Request, *, unless_refused: bool = False) -> Card:
        return (await desk.send(await met(request), unless_refused=unless_refused)).card

    async def see(request: Request) -> Card | None:
        answered = await desk.ask(await met(request))
        return answered.card if answered.outcome == "invoice_shown" else None

    line = SlackLine(look, ask, accept, desk.resume, answer, desk.speaks, see)
    writes = desk.notifier.senders["slack"]
    assert isinstance(writes, WorkspaceSender)
    door = WorkspaceDoor(client, line, workspaces, writes.screens)
    door = await stack.enter_async_context(door)
    routes = _install_routes(settings, desk, client, workspaces)
    if settings.slack_app_token.get_secret_value():
        from assistant.handlers.slack_socket import SlackSocket

        token = settings.slack_app_token.get_secret_value()
        listening = await stack.enter_async_context(SlackSocket(door, token))
        return (lambda: listening.alive and reach.well), routes
    if not secrets(settings.slack_signing_secret):
        log.warning("slack_shut", remedy=_LACKING)
        return None, []
    entrance = slack_route(door.app, secrets(settings.slack_signing_secret))
    return (lambda: reach.well), [entrance, *routes]


def _profiles(settings: Settings, desk: Desk, client: "AsyncWebClient") -> "Profiles":
    """What tells who writes, before it is looked up who is known."""
    from assistant.handlers.slack_trust import Profiles
    from assistant.vouching import Vouched, vouch

    async def vouched(address: str, email: str | None) -> None:
        work = partial(vouch, vouched=Vouched(address, email), now=desk.clock())
        await desk.database.write(work)

    return Profiles(client, settings.slack_trusted_teams, vouched)


def _install_routes(
    settings: Settings, desk: Desk, client: "AsyncWebClient", workspaces: "Workspaces"
) -> list[BaseRoute]:
    secret = settings.slack_client_secret.get_secret_value()
    if not settings.slack_client_id or not secret:
        return []
    from assistant.handlers.slack_install import AppCredentials, install_routes
    from assistant.workspaces.manifest import scopes
    from assistant.workspaces.stores import InstallationRows, StateRows

    stores = (
        InstallationRows(desk.database, workspaces, desk.clock),
        StateRows(desk.database, desk.clock),
    )
    credentials = AppCredentials(settings.slack_client_id, secret, settings.home_url)
    asked = scopes(trusting=bool(settings.slack_trusted_teams), links=True)
    return [*install_routes(credentials, client, stores, scopes=asked)]
