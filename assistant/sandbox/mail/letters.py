"""Mail as people's programs write it and as a receiving server stamps it."""

import re
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Literal

from assistant.values import dataclass

Verdict = Literal["pass", "fail", "none"]
"""What our receiving server found out about a mail's sender."""

_POLICY = SMTP.clone(max_line_length=998)
_RESULTS = re.compile(rb"^authentication-results:[ \t]*([^;\s]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a person writes; ``answers`` is the raw mail they reply to."""

    sender: str
    to: str
    subject: str
    body: str
    answers: bytes | None = None
    name: str = ""


def composed(letter: Letter, *, message_id: str, at: datetime) -> bytes:
    """Return the mail as a mail program sends it, quoting what it answers."""
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = f'"{letter.name}" <{letter.sender}>' if letter.name else letter.sender
    mail["To"] = letter.to
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id
    body = letter.body.rstrip() + "\n"
    if letter.answers is not None:
        original = message_from_bytes(letter.answers)
        answered = str(original.get("Message-ID") or "").strip()
        mail["In-Reply-To"] = answered
        before = str(original.get("References") or "").split()  # it may have been folded
        mail["References"] = " ".join([*before, answered])
        body += f"\n{_quoted(letter.answers)}"
    mail.set_content(body)
    return mail.as_bytes()


def _quoted(raw: bytes) -> str:
    original = message_from_bytes(raw, policy=_POLICY)
    part = original.get_body(("plain",))
    words = part.get_content() if part is not None else ""
    lines = "".join(f"> {line}".rstrip() + "\n" for line in words.splitlines())
    return f"On {original.get('Date')}, {original.get('From')} wrote:\n{lines}"


def author(raw: bytes) -> str:
    """The address that a mail says it is from."""
    message = message_from_bytes(raw)
    return parseaddr(" ".join(str(message.get("From") or "").split()))[1]


def received(raw: bytes, user: str, authserv_id: str, verdict: Verdict) -> bytes:
    """Return the mail as the server of ``authserv_id`` puts it into ``user``'s mailbox.

    Authentication-Results that claim to be this server's are removed first (RFC 8601, 5).
    """
    raw = re.sub(rb"\r?\n", b"\r\n", raw)
    head, separator, body = raw.partition(b"\r\n\r\n")
    fields = re.split(rb"\r\n(?![ \t])", head)
    kept = [one for one in fields if not _claims(one, authserv_id)]
    sender = author(raw)
    host = sender.rpartition("@")[2] or "unknown"
    trace = (
        f"Return-Path: <{sender}>\r\n"
        f"Delivered-To: {user}\r\n"
        f"Authentication-Results: {authserv_id};{_results(sender, verdict)}\r\n"
        f"Received: from mail.{host} by {authserv_id} with ESMTPS\r\n"
    )
    return trace.encode() + b"\r\n".join(kept) + separator + body


def _claims(header: bytes, authserv_id: str) -> bool:
    found = _RESULTS.match(header)
    return found is not None and found[1].decode("latin-1").lower() == authserv_id.lower()


def _results(sender: str, verdict: Verdict) -> str:
    domain = sender.rpartition("@")[2]
    if verdict == "none" or not domain:
        return " none"
    spf = "pass" if verdict == "pass" else "softfail"
    return (
        f"\r\n dkim={verdict} header.d={domain} header.s=s1 header.b=Xq3zT0aB;"
        f"\r\n spf={spf} smtp.mailfrom={sender};"
        f"\r\n dmarc={verdict} (p=REJECT dis=NONE) header.from={domain}"
    )
