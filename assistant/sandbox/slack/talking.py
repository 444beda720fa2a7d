"""What people do with messages: write, edit, delete, react; and what other bots write."""

import asyncio
import uuid
from collections.abc import Sequence
from typing import TypedDict, Unpack

from assistant.sandbox.slack import payloads, typed, unfurling
from assistant.sandbox.slack.chat import add_reaction
from assistant.sandbox.slack.delivery import Delivery
from assistant.sandbox.slack.feed import Change
from assistant.sandbox.slack.files import body_of
from assistant.sandbox.slack.installs import Installation
from assistant.sandbox.slack.part import Part
from assistant.sandbox.slack.records import Body, Channel, File, Message, User
from assistant.values import dataclass


class Where(TypedDict, total=False):
    """Where and how something is said; without a channel it is a direct message."""

    channel: str | Channel
    dm: bool
    thread_ts: str | None
    mention: bool
    broadcast: bool
    files: Sequence[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Said:
    """A written message and what became of its events (none when the app may not see it)."""

    message: Message
    deliveries: tuple[Delivery, ...]

    @property
    def acked(self) -> bool:
        """Whether there were events and the app acknowledged all of them."""
        return bool(self.deliveries) and all(delivery.acked for delivery in self.deliveries)


class Talking(Part):
    """The message box of everybody."""

    async def say(self, user: str | User, text: str, **where: Unpack[Where]) -> Said:
        """Write a message; a mention in a channel gives ``message`` and ``app_mention``."""
        person = self._active(user)
        channel = self._place(person, where.get("channel"))
        by = self._installed_for(person, channel)
        if where.get("mention"):
            text = f"<@{by.bot_user}> {text}"
        body = self._written(person, by, text) | self._threaded(channel, where)
        self._attach(person, channel, body, where.get("files") or ())
        message = self._keep(channel, body)
        return Said(message, await self._announce(by, channel, body))

    def _place(self, person: User, channel: str | Channel | None) -> Channel:
        if channel is not None:
            place = self.stage.workspace.channel(channel)
            _enter(person, place)
            return place
        return self.stage.workspace.dm(self._installed_for(person).bot_user, person)

    def _written(self, person: User, by: Installation, text: str) -> Body:
        body: Body = {
            "type": "message",
            "text": typed.linked(text),
            "ts": self.stage.workspace.next_ts(),
            "client_msg_id": str(uuid.uuid4()),
            "blocks": [typed.rich_text(text)],
        }
        return payloads.written_by(person, by, body)

    def _threaded(self, channel: Channel, where: Where) -> Body:
        thread_ts = where.get("thread_ts")
        if not thread_ts:
            return {}
        parent = self.stage.workspace.message(channel.id, thread_ts)
        body: Body = {"thread_ts": thread_ts}
        if parent:
            body["parent_user_id"] = parent.user
        if parent and where.get("broadcast"):
            body |= {"subtype": "thread_broadcast", "root": dict(parent.body)}
        return body

    def _attach(
        self, person: User, channel: Channel, body: Body, files: Sequence[tuple[str, bytes]]
    ) -> None:
        if not files:
            return
        body |= {"subtype": "file_share", "upload": False, "files": []}
        for name, content in files:
            file_id = self.stage.workspace.next_id("F")
            file = File(file_id, name, person.id, len(content), name, content, [channel.id])
            self.stage.workspace.files[file.id] = file
            body["files"].append(body_of(self.stage, file))

    def _keep(self, channel: Channel, body: Body) -> Message:
        message = Message(channel.id, body["ts"], dict(body))
        return self.stage.workspace.put(message)

    async def _announce(
        self, by: Installation, channel: Channel, body: Body
    ) -> tuple[Delivery, ...]:
        events = [payloads.message_event(channel, body)]
        if channel.kind != "im" and f"<@{by.bot_user}>" in body["text"]:
            events.append(payloads.mention_event(channel, body))
        if links := unfurling.event(self.stage, by, channel, body):
            events.append(links)
        done = await asyncio.gather(*(self._event(by, event, channel) for event in events))
        return tuple(delivery for one in done for delivery in one)

    async def edit(self, user: str | User, message: Message, text: str) -> tuple[Delivery, ...]:
        """Change an own message: a hidden ``message_changed``."""
        person = self._active(user)
        if message.user != person.id:
            raise ValueError(f"{person.name} did not write this message")
        before = dict(message.body)
        ts = self.stage.workspace.next_ts()
        message.body |= {
            "text": typed.linked(text),
            "blocks": [typed.rich_text(text)],
            "edited": {"user": person.id, "ts": ts},
        }
        self.stage.workspace.changed("changed", message)
        parts = {"message": dict(message.body), "previous_message": before}
        return await self._hidden(person, message, "message_changed", parts)

    async def delete(self, user: str | User, message: Message) -> tuple[Delivery, ...]:
        """Remove a message: a hidden ``message_deleted``."""
        self.stage.workspace.remove(message)
        parts = {"deleted_ts": message.ts, "previous_message": dict(message.body)}
        return await self._hidden(self._user(user), message, "message_deleted", parts)

    async def _hidden(
        self, person: User, message: Message, subtype: str, parts: Body
    ) -> tuple[Delivery, ...]:
        channel = self.stage.workspace.channels[message.channel]
        by = self._installed_for(person, channel)
        ts = self.stage.workspace.next_ts()
        event = payloads.subtype_event(channel, subtype, ts, **parts)
        return await self._event(by, event, channel)

    async def react(
        self, user: str | User, message: Message, name: str = "thumbsup"
    ) -> tuple[Delivery, ...]:
        """Put an emoji under a message."""
        person = self._active(user)
        add_reaction(self.stage, message, person.id, name)
        channel = self.stage.workspace.channels[message.channel]
        event = {
            "type": "reaction_added",
            "user": person.id,
            "reaction": name,
            "item": {"type": "message", "channel": channel.id, "ts": message.ts},
            "item_user": message.user,
            "event_ts": self.stage.workspace.next_ts(),
        }
        return await self._event(self._installed_for(person, channel), event, channel)

    async def bot_says(self, name: str, text: str, channel: str | Channel) -> Said:
        """Another bot writes in a channel: no person, a foreign ``bot_id`` and ``app_id``."""
        place = self.stage.workspace.channel(channel)
        by = next(i for i in self.stage.installs.by_team.values() if i.team_id in place.teams)
        body = {
            "type": "message",
            "user": f"U0BOT{name.upper()}",
            "bot_id": f"B0{name.upper()}",
            "app_id": f"A0{name.upper()}",
            "bot_profile": {"id": f"B0{name.upper()}", "name": name, "team_id": place.team_id},
            "team": place.team_id,
            "text": text,
            "ts": self.stage.workspace.next_ts(),
        }
        return Said(self._keep(place, body), await self._announce(by, place, body))

    async def open_home(self, user: str | User, tab: str = "home") -> tuple[Delivery, ...]:
        """Open the app's Home tab, or with ``tab="messages"`` its conversation."""
        person = self._active(user)
        by = self._installed_for(person)
        event = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": self.stage.workspace.dm(by.bot_user, person).id,
            "tab": tab,
            "event_ts": self.stage.workspace.next_ts(),
        }
        home = self.stage.homes.get(person.id)
        return await self._event(by, event | ({"view": home.body} if home else {}))

    async def join(self, user: str | User, channel: str | Channel) -> tuple[Delivery, ...]:
        """Enter a channel."""
        person, place = self._user(user), self.stage.workspace.channel(channel)
        if person.id not in place.members:
            place.members.append(person.id)
        return await self._membership("member_joined_channel", person, place)

    async def leave(self, user: str | User, channel: str | Channel) -> tuple[Delivery, ...]:
        """Leave a channel."""
        person, place = self._user(user), self.stage.workspace.channel(channel)
        place.members.remove(person.id)
        return await self._membership("member_left_channel", person, place)

    async def _membership(self, kind: str, person: User, place: Channel) -> tuple[Delivery, ...]:
        letter = {"channel": "C", "group": "G", "im": "D"}[place.kind]
        event = {
            "type": kind,
            "user": person.id,
            "channel": place.id,
            "channel_type": letter,
            "team": person.team_id,
            "event_ts": self.stage.workspace.next_ts(),
        }
        self.stage.feed.publish(Change("changed", person.id, place.id))
        return await self._event(self._installed_for(person, place), event, place)


def _enter(person: User, place: Channel) -> None:
    if place.archived:
        raise ValueError(f"#{place.name} is archived, nobody can write there")
    if person.id in place.members:
        return
    if place.kind != "channel" or person.team_id not in place.teams:
        raise ValueError(f"{person.name} is not in #{place.name}")
    place.members.append(person.id)
