"""What this Slack knows: teams, people, channels, messages and files.

Messages are kept as the JSON Slack would show, because that is what the Web API, the events and
the page all need; the typed properties are for reading.
"""

import itertools
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from assistant.sandbox.slack.feed import Change, Feed

Body = dict[str, Any]
Kind = Literal["channel", "group", "im"]

SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True)
class Team:
    """One workspace."""

    id: str
    name: str
    domain: str


@dataclass(slots=True)
class User:
    """A person or a bot; only (team_id, id) identifies, names may repeat."""

    id: str
    team_id: str
    name: str
    real_name: str
    email: str | None = None
    tz: str = "Europe/Berlin"
    locale: str = "en-US"
    is_admin: bool = False
    is_bot: bool = False
    deleted: bool = False

    def body(self) -> Body:
        """The user object of users.info, without the e-mail address."""
        offset = datetime.now(ZoneInfo(self.tz)).utcoffset()
        return {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": self.tz,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "profile": self.profile(),
            "is_admin": self.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": False,
            "is_ultra_restricted": False,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": 1700000000,
        }

    def profile(self) -> Body:
        """The names as a profile shows them."""
        return {
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.name,
            "display_name_normalized": self.name,
            "team": self.team_id,
        }


@dataclass(slots=True)
class Channel:
    """A conversation; ``shared_with`` names the other teams of a Slack Connect channel."""

    id: str
    name: str
    team_id: str
    kind: Kind = "channel"
    members: list[str] = field(default_factory=list)
    shared_with: frozenset[str] = frozenset()
    archived: bool = False

    @property
    def teams(self) -> frozenset[str]:
        """Every workspace that sees this channel."""
        return self.shared_with | {self.team_id}

    def body(self) -> Body:
        """The channel object of conversations.info."""
        if self.kind == "im":
            return {"id": self.id, "created": 1700000000, "is_im": True, "is_archived": False}
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "channel",
            "is_group": self.kind == "group",
            "is_im": False,
            "is_mpim": False,
            "is_private": self.kind == "group",
            "is_archived": self.archived,
            "is_general": self.name == "general",
            "is_shared": bool(self.shared_with),
            "is_ext_shared": bool(self.shared_with),
            "is_org_shared": False,
            "context_team_id": self.team_id,
            "conversation_host_id": self.team_id,
            "connected_team_ids": sorted(self.shared_with),
            "shared_team_ids": sorted(self.teams),
            "created": 1700000000,
            "num_members": len(self.members),
        }


@dataclass(slots=True)
class Message:
    """A message as it stands now, after every update."""

    channel: str
    ts: str
    body: Body
    ephemeral_to: str | None = None

    @property
    def text(self) -> str:
        """The plain text, which is the fallback when there are blocks."""
        return str(self.body.get("text", ""))

    @property
    def user(self) -> str:
        """Who wrote it."""
        return str(self.body.get("user", ""))

    @property
    def blocks(self) -> list[Body]:
        """The blocks as stored, block ids included."""
        return list(self.body.get("blocks") or [])

    @property
    def thread_ts(self) -> str | None:
        """The parent's ts when this belongs to a thread (a parent names itself)."""
        found: str | None = self.body.get("thread_ts")
        return found

    @property
    def files(self) -> list[Body]:
        """The file objects shared with it."""
        return list(self.body.get("files") or [])

    @property
    def shown(self) -> str:
        """Everything a person reads: the blocks' words, or the text when there are none."""
        return "\n".join(words(self.blocks)) if self.blocks else self.text


def words(node: object) -> Iterator[str]:
    """Every text in a block tree, in reading order."""
    if isinstance(node, list):
        for item in node:
            yield from words(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in _READ_KEYS and isinstance(value, str):
                yield value
            elif isinstance(value, dict | list):
                yield from words(value)


_READ_KEYS = frozenset({"text", "caption", "title", "label", "description"})


@dataclass(slots=True)
class File:
    """An uploaded file; ``content`` is None until the bytes came."""

    id: str
    name: str
    user: str
    size: int
    title: str = ""
    content: bytes | None = None
    channels: list[str] = field(default_factory=list)


class Workspace:
    """The state, with the only doors through which messages change."""

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
