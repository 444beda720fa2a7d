"""Asking what a year of months came to."""

from typing import Literal

from pydantic import Field

from assistant.command.ask import Ask


class ShowSpending(Ask, frozen=True):
    """``how much did we spend per month``, ``what did we pay in 2025``, ``… in october``.

    ``year`` is a year in digits, ``this`` or ``last``; without one it is the last twelve months.
    ``month`` is the one of that year, or of the last twelve months, that is asked about; 0 is this
    month and -1 the last.
    """

    kind: Literal["spending"] = "spending"
    year: str = Field(default="", pattern=r"(?:20[0-9]{2}|this|last)?$")
    month: int | None = Field(default=None, ge=-1, le=12)
