"""Sentences written by us: ``phrases.txt`` to learn from, ``said.txt`` to judge by."""

import random
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
_CHOICE = re.compile(r"\(([^()]*)\)")
_OF_EACH = 25


def lines(name: str) -> Iterator[tuple[str, str]]:
    """The intent and the text of each line of a file beside this one."""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            intent, _, text = line.partition(": ")
            yield intent, text


def written() -> Iterator[tuple[str, str]]:
    """Up to 25 sentences of each template, the same ones each time."""
    for intent, template in lines("phrases.txt"):
        chance = random.Random(zlib.crc32(f"{intent}: {template}".encode()))
        said = {_one(template, chance) for _ in range(3 * _OF_EACH)}
        for text in sorted(said)[:: max(1, len(said) // _OF_EACH)][:_OF_EACH]:
            yield intent, text


def _one(template: str, chance: random.Random) -> str:
    while choice := _CHOICE.search(template):
        picked = chance.choice(choice[1].split("|"))
        template = template[: choice.start()] + picked + template[choice.end() :]
    return " ".join(template.split())
