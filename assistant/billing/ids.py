"""Names for new rows: a readable prefix and 128 random bits that nobody can guess."""

import secrets


def new_id(prefix: str) -> str:
    """Return ``pay_5f0c…``: unique without asking anyone."""
    return f"{prefix}_{secrets.token_hex(16)}"
