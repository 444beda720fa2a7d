"""Speak HTTP for the API, and drop or starve connections when a fault says so."""

import asyncio
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.sandbox.stripe.api import Answer, Api

_LARGEST = 1_000_000


class Server:
    """An ASGI application: ``/v1/…`` is the API, everything else the hosted pages."""

    def __init__(self, api: Api, pages: ASGIApp) -> None:
        self._api = api
        self._pages = pages
        self._closing = asyncio.Event()

    def close(self) -> None:
        """Let go of the connections that are kept silent."""
        self._closing.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            await self._pages(scope, receive, send)
            return
        headers = {name.decode("latin-1"): v.decode("latin-1") for name, v in scope["headers"]}
        raw = await _body(receive) if scope["method"] == "POST" else scope["query_string"]
        text = raw.decode("utf-8", "replace")
        answer = await self._api.answer(scope["method"], scope["path"], text, headers)
        if answer.ending == "sent":
            await _send(send, answer)
            return
        if answer.ending == "silent":
            await self._stay_silent(receive)
        await _drop(receive, send)

    async def _stay_silent(self, receive: Receive) -> None:
        gone = asyncio.ensure_future(_until_gone(receive))
        closing = asyncio.ensure_future(self._closing.wait())
        waiting: set[asyncio.Future[Any]] = {gone, closing}
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            closing.cancel()


async def _body(receive: Receive) -> bytes:
    chunks: bytes = b""
    while True:
        message = await receive()
        chunks += message.get("body", b"")
        if not message.get("more_body") or len(chunks) > _LARGEST:
            return chunks


async def _send(send: Send, answer: Answer) -> None:
    headers = [
        (name.encode(), value.encode("latin-1", "replace"))
        for name, value in answer.headers.items()
    ]
    headers.append((b"content-length", b"%d" % len(answer.body)))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


async def _drop(receive: Receive, send: Send) -> None:
    """Cut the connection; ASGI has no word for it, so the server's own transport is asked."""
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is not None:
        transport.abort()
        await _until_gone(receive)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
