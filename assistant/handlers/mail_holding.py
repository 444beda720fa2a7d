"""Mail of known senders beyond an hour's answers: it waits unseen, and they are told so once.

What takes something back is not held: whoever has ten minutes to stop a payment has them here, too.
"""

import structlog
from prometheus_client import Gauge

from assistant.handlers.mail_line import MailLine
from assistant.handlers.mail_loops import Held, LoopGuard
from assistant.request import Request

HELD = Gauge("assistant_mail_held", "Mails of known senders that wait for their hour to pass")
_URGENT = 2
"""How many times an hour's answers there are for what cannot wait; a loop ends there."""

log = structlog.get_logger(__name__)


class Holding:
    """Which mails of one mailbox wait, and whose."""

    def __init__(self, guard: LoopGuard, line: MailLine, *, most: int) -> None:
        self._guard = guard
        self._line = line
        self._most = most
        self._held = Held()
        self._counted = 0

    def forget(self) -> None:
        """The server has renumbered its mail."""
        self._held = Held()
        self._count()

    def is_held(self, uid: int) -> bool:
        """Tell whether the mail is to be left alone for now."""
        return self._held.is_held(uid)

    def release(self, unseen: list[int]) -> None:
        """Let go of what there is room for, oldest first."""
        self._held.release(unseen, lambda sender: self._guard.room(sender, most=self._most))
        self._count()

    async def holds(self, uid: int, request: Request) -> bool:
        """Keep a mail back if it has to wait; whoever wrote it hears so once an hour."""
        sender = request.sender.address
        if not self._has_to_wait(uid, sender, request):
            return False
        self._held.hold(uid, sender)
        self._count()
        log.warning("mail_held", request=request.key, most=self._most)
        if self._guard.may_say_later(sender):
            await self._line.later(request, self._guard.full_for(sender, most=self._most))
            self._guard.said_later(sender)
        return True

    def _has_to_wait(self, uid: int, sender: str, request: Request) -> bool:
        full = not self._guard.room(sender, most=self._most)
        if not full and not self._held.stands_before(uid, sender):
            return False
        room = self._guard.room(sender, most=_URGENT * self._most)
        return not room or not self._line.urgent(request)

    def _count(self) -> None:
        """Several mailboxes may be read here."""
        HELD.inc(len(self._held) - self._counted)
        self._counted = len(self._held)
