"""What a person newly wrote in a mail, apart from everything they quoted.

Quoted words can be commands ("reply with: pay invoice 123"), so a leak may cost money while a loss
only costs a question: in doubt this cuts more. Only the first 400 lines are looked at, each a
bounded number of times and no further than 500 characters, so no mail takes long.

A quote begins at one of these: our own marker, a ``>`` line, a line that names when and who ("On …
wrote:", in whatever language), a block of mail headers, a separator of some mail program, or where
the HTML said so.
"""

import re

from assistant.handlers import reply_marks as marks
from assistant.handlers.mail_html import QUOTED, visible_text
from assistant.understand.disclaimers import without_disclaimer

_MOST_CHARACTERS = 64_000
_MOST_LINES = 400
_LONGEST_LINE = 500
_ATTRIBUTION_LINES = 6


def new_text(text: str | None, html: str | None = None) -> str:
    """Return the newly written part: of the plain text, or of the HTML when there is no plain text.

    Signatures below a recognised delimiter are cut too, and what is plainly a disclaimer. Empty
    when nothing new was found.
    """
    if text is not None and text.strip():
        return _cut(text)
    return _cut(visible_text(html), from_html=True) if html else ""


def asks_nothing(text: str) -> bool:
    """Tell whether there is only a greeting, a closing and a name, so that the subject speaks."""
    closed = False
    for line in (line.strip() for line in _lines(text)):
        if not line or len(line) > 80:
            if line:
                return False
        elif marks.CLOSING.fullmatch(line):
            closed = True
        elif not (marks.SIGNED if closed else marks.GREETING).fullmatch(
            line
        ) or marks.SECOND_THOUGHT.search(line):
            return False
    return True


