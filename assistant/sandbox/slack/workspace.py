"""The state of this Slack, and the only doors through which messages change."""

import itertools
import secrets
from collections.abc import Callable, Iterator
from typing import Literal, TypeVar

from assistant.sandbox.slack.feed import Change, Feed
from assistant.sandbox.slack.records import Channel, File, Message, Team, User


class Workspace:
    """Everything by id; ids and time stamps are made here."""

    def __init__(self, now: Callable[[], float], feed: Feed) -> None:
        self.now = now
        self.feed = feed
        self.teams: dict[str, Team] = {}
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self._messages: dict[str, dict[str, Message]] = {}
        self._last = 0
        self._numbers = itertools.count(1)

    def next_id(self, prefix: str) -> str:
        """A new id that looks like Slack's, such as ``F00000000A``."""
        return f"{prefix}{next(self._numbers):09X}"

    def next_ts(self) -> str:
        """A message time stamp: unique, increasing even when the clock goes back."""
        self._last = max(self._last + 1, int(self.now() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def user(self, ref: "str | User") -> User:
        """The person by object, id or name; KeyError when unknown."""
        if isinstance(ref, User):
            return ref
        return self.users.get(ref) or _named(ref, self.users)

    def channel(self, ref: "str | Channel") -> Channel:
        """The conversation by object, id, name or ``#name``; KeyError when unknown."""
        if isinstance(ref, Channel):
            return ref
        return self.channels.get(ref) or _named(ref.removeprefix("#"), self.channels)

    def aimed(self, ref: str) -> str:
        """The id a call would carry for this channel; a user id stays what it is."""
        return ref if ref in self.users else self.channel(ref).id

    def dm(self, bot: str, user: User) -> Channel:
        """The direct conversation of a bot and a person, opened when it is the first time."""
        for channel in self.channels.values():
            if channel.kind == "im" and channel.members == [bot, user.id]:
                return channel
        made = Channel(self.next_id("D"), "directmessage", self.users[bot].team_id, "im")
        made.members = [bot, user.id]
        if user.team_id != made.team_id:
            made.shared_with = frozenset({user.team_id})
        self.channels[made.id] = made
        return made

    def put(self, message: Message) -> Message:
        """Keep a new message, count it in its thread, and tell the feed."""
        self._messages.setdefault(message.channel, {})[message.ts] = message
        if (parent_ts := message.thread_ts) and not message.ephemeral_to:
            self._count_reply(message, parent_ts)
        self.changed("posted", message)
        return message

    def _count_reply(self, reply: Message, parent_ts: str) -> None:
        parent = self.message(reply.channel, parent_ts)
        if parent is None or parent is reply:
            return
        repliers = parent.body.setdefault("reply_users", [])
        if reply.user not in repliers:
            repliers.append(reply.user)
        parent.body |= {
            "thread_ts": parent_ts,
            "reply_count": int(parent.body.get("reply_count", 0)) + 1,
            "reply_users_count": len(repliers),
            "latest_reply": reply.ts,
        }

    def remove(self, message: Message) -> None:
        """Forget a message."""
        self._messages[message.channel].pop(message.ts, None)
        self.changed("deleted", message)

    def changed(
        self, kind: Literal["posted", "changed", "deleted", "reacted"], of: Message
    ) -> None:
        """Tell the feed about a message."""
        self.feed.publish(Change(kind, of.ts, of.channel, of.ephemeral_to))

    def message(self, channel: str, ts: str) -> Message | None:
        """One message, also an ephemeral one."""
        return self._messages.get(channel, {}).get(ts)

    def in_channel(self, channel: str) -> list[Message]:
        """Everything in a conversation, oldest first, ephemerals included."""
        return list(self._messages.get(channel, {}).values())

    def everything(self) -> Iterator[Message]:
        """Every message everywhere."""
        for channel in list(self._messages.values()):
            yield from list(channel.values())


Named = TypeVar("Named", User, Channel)


def _named(name: str, among: dict[str, Named]) -> Named:
    for item in among.values():
        if item.name == name:
            return item
    raise KeyError(name)


def secret(prefix: str) -> str:
    """An unguessable name."""
    return prefix + secrets.token_hex(12)
