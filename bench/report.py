"""One figure a line, beside its floor of the same run and what is required of it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

RESULTS = Path(__file__).parent / "results.jsonl"


@dataclass(frozen=True, slots=True)
class Bound:
    """What a figure is held to: its ratio to the floor, or its value; at least, or at most."""

    required: float
    goal: float | None = None
    of: str = "value"
    most: bool = False

    def words(self, figure: "Figure") -> str:
        """What is required, and whether the figure is that."""
        sign = "≤" if self.most else "≥"
        unit = f" × {figure.floor}" if self.of == "ratio" else ""
        said = f"required {sign} {_plain(self.required)}{unit}"
        if self.goal is not None:
            said += f", goal {_plain(self.goal)}"
        if not self.keeps(figure):
            return f"{said}: MISSED"
        reached = self.goal is not None and self._reaches(figure, self.goal)
        return f"{said}: {'goal reached' if reached else 'kept'}"

    def keeps(self, figure: "Figure") -> bool:
        """Whether the figure is what is required."""
        return self._reaches(figure, self.required)

    def _reaches(self, figure: "Figure", wanted: float) -> bool:
        held = figure.ratio if self.of == "ratio" else figure.value
        return held <= wanted if self.most else held >= wanted


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value; ``ratio`` is to its floor, where it has one."""

    name: str
    value: float
    unit: str
    floor: str = ""
    ratio: float = 0.0
    bound: Bound | None = None

    @property
    def kept(self) -> bool:
        """Whether it is what is required of it, if anything is."""
        return self.bound is None or self.bound.keeps(self)

    def line(self) -> str:
        """``name value unit (floor-name ratio)``, then what is required."""
        said = f"{self.name} {_plain(self.value)} {self.unit}"
        if self.floor:
            said += f" ({self.floor} {self.ratio:.2f})"
        return f"{said}  {self.bound.words(self)}" if self.bound else said


class Report:
    """Prints each figure as it comes, and keeps it as a JSON line."""

    def __init__(self, path: Path = RESULTS) -> None:
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
