"""Raw mail to what it says, for any bytes whatever: no network, no database, no exception.

Limits come before parsing, because a mail may be built to be slow. The lenient ``compat32`` parser
is used on purpose: ``policy.default`` raises on mail that real programs send.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime
from hashlib import sha256

from assistant.handlers.mail_address import addresses, only_mailbox
from assistant.handlers.mail_classes import Evidence, Kind, Verdict, classify
from assistant.handlers.mail_limits import DEEPEST, MOST_PARTS, header_end, over_limits
from assistant.handlers.mail_report import Failure, returned_identifiers
from assistant.handlers.mail_returned import MOST_EVIDENCE, report_of, returned_to
from assistant.handlers.mail_words import as_sent, content, header_words
from assistant.handlers.reply_text import new_text
from assistant.values import dataclass

_MOST_TEXT = 64_000
_MOST_HTML = 1_000_000
_RETURNING = frozenset({Kind.BOUNCE, Kind.COMPLAINT})

_IDENTIFIER = re.compile(r"<[^<>\s]{1,250}>")
_ENCRYPTED = frozenset(
    {"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"}
)


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as far as it could be read.

    ``headers`` are the raw pairs from top to bottom, for proving the sender. ``new_text`` excludes
    quotes and signatures. ``failures`` are the addresses a bounce or a complaint is about, and
    ``returns`` the identifiers of the mail it sends back. ``body_hash`` is of the bytes below the
    headers. Addresses are in lower case; identifiers keep their angle brackets.
    """

    kind: Kind
    reasons: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    returns: tuple[str, ...] = ()
    message_id: str = ""
    from_address: str = ""
    from_name: str = ""
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    delivered_to: tuple[str, ...] = ()
    subject: str = ""
    references: tuple[str, ...] = ()
    in_reply_to: str = ""
    new_text: str = ""
    attachments: tuple[str, ...] = ()
    sent_at: datetime | None = None
    body_hash: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def bounced(self) -> tuple[str, ...]:
        """The addresses that were not reached, and are not being tried any more."""
        failed = (each.address for each in self.failures if not each.delayed)
        return tuple(failed) if self.kind is Kind.BOUNCE else ()


def read(raw: bytes) -> Mail:
    """Read a mail; what cannot be read comes back as ``Kind.UNREADABLE`` with the reason."""
    if b"\n" not in raw[:20_000]:
        raw = raw.replace(b"\r", b"\n")
    too_much = over_limits(raw)
    if too_much:
        return _unreadable(raw, too_much)
    try:
        return _read(raw)
    except Exception as problem:  # the parser has raised nine kinds of error on real mail
        return _unreadable(raw, f"malformed ({type(problem).__name__})")


def _unreadable(raw: bytes, reason: str) -> Mail:
    return Mail(kind=Kind.UNREADABLE, reasons=(reason,), body_hash=_body_hash(raw))


def _body_hash(raw: bytes) -> str:
    return sha256(raw[header_end(raw) :].strip()).hexdigest()


def _read(raw: bytes) -> Mail:
    message = message_from_bytes(raw)
    parts = list(_parts(message))
    if len(parts) > MOST_PARTS:
        return _unreadable(raw, f"more than {MOST_PARTS} parts")
    if max(depth for depth, _ in parts) > DEEPEST:
        return _unreadable(raw, f"more than {DEEPEST} levels")
    pairs = tuple((name, as_sent(value)) for name, value in message.raw_items())
    letter = _Letter(pairs, tuple(part for _, part in parts), raw)
    verdict = letter.verdict()
    references = letter.identifiers("references")
    return Mail(
        kind=verdict.kind,
        reasons=verdict.reasons,
        failures=verdict.failures,
        returns=returned_identifiers(raw) if verdict.kind in _RETURNING else (),
        message_id=next(iter(letter.identifiers("message-id")), ""),
        from_address=letter.from_address,
        from_name=letter.from_name,
        to=letter.addresses("to"),
        cc=letter.addresses("cc"),
        delivered_to=letter.addresses("delivered-to", "x-original-to", "envelope-to"),
        subject=letter.subject,
        references=(*references[:1], *references[1:][-49:]),
        in_reply_to=next(iter(letter.identifiers("in-reply-to")), ""),
        new_text=letter.new_text,
        attachments=letter.attachments(),
        sent_at=letter.sent_at(),
        body_hash=_body_hash(raw),
        headers=pairs,
    )


def _parts(message: Message, depth: int = 0) -> Iterator[tuple[int, Message]]:
    """Walk every part with its depth, one more than the limits allow at most."""
    waiting = [(depth, message)]
    count = 0
    while waiting and count <= MOST_PARTS:
        depth, part = waiting.pop()
        count += 1
        yield depth, part
        if part.is_multipart() and depth <= DEEPEST:
            below = [p for p in part.get_payload() if isinstance(p, Message)]
            waiting += [(depth + 1, p) for p in reversed(below[: MOST_PARTS + 1])]


