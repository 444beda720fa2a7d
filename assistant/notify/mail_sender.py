"""Send cards by SMTP over a few lasting connections, and say honestly how it went.

Each connection is used by one task at a time, because a shared aiosmtplib client hangs (its issues
243 and 15). Once the final dot is written, silence means *perhaps*: its own kind of failure.
"""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Literal

from aiosmtplib import SMTP, SMTPConnectError, SMTPException, SMTPResponseException
from aiosmtplib.email import quote_address
from aiosmtplib.protocol import SMTPProtocol

from assistant.notify.mail_message import Ways, compose, message_id
from assistant.notify.mail_pace import Pace
from assistant.notify.mail_signing import DkimKey
from assistant.notify.senders import (
    DeliveryError,
    DeliveryFailedError,
    DeliveryLaterError,
    DeliveryUncertainError,
    Outgoing,
)

_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@"
    r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
)
_TAKEN, _FORWARDED, _GO_AHEAD, _CLOSING = 250, 251, 354, 421
_NOT_HERE = (550, 551, 553)
# Refusals of a recipient that are about us, our server or the moment (RFC 3463 3.3-3.8).
_OF_OTHERS = re.compile(
    r"\b5\.(?:1\.[78]|2\.[2-4]|[3-7]\.\d{1,3})\b|relay|blocked|blacklist|block\s?list|spam|policy"
    r"|sender|full|quota|authenti|reputation",
    re.IGNORECASE,
)
_BROKEN = (SMTPException, OSError, TimeoutError, EOFError)


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """Where mail goes out and as whom.

    ``starttls`` is required when set: a server that does not offer it gets nothing. Certificates
    are checked against ``tls_context`` or the system's authorities. ``gap`` is the time between two
    mails to one domain, in seconds; ``key`` signs what goes out; ``stop_at`` is the address of the
    page on which a reader wants no more notices; ``reply_tokens`` puts a token into Reply-To. With
    ``token``, an access token takes the place of the password (XOAUTH2).
    """

    host: str
    port: int
    sender: str
    sender_name: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    tls: Literal["ssl", "starttls", "none"] = "starttls"
    connections: int = 2
    timeout: float = 30.0
    gap: float = 0.0
    key: DkimKey | None = None
    stop_at: str = ""
    reply_tokens: bool = False
    token: Callable[[], Awaitable[str]] | None = field(default=None, repr=False)
    tls_context: ssl.SSLContext | None = None


class _LineLostError(Exception):
    """The connection went away before the server can have taken the mail."""


