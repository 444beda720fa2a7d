"""Whole texts with gaps, as a translator writes them: ``gib fall {n} ab`` is ``release case {n}``.

They say what is too particular for words that may stand in any order: what people say of cases, of
purchase orders, of themselves, and whatever agents ask for.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from assistant.understand.tongues.phrase import Phrase, Slot
from assistant.understand.tongues.scanning import Scanner
from assistant.understand.tongues.vocabulary import Forms, Vocabulary, words_of
from assistant.values import dataclass

_NUMBER = re.compile(r"(?:#|inv[-_ ]?)?(?P<number>[0-9]{1,12})(?![0-9]|[.,'][0-9]|%|/[0-9])")
_NAME = re.compile(r"[^\W\d_][\w&.' -]{0,60}")
_ORDER = re.compile(r"[a-z0-9][a-z0-9./_-]{0,40}")
_IDS = {
    "payment": re.compile(r"pay_[0-9a-f]{4,32}"),
    "operation": re.compile(r"op_[0-9a-f]{4,32}"),
}
_REASON = re.compile(r"""\s*[,:-]?\s*["'“”„«»「『][^"“”„«»「」『』\n]{1,300}["'“”„«»」』]\s*""")
_TOLD = re.compile('[:"“”„«»「」『』]')
_AROUND = " ,.;!?¿¡"
_NO_NUMBER = ("invoice", "number")
_MOST_WORDS_BEFORE = 3
_WORDS = ("words", "said")
_WHY = re.compile(r"[^0-9?？]{1,200}")
"""A reason names no other invoice, and is no question."""

Inner = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class _Gaps:
    """Fills the gaps of a phrase; ``inner`` puts a request that stands in one into English."""

    scanner: Scanner
    inner: Inner

    def filled(self, phrase: Phrase, at: int) -> dict[str, str] | None:
        """What stands in the gaps, if the phrase is all that is said from there on."""
        return self._from(phrase.parts, at)

    def _from(self, parts: Sequence[str | Slot], at: int) -> dict[str, str] | None:
        text = self.scanner.text
        while at < len(text) and text[at] in " ,":
            at += 1
        if not parts:
            return {} if not text[at:].strip(_AROUND) else None
        part, rest = parts[0], parts[1:]
        if isinstance(part, str):
            ends = text.startswith(part, at) and self.scanner.ends(part, at + len(part))
            return self._from(rest, at + len(part)) if ends else None
        for said, end in self._fillings(part.name, rest, at):
            if (others := self._from(rest, end)) is not None:
                return {part.name: said, **others}
        return None

    def _fillings(
        self, name: str, rest: Sequence[str | Slot], at: int
    ) -> Iterator[tuple[str, int]]:
        text, written = self.scanner.text, self.scanner.written
        if name == "invoice":
            yield from self._invoice(at)
        elif name == "reason":
            found = _REASON.match(text, at)
            yield (written[at : found.end()].strip(), found.end()) if found else ("", at)
        elif form := _IDS.get(name):
            yield from ((found[0], found.end()) for found in [form.match(text, at)] if found)
        elif name == "why":
            yield from [("", len(text))] if _WHY.fullmatch(text, at) else []
        elif name in _WORDS and at < len(text):
            words = written[at:].strip()
            said = words if name == "words" else self.inner(words)
            yield from [(said, len(text))] if said else []
        elif name in ("name", "order"):
            yield from self._open(name, rest, at)
        elif token := self.scanner.filled(name, at):
            yield token.english, token.end

    def _invoice(self, at: int) -> Iterator[tuple[str, int]]:
        """A number, and before it "the invoice no."."""
        for _ in range(_MOST_WORDS_BEFORE + 1):
            if found := _NUMBER.match(self.scanner.text, at):
                yield found["number"], found.end()
                return
            token = self.scanner.token(at, ("nothing", "particles", "words"))
            if token is None or (token.kind == "words" and token.english not in _NO_NUMBER):
                return
            at = self.scanner.past(token.end)

    def _open(self, name: str, rest: Sequence[str | Slot], at: int) -> Iterator[tuple[str, int]]:
        """A name goes on until what stands behind it begins, or to the end."""
        text, written = self.scanner.text, self.scanner.written
        ends = [len(text.rstrip(_AROUND))]
        if rest and isinstance(rest[0], str):
            ends = [at + found.start() for found in re.finditer(re.escape(rest[0]), text[at:])]
        elif rest:
            ends = [at + found.end() for found in re.finditer(r"[^\s]+", text[at:])]
        form = _NAME if name == "name" else _ORDER
        for end in ends:
            said = (written if name == "name" else text)[at:end].strip()
            if (
                form.fullmatch(said)
                and not self._thanks(said)
                and (name == "name" or _has_digit(said))
            ):
                yield said, end

    def _thanks(self, name: str) -> bool:
        """Whether what would be a name goes on into a signature."""
        around = self.scanner.words.around
        if not self.scanner.words.spaced:
            return any(each in name for each in _polite(self.scanner.words))
        said = f" {name.lower()} "
        return any(f" {each} " in said for each in (*around["closing"], *around["courtesy"]))


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def in_form(forms: Forms, words: Vocabulary, text: str, written: str, inner: Inner) -> str | None:
    """The English of a text that is one of the forms, courtesies around it left out."""
    phrases = forms.like(words_of(text, spaced=words.spaced))
    if not phrases:
        return None
    text, written = _without_please(words, text, written)
    for start, end in _bare(words, text):
        gaps = _Gaps(Scanner(words, text[:end], written[:end]), inner)
        for phrase in phrases:
            first = phrase.parts[0]
            if isinstance(first, str) and not text.startswith(first, start):
                continue
            if (filled := gaps.filled(phrase, start)) is not None:
                return phrase.english.format(**filled).strip()
    return None


def _without_please(words: Vocabulary, text: str, written: str) -> tuple[str, str]:
    """Leave out what is polite between two words; what people are told stays as it is."""
    for please in words.around["within"] if words.spaced else ():
        at = text.find(f" {please} ")
        if at > 0 and not _TOLD.search(text, 0, at):
            rest = at + 1 + len(please)
            text, written = text[:at] + text[rest:], written[:at] + written[rest:]
    return text, written


def _bare(words: Vocabulary, text: str) -> Iterator[tuple[int, int]]:
    """Where a text begins and ends, as it is and then without its courtesies."""
    start, end = 0, len(text)
    while True:
        while start < end and text[start] in _AROUND:
            start += 1
        yield start, end
        scanner = Scanner(words, text[:end], text[:end])
        if start < end and (little := scanner.token(start, ("nothing",))):
            yield scanner.past(little.end), end
        bare = text[:end].rstrip(_AROUND)
        if before := next((c for c in _polite(words) if _opens(c, text, start, words)), ""):
            start += len(before)
        elif after := next((c for c in _polite(words) if _closes(c, bare, words)), ""):
            end = len(bare) - len(after)
        else:
            return
        if start >= end:
            return


def _polite(words: Vocabulary) -> tuple[str, ...]:
    return words.around["courtesy"] + words.around["greeting"]


def _opens(courtesy: str, text: str, start: int, words: Vocabulary) -> bool:
    end = start + len(courtesy)
    return text.startswith(courtesy, start) and (
        not words.spaced or not text[end : end + 1].isalnum()
    )


def _closes(courtesy: str, text: str, words: Vocabulary) -> bool:
    before = text[: -len(courtesy)]
    return text.endswith(courtesy) and (not words.spaced or not before[-1:].isalnum())
