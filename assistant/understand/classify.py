"""Which intent the ideas of a text look like, learned from labelled texts; it only ever proposes.

The weights beside this module are made by ``python -m tests.understanding learn``. An intent also
needs the ideas it cannot do without: no sum of hints makes a refund of a text that names none.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from math import exp
from pathlib import Path
from struct import Struct, pack
from sys import intern
from typing import NamedTuple

import orjson

from assistant.understand.concepts import Feature, concepts, features, how_many_unknown
from assistant.values import dataclass

NONE = "none"
WEIGHTS = Path(__file__).with_name("weights.json")
HUNDREDTHS = 100
"""Weights are kept as whole hundredths, which is a third of the size."""

_TRIED = 4
_NO_DOUBT = 0.7
"""Above this no intent can be likely enough to be proposed, so that none is looked for."""
_BILLS = ("BILL", "INVOICES", "STATEMENT", "PAYMENT", "PREMIUM")
_CHARGES = ("DEDUCTED", "TOOMUCH", "CARD", "MONEY", "TOTAL", "ACCOUNT", *_BILLS)
_COMPLAINTS = (
    "DISPUTE",
    "WRONG",
    "TWICE",
    "TOOMUCH",
    "UNAUTHORISED",
    "DECLINED",
    "PAYMENTPROBLEM",
)
_NEEDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "pay": (
        ("PAY", "PAYOFF", "PAYMENTMAKE", "DEDUCTED"),
        ("PAYMENTMAKE", "BALANCE", "OWE", "ACCOUNT", "CARD", *_BILLS),
    ),
    "balance": (
        ("OWE", "BALANCE", "HOWMUCH", "TOTAL", "DUEDATE", "WHEN", "HOWLONG", "PRICE", "PAY"),
    ),
    "payment_history": (("PAYMENT", "PAID", "HISTORY", "RECEIVED", "DEDUCTED", "PAY", "MONEY"),),
    "get_document": (("COPY", "SEND", "GET", "FIND"), ("COPY", *_BILLS)),
    "show_invoice": (_BILLS,),
    "list_invoices": (_BILLS,),
    "list_payment_methods": (("METHODWORD", "METHOD", "CARD", "ACCEPT", "PAY"),),
    "add_payment_method": (("CARD", "METHOD", "METHODWORD"), ("ADD", "NEW", "OLD", "CHANGE")),
    "remove_payment_method": (("CARD", "METHOD", "METHODWORD"), ("REMOVE", "NEG")),
    "set_default_method": (("CARD", "METHOD", "METHODWORD"), ("DEFAULT", "CHANGE")),
    "refund_request": (("REFUND", "REVERSE", "RETURN", "MONEY"),),
    "dispute": (
        (*_COMPLAINTS, "WHY", "NEG", "RECOGNISE", "WHAT", "REMOVE", "DEDUCTED"),
        ("DISPUTE", "PAYMENTPROBLEM", "UNAUTHORISED", *_CHARGES),
    ),
    "contact_update": (
        ("ADDRESS", "PHONE", "EMAIL", "NAME", "DETAILS", "ACCOUNT", "MOVED"),
        ("CHANGE", "MOVED", "NEW", "OLD", "WRONG", "ADD"),
    ),
    "human": (("PERSON", "SERVICE", "BOT"), ("TALK", "PERSON", "SERVICE")),
    "help": (("HELP", "OFFER", "ASK", "THING", "DO", "WHAT"),),
}
"""For each intent one or two groups of ideas; a text without one of each is not about it."""


_RULES_OUT: dict[str, frozenset[str]] = {
    intent: frozenset(ideas.split())
    for intent, ideas in {
        "balance": "REWARDS CARS WORKTRADE TRAVEL MEDIA HOME ORDERS LOGIN CARDTRADE",
        "payment_history": "CARS WORKTRADE TRAVEL MEDIA HOME LOGIN CARDTRADE REWARDS CANCEL",
        "list_payment_methods": "REWARDS CARDTRADE TRAVEL BANKING",
        "add_payment_method": "REWARDS CARDTRADE BANKING",
        "contact_update": "HOME TELCO MEDIA CARS CARDTRADE",
        "dispute": "CARDTRADE LANGUAGES",
        "refund_request": "WORKTRADE",
        "human": "MEDIA LANGUAGES AGE",
        "help": "POLICY TRAVEL ORDERS LOGIN BANKING CARDTRADE REWARDS CARS LANGUAGES MEDIA HOME"
        " TELCO AGE WORKTRADE #3 #4 #5 #6",
    }.items()
}
"""Other trades, beside which an intent is taken for nothing of ours; help has no strange words."""

_INTENTS = {intent: 1 << at for at, intent in enumerate(_NEEDS)}
"""A bit for each; what an idea says of it stands as far behind as there are intents, thrice."""
_APART = len(_INTENTS)
_RULED_OUT_AT = 2 * _APART
_ALL = (1 << _APART) - 1


def _told_by_ideas() -> dict[str, int]:
    """For each idea the intents whose one group it is of, whose other, and which it rules out."""
    told: dict[str, int] = {}
    for intent, bit in _INTENTS.items():
        groups = (_NEEDS[intent][0], _NEEDS[intent][-1], _RULES_OUT.get(intent, ()))
        for at, ideas in enumerate(groups):
            for idea in ideas:
                told[idea] = told.get(idea, 0) | bit << at * _APART
    return told


_TOLD = _told_by_ideas()


class Opinion(NamedTuple):
    """The likeliest intent, how likely it is, the next one, and how likely it is about nothing."""

    intent: str = NONE
    likely: float = 0.0
    second: str = NONE
    nothing: float = 1.0


@dataclass(frozen=True, slots=True)
class Model:
    """What was learned, in hundredths.

    All that a feature says for and against the intents is one long number: sums of it are the sums
    of all its parts, of which each has room for them.
    """

    intents: tuple[str, ...]
    bias: int
    weights: dict[Feature, int]

    def says(self, feature: Feature) -> list[int]:
        """What one feature says for and against each intent."""
        nothing = _nothing(len(self.intents))
        return [each - _MIDDLE for each in _parted(nothing + self.weights[feature], self)]


_ROOM = 32
_MIDDLE = 1 << (_ROOM - 1)
"""Stands for nothing, so that what speaks against an intent is no negative part."""


def model(intents: Sequence[str], bias: list[int], weights: Mapping[str, list[int]]) -> Model:
    """Pack weights by name; the two ideas of a pair are parted by a blank."""
    form, nothing = f"<{len(intents)}i", _nothing(len(intents))
    rows = {
        _feature(name): (int.from_bytes(pack(form, *row), "little") ^ nothing) - nothing
        for name, row in weights.items()
    }
    whole = int.from_bytes(pack(form, *bias), "little") ^ nothing
    return Model(tuple(intents), whole, rows)


def _nothing(parts: int) -> int:
    return int.from_bytes(pack(f"<{parts}I", *[_MIDDLE] * parts), "little")


def _parted(whole: int, by: Model) -> tuple[int, ...]:
    parts = _parts(len(by.intents))
    return parts.unpack(whole.to_bytes(parts.size, "little"))


@cache
def _parts(count: int) -> Struct:
    return Struct(f"<{count}I")


def _feature(name: str) -> Feature:
    first, parted, second = name.partition(" ")
    return (intern(first), intern(second)) if parted else intern(first)


def opinion(text: str) -> Opinion:
    """Judge a text; the same text is always judged the same."""
    return judged(text, _kept())


def judged(text: str, by: Model) -> Opinion:
    """Judge a text by weights of one's own."""
    odds = _odds(features(text), by)
    total = sum(odds)
    nothing = odds[by.intents.index(NONE)] / total
    if nothing > _NO_DOUBT:
        return Opinion(nothing=nothing)
    possible = _possible(text)
    likeliest = sorted(zip(odds, by.intents, strict=True), reverse=True)[:_TRIED]
    best = [
        (each / total, intent) for each, intent in likeliest if possible & _INTENTS.get(intent, 0)
    ]
    share, intent = best[0] if best else (0.0, NONE)
    second = best[1][1] if len(best) > 1 else NONE
    return Opinion(intent, share, second, nothing)


