"""How often a sender is answered: the known by the hour, strangers once a day, counted apart."""

import pytest

from assistant.handlers.mail_loops import Held, LoopGuard
from tests.mail_samples import DANA

HOUR = 3_600.0
DAY = 86_400.0


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def guard(clock: Clock) -> LoopGuard:
    return LoopGuard(now=clock)


def test_fault_60_a_known_sender_has_so_many_answers_an_hour(
    guard: LoopGuard, clock: Clock
) -> None:
    rooms = []
    for minute in (0, 30, 59, 60, 90):
        clock.at = minute * 60.0
        rooms.append(guard.room(DANA, most=2))
        if rooms[-1]:
            guard.answered(DANA, known=True)

    assert rooms == [2, 1, 0, 1, 1]


def test_a_known_sender_hears_once_an_hour_when_there_is_room_again(
    guard: LoopGuard, clock: Clock
) -> None:
    for minute in (0, 10):
        clock.at = minute * 60.0
        guard.answered(DANA, known=True)
    clock.at = 20 * 60.0

    full, before = guard.full_for(DANA, most=2), guard.may_say_later(DANA)
    guard.said_later(DANA)
    after = guard.may_say_later(DANA)
    clock.at += HOUR

    assert (full, before, after) == (40 * 60.0, True, False)
    assert guard.may_say_later(DANA)
    assert guard.full_for(DANA, most=2) == 0


def test_fault_60_a_stranger_is_answered_once_a_day(guard: LoopGuard, clock: Clock) -> None:
    assert guard.may_greet(DANA)
    guard.answered(DANA, known=False)

    clock.at = DAY - 1
    assert not guard.may_greet(DANA)
    assert guard.may_greet("gus@globex.example")
    clock.at = DAY
    assert guard.may_greet(DANA)


def test_fault_56_forged_mail_costs_its_victim_no_answer(guard: LoopGuard) -> None:
    for _ in range(50):
        guard.answered(DANA, known=False)

    assert guard.room(DANA, most=20) == 20


def test_fault_56_an_answer_to_the_known_is_none_to_a_stranger_of_that_name(
    guard: LoopGuard,
) -> None:
    guard.answered(DANA, known=True)

    assert guard.may_greet(DANA)


def test_fault_60_a_flood_of_invented_names_brings_out_only_so_many_answers(clock: Clock) -> None:
    guard = LoopGuard(now=clock, most_strangers=3)
    greeted = 0
    for number in range(10):
        if guard.may_greet(f"{number}@bot.example"):
            guard.answered(f"{number}@bot.example", known=False)
            greeted += 1

    assert greeted == 3
    assert not guard.may_greet("0@bot.example")
    assert guard.room(DANA, most=20) == 20
    clock.at = DAY
    assert guard.may_greet("new@bot.example")


def test_memory_ends_somewhere(guard: LoopGuard) -> None:
    for number in range(10_001):
        guard.answered(f"{number}@acme.example", known=True)

    assert guard.room("0@acme.example", most=20) == 20
    assert guard.room("1@acme.example", most=20) == 19


def test_held_mail_is_let_go_oldest_first_and_only_as_there_is_room() -> None:
    held = Held()
    for uid, sender in ((3, DANA), (1, DANA), (2, DANA), (4, "gus@globex.example")):
        held.hold(uid, sender)

    held.release([1, 2, 3, 4], lambda sender: 2 if sender == DANA else 0)

    assert [uid for uid in (1, 2, 3, 4) if held.is_held(uid)] == [3, 4]


def test_no_mail_overtakes_an_earlier_one_of_its_sender() -> None:
    held = Held()
    held.hold(5, DANA)

    assert held.stands_before(6, DANA)
    assert not held.stands_before(4, DANA)
    assert not held.stands_before(6, "gus@globex.example")


def test_held_mail_that_a_person_has_read_meanwhile_is_forgotten() -> None:
    held = Held()
    held.hold(1, DANA)
    held.hold(2, DANA)

    held.release([2], lambda _: 1)

    assert not held.stands_before(9, DANA)
