"""One figure a line, beside its floor of the same run and what is required of it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

RESULTS = Path("bench/results.jsonl")


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value. ``ratio`` is to its floor; ``required`` and ``goal`` are what it is held to.

    Held to is the ratio when there is a floor and ``of_ratio``, else the value. ``most`` says that
    less is better.
    """

    name: str
    value: float
    unit: str
    floor: str = ""
    ratio: float | None = None
    required: float | None = None
    goal: float | None = None
    of_ratio: bool = False
    most: bool = False

    @property
    def kept(self) -> bool:
        """Whether it is what is required."""
        return self._reaches(self.required)

    def line(self) -> str:
        """``name value unit (floor-name ratio)``, then what is required and how it stands."""
        words = f"{self.name} {_plain(self.value)} {self.unit}"
        if self.ratio is not None:
            words += f" ({self.floor} {self.ratio:.2f})"
        if self.required is None:
            return words
        sign = "≤" if self.most else "≥"
        words += f"  required {sign} {_plain(self.required)}"
        if self.goal is not None:
            words += f", goal {_plain(self.goal)}"
        if not self.kept:
            return f"{words}  MISSED"
        return f"{words}  ok" + (", goal reached" if self.goal and self._reaches(self.goal) else "")

    def _reaches(self, wanted: float | None) -> bool:
        held = self.ratio if self.of_ratio else self.value
        if wanted is None or held is None:
            return True
        return held <= wanted if self.most else held >= wanted


class Report:
    """Prints each figure as it comes, and keeps it as a JSON line."""

    def __init__(self, path: Path = RESULTS) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
        self._path = path
        self.missed: list[Figure] = []

    def add(self, figure: Figure) -> None:
        """Print one and write it down."""
        print(figure.line(), flush=True)
        with self._path.open("a") as file:
            file.write(json.dumps(asdict(figure), ensure_ascii=False) + "\n")
        if not figure.kept:
            self.missed.append(figure)


def paired(ours: Sequence[float], floor: Sequence[float]) -> tuple[float, float]:
    """The median of ours, and the median of its ratio to the floor measured right beside it."""
    return median(ours), median(a / b for a, b in zip(ours, floor, strict=True))


def _plain(value: float) -> str:
    return f"{value:.0f}" if value >= 1000 else f"{value:.3g}"
