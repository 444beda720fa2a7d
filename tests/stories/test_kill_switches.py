"""An operator stops sending or paying: at once, in every process, and nothing is lost by it."""

import asyncio
import os
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from assistant.billing import stops
from assistant.billing.stops import Stop
from assistant.config import Settings, SettingsError, settings
from assistant.request import Channel
from tests.stories.house import Clock, House, opened_house, said, sayings
from tests.stories.planned import autopay_on, days, worked

ROOT = Path(__file__).parents[2]


async def operator(url: str, *words: str) -> str:
    """Run a command of the operator's, in a process of its own."""
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "assistant", *words],
        env={**os.environ, "ASSISTANT_DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


async def stop(house: House, what: Stop) -> None:
    """The same without another process."""
    put = partial(stops.stop, what=what, because="a test", at=house.clock())
    await house.database.write(put)


async def resume(house: House, what: Stop) -> None:
    await house.database.write(partial(stops.resume, what=what))


async def refunded(house: House) -> list[int]:
    return [row.amount_minor for row in await house.rows("SELECT amount_minor FROM refunds")]


async def test_fault_81_why_something_is_stopped_is_kept_without_secrets(house: House) -> None:
    told = partial(
        stops.stop, what=Stop.PAYING, because="test 4242 4242 4242 4242", at=house.clock()
    )
    await house.database.write(told)

    (stopped,) = await house.database.read(stops.every)

    assert stopped.because == "test [card number removed]"


async def test_another_process_stops_paying_at_once_and_lets_it_go_on(
    house: House, seeded_url: str
) -> None:
    await house.pay("dana", "123")

    stopped = await operator(seeded_url, "stop", "paying", "--because", "Stripe looks wrong")
    await house.work()

    assert "paying is stopped since" in stopped
    assert "Stripe looks wrong" in stopped
    assert "1 confirmed payments wait" in stopped
    assert house.taken() == []
    assert await house.payments() == [("confirmed", 42000)]

    assert await operator(seeded_url, "resume", "paying") == "paying goes on\n"
    await house.work()
    assert house.taken() == [42000]
    await house.balanced()


async def test_who_asks_to_pay_meanwhile_is_told_kindly_and_reading_goes_on(house: House) -> None:
    offered = await house.ask("dana", "pay invoice 123")
    await stop(house, Stop.PAYING)

    for words in ("yes", "pay invoice 122", "send me a link for 123", "pay 121 on the 15th"):
        answered = await house.ask("dana", words)
        assert answered.outcome == "paying_stopped", words
        assert "Nothing was charged" in answered.card.paragraphs[0]
    await house.work()
    listed = await house.ask("dana", "show my invoices")
    shown = await house.ask("dana", "invoice 123")

    assert offered.outcome == "offer_made"
    assert house.taken() == []
    assert listed.outcome == "invoice_list"
    assert not [each for each in sayings(shown.card) if each.startswith("pay")]


async def test_an_offer_can_still_be_said_yes_to_afterwards(house: House) -> None:
    await house.ask("dana", "pay invoice 123")
    await stop(house, Stop.PAYING)
    await house.ask("dana", "yes")
    await resume(house, Stop.PAYING)

    again = await house.ask("dana", "pay invoice 123")
    confirmed = await house.ask("dana", "yes")
    await house.work()

    assert (again.outcome, confirmed.outcome) == ("offer_made", "payment_started")
    assert house.taken() == [42000]


async def test_what_may_have_been_charged_is_looked_up_but_never_charged_again(
    house: House,
) -> None:
    await house.pay("dana", "123")
    await house.change("UPDATE payments SET state = 'unknown', attempts = 1")
    await stop(house, Stop.PAYING)

    await house.work()
    assert house.taken() == []
    await resume(house, Stop.PAYING)
    house.clock.advance(minutes=15)
    await house.work()

    assert house.taken() == [42000]


async def test_no_plan_becomes_a_payment_while_paying_is_stopped(house: House) -> None:
    await autopay_on(house)
    await house.work()
    await stop(house, Stop.PAYING)
    await days(house, 3)
    assert (await house.payments(), house.taken()) == ([], [])

    await resume(house, Stop.PAYING)
    await worked(house)
    assert house.taken() == [34000]
    await house.balanced()


async def test_no_refund_is_begun_while_paying_is_stopped(house: House) -> None:
    await house.pay("dana", "123")
    await house.work()
    await house.operate("sam", "refund 50 of 123 because of an outage", conversation="agents")
    await stop(house, Stop.PAYING)
    await house.work()
    assert await refunded(house) == []

    await resume(house, Stop.PAYING)
    await house.work()
    assert await refunded(house) == [5000]


async def test_another_process_stops_sending_and_nothing_is_lost(
    house: House, seeded_url: str
) -> None:
    await operator(seeded_url, "stop", "sending")
    await house.pay("dana", "123")
    await house.work()
    assert house.told("Paid") == []

    await operator(seeded_url, "resume", "sending")
    await house.work()
    assert len(house.told("Paid")) == 3


async def test_who_asks_is_answered_while_sending_is_stopped(house: House) -> None:
    await stop(house, Stop.SENDING)

    await house.accept("ap", "what do we owe", channel=Channel.MAIL)
    await house.work()

    assert [each.address for each in house.mail.sent] == ["ap@acme.example"]


async def test_what_is_claimed_but_not_begun_stays_when_sending_is_stopped(
    house: House,
) -> None:
    """The second to the same reader is begun only after the first is done: here it is stopped."""
    for number in ("123", "122"):
        await house.pay("dana", number)
    await house.settle()
    await house.desk.notifier.announce()
    sent = house.mail.send

    async def stopping(outgoing: object) -> str | None:
        await stop(house, Stop.SENDING)
        return await sent(outgoing)  # type: ignore[arg-type]

    class Stopping:
        send = staticmethod(stopping)

    notifier = replace(house.desk.notifier, senders={"mail": Stopping(), "slack": house.slack})
    await notifier.deliver()

    assert sorted(each.address for each in house.mail.sent) == [
        "ap@acme.example",
        "dana@acme.example",
    ]
    await resume(house, Stop.SENDING)
    house.clock.advance(minutes=3)
    await house.work()
    assert len(house.told("Paid")) == 6


async def test_by_setting_one_process_neither_sends_nor_pays_and_another_does(
    house: House, seeded_url: str
) -> None:
    await house.pay("dana", "123")
    assert house.desk.settler is not None
    still = replace(house.desk.settler, pays=False)
    quiet = replace(house.desk.notifier, unasked=False)

    await still.settle()
    assert house.taken() == []
    await house.settle()
    await quiet.announce()
    await quiet.deliver()
    assert (house.taken(), house.told("Paid")) == ([42000], [])
    await house.work()
    assert len(house.told("Paid")) == 3


async def test_by_setting_who_asks_to_pay_is_told_too(seeded_url: str) -> None:
    async with opened_house(seeded_url, clock=Clock()) as house:
        house.desk.line = replace(house.desk.line, paying_stopped=True)

        answered = await house.desk.ask(said("dana", "pay 123", at=house.clock()))

    assert answered.outcome == "paying_stopped"


def test_only_what_can_be_stopped_may_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings(stopped="sending, paying").stops == {"sending", "paying"}
    assert Settings().stops == frozenset()

    monkeypatch.setenv("ASSISTANT_STOPPED", "reading")
    with pytest.raises(SettingsError, match="'reading' cannot be stopped"):
        settings()