class _Letter:
    """The parsed parts of one mail, asked for one thing at a time."""

    def __init__(
        self, pairs: tuple[tuple[str, str], ...], parts: tuple[Message, ...], raw: bytes
    ) -> None:
        self._parts = parts
        self._raw = raw
        self._headers: dict[str, tuple[str, ...]] = {}
        for name, value in pairs:
            key = name.strip().lower()
            self._headers[key] = (*self._headers.get(key, ()), value)
        self._kinds = tuple(part.get_content_type() for part in parts)  # parsed at each asking
        self._attached = {
            id(part): _file_name(part)
            for kind, part in zip(self._kinds, parts, strict=True)
            if _is_attached(kind, part)
        }
        self._own = [
            (kind, part)
            for kind, part in _own_parts(self._kinds, parts)
            if id(part) not in self._attached
        ]
        self.subject = header_words(self._first("subject"))[:500]
        self.from_address, self.from_name = self._sender()
        plain = self._text("text/plain", _MOST_TEXT)
        html = "" if plain else self._text("text/html", _MOST_HTML)
        self.new_text = new_text(plain, html)
        self._any_text = plain or html

    def _first(self, name: str) -> str:
        return next(iter(self._headers.get(name, ())), "")

    def _sender(self) -> tuple[str, str]:
        values = self._headers.get("from", ())
        named = addresses(values) or addresses(header_words(value) for value in values)
        name, address = next(iter(named), ("", ""))
        return only_mailbox(values) or address, header_words(name)[:200]

    def addresses(self, *names: str) -> tuple[str, ...]:
        values = [value for name in names for value in self._headers.get(name, ())]
        return tuple(dict.fromkeys(address for _, address in addresses(values)))

    def identifiers(self, name: str) -> tuple[str, ...]:
        return tuple(_IDENTIFIER.findall(self._first(name)[:32_000]))

    def sent_at(self) -> datetime | None:
        try:
            at = parsedate_to_datetime(self._first("date")[:100])
            return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None

    def attachments(self) -> tuple[str, ...]:
        attached = (part for part in self._parts[1:] if id(part) in self._attached)
        return tuple(self._attached[id(part)] or "unnamed" for part in attached)

    def _text(self, content_type: str, most: int) -> str:
        for kind, part in self._own:
            if kind == content_type:
                text = content(part, most)
                if text.strip():
                    return text
        return ""

    def verdict(self) -> Verdict:
        kinds = self._kinds
        verdict = classify(self._evidence(kinds))
        if verdict.kind is not Kind.REQUEST:
            return verdict
        if not self.from_address:
            return Verdict(Kind.UNREADABLE, ("no sender",))
        if _ENCRYPTED & set(kinds) or self._any_text.lstrip().startswith("-----BEGIN PGP MESSAGE"):
            return Verdict(Kind.UNREADABLE, ("encrypted",))
        if "application/ms-tnef" in kinds and not self._any_text.strip():
            return Verdict(Kind.UNREADABLE, ("only a winmail.dat",))
        several = (
            len(self._headers.get("from", ())) > 1 or len(addresses(self._headers["from"])) > 1
        )
        return Verdict(Kind.REQUEST, ("more than one sender",) if several else ())

    def _evidence(self, kinds: tuple[str, ...]) -> Evidence:
        top = self._parts[0]
        is_report = kinds[0] == "multipart/report"
        report_type = str(top.get_param("report-type") or "unnamed").lower() if is_report else ""
        reports = any(kind.startswith(("message/", "text/rfc822")) for kind in kinds)
        return Evidence(
            headers=self._headers,
            content_types=kinds,
            report_type=report_type,
            subject=self.subject,
            from_address=self.from_address,
            text=self._any_text[:MOST_EVIDENCE] if self._any_text.strip() else self._body(),
            report=report_of(self._parts) if reports else "",
            returned_to=returned_to(self._parts) if reports else (),
        )

    def _body(self) -> str:
        at = header_end(self._raw)
        return self._raw[at : at + MOST_EVIDENCE].decode("latin-1")


def _own_parts(kinds: tuple[str, ...], parts: tuple[Message, ...]) -> Iterator[tuple[str, Message]]:
    """The parts that are the sender's own, not those of a mail that was attached."""
    skipped: set[int] = set()
    for kind, part in zip(kinds, parts, strict=True):
        if id(part) in skipped or kind.startswith("message/"):
            below = part.get_payload()
            skipped.update(id(p) for p in below if isinstance(below, list))
        else:
            yield kind, part


def _is_attached(kind: str, part: Message) -> bool:
    disposition = str(part.get("content-disposition") or "").strip().lower()
    if disposition.startswith("attachment"):
        return True
    if kind.startswith("multipart/"):
        return False
    named = "name" in disposition or "name" in str(part.get("content-type") or "").lower()
    return named and bool(_file_name(part))


def _file_name(part: Message) -> str:
    try:
        return header_words(str(part.get_filename() or ""))[:200]
    except (ValueError, LookupError, TypeError):
        return "unreadable name"
