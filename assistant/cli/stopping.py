"""What an operator can put right is told in one line with its remedy, not as a traceback."""

from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError


class StopError(Exception):
    """The command cannot go on; the words say why and what to do."""


class Commands(TyperGroup):
    """All commands; one that must stop says why on standard error and exits with 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except Exception as error:  # the process edge: a bug keeps its traceback
            words = _words(error)
            if words is None:
                raise
            typer.echo(" ".join(words.split()), err=True)
            raise typer.Exit(1) from error


def _words(error: Exception) -> str | None:
    """Cause and remedy; None for what is nobody's mistake but ours."""
    from assistant.config import SettingsError

    if isinstance(error, StopError | SettingsError):
        return str(error)
    if isinstance(error, typer.Exit | typer.Abort | typer.BadParameter):
        return None
    if isinstance(error, PermissionError | NotADirectoryError | FileExistsError):
        return str(error)
    from sqlalchemy.exc import DBAPIError

    from assistant.db import DatabaseBusyError, DatabaseUnavailableError
    from assistant.schema import SchemaError

    if isinstance(error, SchemaError | DatabaseBusyError):
        return str(error)
    if isinstance(error, DatabaseUnavailableError):
        return f"{error}: check ASSISTANT_DATABASE_URL"
    if isinstance(error, DBAPIError) and (cause := _unusable(error)):
        return (
            f"the database cannot be used ({cause}): check ASSISTANT_DATABASE_URL, "
            "or with --sandbox ASSISTANT_SANDBOX_DIR"
        )
    return None


def _unusable(error: "DBAPIError") -> str:
    """Why a database cannot be opened at all; empty for a statement that went wrong."""
    import sqlite3

    from sqlalchemy.exc import OperationalError

    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        not_ours = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
        return str(cause) if cause.sqlite_errorcode & 0xFF in not_ours else ""
    state = str(getattr(cause, "sqlstate", "") or "")
    away = isinstance(error, OperationalError) and not state  # no server answered
    return str(cause) if away or state.startswith(("28", "3D")) else ""  # who are you; no such name
