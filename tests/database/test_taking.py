"""What is due is taken by several at once, who do not get in each other's way."""

import asyncio
from functools import partial
from typing import Any

import pytest
from sqlalchemy.engine import Connection

from assistant.app import utc_now
from assistant.db import Database
from assistant.notify import taking
from assistant.notify.ends import LEASE
from assistant.notify.senders import Outgoing
from assistant.notify.worker import AT_ONCE, ROUNDS, Notifier
from bench import backlog, books


class Taking:
    """A far side that takes its time."""

    async def send(self, outgoing: Outgoing) -> str | None:
        await asyncio.sleep(0.001)
        return None


async def test_while_there_is_enough_to_send_neither_of_two_finds_nothing(
    database: Database,
) -> None:
    both = 2 * ROUNDS * AT_ONCE
    await database.write(partial(books.add, table="deliveries", rows=backlog.rows(4 * both)))
    notifier = Notifier(database, {"mail": Taking()}, utc_now)

    assert [await notifier.deliver() for _ in range(3)] == [both] * 3


@pytest.mark.parametrize("due", [0, 900])
async def test_a_claim_reads_what_it_may_take_whatever_was_due_when_it_was_counted(
    postgres_database: Database, due: int
) -> None:
    rows = list(backlog.rows(5_000))
    over = [{**each, "state": "sent", "due_at": None} for each in rows[due:3_000]]
    await postgres_database.write(partial(counted, rows=[*over, *rows[:due]]))
    add = partial(books.add, table="deliveries", rows=rows[3_000:])
    await postgres_database.write(add)

    assert await postgres_database.write(read_by_a_claim) < 300


def counted(tx: Connection, rows: list[dict[str, Any]]) -> None:
    books.add(tx, "deliveries", rows)
    books.analyze(tx)


def read_by_a_claim(tx: Connection) -> int:
    """How many rows a claim of sixteen destinations goes through."""
    assert len(taking.claim(tx, utc_now(), taking.Taking(LEASE, 32, AT_ONCE))) == AT_ONCE
    return int(tx.exec_driver_sql(_READ).scalar_one())


_READ = (
    "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'deliveries'"
)
