"""A door on the local Slack, with a line behind it that remembers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette

from assistant.card import Action, Card, Tone
from assistant.handlers.slack import Line, SlackDoor, slack_client
from assistant.handlers.slack_http import slack_route
from assistant.handlers.slack_socket import SlackSocket
from assistant.request import Request, Sender
from assistant.sandbox.slack import Scene, SlackCounterpart, two_workspaces
from assistant.web import serving

Entrance = Literal["socket mode", "signed http"]

CARD = Card(
    title="Invoice 123",
    paragraphs=("120.00 USD is open.",),
    actions=(Action(label="Pay", say="pay invoice 123"),),
)

REFUSAL = Card(title="No", tone=Tone.PROBLEM, paragraphs=("That cannot be.",))


@dataclass
class MemoryLine:
    """Remembers like an inbox does: the same key of the same sender is the same request."""

    requests: dict[tuple[str, str], Request] = field(default_factory=dict)
    repeats: int = 0
    failures: int = 0
    open: asyncio.Event = field(default_factory=asyncio.Event)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.open.set()

    @property
    def texts(self) -> list[str]:
        """What was said, each once, in the order it came."""
        return [request.text for request in self.requests.values()]

    def line(self) -> Line:
        """The callables a door takes."""
        given = (self.look, self.ask, self.accept, self.resume, self.answer, self.speaks, self.see)
        return Line(*given)

    def look(self, request: Request) -> Card | None:
        """Nothing: everything is asked."""
        return None

    async def ask(self, request: Request) -> Card:
        """Answer, as soon as the line is open."""
        self.arrived.set()
        await self.open.wait()
        self._remember(request)
        return CARD

    async def accept(self, request: Request) -> bool:
        """Take it in, as soon as the line is open."""
        self.arrived.set()
        await self.open.wait()
        return self._remember(request)

    async def answer(self, request: Request, *, unless_refused: bool = False) -> Card:
        """Answer; what begins with "no" is refused."""
        self._remember(request)
        return REFUSAL if request.text.startswith("no") else CARD

    async def speaks(self, sender: Sender) -> str:
        """Everybody speaks English."""
        return "en"

    async def see(self, request: Request) -> Card | None:
        """Everybody may see invoice 123, and there is no other."""
        self._remember(request)
        return CARD if request.text == "invoice 123" else None

    async def resume(self, sender: Sender, thread: str) -> str | None:
        """The conversation a thread belongs to, from what was said before."""
        for request in self.requests.values():
            if request.sender == sender and thread in (request.key, request.conversation):
                return request.conversation
        return None

    def _remember(self, request: Request) -> bool:
        if self.failures:
            self.failures -= 1
            raise RuntimeError(f"the database is away, while asked for {request.text}")
        known = (request.sender.address, request.key)
        if known in self.requests:
            self.repeats += 1
            return False
        self.requests[known] = request
        return True


@dataclass
class Room:
    """Everything a test of the door looks at."""

    slack: SlackCounterpart
    scene: Scene
    line: MemoryLine
    door: SlackDoor
    client: AsyncWebClient
    socket: SlackSocket | None = None


@asynccontextmanager
async def opened(
    entrance: Entrance,
    *,
    punctual: float = 2.0,
    pulse: float = 10.0,
    ack_timeout: float = 3.0,
    most: int = 100,
    late: float = 60.0,
) -> AsyncIterator[Room]:
    """A door open to a local Slack, by one of its two entrances."""
    async with AsyncExitStack() as exits:
        slack = await exits.enter_async_context(SlackCounterpart(ack_timeout=ack_timeout))
        session = await exits.enter_async_context(aiohttp.ClientSession())
        client = slack_client(slack.bot_token, slack.base_url, session=session)
        line = MemoryLine()
        door = SlackDoor(client, line.line(), punctual=punctual, most=most, late=late)
        room = Room(slack, two_workspaces(slack), line, door, client)
        if entrance == "signed http":
            app = Starlette(routes=[slack_route(door.app, [slack.signing_secret])])
            port = await exits.enter_async_context(serving(app))
            slack.request_url = f"http://127.0.0.1:{port}/slack/events"
        await exits.enter_async_context(door)
        if entrance == "socket mode":
            room.socket = SlackSocket(door, slack.app_token, pulse=pulse)
            await exits.enter_async_context(room.socket)
            await slack.connected()
        yield room
