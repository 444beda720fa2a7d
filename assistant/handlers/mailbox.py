"""The mail door: take mail from a mailbox, have it answered durably, and only then mark it seen.

The mailbox is the truth and this process remembers nothing that matters: what is unseen is still to
do. A mail that was answered but not yet marked comes again and has the same request key.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import structlog

from assistant.handlers.mail_address import is_ours
from assistant.handlers.mail_classes import Kind
from assistant.handlers.mail_connection import (
    BATCH,
    ConnectionLostError,
    Fetched,
    ImapSettings,
    MailConnection,
)
from assistant.handlers.mail_limits import MOST_BYTES
from assistant.handlers.mail_loops import Held, LoopGuard
from assistant.handlers.mail_reading import Mail, read
from assistant.handlers.mail_request import request_from
from assistant.handlers.sender_proof import prove
from assistant.request import Proof, Request, Sender

log = structlog.get_logger(__name__)

_MOST_BATCH_BYTES = 2_000_000
_BIG = 100_000
_MOST_TRIES = 3


class TemporaryError(Exception):
    """What stands behind the door can take nothing now. The mail stays unseen and comes again."""


async def _known(sender: Sender) -> bool:
    return sender.proof is not Proof.NONE


@dataclass(frozen=True, slots=True)
class MailLine:
    """What the door needs of the line behind it; each returns once its work is durable.

    ``answer`` commits a request and its reply. ``note`` records mail that is not to be answered.
    ``set_aside`` keeps mail that could not be read or crashed the answer, with its raw bytes
    (none for mail too large to be fetched). ``temporary`` are the errors, besides TemporaryError
    and OSError, that mean: later; the mail then stays unseen. ``knows`` tells whether a proven
    sender is somebody on file; all others are strangers, answered once a day.
    """

    answer: Callable[[Request], Awaitable[None]]
    note: Callable[[Mail], Awaitable[None]]
    set_aside: Callable[[bytes, str], Awaitable[None]]
    temporary: tuple[type[Exception], ...] = ()
    knows: Callable[[Sender], Awaitable[bool]] = _known


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    """Which mailbox is ours and whom to believe.

    ``address`` is ours, with or without a ``+token``. ``authserv_id`` is the name our receiving
    server signs its Authentication-Results with; without it nobody is believed. ``idle`` is how
    long to wait for a hint, in seconds, before looking anyway. Mail of a known sender beyond
    ``answers_per_hour`` stays unseen until the hour has room for it.
    """

    imap: ImapSettings
    address: str
    authserv_id: str | None = None
    idle: float = 20.0
    most_bytes: int = MOST_BYTES
    answers_per_hour: int = 20
    longest_pause: float = 60.0


class Mailbox:
    """One mailbox, read for as long as ``run`` is awaited."""

    def __init__(
        self, settings: MailboxSettings, line: MailLine, *, guard: LoopGuard | None = None
    ) -> None:
        self._settings = settings
        self._line = line
        self._guard = guard or LoopGuard()
        self._later: tuple[type[Exception], ...] = (TemporaryError, OSError, *line.temporary)
        self._interruptions: tuple[type[Exception], ...] = (ConnectionLostError, *self._later)
        self._validity = 0
        self._done: set[int] = set()
        self._left: set[int] = set()
        self._held = Held()
        self._tries: dict[int, int] = {}

    async def run(self) -> None:
        """Read mail until cancelled, opening a new connection whenever one is lost."""
        failures = 0
        while True:
            try:
                connection = await MailConnection.open(self._settings.imap)
                try:
                    self._begin(connection.uid_validity)
                    log.info("mailbox_opened", host=self._settings.imap.host)
                    while True:
                        while await self._round(connection):
                            pass
                        failures = 0
                        await connection.idle(self._settings.idle)
                finally:
                    await connection.close()
            except self._interruptions as problem:
                failures += 1
                log.warning("mailbox_interrupted", because=str(problem), failures=failures)
            except Exception:
                failures += 1
                log.exception("mailbox_failed", failures=failures)
            await asyncio.sleep(self._pause(failures))

    def _pause(self, failures: int) -> float:
        """At once, then doubling; spread, so that many processes do not return together."""
        longest = min(self._settings.longest_pause, 0.25 * 2.0 ** min(failures, 12))
        return longest * random.uniform(0.5, 1)  # noqa: S311 - no secret

    def _begin(self, validity: int) -> None:
        """Forget UIDs when the server has renumbered its mail; request keys still know it."""
        if validity != self._validity:
            self._validity = validity
            self._done, self._left, self._tries = set(), set(), {}
            self._held = Held()

    async def _round(self, connection: MailConnection) -> bool:
        """Take all unseen mail; tells whether there was any, for then more may have come."""
        unseen = await connection.unseen()
        forgotten = [uid for uid in unseen if uid in self._done]
        if forgotten:
            await connection.mark_seen(forgotten)
        self._held.release(unseen, self._room)
        waiting = [uid for uid in unseen if not self._is_over(uid)]
        for start in range(0, len(waiting), BATCH):
            sizes = await connection.sizes(waiting[start : start + BATCH])
            for uid in [uid for uid, size in sizes.items() if size > self._settings.most_bytes]:
                await self._leave(uid, f"{sizes.pop(uid)} bytes, too large to be fetched")
            for batch in self._batches(sizes):
                await self._take_batch(connection, batch, sum(sizes[uid] for uid in batch))
        return bool(waiting)

    def _is_over(self, uid: int) -> bool:
        """Tell whether nothing is to be done about an unseen mail, now or ever."""
        return uid in self._done or uid in self._left or self._held.is_held(uid)

    def _room(self, sender: str) -> int:
        return self._guard.room(sender, most=self._settings.answers_per_hour)

    def _batches(self, sizes: dict[int, int]) -> Iterator[list[int]]:
        """Group mail to fetch together; what broke a connection before is fetched alone, last."""
        doubtful = sorted(uid for uid in sizes if uid in self._tries)
        batch: list[int] = []
        for uid in sorted(set(sizes) - set(doubtful)):
            if batch and sum(sizes[one] for one in batch) + sizes[uid] > _MOST_BATCH_BYTES:
                yield batch
                batch = []
            batch.append(uid)
        if batch:
            yield batch
        for uid in doubtful:
            yield [uid]

    async def _take_batch(
        self, connection: MailConnection, batch: Sequence[int], size: int
    ) -> None:
        if len(batch) == 1 and self._tries.get(batch[0], 0) >= _MOST_TRIES:
            await self._leave(batch[0], f"could not be fetched {_MOST_TRIES} times")
            return
        try:
            mails = await connection.fetch(batch, size=size)
        except ConnectionLostError:
            for uid in batch:
                self._tries[uid] = self._tries.get(uid, 0) + 1
            raise
        taken: list[int] = []
        try:
            for mail in mails:
                await self._take(mail)
                if not self._held.is_held(mail.uid):
                    taken.append(mail.uid)
                    self._done.add(mail.uid)
        finally:
            if taken:
                await connection.mark_seen(taken)
                self._done.difference_update(taken)

    async def _leave(self, uid: int, reason: str) -> None:
        """Report a mail once and leave it unseen for a person to find."""
        told = f"UID {uid} in {self._settings.imap.mailbox}: {reason}"
        await self._line.set_aside(b"", told)
        self._left.add(uid)
        log.warning("mail_left", reason=told)

    async def _take(self, fetched: Fetched) -> None:
        """Do what one mail wants; raises only what may be over by the next try."""
        raw = fetched.raw
        mail = await asyncio.to_thread(read, raw) if len(raw) > _BIG else read(raw)
        try:
            if mail.kind is Kind.UNREADABLE:
                await self._set_aside(raw, mail.reasons[0])
            elif (quiet := self._not_to_answer(mail)) is not None:
                await self._line.note(quiet)
                if quiet.bounced:
                    log.warning("addresses_bounced", addresses=len(quiet.bounced))
            else:
                proof = prove(mail.headers, self._settings.authserv_id)
                await self._answer(mail, fetched, proof)
        except self._later:
            raise
        except Exception as problem:
            log.exception("mail_crashed")
            await self._set_aside(raw, f"failed with {type(problem).__name__}")

    async def _answer(self, mail: Mail, fetched: Fetched, proof: Proof) -> None:
        request = request_from(mail, proof=proof, at=fetched.received)
        sender = mail.from_address
        known = proof is not Proof.NONE and await self._line.knows(request.sender)
        if known and (not self._room(sender) or self._held.stands_before(fetched.uid, sender)):
            self._held.hold(fetched.uid, sender)
            log.warning("mail_held", request=request.key, most=self._settings.answers_per_hour)
        elif not known and not self._guard.may_greet(sender):
            await self._line.note(_quiet(mail, "a stranger, who is answered once a day"))
        else:
            await self._line.answer(request)
            self._guard.answered(sender, known=known)
            log.info("mail_answered", request=request.key, proof=proof.name)

    def _not_to_answer(self, mail: Mail) -> Mail | None:
        """The mail as it is to be noted, if it is nothing to answer."""
        ours = self._settings.address
        if mail.kind is not Kind.REQUEST:
            return mail
        if is_ours(mail.from_address, ours):
            return _quiet(mail, "from our own address")
        if any(is_ours(address, ours) for address in mail.to):
            return None
        if any(is_ours(address, ours) for address in mail.cc):
            return _quiet(mail, "only a copy for us")
        if any(is_ours(address, ours) for address in mail.delivered_to):
            return None
        return _quiet(mail, "not addressed to us")

    async def _set_aside(self, raw: bytes, reason: str) -> None:
        await self._line.set_aside(raw, reason)
        log.warning("mail_set_aside", reason=reason)


def _quiet(mail: Mail, reason: str) -> Mail:
    return replace(mail, kind=Kind.AUTOMATIC, reasons=(*mail.reasons, reason))
