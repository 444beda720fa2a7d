"""File upload in three steps, and the bytes' way back."""

import mimetypes

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from assistant.sandbox.slack import payloads
from assistant.sandbox.slack.chat import check_content, named
from assistant.sandbox.slack.feed import Change
from assistant.sandbox.slack.installs import APP_ID, Installation
from assistant.sandbox.slack.records import Body, File, Message
from assistant.sandbox.slack.refusal import RefusalError
from assistant.sandbox.slack.stage import Args, Stage


def get_upload_url(stage: Stage, by: Installation, args: Args) -> Body:
    """``files.getUploadURLExternal``: step one, an address for the bytes."""
    name, length = str(args.get("filename") or ""), str(args.get("length") or "")
    if not name or not length.isdigit() or int(length) < 1:
        raise RefusalError("invalid_arguments")
    file = File(stage.workspace.next_id("F"), name, by.bot_user, int(length))
    stage.workspace.files[file.id] = file
    return {"upload_url": f"{stage.origin}/upload/v1/{file.id}", "file_id": file.id}


async def receive(stage: Stage, request: Request) -> Response:
    """Step two: take the bytes, raw or as a form."""
    file = stage.workspace.files.get(request.path_params["id"])
    if file is None:
        return PlainTextResponse("file_not_found", 404)
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        async with request.form() as form:
            upload = next(v for v in form.values() if not isinstance(v, str))
            file.content = await upload.read()
    else:
        file.content = await request.body()
    file.size = len(file.content)
    return PlainTextResponse(f"OK - {file.size}")


def complete_upload(stage: Stage, by: Installation, args: Args) -> Body:
    """``files.completeUploadExternal``: step three, share in at most one conversation."""
    shared = [_ready(stage, one) for one in args.get("files") or []]
    if not shared:
        raise RefusalError("invalid_arguments")
    if channel_id := args.get("channel_id") or args.get("channels"):
        channel = stage.spoken_to(by, channel_id)
        for file in shared:
            file.channels.append(channel.id)
        _announce(stage, by, shared, args | {"channel": channel.id})
    for file in shared:
        stage.feed.publish(Change("file", file.id))
    return {"files": [body_of(stage, file) for file in shared]}


def _ready(stage: Stage, one: Body) -> File:
    file = stage.workspace.files.get(str(one.get("id", "")))
    if file is None or file.content is None:
        raise RefusalError("file_not_found")
    file.title = str(one.get("title") or file.name)
    return file


def _announce(stage: Stage, by: Installation, shared: list[File], args: Args) -> None:
    blocks = args.get("blocks")
    if blocks:
        check_content(stage, {"text": " ", "blocks": blocks})
    body: Body = {
        "type": "message",
        "subtype": "file_share",
        "user": by.bot_user,
        "bot_id": by.bot_id,
        "app_id": APP_ID,
        "team": by.team_id,
        "ts": stage.workspace.next_ts(),
        "text": args.get("initial_comment") or "",
        "files": [body_of(stage, file) for file in shared],
        "upload": True,
    }
    body |= {"thread_ts": args["thread_ts"]} if args.get("thread_ts") else {}
    body |= {"blocks": named(blocks)} if blocks else {}
    stage.workspace.put(Message(args["channel"], body["ts"], body))
    channel = stage.workspace.channels[args["channel"]]
    stage.wrote(channel, payloads.message_event(channel, body))


def info(stage: Stage, by: Installation, args: Args) -> Body:
    """``files.info``."""
    file = stage.workspace.files.get(str(args.get("file", "")))
    if file is None:
        raise RefusalError("file_not_found")
    return {"file": body_of(stage, file)}


def body_of(stage: Stage, file: File) -> Body:
    """The file object as events and answers carry it."""
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    url = f"{stage.origin}/files-pri/{file.id}/{file.name}"
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": kind,
        "filetype": file.name.rpartition(".")[2],
        "user": file.user,
        "size": file.size,
        "created": int(stage.now()),
        "timestamp": int(stage.now()),
        "editable": False,
        "permalink": f"https://files.slack.com/files-pri/{file.id}/{file.name}",
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        "url_private": url,
        "url_private_download": url,
        "channels": list(file.channels),
    }


def send(stage: Stage, request: Request) -> Response:
    """Give the bytes to whoever holds a bot token, and nobody else."""
    file = stage.workspace.files.get(request.path_params["id"])
    try:
        stage.installs.opened_by(request.headers.get("authorization", "")[7:])
    except RefusalError as refused:
        return PlainTextResponse(refused.word, 403)
    if file is None or file.content is None:
        return PlainTextResponse("file_not_found", 404)
    return Response(file.content, media_type=mimetypes.guess_type(file.name)[0])
