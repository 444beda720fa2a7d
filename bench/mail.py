"""Mail read, mail taken from a mailbox to committed, and mail sent: each beside its bare floor."""

import asyncio
import contextlib
import gc
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path

from aiosmtplib import SMTP

from assistant.app import utc_now
from assistant.card import Action, Card, Fact
from assistant.desk import Desk
from assistant.dispatch import Line
from assistant.handlers.mail_connection import ImapSettings
from assistant.handlers.mail_reading import read
from assistant.handlers.mailbox import Mailbox, MailboxSettings, MailLine
from assistant.notify.mail_message import compose
from assistant.notify.mail_sender import MailSender
from assistant.notify.senders import Outgoing
from assistant.notify.smtp_opening import SmtpSettings
from assistant.notify.worker import Notifier
from assistant.reach import Reach
from assistant.request import Request, Sender
from bench import worlds
from bench.mail_rivals import Rivals
from bench.report import Bound, Figure, Report, paired

US = "billing@us.example"
READ = 400
TAKEN = 1_000
SENT = 1_200
BESIDE = 100
"""Mails in a round for those that are slower."""

POOL = 4
QUOTED = "> Please find the invoice attached; it is due on 4 April 2026.\n"
CARD = Card(
    title="Paid: invoice 123, 420.00 USD",
    paragraphs=("Thank you. The payment has arrived, and the invoice is closed.",),
    facts=(Fact(label="Account", value="Acme"), Fact(label="Paid with", value="Visa 4242")),
    actions=(Action(label="Receipt", say="receipt for 123"),),
)
AT = datetime(2026, 3, 2, tzinfo=UTC)


def measure_reading(report: Report, *, rounds: int) -> None:
    """Mails of 5 kB read and classified in a second of one core, beside the bare parser."""
    mails = [letter(number) for number in range(READ)]
    ours, floor = [], []
    for _ in range(rounds):
        floor.append(_rate(lambda: [message_from_bytes(each) for each in mails], READ))
        ours.append(_rate(lambda: [read(each) for each in mails], READ))
    value, ratio = paired(ours, floor)
    report.add(Figure("mail_read", value, "mails/s", "compat32", ratio, Bound(400)))


async def measure_sending(report: Report, rivals: Rivals | None, *, rounds: int) -> None:
    """Cards drawn and sent a second, beside a bare pool sending the same bytes, made before.

    Beside Django's ``send_mail``, too, which opens a connection for each.
    """
    with sink() as port:
        ours, floor, rival = [], [], []
        for _ in range(rounds):
            floor.append(await bare(port))
            ours.append(await _drawn(port))
            if rivals:
                rival.append(rivals.sends(port, BESIDE))
    if rivals:
        value, ratio = paired(ours, rival)
        bound = Bound(2.0, of="ratio")
        report.add(Figure("mail_sent_beside_django", value, "mails/s", "send_mail", ratio, bound))
    value, ratio = paired(ours, floor)
    bound = Bound(0.7, of="ratio")
    report.add(Figure("mail_sent", value, "mails/s", "bare_pool", ratio, bound))


