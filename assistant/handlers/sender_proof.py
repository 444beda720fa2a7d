"""How sure we are that a mail comes from whom it says, by what our own receiving server saw.

Only an Authentication-Results header with our server's name counts (RFC 8601), and only while no
other one with that name says less. Everything doubtful proves nothing.
"""

import re
from collections.abc import Sequence

from authres import AuthenticationResultsHeader, AuthResError

from assistant.handlers.mail_address import domain, only_mailbox
from assistant.request import Proof
from assistant.values import dataclass

Headers = Sequence[tuple[str, str]]

_LONGEST = 10_000
_SERVER = re.compile(r"(?:\s|\([^()]*\))*\"?([^\s;\"()]+)")
_LENGTH_TAG = re.compile(r"(?:^|;)\s*l\s*=")
_NAMELESS = re.compile(r"\s*(?:spf|dkim|dmarc)\s*=", re.IGNORECASE)
_SIGNER = re.compile(r"(?:^|;)d=([^;]+)")
_SIGNED = re.compile(r"(?:^|;)b=([^;]+)")
# What nearly all servers write, which authres reads the same, in ten times the time.
_COMMENT = re.compile(r"(=[a-z]{1,20}) \([^()\\\"]*\)(?=[ ;]|$)")
_USUAL = re.compile(
    r"[a-z0-9-]{1,60}(?:\.[a-z0-9-]{1,60}){0,9} ?(?:; ?(?:dkim|spf|dmarc)=[a-z]{1,20}"
    r"(?: (?:header|smtp)\.[a-z]{1,20}=(?:[a-z0-9_+-]{1,64}(?:\.[a-z0-9_+-]{1,64}){0,9}|(?=@))"
    r"(?:@[a-z0-9-]{1,60}(?:\.[a-z0-9-]{1,60}){1,9})?){0,6} ?){1,9}",
    re.IGNORECASE | re.ASCII,
)
_BESIDE = frozenset({"spf", "iprev", "arc", "auth", "x-tls"})
_ONCE = frozenset(
    "from subject date to message-id mime-version content-type content-transfer-encoding".split()
)


@dataclass(frozen=True, slots=True)
class Examined:
    """How sure we are, and why no surer, in words for the operator."""

    proof: Proof
    because: str


MICROSOFT = "microsoft"
"""The name to give for Microsoft 365, whose servers leave theirs out of the header."""


def prove(headers: Headers, authserv_id: str | None) -> Proof:
    """Return ALIGNED when our server vouches for the From domain, else NONE."""
    return examine(headers, authserv_id).proof


def examine(headers: Headers, authserv_id: str | None) -> Examined:
    """Find out what our server says of the sender.

    ``headers`` are the mail's own, top to bottom. Enough is a DMARC pass for exactly the From
    domain or, where there is no DMARC result, a DKIM pass by exactly that domain. Where several
    headers bear our server's name, a sender may have written one: each must say the same. Only
    servers that write one header for each thing they checked may be silent in the lower ones.
    """
    if doubt := doubts(headers):
        return _unproven(doubt)
    if not authserv_id:
        return _unproven("ASSISTANT_MAIL_AUTHSERV_ID is not set: nobody vouches for senders")
    found = _ours(headers, authserv_id)
    if not found:
        return _unproven(f"no Authentication-Results of {authserv_id}")
    sender = domain(only_mailbox(_values(headers, "from")) or "")
    signed = _signers(headers)
    for place, value in enumerate(found):
        results = _results(value, authserv_id)
        if results is None:
            return _unproven(f"the Authentication-Results of {authserv_id} cannot be read")
        if place and _says_nothing_of_from(results):
            continue
        if refusal := _refusal(results, sender, signed):
            return _unproven(refusal)
    return Examined(Proof.ALIGNED, f"{authserv_id} vouches for {sender}")


def bears(headers: Headers, authserv_id: str) -> bool:
    """Whether any Authentication-Results of a mail bears this name."""
    return bool(_ours(headers, authserv_id))


def named(headers: Headers) -> str:
    """The name on the topmost Authentication-Results: that of whoever handled the mail last."""
    return next(map(_server, _values(headers, "authentication-results")), "")


def doubts(headers: Headers) -> str:
    """Why a mail proves nothing, whoever vouches for it; empty when there is no such reason."""
    senders = _values(headers, "from")
    sender = only_mailbox(senders)
    if len(senders) != 1:
        return f"{len(senders)} From headers"
    if sender is None:
        return "From is not exactly one plain address"
    if twice := _doubled(headers):
        return f"the header {twice} comes twice"
    if _is_appendable(headers, domain(sender)):
        return "its DKIM signature leaves the end of the body open (l=)"
    return ""


def _unproven(because: str) -> Examined:
    return Examined(Proof.NONE, because)


def _values(headers: Headers, name: str) -> list[str]:
    return [value for key, value in headers if key.strip().lower() == name]


def _doubled(headers: Headers) -> str:
    """A second Subject may have been added under a valid signature, which covers only the last."""
    names = [key.strip().lower() for key, _ in headers]
    return next((name for name in sorted(_ONCE) if names.count(name) > 1), "")


