"""Whether the key that signs outgoing mail is the one its domain has published (RFC 6376, 3.6)."""

import asyncio
import re
from collections.abc import Callable

from assistant.cli.doctor.findings import Finding, not_set, ok, wrong
from assistant.notify.mail_signing import DkimKey

_CHECK = "mail signature"
_PUBLISH = "publish the public half there: openssl rsa -pubout -in the key"
_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
_TAG = re.compile(r"(?:^|;)\s*([a-z]+)\s*=([^;]*)")


async def signing(
    key: DkimKey | None, keys: Callable[..., bytes | str | None] | None = None
) -> Finding:
    """Compare with the text record; ``keys`` finds it, the name server unless told otherwise."""
    if key is None:
        return not_set(_CHECK, "your mail server signs, or nobody: ASSISTANT_MAIL_DKIM_KEY")
    name = key.record
    if not all(_LABEL.fullmatch(each) for each in name.split(".")):
        return wrong(_CHECK, f"{name} is no name", "correct ASSISTANT_MAIL_DKIM_SELECTOR")
    record = await asyncio.to_thread(_published, name, keys)
    if not record:
        return wrong(_CHECK, f"there is no text record {name}", _PUBLISH)
    if not key.matches(_tags(record).get("p", "")):
        cause = f"{name} publishes another key"
        return wrong(_CHECK, cause, _PUBLISH)
    return ok(_CHECK, f"{name} publishes this key")


def _published(name: str, keys: Callable[..., bytes | str | None] | None) -> str:
    from dkim.dnsplug import get_txt
    from dns.exception import DNSException

    try:
        found = (keys or get_txt)(name.encode() + b".", timeout=5)
    except (DNSException, OSError, ValueError):
        return ""
    return found.decode("ascii", "replace") if isinstance(found, bytes) else found or ""


def _tags(record: str) -> dict[str, str]:
    return {name: "".join(value.split()) for name, value in _TAG.findall(record[:10_000])}
