"""The nearest things one can say, for a text of which only some words are known."""

from collections.abc import Sequence

from assistant.understand.tongues.scanning import Token

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


def sayable(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Up to three; none unless a word is known that matters here."""
    words = {token.english for token in tokens if token.kind == "words"}
    numbers = [token.english for token in tokens if token.kind == "n" and token.english.isdigit()]
    if len(numbers) == 1 and words & {"invoice", "pay", "paid", "have-paid", "will"}:
        return tuple(form.format(numbers[0]) for form in _ABOUT_A_NUMBER)
    for any_of, said in _SAYABLE:
        if words & any_of:
            return said
    return ()
