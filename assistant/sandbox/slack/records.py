"""Teams, people, channels, messages and files as this Slack keeps them.

Messages are kept as the JSON Slack would show, because that is what the Web API, the events and
the page all need; the typed properties are for reading.
"""

from collections.abc import Iterator
from dataclasses import field
from datetime import UTC, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from assistant.values import dataclass

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
        offset = datetime.now(UTC).astimezone(ZoneInfo(self.tz)).utcoffset()
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
            "is_email_confirmed": bool(self.email),
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
