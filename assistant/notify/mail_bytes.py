"""Headers, two bodies and files to the bytes of one mail (RFC 5322, 2045 to 2047, 2231).

Written out by hand because ``EmailMessage`` parses every header it is given and takes ten times as
long. What goes in is one line each, free of controls; what comes out is ASCII with CRLF, and the
same for the same delivery every time.
"""

import re
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Iterable
from email.header import Header
from email.utils import encode_rfc2231
from functools import lru_cache
from hashlib import sha256

from assistant.documents.job import Made

_LINE = 76
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]{1,70}")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9 ._()-]{1,60}")
_SHEET_BEGINS, _SHEET_ENDS = "\n<style>\n", "\n</style>\n"

Headers = Iterable[tuple[str, str]]


def assemble(headers: Headers, text: str, html: str, files: Iterable[Made], *, key: str) -> bytes:
    """Return the whole mail; ``key`` is what makes its boundaries, and its own."""
    mark = sha256(key.encode()).hexdigest()[:24]
    head = "".join(f"{name}: {_folded(value)}\r\n" for name, value in headers)
    head += "MIME-Version: 1.0\r\n"
    both = _multipart("alternative", f"=_a{mark}", [_body(text, "plain"), _body(html, "html")])
    attached = [_attached(file) for file in files]
    whole = _multipart("mixed", f"=_m{mark}", [both, *attached]) if attached else both
    return head.encode("ascii") + whole


def words(value: str) -> str:
    """A header's text, encoded where it is not ASCII."""
    if value.isascii():
        return value
    return Header(value, "utf-8", maxlinelen=_LINE).encode(linesep="\r\n")


def mailbox(name: str, address: str) -> str:
    """``Name <address>``, with the name quoted or encoded as it needs."""
    if not name:
        return address
    if not name.isascii():
        return f"{words(name)} <{address}>"
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f"{name} <{address}>" if _ATOMS.fullmatch(name) else f'"{escaped}" <{address}>'


def _folded(value: str) -> str:
    """Break a long line at its spaces; what has none is left whole."""
    if len(value) <= _LINE or "\r\n" in value:
        return value
    lines = [""]
    for word in value.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) >= _LINE:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return "\r\n ".join(lines)


def _multipart(kind: str, boundary: str, parts: list[bytes]) -> bytes:
    """No encoded body can hold such a boundary: ``=_`` means nothing in either encoding."""
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    between = f"--{boundary}\r\n".encode()
    return head + between + between.join(parts) + f"--{boundary}--\r\n".encode()


def _body(content: str, kind: str) -> bytes:
    head = (
        f'Content-Type: text/{kind}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    return head.encode() + _encoded(content if content.endswith("\n") else f"{content}\n")


def _encoded(content: str) -> bytes:
    """Line by line, so that the style sheet, half of a page and in each the same, is done once."""
    before, _, rest = content.partition(_SHEET_BEGINS)
    sheet, end, after = rest.partition(_SHEET_ENDS)
    if not end:
        return _quoted(content)
    sheet = _SHEET_BEGINS[1:] + sheet + _SHEET_ENDS
    return _quoted(before + "\n") + _quoted_sheet(sheet) + _quoted(after)


def _quoted(lines: str) -> bytes:
    """Whole lines, quoted-printable."""
    whole = lines.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    return b2a_qp(whole.encode("utf-8", "replace"), istext=True)


_quoted_sheet = lru_cache(maxsize=16)(_quoted)


def _attached(file: Made) -> bytes:
    name = file.name
    if _PLAIN_NAME.fullmatch(name):
        named = f'filename="{name}"'
    else:
        named = f"filename*={encode_rfc2231(name, 'utf-8')}"
    head = (
        f"Content-Type: {file.media_type}\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment; {named}\r\n\r\n"
    )
    return head.encode("ascii") + encodebytes(file.content).replace(b"\n", b"\r\n")