def _lines(text: str) -> list[str]:
    text = text[:_MOST_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    text = marks.ARMOUR.sub("", text.replace("\ufeff", "").replace("\u200b", ""), count=1)
    lines = text.split("\n", _MOST_LINES)[:_MOST_LINES]
    return [part for line in lines for part in _apart(line)] if "wrote:" in text else lines


def _apart(line: str) -> tuple[str, ...]:
    """Split ``yes --- On Monday 3 March, Billing wrote:`` before the quote begins."""
    wrote = line.find("wrote:", 0, 2_000)
    on = line.rfind("On ", 0, wrote) if wrote > 0 else -1
    if on <= 0 or wrote - on > 300 or not re.search(r"\d", line[on:wrote]):
        return (line,)
    if not line[:on].strip(" \t*_>"):
        return (line,)
    return line[:on].rstrip(" -\t"), line[on:]


def _cut(text: str, *, from_html: bool = False) -> str:
    if not from_html:
        text = text.replace(QUOTED, "")
    lines = _lines(text)
    top = _without_signature(lines[: _first_quote(lines)])
    if any(line.strip() for line in top):
        return "\n".join(top).strip()
    return "\n".join(_without_signature(_below(lines))).strip()


def _below(lines: list[str]) -> list[str]:
    """What stands under the quotes when nothing stands above them, for those who answer below.

    Only prefixed quotes show where they end; after anything else the rest stays quoted. A line that
    follows a quoted line directly is that line, wrapped.
    """
    start = 0
    while start < len(lines) and not lines[start].strip():
        start += 1
    if start == len(lines):
        return []
    attribution = _attribution_end(lines, start)
    if attribution is not None:
        start = attribution
        while start < len(lines) and not lines[start].strip():
            start += 1
    if start == len(lines) or not _is_prefixed(lines[start]):
        return []
    kept: list[str] = []
    wrapped = False
    for at in range(start, len(lines)):
        line = lines[at]
        if _is_prefixed(line):
            wrapped = True
        elif not line.strip():
            wrapped = False
            kept.append("")
        elif not wrapped:
            if _starts_quote(lines, at):
                break
            kept.append(line)
    return kept


def _first_quote(lines: list[str]) -> int:
    for at, line in enumerate(lines):
        if _is_prefixed(line) or _starts_quote(lines, at):
            return _before_attribution(lines, at)
    return len(lines)


def _is_prefixed(line: str) -> bool:
    start = line.lstrip()[:4]
    return start.startswith((">", QUOTED, "&gt;"))


def _starts_quote(lines: list[str], at: int) -> bool:
    line = lines[at][:_LONGEST_LINE]
    if not line.strip():
        return False
    return bool(
        marks.MARKER.search(line)
        or marks.SEPARATOR.match(line)
        or marks.FORWARD.match(line)
        or _is_header_block(lines, at)
        or _attribution_end(lines, at) is not None
    )


def _is_header_block(lines: list[str], at: int) -> bool:
    first = _header(lines[at])
    if first is None:
        return False
    keys = {key for line in lines[at + 1 : at + 10] if (key := _header(line))} - {first}
    return len(keys) >= (1 if marks.FROM_LINE.match(lines[at]) else 2)


def _header(line: str) -> str | None:
    start = line[:60]
    if ":" not in start and "：" not in start:
        return None
    found = marks.HEADER_LINE.match(start)
    return found[1].lower() if found else None


def _attribution_end(lines: list[str], at: int, stop: int | None = None) -> int | None:
    """Where the text after an attribution that starts on this line begins, if one does."""
    first = lines[at][:_LONGEST_LINE]
    opens = bool(marks.ON.match(first) and re.search(r"\d", first))
    joined, blanks = "", 0
    stop = min(at + _ATTRIBUTION_LINES + 2, len(lines) if stop is None else stop)
    for after in range(at, stop):
        line = lines[after][:_LONGEST_LINE].strip()
        if not line:
            blanks += 1
            if not opens or blanks > 3:
                return None
            continue
        if after > at and (QUOTED in line or (_is_prefixed(line) and not opens)):
            return None
        joined = f"{joined} {line}".strip()
        if _is_attribution(joined, opens=opens):
            return None if after > at and _is_just_above(lines, at, after + 1) else after + 1
        if not opens and line.endswith((".", "!", "?", ":")):
            return None
    return None


def _is_just_above(lines: list[str], at: int, stop: int) -> bool:
    """Words directly above an attribution are not part of it if it is complete without them."""
    line, below = lines[at][:_LONGEST_LINE], lines[at + 1][:_LONGEST_LINE]
    if marks.ON.match(line) and marks.MOMENT.search(line):
        return False
    part = marks.LEAD.match(line) or marks.MOMENT.search(line) or marks.ADDRESS.search(line)
    return bool(not part or marks.LEAD.match(below)) and (
        _attribution_end(lines, at + 1, stop) is not None
    )


def _is_attribution(words: str, *, opens: bool) -> bool:
    if opens and marks.MOMENT.search(words) and re.search(r"\bwrote\s?:", words):
        return True
    if not words.rstrip("*_ \t").endswith((":", "：")):
        return False
    moment = bool(marks.MOMENT.search(words))
    if not moment and "@" not in words and "<" not in words:
        return False
    wrote = bool(marks.WROTE.search(words))
    address = bool(marks.ADDRESS.search(words))
    if opens or marks.LEAD.match(words):
        return moment and (wrote or address)
    return (wrote and (moment or address)) or (moment and "@" in words)


def _before_attribution(lines: list[str], quote: int) -> int:
    """Move the start of a quote up over a line that announces it in words we do not know."""
    at = quote
    while at > 0 and not lines[at - 1].strip():
        at -= 1
    announces = at > 0 and lines[at - 1].rstrip("*_ \t").endswith((":", "："))
    if not announces or quote - at > 2:
        return quote
    for start in range(at - 1, max(at - 4, -1), -1):
        if not lines[start].strip():
            break
        words = " ".join(lines[start:at])[: 2 * _LONGEST_LINE]
        if marks.MOMENT.search(words) or marks.WROTE.search(words) or "@" in words:
            return start
    return quote


def _without_signature(lines: list[str]) -> list[str]:
    lines = without_disclaimer(lines)
    for at, line in enumerate(lines):
        short = line[:_LONGEST_LINE]
        if marks.DELIMITER.fullmatch(short):
            return lines[:at]
        if at and marks.SIGNATURE.match(short) and any(kept.strip() for kept in lines[:at]):
            return lines[:at]
        if marks.SENT_FROM.match(short) and marks.DEVICE.search(short):
            return lines[:at]
    return _without_name(lines)


def _without_name(lines: list[str]) -> list[str]:
    """Drop ``/John`` or ``-Ada Byron`` where it stands alone at the end; a command may not."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    if end < 3 or lines[end - 2].strip() or marks.SECOND_THOUGHT.search(lines[end - 1]):
        return lines
    return lines[: end - 1] if marks.SIGNING.fullmatch(lines[end - 1][:_LONGEST_LINE]) else lines
