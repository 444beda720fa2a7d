"""The parts of a Slack body, whatever shape it comes in, and who spoke where.

Identity is (team, user) and nothing else: names, e-mail addresses and display names in a payload
are decoration that anybody may choose. The team is the *user's* own, so a guest of a channel shared
between companies never passes for a colleague.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from assistant.request import Channel, Proof, Request, Sender
from assistant.values import dataclass

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Spot:
    """Who spoke, and where; ``shown`` is the message pressed, where they alone see it."""

    team: str
    user: str
    channel: str
    thread_ts: str = ""
    channel_type: str = ""
    shown: str = ""

    @property
    def screen(self) -> str:
        """What the message that was pressed is remembered by, as the sender of answers knows it."""
        return f"{self.team}/{self.user}/{self.channel}/{self.shown}"

    @property
    def private(self) -> bool:
        """Whether nobody else is there: a direct message, the Home tab, a modal opened there."""
        return (
            not self.channel
            or self.channel_type in ("im", "app_home")
            or self.channel.startswith("D")
        )

    @property
    def thread(self) -> str:
        """The thread, named like the key of the message it hangs from; none in a private talk."""
        return f"{self.channel}/{self.thread_ts}" if self.thread_ts and not self.private else ""

    @property
    def conversation(self) -> str:
        """What a plain "yes" belongs to; all that is private is one talk with one person."""
        if self.private:
            return f"@{self.user}"
        return self.thread or f"{self.channel}/{self.user}"

    @property
    def sender(self) -> Sender:
        """Who that is to everybody behind the door."""
        address = f"{self.team}/{self.user}"
        return Sender(channel=Channel.SLACK, address=address, proof=Proof.SIGNED)

    def request(self, key: str, text: str, at: datetime) -> Request:
        """Something this person says here."""
        place = {
            "team": self.team,
            "channel": self.channel,
            "user": self.user,
            "thread_ts": self.thread_ts,
            "private": self.private,
        }
        if self.shown:
            place["shown"] = self.shown
        return Request(
            key=key,
            sender=self.sender,
            text=text,
            at=at,
            conversation=self.conversation,
            place=orjson.dumps(place).decode(),
            overheard=not self.private,
        )


def key_of(body: Body) -> str:
    """Unique for each press or command, the same when Slack or an eavesdropper repeats it."""
    trigger = string(body, "trigger_id")
    if trigger:
        return trigger
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def moment(ts: str, now: datetime) -> datetime:
    """When it was written, unless the writing of that time is odd or lies ahead of our clock."""
    seconds, _, _ = ts.partition(".")
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 11):
        return now
    return min(datetime.fromtimestamp(int(seconds), UTC), now)


def string(body: Body, name: str) -> str:
    """A field that should hold text; empty where it holds anything else."""
    value = body.get(name)
    if not isinstance(value, str):
        return ""
    # Neither a NUL nor half a surrogate pair (a socket's JSON may hold one) fits every database.
    value = value if value.isascii() else value.encode("utf-8", "replace").decode()
    return value.replace("\0", "\ufffd") if "\0" in value else value


def part(body: Body, name: str) -> Body:
    """A field that should hold an object; empty where it holds anything else."""
    value = body.get(name)
    return value if isinstance(value, Mapping) else {}
