"""What a database can fail with that is nobody's mistake; anything else is a bug and stays raw."""


class DatabaseBusyError(Exception):
    """The database is held by other writers. Nothing was changed; try again in a moment."""


class DatabaseUnavailableError(Exception):
    """The database cannot work (disk full, read-only, down, closed): nothing was acknowledged.

    Free the disk or bring the server back; work resumes by itself.
    """
