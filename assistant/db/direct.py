"""What is executed again goes to the driver the short way.

SQLAlchemy works out at every execution what is the same at every execution of a statement: its
text, how values are written and read, the names in a row. For a statement made once, at the top of
a module, that is worked out once, by SQLAlchemy, and kept here. One that is made anew each time
goes the usual way, and so does everything while somebody listens to what is executed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from itertools import chain
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Insert, Row, bindparam
from sqlalchemy.engine import Connection, Dialect, IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import SelectBase
from sqlalchemy.types import TupleType

from assistant.db.texts import Text, Values, filled, text_of, text_of_arrays
from assistant.values import dataclass

T = TypeVar("T")

LONGEST = 16
"""So many rows are inserted in one statement at most; there is a text for each number of them."""

MANY = 64
"""Lists of up to so many values have texts that are kept."""


def short_lists(values: Iterable[T]) -> Iterator[list[T]]:
    """The values, each once, in lists that are short enough for their texts to be kept."""
    wanted = list(dict.fromkeys(values))
    for at in range(0, len(wanted), MANY):
        yield wanted[at : at + MANY]


def asked_for_each(
    tx: Connection, statement: Any, name: str, values: Iterable[Any], **others: Any
) -> Iterator[Any]:
    """The rows of a statement for all values of the list ``name``, however many they are.

    It is asked before this returns, and its answer is not waited for before the first row is
    wanted: whoever asks several things first, and then looks, waits once.
    """
    found = [tx.execute(statement, {name: some, **others}) for some in short_lists(values)]
    return chain.from_iterable(found)


def _room(length: int) -> int:
    """How long a list is in the text that serves it: the next power of two.

    Its last value again fills it up, which changes nothing of what is looked for. With a text for
    each length, every connection would have each of them parsed and planned anew.
    """
    return 1 << (length - 1).bit_length()


class Found(IteratorResult[Any]):
    """Rows that are fetched already, and how many were found or changed."""

    count: int | Callable[[], int] = -1

    @property
    def rowcount(self) -> int:
        """How many; what has not been done yet is done to know it."""
        return self.count if isinstance(self.count, int) else self.count()

    def all(self) -> Sequence[Row[Any]]:
        """All that is left, made as SQLAlchemy does, at a third of the cost."""
        parent: Any = self._metadata
        processors, keys = parent._effective_processors, parent._key_to_index
        return [Row(parent, processors, keys, values) for values in self.iterator]


@dataclass(slots=True)
class Form:
    """A statement as it is when values of certain names are given; it does not keep it alive."""

    returns: bool
    lists: tuple[str, ...]  # those names whose value is a list, of as many values as it has
    texts: dict[tuple[int, ...], Text] = field(default_factory=dict)
    rows: SimpleResultMetaData | None = None  # known when the first have been seen

    def named(
        self, statement: Any, described: Callable[[], Sequence[Any]], dialect: Dialect
    ) -> SimpleResultMetaData:
        """How its rows are named and read."""
        if self.rows is None:
            self.rows = _rows(statement, described(), dialect)
        return self.rows


Forms = WeakKeyDictionary[Any, dict[tuple[str, ...], Form | None]]
"""What is known of each statement, by the names of its values; None: it goes the usual way."""

NOTHING = SimpleResultMetaData([])


class DirectConnection(Connection):
    """A connection that takes the short way; nobody else may have it while it is in use."""

    def __init__(self, engine: Engine, forms: Forms) -> None:
        super().__init__(engine)
        self._forms = forms
        driver: Any = self.connection.driver_connection
        self.driver = driver
        self.cursor = driver.cursor()

    def execute(
        self, statement: Any, parameters: Any = None, *, execution_options: Any = None
    ) -> Any:
        """Execute as SQLAlchemy does. All rows are fetched at once, unless options are given."""
        several = parameters if type(parameters) is list else [parameters or {}]
        if execution_options is None and 0 < len(several) <= LONGEST:
            form = self._form(statement, several[0])
            if form is not None:
                return self._run_all(form, statement, several)
        return super().execute(statement, parameters, execution_options=execution_options)

    def drop(self) -> None:
        """Let go of a connection that may be broken."""
        if not self.invalidated:
            self.invalidate()
        self.close()

    def _form(self, statement: Any, values: Values) -> Form | None:
        forms = self._forms.get(statement)
        if forms is None:  # perhaps it is never seen again
            self._forms[statement] = {}
            return None
        if self._has_events or self.engine._has_events:
            return None
        names = tuple(values)
        try:
            return forms[names]
        except KeyError:
            form = forms[names] = _formed(statement, names, self.dialect)
            return form

    def _run_all(self, form: Form, statement: Any, several: list[Values]) -> Any:
        if len(several) > 1 and isinstance(statement, Insert):
            return self._insert(form, statement, several)
        found = [self._run(form, statement, values) for values in several]
        if len(found) > 1:
            last = Found(NOTHING, iter(()))
            last.count = lambda: sum(each.rowcount for each in found)
            return last
        return found[0]

    def _insert(self, form: Form, statement: Insert, rows: list[Values]) -> Any:
        """Several rows in one statement; there is a text for each number of them."""
        values = {f"{name}_{at}": row[name] for at, row in enumerate(rows) for name in row}
        text = form.texts.get((len(rows),))
        if text is None:
            types = {name: statement.table.columns[name].type for name in rows[0]}
            places = [
                {name: bindparam(f"{name}_{at}", type_=types[name]) for name in types}
                for at in range(len(rows))
            ]
            several = statement.values(places)
            text = text_of(_compiled(several, values, self.dialect), values)
            form.texts[(len(rows),)] = text
        return self._through(form, statement, text.words, _sent(text, values))

    def _run(self, form: Form, statement: Any, values: Values) -> Any:
        lengths = [len(values[key]) for key in form.lists]
        if lengths and not (min(lengths) and max(lengths) <= MANY):
            return super().execute(statement, values)
        rooms = tuple(map(_room, lengths))
        text = form.texts.get(rooms)
        if text is None:
            lists = zip(form.lists, rooms, strict=True)
            given = {**values, **{key: filled(values[key], room) for key, room in lists}}
            text = form.texts[rooms] = text_of(_compiled(statement, given, self.dialect), given)
        return self._through(form, statement, text.words, _sent(text, values))

    def _through(self, form: Form, statement: Any, words: str, sent: Any) -> Found:
        cursor = self.cursor
        try:
            cursor.execute(words, sent)
        except self.dialect.loaded_dbapi.Error as error:
            raise self.as_sqlalchemy_says(error, words) from error
        if form.returns:
            found = Found(
                form.named(statement, lambda: cursor.description, self.dialect),
                iter(cursor.fetchall()),
            )
        else:
            found = Found(NOTHING, iter(()))
        found.count = cursor.rowcount
        return found

    def as_sqlalchemy_says(self, error: Any, words: str) -> DBAPIError:
        """The driver's error as the usual way would raise it, without what was written."""
        wrapped: DBAPIError = DBAPIError.instance(
            words,
            None,
            error,
            self.dialect.loaded_dbapi.Error,
            hide_parameters=True,
            connection_invalidated=self.dialect.is_disconnect(error, self.driver, self.cursor),
            dialect=self.dialect,
        )
        return wrapped


