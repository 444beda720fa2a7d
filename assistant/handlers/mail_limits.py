"""How much mail is too much, decided before any of it is parsed."""

import re

MOST_BYTES = 25_000_000
MOST_PARTS = 100
DEEPEST = 20

_MOST_HEADERS = 1_000
_LONGEST_HEADER = 64_000
_MOST_LINES = 500_000

_BOUNDARY = re.compile(
    rb'boundary\s{0,9}=\s{0,9}(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))', re.IGNORECASE
)
_DELIMITER = re.compile(rb"^--([^\r\n]{1,200}?)(?:--)?[ \t]{0,9}\r?$", re.MULTILINE)


def over_limits(raw: bytes) -> str:
    """Why the mail is too much to parse, or nothing; looks at each byte a few times only."""
    if len(raw) > MOST_BYTES:
        return f"larger than {MOST_BYTES // 1_000_000} MB"
    if raw.count(b"\n") > _MOST_LINES:
        return f"more than {_MOST_LINES} lines"
    fields = re.split(rb"\r?\n(?![ \t])", raw[: header_end(raw)], maxsplit=_MOST_HEADERS + 1)
    if len(fields) > _MOST_HEADERS:
        return f"more than {_MOST_HEADERS} headers"
    if any(len(one) > _LONGEST_HEADER for one in fields):
        return f"a header longer than {_LONGEST_HEADER // 1_000} kB"
    lower = raw.lower()
    if _may_have_many_parts(lower) and _has_many_parts(raw):
        return f"more than {MOST_PARTS} parts"
    if lower.count(b"message/rfc822") > MOST_PARTS:
        return f"more than {DEEPEST} levels"
    return ""


def _may_have_many_parts(lower: bytes) -> bool:
    """Whether it is worth looking closer; hardly any mail is."""
    lines = lower.count(b"\n--") + 1
    return lower.count(b"boundary") > MOST_PARTS or lines > 2 * MOST_PARTS


def _has_many_parts(raw: bytes) -> bool:
    boundaries = {a or b for a, b in _BOUNDARY.findall(raw)}
    delimiters = sum(found[1] in boundaries for found in _DELIMITER.finditer(raw))
    return len(boundaries) > MOST_PARTS or delimiters > 2 * MOST_PARTS


def header_end(raw: bytes) -> int:
    """Return where the headers end, which is the whole length when there is nothing else."""
    ends = [end for mark in (b"\r\n\r\n", b"\n\n") if (end := raw.find(mark)) >= 0]
    return min(ends, default=len(raw))
