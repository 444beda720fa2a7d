"""The text of a statement with all that turns values into what the driver sends beside it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field, replace
from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.sql.compiler import SQLCompiler

from assistant.db.arrays import array, said_as_array
from assistant.values import dataclass

Values = Mapping[str, Any]
Process = Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True)
class Text:
    """A statement for lists of certain lengths, with all that turns values into what is sent."""

    words: str
    order: Sequence[str] | None  # of the names, where the driver counts places
    fixed: dict[str, Any] = field(default_factory=dict)  # of what the statement itself names
    singles: list[tuple[str, str, Process]] = field(default_factory=list)
    lists: list[tuple[list[str], str, Process]] = field(default_factory=list)
    arrays: list[tuple[str, str, Process]] = field(default_factory=list)

    def sent(self, values: Values) -> Any:
        """The values as the driver wants them."""
        written = dict(self.fixed)
        for name, key, process in self.singles:
            written[name] = values[key] if process is None else process(values[key])
        for name, key, process in self.arrays:
            written[name] = array(values[key] if process is None else map(process, values[key]))
        for names, key, process in self.lists:
            given = values[key] if process is None else [process(each) for each in values[key]]
            written.update(zip(names, filled(given, len(names)), strict=True))
        return written if self.order is None else [written[name] for name in self.order]


def text_of(compiled: SQLCompiler, values: Values) -> Text:
    """The text of a statement; what it names itself is said in it, as far as PostgreSQL goes.

    A server that is not told how few rows a LIMIT lets through plans for a tenth of them, finds
    that plan dear, and makes a new one at every execution.
    """
    state = compiled.construct_expanded_state(values)
    words, order = state.statement, state.positiontup
    text = Text(words, order)
    for bind, name in compiled.bind_names.items():
        process = bind.type.dialect_impl(compiled.dialect).bind_processor(compiled.dialect)
        places = state.parameter_expansion.get(name)
        if bind.key not in values:
            for place in places or [name]:
                value = state.parameters[place]
                if order is None and value is not None and isinstance(bind.type, String | Integer):
                    said = compiled.render_literal_value(value, bind.type)
                    words = words.replace(f"%({place})s", said)
                else:
                    text.fixed[place] = value if process is None else process(value)
        elif places is None:
            text.singles.append((name, bind.key, process))
        else:
            text.lists.append((places, bind.key, process))
    return replace(text, words=words)


def text_of_arrays(compiled: SQLCompiler, names: tuple[str, ...], lists: Collection[str]) -> Text:
    """One text whatever the lengths of its lists."""
    text = text_of(compiled, {name: [None] if name in lists else None for name in names})
    words = text.words
    for (place,), key, process in text.lists:
        words = said_as_array(words, place, key)
        text.arrays.append((key, key, process))
    return replace(text, words=words, lists=[])


def filled(values: Collection[Any], room: int) -> Collection[Any]:
    """As many values as there is room for: the last of them again, which finds nothing else."""
    if len(values) == room:
        return values
    given = list(values)
    return given + given[-1:] * (room - len(given))
