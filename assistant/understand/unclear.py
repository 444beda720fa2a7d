"""Why a piece of a text could not be read, in words its writer can act on."""

import re

from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Unclear:
    """A refusal to guess; ``nearest`` are full sentences the person may say instead."""

    because: str
    nearest: tuple[str, ...] = ()


def said_for(account: str | None, sayings: tuple[str, ...]) -> tuple[str, ...]:
    """The same, said for an account; what names one itself stays with that."""
    if account is None:
        return sayings
    return tuple(each if _NAMES_ONE.match(each) else f"for {account}: {each}" for each in sayings)


_NAMES_ONE = re.compile(r"for [^:\n]+: ", re.IGNORECASE)
