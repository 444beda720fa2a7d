"""How much may be paid at once and within a day: for the account, and for whoever says yes.

A limit is of the account's currency. It says nothing about another one, and amounts are never
converted, so where a limit holds, an amount in another currency needs a person.
"""

from datetime import timedelta

from sqlalchemy.engine import Connection

from assistant.billing.model import Account, Asker
from assistant.billing.money import Money
from assistant.billing.outcomes.paying import LimitKind, LimitReached
from assistant.billing.store import limits

DAY = timedelta(hours=24)
"""A day is the last 24 hours: nobody has to know whose midnight counts."""


def exceeded(tx: Connection, account: Account, asker: Asker, amount: Money) -> LimitReached | None:
    """The first limit this amount would break, with what it leaves room for; None if none.

    The caller holds the account's turn, so that two payments cannot both use the same room.
    """
    at_once = (
        (LimitKind.OWN_PAYMENT, asker.payment_limit_minor),
        (LimitKind.PAYMENT, account.payment_limit_minor),
    )
    a_day = (
        (LimitKind.OWN_DAY, asker.day_limit_minor),
        (LimitKind.DAY, account.day_limit_minor),
    )
    rooms = [(kind, most, most) for kind, most in at_once if most is not None]
    if any(most is not None for _, most in a_day):
        since, currency = asker.now - DAY, account.currency
        by_them, by_all = limits.paid_since(
            tx, account.id, asker.person_id, since=since, currency=currency
        )
        spent = {LimitKind.OWN_DAY: by_them, LimitKind.DAY: by_all}
        rooms += [(kind, most, most - spent[kind]) for kind, most in a_day if most is not None]
    for kind, most, room in rooms:
        if amount.currency != account.currency or amount.minor > room:
            return _reached(tx, account, amount, kind=kind, most=most, room=room)
    return None


def _reached(
    tx: Connection, account: Account, amount: Money, *, kind: LimitKind, most: int, room: int
) -> LimitReached:
    others = kind in (LimitKind.OWN_PAYMENT, LimitKind.OWN_DAY)
    return LimitReached(
        account=account.name,
        kind=kind,
        asked=amount,
        most=Money(most, account.currency),
        room=Money(max(0, room), account.currency),
        who_can=limits.payers_up_to(tx, account.id, amount.minor) if others else (),
    )
