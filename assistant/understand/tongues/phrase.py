"""One thing that can be said in another language, and the words by which it is found."""

from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a phrase that is filled in."""

    name: str


Part = str | Slot
_MARKS = ".,;:!?…)"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Something one can say, its kind (a section of the file) and what it is in English."""

    kind: str
    english: str
    parts: tuple[Part, ...]


def start_of(text: str, at: int, *, spaced: bool) -> str:
    """What phrases are found by: their first word, or sign where words are not parted."""
    if not spaced:
        return text[at]
    end = text.find(" ", at)
    word = text[at:] if end < 0 else text[at:end]
    return word.rstrip(_MARKS)


def telling_word(phrase: Phrase, *, spaced: bool) -> str:
    """The longest word that a phrase surely has as one: what stands beside a gap may touch it."""
    first, last = phrase.parts[0], phrase.parts[-1]
    if first is last and isinstance(first, str) and spaced:  # most have no gap
        found, *within = first.split(" ")
        return max((found.rstrip(_MARKS) or first, *filter(str.isalpha, within)), key=len)
    literals = [part for part in phrase.parts if isinstance(part, str)]
    begins = start_of(literals[0], 0, spaced=spaced) or literals[0]
    if not spaced:
        return begins
    within = [word for literal in literals for word in literal.split(" ")[1:-1]]
    if isinstance(last, str) and " " in last:
        within.append(last.rpartition(" ")[2])
    return max((begins, *filter(str.isalpha, within)), key=len)
