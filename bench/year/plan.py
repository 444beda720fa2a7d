"""What happens in a simulated year, drawn from a seed before anything runs."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from bench.year.people import Place, Society, drawn

BEGINS = datetime(2027, 6, 1, tzinfo=UTC)
"""The year after it has a leap day and the clock changes of both hemispheres."""

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class What(StrEnum):
    """What somebody does, or what happens to something."""

    ISSUED = "issued"
    PAID = "paid"
    UNDER_WAY = "under_way"  # a bank has the payment in hand
    CAME_TO_NOTHING = "came_to_nothing"  # that payment did
    PROMISED = "promised"
    SAYS_PAID = "says_paid"
    DISPUTED = "disputed"
    SETTLED = "settled"  # that dispute
    MUTED = "muted"
    PAUSED = "paused"
    LEFT = "left"
    DIED = "died"  # an address: from now on its server does not know it
    REVIVED = "revived"


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice."""

    number: int
    account: int
    due_on: date
    minor: int

    @property
    def id(self) -> str:
        """As the tables have it."""
        return f"inv_{self.number:07}"

    @property
    def name(self) -> str:
        """What people read."""
        return f"Y{self.number:07}"

    @property
    def issued_on(self) -> date:
        """The day on which it is issued."""
        return self.due_on - 15 * DAY


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that happens: to a bill, to a person, or by a person."""

    at: datetime
    what: What
    bill: int | None = None
    person: int | None = None
    account: int | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Size:
    """How big a world is."""

    accounts: int = 2_000
    contacts: int = 5_000
    invoices: int = 40_000
    days: int = 366


Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Plan:
    """A year: who lives in it, what they are billed, what they do, and when what was down."""

    size: Size
    society: Society
    bills: tuple[Bill, ...]
    acts: tuple[Act, ...]
    down: Span
    mail_down: tuple[Span, ...]
    slack_down: tuple[Span, ...]
    under_way: frozenset[int | None]  # the bills of which a bank has a payment in hand some time

    @property
    def ends(self) -> datetime:
        """The last moment of it."""
        return BEGINS + self.size.days * DAY


def plan(size: Size, seed: int) -> Plan:
    """Draw a year; the same seed draws the same one."""
    dice = random.Random(seed)
    moments = [BEGINS + dice.random() * size.days * DAY for _ in range(50)]
    leaving = [each.replace(minute=30, second=0, microsecond=0) for each in moments]
    society = drawn(dice, size.accounts, size.contacts, leaving)
    bills = tuple(_bills(dice, size))
    acts = [act for bill in bills for act in _story(dice, bill, society.at[bill.account])]
    acts += _of_people(dice, society, size)
    ends = BEGINS + size.days * DAY
    half = BEGINS + size.days // 2 * DAY
    mail_down = (_span(BEGINS + size.days // 5 * DAY, 1), _span(half + size.days // 4 * DAY, 26))
    return Plan(
        size,
        society,
        bills,
        tuple(sorted((each for each in acts if each.at < ends), key=_when)),
        down=(half, half + min(14, size.days // 5) * DAY),
        mail_down=mail_down,
        slack_down=(_span(BEGINS + size.days // 3 * DAY, 6),),
        under_way=frozenset(act.bill for act in acts if act.what is What.UNDER_WAY),
    )


def _when(act: Act) -> tuple[datetime, int]:
    return act.at, act.bill or 0


def _span(begins: datetime, hours: int) -> Span:
    begins = begins.replace(hour=11)
    return begins, begins + hours * HOUR


def _bills(dice: random.Random, size: Size) -> Iterator[Bill]:
    """Two on each due day of an account: what is due together is told together."""
    first, last = BEGINS.date() + 16 * DAY, BEGINS.date() + (size.days - 3) * DAY
    span = (last - first).days
    days = [first + each * DAY for each in range(span)]
    ends = [each for each in days if (each + DAY).day == 1 or each.day == 1]  # months end unevenly
    for number in range(size.invoices):
        if number % 2 == 0:
            account = number // 2 % size.accounts
            due = dice.choice(ends) if ends and dice.random() < 0.3 else dice.choice(days)
        yield Bill(number, account, due, dice.randrange(1_000, 900_000))


def _moment(dice: random.Random, day: date) -> datetime:
    """Some half hour of a day: the assistant works on the hour."""
    return datetime.combine(day, time(dice.randrange(24), 30), UTC)


def _story(dice: random.Random, bill: Bill, places: list[Place]) -> Iterator[Act]:
    """The life of a bill: issued, perhaps argued about or promised, and paid or not."""
    issued = datetime.combine(bill.issued_on, time(9, 30), UTC)
    yield Act(issued, What.ISSUED, bill.number)
    paid = _paid(dice, bill)
    until = paid or datetime.max.replace(tzinfo=UTC)
    at = _moment(dice, bill.due_on + dice.randrange(-8, 12) * DAY)
    here = [each for each in places if each.leaves is None]
    if dice.random() < 0.3 and at < until and here:
        person = dice.choice(here).person
        yield from _episode(dice, bill, person, at, until)
    if paid:
        yield Act(paid, What.PAID, bill.number)


def _paid(dice: random.Random, bill: Bill) -> datetime | None:
    """When it is paid: mostly in time."""
    spans = ((-14, -8),) * 10 + ((-6, 3),) * 4 + ((5, 9),) * 3 + ((11, 40),) * 2
    chosen = dice.choice((*spans, None))
    return chosen and _moment(dice, bill.due_on + dice.randint(*chosen) * DAY)


def _episode(
    dice: random.Random, bill: Bill, person: int, at: datetime, until: datetime
) -> Iterator[Act]:
    what = dice.choice(
        (What.PROMISED, What.PROMISED, What.SAYS_PAID, What.DISPUTED, What.UNDER_WAY, What.MUTED)
    )
    on = at.date() + dice.randint(2, 8) * DAY if what is What.PROMISED else None
    yield Act(at, what, bill.number, person, on=on)
    over = at + dice.randint(3, 14) * DAY
    if what is What.DISPUTED:
        yield Act(over, What.SETTLED, bill.number, person)
    if what is What.UNDER_WAY and over < until:
        yield Act(over, What.CAME_TO_NOTHING, bill.number)


def _of_people(dice: random.Random, society: Society, size: Size) -> Iterator[Act]:
    for place in society.places:
        if place.leaves is not None:
            yield Act(place.leaves, What.LEFT, person=place.person, account=place.account)
        elif dice.random() < 0.04:
            at = _moment(dice, BEGINS.date() + dice.randrange(size.days) * DAY)
            on = at.date() + dice.randint(5, 30) * DAY
            yield Act(at, What.PAUSED, None, place.person, place.account, on)
    for person in society.people:
        if dice.random() < 0.04:
            at = _moment(dice, BEGINS.date() + dice.randrange(size.days) * DAY)
            yield Act(at, What.DIED, person=person.number)
            if dice.random() < 0.5:
                yield Act(at + 40 * DAY, What.REVIVED, person=person.number)
