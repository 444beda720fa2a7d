"""Methods that post, change and remove messages."""

from typing import Any

from assistant.sandbox.slack import limits, payloads
from assistant.sandbox.slack.installs import APP_ID, Installation
from assistant.sandbox.slack.records import Body, Channel, Message
from assistant.sandbox.slack.refusal import RefusalError
from assistant.sandbox.slack.stage import Args, Stage
from assistant.sandbox.slack.workspace import secret


def post_message(stage: Stage, by: Installation, args: Args) -> Body:
    """``chat.postMessage``; a user id as channel opens the DM, as Slack does."""
    channel = stage.spoken_to(by, _aimed(stage, by, args.get("channel")))
    check_content(stage, args)
    body = _composed(stage, by, args)
    message = stage.workspace.put(Message(channel.id, body["ts"], body))
    stage.wrote(channel, payloads.message_event(channel, message.body))
    return {"channel": channel.id, "ts": message.ts, "message": message.body}


def post_ephemeral(stage: Stage, by: Installation, args: Args) -> Body:
    """``chat.postEphemeral``: seen by one member, kept nowhere else, never with files."""
    channel = stage.spoken_to(by, args.get("channel"))
    check_content(stage, args)
    reader = str(args.get("user") or "")
    if reader not in channel.members:
        raise RefusalError("user_not_in_channel")
    body = _composed(stage, by, args)
    stage.workspace.put(Message(channel.id, body["ts"], body, reader))
    return {"message_ts": body["ts"]}


def _aimed(stage: Stage, by: Installation, target: object) -> object:
    user = stage.workspace.users.get(str(target or ""))
    if user is None:
        return target
    if user.deleted:
        raise RefusalError("user_disabled")
    return stage.workspace.dm(by.bot_user, user).id


def check_content(stage: Stage, args: Args) -> None:
    """Refuse a message without words, too many of them, or bad blocks."""
    text, blocks = args.get("text") or "", args.get("blocks")
    if not text and not (blocks or args.get("attachments")):
        raise RefusalError("no_text")
    if len(text) > limits.TEXT_LIMIT:
        raise RefusalError("msg_too_long")
    limits.check_blocks(blocks)
    if not text and blocks and stage.require_fallback:
        raise RefusalError("no_text", warning="missing_text_in_message")


def _composed(stage: Stage, by: Installation, args: Args) -> Body:
    body = _signed(stage, by)
    body |= {"ts": stage.workspace.next_ts(), "text": args.get("text") or ""}
    if args.get("blocks"):
        body["blocks"] = named(args["blocks"])
    for key in ("thread_ts", "metadata", "attachments"):
        if args.get(key):
            body[key] = args[key]
    if str(args.get("reply_broadcast", "")).lower() in ("1", "true") and args.get("thread_ts"):
        body["subtype"] = "thread_broadcast"
    return body


def _signed(stage: Stage, by: Installation) -> Body:
    return {
        "type": "message",
        "user": by.bot_user,
        "bot_id": by.bot_id,
        "app_id": APP_ID,
        "team": by.team_id,
        "bot_profile": {
            "id": by.bot_id,
            "app_id": APP_ID,
            "name": stage.workspace.users[by.bot_user].real_name,
            "deleted": False,
            "team_id": by.team_id,
        },
    }


def named(blocks: list[Body]) -> list[Body]:
    """The blocks with what Slack adds by itself: ids, and what is optional."""
    return [
        _FILLED.get(block["type"], {}) | {"block_id": secret("")[:5]} | block for block in blocks
    ]


_FILLED: dict[str, Body] = {"input": {"optional": False, "dispatch_action": False}}


def update(stage: Stage, by: Installation, args: Args) -> Body:
    """``chat.update``: own messages only, never ephemeral ones."""
    message = _own(stage, by, args, "cant_update_message")
    check_content(stage, {"text": message.text} | args)
    before = dict(message.body)
    rewrite(message, args)
    message.body["edited"] = {"user": by.bot_user, "ts": stage.workspace.next_ts()}
    stage.workspace.changed("changed", message)
    place, ts = stage.workspace.channels[message.channel], message.body["edited"]["ts"]
    both = {"message": dict(message.body), "previous_message": before}
    stage.wrote(place, payloads.subtype_event(place, "message_changed", ts, **both))
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": message.text,
        "message": message.body,
    }


def rewrite(message: Message, args: Args) -> None:
    """Apply new text and blocks; text alone removes the blocks, as Slack does."""
    if args.get("text") is not None:
        message.body["text"] = args["text"]
        if args.get("blocks") is None:
            message.body.pop("blocks", None)
    if args.get("blocks") is not None:
        message.body["blocks"] = named(args["blocks"])
    if args.get("metadata"):
        message.body["metadata"] = args["metadata"]


def delete(stage: Stage, by: Installation, args: Args) -> Body:
    """``chat.delete``: own messages only."""
    message = _own(stage, by, args, "cant_delete_message")
    stage.workspace.remove(message)
    place, ts = stage.workspace.channels[message.channel], stage.workspace.next_ts()
    gone = {"deleted_ts": message.ts, "previous_message": message.body}
    stage.wrote(place, payloads.subtype_event(place, "message_deleted", ts, **gone))
    return {"channel": message.channel, "ts": message.ts}


def _own(stage: Stage, by: Installation, args: Args, otherwise: str) -> Message:
    channel = stage.seen(by, args.get("channel"))
    if channel.archived:
        raise RefusalError("is_archived")
    message = _existing(stage, channel, args.get("ts"))
    if message.user != by.bot_user:
        raise RefusalError(otherwise)
    return message


def _existing(stage: Stage, channel: Channel, ts: Any) -> Message:
    message = stage.workspace.message(channel.id, str(ts or ""))
    if message is None or message.ephemeral_to:
        raise RefusalError("message_not_found")
    return message


def get_permalink(stage: Stage, by: Installation, args: Args) -> Body:
    """``chat.getPermalink``."""
    channel = stage.seen(by, args.get("channel"))
    message = _existing(stage, channel, args.get("message_ts"))
    domain = stage.workspace.teams[by.team_id].domain
    place = f"{channel.id}/p{message.ts.replace('.', '')}"
    return {
        "channel": channel.id,
        "permalink": f"https://{domain}.slack.com/archives/{place}",
    }


def react(stage: Stage, by: Installation, args: Args) -> Body:
    """``reactions.add``."""
    channel = stage.seen(by, args.get("channel"))
    message = _existing(stage, channel, args.get("timestamp"))
    name = str(args.get("name") or "").strip(":")
    if not name:
        raise RefusalError("invalid_name")
    if not add_reaction(stage, message, by.bot_user, name):
        raise RefusalError("already_reacted")
    return {}


def add_reaction(stage: Stage, message: Message, user: str, name: str) -> bool:
    """Put one person's emoji under a message; False when it is there already."""
    reactions: list[Body] = message.body.setdefault("reactions", [])
    found = next((one for one in reactions if one["name"] == name), None)
    if found is None:
        found = {"name": name, "users": [], "count": 0}
        reactions.append(found)
    if user in found["users"]:
        return False
    found["users"].append(user)
    found["count"] += 1
    stage.workspace.changed("reacted", message)
    return True


def validate(stage: Stage, by: Installation, args: Args) -> Body:
    """``blocks.validate``: the checks without the message."""
    limits.check_blocks(args.get("blocks"))
    return {}
