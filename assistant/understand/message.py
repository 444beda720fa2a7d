"""A message of several lines -> those that ask for something: no salutation, no signature."""

import re

from assistant.understand.disclaimers import without_disclaimer

_QUOTED = re.compile(r">|\||on .{6,150} wrote:$", re.IGNORECASE)
_QUOTES = (">", "|", "o", "O")
_SALUTATION = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|hallo|guten (?:tag|morgen)"
    r"|bonjour|hola)"
    r"(?: [\w.'-]+){0,4}\s?[,!.:]*",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"(?:(?:many |best |kind |warm )?(?:thanks|thank you|thx|regards|wishes|cheers|best|sincerely"
    r"|yours)"
    r"(?: (?:and )?(?:so much|very much|a lot|in advance|again|regards|wishes|best|kind|truly"
    r"|faithfully|sincerely))*"
    r"|mit freundlichen grüßen|viele grüße|danke|cordialement|merci|saludos|gracias"
    r"|よろしくお願いします)\s?[,.!]*"
    r"(?: ?[-]?(?: [\w.'-]+){0,3})?|-{2,}|_{3,}|sent from my .{0,60}|get outlook for .{0,40}",
    re.IGNORECASE,
)
_STILL_ASKING = re.compile(
    r"\b(?:pay|paid|cancel|stop|wait|hold|don't|dont|instead|ps|p\.s|actually|except|invoices?"
    r"|not|tomorrow|but|yes|no|nein|nicht|doch|aber|warte[nt]?|stopp|abbrechen|non|pas|mais|attende[zr]"
    r"|annule[rz]?|pero|espera|cancelar?|mejor|nunca)\b|いいえ|ない|待って|キャンセル|中止",
    re.IGNORECASE,
)
_SIGNATURE_LINES_AT_MOST = 12


def request_lines(text: str) -> tuple[str, ...]:
    """Leave out quoted lines, a salutation and a signature that asks for nothing more."""
    if "\n" not in text:
        return (line,) if (line := text.strip()) and not _is_quoted(line) else ()
    lines = [line.strip() for line in text.split("\n")]
    lines = [line for line in lines if line and not _is_quoted(line)]
    if len(lines) > 1 and len(lines[0]) < 60 and _SALUTATION.fullmatch(lines[0]):
        lines = lines[1:]
    for index, line in enumerate(lines[1:], 1):
        if len(line) < 80 and _SIGN_OFF.fullmatch(line) and _is_signature(lines[index + 1 :]):
            return tuple(lines[:index])
    return tuple(lines)


def _is_quoted(line: str) -> bool:
    return line[0] in _QUOTES and _QUOTED.match(line) is not None


def _is_signature(lines: list[str]) -> bool:
    """A signature is short and has no words of a request; a postscript may take everything back."""
    own = without_disclaimer(lines)
    return len(own) <= _SIGNATURE_LINES_AT_MOST and not any(map(_STILL_ASKING.search, own))
