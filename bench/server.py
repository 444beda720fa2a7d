"""The assistant behind its signed Slack door, sending its answers nowhere.

``python -m bench.server URL`` serves until SIGTERM and prints its port; ``GET /answers`` tells what
was sent.
"""

import asyncio
import gc
import sys
from collections import Counter
from contextlib import AsyncExitStack

import aiohttp
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from assistant import logs
from assistant.app import utc_now
from assistant.card import Card
from assistant.db import open_database
from assistant.desk import Desk
from assistant.dispatch import Line
from assistant.handlers.slack import Line as SlackLine
from assistant.handlers.slack import SlackDoor, slack_client
from assistant.handlers.slack_http import slack_route
from assistant.notify.senders import Outgoing
from assistant.notify.worker import Notifier
from assistant.request import Request
from assistant.web import serving
from bench.processes import until_told
from bench.slack_load import SECRET


class Counting:
    """A channel that takes everything at once and counts it by delivery."""

    def __init__(self) -> None:
        self.sent: Counter[str] = Counter()

    async def send(self, outgoing: Outgoing) -> str | None:
        """Take it."""
        self.sent[outgoing.delivery_id] += 1
        return None

    async def tell(self, _: HttpRequest) -> Response:
        """How many deliveries arrived, and how many of them more than once."""
        twice = sum(1 for times in self.sent.values() if times > 1)
        return JSONResponse({"sent": len(self.sent), "twice": twice})


async def _serve(url: str) -> None:
    async with AsyncExitStack() as stack:
        database = open_database(url)
        stack.push_async_callback(database.close)
        slack = Counting()
        notifier = Notifier(database, {"slack": slack}, utc_now)
        line = Line(support="support@seller.example")
        desk = await stack.enter_async_context(Desk(database, line, notifier, None, utc_now))
        desk.start_tails()

        def look(request: Request) -> Card | None:
            seen = desk.look(request)
            return seen.card if seen else None

        async def ask(request: Request) -> Card:
            return (await desk.ask(request)).card

        async def answer(request: Request, *, unless_refused: bool = False) -> Card:
            return (await desk.send(request, unless_refused=unless_refused)).card

        session = await stack.enter_async_context(aiohttp.ClientSession())
        client = slack_client("xoxb-bench", "http://127.0.0.1:9/api/", session=session)
        inward = SlackLine(look, ask, desk.accept, desk.resume, answer, desk.speaks, ask)
        door = await stack.enter_async_context(SlackDoor(client, inward))
        routes = [slack_route(door.app, [SECRET]), Route("/answers", slack.tell)]
        print(await stack.enter_async_context(serving(Router(routes))), flush=True)
        await until_told()


if __name__ == "__main__":
    logs.configure(human=False)
    gc.freeze()  # as the assistant does when its doors are open
    gc.set_threshold(50_000, 20, 50)
    asyncio.run(_serve(sys.argv[1]))
