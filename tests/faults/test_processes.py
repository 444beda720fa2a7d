"""Several real processes on one database, one that is told to stop, and a server that goes away."""

import asyncio
import signal
import time
from pathlib import Path

import pytest

from assistant.db import DatabaseUnavailableError
from assistant.request import Channel, Request
from tests.faults.running import command, far_side, received, recover, started
from tests.parties.postgres import PostgresServer
from tests.stories.house import House

NUMBERS = ("121", "122", "123")


async def raced(house: House, url: str, far: Path, runners: list[list[Request]]) -> list[list[str]]:
    """Let processes do their requests at the same time; returns the outcomes of each."""
    processes = [
        started(command(house, url, far, do="race", requests=requests)) for requests in runners
    ]

    def race() -> list[list[str]]:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        done = [process.communicate(timeout=30) for process in processes]
        assert [process.returncode for process in processes] == [0] * len(processes), done
        return [stdout.split() for stdout, _ in done]

    return await asyncio.to_thread(race)


async def test_fault_07_two_processes_confirming_at_once_charge_once(
    house: House, seeded_url: str, tmp_path: Path
) -> None:
    runners: dict[str, list[Request]] = {"dana": [], "ap": []}
    for number in NUMBERS:
        for who, yesses in runners.items():
            how = {"channel": Channel.MAIL, "conversation": f"{who}-{number}"}
            await house.ask(who, f"pay invoice {number}", **how)
            yesses.append(house.request(who, "yes", **how))

    outcomes = await raced(house, seeded_url, tmp_path / "far", list(runners.values()))
    await recover(house)

    for pair in zip(*outcomes, strict=True):
        assert "payment_started" in pair
        assert set(pair) <= {"payment_started", "being_paid", "already_paid"}
        assert pair.count("payment_started") == 1
    assert sorted(house.taken()) == [36000, 40000, 42000]
    assert len(received(house, tmp_path / "far", "Paid")) == 9
    await house.balanced()


async def test_fault_20_two_processes_settling_the_same_payments_charge_each_once(
    house: House, seeded_url: str, tmp_path: Path
) -> None:
    for number in NUMBERS:
        await house.pay("dana", number, channel=Channel.TERMINAL)
    await house.pay("kenji", "301", channel=Channel.TERMINAL)

    await raced(house, seeded_url, tmp_path / "far", [[], []])
    await recover(house)

    assert sorted(house.taken()) == [36000, 40000, 42000, 120000]
    assert {state for state, _ in await house.payments()} == {"succeeded"}
    delivered = [each["id"] for each in far_side(tmp_path / "far")]
    assert len(delivered) == len(set(delivered)) == 3 * 3 + 2
    assert house.mail.sent == house.slack.sent == []
    await house.balanced()


async def test_fault_21_told_to_stop_with_a_hundred_requests_in_hand_it_loses_none(
    house: House, seeded_url: str, tmp_path: Path
) -> None:
    far = tmp_path / "far"
    requests = [
        house.request(who, "what do we owe?", place=f"p{n}", conversation=f"c{n}")
        for n, who in enumerate(["dana", "vic", "kenji", "gus"] * 100)
    ]
    process = started(command(house, seeded_url, far, do="serve", requests=requests))

    def stop_midway() -> tuple[list[str], float]:
        assert process.stdout is not None
        acknowledged = [process.stdout.readline().strip() for _ in range(100)]
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        rest = process.stdout.read()  # what `communicate` returns leaves out what is buffered here
        _, stderr = process.communicate(timeout=30)
        assert process.returncode == 0, stderr
        return [*acknowledged, *rest.split()], time.monotonic() - began

    acknowledged, took = await asyncio.to_thread(stop_midway)
    before_recovery = len(far_side(far))
    await recover(house)

    assert took <= 10
    assert before_recovery > 0
    answered = [each["id"] for each in far_side(far)]
    answered += [each.delivery_id for each in house.slack.sent]
    assert len(answered) == len(set(answered)) == len(acknowledged)


@pytest.mark.parametrize("seeded_url", ["postgresql"], indirect=True)
async def test_fault_16_a_server_that_restarts_while_people_pay_loses_and_doubles_nothing(
    house: House, postgres: PostgresServer
) -> None:
    confirmations = []
    for number in NUMBERS:
        await house.ask("dana", f"pay invoice {number}", conversation=number)
        confirmations.append(house.request("dana", "yes", conversation=number))

    def restart() -> None:
        postgres.kill()
        postgres.start()

    restarting = asyncio.create_task(asyncio.to_thread(restart))
    async with asyncio.timeout(20):
        outcomes = await asyncio.gather(
            *(_until_answered(house, request) for request in confirmations)
        )
        await _until_worked(house)
        await restarting
    await recover(house)

    assert set(outcomes) == {"payment_started"}
    assert sorted(house.taken()) == [36000, 40000, 42000]
    assert len(house.told("Paid")) == 9
    await house.balanced()


async def _until_answered(house: House, request: Request) -> str:
    """Ask again, as Slack would, while the answer is "busy"."""
    while True:
        answered = await house.desk.ask(request)
        if answered.outcome != "busy":
            return answered.outcome
        await asyncio.sleep(0.05)


async def _until_worked(house: House) -> None:
    while True:
        try:
            await house.work()
        except DatabaseUnavailableError:
            await asyncio.sleep(0.05)
        else:
            return
