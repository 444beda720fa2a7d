"""No mail of up to 25 MB holds up the loop, and none is waited for for ever."""

import asyncio
import base64
import time

import pytest

from assistant.handlers.mail_apart import read_apart
from assistant.handlers.mail_classes import Kind
from assistant.handlers.mail_limits import MOST_BYTES
from tests.mail_samples import raw

LONGEST_BLOCK = 0.05
FEWEST_TURNS = 10


def with_pdf(size: int) -> bytes:
    body = base64.encodebytes(bytes(size * 18 // 25 - 400_000)).replace(b"\n", b"\r\n")
    head = raw(
        "--x\nContent-Type: text/plain\n\npay invoice 123\n--x\nContent-Type: application/pdf\n"
        "Content-Disposition: attachment; filename=a.pdf\nContent-Transfer-Encoding: base64\n\n",
        Content_Type='multipart/mixed; boundary="x"',
    )
    return head + body + b"--x--\r\n"


HUGE = {
    "a document": lambda: with_pdf(MOST_BYTES),
    "one line": lambda: raw("x" * 24_000_000),
    "HTML": lambda: raw("<p>pay <b>123</b></p>" * 1_100_000, Content_Type="text/html"),
    "quoted-printable": lambda: raw(
        "=41" * 8_000_000, Content_Transfer_Encoding="quoted-printable"
    ),
}


@pytest.mark.parametrize("name", HUGE)
async def test_fault_54_a_huge_mail_holds_up_nobody(name: str) -> None:
    """Counted in processor time of the loop's thread: a busy machine holds the loop up, too."""
    reading = asyncio.create_task(read_apart(HUGE[name]()))
    turns, longest = 0, 0.0
    while not reading.done():
        began = time.thread_time()
        await asyncio.sleep(0.001)
        turns, longest = turns + 1, max(longest, time.thread_time() - began)
    mail, _ = await reading

    assert mail.kind is Kind.REQUEST
    assert turns > FEWEST_TURNS
    assert longest <= LONGEST_BLOCK


async def test_what_a_large_mail_says_is_read_whole() -> None:
    mail, examined = await read_apart(HUGE["a document"](), verify=True)

    assert mail.new_text == "pay invoice 123"
    assert mail.attachments == ("a.pdf",)
    assert examined is not None
    assert examined.because == "not signed (no DKIM-Signature)"


async def test_fault_54_what_takes_too_long_is_unreadable_and_its_process_is_ended() -> None:
    mail, _ = await read_apart(HUGE["HTML"](), patience=0.01)

    assert (mail.kind, mail.reasons) == (Kind.UNREADABLE, ("could not be read in 0.01 seconds",))
