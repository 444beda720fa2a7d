"""How sure we are that a mail comes from whom it says, by what our own receiving server saw.

Only the topmost Authentication-Results header with our server's name counts (RFC 8601): a server
adds its own on top, so whatever a sender put in stands below. Everything doubtful proves nothing.
"""

import re
from collections.abc import Sequence

from authres import AuthenticationResultsHeader, AuthResError

from assistant.handlers.mail_address import domain, only_mailbox
from assistant.request import Proof

Headers = Sequence[tuple[str, str]]

_LONGEST = 10_000
_SERVER = re.compile(r"(?:\s|\([^()]*\))*\"?([^\s;\"()]+)")
_LENGTH_TAG = re.compile(r"(?:^|;)\s*l\s*=")
_ONCE = frozenset(
    "from subject date to message-id mime-version content-type content-transfer-encoding".split()
)


def prove(headers: Headers, authserv_id: str | None) -> Proof:
    """Return ALIGNED when our server vouches for the From domain, else NONE.

    ``headers`` are the mail's own, top to bottom. Enough is a DMARC pass for exactly the From
    domain or, where there is no DMARC result, a DKIM pass by exactly that domain.
    """
    sender = only_mailbox(_values(headers, "from"))
    if not authserv_id or sender is None or _is_doubled(headers):
        return Proof.NONE
    results = _results(headers, authserv_id)
    if _vouches(results, domain(sender)) and not _is_appendable(headers, domain(sender)):
        return Proof.ALIGNED
    return Proof.NONE


def _values(headers: Headers, name: str) -> list[str]:
    return [value for key, value in headers if key.strip().lower() == name]


def _is_doubled(headers: Headers) -> bool:
    """A second Subject may have been added under a valid signature, which covers only the last."""
    names = [key.strip().lower() for key, _ in headers]
    return any(names.count(name) > 1 for name in _ONCE)


def _results(headers: Headers, authserv_id: str) -> list[tuple[str, str, dict[str, str]]]:
    """(method, result, properties) of our server's own topmost header."""
    ours = next(
        (
            v
            for v in _values(headers, "authentication-results")
            if _server(v) == authserv_id.lower()
        ),
        "",
    )
    if not ours or len(ours) > _LONGEST:
        return []
    try:
        header = AuthenticationResultsHeader.parse(
            f"Authentication-Results: {' '.join(ours.split())}"
        )
        return [_result(found) for found in header.results]
    except (AuthResError, RecursionError, ValueError, IndexError, AttributeError):
        return []


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


def _vouches(results: list[tuple[str, str, dict[str, str]]], from_domain: str) -> bool:
    dmarc = [(result, seen) for method, result, seen in results if method == "dmarc"]
    if any(result not in {"none", "bestguesspass"} for result, _ in dmarc):
        return all(
            result == "pass" and domain(seen.get("header.from", "")) == from_domain
            for result, seen in dmarc
        )
    return any(
        method == "dkim" and result == "pass" and domain(seen.get("header.d", "")) == from_domain
        for method, result, seen in results
    )


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
