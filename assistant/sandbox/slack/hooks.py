"""response_url: the app's late answers, five of them within thirty minutes."""

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from assistant.sandbox.slack.chat import check_content, named, rewrite
from assistant.sandbox.slack.installs import APP_ID
from assistant.sandbox.slack.records import Body, Message
from assistant.sandbox.slack.refusal import RefusalError
from assistant.sandbox.slack.stage import Hook, Stage

LIFE = 1800.0
USES = 5


async def receive(stage: Stage, request: Request) -> Response:
    """Take one post to a response_url."""
    hook = stage.hooks.get(request.path_params["name"])
    if hook is None:
        return PlainTextResponse("no_service", 404)
    if hook.expired or stage.now() - hook.at > LIFE:
        return JSONResponse({"ok": False, "error": "expired_url"}, 404)
    if hook.uses >= USES:
        return JSONResponse({"ok": False, "error": "used_url"}, 404)
    try:
        body = orjson.loads(await request.body())
        use(stage, hook, body)
    except orjson.JSONDecodeError:
        return PlainTextResponse("invalid_payload", 400)
    except RefusalError as refused:
        return PlainTextResponse(refused.word, 400)
    return PlainTextResponse("ok")


def use(stage: Stage, hook: Hook, body: Body) -> None:
    """Replace, delete or answer; refused content uses up nothing."""
    original = stage.workspace.message(hook.channel, hook.message_ts or "")
    if _yes(body.get("delete_original")):
        if original:
            stage.workspace.remove(original)
    else:
        check_content(stage, body)
        if _yes(body.get("replace_original")) and original:
            rewrite(original, body)
            stage.workspace.changed("changed", original)
        else:
            _answer(stage, hook, body)
    hook.uses += 1


def _yes(value: object) -> bool:
    return str(value).lower() == "true"


def _answer(stage: Stage, hook: Hook, body: Body) -> None:
    public = body.get("response_type") == "in_channel"
    message = respond(stage, hook, body, ephemeral_to=None if public else hook.user)
    if hook.message_ts is None:
        hook.message_ts = message.ts


def respond(stage: Stage, hook: Hook, body: Body, *, ephemeral_to: str | None) -> Message:
    """Show an answer in the conversation the command or click came from."""
    by = stage.installs.serving(hook.team_id)
    ts = stage.workspace.next_ts()
    written: Body = {
        "type": "message",
        "user": by.bot_user,
        "bot_id": by.bot_id,
        "app_id": APP_ID,
        "team": by.team_id,
        "ts": ts,
        "text": body.get("text") or "",
    }
    written |= {"blocks": named(body["blocks"])} if body.get("blocks") else {}
    written |= {"thread_ts": body["thread_ts"]} if body.get("thread_ts") else {}
    return stage.workspace.put(Message(hook.channel, ts, written, ephemeral_to))
