"""Asking what a year of months came to."""

from typing import Literal

from pydantic import Field

from assistant.command.ask import Ask


class ShowSpending(Ask, frozen=True):
    """``how much did we spend per month``, ``monthly spend 2025``.

    ``year`` is a year in digits, ``this`` or ``last``; without one it is the last twelve months.
    """

    kind: Literal["spending"] = "spending"
    year: str = Field(default="", pattern=r"(?:20[0-9]{2}|this|last)?$")
