"""What is wanted at the same time is done by one piece of work, and told to each."""

import asyncio
from collections.abc import Sequence

import pytest

from assistant.together import Together


class BusyError(Exception):
    """It is the fault of nobody here."""


class Work:
    """Doubles numbers; refuses those it is told to."""

    def __init__(self) -> None:
        self.done: list[list[int]] = []
        self.refused: dict[int, Exception] = {}
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()

    async def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.done.append(list(numbers))
        await self.may_go_on.wait()
        for number in numbers:
            if problem := self.refused.get(number):
                raise problem
        return [2 * number for number in numbers]

    def together(self, most: int = 4) -> Together[int, int]:
        return Together(self, most=most, shared=(BusyError,))


async def test_those_who_come_together_share_the_work_in_their_order() -> None:
    work = Work()
    together = work.together()

    assert await asyncio.gather(*(together(n) for n in range(6))) == [0, 2, 4, 6, 8, 10]

    assert work.done == [[0, 1, 2, 3], [4, 5]]


async def test_who_comes_while_work_is_under_way_is_in_the_next() -> None:
    work = Work()
    together = work.together()
    work.may_go_on.clear()
    first = asyncio.create_task(together(1))
    while not work.done:
        await asyncio.sleep(0)
    later = [asyncio.create_task(together(n)) for n in (2, 3)]
    await asyncio.sleep(0)
    work.may_go_on.set()

    assert await asyncio.gather(first, *later) == [2, 4, 6]
    assert work.done == [[1], [2, 3]]


async def test_the_fault_of_one_is_told_to_that_one_only() -> None:
    work = Work()
    together, work.refused = work.together(), {2: ValueError("two")}

    said = await asyncio.gather(*(together(n) for n in (1, 2, 3)), return_exceptions=True)

    assert said[0] == 2
    assert isinstance(said[1], ValueError)
    assert said[2] == 6
    assert work.done == [[1, 2, 3], [1], [2], [3]]


async def test_what_is_nobodys_fault_is_told_to_all_and_not_tried_again() -> None:
    work = Work()
    together, work.refused = work.together(), {2: BusyError()}

    said = await asyncio.gather(*(together(n) for n in (1, 2, 3)), return_exceptions=True)

    assert all(isinstance(each, BusyError) for each in said)
    assert work.done == [[1, 2, 3]]


async def test_who_gives_up_takes_nobody_along() -> None:
    work = Work()
    together = work.together()
    work.may_go_on.clear()
    given_up, other = asyncio.create_task(together(1)), asyncio.create_task(together(2))
    while not work.done:
        await asyncio.sleep(0)
    given_up.cancel()
    work.may_go_on.set()

    assert await other == 4
    with pytest.raises(asyncio.CancelledError):
        await given_up


async def test_nobody_waits_for_ever_when_the_work_itself_is_stopped() -> None:
    work = Work()
    together = work.together(most=1)
    work.may_go_on.clear()
    waiting = [asyncio.create_task(together(n)) for n in (1, 2)]
    while not work.done:
        await asyncio.sleep(0)
    assert together._working is not None
    together._working.cancel()

    said = await asyncio.gather(*waiting, return_exceptions=True)

    assert all(isinstance(each, asyncio.CancelledError) for each in said)