def may_be_ours(text: str) -> bool:
    """Whether any intent has what it needs; if not, no opinion of the text proposes one."""
    return _possible(text) != 0


def _possible(text: str) -> int:
    """The bits of the intents that have what they need, and nothing beside it to rule them out."""
    ideas = concepts(text)
    told = 0
    for idea in ideas:
        if idea in _TOLD:
            told |= _TOLD[idea]
    possible = told & told >> _APART & ~(told >> _RULED_OUT_AT) & _ALL
    if possible:
        possible &= ~(_TOLD.get(how_many_unknown(ideas), 0) >> _RULED_OUT_AT)
    return possible


@cache
def _kept() -> Model:
    raw = orjson.loads(WEIGHTS.read_bytes())
    return model(raw["intents"], raw["bias"], raw["weights"])


def _odds(said: set[Feature], by: Model) -> list[float]:
    whole = sum(filter(None, map(by.weights.get, said)), by.bias)
    sums = _parted(whole, by)
    likeliest = max(sums)
    return [_ODDS[each - likeliest] for each in sums]


class _Odds(dict[int, float]):
    """How likely what is so many hundredths below the likeliest is, beside it."""

    def __missing__(self, below: int) -> float:
        if len(self) > _MOST_REMEMBERED:
            self.clear()
        self[below] = odds = exp(below / HUNDREDTHS)
        return odds


_MOST_REMEMBERED = 8192
_ODDS = _Odds()
