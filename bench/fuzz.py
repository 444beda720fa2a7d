"""Mail that nobody would write, read for a while: ``python -m bench.fuzz --minutes 5``.

Each case is a mail of a known kind, changed at random: pieces repeated, swapped, cut, spliced with
another, or with the words parsers stumble over put in. Reading it, judging its sender and making a
request of it must raise nothing, and take no longer than 200 ms of processor time per 100 kB.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.handlers.mail_reading import Mail, read
from assistant.handlers.mail_request import request_from, trace_of
from assistant.handlers.sender_proof import examine
from bench.mail import US, letter
from tests import mail_samples as samples

SLOWEST = 0.2
"""Seconds of processor time for each 100 kB, and for what is smaller."""

LARGEST = 300_000
AT = datetime(2026, 3, 2, tzinfo=UTC)
TOKENS = (
    *(b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"--b1\r\n", b"--b1--\r\n", b"boundary=", b"    ", b"\t"),
    *(b"> ", b">>>> ", b"On ", b"On Mon, 2 Mar 2026, X wrote:", b"wrote:", b"-- \r\n", b"_____"),
    *(b"From: ", b"To: ", b"Subject: ", b"Message-ID: ", b"References: ", b"Date: ", b"<[x@y]>"),
    *(b"=?utf-8?q?", b"=?utf-8?b?", b"?=", b"=?x?y?", b"charset=idna", b"charset=unicode_escape"),
    *(b"<", b">", b"(", b")", b'"', b"\\", b",", b";", b":", b"@", b";;;;", b"====", b"----"),
    *(b"Content-Type: multipart/mixed; boundary=b1\r\n", b"Content-Type: message/rfc822\r\n"),
    *(b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: x-uuencode\r\n"),
    *(b"Authentication-Results: mx.us.example; ", b"dmarc=pass ", b"dkim=pass header.d="),
    *(b"DKIM-Signature: v=1; d=acme.example; l=1; b=x\r\n", b"begin 644 x\r\n", b"filename*0*="),
    *(b"<div>", b"</div>", b"<a ", b"<!--", b"-->", b"<blockquote>", b"<style>", b'style="'),
    *(b".x{display:none}", b"display:none", b"&#x;", b"&gt;", b"\xff\xfe", b"\x00", b"\xc3"),
    *(b"Final-Recipient: rfc822; ", b"Status: 5.1.1\r\n", b"X-Failed-Recipients: "),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A case that must not be, and what is wrong with it."""

    raw: bytes
    wrong: str


def seeds() -> list[bytes]:
    """One mail of each kind that is read."""
    html = "<div>pay 123</div><blockquote><style>.x{display:none}</style>quoted</blockquote>"
    inner = samples.raw("quoted").decode()
    return [
        letter(1),
        samples.raw("pay 123\n\nOn Mon, 2 Mar 2026, Billing wrote:\n> pay 124\n-- \nDana\n"),
        samples.raw(
            Authentication_Results=samples.PASSED, Subject="=?utf-8?q?Rechnung_=E2=82=AC?="
        ),
        samples.raw("I am out of the office", Auto_Submitted="auto-replied"),
        samples.bounce("ap@acme.example", status="5.1.1", said="unknown", sent="<1@us.example>"),
        samples.multipart(("text/plain; charset=utf-8; format=flowed", "yes"), ("text/html", html)),
        samples.multipart(("text/plain", "see below"), ("message/rfc822", inner), subtype="mixed"),
        samples.multipart(("text/html", html * 50), ("application/ms-tnef", "x"), subtype="mixed"),
    ]


def changed(mails: Sequence[bytes], dice: random.Random) -> bytes:
    """A mail after a few changes."""
    raw = dice.choice(mails)
    for _ in range(dice.choice((1, 1, 2, 4, 12))):
        raw = dice.choice(CHANGES)(raw, mails, dice)[:LARGEST]
    return raw


Change = Callable[[bytes, Sequence[bytes], random.Random], bytes]


def _inserted(raw: bytes, _mails: Sequence[bytes], dice: random.Random) -> bytes:
    at = dice.randint(0, len(raw))
    return raw[:at] + dice.choice(TOKENS) + raw[at:]


