"""A backup taken while people pay is whole, and whoever goes on from it repeats nothing."""

import asyncio
import sqlite3
import subprocess
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from assistant.billing.gateway import GatewayEvent
from assistant.request import Channel, Request
from tests.faults.running import command, far_side, recover, started
from tests.stories.house import House, opened_house

SMALL_PAYMENTS = 30
AT_LEAST = 5

pytestmark = pytest.mark.parametrize("seeded_url", ["sqlite"], indirect=True)


def back_up(url: str, into: Path) -> str:
    """What docs/backup.md says; returns the URL of the copy."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
        database.execute("VACUUM INTO ?", (str(into),))
    return f"sqlite:///{into}"


def payers(house: House) -> list[Request]:
    """One payment after the other, each confirmed."""
    requests = []
    for number in range(SMALL_PAYMENTS):
        how = {"channel": Channel.MAIL, "conversation": f"c{number}"}
        requests.append(house.request("dana", "pay 1.00 of 122", **how))
        requests.append(house.request("dana", "yes", **how))
    return requests


async def succeeded(house: House) -> int:
    return [state for state, _ in await house.payments()].count("succeeded")


async def paying_elsewhere(house: House, url: str, far: Path) -> subprocess.Popen[str]:
    """Another process that pays on and on; returns once it is in the middle of it."""
    process = started(command(house, url, far, do="ask", requests=payers(house)))
    async with asyncio.timeout(40):
        while await succeeded(house) < AT_LEAST:
            assert process.poll() is None, process.communicate()
            await asyncio.sleep(0.01)
    return process


async def test_fault_87_a_backup_under_load_is_whole_and_repeats_no_charge_and_no_notice(
    house: House, seeded_url: str, tmp_path: Path
) -> None:
    far = tmp_path / "far"
    process = await paying_elsewhere(house, seeded_url, far)
    copy = await asyncio.to_thread(back_up, seeded_url, tmp_path / "backup.db")
    _, stderr = await asyncio.to_thread(process.communicate, timeout=40)
    assert process.returncode == 0, stderr
    charged = {charge.id for charge in house.stripe.charges()}

    async with opened_house(copy, stripe=house.stripe, clock=house.clock) as restored:
        in_backup = await restored.rows("SELECT id FROM payments")
        done_then = await restored.rows("SELECT id FROM deliveries WHERE state = 'sent'")
        await restored.balanced()
        await recover(restored)
        house.clock.advance(minutes=20)
        assert restored.desk.reconciler is not None
        done = await restored.desk.reconciler.run()
        await restored.work()
        await restored.balanced()

        assert len(in_backup) < SMALL_PAYMENTS
        assert {charge.id for charge in house.stripe.charges()} == charged
        by_payment = Counter(charge.metadata["payment_id"] for charge in house.stripe.charges())
        assert set(by_payment.values()) == {1}
        states = Counter(state for state, _ in await restored.payments())
        assert set(states) == {"succeeded"}
        kinds = await restored.rows("SELECT DISTINCT kind FROM cases")
        sent_again = [each.delivery_id for each in restored.mail.sent + restored.slack.sent]
    assert done is not None
    assert len(done.cases) == SMALL_PAYMENTS - len(in_backup)
    assert [row.kind for row in kinds] == ["unknown_here"]
    assert set(sent_again).isdisjoint(row.id for row in done_then)
    assert len(far_side(far)) == len({each["id"] for each in far_side(far)})


async def test_fault_26_a_webhook_known_to_the_backup_is_known_to_whoever_restores_it(
    house: House, seeded_url: str, tmp_path: Path
) -> None:
    await house.pay("dana", "123")
    await house.work()
    (intent,) = house.stripe.tables()["payment_intent"].values()
    hook = GatewayEvent("evt_1", "payment_intent.succeeded", intent["id"], None, house.clock())
    await house.desk.take_webhook(hook)
    await house.work()
    copy = await asyncio.to_thread(back_up, seeded_url, tmp_path / "backup.db")
    house.clock.advance(days=3)

    async with opened_house(copy, stripe=house.stripe, clock=house.clock) as restored:
        before = await restored.rows("SELECT * FROM gateway_events")
        await restored.desk.take_webhook(hook)
        await restored.work()

        assert await restored.rows("SELECT * FROM gateway_events") == before
        assert restored.told("Paid") == []
        assert await restored.payments() == [("succeeded", 42000)]
        await restored.balanced()
    assert house.taken() == [42000]