def _ours(headers: Headers, authserv_id: str) -> list[str]:
    """Every header that bears our server's name; a nameless one counts only on top."""
    values = _values(headers, "authentication-results")
    if authserv_id.lower() == MICROSOFT:
        return [f"{MICROSOFT}; {value}" for value in values[:1] if _NAMELESS.match(value)]
    return [value for value in values if _server(value) == authserv_id.lower()]


def _results(value: str, authserv_id: str) -> list[tuple[str, str, dict[str, str]]] | None:
    """(method, result, properties) of one header; None when it cannot be read."""
    if len(value) > _LONGEST:
        return None
    plain = _COMMENT.sub(r"\1", " ".join(value.split()))
    if _USUAL.fullmatch(plain):
        return [_usual(result) for result in plain.split(";")[1:]]
    try:
        header = AuthenticationResultsHeader.parse(
            f"Authentication-Results: {' '.join(value.split())}"
        )
        return [_result(found) for found in header.results]
    except (AuthResError, RecursionError, ValueError, IndexError, AttributeError):
        return None


def _usual(result: str) -> tuple[str, str, dict[str, str]]:
    """What ``dkim=pass header.d=acme.example`` says."""
    (method, said), *seen = (each.split("=", 1) for each in result.split())
    return method.lower(), said.lower(), {name.lower(): value for name, value in seen}


def _server(value: str) -> str:
    found = _SERVER.match(value[:_LONGEST])
    return found[1].lower() if found else ""


def _result(found: object) -> tuple[str, str, dict[str, str]]:
    # authres carries no types; every result has these three.
    method, result = getattr(found, "method", ""), getattr(found, "result", "")
    properties = {
        f"{p.type}.{p.name}".lower(): str(p.value) for p in getattr(found, "properties", ())
    }
    return str(method).lower(), str(result).lower(), properties


def _says_nothing_of_from(results: list[tuple[str, str, dict[str, str]]]) -> bool:
    """Whether a header is only about the connection, the envelope or a chain of forwarders."""
    methods = {method for method, _, _ in results}
    return bool(methods) and methods <= _BESIDE


def _refusal(
    results: list[tuple[str, str, dict[str, str]]], sender: str, signed: list[tuple[str, str]]
) -> str:
    """Why these results do not vouch for the sender's domain; empty when they do."""
    dmarc = [(result, seen) for method, result, seen in results if method == "dmarc"]
    for result, seen in dmarc:
        named = domain(seen.get("header.from", ""))
        if result not in {"none", "bestguesspass", "pass"}:
            return f"dmarc={result} for {named or sender}"
        if result == "pass" and named != sender:
            return f"dmarc passed for {named or 'no domain'}, not for {sender}"
    if any(result == "pass" for result, _ in dmarc):
        return ""
    dkim = [(result, seen) for method, result, seen in results if method == "dkim"]
    if any(result == "pass" and _signer(seen, signed) == sender for result, seen in dkim):
        return ""
    passed = [_signer(seen, signed) or "an unnamed domain" for r, seen in dkim if r == "pass"]
    if passed:
        return f"dkim passed for {', '.join(passed[:3])}, not for {sender}, and there is no dmarc"
    return f"neither dmarc nor dkim passed for {sender}"


def _signer(seen: dict[str, str], signed: list[tuple[str, str]]) -> str:
    """The domain of a DKIM result. Google names only the identity and the signature's start.

    The identity may lie below the domain that signed, so the signature itself has to say which.
    """
    if "header.d" in seen:
        return domain(seen["header.d"])
    identity, start = domain(seen.get("header.i", "")), seen.get("header.b", "").strip('"')
    if len(start) < 8:
        return ""
    signers = {each for each, signature in signed if signature.startswith(start)}
    return identity if signers == {identity} else ""


def _signers(headers: Headers) -> list[tuple[str, str]]:
    """(domain, signature) of each DKIM-Signature."""
    found = []
    for value in _values(headers, "dkim-signature"):
        tags = "".join(value[:_LONGEST].split())
        signer, signature = _SIGNER.search(tags), _SIGNED.search(tags)
        if signer and signature:
            found.append((domain(signer[1]), signature[1]))
    return found


def _is_appendable(headers: Headers, from_domain: str) -> bool:
    """A signature with ``l=`` covers only the start of the body; anyone may have added the rest."""
    for value in _values(headers, "dkim-signature"):
        tags = " ".join(value[:_LONGEST].split())
        signer = re.search(r"(?:^|;)\s*d\s*=\s*([^\s;]+)", tags)
        if _LENGTH_TAG.search(tags) and (
            signer is None or _related(signer[1].lower(), from_domain)
        ):
            return True
    return False


def _related(signer: str, from_domain: str) -> bool:
    signer = signer.rstrip(".")
    return (
        signer == from_domain
        or from_domain.endswith(f".{signer}")
        or signer.endswith(f".{from_domain}")
    )
