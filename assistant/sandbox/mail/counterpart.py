"""The mail world around the assistant: our own server, and everybody's mailboxes."""

import asyncio
import re
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

from assistant.sandbox.mail.imap_host import ImapHost
from assistant.sandbox.mail.imap_line import ImapFaults, ImapLine
from assistant.sandbox.mail.letters import Letter, Verdict, author, composed, received
from assistant.sandbox.mail.smtp_host import SmtpFaults, SmtpHost
from assistant.values import dataclass

_MESSAGE_ID = re.compile(rb"^message-id:[ \t]*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sent:
    """One mail accepted over SMTP, as it was accepted."""

    mail_from: str
    recipients: tuple[str, ...]
    raw: bytes


class MailCounterpart:
    """IMAP and SMTP for a set of users in the running loop; every address of theirs is local.

    ``sent`` keeps all mail accepted over SMTP; with ``spool`` each is also written to
    ``NNN-recipient.eml`` there. ``authserv_id`` is the name our receiving server signs with.
    """

    def __init__(
        self,
        users: Mapping[str, str],
        spool: Path | None = None,
        *,
        authserv_id: str = "mx.sandbox.example",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.authserv_id = authserv_id
        self.sent: list[Sent] = []
        self.imap_port = 0
        self.smtp_port = 0
        self._users = {user.lower(): password for user, password in users.items()}
        self._spool = spool
        self._boxes: dict[str, list[bytes]] = {user: [] for user in self._users}
        self._imap = ImapHost(self._users)
        self._smtp = SmtpHost(self._users, self._taken, tls=tls)
        self._changes = 0
        self._changed = asyncio.Event()

    async def __aenter__(self) -> Self:
        """Start both servers on free local ports."""
        if self._spool is not None:
            self._spool.mkdir(parents=True, exist_ok=True)
        self._line = ImapLine(await self._imap.start())
        self.imap_port = await self._line.start()
        self.smtp_port = await self._smtp.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop everything and forget all mail."""
        await self._smtp.close()
        await self._line.close()
        await self._imap.close()

    @property
    def imap_faults(self) -> ImapFaults:
        """The switches of the line to the IMAP server."""
        return self._line.faults

    @property
    def smtp_faults(self) -> SmtpFaults:
        """The switches of the SMTP server."""
        return self._smtp.faults

    @property
    def imap_connections(self) -> int:
        """How often someone has connected to IMAP so far."""
        return self._line.connections

    @property
    def smtp_connections(self) -> int:
        """How often someone has connected to SMTP so far."""
        return self._smtp.connections

    def imap_bye(self) -> None:
        """Say BYE to every IMAP client and close."""
        self._line.bye()

    def imap_cut(self) -> None:
        """Reset every IMAP connection."""
        self._line.cut()

    def smtp_drop_idle(self) -> None:
        """Close every SMTP connection from the server's side."""
        self._smtp.drop_connections()

    def mailbox(self, user: str) -> tuple[bytes, ...]:
        """Return every mail ever delivered to a local user, oldest first."""
        return tuple(self._boxes.get(user.lower(), ()))

    async def changed(self, since: int = -1) -> int:
        """Wait until more than ``since`` changes have happened; returns how many have by then."""
        while self._changes <= since:
            await self._changed.wait()
        return self._changes

    async def deliver(self, user: str, raw: bytes, *, proof: Verdict = "pass") -> None:
        """Receive a mail from outside for a local user, stamped with what was proven."""
        stamped = received(raw, user.lower(), self.authserv_id, proof)
        self._boxes[user.lower()].append(stamped)
        await self._imap.append(user.lower(), stamped, datetime.now(UTC))
        self._note_change()

    async def write(self, letter: Letter, *, proof: Verdict = "pass") -> str:
        """Write and deliver a mail as a person would; returns its Message-ID."""
        host = letter.sender.rpartition("@")[2]
        message_id = f"<{uuid4().hex}@{host}>"
        raw = composed(letter, message_id=message_id, at=datetime.now(UTC))
        await self.deliver(letter.to, raw, proof=proof)
        return message_id

    def find(self, message_id: str) -> bytes | None:
        """Return the delivered mail with this Message-ID, to be replied to."""
        for box in self._boxes.values():
            for raw in box:
                found = _MESSAGE_ID.search(raw)
                if found and found[1].decode("latin-1") == message_id:
                    return raw
        return None

    async def renumber(self, user: str) -> None:
        """Change UIDVALIDITY: all mail of a user gets new UIDs and is unseen again."""
        self._imap.forget(user.lower())
        for raw in self._boxes[user.lower()]:
            await self._imap.append(user.lower(), raw, datetime.now(UTC))
        self._line.cut()

    async def _taken(
        self, mail_from: str, recipients: tuple[str, ...], raw: bytes, user: str | None
    ) -> None:
        self.sent.append(Sent(mail_from, recipients, raw))
        if self._spool is not None:
            safe = re.sub(r"[^a-z0-9@._+-]", "_", recipients[0])
            (self._spool / f"{len(self.sent):03d}-{safe}.eml").write_bytes(raw)
        own = user is not None and user == mail_from == author(raw).lower()
        for recipient in recipients:
            if recipient in self._boxes:
                await self.deliver(recipient, raw, proof="pass" if own else "none")
        self._note_change()

    def _note_change(self) -> None:
        self._changes += 1
        self._changed.set()
        self._changed = asyncio.Event()
