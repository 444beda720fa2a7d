"""Send cards by SMTP over a few lasting connections, and say honestly how it went.

Each connection is used by one task at a time. Once the final dot is written, silence means
*perhaps*: its own kind of failure.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import lru_cache

from aiosmtplib.email import quote_address

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
from assistant.notify.smtp_line import CLOSING, GarbledError, Reply, SmtpLine
from assistant.notify.smtp_opening import SmtpSettings, opened

_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@"
    r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
)
_TAKEN, _FORWARDED, _GO_AHEAD = 250, 251, 354
_WANTED = ((_TAKEN,), (_TAKEN, _FORWARDED), (_GO_AHEAD,))
"""What is answered to sender, recipient and DATA when all is well."""

_RECIPIENT = 1
_NOT_HERE = (550, 551, 553)
# Refusals of a recipient that are about us, our server or the moment (RFC 3463 3.3-3.8).
_OF_OTHERS = re.compile(
    r"\b5\.(?:1\.[78]|2\.[2-4]|[3-7]\.\d{1,3})\b|relay|blocked|blacklist|block\s?list|spam|policy"
    r"|sender|full|quota|authenti|reputation",
    re.IGNORECASE,
)
_GOODBYE = 2.0
_RESETTING = 5.0


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
        self._idle: list[SmtpLine] = []
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
        line = await opened(self._settings)
        patience = self._settings.timeout
        try:
            replies = await line.ask(_from(self._settings.sender), b"RSET\r\n", patience=patience)
        except (GarbledError, TimeoutError) as problem:
            raise DeliveryLaterError(f"it broke off: {type(problem).__name__}") from problem
        finally:
            await line.quit(patience=_GOODBYE)
        if not replies:
            raise DeliveryLaterError("it broke off")
        for reply in replies:
            if reply.code != _TAKEN:
                raise _refused(reply)

    @property
    def key(self) -> DkimKey | None:
        """What signs, if anything does."""
        return self._settings.key

    async def close(self) -> None:
        """Say goodbye on every idle connection."""
        while self._idle:
            await self._idle.pop().quit(patience=_GOODBYE)

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
            line = reused or await opened(self._settings)
            try:
                async with self._returning(line):
                    await self._transaction(line, address, raw)
                return
            except _LineLostError as lost:
                if reused is None:
                    raise DeliveryLaterError("the mail server closed the connection") from lost

    def _take_idle(self) -> SmtpLine | None:
        while self._idle:
            line = self._idle.pop()
            if line.is_open:
                return line
        return None

    @asynccontextmanager
    async def _returning(self, line: SmtpLine) -> AsyncIterator[None]:
        """Keep the connection for the next mail unless its state is in doubt."""
        try:
            yield
        except (DeliveryFailedError, DeliveryLaterError):
            if await _reset(line):
                self._idle.append(line)
            raise
        except BaseException:
            line.close()
            raise
        self._idle.append(line)

    async def _transaction(self, line: SmtpLine, address: str, raw: bytes) -> None:
        recipient = f"RCPT TO:<{address}>\r\n".encode("ascii")
        commands = (_from(self._settings.sender), recipient, b"DATA\r\n")
        try:
            replies = await line.ask(*commands, patience=self._settings.timeout)
        except TimeoutError as silence:
            raise _LineLostError from silence
        except GarbledError as garbled:
            raise DeliveryLaterError(str(garbled)) from garbled
        try:
            _check(replies)
        except DeliveryError:
            if replies[-1].code == _GO_AHEAD:  # it waits for a mail, and none may follow
                line.close()
            raise
        await self._content(line, raw)

    async def _content(self, line: SmtpLine, raw: bytes) -> None:
        """Write the mail and wait for the verdict; from here on a lost line is ambiguous."""
        try:
            verdict = await line.hand_over(_stuffed(raw), patience=2 * self._settings.timeout)
        except GarbledError as garbled:
            raise DeliveryUncertainError(str(garbled)) from garbled
        except TimeoutError as silence:
            raise DeliveryUncertainError("no answer after the mail was handed over") from silence
        if verdict is None:
            raise DeliveryUncertainError("no answer after the mail was handed over")
        if verdict.code != _TAKEN:
            raise _refused(verdict)


async def _reset(line: SmtpLine) -> bool:
    """Have the server forget a mail it did not take; False, with the line closed, if it cannot."""
    try:
        replies = await line.ask(b"RSET\r\n", patience=_RESETTING)
    except (GarbledError, TimeoutError):
        replies = []
    if replies and replies[0].code == _TAKEN:
        return True
    line.close()
    return False


@lru_cache(maxsize=8)
def _from(sender: str) -> bytes:
    if not sender.isprintable():
        raise ValueError("the sender's address has a control character in it")
    return f"MAIL FROM:{quote_address(sender)}\r\n".encode("ascii")


def _stuffed(raw: bytes) -> bytes:
    """As it is written: no line of a mail looks like the dot at its end (RFC 5321 4.5.2)."""
    stuffed = raw.replace(b"\n.", b"\n..")
    if stuffed.startswith(b"."):
        stuffed = b"." + stuffed
    return stuffed + (b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n")


def _check(replies: list[Reply]) -> None:
    """Whether sender, recipient and mail are wanted; the first refusal is what went wrong."""
    for step, wanted in enumerate(_WANTED):
        if step == len(replies) or replies[step].code == CLOSING:
            raise _LineLostError
        if replies[step].code not in wanted:
            raise _unwanted(replies[step]) if step == _RECIPIENT else _refused(replies[step])


def _unwanted(recipient: Reply) -> DeliveryError:
    if recipient.code in _NOT_HERE and not _OF_OTHERS.search(recipient.words):
        return DeliveryFailedError(_told(recipient), of_address=True)
    return _refused(recipient)


def _refused(reply: Reply) -> DeliveryError:
    if 500 <= reply.code < 600:
        return DeliveryFailedError(_told(reply))
    return DeliveryLaterError(_told(reply))


def _told(reply: Reply) -> str:
    return f"{reply.code} {' '.join(reply.words.split())[:200]}"
