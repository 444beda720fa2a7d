"""The table of what an operator has stopped; a row is there while it is."""

from sqlalchemy import Column, String, Table

from assistant.db import Moment, metadata

stops = Table(
    "stops",
    metadata,
    Column("name", String(12), primary_key=True),
    Column("since", Moment, nullable=False),
    Column("because", String(200), nullable=False, server_default=""),
)
