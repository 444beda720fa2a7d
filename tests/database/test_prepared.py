"""A SELECT that the driver is asked itself answers as SQLAlchemy's own way does."""

from datetime import UTC, date, datetime

from sqlalchemy import Boolean, Column, Date, MetaData, String, Table, bindparam, insert, select
from sqlalchemy.engine import Connection

from assistant.db import Database, Json, Moment
from assistant.db.prepared import Prepared

KINDS = Table(
    "kinds",
    MetaData(),
    Column("name", String(20)),
    Column("day", Date),
    Column("at", Moment),
    Column("so", Boolean),
    Column("facts", Json),
)
ROWS = [
    {
        "name": "all",
        "day": date(2026, 3, 1),
        "at": datetime(2026, 3, 1, 12, tzinfo=UTC),
        "so": True,
        "facts": {"a": [1, None]},
    },
    {"name": "none", "day": None, "at": None, "so": None, "facts": None},
]
NAMED = select(KINDS, (KINDS.c.name == "all").label("is_all")).where(
    KINDS.c.name != "others", KINDS.c.name != bindparam("but")
)


async def test_every_kind_of_column_is_read_as_sqlalchemy_reads_it(database: Database) -> None:
    prepared = Prepared(NAMED)

    def look(tx: Connection) -> None:
        KINDS.create(tx)
        tx.execute(insert(KINDS), ROWS)
        for but in ("nobody", "all", "none"):
            by_sqlalchemy = tx.execute(NAMED, {"but": but}).all()
            assert [tuple(row) for row in prepared.all(tx, {"but": but})] == by_sqlalchemy
        assert len(prepared.all(tx, {"but": "nobody"})) == len(ROWS)

    await database.write(look)
