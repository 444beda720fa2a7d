"""The Web API's front door: read the call, check the token, strike faults, answer."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.requests import Request
from starlette.responses import Response

from assistant.sandbox.slack import account, chat, conversations, files, people, unfurling, views
from assistant.sandbox.slack.faults import ApiFault
from assistant.sandbox.slack.feed import Change
from assistant.sandbox.slack.installs import Installation
from assistant.sandbox.slack.records import Body
from assistant.sandbox.slack.refusal import RefusalError
from assistant.sandbox.slack.stage import Args, Call, Stage
from assistant.sandbox.slack.workspace import secret
from assistant.values import dataclass

Method = Callable[[Stage, Installation, Args], Body]

METHODS: dict[str, tuple[Method, str]] = {
    "auth.test": (account.auth_test, ""),
    "team.info": (account.team_info, "team:read"),
    "users.info": (people.users_info, "users:read"),
    "users.lookupByEmail": (people.users_lookup_by_email, "users:read.email"),
    "users.conversations": (people.users_conversations, "channels:read"),
    "conversations.open": (conversations.open_dm, "im:write"),
    "conversations.info": (conversations.info, "channels:read"),
    "conversations.members": (conversations.members, "channels:read"),
    "conversations.history": (conversations.history, "channels:history"),
    "conversations.replies": (conversations.replies, "channels:history"),
    "chat.postMessage": (chat.post_message, "chat:write"),
    "chat.postEphemeral": (chat.post_ephemeral, "chat:write"),
    "chat.update": (chat.update, "chat:write"),
    "chat.delete": (chat.delete, "chat:write"),
    "chat.unfurl": (unfurling.unfurl, "links:write"),
    "chat.getPermalink": (chat.get_permalink, ""),
    "reactions.add": (chat.react, "reactions:write"),
    "blocks.validate": (chat.validate, ""),
    "views.open": (views.open_view, ""),
    "views.push": (views.push_view, ""),
    "views.update": (views.update_view, ""),
    "views.publish": (views.publish_view, ""),
    "files.getUploadURLExternal": (files.get_upload_url, "files:write"),
    "files.completeUploadExternal": (files.complete_upload, "files:write"),
    "files.info": (files.info, "files:read"),
    "assistant.threads.setStatus": (account.set_status, "assistant:write"),
    "assistant.threads.setTitle": (account.set_title, "assistant:write"),
    "assistant.threads.setSuggestedPrompts": (account.set_prompts, "assistant:write"),
}

_JSON_ARGS = ("blocks", "view", "attachments", "files", "metadata", "prompts", "unfurls")


@dataclass(frozen=True, slots=True)
class _Asked:
    method: str
    token: str
    args: Args


async def answer(stage: Stage, request: Request) -> Response:
    """Answer one ``/api/<method>`` request and record it in ``stage.calls``."""
    try:
        asked = await _read(request)
    except RefusalError as refused:
        return _respond({"ok": False, "error": refused.word})
    fault = stage.faults.strike(asked.method, asked.args.get("channel"))
    call = Call(asked.method, asked.args, stage.now())
    if fault and fault.delay:
        await asyncio.sleep(fault.delay)
    if fault and fault.word and not fault.after:
        return _struck(stage, call, fault)
    by, body = _run(stage, asked)
    if fault and fault.after:
        return _struck(stage, call, fault)
    _record(stage, replace(call, team_id=by.team_id if by else None, error=body.get("error")))
    return _respond(body, headers={"x-oauth-scopes": ",".join(sorted(by.scopes))} if by else {})


def _run(stage: Stage, asked: _Asked) -> tuple[Installation | None, Body]:
    by = None
    try:
        if asked.method == "apps.connections.open":
            stage.installs.check_app_token(asked.token)
            return None, {"ok": True, "url": stage.socket_url()}
        if asked.method == "oauth.v2.access":
            return None, {"ok": True, **account.oauth_access(stage, asked.args)}
        known = METHODS.get(asked.method)
        if known is None:
            raise RefusalError("unknown_method", req_method=asked.method)
        by = stage.installs.opened_by(asked.token)
        method, scope = known
        if scope and scope not in by.scopes:
            provided = ",".join(sorted(by.scopes))
            raise RefusalError("missing_scope", needed=scope, provided=provided)
        return by, {"ok": True, **method(stage, by, asked.args)}
    except RefusalError as refused:
        return by, {"ok": False, "error": refused.word, **refused.extra}


def _struck(stage: Stage, call: Call, fault: ApiFault) -> Response:
    _record(stage, replace(call, status=fault.status, error=fault.word))
    return _respond({"ok": False, "error": fault.word}, fault.status, fault.headers)


def _record(stage: Stage, call: Call) -> None:
    stage.calls.append(call)
    stage.feed.publish(Change("call", call.method, call.args.get("channel")))


def _respond(body: Body, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    sent = {"x-slack-req-id": secret("")} | (headers or {})
    if status >= 500:
        return Response(_OUTAGE, status, sent, media_type="text/html")
    return Response(orjson.dumps(body), status, sent, media_type="application/json")


_OUTAGE = "<!DOCTYPE html><html><body><h1>Server Error</h1></body></html>"


async def _read(request: Request) -> _Asked:
    args: Args = dict(request.query_params)
    if request.method == "POST":
        args |= await _posted(request)
    header = request.headers.get("authorization", "")
    token = header[7:] if header.lower().startswith("bearer ") else ""
    token = token or str(args.get("token") or "")
    args.pop("token", None)
    for key in _JSON_ARGS:
        if isinstance(args.get(key), str):
            args[key] = _decoded(args[key], key)
    return _Asked(request.path_params["method"], token, args)


async def _posted(request: Request) -> Args:
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind == "application/json":
        return _json_object(await request.body())
    if kind == "multipart/form-data":
        async with request.form() as form:
            return {key: value for key, value in form.items() if isinstance(value, str)}
    if kind in ("application/x-www-form-urlencoded", ""):
        raw = (await request.body()).decode("utf-8", "replace")
        return dict(parse_qsl(raw, keep_blank_values=True))
    raise RefusalError("invalid_post_type")


def _json_object(raw: bytes) -> Args:
    try:
        body: Any = orjson.loads(raw or b"{}")
    except orjson.JSONDecodeError as error:
        raise RefusalError("invalid_json") from error
    if not isinstance(body, dict):
        raise RefusalError("json_not_object")
    return body


def _decoded(text: str, key: str) -> Any:
    if not text:
        return None
    try:
        return json.loads(text)
    except ValueError as error:
        word = "invalid_blocks_format" if key == "blocks" else "invalid_arguments"
        raise RefusalError(word) from error
