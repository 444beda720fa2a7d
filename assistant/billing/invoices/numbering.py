"""Numbers for new invoices: unique, and in each series ever growing, whatever happens to invoices.

A number is taken in the transaction that writes the invoice: two processes get two numbers, a
transaction that fails gives its number back, and a deleted invoice's number is not given again.
A number that somebody chose (an import) stands outside the series and is stepped over.
"""

from sqlalchemy.engine import Connection

from assistant.billing.store import issuing

SERIES = "invoice"
"""The series of every invoice we number ourselves, whatever its type."""

FIRST = 1000
LAST = 999_999_999_999
"""People can say a number of twelve digits; the database refuses a longer one."""


class SeriesExhaustedError(Exception):
    """All numbers of a series were given: begin another series, with a number of its own."""

    def __init__(self, series: str) -> None:
        super().__init__(f"series {series!r} has given {LAST}, its last number: begin another")
        self.series = series


def next_number(tx: Connection, series: str = SERIES) -> str:
    """Take the next free number. Raises SeriesExhaustedError; gives nothing twice."""
    candidate = issuing.next_number(tx, series, first=FIRST, most=LAST)
    if candidate is None:
        raise SeriesExhaustedError(series)
    if not issuing.taken(tx, str(candidate)):
        return str(candidate)
    free = _free_after(tx, candidate, series)
    issuing.jump(tx, series, free)
    return str(free)


def _free_after(tx: Connection, taken: int, series: str) -> int:
    """The end of the run of chosen numbers that begins here, without walking all of it."""
    step = 1
    while issuing.taken(tx, str(_checked(taken + step, series))):
        taken, step = taken + step, step * 2
    free = taken + step
    while free - taken > 1:
        middle = (taken + free) // 2
        if issuing.taken(tx, str(middle)):
            taken = middle
        else:
            free = middle
    return free


def _checked(number: int, series: str) -> int:
    if number > LAST:
        raise SeriesExhaustedError(series)
    return number
