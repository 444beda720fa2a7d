"""Links whose domain the app registered: their event, and what the app draws beneath them."""

import re
from typing import Any
from urllib.parse import urlsplit

from assistant.sandbox.slack import limits
from assistant.sandbox.slack.installs import Installation
from assistant.sandbox.slack.records import Body, Channel
from assistant.sandbox.slack.refusal import RefusalError
from assistant.sandbox.slack.stage import Args, Stage

_LINK = re.compile(r"<(https?://[^<>|]+)")


def event(stage: Stage, by: Installation, channel: Channel, body: Body) -> Body | None:
    """The ``link_shared`` event of a message; None when no link in it is the app's."""
    links = [
        {"domain": urlsplit(url).hostname, "url": url}
        for url in _LINK.findall(body["text"])
        if urlsplit(url).hostname in stage.unfurl_domains
    ]
    if not links or "links:read" not in by.scopes:
        return None
    return {
        "type": "link_shared",
        "channel": channel.id,
        "is_bot_user_member": by.bot_user in channel.members,
        "user": body["user"],
        "message_ts": body["ts"],
        "unfurl_id": f"{channel.id}.{body['ts']}.{len(links)}",
        "source": "conversations_history",
        "links": links,
        "event_ts": body["ts"],
    }


def unfurl(stage: Stage, by: Installation, args: Args) -> Body:
    """``chat.unfurl``: attachments of somebody's message, for everybody who sees it."""
    channel_id, ts = _aimed(args)
    message = stage.workspace.message(channel_id, ts)
    unfurls: Any = args.get("unfurls")
    if message is None:
        raise RefusalError("cannot_find_message")
    if not isinstance(unfurls, dict) or not unfurls:
        raise RefusalError("missing_unfurls")
    for url, drawn in unfurls.items():
        if url not in message.text:
            raise RefusalError("cannot_unfurl_url")
        limits.check_blocks(drawn.get("blocks"))
    message.body["attachments"] = [
        {"from_url": url, "app_unfurl_url": url, **drawn} for url, drawn in unfurls.items()
    ]
    stage.workspace.changed("changed", message)
    return {}


def _aimed(args: Args) -> tuple[str, str]:
    """The message, named by its channel and ts or by the id its event gave."""
    if args.get("unfurl_id"):
        if args.get("source") not in ("composer", "conversations_history"):
            raise RefusalError("invalid_source")
        channel_id, seconds, parts, *_ = str(args["unfurl_id"]).split(".")
        return channel_id, f"{seconds}.{parts}"
    return str(args.get("channel") or ""), str(args.get("ts") or "")
