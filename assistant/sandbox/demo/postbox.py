"""The mail side: what lies in somebody's mailbox, and what they write."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr, parsedate_to_datetime
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, Field

from assistant.sandbox.demo.cast import writer, writers
from assistant.sandbox.mail import MailCounterpart
from assistant.sandbox.mail.letters import Letter
from assistant.sandbox.together import ADDRESS
from assistant.values import dataclass

SNIPPET = 120


class Writing(BaseModel, frozen=True):
    """A mail to the assistant; ``answers`` is the id of the mail it replies to.

    Without ``proof`` our own server cannot tell who sent it, as with a forger's.
    """

    who: str
    subject: str = Field(max_length=500)
    body: str
    answers: str = ""
    proof: bool = True


@dataclass(frozen=True, slots=True)
class _Kept:
    """A mail with its id: ``in-3`` is the fourth received, ``out-0`` the first sent."""

    id: str
    raw: bytes

    @property
    def sent(self) -> bool:
        return self.id.startswith("out")


def listed(mail: MailCounterpart, who: str) -> list[dict[str, Any]]:
    """What a person received and sent, newest first."""
    kept = [_summary(each) for each in _of(mail, who)]
    return sorted(kept, key=lambda each: each["at"], reverse=True)


def received(mail: MailCounterpart) -> dict[str, int]:
    """How many mails each person has received."""
    return {who: len(mail.mailbox(who)) for who in writers()}


def opened(mail: MailCounterpart, who: str, mail_id: str) -> dict[str, Any]:
    """One mail to read. Raises KeyError when there is no such one."""
    kept = _found(mail, who, mail_id)
    files = [part.get_filename() or "file" for part in _parsed(kept.raw).iter_attachments()]
    return _summary(kept) | {
        "text": _part(kept.raw, "plain"),
        "html": bool(_part(kept.raw, "html")),
        "files": files,
    }


def drawn(mail: MailCounterpart, who: str, mail_id: str) -> str:
    """The HTML of one mail, as it came. Raises KeyError when there is no such one."""
    return _part(_found(mail, who, mail_id).raw, "html")


def attached(mail: MailCounterpart, who: str, mail_id: str, number: int) -> tuple[str, bytes]:
    """A file that came with a mail: its media type and content. Raises KeyError."""
    parts = list(_parsed(_found(mail, who, mail_id).raw).iter_attachments())
    if not 0 <= number < len(parts):
        raise KeyError(number)
    content = parts[number].get_payload(decode=True)
    return parts[number].get_content_type(), content if isinstance(content, bytes) else b""


async def write(mail: MailCounterpart, writing: Writing) -> None:
    """Send a mail to the assistant. Raises ValueError, or KeyError for an unknown ``answers``."""
    answers = _found(mail, writing.who, writing.answers).raw if writing.answers else None
    letter = Letter(
        sender=writing.who,
        to=ADDRESS,
        subject=" ".join(writing.subject.split()),
        body=writing.body,
        answers=answers,
        name=writer(writing.who),
    )
    await mail.write(letter, proof="pass" if writing.proof else "none")


def _of(mail: MailCounterpart, who: str) -> list[_Kept]:
    writer(who)
    received = [_Kept(f"in-{n}", raw) for n, raw in enumerate(mail.mailbox(who))]
    ours = enumerate(mail.mailbox(ADDRESS))
    sent = [_Kept(f"out-{n}", raw) for n, raw in ours if _sender(raw) == who]
    return received + sent


def _found(mail: MailCounterpart, who: str, mail_id: str) -> _Kept:
    return next(iter(each for each in _of(mail, who) if each.id == mail_id), None) or _gone(mail_id)


def _gone(mail_id: str) -> _Kept:
    raise KeyError(mail_id)


def _summary(kept: _Kept) -> dict[str, Any]:
    mail = _parsed(kept.raw)
    name, address = parseaddr(str(mail["From"] or ""))
    return {
        "id": kept.id,
        "sent": kept.sent,
        "from": name or address,
        "address": address,
        "subject": str(mail["Subject"] or ""),
        "at": parsedate_to_datetime(str(mail["Date"])).isoformat(),
        "snippet": _snippet(kept.raw),
        "proof": "dmarc=pass" in str(mail["Authentication-Results"] or ""),
        "auto": str(mail["Auto-Submitted"] or "no") != "no",
    }


@lru_cache(maxsize=1_000)
def _parsed(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, EmailMessage, policy=default)


@lru_cache(maxsize=1_000)
def _part(raw: bytes, kind: str) -> str:
    part = _parsed(raw).get_body((kind,))
    return str(part.get_content()) if part is not None else ""


def _sender(raw: bytes) -> str:
    return parseaddr(str(_parsed(raw)["From"] or ""))[1]


def _snippet(raw: bytes) -> str:
    """The first words somebody wrote: no marker, no headline, no rule, no quote."""
    subject = str(_parsed(raw)["Subject"] or "")
    lines = [line.strip() for line in _part(raw, "plain").splitlines()]
    words = [line for line in lines if line and line != subject and not _is_frame(line)]
    return " ".join(words)[:SNIPPET]


def _is_frame(line: str) -> bool:
    return line.startswith((">", "——")) or not line.strip("=-")
