"""SELECTs that are asked with nearly every request."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select
from sqlalchemy.engine import Connection, Dialect

Convert = Callable[[Any], Any]


@dataclass(slots=True)
class Prepared:
    """A SELECT that is compiled once and then, on SQLite, run by the driver itself.

    There a short read takes a third of the time that SQLAlchemy spends around it. Rows are
    sequences; what is given, and what the statement compares with, must be text or numbers.
    """

    statement: Select[Any]
    _form: "_Form | None" = field(default=None, init=False)

    def all(self, tx: Connection, given: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """Every row for the values given."""
        if tx.dialect.name != "sqlite":
            return tx.execute(self.statement, given).all()
        if self._form is None:
            self._form = _Form.of(self.statement, tx.dialect)
        driver = tx.connection.driver_connection
        assert driver is not None
        return self._form.converted(driver.execute(self._form.words, self._form.values(given)))


@dataclass(frozen=True, slots=True)
class _Form:
    """What the driver is told: the words, what stands for each ``?``, and how columns are read."""

    words: str
    names: tuple[str, ...]
    constants: dict[str, Any]
    conversions: tuple[tuple[int, Convert], ...]

    @classmethod
    def of(cls, statement: Select[Any], dialect: Dialect) -> "_Form":
        compiled = statement.compile(dialect=dialect)
        readers = [
            column.type.dialect_impl(dialect).result_processor(dialect, None)
            for column in statement.selected_columns
        ]
        return cls(
            words=compiled.string,
            names=tuple(compiled.positiontup or ()),
            constants={name: each.value for name, each in compiled.binds.items()},
            conversions=tuple((at, read) for at, read in enumerate(readers) if read),
        )

    def values(self, given: Mapping[str, Any]) -> list[Any]:
        constants = self.constants
        return [given[name] if name in given else constants[name] for name in self.names]

    def converted(self, cursor: Any) -> list[list[Any]]:
        rows = [list(row) for row in cursor.fetchall()]
        for at, read in self.conversions:
            for row in rows:
                row[at] = read(row[at])
        return rows
