"""A submission server that takes mail, or fails at any step it is told to."""

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import field
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from assistant.values import dataclass

Taken = Callable[[str, tuple[str, ...], bytes, str | None], Awaitable[None]]
"""Called with envelope sender, recipients, content and who had logged in."""


@dataclass(slots=True)
class SmtpFaults:
    """What the server does wrong; an answer is a whole reply such as ``451 4.7.1 later``.

    ``rcpt`` and ``data`` are by recipient. ``drop_after_dot`` counts mails that are *taken* and
    then not answered; ``delay`` is in seconds before the answer to each mail. ``one_by_one``: no
    command may be said before the one before it is answered.
    """

    greeting: str = ""
    mail: str = ""
    rcpt: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    drop_after_dot: int = 0
    delay: float = 0.0
    one_by_one: bool = False


class _Conversation(SMTP):
    """One client's connection, which may greet badly."""

    def __init__(self, host: "SmtpHost", **options: Any) -> None:
        super().__init__(host, **options)
        self._host = host

    async def push(self, status: Any) -> None:
        greeting = self._host.faults.greeting
        if greeting and isinstance(status, str) and status.startswith("220 local"):
            await super().push(greeting)
            if self.transport is not None:
                self.transport.close()
            return
        await super().push(status)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._host.open.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._host.open.discard(self)
        super().connection_lost(error)


class SmtpHost:
    """Listens for submissions; what it takes goes to ``taken`` before it answers 250."""

    def __init__(
        self, users: Mapping[str, str], taken: Taken, *, tls: ssl.SSLContext | None = None
    ) -> None:
        self.faults = SmtpFaults()
        self.open: set[_Conversation] = set()
        self.connections = 0
        self._users = users
        self._taken = taken
        self._tls = tls

    async def start(self) -> int:
        """Begin to listen on a free local port and return it."""
        logging.getLogger("mail.log").setLevel(logging.ERROR)  # its warnings are about itself
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._conversation, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Stop listening and end every conversation."""
        self._server.close()
        self.drop_connections()
        while self.open:
            await asyncio.sleep(0)
        await self._server.wait_closed()

    def drop_connections(self) -> None:
        """Close every connection from this side, as servers do with idle ones."""
        for conversation in tuple(self.open):
            _abort(conversation)

    def _conversation(self) -> _Conversation:
        self.connections += 1
        return _Conversation(
            self,
            hostname="local.test",
            enable_SMTPUTF8=True,
            authenticator=self._authenticated,
            auth_required=False,
            auth_require_tls=False,
            data_size_limit=40_000_000,
            tls_context=self._tls,
            loop=asyncio.get_running_loop(),
        )

    def _authenticated(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        if isinstance(data, LoginPassword):
            user, password = data.login.decode(), data.password.decode()
            if self._users.get(user) == password:
                return AuthResult(success=True, auth_data=user)
        return AuthResult(success=False, handled=False)

    async def handle_EHLO(  # noqa: N802 - aiosmtpd finds hooks by these names
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        offered: list[str],
    ) -> list[str]:
        """Offer what every large server does, unless told not to."""
        session.host_name = hostname
        return offered if self.faults.one_by_one else [offered[0], "250-PIPELINING", *offered[1:]]

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take the sender, unless told to refuse."""
        if self.faults.mail:
            return self.faults.mail
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take one recipient, unless told to refuse it."""
        if refusal := self.faults.rcpt.get(address.lower()):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take the mail for good, then answer, or fail to."""
        recipients = tuple(address.lower() for address in envelope.rcpt_tos)
        for address in recipients:
            if refusal := self.faults.data.get(address):
                return refusal
        if self.faults.delay:
            await asyncio.sleep(self.faults.delay)
        content = envelope.original_content or b""
        user = session.auth_data if session.authenticated else None
        await self._taken((envelope.mail_from or "").lower(), recipients, content, user)
        if self.faults.drop_after_dot > 0:
            self.faults.drop_after_dot -= 1
            _abort(server)
        return "250 2.0.0 queued"


def _abort(conversation: SMTP) -> None:
    if isinstance(conversation.transport, asyncio.WriteTransport):
        conversation.transport.abort()
