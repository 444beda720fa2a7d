"""Whom to write to instead: said by itself, or as the answer to our question who it should be."""

import re
from collections.abc import Iterator

from assistant.command.reminding import WrongPerson

_ADDRESS = r"[a-z0-9._%+&'-]{1,64}@[a-z0-9.-]{1,250}[a-z0-9]"
"""In plain letters: what only looks like one is for a person to see."""

_THESE = (
    r"(?:this|these|those|them|it|everything"
    r"|(?:the |your |all |these |future )*(?:reminders|invoices|mails?|e-?mails?|messages|notices))"
)
_WRITE = (
    r"(?:contact|write(?: to)?|reach out to|get in touch with|talk to|speak to"
    rf"|(?:direct|redirect|send|forward|address) {_THESE} to)"
)
_INSTEAD = re.compile(
    r"(?:(?P<left>[^@,.;:?!]{2,60}?) (?:has |have )?(?:left|retired|is no longer|no longer works"
    r"|does(?:n't| not) work|is not|isn't)\b[^.,;:@]{0,60}[.,;:-]+ (?:so |and )?)?"
    rf"(?:please )?{_WRITE} (?!me\b|us\b)"
    r"(?:(?:(?P<name>[^@,.;:?!<>0-9]{2,60}?)(?:,? (?:at|under|via|on)|[,:])? )?"
    rf"<?(?P<address>{_ADDRESS})>?(?: instead| from now on| in (?:the )?future)*"
    r"|(?P<alone>[^@,.;:?!<>0-9]{2,60}?) instead)"
)
_ANY_ADDRESS = re.compile(_ADDRESS)
_NAME = re.compile(r"[^\W\d_a-z][\w.'’-]+(?: [^\W\d_a-z][\w.'’-]+){1,3}")
"""Two to four words that are written as names are."""


def read_instead(text: str) -> WrongPerson | None:
    """Read a whole text; a name keeps its writing."""
    lower = text.lower()
    if not ("@" in lower or lower.endswith(("instead", "instead."))):
        return None  # nearly all
    found = _INSTEAD.fullmatch(lower.rstrip(" .!"))
    if found is None or len(lower) != len(text):
        return None
    which = "name" if found["name"] else "alone"
    name = text[slice(*found.span(which))] if found[which] else ""
    return WrongPerson(address=found["address"] or "", name=name, left=found["left"] or "")


def read_successor(text: str) -> WrongPerson:
    """Whom an answer to "who instead?" names, however it is put: by the one address, by name."""
    said = " ".join(text.split())
    if whole := read_instead(said):
        return whole.model_copy(update={"left": whole.left or "me"})
    addresses = set(_addresses(said.lower()))
    address = addresses.pop() if len(addresses) == 1 else ""
    named = _NAME.search(said.partition("@")[0].rpartition(" ")[0] if address else said)
    return WrongPerson(address=address, name=named[0] if named else "", left="me")


def _addresses(lower: str) -> Iterator[str]:
    """Those that stand alone; kana may follow at once, other letters would belong to it."""
    for found in _ANY_ADDRESS.finditer(lower):
        before, after = lower[: found.start()][-1:], lower[found.end() :].lstrip(".-")[:1]
        cut = after.isalnum() and after < _KANA and not lower[found.end() :].startswith(" ")
        if not (before.isalnum() or cut):
            yield found[0]


_KANA = "\u3040"
