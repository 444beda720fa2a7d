"""A sentence of another language -> its words in English, longest first; none may be left over."""

import re

from assistant.understand.tongues.phrase import Part, Phrase, start_of
from assistant.understand.tongues.vocabulary import Vocabulary
from assistant.values import dataclass

_NUMBER = re.compile(
    r"(?:#|inv[-_ ]?)?(?P<digits>[0-9]{1,12})(?:\s?[-–]\s?#?(?P<to>[0-9]{1,12}))?"
    r"(?![0-9]|[.,'][0-9]|%|/[0-9]|[^\W\d_])"
)
_IN_JAPANESE = re.compile(
    r"(?:#|inv[-_ ]?)?(?P<digits>[0-9]{1,12})(?:\s?[-–~〜]\s?#?(?P<to>[0-9]{1,12}))?"
    r"(?![0-9]|[.'][0-9]|%|/[0-9]|[a-z])"
)
"""A list of numbers is written with the comma that Japanese has, which is one like ours by now."""
_LISTED = re.compile(r"[0-9]+(?:,[0-9]+)+")
_AMOUNT = re.compile(
    r"(?P<before>(?:us)?[$€£¥])?\s?(?P<number>[0-9](?:[0-9.,']{0,20}[0-9])?)"
    r"(?:\s?(?P<after>[$€£¥円]|[^\W\d_]{2,12}))?"
)
_PARTED = re.compile(
    r"(?P<number>[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]{1,3})?)\s?(?P<after>[$€£¥円]|[^\W\d_]{2,12})"
)
_ISO = re.compile(r"[0-9]{4}-[0-9]{1,2}(?:-[0-9]{1,2})?(?![0-9])")
_DOTTED = re.compile(r"[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{4}(?![0-9])")
_ADDRESS = re.compile(r"[a-z0-9._%+&'/=-]{1,64}@[a-z0-9.-]+\.[a-z0-9-]*[a-z0-9]")
_OURS = re.compile(r"(?:met|op|pay|off|ord|chg)_[0-9a-f]{4,32}")
_NAME = re.compile(r"[^\W\d_][\w&.'-]*(?: [\w&.'-]+){0,4}")
_PLAIN = {
    "n": re.compile(r"[0-9]{1,12}(?![0-9])"),
    "m": re.compile(r"[0-9]{1,2}(?![0-9])"),
    "year": re.compile(r"20[0-9]{2}(?![0-9])"),
    "dm": re.compile(
        r"[0-9]{1,2}(?:\.[0-9]{1,2}(?:\.(?:[0-9]{4})?)?|/[0-9]{1,2}(?:/[0-9]{4})?)(?![0-9/,]|\.[0-9])"
    ),
    "digits": re.compile(r"[0-9]{4}(?![0-9])"),
    "days": re.compile(r"[+-]?[0-9]{1,3}(?:, ?[+-]?[0-9]{1,3}){0,11}(?![0-9])"),
    "code": re.compile(r"[bcdfghjkmnpqrstvwxyz]{4}[- ]?[bcdfghjkmnpqrstvwxyz]{4}(?![a-z])"),
    "address": _ADDRESS,
    "name": _NAME,
}
_BETWEEN = " ,.;:!?¿¡()…-"
"""Not quotation marks: what stands in them is told, not asked."""

_CODES = frozenset("eur usd gbp jpy chf cad aud nzd sek nok dkk kwd cny inr pln czk".split())
_NESTED = {
    "month": ("months",),
    "weekday": ("weekdays",),
    **dict.fromkeys(("time", "until"), ("times", "months", "weekdays")),
    "method": ("methods",),
}
_DEEPEST = 4
_DROPPED = ("nothing", "particles")


@dataclass(frozen=True, slots=True)
class Token:
    """One thing said: its kind, and the English for it."""

    kind: str
    english: str
    end: int


