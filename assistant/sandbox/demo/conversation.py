"""The Slack side: what somebody sees in a conversation, and what they do there."""

import re
from typing import Any

from pydantic import BaseModel

from assistant.sandbox.demo.cast import speaker
from assistant.sandbox.slack import Message, SlackCounterpart

_COMMAND = re.compile(r"(/[a-z]+)(?:\s+(.*))?", re.DOTALL)


class Saying(BaseModel, frozen=True):
    """Something typed: words, or a slash command where they begin with one."""

    who: str
    place: str
    text: str
    thread: str = ""
    mention: bool = False


class Pressing(BaseModel, frozen=True):
    """A button pressed in a message, or something chosen in a menu of it."""

    who: str
    place: str
    ts: str
    action: str
    block: str
    value: str = ""


def seen(slack: SlackCounterpart, who: str, place: str) -> list[dict[str, Any]]:
    """The conversation on this person's screen, oldest first."""
    user = speaker(who)
    return [_drawn(slack, message) for message in slack.messages(place, user)]


async def say(slack: SlackCounterpart, saying: Saying) -> None:
    """Say it as that person. Raises ValueError with the reason when Slack would not let them."""
    user = speaker(saying.who)
    command = _COMMAND.fullmatch(saying.text.strip())
    if command and not saying.thread:
        await slack.command(user, command[1], command[2] or "", saying.place)
        return
    mention = saying.mention and slack.stage.workspace.channel(saying.place).kind != "im"
    thread = saying.thread or None
    await slack.say(user, saying.text, channel=saying.place, thread_ts=thread, mention=mention)


async def press(slack: SlackCounterpart, pressing: Pressing) -> None:
    """Press a button as that person. Raises ValueError when it is not on their screen."""
    user = speaker(pressing.who)
    for message in slack.messages(pressing.place, user):
        if message.ts == pressing.ts:
            value = pressing.value or None
            await slack.click(user, message, pressing.action, block_id=pressing.block, value=value)
            return
    raise ValueError("that message is gone")


def _drawn(slack: SlackCounterpart, message: Message) -> dict[str, Any]:
    writer = slack.stage.workspace.users.get(message.user)
    return {
        "ts": message.ts,
        "user": message.user,
        "name": writer.real_name if writer else message.user,
        "app": bool(writer and writer.is_bot),
        "text": message.text,
        "blocks": message.blocks,
        "thread": message.thread_ts if message.thread_ts != message.ts else None,
        "only_you": message.ephemeral_to is not None,
        "edited": "edited" in message.body,
        "files": [{"id": each["id"], "name": each["name"]} for each in message.files],
    }
