"""Cases under faults: nothing is lost, nothing is told twice, one agent holds one case."""

import asyncio
from pathlib import Path

import pytest

from assistant.request import Channel
from tests.faults.running import killed, received, recover
from tests.stories.house import SUPPORT, House

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


async def test_a_yes_pressed_twice_at_once_sends_once(office: House) -> None:
    await office.ask("dana", "talk to a human")
    shown = await office.ask("sam", "reply to case 1: Hello")
    say = shown.card.actions[0].say

    both = await asyncio.gather(office.ask("sam", say), office.ask("sam", say))
    await office.work()

    assert [each.outcome for each in both] == ["reply_sent", "reply_sent"]
    assert len(office.told(ANSWER)) == 1
