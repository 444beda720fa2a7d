"""What people see."""

from collections.abc import AsyncIterator, Callable
from typing import TypeVar

from assistant.sandbox.slack.feed import Change
from assistant.sandbox.slack.part import Part
from assistant.sandbox.slack.records import Channel, File, Message, User
from assistant.sandbox.slack.stage import Thread, View

T = TypeVar("T")


class Reading(Part):
    """Everybody's screen."""

    def messages(
        self,
        channel: str | Channel,
        viewer: str | User | None = None,
        *,
        thread_ts: str | None = None,
    ) -> list[Message]:
        """A conversation as this person sees it now, oldest first; ephemerals only their own."""
        place = self.stage.workspace.channel(channel)
        reader = self._user(viewer) if viewer is not None else None
        if reader and not _may_read(place, reader):
            return []
        return [
            message
            for message in self.stage.workspace.in_channel(place.id)
            if message.ephemeral_to in (None, reader.id if reader else None)
            and thread_ts in (None, message.ts, message.thread_ts)
        ]

    def all_messages(self) -> list[Message]:
        """Every message everywhere, for checks that nothing leaked."""
        return list(self.stage.workspace.everything())

    def dm(self, user: str | User) -> str:
        """The id of this person's conversation with the app."""
        person = self._user(user)
        return self.stage.workspace.dm(self._installed_for(person).bot_user, person).id

    def in_dm(self, user: str | User) -> list[Message]:
        """This person's conversation with the app."""
        return self.messages(self.dm(user), user)

    @property
    def views(self) -> list[View]:
        """Every open modal, topmost last."""
        return [view for view in self.stage.views.values() if not view.closed]

    def view(self, user: str | User) -> View | None:
        """The topmost modal on this person's screen."""
        person = self._user(user)
        return next((view for view in reversed(self.views) if view.user == person.id), None)

    def home(self, user: str | User) -> View | None:
        """This person's Home tab, if the app published one."""
        return self.stage.homes.get(self._user(user).id)

    @property
    def files(self) -> dict[str, File]:
        """Every uploaded file by id, with its bytes."""
        return self.stage.workspace.files

    def thread(self, channel: str | Channel, thread_ts: str) -> Thread:
        """Status, title and prompts the app gave an assistant thread."""
        place = self.stage.workspace.channel(channel)
        return self.stage.threads.get((place.id, thread_ts), Thread())

    async def wait_for_message(
        self, predicate: Callable[[Message], bool], timeout: float = 5.0
    ) -> Message:
        """The first message that fits, also one that is there already; raises TimeoutError."""
        return await self.until(
            lambda: next(filter(predicate, self.stage.workspace.everything()), None), timeout
        )

    async def until(self, found: Callable[[], T | None], timeout: float = 5.0) -> T:
        """Wait until this returns something true, asked again after every change or call."""
        return await self.stage.feed.until(found, timeout)

    def subscribe(self) -> AsyncIterator[Change]:
        """Every change from now on, for a page that redraws."""
        return self.stage.feed.subscribe()


def _may_read(place: Channel, reader: User) -> bool:
    return reader.id in place.members or (place.kind == "channel" and reader.team_id in place.teams)
