"""Labelled texts by strangers, where a machine has them; their licences are in their NOTICE.md."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("CORPORA") or ROOT.parent / "shared" / "corpora")
OPEN = "utterances.jsonl"
SHARED_ALIKE = "utterances_bitext_CDLA-Sharing-1.0.jsonl"


@dataclass(frozen=True, slots=True)
class Row:
    """A text, what its writer wanted, which other answers are as good, and where it is from."""

    text: str
    intent: str
    accept: frozenset[str]
    source: str
    clear: bool
    """Whether its source's label means exactly one of ours."""
    must_not_pay: bool


def present() -> bool:
    """Whether this machine has the corpora; name their folder in CORPORA."""
    return (FOLDER / OPEN).exists()


def rows(*names: str) -> Iterator[Row]:
    """Every row of the files named, in their order."""
    for name in names:
        with (FOLDER / name).open(encoding="utf-8") as file:
            for line in file:
                raw = json.loads(line)
                yield Row(
                    raw["text"],
                    raw["intent"],
                    frozenset(raw["accept"]),
                    raw["source"],
                    raw["map"] != "close" and not raw.get("conflict"),
                    raw["pay_class"] == "must_not_pay",
                )
