"""Mails in hand together: each sender's in order, one's failure its own, none taken unnoticed."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from assistant.handlers.mail_abreast import Abreast, CutOffError, OvertakenError, grouped


class Desk:
    """Takes mails, each once it may."""

    def __init__(self) -> None:
        self.taken: list[int] = []
        self.begun: list[int] = []
        self.may = asyncio.Event()

    def take(self, uid: int, problem: BaseException | None = None) -> Callable[[], Awaitable[None]]:
        async def take() -> None:
            self.begun.append(uid)
            await self.may.wait()
            if problem is not None:
                raise problem
            self.taken.append(uid)

        return take


async def test_different_senders_are_taken_side_by_side_and_one_senders_mails_in_order() -> None:
    desk, abreast = Desk(), Abreast()
    for uid, sender in ((1, "a"), (2, "a"), (3, "b")):
        abreast.begin(uid, sender, desk.take(uid))
    await asyncio.sleep(0)

    assert desk.begun == [1, 3]
    desk.may.set()
    assert await abreast.end() is None
    assert desk.taken == [1, 3, 2]
    assert abreast.taken == [1, 2, 3]


async def test_after_a_failure_no_later_mail_of_its_sender_is_taken_and_all_others_are() -> None:
    desk, abreast, problem = Desk(), Abreast(), OSError("no disk")
    desk.may.set()
    for uid, sender in ((1, "a"), (2, "b"), (3, "a"), (4, "b"), (5, "a")):
        abreast.begin(uid, sender, desk.take(uid, problem if uid == 1 else None))

    assert await abreast.end() is problem
    assert abreast.taken == [2, 4]


async def test_told_to_stop_in_the_middle_it_says_what_was_done_and_lets_go_of_the_rest() -> None:
    desk, abreast = Desk(), Abreast()

    async def at_once() -> None:
        desk.taken.append(1)

    abreast.begin(1, "a", at_once)
    abreast.begin(2, "b", desk.take(2))
    abreast.begin(3, "b", desk.take(3))
    ending = asyncio.create_task(abreast.end())
    while desk.begun != [2]:
        await asyncio.sleep(0)
    ending.cancel()

    with pytest.raises(asyncio.CancelledError):
        await ending
    assert abreast.taken == [1]
    assert desk.taken == [1]


async def test_one_that_is_cut_off_stops_its_sender_but_not_the_reader() -> None:
    """A cancelled wait must not look like being told to stop oneself."""
    desk, abreast = Desk(), Abreast()
    desk.may.set()
    abreast.begin(1, "a", desk.take(1, asyncio.CancelledError()))
    abreast.begin(2, "a", desk.take(2))
    abreast.begin(3, "b", desk.take(3))

    assert isinstance(await abreast.end(), CutOffError)
    assert abreast.taken == [3]
    assert isinstance(abreast._taking[2].exception(), OvertakenError)


def test_what_broke_a_line_is_fetched_alone_and_last_and_no_group_is_large() -> None:
    sizes = {1: 900_000, 2: 900_000, 3: 900_000, 4: 10, 5: 3_000_000}

    assert list(grouped(sizes, alone={4: 1})) == [[1, 2], [3], [5], [4]]
