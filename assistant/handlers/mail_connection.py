"""One IMAP connection that never hangs: aioimaplib behind a guard.

What aioimaplib 2.0.3 does not do itself: a lost connection reaches no waiter, some commands have no
timeout, ``idle_start`` hangs on BYE (its issue 110), and DEBUG logs whole mails. So every wait here
has a deadline and ends with the connection, one command runs at a time, batches are small, and
after any doubt the connection is aborted, never reused.
"""

import asyncio
import logging
import re
import ssl
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from dataclasses import field
from datetime import UTC, date, datetime
from typing import Any, Literal, Self, TypeVar

from aioimaplib import aioimaplib

from assistant.handlers.mail_protocol import ORDINARY_BYTES, Protocol
from assistant.values import dataclass

T = TypeVar("T")

BATCH = 50
"""Most UIDs in one command, so that mails share a commit and no answer is long."""

_SLOWEST = 50_000  # bytes a second below which a line counts as broken
_FETCHED = re.compile(rb"\d+ FETCH \(")
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_DATE = re.compile(rb'\bINTERNALDATE "([^"]+)"')
_SHORT_BODY = re.compile(rb'BODY\[\] "((?:[^"\\]|\\.)*)"')
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
_VALIDITY = re.compile(rb"UIDVALIDITY (\d+)")


class ConnectionLostError(Exception):
    """The connection is gone or in doubt. Open a new one; unseen mail is still there."""


class MailSettingsError(ValueError):
    """The mailbox cannot be read with these settings. Change them and restart."""


@dataclass(frozen=True, slots=True)
class ImapSettings:
    """Where a mailbox is. ``patience`` is the longest silence, in seconds, before giving up.

    With ``token``, an access token takes the place of the password (XOAUTH2).
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: Literal["ssl", "starttls", "none"] = "ssl"
    mailbox: str = "INBOX"
    patience: float = 10.0
    tls_context: ssl.SSLContext | None = None
    token: Callable[[], Awaitable[str]] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Refuse what could only fail later."""
        if self.tls == "starttls":
            raise MailSettingsError(
                "IMAP with STARTTLS is not supported: use ASSISTANT_IMAP_TLS=ssl (port 993)"
            )


@dataclass(frozen=True, slots=True)
class Fetched:
    """One mail as the server holds it; ``received`` is its INTERNALDATE."""

    uid: int
    raw: bytes
    received: datetime


class _Client(aioimaplib.IMAP4):  # type: ignore[misc]  # the library has no types
    """The library's client on the guarded protocol."""

    def create_client(
        self, host: str, port: int, loop: Any, conn_lost_cb: Any, ssl_context: Any
    ) -> None:
        running = asyncio.get_running_loop()
        self.protocol = Protocol(conn_lost_cb)
        self._client_task = running.create_task(
            running.create_connection(lambda: self.protocol, host, port, ssl=ssl_context)
        )


