"""The bytes of one outgoing mail: to exactly one reader, never answered by a machine."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import quote

from pydantic import ValidationError

from assistant.documents.job import Made
from assistant.notify.senders import Outgoing
from assistant.render.mail import render
from assistant.render.mail_thread import MailThread

# A longer line keeps long References from being turned into encoded words when folded.
_POLICY = SMTP.clone(max_line_length=998, cte_type="7bit")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_IDENTIFIER = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]{1,250}>")
_NUMBER = re.compile(r"dlv_[0-9a-f]{32}")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")


@dataclass(frozen=True, slots=True)
class Ways:
    """How a reader can stop notices on a page, and whether answers go to an address of their own.

    Such an address is context and gives no right: whoever writes there is proven like anybody.
    """

    stop_at: str = ""
    reply_tokens: bool = False


NO_WAYS = Ways()


def compose(
    outgoing: Outgoing, *, sender: str, sender_name: str, at: datetime, ways: Ways = NO_WAYS
) -> bytes:
    """Return the mail with CRLF line ends; the same delivery has the same Message-ID every time.

    A notice says how to stop them: by mail, and by one click (RFC 8058).
    """
    answers = _answers_to(outgoing.delivery_id, sender) if ways.reply_tokens else sender
    rendered = render(outgoing.card, reply_to=answers, locale=outgoing.locale)
    thread = _thread(outgoing.place) or _under(outgoing.below)
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = Address(display_name=_plain(sender_name), addr_spec=sender)
    mail["To"] = Address(addr_spec=outgoing.address)
    if answers != sender:
        mail["Reply-To"] = Address(addr_spec=answers)
    mail["Subject"] = _plain(thread.subject if thread and thread.subject else rendered.subject)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id(outgoing.delivery_id, sender)
    if thread and (answered := _identifiers((thread.in_reply_to,))):
        mail["In-Reply-To"] = answered
    if thread and (known := _identifiers(thread.references)):
        mail["References"] = known
    mail["Auto-Submitted"] = "auto-replied" if thread and not outgoing.below else "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    if thread is None:
        _stoppable(mail, outgoing.delivery_id, sender, ways.stop_at)
    mail.set_content(rendered.text, cte="quoted-printable")
    mail.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
    for file in outgoing.files:
        _attach(mail, file)
    return mail.as_bytes()


def message_id(delivery_id: str, sender: str) -> str:
    """Return the Message-ID of a delivery, from which its bounce can find it again."""
    safe = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}", delivery_id)
    local = delivery_id if safe else sha256(delivery_id.encode()).hexdigest()
    return f"<{local}@{sender.rpartition('@')[2]}>"


def _answers_to(delivery_id: str, sender: str) -> str:
    local, _, host = sender.rpartition("@")
    return f"{local}+{delivery_id}@{host}" if _NUMBER.fullmatch(delivery_id) else sender


def _stoppable(mail: EmailMessage, delivery_id: str, sender: str, stop_at: str) -> None:
    """Only whoever has this mail knows its number, so the number is all that is asked for."""
    if not _NUMBER.fullmatch(delivery_id):
        return
    ways = [f"<mailto:{quote(sender, safe='@+')}?subject=unsubscribe%20{delivery_id}>"]
    if stop_at.startswith("https://"):
        ways.insert(0, f"<{stop_at}/{delivery_id}>")
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["List-Unsubscribe"] = ", ".join(ways)


def _thread(place: str) -> MailThread | None:
    """An unreadable place must not stop the answer; it only loses its thread."""
    if not place:
        return None
    try:
        return MailThread.model_validate_json(place)
    except ValidationError:
        return MailThread()


def _under(message: str | None) -> MailThread | None:
    """The thread that an earlier mail of ours began."""
    return MailThread.answering(message, references=(), subject="") if message else None


def _plain(value: str) -> str:
    """One line; the email package would decode an encoded word and write out its line breaks."""
    return " ".join(_CONTROL.sub(" ", value).replace("=?", "= ?").split())


def _identifiers(values: Iterable[str]) -> str:
    return " ".join(one for one in values if _IDENTIFIER.fullmatch(one) and "=?" not in one)


def _attach(mail: EmailMessage, file: Made) -> None:
    media_type = file.media_type.lower()
    if not _MEDIA_TYPE.fullmatch(media_type):
        media_type = "application/octet-stream"
    maintype, _, subtype = media_type.partition("/")
    if maintype in {"multipart", "message"}:
        maintype, subtype = "application", "octet-stream"
    name = re.split(r"[/\\]", _plain(file.name))[-1][:150] or "document"
    mail.add_attachment(file.content, maintype=maintype, subtype=subtype, filename=name)
