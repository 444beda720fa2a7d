"""A connection to PostgreSQL that waits for an answer only when somebody needs it.

BEGIN goes with the first statement. A statement whose rows, or whose count, nobody looks at yet
goes with whatever is said next, and with COMMIT at the latest; so does word of what was wrong with
it. They are done in the order they were executed in, each seeing what is there when its turn comes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from psycopg import Error
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine

from assistant.db.direct import NOTHING, DirectConnection, Form, Forms, Found
from assistant.db.wire import Said, UndoneError, Wire

MOST = 64
"""Statements that wait at once; a unit that makes thousands does not keep them all in memory."""

_FORGETS = ("ROLLBACK", "DROP", "ALTER")
"""After these the driver forgets what it prepared, and has the server forget everybody's."""


class UnhurriedConnection(DirectConnection):
    """What is executed is done in order, but perhaps later."""

    def __init__(self, engine: Engine, forms: Forms) -> None:
        super().__init__(engine, forms)
        self._wire = Wire(self.driver)

    def begin_with(self, words: str) -> None:
        """Begin a transaction with the first statement there is."""
        self._wire.put(words, None)

    def end(self, *, begun: bool) -> None:
        """Do what is left; commit, if a transaction was ``begun``, and not only in word.

        After an error that a unit kept to itself the server only pretends to commit.
        """
        if not begun:
            self.catch_up()
            return
        if self._idle and len(self._wire) == 1:  # nothing was said but BEGIN
            self._wire.forget()
            return
        done = self._wire.put("COMMIT", None)
        self.catch_up()
        assert done.result is not None
        if done.result.command_status != b"COMMIT":
            raise RuntimeError("a unit of work hid an error, so the server has undone it")

    def undo(self) -> None:
        """Undo what was begun, and forget what was not sent."""
        self._wire.forget()
        if not self._idle:
            self._wire.put("ROLLBACK", None)
            self.catch_up()

    def catch_up(self) -> None:
        """Have all done that waits."""
        with self._told_as_usual():
            self._wire.exchange()

    def _through(self, form: Form, statement: Any, words: str, sent: Any) -> Found:
        with self._told_as_usual(words):
            said = self._wire.put(words, sent)
        if len(self._wire) >= MOST:
            self.catch_up()
        if form.returns:
            described = partial(self._columns, said)
            found = Found(form.named(statement, described, self.dialect), self._rows(said))
        else:
            found = Found(NOTHING, iter(()))
        found.count = partial(self._count, said)
        return found

    def _columns(self, said: Said) -> list[tuple[str, int]]:
        return self._done(said).columns()

    def _rows(self, said: Said) -> Iterator[tuple[Any, ...]]:
        yield from self._done(said).rows()

    def _count(self, said: Said) -> int:
        return self._done(said).count

    def _done(self, said: Said) -> Said:
        if said.result is None:
            self.catch_up()
        return said

    def _execute_context(self, *given: Any, **more: Any) -> Any:
        """The usual way comes after what waits."""
        self.catch_up()
        done = super()._execute_context(*given, **more)
        if done.context.statement.lstrip().startswith(_FORGETS):
            self._wire.start_over()
        return done

    @property
    def _idle(self) -> bool:
        return bool(self.driver.pgconn.transaction_status == TransactionStatus.IDLE)

    @contextmanager
    def _told_as_usual(self, words: str = "") -> Iterator[None]:
        try:
            yield
        except UndoneError as undone:
            error = undone.__cause__
            raise self.as_sqlalchemy_says(error, undone.words) from error
        except Error as error:  # a value that cannot be written
            raise self.as_sqlalchemy_says(error, words) from error