class MailConnection:
    """A selected mailbox; every method raises ConnectionLostError when it is no longer one."""

    uid_validity = 0

    def __init__(self, settings: ImapSettings) -> None:
        self._settings = settings
        self._lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._lock = asyncio.Lock()
        context = settings.tls_context or (
            ssl.create_default_context() if settings.tls == "ssl" else None
        )
        self._client = _Client(
            settings.host,
            settings.port,
            timeout=None,  # the library's own, set anew at each line; ours come first
            conn_lost_cb=self._on_lost,
            ssl_context=context,
        )

    @classmethod
    async def open(cls, settings: ImapSettings) -> Self:
        """Connect, log in and select."""
        logging.getLogger(aioimaplib.__name__).setLevel(logging.WARNING)
        self = cls(settings)
        try:
            await self._open()
        except BaseException:
            await self.close()
            raise
        return self

    async def close(self) -> None:
        """Say goodbye if the line is sound, and end every task of the library."""
        if not self._lost.done():
            with suppress(ConnectionLostError):
                await self._run(self._client.logout(), patience=2.0)
        self._abort()
        tasks = [*self._client.tasks, *self._client.protocol.tasks, self._client._client_task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def unseen(self, since: date | None = None) -> list[int]:
        """Return the UIDs of unseen mail, lowest first; with ``since``, of that day or later."""
        return await self._search("UNSEEN" if since is None else f"UNSEEN SINCE {_day(since)}")

    async def lately(self, since: date) -> list[int]:
        """Return the UIDs of all mail of that day or later, lowest first."""
        return await self._search(f"SINCE {_day(since)}")

    async def _search(self, wanted: str) -> list[int]:
        answer = await self._do("search", self._client.uid_search(wanted, charset=None))
        words = b" ".join(bytes(line) for line in answer[:-1]).split()
        return sorted({int(word) for word in words if word.isdigit()})

    async def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """Return the size in bytes of each mail that still exists, without fetching any."""
        command = self._client.uid("fetch", _set(uids), "(UID RFC822.SIZE)")
        answer = await self._do("fetch of sizes", command)
        found: dict[int, int] = {}
        for meta, _ in _records(answer):
            uid, size = _UID.search(meta), _SIZE.search(meta)
            if uid and size:
                found[int(uid[1])] = int(size[1])
        return found

    async def fetch(self, uids: Sequence[int], *, size: int) -> list[Fetched]:
        """Fetch mails without marking them; ``size`` is what they should come to together."""
        command = self._client.uid("fetch", _set(uids), "(UID FLAGS INTERNALDATE BODY.PEEK[])")
        answer = await self._do("fetch", command, size=size)
        return [mail for meta, raw in _records(answer) if (mail := _fetched(meta, raw))]

    async def mark_seen(self, uids: Sequence[int]) -> None:
        """Set the Seen flag, for good."""
        for start in range(0, len(uids), BATCH):
            chosen = _set(uids[start : start + BATCH])
            command = self._client.uid("store", chosen, "+FLAGS.SILENT", r"(\Seen)")
            await self._do("marking", command)

    async def idle(self, seconds: float) -> None:
        """Wait for a hint of new mail, ``seconds`` at most; without IDLE, just wait."""
        async with self._lock:
            if not self._client.has_capability("IDLE"):
                await self._wait_out(seconds)
                return
            pushes = self._client.protocol.idle_queue
            while not pushes.empty():
                pushes.get_nowait()
            ended = await self._run(self._client.idle_start(timeout=seconds + 3_600))
            with suppress(TimeoutError):
                await self._run(
                    self._client.wait_server_push(timeout=seconds),
                    patience=seconds + self._settings.patience,
                )
            self._client.idle_done()
            await self._run(_outcome(ended))

    async def _open(self) -> None:
        settings = self._settings
        await self._run(self._client.wait_hello_from_server(), patience=settings.patience)
        if settings.token is not None:
            token = await settings.token()
            await self._do("login", self._client.protocol.xoauth2(settings.user, token))
        else:
            await self._do("login", self._client.login(_quoted(settings.user), settings.password))
        answer = await self._do("select", self._client.select(_quoted(settings.mailbox)))
        validity = _VALIDITY.search(b"\n".join(bytes(line) for line in answer))
        self.uid_validity = int(validity[1]) if validity else 0

    async def _do(
        self, what: str, command: Coroutine[Any, Any, Any], *, size: int = 0
    ) -> list[Any]:
        """Run one command alone; anything but OK leaves the connection in doubt."""
        async with self._lock:
            protocol = self._client.protocol
            protocol.allowed = protocol.received + max(ORDINARY_BYTES, 2 * size)
            answer = await self._run(command, most=size / _SLOWEST)
            if answer.result != "OK":
                self._abort()
                raise ConnectionLostError(f"the mail server answered {answer.result} to {what}")
            return list(answer.lines)

    async def _run(
        self, work: Coroutine[Any, Any, T], *, patience: float | None = None, most: float = 0
    ) -> T:
        """Await ``work`` no longer than the connection lives.

        Gives up after ``patience`` seconds without a byte, or ``most`` seconds later with bytes.
        """
        patience = self._settings.patience if patience is None else patience
        loop = asyncio.get_running_loop()
        until = loop.time() + patience + most
        task = loop.create_task(work)
        waited: set[asyncio.Future[Any]] = {task, self._lost}
        try:
            while not task.done():
                before = self._client.protocol.received
                left = max(0.0, min(patience, until - loop.time()))
                done, _ = await asyncio.wait(
                    waited, timeout=left, return_when=asyncio.FIRST_COMPLETED
                )
                silent = self._client.protocol.received == before
                if not done and (silent or loop.time() >= until):
                    self._abort()
                    raise ConnectionLostError(f"the mail server was silent for {patience:g} s")
                if self._lost.done() and not task.done():
                    raise ConnectionLostError("the mail server closed the connection")
            return task.result()
        except (OSError, aioimaplib.AioImapException, asyncio.InvalidStateError) as problem:
            if isinstance(problem, TimeoutError) and not self._lost.done():
                raise
            self._abort()
            raise ConnectionLostError(f"IMAP failed: {problem}") from problem
        finally:
            if not task.done():
                self._abort()
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    async def _wait_out(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(self._lost), seconds)
            raise ConnectionLostError("the mail server closed the connection")

    def _on_lost(self, _: Exception | None) -> None:
        if not self._lost.done():
            self._lost.set_result(None)

    def _abort(self) -> None:
        protocol = self._client.protocol
        if protocol.transport is not None:
            protocol.transport.abort()
        for task in protocol.tasks:  # one may hold the lock that what is cancelled next must take
            task.cancel()
        self._on_lost(None)


async def _outcome(ended: "asyncio.Future[T]") -> T:
    return await ended


def _day(day: date) -> str:
    """As IMAP writes it, whatever the locale."""
    return f"{day.day}-{_MONTHS[3 * day.month - 3 : 3 * day.month]}-{day.year:04}"


def _quoted(argument: str) -> str:
    escaped = argument.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _set(uids: Iterable[int]) -> str:
    return ",".join(str(uid) for uid in uids)


def _records(lines: Iterable[Any]) -> list[tuple[bytes, bytes | None]]:
    """(everything but the literal, the literal) of each FETCH answer."""
    found: list[tuple[bytes, bytes | None]] = []
    for line in lines:
        if isinstance(line, bytearray):
            if found:
                found[-1] = (found[-1][0], bytes(line))
        elif _FETCHED.match(line):
            found.append((bytes(line), None))
        elif found:
            found[-1] = (found[-1][0] + b" " + bytes(line), found[-1][1])
    return found


def _fetched(meta: bytes, raw: bytes | None) -> Fetched | None:
    """Another client's flag change looks like a mail without a body; it is none."""
    uid, short = _UID.search(meta), _SHORT_BODY.search(meta)
    if raw is None and short:
        raw = re.sub(rb"\\(.)", rb"\1", short[1])
    if uid is None or raw is None:
        return None
    return Fetched(int(uid[1]), raw, _received(meta))


def _received(meta: bytes) -> datetime:
    found = _DATE.search(meta)
    with suppress(ValueError):
        if found:
            text = found[1].decode("ascii", "replace").strip()
            return datetime.strptime(text, "%d-%b-%Y %H:%M:%S %z").astimezone(UTC)
    return datetime.now(UTC)