def _sent(text: Text, values: Values) -> Any:
    try:
        return text.sent(values)
    except (AttributeError, TypeError, ValueError) as error:  # a value that cannot be written
        raise StatementError(str(error), text.words, None, error, hide_parameters=True) from error


def _compiled(statement: Any, names: Values | tuple[str, ...], dialect: Dialect) -> SQLCompiler:
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    assert isinstance(compiled, SQLCompiler)
    return compiled


def _formed(statement: Any, names: tuple[str, ...], dialect: Dialect) -> Form | None:
    """What is known of a statement; None for the unusual."""
    if not isinstance(statement, SelectBase | UpdateBase):
        return None
    compiled = _compiled(statement, names, dialect)
    made_here = compiled.insert_prefetch or compiled.update_prefetch  # in Python, each time anew
    renamed = compiled.escaped_bind_names or compiled.implicit_returning
    tuples = any(isinstance(bind.type, TupleType) for bind in compiled.bind_names)
    if made_here or renamed or tuples:
        return None
    lists = [bind.key for bind in compiled.bind_names if bind.expanding and bind.key in names]
    returns = isinstance(statement, SelectBase) or bool(compiled.effective_returning)
    if not lists or dialect.name != "postgresql":
        return Form(returns, tuple(lists))
    try:
        return Form(returns, (), {(): text_of_arrays(compiled, names, lists)})
    except ValueError:
        return None


def _rows(statement: Any, description: Sequence[Any], dialect: Dialect) -> SimpleResultMetaData:
    """How rows are named and read, learnt from the driver's first answer."""
    columns = list(statement.exported_columns)
    processors = [
        column.type.dialect_impl(dialect).result_processor(dialect, told[1])
        for column, told in zip(columns, description, strict=True)
    ]
    return SimpleResultMetaData([told[0] for told in description], _processors=processors)
