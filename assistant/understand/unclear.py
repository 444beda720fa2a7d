"""Why a piece of a text could not be read, in words its writer can act on."""

from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Unclear:
    """A refusal to guess; ``nearest`` are full sentences the person may say instead."""

    because: str
    nearest: tuple[str, ...] = ()
