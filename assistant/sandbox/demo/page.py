"""The page of the demo over HTTP: its files, what it asks for, and what it does.

It listens on this machine only, answers to no other name than this machine's, and takes JSON
alone, which no form of another site can send.
"""

import mimetypes
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.sandbox.demo import conversation, inside, postbox, surfaces
from assistant.sandbox.demo.cast import cast
from assistant.sandbox.demo.live import Live
from assistant.sandbox.demo.world import Held, NoWorldError
from assistant.sandbox.slack import SlackCounterpart

Typed = TypeVar("Typed", bound=BaseModel)

LONGEST = 200_000
"""Bytes of a request body; a long mail fits."""

_FILES = Path(__file__).parent / "static"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'"
)
_MAIL_POLICY = (
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'"
)


class _Nothing(BaseModel, frozen=True):
    """A request that says all by its address."""


class Page:
    """What a browser may ask of the demo; ``again`` starts it over."""

    def __init__(self, held: Held, live: Live, again: Callable[[], None]) -> None:
        self._held = held
        self._live = live
        self._again = again

    def app(self) -> Starlette:
        """The page as an application."""
        post = ["POST"]
        return Starlette(
            routes=[
                Route("/api/cast", self._cast),
                Route("/api/slack", self._slack),
                Route(
                    "/api/slack/say",
                    self._does(conversation.Saying, conversation.say),
                    methods=post,
                ),
                Route(
                    "/api/slack/press",
                    self._does(conversation.Pressing, conversation.press),
                    methods=post,
                ),
                Route("/api/slack/front", self._front),
                Route("/api/slack/home", self._does(surfaces.Looking, surfaces.look), methods=post),
                Route(
                    "/api/slack/home/press",
                    self._does(surfaces.Pressing, surfaces.press),
                    methods=post,
                ),
                Route(
                    "/api/slack/view/send",
                    self._does(surfaces.Sending, surfaces.send),
                    methods=post,
                ),
                Route(
                    "/api/slack/view/close",
                    self._does(surfaces.Closing, surfaces.close),
                    methods=post,
                ),
                Route(
                    "/api/slack/shortcut",
                    self._does(surfaces.Pointing, surfaces.point),
                    methods=post,
                ),
                Route("/api/slack/file/{id}", self._slack_file),
                Route("/api/mail", self._mailbox),
                Route("/api/mail/{who}/{mail_id}", self._mail),
                Route("/api/mail/{who}/{mail_id}/html", self._mail_html),
                Route("/api/mail/{who}/{mail_id}/file/{number:int}", self._mail_file),
                Route("/api/mail/write", self._write, methods=post),
                Route("/api/inside", self._inside),
                Route("/api/inside/trail", self._trail),
                Route("/api/live", self._stream),
                Route("/api/start-over", self._start_over, methods=post),
                Mount("/", StaticFiles(directory=_FILES, html=True)),
            ],
            middleware=[
                Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"]),
                Middleware(_Guarded),
            ],
            exception_handlers={
                NoWorldError: _starting,
                ValidationError: _refused,
                ValueError: _refused,
                KeyError: _missing,
            },
        )

    async def _cast(self, _request: Request) -> Response:
        return JSONResponse(cast(await self._held.there()))

    async def _slack(self, request: Request) -> Response:
        world = await self._held.there()
        asked = request.query_params
        return JSONResponse(conversation.seen(world.far.slack, asked["who"], asked["place"]))

    async def _front(self, request: Request) -> Response:
        world = await self._held.there()
        return JSONResponse(surfaces.front(world.far.slack, request.query_params["who"]))

    def _does(
        self, kind: type[Typed], act: Callable[[SlackCounterpart, Typed], Awaitable[None]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """An endpoint that does one thing in Slack, as the person whom its body names."""

        async def endpoint(request: Request) -> Response:
            world = await self._held.there()
            await act(world.far.slack, await _read(request, kind))
            return Response(status_code=204)

        return endpoint

    async def _slack_file(self, request: Request) -> Response:
        world = await self._held.there()
        file = world.far.slack.files[request.path_params["id"]]
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return _download(kind, file.content or b"")

    async def _mailbox(self, request: Request) -> Response:
        world = await self._held.there()
        mail = world.far.mail
        mails = postbox.listed(mail, request.query_params["who"])
        return JSONResponse({"mails": mails, "received": postbox.received(mail)})

    async def _mail(self, request: Request) -> Response:
        world = await self._held.there()
        return JSONResponse(postbox.opened(world.far.mail, **request.path_params))

    async def _mail_html(self, request: Request) -> Response:
        world = await self._held.there()
        html = postbox.drawn(world.far.mail, **request.path_params)
        headers = {"Content-Security-Policy": _MAIL_POLICY}
        return Response(html, media_type="text/html", headers=headers)

    async def _mail_file(self, request: Request) -> Response:
        world = await self._held.there()
        return _download(*postbox.attached(world.far.mail, **request.path_params))

    async def _write(self, request: Request) -> Response:
        world = await self._held.there()
        writing = await _read(request, postbox.Writing)
        await postbox.write(world.far.mail, writing)
        return Response(status_code=204)

    async def _inside(self, _request: Request) -> Response:
        world = await self._held.there()
        rows, health = await inside.happened(world), await inside.health(world)
        return JSONResponse({"rows": rows, "health": health})

    async def _trail(self, request: Request) -> Response:
        return JSONResponse(
            await inside.trail(await self._held.there(), request.query_params["thing"])
        )

    async def _stream(self, _request: Request) -> Response:
        return StreamingResponse(self._live.stream(), media_type="text/event-stream")

    async def _start_over(self, request: Request) -> Response:
        await _read(request, _Nothing)
        self._again()
        return Response(status_code=202)


class _RefusedError(ValueError):
    """The body is no JSON, or too long."""


async def _read(request: Request, kind: type[Typed]) -> Typed:
    """The body, which no other site could have sent: their forms cannot say this type."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise _RefusedError("send JSON")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST:
            raise _RefusedError("too long")
    return kind.model_validate_json(bytes(body))


def _download(media_type: str, content: bytes) -> Response:
    """A file to keep, never to be shown as a page of ours."""
    headers = {"Content-Disposition": "attachment", "Content-Security-Policy": "sandbox"}
    return Response(content, media_type=media_type, headers=headers)


async def _starting(_request: Request, _error: Exception) -> Response:
    return JSONResponse({"error": "The sandbox is starting; one moment."}, 503)


async def _refused(_request: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, 400)


async def _missing(_request: Request, _error: Exception) -> Response:
    return JSONResponse({"error": "There is no such thing here."}, 404)


class _Guarded:
    """Adds to every answer what keeps it from being cached, framed or scripted by others."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", _POLICY)
                headers["Cache-Control"] = "no-store"
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
            await send(message)

        await self._app(scope, receive, guarded)
