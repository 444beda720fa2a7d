"""How the press and its process talk: a head of fixed size, then so many bytes."""

import struct
from enum import IntEnum

QUESTION = struct.Struct(">Q")
"""The length of a pickled job."""

ANSWER = struct.Struct(">BIQ")
"""How it went, the process's memory in megabytes, the length of what follows."""


class Verdict(IntEnum):
    """How it went."""

    MADE = 0
    AT_FAULT = 1  # it cannot be made like that; a new process would fail alike
