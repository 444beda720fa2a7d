"""Put the mail door and the mail sender together from what the operator has set."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import date, datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.engine import Connection
from starlette.routing import Route

from assistant import identity, inbox, threads, waiting
from assistant.billing.turns import Turn
from assistant.config import Settings, SettingsError
from assistant.db import DatabaseBusyError, DatabaseUnavailableError
from assistant.desk import Desk
from assistant.handlers.unsubscribe_http import unsubscribe_route
from assistant.notify import outbox, returned
from assistant.render.mail_thread import tag_of, tagged
from assistant.request import Request, Sender

if TYPE_CHECKING:
    from assistant.handlers.mail_connection import ImapSettings
    from assistant.handlers.mail_request import Trace
    from assistant.handlers.mailbox import MailboxSettings, MailLine
    from assistant.notify.mail_sender import MailSender
    from assistant.notify.mail_signing import DkimKey

Token = Callable[[], Awaitable[str]]

_SLACK = timedelta(days=1)
"""A server's day may have begun before ours."""

log = structlog.get_logger(__name__)


def mail_sender(settings: Settings, clock: Callable[[], datetime]) -> "MailSender":
    """The channel's sender for mail; nothing is connected yet. Raises SettingsError."""
    from assistant.notify.mail_sender import MailSender
    from assistant.notify.smtp_opening import SmtpSettings

    smtp = SmtpSettings(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.mail_address,
        sender_name="Billing",
        user=settings.smtp_user,
        password=settings.smtp_password.get_secret_value(),
        tls=settings.smtp_tls,
        connections=settings.smtp_connections,
        gap=settings.smtp_gap,
        key=_dkim_key(settings),
        stop_at=f"{settings.home_url}/mail/stop",
        token=_token(settings) if settings.smtp_user else None,
        reply_tokens=settings.mail_reply_tokens,
    )
    return MailSender(smtp, now=clock)


async def open_mail(
    stack: AsyncExitStack, settings: Settings, desk: Desk
) -> Callable[[], bool] | None:
    """Read every mailbox from now on; returns how to tell whether that goes on, None if shut."""
    lacking = settings.lacking_for_mail
    if not settings.imap_host or not settings.mail_address:
        if len(lacking) < 3:
            log.warning("mail_shut", remedy=f"set {' and '.join(lacking)}")
        return None
    if lacking:
        log.warning("mail_unanswered", remedy=f"set {lacking[0]}, or no answer can be sent")
    from assistant.handlers.mail_loops import LoopGuard
    from assistant.handlers.mailbox import Mailbox

    guard = LoopGuard()
    reading, far = [], []
    for imap in mailboxes(settings):
        wanted, line = await _behind(settings, desk, imap)
        far.append(line.reach)
        reading.append(asyncio.create_task(Mailbox(wanted, line, guard=guard).run()))
    stack.push_async_callback(_ended, reading)
    return lambda: all(each.well for each in far) and not any(each.done() for each in reading)


def mailboxes(settings: Settings) -> "list[ImapSettings]":
    """Every mailbox to read; nothing is connected yet."""
    token = _token(settings)
    names = [each.strip() for each in settings.imap_mailbox.split(",") if each.strip()]
    return [_imap(settings, name, token) for name in names or ["INBOX"]]


def stopping(desk: Desk, *, invoices: bool = False) -> Route:
    """The page on which the reader of a notice wants no more of them."""

    async def stop(delivery_id: str) -> bool:
        now = desk.clock()
        work = partial(returned.stop, delivery_id=delivery_id, now=now, invoices=invoices)
        return await desk.database.write(work)

    return unsubscribe_route(stop, invoices=invoices)


def resumed(
    tx: Connection, *, sender: Sender, trace: "Trace", now: datetime, host: str
) -> tuple[str, str] | None:
    """Which conversation a mail continues: a mail of ours is context for its reader, only.

    With it comes the request whose answer it is a reply to, if it is one. A thread that a mail
    names is left only for the conversation of that.
    """
    for delivery in outbox.mailed(tx, [trace.delivery]) if trace.delivery else []:
        if delivery.address == sender.address:
            asked = delivery.request_id or ""
            if there := asked and threads.of_request(tx, asked, sender):
                return there, asked
            return None if trace.named else (f"<{delivery.id}@{host}>", "")
    if not (subject := trace.subject):
        return None
    since = now - inbox.ANSWERS_LAST
    notice = _notice_about(tx, sender, tagged(subject), since)
    there = threads.about(tx, sender, subject, since=since) or (notice and f"<{notice}@{host}>")
    return (there, "") if there else None


