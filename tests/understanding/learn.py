"""Learn the weights of ``understand/classify.py``: multinomial logistic regression, by AdaGrad.

Words as such may only speak for "nothing of ours"; what speaks for an intent are the ideas of
``concepts.txt`` and their pairs, which is what carries over to people who were never heard.
"""

import json
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from math import exp, sqrt

from assistant.understand.classify import HUNDREDTHS, NONE, WEIGHTS, Model, model
from assistant.understand.concepts import features
from tests.understanding import corpora, phrases

INTENTS = (
    "list_invoices show_invoice get_document balance pay payment_history list_payment_methods"
    " add_payment_method remove_payment_method set_default_method refund_request dispute"
    " contact_update human help none"
).split()
_LAST = len(INTENTS) - 1
_ROUNDS = 6
_STEP = 0.3
_SHRINK = 2e-4
_SEEN_AT_LEAST = 3
_SMALL = 0.004
_LEAST = 12


@dataclass(frozen=True, slots=True)
class Example:
    """The features of a text, the index of its intent, and how much it counts."""

    said: frozenset[str]
    intent: int
    counts: float


@dataclass(frozen=True, slots=True)
class Learned:
    """A row of weights for each feature, and one for every text."""

    weights: dict[str, list[float]]
    bias: list[float]


def example(text: str, intent: str, counts: float = 1.0) -> Example:
    """Make a text one to learn from."""
    names = (each if isinstance(each, str) else " ".join(each) for each in features(text))
    return Example(frozenset(names), INTENTS.index(intent), counts)


def ours() -> list[Example]:
    """Sentences of our own, of which nobody's leave is needed."""
    own = [example(text, intent) for intent, text in phrases.written()]
    return own + [
        example(text, intent, 3.0) for intent, text in list(phrases.lines("said.txt"))[::2]
    ]


def theirs(rows: Iterable[corpora.Row]) -> list[Example]:
    """Rows of the corpora; one whose label only comes close to ours counts a quarter."""
    return [example(row.text, row.intent, 1.0 if row.clear else 0.25) for row in rows]


def learn(examples: list[Example]) -> Learned:
    """Go through all examples a few times, in an order that chance decides once and for all."""
    seen = Counter(each for e in examples for each in e.said)
    names = sorted(each for each, count in seen.items() if count >= _SEEN_AT_LEAST)
    at = {name: index for index, name in enumerate(names)}
    data = [([at[f] for f in sorted(e.said) if f in at], e.intent, e.counts) for e in examples]
    state = _State(names)
    chance = random.Random(1)
    for _ in range(_ROUNDS):
        chance.shuffle(data)
        for said, intent, counts in data:
            state.step(said, intent, counts)
    return Learned(dict(zip(names, state.weights, strict=True)), state.bias)


class _State:
    def __init__(self, names: list[str]) -> None:
        self.only_nothing = [name.islower() for name in names]
        self.weights = [[0.0] * len(INTENTS) for _ in names]
        self.paces = [[0.1] * len(INTENTS) for _ in names]
        self.bias = [0.0] * len(INTENTS)
        self.pace = [0.1] * len(INTENTS)

    def step(self, said: list[int], intent: int, counts: float) -> None:
        wrong = [share * counts for share in self._shares(said)]
        wrong[intent] -= counts
        moved = [(k, by) for k, by in enumerate(wrong) if abs(by) > _SMALL]
        if not moved:
            return
        for k, by in moved:
            self.pace[k] += by * by
            self.bias[k] -= _STEP * by / sqrt(self.pace[k])
        for feature in said:
            weights, pace = self.weights[feature], self.paces[feature]
            if self.only_nothing[feature]:
                by = wrong[_LAST] + _SHRINK * weights[_LAST]
                pace[_LAST] += by * by
                weights[_LAST] = max(0.0, weights[_LAST] - _STEP * by / sqrt(pace[_LAST]))
                continue
            for k, moves in moved:
                by = moves + _SHRINK * weights[k]
                pace[k] += by * by
                weights[k] -= _STEP * by / sqrt(pace[k])

    def _shares(self, said: list[int]) -> list[float]:
        sums = list(self.bias)
        for feature in said:
            if self.only_nothing[feature]:
                sums[_LAST] += self.weights[feature][_LAST]
                continue
            for k, weight in enumerate(self.weights[feature]):
                sums[k] += weight
        most = max(sums)
        shares = [exp(each - most) for each in sums]
        whole = sum(shares)
        return [share / whole for share in shares]


def packed(learned: Learned) -> Model:
    """What was learned, as it is judged by."""
    kept = _kept(learned)
    return model(kept.intents, kept.bias, kept.weights)


@dataclass(frozen=True, slots=True)
class _Kept:
    intents: list[str]
    bias: list[int]
    weights: dict[str, list[int]]


def _kept(learned: Learned) -> _Kept:
    """Whole hundredths, and only those that weigh something."""
    weights = {}
    for feature, row in learned.weights.items():
        kept = [round(each * HUNDREDTHS) for each in row]
        if max(map(abs, kept)) >= _LEAST:
            weights[feature] = kept
    bias = [round(each * HUNDREDTHS) for each in learned.bias]
    return _Kept(INTENTS, bias, weights)


def write() -> None:
    """Learn from all there is and keep the weights."""
    assert INTENTS[_LAST] == NONE
    everything = corpora.rows(corpora.OPEN, corpora.SHARED_ALIKE)
    kept = _kept(learn(ours() + theirs(everything)))
    WEIGHTS.write_text(json.dumps(asdict(kept), separators=(",", ":")) + "\n")
