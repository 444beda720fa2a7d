"""What a verified Slack body says, and who says it: pure, and the same for HTTP and Socket Mode.

Identity is (team, user) and nothing else: names, e-mail addresses and display names in a payload
are decoration that anybody may choose. The team is the *user's* own, so a guest of a channel shared
between companies never passes for a colleague.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from assistant.request import Channel, Proof, Request, Sender

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Commanded:
    """A slash command: the answer is the body of the acknowledgement.

    ``later`` is the URL Slack takes answers at for half an hour, for when this one is late.
    """

    request: Request
    later: str


@dataclass(frozen=True, slots=True)
class Said:
    """A message or a press of a button: accepted now, answered from the outbox.

    ``thread`` names the thread it was said in, or is empty. When ``addressed`` is false nobody
    called us, so it counts only in a thread where this person has asked us before.
    """

    request: Request
    thread: str = ""
    addressed: bool = True


@dataclass(frozen=True, slots=True)
class Challenged:
    """Slack asks whether this URL is ours; echoing the text says yes."""

    text: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """Nothing to answer; acknowledged all the same. ``alarm`` is set when an operator must know."""

    why: str
    alarm: bool = False


Reading = Commanded | Said | Challenged | Ignored

ALARMS = frozenset({"app_rate_limited", "app_uninstalled", "tokens_revoked"})

_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>[,:]?[ \u00a0]*")
_MARKUP = re.compile(r"<([^<>]*)>|&(amp|lt|gt);")
_LINK = re.compile(r"(?:https?://|mailto:|tel:)")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}


def read(body: Body, now: datetime) -> Reading:
    """Read a body whose signature (or socket) was checked before; never raises on strange ones."""
    kind = _text(body, "type")
    if kind == "event_callback":
        return _event(body, now)
    if kind == "block_actions":
        return _press(body, now)
    if not kind and _text(body, "command"):
        return _command(body, now)
    if kind == "url_verification":
        return Challenged(_text(body, "challenge"))
    return Ignored(kind or "unknown", alarm=kind in ALARMS)


def words(text: str, bot: str = "") -> str:
    """The text as typed: Slack's escaping undone, the call of our own name taken out.

    https://docs.slack.dev/messaging/formatting-message-text/
    """
    if "<" not in text and "&" not in text:
        return text
    text = _MENTION.sub(lambda found: "" if found[1] == bot else found[0], text)
    return _MARKUP.sub(_plain, text)


def _plain(found: re.Match[str]) -> str:
    if found[2]:
        return _ENTITIES[found[2]]
    target, _, label = found[1].partition("|")
    if _LINK.match(target):
        return words(label or target.removeprefix("mailto:").removeprefix("tel:"))
    if target.startswith("#") and label:
        return f"#{words(label)}"
    return found[0]


def _command(body: Body, now: datetime) -> Reading:
    team, user, channel = _text(body, "team_id"), _text(body, "user_id"), _text(body, "channel_id")
    if not team or not user:
        return Ignored("no identity")
    spot = _Spot(team, user, channel)
    request = spot.request(_key(body), words(_text(body, "text")), now)
    return Commanded(request, _text(body, "response_url"))


def _press(body: Body, now: datetime) -> Reading:
    person, container = _part(body, "user"), _part(body, "container")
    team = _text(person, "team_id") or _text(_part(body, "team"), "id")
    user = _text(person, "id")
    value = _value(body)
    if not team or not user or not value:
        return Ignored("a press that says nothing")
    thread = _text(container, "thread_ts") or _text(_part(body, "message"), "thread_ts")
    channel = _text(_part(body, "channel"), "id") or _text(container, "channel_id")
    spot = _Spot(team, user, channel, thread)
    return Said(spot.request(_key(body), value, now), spot.thread)


def _value(body: Body) -> str:
    actions = body.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else None
    if not isinstance(first, Mapping):
        return ""
    return _text(first, "value") or _text(_part(first, "selected_option"), "value")


def _event(body: Body, now: datetime) -> Reading:
    event = _part(body, "event")
    kind = _text(event, "type")
    if kind not in ("message", "app_mention"):
        return Ignored(kind or "unknown", alarm=kind in ALARMS)
    bot = _bot(body)
    why = _no_command(event, bot)
    if why:
        return Ignored(why)
    return _message(body, event, bot=bot, now=now)


def _message(body: Body, event: Body, *, bot: str, now: datetime) -> Reading:
    text, channel, ts = _text(event, "text"), _text(event, "channel"), _text(event, "ts")
    team, user = _team(body, event), _text(event, "user")
    if not (team and user and channel and ts):
        return Ignored("no identity")
    mentioned = _text(event, "type") == "app_mention"
    if mentioned and not bot and (called := _MENTION.match(text)):
        bot = called[1]
    called_us = mentioned or _calls(text, bot)
    spot = _Spot(team, user, channel, _text(event, "thread_ts"), _text(event, "channel_type"))
    if not (spot.private or called_us or spot.thread):
        return Ignored("not addressed")
    # One post arrives as `message` and as `app_mention`, each with its own event id.
    request = spot.request(f"{channel}/{ts}", words(text, bot), _moment(ts, now))
    return Said(request, spot.thread, addressed=spot.private or called_us)


def _no_command(event: Body, bot: str) -> str:
    """Why this message can be nobody's command, or nothing."""
    if _text(event, "subtype") not in ("", "file_share"):
        return "subtype"
    if event.get("bot_id") or event.get("bot_profile") or _text(event, "user") == bot != "":
        return "a bot"
    return "edited" if event.get("edited") else ""


