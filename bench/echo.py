"""The floor: bolt, told to answer before it acknowledges, with nothing behind it.

``python -m bench.echo`` serves until SIGTERM and prints its port.
"""

import asyncio

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from assistant.web import free_port, serving
from bench.processes import until_told
from bench.slack_load import SECRET

WORDS = "here you are"


def app(port: int) -> Starlette:
    """Bolt behind its own Starlette handler, the signature verified by bolt."""
    client = AsyncWebClient("xoxb-bench", base_url=f"http://127.0.0.1:{port}/api/")
    bolt = AsyncApp(
        client=client,
        signing_secret=SECRET,
        process_before_response=True,
    )
    bolt.command("/billing")(_say)
    bolt.event("app_mention")(_take)
    handler = AsyncSlackRequestHandler(bolt)

    async def slack(request: Request) -> Response:
        return await handler.handle(request)

    return Starlette(
        routes=[
            Route("/slack/events", slack, methods=["POST"]),
            Route("/api/auth.test", _who, methods=["GET", "POST"]),
        ]
    )


async def _say(ack: AsyncAck) -> None:
    await ack(WORDS)


async def _take(ack: AsyncAck) -> None:
    await ack()


async def _who(_: Request) -> Response:
    me = {"ok": True, "team_id": "T0BENCH", "user_id": "U0BOT", "bot_id": "B0BOT", "url": ""}
    return JSONResponse(me)


async def _main() -> None:
    port = free_port()
    async with serving(app(port), port=port):
        print(port, flush=True)
        await until_told()


if __name__ == "__main__":
    asyncio.run(_main())
