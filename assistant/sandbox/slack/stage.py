"""The parts of one running counterpart, handed to everything that acts on it."""

from collections.abc import Callable
from dataclasses import field
from typing import Any

from assistant.sandbox.slack.faults import Faults
from assistant.sandbox.slack.feed import Feed
from assistant.sandbox.slack.installs import Installation, Installations
from assistant.sandbox.slack.records import Body, Channel, words
from assistant.sandbox.slack.refusal import RefusalError
from assistant.sandbox.slack.workspace import Workspace, secret
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Call:
    """One Web API call as it came in; the token is left out."""

    method: str
    args: Body
    at: float
    team_id: str | None = None
    status: int = 200
    error: str | None = None


@dataclass(slots=True)
class View:
    """A modal on somebody's screen, or somebody's Home tab."""

    id: str
    user: str
    body: Body
    team_id: str
    root: str
    previous: str | None = None
    closed: bool = False
    errors: dict[str, str] = field(default_factory=dict)
    response_urls: list[Body] = field(default_factory=list)

    @property
    def blocks(self) -> list[Body]:
        """The blocks as drawn now."""
        return list(self.body["blocks"])

    @property
    def shown(self) -> str:
        """Every word a person reads in it."""
        return "\n".join(words([self.body.get("title"), self.blocks, self.body.get("submit")]))


@dataclass(slots=True)
class Trigger:
    """A moment in which the app may open a modal for one person."""

    user: str
    at: float
    view: str | None = None
    used: bool = False


@dataclass(slots=True)
class Hook:
    """A response_url: five uses in thirty minutes."""

    team_id: str
    channel: str
    user: str
    at: float
    message_ts: str | None = None
    uses: int = 0
    expired: bool = False


@dataclass(slots=True)
class Thread:
    """What the app told an assistant thread about itself."""

    status: str = ""
    title: str = ""
    prompts: list[Body] = field(default_factory=list)


@dataclass
class Stage:
    """State, switches and records of one counterpart."""

    now: Callable[[], float]
    feed: Feed
    workspace: Workspace
    installs: Installations
    faults: Faults
    origin: str = ""
    socket_url: Callable[[], str] = str
    require_fallback: bool = True
    unfurl_domains: frozenset[str] = frozenset()
    calls: list[Call] = field(default_factory=list)
    views: dict[str, View] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    threads: dict[tuple[str, str], Thread] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    hooks: dict[str, Hook] = field(default_factory=dict)
    wrote: Callable[[Channel, Body], None] = lambda channel, event: None

    def trigger(self, user: str, view: str | None = None) -> str:
        """A new trigger id for this person, good for three seconds and one use."""
        trigger_id = secret(f"{int(self.now())}.{len(self.triggers)}.")
        self.triggers[trigger_id] = Trigger(user, self.now(), view)
        return trigger_id

    def hook(self, hook: Hook, kind: str) -> str:
        """A new response_url."""
        name = secret("")
        self.hooks[name] = hook
        return f"{self.origin}/{kind}/{hook.team_id}/{name}"

    def spoken_to(self, by: Installation, channel_id: object) -> Channel:
        """The channel a bot may post in; refuses as Slack does."""
        channel = self.seen(by, channel_id)
        if channel.archived:
            raise RefusalError("is_archived")
        if by.bot_user not in channel.members:
            raise RefusalError("not_in_channel")
        person = next((m for m in channel.members if m != by.bot_user), "")
        if channel.kind == "im" and self.workspace.users[person].deleted:
            raise RefusalError("is_inactive")
        return channel

    def seen(self, by: Installation, channel_id: object) -> Channel:
        """The channel a bot knows about: its own, and its workspace's public ones."""
        channel = self.workspace.channels.get(str(channel_id or ""))
        if channel is None:
            raise RefusalError("channel_not_found")
        public = channel.kind == "channel" and by.team_id in channel.teams
        if not public and by.bot_user not in channel.members:
            raise RefusalError("channel_not_found")
        return channel


Args = dict[str, Any]
