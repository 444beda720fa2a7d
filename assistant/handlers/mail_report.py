"""Which addresses a bounce or a complaint is about, and whether mail to them will ever arrive.

A delivery report says so in fields (RFC 3464, codes of RFC 3463, complaints of RFC 5965); many mail
servers say it in words only. In doubt a failure is temporary: then nothing is held back.
"""

import re
from collections.abc import Iterator

from assistant.values import dataclass

_MOST = 20
_LONGEST_SAID = 200


@dataclass(frozen=True, slots=True)
class Failure:
    """One address mail did not reach. ``permanent``: nor will any, until its owner changes it.

    ``delayed`` mail is still being tried. ``asked``: whoever reads there wants no more notices.
    """

    address: str
    permanent: bool
    said: str = ""
    delayed: bool = False
    asked: bool = False


_FIELD = re.compile(r"^([a-z-]{1,40}):[ \t]{0,9}([^\n]{0,1000})", re.IGNORECASE | re.MULTILINE)
_MAILBOX = re.compile(r"[^\s<>;,:\"()]{1,64}@[^\s<>;,:\"()]{1,255}")
_NAMED = re.compile(
    r"<([^\s<>@]{1,64}@[^\s<>@]{1,200})>|\"emailaddress\"\s?:\s?\"([^\"@]{1,64}@[^\"]{1,200})\""
    r"|^\s{0,9}([^\s<>@:;,\"()]{1,64}@[^\s<>@:;,\"()]{1,200}):?(?:\s{0,9}$|\son\s\d)",
    re.IGNORECASE | re.MULTILINE,
)
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?:^|[\s:;(<])([45]\d\d)[\s-]")

_COPY = re.compile(
    r"^\W{0,9}(?:received|return-path|message-id|x-mailer|mime-version|dkim-signature|subject)\s?:"
    r"|below\sthis\sline\sis\sa\scopy|this\sis\sa\scopy\sof|original\smessage\s(?:follows|headers)"
    r"|-{3,}\s?(?:original|returned|header|unsent|message)",
    re.IGNORECASE | re.MULTILINE,
)
_SENT = re.compile(
    rb"^[ \t>]{0,9}(?:message-id|references|in-reply-to|x-ms-exchange-parent-message-id)[ \t]{0,9}:"
    rb"((?:[^\r\n]{0,1000}(?:\r?\n[ \t])?){1,9})",
    re.IGNORECASE | re.MULTILINE,
)
_IDENTIFIER = re.compile(rb"<([!-;=?-~]{1,250}@[!-;=?-~]{1,250})>")
_MOST_RAW = 300_000
_LINES = re.IGNORECASE | re.MULTILINE

# What a 5.x.y status means for the address, where it is not simply that it does not exist.
_PASSES = frozenset(
    {"1.7", "1.8", "2.2", "2.3", "3.1", "3.2", "3.4", "4.2", "4.3", "4.5", "4.6", "4.7"}
)
_FULL_OR_LATER = re.compile(
    r"mailbox\s(?:is\s)?full|over\s?quota|quota\s(?:is\s)?exceeded|exceed\w*\s.{0,30}quota"
    r"|insufficient\s(?:disk|system|storage)|out\sof\sstorage|temporar|try\sagain|deferred|delayed"
    r"|still\sbeing\sretried|timed\sout|too\s(?:large|big|many)|greylist|size\slimit|rate\slimit",
    re.IGNORECASE,
)
_OF_THE_MAIL = re.compile(
    r"\bspam\b|black\s?list|block\s?list|blocked|dnsbl|spamhaus|policy|reputation|virus|content"
    r"|dmarc|dkim|\bspf\b|relay(?:ing)?\s(?:access\s)?denied|sender\s(?:address\s)?rejected|unauthenticated|not\saccepted\sfrom",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"(?:user|recipient|mailbox|address|account|addressee|destination|customer)\b.{0,40}"
    r"(?:unknown|not\s(?:found|exist|listed|known|recogni\w+|valid|available)|does\s?n[o']t\sexist"
    r"|disabled|inactive|suspended|closed|invalid|rejected|unavailable|no\slonger)"
    r"|(?:unknown|invalid|no\ssuch|non-?existent|bad|disabled|inactive)\s.{0,20}"
    r"(?:user|recipient|mailbox|address|account|person|domain|host)|user\sunknown|no\smailbox"
    r"|does\s?n[o']t\s(?:exist|have\san?\s)|host\s(?:unknown|not\sfound)|domain\snot\sfound|nxdomain|unrouteable"
    r"|unroutable|no\smx|not\sa\sknown\suser|permanent\s(?:fatal\s)?(?:error|failure)",
    re.IGNORECASE,
)


