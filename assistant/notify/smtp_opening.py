"""How a connection to the mail server is opened: greeted, encrypted, logged in on."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import field
from typing import Literal

from aiosmtplib import SMTP, SMTPException, SMTPHeloError, SMTPResponseException

from assistant.notify.mail_signing import DkimKey
from assistant.notify.senders import DeliveryLaterError
from assistant.notify.smtp_line import SmtpLine
from assistant.values import dataclass


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


async def opened(settings: SmtpSettings) -> SmtpLine:
    """A connection that takes mail. Raises DeliveryLaterError."""
    client = _client(settings)
    try:
        async with asyncio.timeout(settings.timeout):
            await client.connect()
            await _introduced(client)
    except (SMTPException, OSError, EOFError) as problem:
        client.close()
        # Even a 5xx here is about us or the server, not about the reader's address.
        raise DeliveryLaterError(f"no connection: {_told(problem)}") from problem
    except BaseException:
        client.close()
        raise
    if not isinstance(client.transport, asyncio.Transport):
        raise DeliveryLaterError("no connection: the mail server closed it")
    # From here on it is ours: the library would wait for the answer to each command.
    return SmtpLine(client.transport, pipelining=client.supports_extension("pipelining"))


def _client(settings: SmtpSettings) -> SMTP:
    return SMTP(
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


async def _introduced(client: SMTP) -> None:
    """Say who we are, unless that was needed for encryption or to log in."""
    if not client.is_ehlo_or_helo_needed:
        return
    try:
        await client.ehlo()
    except SMTPHeloError:
        await client.helo()


def _told(problem: BaseException) -> str:
    if isinstance(problem, SMTPResponseException):
        return f"{problem.code} {' '.join(problem.message.split())[:200]}"
    return type(problem).__name__