def _notice_about(tx: Connection, sender: Sender, tag: str, since: datetime) -> str | None:
    """The last notice they were sent of an invoice of an account that is theirs still."""
    actor = identity.identify(tx, sender) if tag else None
    if actor is None:
        return None
    theirs = {*actor.account_ids, None}  # reminders may be of several
    sent = outbox.notices_to(tx, sender.address, since)
    own = (each for each in sent if each[1] in theirs and tag_of(each[2]).strip() == tag)
    return next((delivery_id for delivery_id, _, _ in own), None)


async def _behind(
    settings: Settings, desk: Desk, imap: "ImapSettings"
) -> "tuple[MailboxSettings, MailLine]":
    from assistant.handlers.mailbox import MailboxSettings, MailLine

    where = f"{imap.host}/{imap.user}/{imap.mailbox}"
    turn = Turn(desk.database, f"mail:{sha256(where.encode()).hexdigest()[:32]}", desk.clock)
    wanted = MailboxSettings(
        imap,
        settings.mail_address,
        settings.mail_authserv_id or None,
        verify=settings.mail_verify,
        since=await _since(settings, turn),
        answers_per_hour=settings.mail_answers_per_hour,
    )
    host = settings.mail_address.rpartition("@")[2]

    async def resume(sender: Sender, trace: "Trace") -> tuple[str, str] | None:
        look = partial(resumed, sender=sender, trace=trace, now=desk.clock(), host=host)
        return await desk.database.read(look)

    async def later(request: Request, seconds: float) -> None:
        now = desk.clock()
        write = partial(
            waiting.said_later, request=request, now=now, until=now + timedelta(seconds=seconds)
        )
        await desk.database.write(write)

    line = MailLine(
        answer=desk.take_mail,
        knows=desk.knows,
        note=partial(desk.note_mail, invoices=settings.unsubscribe_invoices),
        set_aside=desk.set_aside,
        temporary=(DatabaseBusyError, DatabaseUnavailableError),
        resume=resume,
        turn=turn.keep,
        leave=turn.give_back,
        urgent=lambda request: waiting.cannot_wait(desk.line.mask(request)),
        later=later,
    )
    return wanted, line


async def _since(settings: Settings, turn: Turn) -> date | None:
    """From which day on mail is looked at: unless told otherwise, since we first read here."""
    if settings.imap_since == "all":
        return None
    if settings.imap_since:
        return date.fromisoformat(settings.imap_since)
    return (await turn.begun() - _SLACK).date()


def _imap(settings: Settings, mailbox: str, token: "Token | None") -> "ImapSettings":
    from assistant.handlers.mail_connection import ImapSettings

    return ImapSettings(
        host=settings.imap_host,
        port=settings.imap_port,
        user=settings.imap_user,
        password=settings.imap_password.get_secret_value(),
        tls=settings.imap_tls,
        mailbox=mailbox,
        token=token,
    )


def _token(settings: Settings) -> "Token | None":
    if not settings.mail_oauth_url:
        return None
    from assistant.handlers.mail_token import Tokens, TokenSettings

    wanted = TokenSettings(
        url=settings.mail_oauth_url,
        client_id=settings.mail_oauth_client_id,
        client_secret=settings.mail_oauth_client_secret.get_secret_value(),
        refresh_token=settings.mail_oauth_refresh_token.get_secret_value(),
        scope=settings.mail_oauth_scope,
    )
    return Tokens(wanted).token


def _dkim_key(settings: Settings) -> "DkimKey | None":
    if not settings.mail_dkim_key:
        return None
    from assistant.notify.mail_signing import DkimKey, DkimKeyError

    where, domain = settings.mail_dkim_key, settings.mail_address.rpartition("@")[2]
    try:
        return DkimKey.read(where, domain=domain, selector=settings.mail_dkim_selector)
    except DkimKeyError as error:
        raise SettingsError(f"ASSISTANT_MAIL_DKIM_KEY: {error}") from error


async def _ended(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