def _repeated_token(raw: bytes, _mails: Sequence[bytes], dice: random.Random) -> bytes:
    at = dice.randint(0, len(raw))
    some = b"".join(dice.choices(TOKENS, k=dice.choice((1, 1, 2, 3))))
    return raw[:at] + some * int(10 ** dice.uniform(0, 4.3)) + raw[at:]


def _repeated_piece(raw: bytes, _mails: Sequence[bytes], dice: random.Random) -> bytes:
    start, end = _piece(raw, dice)
    return raw[:end] + raw[start:end] * int(10 ** dice.uniform(0, 3)) + raw[end:]


def _cut(raw: bytes, _mails: Sequence[bytes], dice: random.Random) -> bytes:
    start, end = _piece(raw, dice)
    return raw[:start] + raw[end:]


def _spliced(raw: bytes, mails: Sequence[bytes], dice: random.Random) -> bytes:
    other = dice.choice(mails)
    return raw[: dice.randint(0, len(raw))] + other[dice.randint(0, len(other)) :]


def _flipped(raw: bytes, _mails: Sequence[bytes], dice: random.Random) -> bytes:
    found = bytearray(raw)
    for _ in range(dice.randint(1, 20)):
        if found:
            found[dice.randrange(len(found))] = dice.randrange(256)
    return bytes(found)


def _shuffled(raw: bytes, _mails: Sequence[bytes], dice: random.Random) -> bytes:
    lines = raw.splitlines(keepends=True)
    dice.shuffle(lines)
    return b"".join(lines)


CHANGES: tuple[Change, ...] = (
    _inserted,
    _inserted,
    _repeated_token,
    _repeated_piece,
    _cut,
    _spliced,
    _flipped,
    _shuffled,
)


def _piece(raw: bytes, dice: random.Random) -> tuple[int, int]:
    start = dice.randint(0, len(raw))
    return start, min(len(raw), start + dice.choice((1, 10, 100, 2_000)))


def tried(raw: bytes) -> Mail | Found:
    """Do all that is done with a mail before anybody is asked; what is slow is timed again."""
    try:
        seconds = _timed(raw)
        limit = SLOWEST * max(1.0, len(raw) / 100_000)
        if seconds > limit and (again := min(_timed(raw), _timed(raw))) > limit:
            return Found(raw, f"{again:.3f} s for {len(raw)} bytes")
        return read(raw)
    except Exception as error:  # what is looked for here
        return Found(raw, f"{type(error).__name__}: {error}")


def _timed(raw: bytes) -> float:
    began = time.thread_time()
    mail = read(raw)
    examined = examine(mail.headers, samples.SERVER)
    trace_of(mail, US)
    if mail.from_address:
        request_from(mail, proof=examined.proof, at=AT).model_dump_json()
    return time.thread_time() - began


def run(seconds: float, number: int) -> tuple[list[Found], Counter[str]]:
    """Try cases for so long; returns what is wrong and what the rest was taken for."""
    dice, mails = random.Random(number), seeds()
    found: list[Found] = []
    kinds: Counter[str] = Counter()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        raw = changed(mails, dice)
        seen = tried(raw)
        if isinstance(seen, Found):
            found.append(seen)
            continue
        kinds[seen.kind] += 1
        if seen.kind != "unreadable" and len(raw) < 10_000 and len(mails) < 200:
            mails.append(raw)  # changes upon changes
    return found, kinds


def _told(kinds: Counter[str]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())


def main() -> int:
    """Try for as long as asked; what is wrong is kept in files, named on stderr."""
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--number", type=int, default=1, help="the same number, the same cases")
    parser.add_argument("--keep", type=Path, default=Path("bench/found"), help="where to put them")
    asked = parser.parse_args()
    found, kinds = run(asked.minutes * 60, asked.number)
    for number, each in enumerate(found):
        asked.keep.mkdir(parents=True, exist_ok=True)
        (asked.keep / f"{number}.eml").write_bytes(each.raw)
        print(f"{asked.keep / f'{number}.eml'}: {each.wrong}", file=sys.stderr)
    print(f"mail_fuzzed {kinds.total() + len(found)} mails ({_told(kinds)}), wrong: {len(found)}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
