"""Whom to write to instead: said by itself, or as the answer to our question who it should be."""

import re

from assistant.command.reminding import WriteInstead

_ADDRESS = (
    r"<?(?P<address>(?<![\w.+-])[a-z0-9._%+&'-]{1,64}@[a-z0-9.-]{1,250}[a-z0-9])"
    r"(?![.-]?[^\W\u3040-\u9fff]|@)>?"
)
"""In plain letters, and whole: what only looks like one is for a person to see."""

_WORD = r"[^\W\d_][\w.'’-]{0,40}"
_THESE = (
    r"(?:this|these|those|them|it|everything"
    r"|(?:the |your |all |these |future )*(?:reminders|invoices|mails?|e-?mails?|messages|notices))"
)
_WRITE = (
    r"(?:contact|write(?: to)?|reach out to|get in touch with|talk to|speak to"
    rf"|(?:direct|redirect|send|forward|address) {_THESE} to)"
)
_INSTEAD = re.compile(
    rf"(?:(?P<left>{_WORD}(?: {_WORD}){{0,2}}?) (?:has |have )?(?:left|retired|is no longer"
    r"|no longer works|does(?:n't| not) work|is not|isn't)\b[^.,;:@]{0,60}[.,;:-]+ (?:so |and )?)?"
    rf"(?:please )?{_WRITE} (?!me\b|us\b)"
    rf"(?:(?:(?P<name>{_WORD}(?: {_WORD}){{0,5}}?)(?:,? (?:at|under|via|on)|[,:])? )?{_ADDRESS}"
    r"(?: instead| from now on| in (?:the )?future)*"
    rf"|(?P<alone>{_WORD}(?: {_WORD}){{0,3}}) instead)",
    re.IGNORECASE,
)
_ANY_ADDRESS = re.compile(_ADDRESS, re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_a-z][\w.'’-]+(?: [^\W\d_a-z][\w.'’-]+){1,3}")
"""Two to four words that are written as names are."""


def read_instead(text: str) -> WriteInstead | None:
    """Read a whole text; a name keeps its writing."""
    lower = text[-_LONGEST_END:].lower()
    if not ("@" in text or "instead" in lower):
        return None  # nearly all
    found = _INSTEAD.fullmatch(text.rstrip(" .!"))
    if found is None:
        return None
    name = found["name"] or found["alone"] or ""
    return WriteInstead(
        address=(found["address"] or "").lower(), name=name, left=found["left"] or ""
    )


_LONGEST_END = 20


def read_successor(text: str) -> WriteInstead:
    """Whom an answer to "who instead?" names, however it is put: by the one address, by name."""
    said = " ".join(text.split())
    if whole := read_instead(said):
        return whole.model_copy(update={"left": whole.left or "me"})
    addresses = {found["address"].lower() for found in _ANY_ADDRESS.finditer(said)}
    address = addresses.pop() if len(addresses) == 1 else ""
    named = _NAME.search(said.partition("@")[0].rpartition(" ")[0] if address else said)
    return WriteInstead(address=address, name=named[0] if named else "", left="me")
