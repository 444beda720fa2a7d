"""The mail door: take mail from a mailbox, have it answered durably, and only then mark it seen.

The mailbox is the truth and this process remembers nothing that matters: what is unseen is still to
do. A mail that was answered but not yet marked comes again and has the same request key.
"""

import asyncio
import random
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from functools import partial

import structlog

from assistant.handlers.dkim_proof import examine_signed
from assistant.handlers.mail_abreast import Abreast, CutOffError, grouped
from assistant.handlers.mail_apart import read_apart
from assistant.handlers.mail_classes import Kind
from assistant.handlers.mail_connection import (
    BATCH,
    ConnectionLostError,
    Fetched,
    MailConnection,
)
from assistant.handlers.mail_holding import Holding
from assistant.handlers.mail_line import MailboxSettings as MailboxSettings
from assistant.handlers.mail_line import MailLine as MailLine
from assistant.handlers.mail_line import TemporaryError as TemporaryError
from assistant.handlers.mail_loops import LoopGuard
from assistant.handlers.mail_reading import Mail, read
from assistant.handlers.mail_request import not_to_answer, quieted, request_from, trace_of
from assistant.handlers.mail_token import TokenError
from assistant.handlers.sender_proof import Examined, examine
from assistant.request import Proof, Request

log = structlog.get_logger(__name__)

_BIG = 100_000
_HUGE = 1_000_000
_LONGEST_STRETCH = 0.005  # seconds of reading in which nobody else has a turn
_PARTING = 2.0
_MOST_TRIES = 3


_Letter = tuple[Fetched, Mail, Examined | None]


class _NotOursError(Exception):
    """Another process reads this mailbox now."""