class MailSender:
    """A channel's sender for mail; close it when done.

    ``now`` is the clock the Date header is taken from.
    """

    def __init__(
        self, settings: SmtpSettings, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._settings = settings
        self._now = now
        self._idle: list[SMTP] = []
        self._free = asyncio.Semaphore(settings.connections)
        self._pace = Pace(settings.gap)

    async def send(self, outgoing: Outgoing) -> str:
        """Hand the mail to the server; returns its Message-ID. Raises DeliveryError."""
        if len(outgoing.address) > 254 or not _ADDRESS.fullmatch(outgoing.address):
            raise DeliveryFailedError("not exactly one mail address")
        sender = self._settings.sender
        raw = compose(
            outgoing,
            sender=sender,
            sender_name=self._settings.sender_name,
            at=self._now(),
            ways=Ways(self._settings.stop_at, self._settings.reply_tokens),
        )
        if self._settings.key is not None:
            raw = await asyncio.to_thread(self._settings.key.sign, raw)
        await self._pace.turn(outgoing.address)
        async with self._free:
            await self._send(outgoing.address, raw)
        return message_id(outgoing.delivery_id, sender)

    async def greet(self) -> None:
        """Log in, name the sender and take it back: nothing is sent. Raises DeliveryError."""
        client = await self._connect()
        try:
            await client.mail(self._settings.sender)
            await client.rset()
        except SMTPResponseException as refusal:
            raise _refused(refusal.code, refusal.message) from refusal
        except _BROKEN as problem:
            raise DeliveryLaterError(f"it broke off: {_told(problem)}") from problem
        finally:
            self._idle.append(client)
            await self.close()

    @property
    def key(self) -> DkimKey | None:
        """What signs, if anything does."""
        return self._settings.key

    async def close(self) -> None:
        """Say goodbye on every idle connection."""
        while self._idle:
            client = self._idle.pop()
            try:
                await asyncio.wait_for(client.quit(), 2)
            except _BROKEN:
                client.close()

    async def __aenter__(self) -> "MailSender":
        """Connections open with the first mail, not here."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close what is idle."""
        await self.close()

    async def _send(self, address: str, raw: bytes) -> None:
        """Try idle connections first: a server may have closed them, which is nobody's failure."""
        while True:
            reused = self._take_idle()
            client = reused or await self._connect()
            try:
                async with self._returning(client):
                    await self._transaction(client, address, raw)
                return
            except _LineLostError as lost:
                if reused is None:
                    raise DeliveryLaterError("the mail server closed the connection") from lost

    def _take_idle(self) -> SMTP | None:
        while self._idle:
            client = self._idle.pop()
            if client.is_connected:
                return client
            client.close()
        return None

    async def _connect(self) -> SMTP:
        settings = self._settings
        client = SMTP(
            hostname=settings.host,
            port=settings.port,
            username=settings.user or None,
            password=None if settings.token else settings.password or None,
            oauth_token_generator=settings.token,
            use_tls=settings.tls == "ssl",
            start_tls=settings.tls == "starttls",
            timeout=settings.timeout,
            tls_context=settings.tls_context,
            local_hostname=settings.sender.rpartition("@")[2],
        )
        try:
            await asyncio.wait_for(client.connect(), settings.timeout)
        except (SMTPConnectError, *_BROKEN) as problem:
            client.close()
            # Even a 5xx here is about us or the server, not about the reader's address.
            raise DeliveryLaterError(f"no connection: {_told(problem)}") from problem
        except BaseException:
            client.close()
            raise
        return client

    @asynccontextmanager
    async def _returning(self, client: SMTP) -> AsyncIterator[None]:
        """Keep the connection for the next mail unless its state is in doubt."""
        try:
            yield
        except (DeliveryFailedError, DeliveryLaterError):
            if await self._reset(client):
                self._idle.append(client)
            raise
        except BaseException:
            client.close()
            raise
        self._idle.append(client)

    async def _reset(self, client: SMTP) -> bool:
        try:
            await client.rset(timeout=5)
        except _BROKEN:
            client.close()
            return False
        return True

    async def _transaction(self, client: SMTP, address: str, raw: bytes) -> None:
        try:
            async with asyncio.timeout(self._settings.timeout):  # one timer for three commands
                await _from(client, self._settings.sender)
                await _recipient(client, address)
                await _said(client, (b"DATA",), _GO_AHEAD)
        except SMTPResponseException as refusal:
            if refusal.code == _CLOSING:
                raise _LineLostError(refusal.message) from refusal
            raise _refused(refusal.code, refusal.message) from refusal
        except _BROKEN as problem:
            raise _LineLostError from problem
        await self._content(client.protocol, raw)

    async def _content(self, protocol: SMTPProtocol | None, raw: bytes) -> None:
        """Write the mail and wait for the verdict; from here on a lost line is ambiguous."""
        if protocol is None:
            raise _LineLostError
        stuffed = re.sub(rb"(?m)^\.", b"..", raw)
        ending = b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n"
        try:
            protocol.write(stuffed + ending)
            verdict = await protocol.read_response(timeout=2 * self._settings.timeout)
        except SMTPResponseException as garbled:
            raise DeliveryUncertainError("the mail server's answer made no sense") from garbled
        except _BROKEN as problem:
            raise DeliveryUncertainError("no answer after the mail was handed over") from problem
        if verdict.code != _TAKEN:
            raise _refused(verdict.code, verdict.message)


async def _from(client: SMTP, sender: str) -> None:
    """Begin a mail; the first on a connection also says who we are."""
    if client.is_ehlo_or_helo_needed:
        await client.mail(sender)
    else:
        await _said(client, (b"MAIL", b"FROM:" + _quoted(sender)), _TAKEN)


async def _said(client: SMTP, words: tuple[bytes, ...], *wanted: int) -> None:
    """Say it the short way: the library would parse each address once more, and set a timer."""
    answer = await client.execute_command(*words, timeout=None)
    if answer.code not in wanted:
        raise SMTPResponseException(answer.code, answer.message)


@lru_cache(maxsize=8)
def _quoted(sender: str) -> bytes:
    return quote_address(sender).encode("ascii")


async def _recipient(client: SMTP, address: str) -> None:
    try:
        await _said(client, (b"RCPT", f"TO:<{address}>".encode("ascii")), _TAKEN, _FORWARDED)
    except SMTPResponseException as refusal:
        if refusal.code in _NOT_HERE and not _OF_OTHERS.search(refusal.message):
            told = f"{refusal.code} {' '.join(refusal.message.split())[:200]}"
            raise DeliveryFailedError(told, of_address=True) from refusal
        raise


def _refused(code: int, message: str) -> DeliveryError:
    told = f"{code} {' '.join(message.split())[:200]}"
    if 500 <= code < 600:
        return DeliveryFailedError(told)
    return DeliveryLaterError(told)


def _told(problem: BaseException) -> str:
    if isinstance(problem, SMTPResponseException):
        return f"{problem.code} {' '.join(problem.message.split())[:200]}"
    return type(problem).__name__
