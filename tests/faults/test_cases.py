"""Cases under faults: nothing is lost, nothing is told twice, one agent holds one case."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy.engine import Connection

from assistant.billing.cases import HandedOver, hand_over
from assistant.billing.model.asker import Asker, Origin
from assistant.request import Channel
from tests.faults.running import killed, received, recover
from tests.stories.house import SUPPORT, Clock, House

ANSWER = "Sam Okafor answers you"


@pytest.mark.parametrize("die", ["before_answer", "after_record", "after_announce", "before_send"])
async def test_killed_between_the_yes_and_the_sending_the_customer_hears_it_once(
    house: House, seeded_url: str, tmp_path: Path, die: str
) -> None:
    far = tmp_path / "far"
    await house.ask("dana", "talk to a human", channel=Channel.TERMINAL)
    await house.ask("sam", "reply to case 1: Hello", channel=Channel.TERMINAL)
    await house.work()
    yes = house.request("sam", "yes", channel=Channel.TERMINAL)

    await killed(house, seeded_url, far, die=die, do="ask", requests=[yes])
    again = await house.desk.ask(yes)
    await recover(house)

    assert again.outcome == "reply_sent"
    assert received(house, far, ANSWER) == [("mail", "dana@acme.example")]
    assert len([each for each in house.mail.sent if each.card.title == ANSWER]) == 1
    assert len(await house.rows("SELECT * FROM case_entries WHERE kind = 'reply'")) == 1


async def test_killed_after_a_wish_was_accepted_there_is_one_case_told_once(
    house: House, seeded_url: str, tmp_path: Path
) -> None:
    wish = house.request("dana", "talk to a human", place="p")

    await killed(
        house, seeded_url, tmp_path / "far", die="before_answer", do="accept", requests=[wish]
    )
    await house.desk.accept(wish)
    await recover(house)

    assert len(await house.rows("SELECT * FROM cases")) == 1
    assert len([each for each in house.mail.sent if each.address == SUPPORT]) == 1


async def test_of_two_agents_who_claim_at_once_one_has_it(office: House) -> None:
    await office.ask("dana", "talk to a human")

    both = await asyncio.gather(
        office.ask("sam", "claim case 1"), office.ask("uma", "claim case 1")
    )

    assert sorted(each.outcome for each in both) == ["case_changed", "case_refused"]


async def test_the_same_wish_said_twice_at_once_is_one_case(office: House) -> None:
    await asyncio.gather(
        *(office.ask("dana", "talk to a human", conversation=f"c{at}") for at in range(4))
    )

    assert len(await office.rows("SELECT * FROM cases")) == 1


@pytest.mark.parametrize("seeded_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("before", [1, 2, 3])
async def test_whenever_the_same_wish_is_a_moment_faster_it_is_one_case(
    office: House, before: int
) -> None:
    """The other is committed just before the first, second or third statement of ours."""
    loop = asyncio.get_running_loop()

    def other() -> None:
        wish = partial(hand_over, asker=asker("c2"), about="human")
        asyncio.run_coroutine_threadsafe(office.database.write(wish), loop).result(10)

    def ours(tx: Connection) -> HandedOver:
        return hand_over(cast(Connection, Interrupted(tx, before, other)), asker("c1"), "human")

    handed = await office.database.write(ours)

    assert not handed.new
    assert len(await office.rows("SELECT * FROM cases")) == 1


@dataclass
class Interrupted:
    """A connection before one of whose statements something else happens."""

    tx: Connection
    before: int
    happens: Callable[[], None]

    def execute(self, *statement: Any) -> Any:
        self.before -= 1
        if self.before == 0:
            self.happens()
        return self.tx.execute(*statement)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.tx, name)


def asker(conversation: str) -> Asker:
    return Asker(
        person_id="per_dana_acme",
        account_id="acc_acme",
        account="Acme",
        conversation=conversation,
        request_id=f"req_{conversation}",
        origin=Origin("slack", "T/U", ""),
        now=Clock()(),
        today=Clock()().date(),
        offer_lasts=timedelta(minutes=30),
        words="talk to a human",
    )


async def test_a_yes_pressed_twice_at_once_sends_once(office: House) -> None:
    await office.ask("dana", "talk to a human")
    shown = await office.ask("sam", "reply to case 1: Hello")
    say = shown.card.actions[0].say

    both = await asyncio.gather(office.ask("sam", say), office.ask("sam", say))
    await office.work()

    assert [each.outcome for each in both] == ["reply_sent", "reply_sent"]
    assert len(office.told(ANSWER)) == 1