@dataclass(frozen=True, slots=True)
class _Spot:
    """Who spoke, and where."""

    team: str
    user: str
    channel: str
    thread_ts: str = ""
    channel_type: str = ""

    @property
    def private(self) -> bool:
        return self.channel_type in ("im", "app_home") or self.channel.startswith("D")

    @property
    def thread(self) -> str:
        """The thread, named like the key of the message it hangs from; none in a private talk."""
        return f"{self.channel}/{self.thread_ts}" if self.thread_ts and not self.private else ""

    @property
    def conversation(self) -> str:
        if self.private:
            return self.channel
        return self.thread or f"{self.channel}/{self.user}"

    def request(self, key: str, text: str, at: datetime) -> Request:
        place = {
            "team": self.team,
            "channel": self.channel,
            "user": self.user,
            "thread_ts": self.thread_ts,
            "private": self.private,
        }
        return Request(
            key=key,
            sender=Sender(
                channel=Channel.SLACK, address=f"{self.team}/{self.user}", proof=Proof.SIGNED
            ),
            text=text,
            at=at,
            conversation=self.conversation,
            place=orjson.dumps(place).decode(),
        )


def _team(body: Body, event: Body) -> str:
    """The team the author belongs to; empty when Slack does not tell.

    In a shared channel ``body.team_id`` is only where we are installed. An author on Enterprise
    Grid may come with the organisation's id, which Slack repeats next to the team it stands for.
    """
    team = _text(event, "user_team") or _text(event, "team")
    if team.startswith("E"):
        for prefix in ("", "context_"):
            if team == _text(body, f"{prefix}enterprise_id"):
                return _text(body, f"{prefix}team_id") or team
        return team
    if team or body.get("is_ext_shared_channel"):
        return team
    return _text(body, "team_id")


def _bot(body: Body) -> str:
    """Our own user id in the workspace this event was sent for."""
    installed = body.get("authorizations")
    first = installed[0] if isinstance(installed, list) and installed else None
    if isinstance(first, Mapping) and first.get("is_bot") is True:
        return _text(first, "user_id")
    return ""


def _calls(text: str, bot: str) -> bool:
    return bool(bot) and any(found[1] == bot for found in _MENTION.finditer(text))


def _key(body: Body) -> str:
    """Unique for each press or command, the same when Slack or an eavesdropper repeats it."""
    trigger = _text(body, "trigger_id")
    if trigger:
        return trigger
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _moment(ts: str, now: datetime) -> datetime:
    """When it was written, unless the writing of that time is odd or lies ahead of our clock."""
    seconds, _, _ = ts.partition(".")
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 11):
        return now
    return min(datetime.fromtimestamp(int(seconds), UTC), now)


def _text(part: Body, name: str) -> str:
    value = part.get(name)
    if not isinstance(value, str):
        return ""
    # Neither a NUL nor half a surrogate pair (a socket's JSON may hold one) fits every database.
    value = value if value.isascii() else value.encode("utf-8", "replace").decode()
    return value.replace("\0", "\ufffd") if "\0" in value else value


def _part(body: Body, name: str) -> Body:
    value = body.get(name)
    return value if isinstance(value, Mapping) else {}
