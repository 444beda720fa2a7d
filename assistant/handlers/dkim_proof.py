"""Prove a sender ourselves, by the signature of exactly the From domain (RFC 6376).

For operators whose receiving server writes no Authentication-Results. A DKIM signature of the very
domain in From is what DMARC asks for, strictly aligned, so no policy need be looked up; SPF cannot
be judged from here. Runs in a thread: it asks the name server.
"""

import re
from collections.abc import Callable, Sequence

from assistant.handlers.mail_address import domain, only_mailbox
from assistant.handlers.sender_proof import Examined, Headers, doubts
from assistant.request import Proof

Keys = Callable[..., bytes | str | None]
"""Finds the text record of a name: ``keys(b"s1._domainkey.acme.example.", timeout=5)``."""

_MOST_SIGNATURES = 5
_MOST_BYTES = 25_000_000
_SIGNED = frozenset({"from", "subject", "date"})
_TAG = re.compile(r"(?:^|;)\s*([a-z]+)\s*=([^;]*)")


def examine_signed(raw: bytes, headers: Headers, keys: Keys | None = None) -> Examined:
    """Verify the signatures of the From domain in ``raw``, the whole mail; never raises."""
    if doubt := doubts(headers):
        return Examined(Proof.NONE, doubt)
    sender = domain(only_mailbox([v for n, v in headers if n.strip().lower() == "from"]) or "")
    signatures = [v for n, v in headers if n.strip().lower() == "dkim-signature"]
    if not signatures:
        return Examined(Proof.NONE, "not signed (no DKIM-Signature)")
    refusals = []
    for at, value in enumerate(signatures[:_MOST_SIGNATURES]):
        refusal = _unfit(_tags(value), sender) or _wrong(raw, at, keys)
        if not refusal:
            return Examined(Proof.ALIGNED, f"signed by {sender}")
        refusals.append(refusal)
    return Examined(Proof.NONE, "; ".join(dict.fromkeys(refusals)))


def _tags(value: str) -> dict[str, str]:
    return {name: "".join(text.split()) for name, text in _TAG.findall(value[:10_000])}


def _unfit(tags: dict[str, str], sender: str) -> str:
    """Why a signature would prove nothing even if it is right."""
    signer = domain(tags.get("d", ""))
    if signer != sender:
        return f"signed by {signer[:100] or 'nobody'}, not by {sender}"
    if "l" in tags:
        return "its DKIM signature leaves the end of the body open (l=)"
    if tags.get("a", "").lower() != "rsa-sha256":
        return f"signed with {tags.get('a', 'nothing')[:20]}, not with rsa-sha256"
    lacking = _SIGNED - set(tags.get("h", "").lower().split(":"))
    return f"its DKIM signature leaves out {', '.join(sorted(lacking))}" if lacking else ""


def _wrong(raw: bytes, at: int, keys: Keys | None) -> str:
    import dkim
    from dkim.dnsplug import get_txt

    if len(raw) > _MOST_BYTES:
        return "too large to be verified"
    asked: list[bytes | str | None] = []

    def ask(name: bytes, timeout: int = 5) -> bytes | str | None:
        asked.append((keys or get_txt)(name, timeout=timeout))
        return asked[-1]

    try:
        right = dkim.DKIM(raw, minkey=1024, timeout=5).verify(at, dnsfunc=ask)
    except Exception as problem:  # what strangers sign has raised many kinds of error
        return f"its DKIM signature cannot be verified ({type(problem).__name__})"
    if not right:
        return "its DKIM signature is wrong, or its key is gone"
    return "its DKIM key is being tested (t=y)" if _is_a_test(asked) else ""


def _is_a_test(records: Sequence[bytes | str | None]) -> bool:
    texts = [
        each.decode("ascii", "replace") if isinstance(each, bytes) else each or ""
        for each in records
    ]
    return any("y" in _tags(text).get("t", "").lower().split(":") for text in texts)
