"""What is due is taken by several at once, who do not get in each other's way."""

import asyncio
from functools import partial

from assistant.app import utc_now
from assistant.db import Database
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