@dataclass(frozen=True, slots=True)
class Scanner:
    """Reads one text from left to right; ``written`` keeps the capitals that a name needs."""

    words: Vocabulary
    text: str
    written: str
    without: str = ""
    """A kind of phrase that is left out: "50 de" need not be an amount of something."""

    def tokens(self, *, strictly: bool = True) -> list[Token] | None:
        """What the text says, without the words that add nothing; None where one is unknown.

        Not ``strictly``, an unknown word becomes a token of that kind.
        """
        found: list[Token] = []
        at = self.past(0)
        while at < len(self.text):
            token = self.token(at)
            if token is None:
                if strictly:
                    return None
                token = Token("unknown", "", self._after_word(at))
            if token.kind == "particles" and found and found[-1].english == "pay":
                return None
            if token.kind not in _DROPPED:
                found.append(token)
            at = self.past(token.end)
        return found

    def token(self, at: int, kinds: tuple[str, ...] | None = None, depth: int = 0) -> Token | None:
        """The longest thing that is said at a place, of some kinds only where they are given."""
        best: Token | None = None
        if depth > _DEEPEST or at >= len(self.text):
            return None
        start = start_of(self.text, at, spaced=self.words.spaced)
        for phrase in self.words.by_start.get(start, ()):
            if (kinds is None or phrase.kind in kinds) and phrase.kind != self.without:
                best = _longer(best, self._phrase(phrase, at, depth))
        for name, phrases in self.words.by_slot.items():
            of_kind = [each for each in phrases if kinds is None or each.kind in kinds]
            of_kind = [each for each in of_kind if each.kind != self.without]
            if of_kind and (filled := self.filled(name, at, depth)):
                for phrase in of_kind:
                    best = _longer(best, self._phrase(phrase, at, depth, filled))
        if kinds is None:
            return _longer(best, self._figure(at))
        return _longer(best, self._day(at)) if "times" in kinds else best

    def _phrase(
        self, phrase: Phrase, at: int, depth: int, first: Token | None = None
    ) -> Token | None:
        filled: dict[str, str] = {}
        for index, part in enumerate(phrase.parts):
            if index:
                at = self._blank(at)
            if isinstance(part, str):
                if not self.text.startswith(part, at) or not self.ends(part, at + len(part)):
                    return None
                at += len(part)
                continue
            token = first if first and not index else self.filled(part.name, at, depth)
            if token is None:
                return None
            filled[part.name] = token.english
            at = token.end
        english = phrase.english.format(**filled) if filled else phrase.english
        return Token(phrase.kind, english, at)

    def filled(self, name: str, at: int, depth: int = 0) -> Token | None:
        """What fills a slot of this name at a place."""
        if at >= len(self.text):
            return None
        if name in _NESTED:
            return self.token(at, _NESTED[name], depth + 1)
        if name == "amount":
            return self._amount(at) or self._plain("n", at)
        return self._plain(name, at)

    def _plain(self, name: str, at: int) -> Token | None:
        found = _PLAIN[name].match(self.text, at)
        if found is None:
            return None
        said = self.written[at : found.end()] if name == "name" else found[0]
        return Token(name, said, found.end())

    def _figure(self, at: int) -> Token | None:
        """Numbers, amounts, addresses and ids, which every language writes alike."""
        if found := _ADDRESS.match(self.text, at):
            return Token("address", found[0], found.end())
        if found := _OURS.match(self.text, at):
            return Token("id", found[0], found.end())
        best = _longer(self._day(at), self._amount(at))
        form = _NUMBER if self.words.spaced else _IN_JAPANESE
        if found := form.match(self.text, at):
            row = f"{found['digits']}-{found['to']}" if found["to"] else found["digits"]
            best = _longer(best, Token("n", row, found.end()))
        return best

    def _day(self, at: int) -> Token | None:
        found = _ISO.match(self.text, at) or _DOTTED.match(self.text, at)
        return Token("times", found[0], found.end()) if found else None

    def _amount(self, at: int) -> Token | None:
        if (found := _PARTED.match(self.text, at)) and (named := self._currency(found["after"])):
            return Token("amount", f"{found['number']} {named}", found.end())
        found = _AMOUNT.match(self.text, at)
        if found is None:
            return None
        number, after, before = found["number"], found["after"], found["before"]
        if after and (named := self._currency(after)):
            return Token("amount", f"{before or ''}{number} {named}", found.end())
        if after and not self.words.spaced and (said := self._currency_before(after)):
            end = found.start("after") + len(said)
            return Token("amount", f"{number} {self._currency(said)}", end)
        if not before and not self.words.spaced and _LISTED.fullmatch(number):
            return None
        marked = before or not number.isdigit()
        return Token("amount", f"{before or ''}{number}", found.end("number")) if marked else None

    def _currency(self, said: str) -> str | None:
        if said in self.words.currencies:
            return self.words.currencies[said]
        return said if said in ("$", "€", "£", "¥") or said in _CODES else None

    def _currency_before(self, said: str) -> str | None:
        """A currency that other words follow without a space."""
        return next(filter(said.startswith, (*self.words.currencies, *_CODES)), None)

    def _blank(self, at: int) -> int:
        while at < len(self.text) and self.text[at] == " ":
            at += 1
        return at

    def past(self, at: int) -> int:
        """Skip what stands between words; a sign before a digit stays, for no amount has one."""
        while at < len(self.text) and self.text[at] in _BETWEEN:
            signed = self.text[at] == "-" and self.text[at + 1 : at + 2].isdigit()
            if signed and not self.text[at - 1 : at].isalpha():
                return at
            at += 1
        return at

    def ends(self, part: Part, end: int) -> bool:
        """Whether a word ends here: "rechnungsnummer" is no "rechnung"."""
        if not self.words.spaced or end >= len(self.text) or not str(part)[-1].isalnum():
            return True
        return not (self.text[end].isalnum() or self.text[end] == "_")

    def _after_word(self, at: int) -> int:
        if not self.words.spaced:
            return at + 1
        end = self.text.find(" ", at)
        return len(self.text) if end < 0 else end


def _longer(one: Token | None, other: Token | None) -> Token | None:
    if one is None or other is None:
        return one or other
    return other if other.end > one.end else one
