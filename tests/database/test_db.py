"""One transaction at a time."""

from sqlalchemy import Connection, text
from assistant.db import Database


async def test_what_write_returned_is_visible_to_the_next_read(database: Database) -> None:
    def work(tx: Connection) -> int:
        tx.execute(text("create table counter (n integer)"))
        tx.execute(text("insert into counter values (1)"))
        return 1

    await database.write(work)

    assert await database.read(lambda tx: tx.execute(text("select n from counter")).scalar()) == 1
