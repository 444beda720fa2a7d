"""A readable mail to the request it makes, under a key that no copy and no replay can change."""

import re
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from assistant.handlers.mail_address import delivery_of, domain, is_ours, token_in
from assistant.handlers.mail_classes import Kind
from assistant.handlers.mail_reading import Mail
from assistant.handlers.reply_text import asks_nothing
from assistant.render.mail_thread import MailThread, is_reply_subject, tagged, without_prefix
from assistant.request import Channel, Proof, Request, Sender
from assistant.understand import mask, the_invoice_in
from assistant.values import dataclass

_SIGNER = re.compile(r"(?:^|;)\s*d\s*=\s*([^\s;]+)")


@dataclass(frozen=True, slots=True)
class Trace:
    """By what to find the conversation of a mail; context, and no right.

    ``delivery`` is the mail of ours that it answers, ``named`` that its headers say which mail it
    answers. ``subject`` is what it answers, where they do not.
    """

    delivery: str = ""
    subject: str = ""
    named: bool = False


def request_from(mail: Mail, *, proof: Proof, at: datetime) -> Request:
    """Return what the mail asks for; ``at`` is when our server received it.

    An answer repeats the subject only of a proven sender: who forges a mail must not choose what
    we write to the one it names.
    """
    subject = mask(mail.subject).text if proof is not Proof.NONE else ""
    place = MailThread.answering(mail.message_id, references=mail.references, subject=subject)
    return Request(
        key=key(mail),
        sender=Sender(channel=Channel.MAIL, address=mail.from_address, proof=proof),
        text=asked(mail),
        at=at,
        conversation=conversation(mail),
        place=place.model_dump_json(),
        about=the_invoice_in(subject),
    )


def not_to_answer(mail: Mail, ours: str) -> Mail | None:
    """The mail as it is to be noted, if it is nothing to answer."""
    if mail.kind is not Kind.REQUEST:
        return mail
    if is_ours(mail.from_address, ours):
        return quieted(mail, "from our own address")
    if any(is_ours(address, ours) for address in mail.to):
        return None
    if any(is_ours(address, ours) for address in mail.cc):
        return quieted(mail, "only a copy for us")
    if any(is_ours(address, ours) for address in mail.delivered_to):
        return None
    return quieted(mail, "not addressed to us")


def quieted(mail: Mail, reason: str) -> Mail:
    """The same mail, taken for one that nobody waits for an answer to."""
    return replace(mail, kind=Kind.AUTOMATIC, reasons=(*mail.reasons, reason))


def asked(mail: Mail) -> str:
    """Return the words to be understood: what was written, else a subject typed for this mail.

    The subject of a reply is not the writer's, so it never speaks for an empty body.
    """
    if mail.subject and not is_reply_subject(mail.subject) and asks_nothing(mail.new_text):
        return mail.subject
    return mail.new_text


def trace_of(mail: Mail, ours: str) -> Trace:
    """Return by what to find where the mail belongs; of its thread only the last mail is sure.

    Some programs name no other, so that what began the thread cannot be told from what they name.
    """
    if parent := mail.in_reply_to or next(reversed(mail.references), ""):
        return Trace(delivery_of(parent, ours), named=True)
    answered = is_reply_subject(mail.subject) or tagged(mail.subject)
    topic = without_prefix(mask(mail.subject).text)[:200] if answered else ""
    return Trace(token_in((*mail.to, *mail.delivered_to), ours), topic)


def conversation(mail: Mail) -> str:
    """Return the identifier of the thread's first mail."""
    root = next(iter(mail.references), "") or mail.in_reply_to or mail.message_id
    return root if 0 < len(root) <= 200 else f"mail-{_digest(root or mail.body_hash)}"


def key(mail: Mail) -> str:
    """Return the same key for the same mail, however often and under whatever name it arrives.

    A Message-ID may be borrowed for other words, so those are part of the key. Under a DKIM
    signature it may be changed unnoticed, unlike date, subject and body: then only these count.
    """
    content = _digest(f"{_first(mail, 'date')}\n{mail.subject}\n{mail.body_hash}")
    if not mail.message_id or _is_signed_by_sender(mail):
        return f"mail-{content}"
    identifier = mail.message_id
    return f"{identifier if len(identifier) <= 150 else _digest(identifier)}#{content[:16]}"


def _digest(words: str) -> str:
    return sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def _first(mail: Mail, name: str) -> str:
    return next((value for key, value in mail.headers if key.strip().lower() == name), "")


def _is_signed_by_sender(mail: Mail) -> bool:
    signer = domain(mail.from_address)
    for name, value in mail.headers:
        if name.strip().lower() == "dkim-signature":
            found = _SIGNER.search(" ".join(value[:10_000].split()))
            if found and domain(found[1]) == signer:
                return True
    return False
