"""What is to be paid on a day ahead, and by whose word: one dated yes, or a standing order."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant.billing.model import Allocation, Invoice, Method, Origin
from assistant.billing.money import Money, total
from assistant.values import dataclass

HOUR = time(9)
"""When on its day a payment is made, and when it is announced: people can still react."""

NOTICE = timedelta(days=3)
"""How long before its day an automatic payment is announced; a dated one the day before."""

RETRIES = (timedelta(days=3), timedelta(days=5), timedelta(days=7))
"""When an automatic payment that failed is tried again, counted from its day."""

FURTHEST = timedelta(days=366)
"""How far ahead a payment may be planned."""

_DAY = timedelta(days=1)


def charged_on(invoice: Invoice, today: date, promised: date | None) -> date:
    """Autopay's day: when it is due, but announced first, and never sooner than promised."""
    return max(invoice.due_on, today + _DAY, promised or invoice.due_on)


class PlanKind(StrEnum):
    """Whose word a plan rests on."""

    SCHEDULED = "scheduled"  # somebody said yes to this amount on this day
    AUTOPAY = "autopay"  # somebody said yes to all that falls due


class PlanStep(StrEnum):
    """What is done next, when it is due."""

    ANNOUNCE = "announce"
    PAY = "pay"
    BACKUP = "backup"  # the last try, with the other method


class PlanState(StrEnum):
    """The life of a plan; only ``live`` ones can still move money."""

    PLANNED = "planned"
    PAYING = "paying"  # its payment is under way, and decides what comes next
    DONE = "done"
    CANCELLED = "cancelled"
    DROPPED = "dropped"  # it could not be made as it was agreed, and nothing was charged
    FAILED = "failed"

    @property
    def live(self) -> bool:
        """Whether it may still come to a payment."""
        return self in (self.PLANNED, self.PAYING)


class OrderState(StrEnum):
    """The life of a standing order."""

    OFFERED = "offered"
    ACTIVE = "active"
    DECLINED = "declined"
    ENDED = "ended"


class WhyNot(StrEnum):
    """Why a planned payment was not made; nothing was charged."""

    PAID = "paid"
    CLOSED = "closed"  # without having been paid
    CHANGED = "changed"
    BEING_PAID = "being_paid"
    NOT_ALLOWED = "not_allowed"
    NO_METHOD = "no_method"
    DISPUTED = "disputed"
    SAID_PAID = "said_paid"
    LIMIT = "limit"
    NOT_CHARGEABLE = "not_chargeable"


@dataclass(frozen=True, slots=True)
class Plan:
    """A payment to be made on ``pay_on``, a day in the zone of whoever planned it.

    ``parts`` are what it would pay as things stand: never more than was agreed, nor than is open;
    of an automatic one all that is open. ``due_at`` is when it is looked at next, ``tries`` how
    often it was tried, and ``payment_id`` its latest payment.
    ``announced`` is the amount that people were told beforehand.
    """

    id: str
    account_id: str
    kind: PlanKind
    person_id: str
    person: str
    timezone: str
    state: PlanState
    step: PlanStep
    pay_on: date
    due_at: datetime | None
    tries: int
    payment_id: str | None
    offer_id: str | None
    order_id: str | None
    announced: Money
    method: Method | None
    parts: tuple[Allocation, ...]
    request_id: str
    origin: Origin
    created_at: datetime

    @property
    def numbers(self) -> tuple[str, ...]:
        """The invoices it is for."""
        return tuple(part.number for part in self.parts)

    @property
    def amount(self) -> Money:
        """What it would pay as things stand."""
        sums = total([part.amount for part in self.parts])
        return sums[0] if sums else self.announced


@dataclass(frozen=True, slots=True)
class StandingOrder:
    """The consent to pay whatever falls due, and who gave it."""

    id: str
    account_id: str
    person_id: str
    person: str
    timezone: str
    state: OrderState
    method_id: str
    expires_at: datetime
    confirmed_at: datetime | None
    request_id: str
    origin: Origin


def at_hour(day: date, timezone: str) -> datetime:
    """The moment of a day at which plans are worked on, where the customer is, as UTC."""
    return datetime.combine(day, HOUR, _zone(timezone)).astimezone(UTC)


def today_in(timezone: str, now: datetime) -> date:
    """Which day it is where the customer is."""
    return now.astimezone(_zone(timezone)).date()


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
