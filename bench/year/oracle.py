"""Judge a year by what was promised, from what happened and what arrived alone.

Nothing of the product is imported here: these rules were written from its description. A person may
be reminded of an invoice at a stage, once, in their hours, while it is owed and nobody has
promised, disputed, muted or paused it; and must be, where for four days nothing spoke against it.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from bench.year.people import Place, Somebody
from bench.year.plan import DAY, Bill, Plan, Span, What

LONG_ENOUGH = 4 * DAY
"""A weekend, the day's one message, and a day until what held something back is looked at again."""

FOREVER = datetime.max.replace(tzinfo=UTC)


@dataclass(slots=True)
class Findings:
    """What was wrong, by kind, with the first few of each; and how much was looked at."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    looked_at: Counter[str] = field(default_factory=Counter)

    def add(self, kind: str, what: object) -> None:
        """Note one."""
        self.counts[kind] += 1
        if len(self.examples[kind]) < 5:
            self.examples[kind].append(str(what))


@dataclass(frozen=True, slots=True)
class Quiet:
    """A time in which nobody, or this person, is to be reminded of a bill, and why."""

    begins: datetime
    ends: datetime
    why: str
    person: int | None = None
    gone: bool = False  # once it was so, the stage it fell into need not be told any more


class Judge:
    """Knows what happened; is shown what arrived."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._people = {each.email: each for each in plan.society.people}
        self._people |= {each.slack: each for each in plan.society.people if each.in_slack}
        self._bills = {each.name: each for each in plan.bills}
        self._issued: dict[int, datetime] = {}
        self._paid: dict[int, datetime] = {}
        self._quiet: dict[int, list[Quiet]] = defaultdict(list)
        self._pauses: dict[tuple[int, int], list[Quiet]] = defaultdict(list)
        self._dead: dict[int, list[Span]] = defaultdict(list)
        for act in plan.acts:
            self._note(act)
        self.told: dict[tuple[int, int, int], list[datetime]] = defaultdict(list)
        self.found = Findings()

    def judge(self, arrivals: list[dict[str, Any]], reminders: frozenset[str]) -> Findings:
        """Look at all that arrived, then for what did not."""
        self._doubles(arrivals, reminders)
        days: Counter[tuple[int, date]] = Counter()
        first = {each["id"]: each for each in reversed(arrivals)}
        for each in sorted(first.values(), key=lambda one: str(one["at"])):
            self.found.looked_at["cards"] += 1
            if each["id"] in reminders:
                self._message(each, days)
        for bill in self._plan.bills:
            self._required(bill)
        return self.found

    def _doubles(self, arrivals: list[dict[str, Any]], reminders: frozenset[str]) -> None:
        """One id twice without a reason, or the same notice under two."""
        times = Counter(each["id"] for each in arrivals)
        for which, count in times.items():
            if count > 1:
                self.found.looked_at["sent twice under one id after an uncertain answer"] += 1
            if count > 2 or (count > 1 and not which.endswith("00")):
                self.found.add("duplicate", which)
        notices = [each for each in arrivals if each["id"] not in reminders]
        cards = {each["id"]: (each["card"], each["address"]) for each in notices}
        for (_, address), count in Counter(cards.values()).items():
            if count > 1:
                self.found.add("duplicate", f"{count} cards alike to {address}")

    def _message(self, arrived: dict[str, Any], days: Counter[tuple[int, date]]) -> None:
        at = datetime.fromisoformat(arrived["at"])
        person = self._people[arrived["address"]]
        local = at.astimezone(ZoneInfo(person.timezone))
        self.found.looked_at["reminders"] += 1
        days[person.number, local.date()] += 1
        if days[person.number, local.date()] > 1:
            self.found.add("two in a day", arrived)
        if not in_hours(person, local):
            self.found.add("outside their hours", arrived)
        if not arrived["bills"]:
            self.found.add("about nothing", arrived)
        for name in arrived["bills"]:
            self._reminded(self._bills[name], person, at, local.date())

    def _reminded(self, bill: Bill, person: Somebody, at: datetime, today: date) -> None:
        self.found.looked_at["reminded"] += 1
        said = f"{bill} {person} at {at}"
        if not self._issued[bill.number] < at < self._paid.get(bill.number, FOREVER):
            self.found.add("had paid", said)
        for quiet in self._of(bill, person.number):
            if quiet.begins < at < quiet.ends:
                self.found.add(quiet.why, said)
        stages = self._plan.society.companies[bill.account].stages
        passed = bisect_right([bill.due_on + each * DAY for each in stages], today)
        if not passed:
            self.found.add("too early", said)
            return
        stage = stages[passed - 1]
        key = (bill.number, person.number, stage)
        if self.told[key]:
            self.found.add("duplicate", said)
        self.told[key].append(at)
        if not self._may_hear(bill, person, at, last=stage == stages[-1]):
            self.found.add("not theirs to hear", said)

    def _may_hear(self, bill: Bill, person: Somebody, at: datetime, *, last: bool) -> bool:
        here = [
            each
            for each in self._here(bill, at - 40 * DAY)
            if each.leaves is None or at < each.leaves
        ]
        mine = next((each for each in here if each.person == person.number), None)
        if mine is None or not person.wants_reminders:
            return False
        flagged = self._flagged(here, last=last)
        stands_in = mine.admin and not any(self._reachable(e, at - 40 * DAY, at) for e in flagged)
        return mine in flagged or (bool(flagged) and stands_in)

    def _here(self, bill: Bill, at: datetime) -> list[Place]:
        places = self._plan.society.at[bill.account]
        return [each for each in places if each.leaves is None or at < each.leaves]

    @staticmethod
    def _flagged(here: list[Place], *, last: bool) -> list[Place]:
        return [each for each in here if each.reminders or (last and each.escalations)]

    def _reachable(self, place: Place, begins: datetime, ends: datetime) -> bool:
        """Whether all the time their mail arrived, or they are in Slack."""
        person = self._plan.society.people[place.person]
        dead = any(a < ends and begins < b for a, b in self._dead[place.person])
        return person.in_slack or not dead

    def _required(self, bill: Bill) -> None:
        """Every reminder that nothing spoke against must have come."""
        if bill.number not in self._issued:
            return
        stages = self._plan.society.companies[bill.account].stages
        for stage, following in zip(stages, (*stages, None)[1:], strict=True):
            here = self._here(bill, FOREVER - DAY)
            for place in self._flagged(here, last=following is None):
                person = self._plan.society.people[place.person]
                begins = local_time(person.timezone, bill.due_on + stage * DAY, 9)
                ends = self._plan.ends
                if following is not None:
                    ends = min(ends, begins + (following - stage - 1) * DAY)
                if self._had_to(bill, person, (begins, ends)):
                    self.found.looked_at["required"] += 1
                    if not self.told[bill.number, person.number, stage]:
                        self.found.add("missed", f"{bill} {person} stage {stage}")

    def _had_to(self, bill: Bill, person: Somebody, window: Span) -> bool:
        begins, ends = window
        ends = min(ends, self._paid.get(bill.number, FOREVER))
        against = list(self._of(bill, person.number))
        if not person.wants_reminders or any(e.gone and e.begins < ends for e in against):
            return False
        if any(a < ends and begins - 2 * DAY < b for a, b in self._dead[person.number]):
            return False
        spans = [(each.begins, each.ends) for each in against]
        spans += [self._plan.down, *self._plan.mail_down, *self._plan.slack_down]
        return longest((begins, ends), spans) >= LONG_ENOUGH

    def _of(self, bill: Bill, person: int) -> Iterator[Quiet]:
        for each in self._quiet[bill.number]:
            if each.person in (None, person):
                yield each
        yield from self._pauses[person, bill.account]

    def _note(self, act: Any) -> None:
        bill = act.bill
        match act.what:
            case What.ISSUED:
                self._issued[bill] = act.at
            case What.PAID:
                self._paid[bill] = act.at
                self._close(bill, "under way", act.at)
            case What.DISPUTED:
                self._quiet[bill].append(Quiet(act.at, FOREVER, "had disputed"))
            case What.UNDER_WAY:
                self._quiet[bill].append(Quiet(act.at, FOREVER, "under way"))
            case What.SETTLED:
                self._close(bill, "had disputed", act.at)
            case What.CAME_TO_NOTHING:
                self._close(bill, "under way", act.at)
            case What.MUTED:
                self._quiet[bill].append(Quiet(act.at, FOREVER, "muted", act.person, gone=True))
            case What.PROMISED:
                ends = local_time(self._zone(act), act.on + DAY, 0)
                self._quiet[bill].append(Quiet(act.at, ends, "had promised"))
            case What.SAYS_PAID:
                ends = local_time(self._zone(act), business_days_after(self._day(act), 5), 0)
                self._quiet[bill].append(Quiet(act.at, ends, "says it is paid"))
            case What.PAUSED:
                ends = local_time(self._zone(act), act.on, 0)
                pause = Quiet(act.at, ends, "paused", act.person)
                self._pauses[act.person, act.account].append(pause)
            case What.DIED:
                self._dead[act.person].append((act.at, FOREVER))
            case What.REVIVED:
                self._dead[act.person][-1] = (self._dead[act.person][-1][0], act.at)
            case _:
                assert act.what is What.LEFT, act

    def _close(self, bill: int, why: str, at: datetime) -> None:
        self._quiet[bill] = [
            Quiet(each.begins, min(at, each.ends), why) if each.why == why else each
            for each in self._quiet[bill]
        ]

    def _zone(self, act: Any) -> str:
        timezone: str = self._plan.society.people[act.person].timezone
        return timezone

    def _day(self, act: Any) -> date:
        at: datetime = act.at
        return at.astimezone(ZoneInfo(self._zone(act))).date()


def in_hours(person: Somebody, local: datetime) -> bool:
    """Whether they may be written to; their hours may span midnight."""
    if local.weekday() >= 5 and not person.weekends:
        return False
    hour = local.hour
    if person.opens < person.closes:
        return person.opens <= hour < person.closes
    return hour >= person.opens or hour < person.closes


@cache
def local_time(timezone: str, day: date, hour: int) -> datetime:
    """An hour of a day where somebody is."""
    return datetime.combine(day, time(hour), ZoneInfo(timezone)).astimezone(UTC)


def business_days_after(day: date, count: int) -> date:
    """So many days later, of which no Saturday and no Sunday counts."""
    counted = 0
    while counted < count:
        day += DAY
        counted += day.isoweekday() < 6
    return day


def longest(window: Span, against: list[Span]) -> timedelta:
    """The longest time in a window that none of the spans touches."""
    free, best = window[0], timedelta(0)
    for begins, ends in sorted(against):
        best = max(best, min(begins, window[1]) - free)
        free = max(free, ends)
    return max(best, window[1] - free)
