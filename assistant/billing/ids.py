"""Names for new rows: a readable prefix and 128 random bits that nobody can guess."""

import secrets
import time


def ordered_id(prefix: str) -> str:
    """Return an id that sorts after those made before it by this machine; it may be guessed."""
    return f"{prefix}_{time.time_ns():016x}{secrets.token_hex(8)}"


def new_id(prefix: str) -> str:
    """Return ``pay_5f0c…``: unique without asking anyone."""
    return f"{prefix}_{secrets.token_hex(16)}"
