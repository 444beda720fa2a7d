"""How well the understanding does on labelled texts, in the terms of the corpora's own judge."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from assistant import understand
from assistant.understand.classify import Opinion, judged, opinion
from tests.understanding import learn
from tests.understanding.corpora import Row

TODAY = date(2026, 11, 22)
Judge = Callable[[str], Opinion]


@dataclass(slots=True)
class Figures:
    """Counts of what was wanted and what was read, of the rows whose label is clear."""

    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    false_pays: int = 0
    must_not_pay: int = 0

    def count(self, row: Row, intent: str) -> None:
        """Take one row in."""
        self.must_not_pay += row.must_not_pay
        self.false_pays += row.must_not_pay and intent == "pay"
        if row.clear:
            self.pairs[row.intent, intent] += 1

    def f1(self, intent: str) -> float:
        """The harmonic mean of how much was found and how much of that was right."""
        wanted = sum(n for (gold, _), n in self.pairs.items() if gold == intent)
        read = sum(n for (_, said), n in self.pairs.items() if said == intent)
        return 2 * self.pairs[intent, intent] / (wanted + read) if wanted + read else 0.0

    @property
    def macro_f1(self) -> float:
        """The mean over the intents that occur."""
        intents = {gold for gold, _ in self.pairs}
        return sum(map(self.f1, intents)) / len(intents)

    def recall(self, *intents: str) -> float:
        """How many of the texts with these intents were read so; of all of ours without any."""
        wanted = [
            (gold == said, n)
            for (gold, said), n in self.pairs.items()
            if (gold in intents if intents else gold != "none")
        ]
        return sum(n for right, n in wanted if right) / max(1, sum(n for _, n in wanted))


def add(to: Figures, more: Figures) -> None:
    """Count what was counted elsewhere, too."""
    to.pairs += more.pairs
    to.false_pays += more.false_pays
    to.must_not_pay += more.must_not_pay


def whole(rows: Iterable[Row], judge: Judge = opinion) -> Figures:
    """Read every row as a message would be read."""
    figures = Figures()
    for row in rows:
        masked = understand.mask(row.text).text
        figures.count(row, understand.read(masked, today=TODAY, judge=judge).intent)
    return figures


def without_grammar(rows: Iterable[Row], judge: Judge) -> Figures:
    """Only what was learned, by whatever is likeliest."""
    figures = Figures()
    for row in rows:
        held = judge(row.text)
        figures.count(row, held.intent if held.likely > held.nothing else "none")
    return figures


def strangers(rows: list[Row]) -> Iterator[tuple[str, list[Row], Judge]]:
    """Each source, its rows, and what was learned from all the others and from ourselves."""
    ours = learn.ours()
    theirs = {row: learn.theirs([row])[0] for row in rows}
    for source in dict.fromkeys(row.source for row in rows):
        others = [example for row, example in theirs.items() if row.source != source]
        yield source, [row for row in rows if row.source == source], _judge(ours + others)


def _judge(examples: list[learn.Example]) -> Judge:
    model = learn.packed(learn.learn(examples))
    return lambda text: judged(text, model)
