"""The account's own open invoices whose numbers are nearest to one that is none of theirs.

Looked for among their own only, so that it tells nothing of anybody else's: a number of another
account and one that nobody has are the same here.
"""

from sqlalchemy.engine import Connection

from assistant.billing.model import Asker
from assistant.billing.store import invoices

_MOST = 2
_LONG = 6


def near(tx: Connection, asker: Asker, written: str) -> tuple[str, ...]:
    """At most two of the newest open ones, one slip away, or two in a long number."""
    own = invoices.open_numbers(tx, asker.account_id)
    if not own:
        return ()
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    slips = 2 if len(written) >= _LONG else 1
    found = process.extract(written, own, scorer=OSA.distance, score_cutoff=slips, limit=_MOST)
    return tuple(number for number, _, _ in found)
