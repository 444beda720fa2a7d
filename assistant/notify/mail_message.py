"""The bytes of one outgoing mail: to exactly one reader, never answered by a machine."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256
from urllib.parse import quote

from pydantic import ValidationError

from assistant.documents.job import Made
from assistant.notify.mail_bytes import assemble, mailbox, words
from assistant.notify.senders import Outgoing
from assistant.render.mail import render
from assistant.render.mail_thread import MailThread, tag_of
from assistant.values import dataclass

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
    subject = thread.subject if thread and thread.subject else rendered.subject
    if not (thread and thread.subject):  # a changed subject would tear a thread in two
        subject += tag_of(outgoing.card.about)
    headers = [
        ("From", mailbox(_plain(sender_name), sender)),
        ("To", outgoing.address),
        ("Subject", words(_plain(subject))),
        ("Date", _date(at.replace(microsecond=0))),
        ("Message-ID", message_id(outgoing.delivery_id, sender)),
        ("Auto-Submitted", "auto-replied" if outgoing.place else "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        *_threaded(thread),
    ]
    if answers != sender:
        headers.append(("Reply-To", answers))
    if not outgoing.place:
        headers += _stoppable(outgoing.delivery_id, sender, ways.stop_at)
    files = [_safe(file) for file in outgoing.files]
    return assemble(headers, rendered.text, rendered.html, files, key=outgoing.delivery_id)


def message_id(delivery_id: str, sender: str) -> str:
    """Return the Message-ID of a delivery, from which its bounce can find it again."""
    safe = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}", delivery_id)
    local = delivery_id if safe else sha256(delivery_id.encode()).hexdigest()
    return f"<{local}@{sender.rpartition('@')[2]}>"


@lru_cache(maxsize=8)
def _date(second: datetime) -> str:
    return format_datetime(second)


def _answers_to(delivery_id: str, sender: str) -> str:
    local, _, host = sender.rpartition("@")
    return f"{local}+{delivery_id}@{host}" if _NUMBER.fullmatch(delivery_id) else sender


def _stoppable(delivery_id: str, sender: str, stop_at: str) -> list[tuple[str, str]]:
    """Only whoever has this mail knows its number, so the number is all that is asked for."""
    if not _NUMBER.fullmatch(delivery_id):
        return []
    by_mail = f"<mailto:{quote(sender, safe='@+')}?subject=unsubscribe%20{delivery_id}>"
    if not stop_at.startswith("https://"):
        return [("List-Unsubscribe", by_mail)]
    return [
        ("List-Unsubscribe", f"<{stop_at}/{delivery_id}>, {by_mail}"),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
    ]


def _threaded(thread: MailThread | None) -> list[tuple[str, str]]:
    if thread is None:
        return []
    found = (
        ("In-Reply-To", _identifiers((thread.in_reply_to,))),
        ("References", _identifiers(thread.references)),
    )
    return [(name, value) for name, value in found if value]


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
    """One line, in which nothing looks like an encoded word, whose line breaks would be its own."""
    return " ".join(_CONTROL.sub(" ", value).replace("=?", "= ?").split())


def _identifiers(values: Iterable[str]) -> str:
    return " ".join(one for one in values if _IDENTIFIER.fullmatch(one) and "=?" not in one)


def _safe(file: Made) -> Made:
    """A file whose type and name no mail program can misread."""
    media_type = file.media_type.lower()
    if not _MEDIA_TYPE.fullmatch(media_type) or media_type.startswith(("multipart/", "message/")):
        media_type = "application/octet-stream"
    name = re.split(r"[/\\]", _plain(file.name))[-1][:150] or "document"
    return replace(file, name=name, media_type=media_type)
