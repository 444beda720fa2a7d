"""Account numbers for wires in the euro area and beyond (ISO 13616)."""

import re


def compact(iban: str) -> str:
    """Without the spaces people write it with, in capitals."""
    return re.sub(r"\s", "", iban).upper()


def is_iban(iban: str) -> bool:
    """Whether a compact number has the form and the check digits of an IBAN."""
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", iban):
        return False
    digits = "".join(str(int(c, 36)) for c in iban[4:] + iban[:4])
    return int(digits) % 97 == 1
