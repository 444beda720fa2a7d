"""The steps from an empty database to today's schema, forward only (Alembic)."""

HEAD = "0001"
"""The newest step: a process serves only a database that is exactly here."""
