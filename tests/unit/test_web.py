"""Serving inside the loop: what is under way is answered, what is idle holds nothing up."""

import asyncio

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from assistant.web import serving


async def test_what_is_being_answered_when_it_stops_is_answered() -> None:
    begun, released = asyncio.Event(), asyncio.Event()

    async def answer(_: Request) -> PlainTextResponse:
        begun.set()
        await released.wait()
        return PlainTextResponse("done")

    async with aiohttp.ClientSession() as client:
        async with serving(Starlette(routes=[Route("/", answer)])) as port:
            asked = asyncio.create_task(client.get(f"http://127.0.0.1:{port}/"))
            await begun.wait()
            asyncio.get_running_loop().call_later(0.05, released.set)
        answered = await asked

        assert answered.status == 200
        assert await answered.text() == "done"


async def test_a_connection_kept_alive_is_closed_when_it_stops() -> None:
    async def answer(_: Request) -> PlainTextResponse:
        return PlainTextResponse("done")

    async with aiohttp.ClientSession() as client:
        async with serving(Starlette(routes=[Route("/", answer)])) as port:
            url = f"http://127.0.0.1:{port}/"
            async with client.get(url) as first:
                assert first.headers["Date"]

        with pytest.raises(aiohttp.ClientConnectionError):
            await client.get(url)
