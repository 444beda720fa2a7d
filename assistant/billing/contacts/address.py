"""One mail address, strictly: what nobody needs in one only smuggles something in."""

import re
from enum import StrEnum

LONGEST = 254  # RFC 5321 4.5.3.1.3, less the angle brackets
_LONGEST_LOCAL = 64
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_TOP = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}(?<!-)")


class AddressProblem(StrEnum):
    """Why something is not taken for an address."""

    MALFORMED = "malformed"
    FOREIGN_LETTERS = "foreign_letters"
    TOO_LONG = "too_long"


def address_of(written: str) -> str | AddressProblem:
    """Read one address, in lower case; quoted, commented and several ones are refused.

    Letters beyond ASCII are refused, too: а and a look the same, and mail to one of them goes to
    somebody else. A domain written in such letters has an ASCII name (``xn--…``) that is taken.
    """
    text = written.strip()
    if len(text) > LONGEST:
        return AddressProblem.TOO_LONG
    if not text.isascii():
        return AddressProblem.FOREIGN_LETTERS
    local, at, domain = text.lower().rpartition("@")
    if not at or len(local) > _LONGEST_LOCAL or not _LOCAL.fullmatch(local):
        return AddressProblem.MALFORMED
    *labels, top = domain.split(".")
    if not labels or not _TOP.fullmatch(top) or not all(map(_LABEL.fullmatch, labels)):
        return AddressProblem.MALFORMED
    return f"{local}@{domain}"


def domain_of(address: str) -> str:
    """What stands behind the @."""
    return address.rpartition("@")[2]


def in_other_letters(address: str) -> str | None:
    """How an ``xn--`` domain looks where it is shown in its own letters; None for any other."""
    domain = domain_of(address)
    if "xn--" not in domain:
        return None
    try:
        return domain.encode("ascii").decode("idna")
    except UnicodeError:
        return domain
