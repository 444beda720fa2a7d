"""Payments on a day ahead where things go wrong: clocks, zones, two processes, deaths."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy.engine import Connection

from assistant.billing.model.plan import at_hour, today_in
from assistant.billing.plans.due import work_on
from assistant.billing.plans.planner import BATCH, LEASE, Planner
from assistant.billing.store import planned as rows
from assistant.db import Database, open_database
from assistant.request import Channel
from tests.stories.house import Clock, House
from tests.stories.planned import autopay_on, days, planned, plans, worked

DUE = datetime(2026, 3, 11, 14, tzinfo=UTC)  # the morning of the day, in New York


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("Pacific/Kiritimati", datetime(2026, 4, 3, 19, tzinfo=UTC)),  # UTC+14
        ("Pacific/Pago_Pago", datetime(2026, 4, 4, 20, tzinfo=UTC)),  # UTC-11
        ("America/New_York", datetime(2026, 4, 4, 13, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 4, 4, 7, tzinfo=UTC)),
        ("nowhere/at_all", datetime(2026, 4, 4, 9, tzinfo=UTC)),
    ],
)
def test_fault_22_a_day_is_the_customers_day(zone: str, moment: datetime) -> None:
    assert at_hour(date(2026, 4, 4), zone) == moment
    assert today_in(zone, moment) == date(2026, 4, 4)


def test_fault_22_a_clock_change_and_a_leap_day_move_nothing_to_another_day() -> None:
    for day in (date(2026, 3, 8), date(2026, 11, 1), date(2028, 2, 29), date(2026, 12, 31)):
        for zone in ("America/New_York", "Europe/Berlin", "Australia/Lord_Howe"):
            assert today_in(zone, at_hour(day, zone)) == day


async def test_fault_22_autopay_charges_on_the_due_date_at_utc_plus_14(house: House) -> None:
    await house.change("UPDATE people SET timezone = 'Pacific/Kiritimati'")
    await autopay_on(house)
    await house.work()
    await days(house, 8)
    house.clock.now = datetime(2026, 3, 19, 18, 59, tzinfo=UTC)
    await house.work()
    before = list(house.taken())
    house.clock.now = datetime(2026, 3, 19, 19, 1, tzinfo=UTC)  # 20 March, 9:01 there
    await worked(house)

    assert 40000 not in before
    assert 40000 in house.taken()


async def test_fault_22_a_clock_that_jumps_back_charges_nothing_twice(house: House) -> None:
    await autopay_on(house)
    await planned(house, "pay 123 on friday")
    await house.work()
    for _ in range(4):
        await days(house, 1)
        house.clock.advance(hours=-1)
        await house.work()
        house.clock.advance(hours=2)
        await house.work()

    assert sorted(house.taken()) == [34000, 42000]
    await house.balanced()


async def test_a_tail_that_slept_for_a_month_pays_each_once(house: House) -> None:
    await planned(house, "pay 123 on friday")
    house.clock.advance(days=31)
    await worked(house)
    await worked(house)

    assert house.taken() == [42000]


async def claimed(house: House) -> list[rows.Claimed]:
    now = house.clock()
    return await house.database.write(partial(rows.claim, now=now, lease=LEASE, limit=BATCH))


async def test_a_death_between_claim_and_work_only_delays(house: House) -> None:
    await planned(house, "pay 123 tomorrow")
    house.clock.now = DUE
    (lost,) = await claimed(house)
    await house.work()
    assert house.taken() == []
    house.clock.advance(seconds=61)
    await house.work()

    assert house.taken() == [42000]
    work = partial(work_on, claimed=lost, now=house.clock(), window=timedelta(0))
    await house.database.write(work)  # whoever was thought dead comes back
    await house.work()
    assert house.taken() == [42000]


async def test_a_rollback_in_the_middle_leaves_nothing_half_done(house: House) -> None:
    await planned(house, "pay 123 tomorrow")
    house.clock.now = DUE
    (mine,) = await claimed(house)

    def dies(tx: Connection) -> None:
        work_on(tx, mine, house.clock(), timedelta(0))
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await house.database.write(dies)

    assert await house.payments() == []
    assert await plans(house) == [("scheduled", "planned", None)]
    house.clock.advance(seconds=61)
    await house.work()
    assert house.taken() == [42000]


async def test_fault_09_two_planners_and_a_person_at_once_charge_each_invoice_once(
    house: House, seeded_url: str
) -> None:
    await autopay_on(house)
    await house.work()
    await house.ask("ap", "pay invoice 121", channel=Channel.MAIL)
    house.clock.now = DUE
    await house.ask("ap", "pay invoice 121", channel=Channel.MAIL)
    other: Database = open_database(seeded_url)
    try:
        tails = [Planner(each, Clock(DUE)) for each in (house.database, other, house.database)]
        yes = house.ask("ap", "yes", channel=Channel.MAIL)
        await asyncio.gather(*(tail.work() for tail in tails), yes)
    finally:
        await other.close()
    live = await house.rows("SELECT count(*) AS n FROM allocations WHERE live")
    assert live[0].n == 1
    await days(house, 3)

    assert house.taken() in ([34000], [36000])  # only autopay uses the credit of 20.00
    await house.balanced()


async def test_fault_09_stopping_races_the_charge_and_one_of_them_wins(house: House) -> None:
    await autopay_on(house)
    await house.work()
    house.clock.now = DUE
    await house.desk._plan()
    house.clock.advance(minutes=10)

    stop = house.ask("dana", "cancel the payment of 121")
    answered, _ = await asyncio.gather(stop, house.desk._settle())
    await days(house, 3)

    if answered.outcome == "payment_stopped":
        assert house.taken() == []
    else:
        assert house.taken() == [34000]
    await house.balanced()