class Mailbox:
    """One mailbox, read for as long as ``run`` is awaited."""

    def __init__(
        self, settings: MailboxSettings, line: MailLine, *, guard: LoopGuard | None = None
    ) -> None:
        self._settings = settings
        self._line = line
        self._guard = guard or LoopGuard()
        self._later: tuple[type[Exception], ...] = (TemporaryError, OSError, *line.temporary)
        broken = (ConnectionLostError, CutOffError, TokenError)
        self._interruptions: tuple[type[Exception], ...] = (*broken, *self._later)
        self._validity = 0
        self._done: set[int] = set()
        self._left: set[int] = set()
        self._held = Holding(self._guard, line, most=settings.answers_per_hour)
        self._tries: dict[int, int] = {}
        self._greeting = asyncio.Lock()

    async def run(self) -> None:
        """Read mail until cancelled, opening a new connection whenever one is lost."""
        failures = 0
        while True:
            try:
                await self._must_be_ours()
                connection = await MailConnection.open(self._settings.imap)
                try:
                    self._begin(connection.uid_validity)
                    log.info("mailbox_opened", host=self._settings.imap.host)
                    while True:
                        while await self._round(connection):
                            pass
                        failures = 0
                        self._line.reach.reached()
                        await connection.idle(self._settings.idle)
                        await self._must_be_ours()
                finally:
                    await connection.close()
            except _NotOursError:
                failures = 0
                self._line.reach.reached()  # whoever reads it now tells how that goes
                await asyncio.sleep(self._settings.idle / 2)
            except asyncio.CancelledError:
                with suppress(TimeoutError):
                    async with asyncio.timeout(_PARTING):
                        await self._line.leave()
                raise
            except self._interruptions as problem:
                failures += 1
                log.warning("mailbox_interrupted", because=str(problem), failures=failures)
            except Exception:
                failures += 1
                log.exception("mailbox_failed", failures=failures)
            if failures:
                self._line.reach.missed()
            await asyncio.sleep(self._pause(failures))

    async def _must_be_ours(self) -> None:
        if not await self._line.turn():
            raise _NotOursError

    def _pause(self, failures: int) -> float:
        """At once, then doubling; spread, so that many processes do not return together."""
        longest = min(self._settings.longest_pause, 0.25 * 2.0 ** min(failures, 12))
        return longest * random.uniform(0.5, 1)  # noqa: S311 - no secret

    def _begin(self, validity: int) -> None:
        """Forget UIDs when the server has renumbered its mail; request keys still know it."""
        if validity != self._validity:
            self._validity = validity
            self._done, self._left, self._tries = set(), set(), {}
            self._held.forget()

    async def _round(self, connection: MailConnection) -> bool:
        """Take all unseen mail; tells whether there was any, for then more may have come."""
        unseen = await connection.unseen(self._settings.since)
        forgotten = [uid for uid in unseen if uid in self._done]
        if forgotten:
            await connection.mark_seen(forgotten)
        self._held.release(unseen)
        waiting = [uid for uid in unseen if not self._is_over(uid)]
        ahead: deque[tuple[list[int], asyncio.Task[list[_Letter]]]] = deque()
        try:
            async for batch, size in self._planned(connection, waiting):
                reading = asyncio.create_task(self._fetched(connection, batch, size))
                ahead.append((batch, reading))
                if len(ahead) > 1:
                    await self._take_batch(connection, await self._had(*ahead[0]))
                    ahead.popleft()
            if ahead:
                await self._take_batch(connection, await self._had(*ahead[0]))
        finally:
            for _, reading in ahead:
                reading.cancel()
            await asyncio.gather(*(each for _, each in ahead), return_exceptions=True)
        return bool(waiting)

    def _is_over(self, uid: int) -> bool:
        """Tell whether nothing is to be done about an unseen mail, now or ever."""
        return uid in self._done or uid in self._left or self._held.is_held(uid)

    async def _planned(
        self, connection: MailConnection, waiting: Sequence[int]
    ) -> AsyncIterator[tuple[list[int], int]]:
        """What to fetch together, and how large that is."""
        for start in range(0, len(waiting), BATCH):
            sizes = await connection.sizes(waiting[start : start + BATCH])
            for uid in [uid for uid, size in sizes.items() if size > self._settings.most_bytes]:
                await self._leave(uid, f"{sizes.pop(uid)} bytes, too large to be fetched")
            for uid in [uid for uid in sizes if self._tries.get(uid, 0) >= _MOST_TRIES]:
                sizes.pop(uid)
                await self._leave(uid, f"could not be fetched {_MOST_TRIES} times")
            for batch in grouped(sizes, alone=self._tries):
                yield batch, sum(sizes[uid] for uid in batch)

    async def _fetched(
        self, connection: MailConnection, batch: Sequence[int], size: int
    ) -> list[_Letter]:
        """Fetch and read a batch, while the one before it is committed and marked."""
        loop, letters = asyncio.get_running_loop(), []
        rested = loop.time()
        for fetched in await connection.fetch(batch, size=size):
            letters.append((fetched, *await self._read(fetched.raw)))
            if loop.time() - rested > _LONGEST_STRETCH:
                await asyncio.sleep(0)
                rested = loop.time()
        return letters

    async def _had(
        self, batch: Sequence[int], reading: asyncio.Task[list[_Letter]]
    ) -> list[_Letter]:
        """Wait for a batch; only the one that is waited for can have broken the connection."""
        try:
            return await reading
        except ConnectionLostError:
            for uid in batch:
                self._tries[uid] = self._tries.get(uid, 0) + 1
            raise

    async def _take_batch(self, connection: MailConnection, letters: Sequence[_Letter]) -> None:
        """All are begun before any goes on, so that they share each look-up and the commit."""
        await self._must_be_ours()
        abreast = Abreast()
        for fetched, mail, examined in letters:
            take = partial(self._take, fetched, mail, examined)
            abreast.begin(fetched.uid, mail.from_address, take)
        try:
            problem = await abreast.end()
        except asyncio.CancelledError:
            with suppress(TimeoutError, ConnectionLostError):
                async with asyncio.timeout(_PARTING):
                    await self._mark(connection, abreast.taken)
            raise
        await self._mark(connection, abreast.taken)
        if problem is not None:
            raise problem

    async def _mark(self, connection: MailConnection, taken: list[int]) -> None:
        """Mark what is done; what a lost connection leaves unmarked is not done again."""
        taken = [uid for uid in taken if not self._held.is_held(uid)]
        if taken:
            self._done.update(taken)
            await connection.mark_seen(taken)
            self._done.difference_update(taken)

    async def _leave(self, uid: int, reason: str) -> None:
        """Report a mail once and leave it unseen for a person to find."""
        told = f"UID {uid} in {self._settings.imap.mailbox}: {reason}"
        await self._line.set_aside(b"", told)
        self._left.add(uid)
        log.warning("mail_left", reason=told)

    async def _take(self, fetched: Fetched, mail: Mail, examined: Examined | None) -> None:
        """Do what one mail wants; raises only what may be over by the next try."""
        raw = fetched.raw
        try:
            if mail.kind is Kind.UNREADABLE:
                await self._set_aside(raw, mail.reasons[0])
            elif (quiet := not_to_answer(mail, self._settings.address)) is not None:
                await self._line.note(quiet)
                if quiet.bounced:
                    log.warning("addresses_bounced", addresses=len(quiet.bounced))
            else:
                proof = (examined or await self._examined(mail, raw)).proof
                await self._answer(mail, fetched, proof)
        except self._later:
            raise
        except Exception as problem:
            log.exception("mail_crashed")
            await self._set_aside(raw, f"failed with {type(problem).__name__}")

    async def _read(self, raw: bytes) -> tuple[Mail, Examined | None]:
        """Read a mail where it holds up nobody: here, in a thread, or in a process."""
        if len(raw) > _HUGE:
            return await read_apart(raw, verify=self._verifies)
        return (await asyncio.to_thread(read, raw) if len(raw) > _BIG else read(raw)), None

    @property
    def _verifies(self) -> bool:
        return self._settings.verify and not self._settings.authserv_id

    async def _examined(self, mail: Mail, raw: bytes) -> Examined:
        if self._verifies:
            examined = await asyncio.to_thread(examine_signed, raw, mail.headers)
        else:
            examined = examine(mail.headers, self._settings.authserv_id)
        if examined.proof is Proof.NONE:
            log.info("mail_unproven", because=examined.because)
        return examined

    async def _answer(self, mail: Mail, fetched: Fetched, proof: Proof) -> None:
        request = request_from(mail, proof=proof, at=fetched.received)
        sender = mail.from_address
        known = proof is not Proof.NONE and await self._line.knows(request.sender)
        if known and await self._held.holds(fetched.uid, request):
            return
        if known:
            await self._answered(await self._in_its_thread(mail, request), known=True)
        else:
            async with self._greeting:  # how many of them are greeted is counted one by one
                if self._guard.may_greet(sender):
                    await self._answered(request, known=False)
                else:
                    await self._line.note(quieted(mail, "a stranger, who is answered once a day"))

    async def _answered(self, request: Request, *, known: bool) -> None:
        await self._line.answer(request)
        self._guard.answered(request.sender.address, known=known)
        log.info("mail_answered", request=request.key, proof=request.sender.proof.name)

    async def _in_its_thread(self, mail: Mail, request: Request) -> Request:
        """The request where it belongs, though a mail program or a person lost the thread."""
        trace = trace_of(mail, self._settings.address)
        if not trace.delivery and not trace.subject:
            return request
        found = await self._line.resume(request.sender, trace)
        if found is None:
            return request
        return request.model_copy(update={"conversation": found[0], "answers": found[1]})

    async def _set_aside(self, raw: bytes, reason: str) -> None:
        await self._line.set_aside(raw, reason)
        log.warning("mail_set_aside", reason=reason)