async def measure_taking(
    kind: str, url: str, report: Report, rivals: Rivals | None, *, rounds: int
) -> None:
    """Mails a second from a mailbox of Dovecot to committed requests, beside django-mailbox."""
    from tests.parties.dovecot import PASSWORD, USER, NoDovecotError, dovecot_server

    found, rival = [], []
    gc.freeze()  # as the assistant does when its doors are open
    gc.set_threshold(50_000, 20, 50)
    try:
        with dovecot_server() as server:
            imap = ImapSettings("127.0.0.1", server.port, USER, PASSWORD, tls="none")
            for turn in range(rounds):
                if rivals:
                    server.empty()
                    server.deliver(*(letter(number) for number in range(BESIDE)))
                    rival.append(rivals.takes(server.port, BESIDE, USER, PASSWORD))
                server.empty()
                server.deliver(*(letter(turn * TAKEN + number) for number in range(TAKEN)))
                found.append(await _taken(url, imap))
    except NoDovecotError as absent:
        print(f"mail_taken_{kind}: {absent}", file=sys.stderr)
        return
    value = sorted(found)[len(found) // 2]
    report.add(Figure(f"mail_taken_{kind}", value, "mails/s", bound=Bound(150, goal=250)))
    if rivals:
        value, ratio = paired(found, rival)
        name, bound = f"mail_taken_{kind}_beside_django", Bound(10, of="ratio")
        report.add(Figure(name, value, "mails/s", "django_mailbox", ratio, bound))


def letter(number: int) -> bytes:
    """One reply of 5 kB, with a text and an HTML body, quoting what it answers."""
    text = f"show my invoices\n\nOn Mon, 2 Mar 2026, Billing wrote:\n{QUOTED * 34}"
    html = f"<div>show my invoices</div><blockquote>{'<p>It is due soon.</p>' * 90}</blockquote>"
    head = (
        f"From: Dana <dana{number % 500}@acme.example>\nTo: {US}\nSubject: Re: Invoice\n"
        f"Message-ID: <{number}@acme.example>\nDate: Mon, 02 Mar 2026 10:00:00 +0000\n"
        "Authentication-Results: mx.us.example; dmarc=pass header.from=acme.example\n"
        'MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="b1"\n\n'
    )
    parts = (("plain", text), ("html", html))
    body = "".join(
        f"--b1\nContent-Type: text/{kind}; charset=utf-8\n\n{words}\n" for kind, words in parts
    )
    return f"{head}{body}--b1--\n".replace("\n", "\r\n").encode()


def _rate(work: object, count: int) -> float:
    assert callable(work)
    began = time.process_time()
    work()
    return count / (time.process_time() - began)


def _outgoing(number: int) -> Outgoing:
    return Outgoing(f"dlv_{number:032x}", f"dana{number}@acme.example", "", CARD)


async def _drawn(port: int) -> float:
    settings = SmtpSettings("127.0.0.1", port, US, tls="none", connections=POOL)
    async with MailSender(settings) as sender:
        began = time.perf_counter()
        await asyncio.gather(*(sender.send(_outgoing(number)) for number in range(SENT)))
        return SENT / (time.perf_counter() - began)


async def bare(port: int) -> float:
    """Mails a second of a pool that sends what was made before."""
    mails = [
        (each.address, compose(each, sender=US, sender_name="", at=AT))
        for each in map(_outgoing, range(SENT))
    ]

    async def one(mine: list[tuple[str, bytes]]) -> None:
        client = SMTP(hostname="127.0.0.1", port=port, start_tls=False)
        await client.connect()
        for address, raw in mine:
            await client.sendmail(US, [address], raw)
        await client.quit()

    began = time.perf_counter()
    await asyncio.gather(*(one(mails[at::POOL]) for at in range(POOL)))
    return SENT / (time.perf_counter() - began)


async def _taken(url: str, imap: ImapSettings) -> float:
    async with _desk(url) as desk:
        count, emptied = 0, _Emptied()

        async def answer(request: Request) -> None:
            nonlocal count
            await desk.take_mail(request)
            count += 1

        async def knows(sender: Sender) -> bool:
            await desk.knows(sender)
            return True  # nobody is on file here, and a stranger would wait a day

        line = MailLine(answer, desk.note_mail, desk.set_aside, knows=knows, reach=emptied)
        wanted = MailboxSettings(imap, US, "mx.us.example", answers_per_hour=10**9)
        door = Mailbox(wanted, line)
        began = time.perf_counter()
        reading = asyncio.create_task(door.run())
        await emptied.seen.wait()
        took = time.perf_counter() - began
        reading.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await reading
        assert count == TAKEN, f"took {count} of {TAKEN}"
        return TAKEN / took


class _Emptied(Reach):
    """Tells when everything in the mailbox has been taken and marked."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = asyncio.Event()

    def reached(self) -> None:
        self.seen.set()


@asynccontextmanager
async def _desk(url: str) -> AsyncIterator[Desk]:
    async with worlds.opened(url) as database:
        notifier = Notifier(database, {}, utc_now)
        desk = Desk(database, Line(support="support"), notifier, None, utc_now)
        async with desk:
            yield desk


@contextmanager
def sink() -> Iterator[int]:
    """A mail server in a process of its own, which takes everything and keeps nothing."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    script = Path(__file__).with_name("smtp_sink.py")
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen([sys.executable, str(script), str(port)], stderr=log)
        try:
            _until_open(port)
            yield port
        finally:
            process.terminate()
            process.wait()


def _until_open(port: int) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.05)
    raise TimeoutError("the mail server of the benchmark did not start")
