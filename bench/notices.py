"""Facts turned into deliveries, and those sent, beside a bare loop over the same server."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import delete
from sqlalchemy.engine import Connection

from assistant.app import utc_now
from assistant.billing.events import EventKind, PaidPart, PaymentEvent
from assistant.notify.mail_sender import MailSender
from assistant.notify.smtp_opening import SmtpSettings
from assistant.notify.worker import Notifier
from assistant.schema import metadata
from bench import books, mail, worlds
from bench.books import Customer
from bench.report import Bound, Figure, Report, paired

FACTS = 1_200
TOLD = Bound(1_000)
SENT = Bound(0.6, of="ratio")


async def measure(kind: str, url: str, report: Report, *, rounds: int) -> None:
    """One contact for each fact, who hears of it by mail."""
    told, sent, bare = [], [], []
    with mail.sink() as port:
        settings = SmtpSettings("127.0.0.1", port, mail.US, tls="none", connections=mail.POOL)
        async with worlds.opened(url) as database, MailSender(settings) as sender:
            notifier = Notifier(database, {"mail": sender}, utc_now)
            await database.write(_only_by_mail)
            for turn in range(rounds):
                bare.append(await mail.bare(port))
                await database.write(partial(_happens, turn=turn))
                told.append(await _rate(notifier, "announce"))
                sent.append(await _rate(notifier, "deliver"))
    value, _ = paired(told, told)
    report.add(Figure(f"facts_told_{kind}", value, "facts/s", bound=TOLD))
    value, ratio = paired(sent, bare)
    report.add(Figure(f"notices_sent_{kind}", value, "mails/s", "bare_pool", ratio, SENT))


async def _rate(notifier: Notifier, step: str) -> float:
    """How many a second, until nothing is left."""
    count, began = 0, time.perf_counter()
    while done := await getattr(notifier, step)():
        count += done
    assert count == FACTS, f"{step}: {count} of {FACTS}"
    return count / (time.perf_counter() - began)


def _only_by_mail(tx: Connection) -> None:
    tx.execute(delete(metadata.tables["slack_links"]))


def _happens(tx: Connection, turn: int) -> None:
    books.add(tx, "events", _facts(turn))


def _facts(turn: int) -> Iterator[dict[str, Any]]:
    now = datetime.now(UTC)
    for number in range(FACTS):
        customer = Customer(number)
        fact = PaymentEvent(
            kind=EventKind.SUCCEEDED,
            account_id=customer.account_id,
            account=f"Customer {number}",
            payment_id=f"pay_{turn}_{number}",
            person_id="",
            payer="Payer",
            minor=42_000,
            currency="USD",
            method="Visa 4242",
            parts=(PaidPart(number=customer.newest, minor=42_000, open_minor=0),),
            at=now,
        )
        yield {
            "id": f"evt_{turn}_{number}",
            "account_id": fact.account_id,
            "about": fact.about,
            "kind": fact.kind,
            "body": fact.model_dump(mode="json"),
            "at": now,
        }
