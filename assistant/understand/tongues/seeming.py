"""The nearest things one can say, for a text of which only some words are known."""

from collections.abc import Sequence
from functools import lru_cache

from assistant.understand.tongues.phrase import telling_word
from assistant.understand.tongues.scanning import Token
from assistant.understand.tongues.vocabulary import LANGUAGES, vocabulary

_OF_A_NUMBER = frozenset(("invoice", "pay", "paid", "have-paid", "will"))
_ABOUT_A_NUMBER = ("show invoice {}", "status of {}")
_SAYABLE: tuple[tuple[frozenset[str], tuple[str, ...]], ...] = tuple(
    (frozenset(words.split()), sayable)
    for words, sayable in (
        ("refund dispute wrong", ("talk to a human",)),
        ("receipt", ("receipt", "payment history")),
        ("statement", ("statement",)),
        ("autopay", ("is autopay on",)),
        ("wire", ("how do I pay by wire",)),
        ("method default backup", ("payment methods",)),
        ("pay", ("pay my invoice", "what do we owe")),
        ("balance owe summary", ("what do we owe", "summary")),
        ("payment history arrived", ("payment history",)),
        ("contact gets", ("show our contacts",)),
        ("invoice last-invoice next-invoice", ("show my invoices", "what do we owe")),
        ("human speak", ("talk to a human",)),
        ("reminder mute", ("talk to a human",)),
    )
)
_MATTERS = _OF_A_NUMBER.union(*(words for words, _ in _SAYABLE))


@lru_cache(maxsize=len(LANGUAGES))
def telling(language: str) -> frozenset[str]:
    """Words without one of which a text says nothing that matters here: it is in another one."""
    words = vocabulary(language)
    return frozenset(
        telling_word(phrase, spaced=words.spaced)
        for phrases in words.by_start.values()
        for phrase in phrases
        if phrase.kind == "words" and phrase.english in _MATTERS
    )


def sayable(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Up to three; none unless a word is known that matters here."""
    words = {token.english for token in tokens if token.kind == "words"}
    numbers = [token.english for token in tokens if token.kind == "n" and token.english.isdigit()]
    if len(numbers) == 1 and words & _OF_A_NUMBER:
        return tuple(form.format(numbers[0]) for form in _ABOUT_A_NUMBER)
    for any_of, said in _SAYABLE:
        if words & any_of:
            return said
    return ()
