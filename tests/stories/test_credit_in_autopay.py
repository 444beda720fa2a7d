"""Autopay lets credit pay first, as its offer says; what was planned by hand charges as agreed."""

import asyncio
from functools import partial

import pytest
from sqlalchemy.engine import Connection

from assistant.billing.plans.due import work_on
from assistant.billing.plans.planner import BATCH, CANCEL_WINDOW, LEASE
from assistant.billing.store import planned as rows
from assistant.request import Channel
from tests.stories.house import House, words_of
from tests.stories.planned import autopay_on, days, planned, plans, titles, worked
from tests.stories.test_using_credit import left

# due: 121 with 360.00 open on 24 Feb (overdue), 122 on 20 Mar, 123 on 4 Apr; 20.00 in credit


async def test_credit_pays_first_and_only_the_rest_is_charged(house: House) -> None:
    offered = await house.ask("dana", "turn autopay on", conversation="autopay")
    await house.ask("dana", "yes", conversation="autopay")
    await house.work()
    announced = next(each.card for each in house.mail.sent if each.card.title.startswith("On "))

    await days(house, 2)

    said = "What you have in credit then pays first, and only the rest is charged."
    assert said in offered.card.paragraphs
    assert "As things stand 20.00 USD comes from your credit, and 340.00 USD is charged." in (
        announced.paragraphs
    )
    assert house.taken() == [34000]
    assert (await house.open_minor("121"), await left(house)) == (0, 0)
    assert "Paid from your credit: 121, 20.00 USD" in titles(house)
    await house.balanced()


async def paid_down(house: House) -> None:
    """Leave 15.00 open on the first invoice that autopay looks at."""
    await house.ask("dana", "pay 345 of 121", conversation="down")
    await house.ask("dana", "yes", conversation="down")
    await house.work()
    assert await house.open_minor("121") == 1500


async def test_what_credit_pays_whole_needs_no_card_and_ends_the_plan(house: House) -> None:
    await paid_down(house)
    await autopay_on(house)
    await days(house, 2)

    assert house.taken() == [34500]
    assert (await house.open_minor("121"), await left(house)) == (0, 500)
    assert ("autopay", "done", "paid") in await plans(house)
    announced = [
        words_of(each.card) for each in house.mail.sent if "invoice 121" in each.card.title
    ]
    assert "your credit pays it all, and nothing is charged" in announced[-1]
    await house.balanced()


async def test_a_limit_counts_only_what_is_charged_and_otherwise_no_credit_moves(
    house: House,
) -> None:
    await house.change("UPDATE accounts SET payment_limit_minor = 33999 WHERE id = 'acc_acme'")
    await autopay_on(house)
    await days(house, 2)
    refused = (house.taken(), await left(house), await house.open_minor("121"))
    await house.change("UPDATE accounts SET payment_limit_minor = 38000 WHERE id = 'acc_acme'")
    await days(house, 10)

    assert refused == ([], 2000, 36000)
    assert ("autopay", "failed", "limit") in await plans(house)
    assert house.taken() == [38000]  # of 400.00 for the next one
    await house.balanced()


async def test_what_is_stopped_in_its_window_keeps_what_credit_has_paid(house: House) -> None:
    await autopay_on(house)
    await days(house, 1)
    house.clock.now = house.clock.now.replace(hour=14, minute=0)
    house.clock.advance(days=1)
    await house.work()

    stopped = await house.ask("dana", "cancel the payment of 121")
    await worked(house)

    assert stopped.outcome == "payment_stopped"
    assert house.taken() == []
    assert (await house.open_minor("121"), await left(house)) == (34000, 0)
    await house.balanced()


async def test_a_death_in_the_middle_spends_nothing_and_the_next_try_spends_once(
    house: House,
) -> None:
    await autopay_on(house)
    await days(house, 1)
    house.clock.now = house.clock.now.replace(hour=14, minute=0)
    house.clock.advance(days=1)
    claim = partial(rows.claim, now=house.clock(), lease=LEASE, limit=BATCH)
    mine = await house.database.write(claim)

    def dies(tx: Connection) -> None:
        for each in mine:
            work_on(tx, each, house.clock(), CANCEL_WINDOW)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await house.database.write(dies)
    kept = (await left(house), await house.payments())
    house.clock.advance(seconds=61)
    await worked(house)
    for each in mine:  # whoever was thought dead comes back
        await house.database.write(partial(work_on, claimed=each, now=house.clock(), window=LEASE))
    await worked(house)

    assert kept == (2000, [])
    assert house.taken() == [34000]
    assert await left(house) == 0
    await house.balanced()


async def test_credit_that_a_person_and_autopay_want_at_once_is_spent_once(house: House) -> None:
    await autopay_on(house)
    await days(house, 1)
    other = {"channel": Channel.MAIL, "conversation": "other"}
    await house.ask("ap", "pay 20 of 122 with my credit", **other)
    house.clock.now = house.clock.now.replace(hour=14, minute=0)
    house.clock.advance(days=1)
    await house.ask("ap", "pay 20 of 122 with my credit", **other)

    await asyncio.gather(house.ask("ap", "yes", **other), house.work())
    await worked(house)

    assert await left(house) == 0
    assert house.taken() in ([34000], [36000])
    still = [await house.open_minor(each) for each in ("121", "122", "123")]
    assert sum(house.taken()) + 2000 == 36000 + 40000 + 42000 - sum(still)
    await house.balanced()


async def test_what_was_agreed_for_a_day_is_charged_as_agreed(house: House) -> None:
    await planned(house, "pay 123 tomorrow")
    await days(house, 2)

    assert house.taken() == [42000]
    assert await left(house) == 2000
