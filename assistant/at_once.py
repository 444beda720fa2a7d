"""Answer a request while whoever asked waits: in the acknowledgement, in a modal, at a terminal."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from assistant import inbox
from assistant.answering import counted
from assistant.billing.ids import new_id, ordered_id
from assistant.card import Tone
from assistant.db import AtHand, Database, DatabaseBusyError, DatabaseUnavailableError
from assistant.dispatch import Line
from assistant.inbox import Answered
from assistant.proposing import Proposer
from assistant.queueing import put_answer, put_apart, put_files
from assistant.replies.line import apology, busy
from assistant.request import Request
from assistant.values import dataclass

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class AtOnce:
    """Answers now; what that wrote is committed on return. ``answered`` hears of each."""

    database: Database
    line: Line
    proposer: Proposer | None
    clock: Callable[[], datetime]
    answered: Callable[[Answered], None]
    at_hand: AtHand | None

    async def ask(self, request: Request) -> Answered:
        """Answer now. What only reads writes nothing, unless it asks something back."""
        return await self._guarded(request, self._ask)

    async def send(self, request: Request, *, unless_refused: bool = False) -> Answered:
        """Answer now, and queue the answer to go where it was asked, in the same transaction.

        With ``unless_refused`` a refusal is only returned: it is shown where it was filled in.
        """
        answer = partial(self._send, unless_refused=unless_refused)
        return await self._guarded(request, partial(self._once, answer=answer))

    def look(self, request: Request) -> Answered | None:
        """Answer what only reads, where nothing is to be waited for; None: it has to be asked."""
        if self.proposer or not self.at_hand:
            return None
        try:
            request = self.line.mask(request)
            if not self.line.only_reads(request):
                return None
            seen = self.at_hand.look(partial(self.line.look, request=request))
        except Exception as error:  # the process edge: whoever asked is waiting, and must hear
            return self._failed(request, error)
        return None if _is_referred_to(seen) else self._told(request, seen)

    async def _guarded(
        self, request: Request, answer: Callable[[Request], Awaitable[Answered]]
    ) -> Answered:
        try:
            request = self.line.mask(request)
            if self.proposer:
                request = await self.proposer.help(request, self.database)
            answered = await answer(request)
        except Exception as error:  # the process edge: whoever asked is waiting, and must hear
            return self._failed(request, error)
        return self._told(request, answered)

    def _told(self, request: Request, answered: Answered) -> Answered:
        counted(request.sender.channel, answered.outcome).inc()
        self.answered(answered)
        return answered

    def _failed(self, request: Request, error: Exception) -> Answered:
        channel = request.sender.channel
        if isinstance(error, DatabaseBusyError | DatabaseUnavailableError):
            log.warning("request_not_answered", reason=str(error), channel=channel)
            return Answered("", busy(), "busy", None, None, None)
        token = new_id("err")
        log.error("request_failed", token=token, channel=channel, exc_info=error)
        card = apology(token, support=self.line.support)
        return Answered("", card, "failed", None, None, None)

    async def _ask(self, request: Request) -> Answered:
        if self.line.only_reads(request):
            see = self.database.peek if self.line.is_a_list(request) else self.database.read
            seen = await see(partial(self.line.look, request=request))
            if not _is_referred_to(seen):
                return seen
        return await self._once(request, self._now)

    async def _once(
        self, request: Request, answer: Callable[[Connection, Request], Answered]
    ) -> Answered:
        """Answer and remember it together; what came before is answered as then."""
        try:
            return await self.database.write(lambda tx: answer(tx, request))
        except IntegrityError:
            before = await self.database.write(partial(self._as_before, request=request))
            if before is None:
                raise
            return before

    def _now(self, tx: Connection, request: Request) -> Answered:
        answered = self.line.answer_now(tx, ordered_id("req"), request)
        put_apart(tx, answered, self.clock())
        put_files(tx, request, answered, self.clock())
        return answered

    def _send(self, tx: Connection, request: Request, *, unless_refused: bool) -> Answered:
        answered = self.line.answer_now(tx, ordered_id("req"), request)
        put_apart(tx, answered, self.clock())
        if not (unless_refused and answered.card.tone is Tone.PROBLEM):
            put_answer(tx, request, answered, due=self.clock())
        return answered

    def _as_before(self, tx: Connection, request: Request) -> Answered | None:
        known = inbox.earlier(tx, request)
        return None if known is None else self.line.answer(tx, known, request)


def _is_referred_to(seen: Answered) -> bool:
    """Whether it has to be put on record, so that a later "1" or "pay it" means what was shown."""
    return bool(seen.card.choices) or seen.moves_it
