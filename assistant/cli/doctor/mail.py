"""Mail: each mailbox opened, senders proven, the way out logged in to, its signature published."""

from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.message import Message

from assistant.cli.doctor.findings import Clocks, Finding, not_set, ok, wrong
from assistant.cli.doctor.signing import signing
from assistant.config import Settings, SettingsError
from assistant.handlers.mail_connection import ConnectionLostError, MailConnection
from assistant.handlers.mail_token import TokenError
from assistant.handlers.sender_proof import Headers, bears, named
from assistant.notify.senders import DeliveryError
from assistant.postal import mail_sender, mailboxes

_LATELY = timedelta(days=14)
_FEW, _LARGE = 5, 200_000
_ID = "ASSISTANT_MAIL_AUTHSERV_ID"
_TOKEN = "no access token"  # noqa: S105 - words for people
_TOKEN_REMEDY = "check ASSISTANT_MAIL_OAUTH_CLIENT_ID and its secret, token and consent"  # noqa: S105


async def examine_reading(settings: Settings, clocks: Clocks) -> list[Finding]:
    """Log in to every mailbox and look who vouches for the newest mails; none is marked."""
    if not settings.imap_host:
        if lacking := _half(settings):
            return [wrong("mail reading", f"{lacking[0]} is not set", "no mail is read")]
        return [not_set("mail reading", "ASSISTANT_IMAP_HOST, as docs/connect.md says")]
    found, newest = [], list[Headers]()
    for imap in mailboxes(settings):
        try:
            connection = await MailConnection.open(imap)
        except (ConnectionLostError, TokenError, OSError) as error:
            found.append(_unread(settings, imap.mailbox, error))
            continue
        try:
            newest += await _newest(connection, clocks)
        finally:
            await connection.close()
        found.append(ok("mail reading", f"{imap.mailbox} at {imap.host}"))
    return [*found, _proof(settings, newest)]


async def examine_sending(
    settings: Settings, clocks: Clocks, keys: Callable[..., bytes | str | None] | None = None
) -> list[Finding]:
    """Log in and name the sender, then take it back: nothing is sent."""
    if not settings.smtp_host:
        if lacking := _half(settings):
            return [wrong("mail sending", f"{lacking[-1]} is not set", "no answer can be sent")]
        return [not_set("mail sending", "ASSISTANT_SMTP_HOST, as docs/connect.md says")]
    if not settings.mail_address:
        return [wrong("mail sending", "nobody to write as", "set ASSISTANT_MAIL_ADDRESS")]
    try:
        sender = mail_sender(settings, clocks.now)
    except SettingsError as error:
        return [wrong("mail signature", str(error), "give the path of an RSA key in PEM")]
    try:
        await sender.greet()
    except DeliveryError as error:
        sent = wrong("mail sending", _masked(str(error), settings), _of_sending(settings, error))
    except TokenError as error:
        sent = wrong("mail sending", f"{_TOKEN} ({error})", _TOKEN_REMEDY)
    else:
        sent = ok("mail sending", f"{settings.mail_address} by {settings.smtp_host}")
    return [sent, await signing(sender.key, keys)]


async def _newest(connection: MailConnection, clocks: Clocks) -> list[Headers]:
    """The headers of the newest mails, as our server wrote them; large ones are left out."""
    uids = (await connection.lately((clocks.now() - _LATELY).date()))[-_FEW:]
    sizes = await connection.sizes(uids) if uids else {}
    small = [uid for uid in uids if sizes.get(uid, _LARGE) < _LARGE]
    if not small:
        return []
    mails = await connection.fetch(small, size=sum(sizes[uid] for uid in small))
    return [_headers(message_from_bytes(each.raw)) for each in reversed(mails)]


def _headers(mail: Message) -> Headers:
    return [(name, str(value)) for name, value in mail.items()]


def _proof(settings: Settings, newest: list[Headers]) -> Finding:
    """Whether mails bear the name that vouches for their senders."""
    check, ours = "mail proof", settings.mail_authserv_id
    if not ours and settings.mail_verify:
        return ok(check, "signatures are verified here")
    if not ours:
        return not_set(check, f"no sender is proven, so nobody can pay by mail: {_ID}")
    if any(bears(each, ours) for each in newest):
        return ok(check, f"mails bear the name {ours}")
    others = list(dict.fromkeys(name for each in newest if (name := named(each))))
    if others:
        cause = f"the newest mails bear {', '.join(others[:3])}, none {ours}"
        return wrong(check, cause, f"set {_ID} to the name your own server writes")
    return ok(check, f"{ours}, by its form; the first mail from outside proves it")


def _unread(settings: Settings, mailbox: str, error: Exception) -> Finding:
    words = str(error)
    if isinstance(error, TokenError):
        return wrong("mail reading", f"{_TOKEN} ({words})", _TOKEN_REMEDY)
    if words.endswith("to login"):
        cause = f"{settings.imap_host} refuses the log-in of {settings.imap_user}"
        return wrong("mail reading", cause, "check ASSISTANT_IMAP_USER, ASSISTANT_IMAP_PASSWORD")
    if words.endswith("to select"):
        cause = f"there is no mailbox {mailbox}"
        return wrong("mail reading", cause, "check ASSISTANT_IMAP_MAILBOX")
    remedy = "check ASSISTANT_IMAP_HOST, ASSISTANT_IMAP_PORT, ASSISTANT_IMAP_TLS"
    return wrong("mail reading", _masked(words, settings), remedy)


def _of_sending(settings: Settings, error: DeliveryError) -> str:
    if "535" in str(error) or "Authentication" in str(error):
        return "check ASSISTANT_SMTP_USER, ASSISTANT_SMTP_PASSWORD"
    if "no connection" in str(error):
        return "check ASSISTANT_SMTP_HOST, ASSISTANT_SMTP_PORT, ASSISTANT_SMTP_TLS"
    return f"may {settings.smtp_user or 'we'} send as {settings.mail_address}?"


def _half(settings: Settings) -> list[str]:
    """What mail lacks, where somebody has begun to set it."""
    lacking = settings.lacking_for_mail
    return lacking if len(lacking) < 3 else []


def _masked(words: str, settings: Settings) -> str:
    """What a server says may quote what it was told."""
    for each in (settings.imap_password, settings.smtp_password):
        if secret := each.get_secret_value():
            words = words.replace(secret, "…")
    return words[:200]
