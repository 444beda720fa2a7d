"""In front of local-slack: refuses, as Slack does what it does not know, the blocks it cannot draw.

local-slack takes any block and shows ``[data_table]`` for the list itself. Slack says
``invalid_blocks`` where a block is unknown to it, and so does this.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
import orjson
from aiohttp import web

DRAWN = frozenset("section header divider context image actions input rich_text".split())


@asynccontextmanager
async def refusing_what_it_cannot_draw(api: str) -> AsyncIterator[tuple[str, list[str]]]:
    """The base URL to use instead of ``api``, and the types of blocks refused so far."""
    refused: list[str] = []
    async with aiohttp.ClientSession() as session:

        async def call(request: web.Request) -> web.Response:
            body = await request.read()
            unknown = set(_types(_arguments(request, body))) - DRAWN
            if unknown:
                refused.extend(sorted(unknown))
                return web.json_response({"ok": False, "error": "invalid_blocks"})
            kept = ("Authorization", "Content-Type")
            headers = {name: request.headers[name] for name in kept if name in request.headers}
            url = api + request.path_qs.removeprefix("/api/")
            verb = session.request(request.method, url, data=body, headers=headers)
            async with verb as answer:
                return web.Response(
                    body=await answer.read(),
                    status=answer.status,
                    content_type=answer.content_type,
                )

        app = web.Application()
        app.router.add_route("*", "/api/{method}", call)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/", refused
        finally:
            await runner.cleanup()


def _arguments(request: web.Request, body: bytes) -> dict[str, Any]:
    if request.content_type == "application/json":
        return dict(orjson.loads(body)) if body else {}
    return dict(parse_qsl(body.decode()))


def _types(arguments: dict[str, Any]) -> Iterator[str]:
    """The types of the blocks in a message or a view."""
    found = arguments.get("blocks") or arguments.get("view") or []
    drawn = orjson.loads(found) if isinstance(found, str) else found
    blocks = drawn.get("blocks", []) if isinstance(drawn, dict) else drawn
    return (str(block.get("type")) for block in blocks)