def failures(report: str, text: str, *, named: tuple[str, ...] = ()) -> tuple[Failure, ...]:
    """Return what a bounce says: of its ``report`` in fields, else of its ``text``.

    ``named`` are addresses a header of the bounce names (``X-Failed-Recipients``).
    """
    found = {each.address: each for each in _reported(report)}
    if not found and not _speaks_of_recipients(report):
        found = {each.address: each for each in _told(text, named)}
    return tuple(found.values())[:_MOST]


def returned_identifiers(raw: bytes) -> tuple[str, ...]:
    """Return the identifiers, without brackets, of all mail a bounce names or sends back.

    A bounce of our mail names ours, which nobody else can know.
    """
    asked = re.findall(
        rb"^subject:[ \t]{1,9}unsubscribe (dlv_[0-9a-f]{32})", raw[:_MOST_RAW], _LINES
    )
    sent = (one for line in _SENT.findall(raw[:_MOST_RAW]) for one in _IDENTIFIER.findall(line))
    found = (*asked, *sent)
    return tuple(dict.fromkeys(one.decode("ascii") for one in found))[: 2 * _MOST]


def complained(report: str, returned_to: tuple[str, ...]) -> tuple[Failure, ...]:
    """Return whoever called our mail unwanted, as far as their provider does not hide it."""
    fields = [(name.lower(), value) for name, value in _FIELD.findall(report)]
    said = next((f"complaint: {value.strip()}" for n, value in fields if n == "feedback-type"), "")
    asked = [_address(v) for n, v in fields if n in {"original-rcpt-to", "removal-recipient"}]
    addresses = [each for each in asked if each] or list(returned_to)
    short = _short(said) or "complaint"
    return tuple(Failure(each, True, short) for each in dict.fromkeys(addresses))[:_MOST]


def _blocks(report: str) -> Iterator[dict[str, str]]:
    """The fields of each recipient; a new one begins where a field comes again."""
    block: dict[str, str] = {}
    for name, value in _FIELD.findall(report):
        key = name.lower()
        if key in block and key in {"final-recipient", "original-recipient", "action", "status"}:
            yield block
            block = {}
        block.setdefault(key, value.strip())
    yield block


def _reported(report: str) -> Iterator[Failure]:
    for block in _blocks(report):
        address = _address(block.get("original-recipient", "")) or _address(
            block.get("final-recipient", "")
        )
        action = block.get("action", "failed").lower()
        if not address or not action.startswith(("fail", "delay")):
            continue
        said = block.get("diagnostic-code", "") or block.get("status", "")
        delayed = action.startswith("delay")
        lasting = not delayed and is_permanent(said, status=block.get("status", ""))
        yield Failure(address, lasting, _short(said), delayed)


def _speaks_of_recipients(report: str) -> bool:
    """A report of mere delays or successes names nobody, and nor shall its words."""
    return any(name.lower() == "action" for name, _ in _FIELD.findall(report))


def _told(text: str, named: tuple[str, ...]) -> Iterator[Failure]:
    copy = _COPY.search(text, 40)
    text = text[: copy.start()] if copy and _NAMED.search(text, 0, copy.start()) else text
    addresses = list(named) or [(a or b or c) for a, b, c in _NAMED.findall(text)][:5]
    for address in dict.fromkeys(addresses):
        yield Failure(address.lower(), is_permanent(text), _short(_line_about(text, address)))


def _line_about(text: str, address: str) -> str:
    """The line that gives a reason, for the operator; what stands near the address is enough."""
    at = max(0, text.lower().find(address.lower()))
    lines = text[at : at + 1_500].splitlines()
    return next((line for line in lines if _STATUS.search(line) or _REPLY.search(line)), "")


def is_permanent(said: str, *, status: str = "") -> bool:
    """Tell whether a refusal is about the address, and for good."""
    if _FULL_OR_LATER.search(said):
        return False
    code = _STATUS.search(status) or _STATUS.search(said)
    if code:
        detail = f"{code[2]}.{code[3]}"
        if code[1] != "5" or detail in _PASSES:
            return False
        if code[2] == "1":
            return bool(_NOBODY.search(said)) or not _OF_THE_MAIL.search(said)
        return bool(_NOBODY.search(said)) or (detail == "2.1")
    if _NOBODY.search(said):
        return not _OF_THE_MAIL.search(said)
    return False


def _address(value: str) -> str:
    """The mailbox of ``rfc822; <a@b>``, in lower case."""
    found = _MAILBOX.search(value.partition(";")[2] or value)
    return found[0].lower().rstrip(".") if found else ""


def _short(said: str) -> str:
    return " ".join(said.split())[:_LONGEST_SAID]
