"""Addresses in mail headers, read so strictly that no two mail programs could disagree.

Whatever security rests on, the sender above all, goes through ``only_mailbox``; the rest may be
read generously.
"""

import re
from collections.abc import Iterable
from email.utils import getaddresses

_LONGEST = 8_000
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
)
_LOOSE = re.compile(r"[^\s<>@,;:\"()\x00-\x1f]{1,64}@[^\s<>@,;:\"()\x00-\x1f]{1,255}")
# One name of plain words and one plain address, which the library reads the same, ten times slower.
_USUAL = re.compile(
    r"(?:([A-Za-z0-9]{1,60}(?: [A-Za-z0-9]{1,60}){0,6}) <([a-z0-9_.+-]{1,64}@[a-z0-9.-]{1,200})>"
    r"|([a-z0-9_.+-]{1,64}@[a-z0-9.-]{1,200}))",
    re.IGNORECASE | re.ASCII,
)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_COMMENT = re.compile(r"\([^()<>@\"\\]*\)")
_TOKEN = re.compile(r"dlv_[0-9a-f]{32}")
_NAMED = re.compile(r"[^<>@,;:()\\\"]*<([^<>]*)>\s*")


def only_mailbox(values: Iterable[str]) -> str | None:
    """Return the one address of a header that occurs once and holds one mailbox, in lower case.

    None for two headers, two addresses, groups, quoted local parts, and anything that could be read
    in two ways.
    """
    found = list(values)
    if len(found) != 1 or len(found[0]) > _LONGEST:
        return None
    bare = _COMMENT.sub(" ", _QUOTED.sub("", found[0])).strip()
    named = _NAMED.fullmatch(bare)
    address = named[1].strip() if named else bare
    return address.lower() if is_address(address) else None


def is_address(text: str) -> bool:
    """Tell whether it is one plain ASCII address and nothing else."""
    return len(text) <= 254 and _ADDRESS.fullmatch(text) is not None


def addresses(values: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return (name, lower-case address) of every mailbox that can be made out, names still encoded.

    Only the first 8,000 characters of a header and the first 100 addresses are read.
    """
    values = list(values)
    if len(values) == 1 and (usual := _USUAL.fullmatch(values[0])):
        return ((usual[1] or "", (usual[2] or usual[3]).lower()),)
    try:
        pairs = getaddresses([value[:_LONGEST] for value in values[:20]])
    except (ValueError, IndexError, TypeError, RecursionError):
        return ()
    return tuple((n, a.lower()) for n, a in pairs[:100] if _LOOSE.fullmatch(a))


def domain(address: str) -> str:
    """Return what follows the last ``@``, without a final dot."""
    return address.rpartition("@")[2].rstrip(".").lower()


def is_ours(address: str, ours: str) -> bool:
    """Tell whether an address is ours, perhaps with a ``+token`` behind its local part."""
    local, _, host = address.lower().rpartition("@")
    our_local, _, our_host = ours.lower().rpartition("@")
    return host == our_host and (local == our_local or local.startswith(f"{our_local}+"))


def delivery_of(message_id: str, ours: str) -> str:
    """Return the delivery whose mail bears this Message-ID, if we wrote it; else nothing."""
    local = message_id.strip("<>").rpartition("@")[0]
    written = _TOKEN.fullmatch(local) and domain(message_id.strip("<>")) == domain(ours)
    return local if written else ""


def token_in(addresses: Iterable[str], ours: str) -> str:
    """Return what stands behind the ``+`` of our address, if we wrote it there; else nothing."""
    for address in addresses:
        local = address.lower().rpartition("@")[0]
        token = local.rpartition("+")[2] if is_ours(address, ours) and "+" in local else ""
        if _TOKEN.fullmatch(token):
            return token
    return ""
