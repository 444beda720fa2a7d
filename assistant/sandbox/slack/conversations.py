"""Methods about conversations: opening, describing and reading them."""

from typing import TypeVar

from assistant.sandbox.slack.installs import Installation
from assistant.sandbox.slack.records import Body, Message
from assistant.sandbox.slack.refusal import RefusalError
from assistant.sandbox.slack.stage import Args, Stage

Item = TypeVar("Item")


def open_dm(stage: Stage, by: Installation, args: Args) -> Body:
    """``conversations.open`` for one person; a DM that exists is ``already_open``."""
    if channel_id := args.get("channel"):
        return {"channel": stage.seen(by, channel_id).body(), "no_op": True, "already_open": True}
    people = str(args.get("users") or "").split(",")
    if people == [""]:
        raise RefusalError("users_list_not_supplied")
    if len(people) > 1:
        raise RefusalError("too_many_users")
    user = stage.workspace.users.get(people[0])
    if user is None:
        raise RefusalError("user_not_found")
    if user.deleted:
        raise RefusalError("user_disabled")
    before = len(stage.workspace.channels)
    channel = stage.workspace.dm(by.bot_user, user)
    known = {"no_op": True, "already_open": True} if len(stage.workspace.channels) == before else {}
    full = bool(args.get("return_im"))
    return {"channel": channel.body() | {"user": user.id} if full else {"id": channel.id}} | known


def info(stage: Stage, by: Installation, args: Args) -> Body:
    """``conversations.info``."""
    channel = stage.seen(by, args.get("channel"))
    body = channel.body() | {"is_member": by.bot_user in channel.members}
    if channel.kind == "im":
        body["user"] = next(m for m in channel.members if m != by.bot_user)
    return {"channel": body}


def members(stage: Stage, by: Installation, args: Args) -> Body:
    """``conversations.members``, in pages."""
    channel = stage.seen(by, args.get("channel"))
    page, cursor = _page(channel.members, args)
    return {"members": page, "response_metadata": {"next_cursor": cursor}}


def history(stage: Stage, by: Installation, args: Args) -> Body:
    """``conversations.history``: newest first, without thread replies and ephemerals."""
    channel = _readable(stage, by, args)
    lines = [m for m in _between(stage, channel, args) if _on_top(m)]
    page, cursor = _page(lines[::-1], args)
    bodies = [message.body for message in page]
    more = {"response_metadata": {"next_cursor": cursor}} if cursor else {}
    return {"messages": bodies, "has_more": bool(cursor), "pin_count": 0} | more


def _on_top(message: Message) -> bool:
    broadcast = message.body.get("subtype") == "thread_broadcast"
    return message.thread_ts in (None, message.ts) or broadcast


def replies(stage: Stage, by: Installation, args: Args) -> Body:
    """``conversations.replies``: the parent and its thread, oldest first."""
    channel = _readable(stage, by, args)
    root = str(args.get("ts", ""))
    if stage.workspace.message(channel, root) is None:
        raise RefusalError("thread_not_found")
    lines = [m for m in _between(stage, channel, args) if root in (m.ts, m.thread_ts)]
    page, cursor = _page(lines, args)
    more = {"response_metadata": {"next_cursor": cursor}} if cursor else {}
    return {"messages": [m.body for m in page], "has_more": bool(cursor)} | more


def _readable(stage: Stage, by: Installation, args: Args) -> str:
    channel = stage.seen(by, args.get("channel"))
    if by.bot_user not in channel.members:
        raise RefusalError("not_in_channel")
    return channel.id


def _between(stage: Stage, channel: str, args: Args) -> list[Message]:
    oldest, latest = float(args.get("oldest") or 0), float(args.get("latest") or "inf")
    inclusive = str(args.get("inclusive", "")).lower() in ("1", "true")
    return [
        message
        for message in stage.workspace.in_channel(channel)
        if message.ephemeral_to is None
        and (
            oldest < float(message.ts) < latest
            or (inclusive and float(message.ts) in (oldest, latest))
        )
    ]


def _page(items: list[Item], args: Args) -> tuple[list[Item], str]:
    start = int(args.get("cursor") or 0)
    end = start + min(int(args.get("limit") or 100), 999)
    return items[start:end], str(end) if end < len(items) else ""
