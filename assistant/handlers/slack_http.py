"""Slack's HTTP entrance: nothing is parsed, and nothing kept, before the signature holds.

Bolt's own adapters parse first and log the body of what they refuse. Here the raw bytes are
verified, bounded in size and time, and then read into the same dict that Socket Mode delivers.
https://docs.slack.dev/authentication/verifying-requests-from-slack/
"""

import asyncio
import hmac
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote_to_bytes

import orjson
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from assistant.handlers.slack_acks import Written

PATH = "/slack/events"
MAX_BODY = 1_000_000
MAX_FIELDS = 100
TOLERANCE = 300.0
"""Seconds a signed timestamp may differ from our clock, before or after."""


class _RefusedError(Exception):
    """A request that is answered with a status and nothing else."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def slack_route(
    app: AsyncApp,
    signing_secrets: Sequence[str],
    *,
    clock: Callable[[], float] = time.time,
    patience: float = 5.0,
) -> Route:
    """``POST /slack/events`` for events, commands and interactivity alike.

    Any of ``signing_secrets`` will do, so that one can be rotated without downtime. A body has
    ``patience`` seconds to arrive.
    """
    entrance = _Entrance(app, _Signature(signing_secrets, clock), patience)
    return Route(PATH, endpoint=entrance, methods=["POST"], name="slack_events")


class _Signature:
    """Whether bytes were signed, just now, with a secret that only Slack and we know."""

    def __init__(self, secrets: Sequence[str], clock: Callable[[], float]) -> None:
        if not secrets or not all(secret.strip() for secret in secrets):
            raise ValueError("Slack's signing secret is empty; copy it from the app's basic info")
        # A key is prepared once: to look up its digest each time costs more than the digest.
        self._keyed = [hmac.new(secret.encode(), digestmod="sha256") for secret in secrets]
        self._clock = clock

    def timely(self, timestamp: bytes) -> bool:
        """Checked before the body is read, so that stale requests cost nothing."""
        if not timestamp.isdigit() or len(timestamp) > 12:
            return False
        return abs(self._clock() - int(timestamp)) <= TOLERANCE

    def signs(self, timestamp: bytes, body: bytes, signature: bytes) -> bool:
        """Compared in constant time with each secret's signature."""
        signed = b"v0:%b:%b" % (timestamp, body)
        return any(_signs(keyed.copy(), signed, signature) for keyed in self._keyed)


def _signs(digest: hmac.HMAC, signed: bytes, signature: bytes) -> bool:
    digest.update(signed)
    return hmac.compare_digest(b"v0=" + digest.hexdigest().encode(), signature)


class _Entrance:
    """The ASGI application behind the route."""

    def __init__(self, app: AsyncApp, signature: _Signature, patience: float) -> None:
        self._app = app
        self._signature = signature
        self._patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            answer = await self._answer(scope, receive)
        except _RefusedError as refused:
            await _send(send, refused.status, b"", b"text/plain", closing=True)
            return
        kind = answer.headers["content-type"][0].encode("latin-1")
        content = answer.content if isinstance(answer, Written) else answer.body.encode()
        await _send(send, answer.status, content, kind)

    async def _answer(self, scope: Scope, receive: Receive) -> BoltResponse:
        headers = dict(scope["headers"])
        timestamp = headers.get(b"x-slack-request-timestamp", b"")
        signature = headers.get(b"x-slack-signature", b"")
        if not signature or not self._signature.timely(timestamp):
            raise _RefusedError(401)
        raw = await self._body(headers, receive)
        if not self._signature.signs(timestamp, raw, signature):
            raise _RefusedError(401)
        body = _read(raw, headers.get(b"content-type", b""))
        return await self._app.async_dispatch(_Carried(body))

    async def _body(self, headers: Mapping[bytes, bytes], receive: Receive) -> bytes:
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or int(length[:12]) > MAX_BODY:
            raise _RefusedError(413)
        try:
            async with asyncio.timeout(self._patience):
                return await _gather(receive)
        except TimeoutError:
            raise _RefusedError(408) from None


async def _gather(receive: Receive) -> bytes:
    chunks = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise _RefusedError(400)
        chunks += message.get("body", b"")
        if len(chunks) > MAX_BODY:
            raise _RefusedError(413)
        if not message.get("more_body"):
            return bytes(chunks)


class _Carried(AsyncBoltRequest):
    """A body that bolt carries to the door.

    Bolt's own request reads ids out of it, which nothing here asks for, and trips over those of a
    wrong type.
    """

    def __init__(self, body: dict[str, Any]) -> None:
        self.mode, self.body, self.raw_body = "socket_mode", body, ""
        self.query, self.headers, self.content_type = {}, {}, None
        self.lazy_only, self.lazy_function_name = False, None
        self.context = AsyncBoltContext()


def _read(raw: bytes, content_type: bytes) -> dict[str, Any]:
    try:
        body = _parse(raw, content_type)
    except ValueError:
        raise _RefusedError(400) from None
    if not isinstance(body, dict):
        raise _RefusedError(400)
    return body


def _parse(raw: bytes, content_type: bytes) -> Any:
    if content_type.startswith(b"application/json"):
        return orjson.loads(raw)
    fields = _fields(raw)
    # A command's text may contain any word; only interactivity has a *field* of this name.
    if "payload" in fields and "command" not in fields:
        return orjson.loads(fields["payload"])
    return fields


def _fields(raw: bytes) -> dict[str, str]:
    """Read a form; most of what Slack sends needs no decoding, which is what takes the time."""
    pairs = raw.decode().replace("+", " ").split("&", MAX_FIELDS)
    if len(pairs) > MAX_FIELDS:
        raise ValueError("too many fields")
    fields = {}
    for pair in pairs:
        name, _, value = pair.partition("=")
        if "%" in pair:
            name, value = _unquoted(name), _unquoted(value)
        fields[name] = value
    return fields


def _unquoted(part: str) -> str:
    return unquote_to_bytes(part).decode() if "%" in part else part


async def _send(
    send: Send, status: int, body: bytes, kind: bytes, *, closing: bool = False
) -> None:
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    if closing:  # the rest of a refused body is not worth reading
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
