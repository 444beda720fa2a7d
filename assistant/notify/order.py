"""What goes to one destination goes in the order in which it was queued, one process at a time.

A destination is held by what somebody has in hand for it, and by what it asked to be tried later.
"""

from typing import Any

from sqlalchemy import Case, ColumnElement, Select, bindparam, case, func, select, text, true

from assistant.notify.delivery import deliveries


def _put_as_case(condition: ColumnElement[bool]) -> Case[Any]:
    """A condition that PostgreSQL makes no guess at.

    It counts what is due when nothing is, and takes a free destination for an exception: rather
    than begin with the oldest, or look one up, it would read all that is due, for each claim.
    """
    return case((condition, true()))


_holding = deliveries.alias("holding")
_holds = text(
    "holding.state IN ('sending', 'resending', 'uncertain', 'put_off')"
)  # the words of its index
_held_by = (
    select(_holding.c.id)
    .where(
        _holds,
        _holding.c.address == deliveries.c.address,
        _holding.c.channel == deliveries.c.channel,
        _holding.c.id != deliveries.c.id,
        _put_as_case(
            _holding.c.due_at.is_not(None)
            & (
                (_holding.c.due_at > bindparam("now"))
                | (_holding.c.created_at < deliveries.c.created_at)
            )
        ),
    )
    .limit(1)
    .scalar_subquery()  # asked of each address; as a join, all that was ever held is read each time
)
IS_FREE = _put_as_case(_held_by.is_(None))
"""Whether a delivery's destination is held by nobody, and by nothing that comes before it."""

IS_DUE = _put_as_case(deliveries.c.due_at <= bindparam("now"))
"""Whether a delivery that is looked up by something else is due."""

DESTINATION = (deliveries.c.channel, deliveries.c.address)


def ours(candidates: Select[Any]) -> Select[Any]:
    """Those of some deliveries whose destinations are ours until commit, to be looked at afresh.

    For PostgreSQL, where two processes may look at the same moment: each would see a destination
    free, and skip what the other has locked of it. Each address is asked for once: asked for each
    delivery, one could be refused, and the one behind it had, when another lets go in between.
    """
    some = candidates.cte("candidates")
    addresses = select(some.c.address).distinct().subquery()
    free = func.pg_try_advisory_xact_lock(func.hashtext(addresses.c.address))
    taken = select(addresses.c.address).where(free).cte("taken")
    return select(some).join(taken, taken.c.address == some.c.address)
