"""A value can be hashed and compared, and the type checker lets nobody change it."""

from dataclasses import replace

from mypy import api

from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """Any value."""

    x: int
    y: int = 0


def test_a_value_is_what_its_fields_are() -> None:
    assert Point(1) == Point(1, 0) != Point(1, 2)
    assert {Point(1), Point(1, 0), replace(Point(1), y=2)} == {Point(1), Point(1, 2)}
    assert not hasattr(Point(1), "__dict__")


def test_the_type_checker_refuses_to_change_one() -> None:
    change = """
from assistant.values import dataclass

@dataclass(frozen=True, slots=True)
class Point:
    x: int

Point(1).x = 2
"""
    said, _, status = api.run(["--config-file=", "-c", change])
    assert status == 1
    assert 'Property "x" defined in "Point" is read-only' in said
