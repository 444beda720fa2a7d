"""What is said to a PostgreSQL server, by libpq: several things at once, in one round trip.

A cursor of the driver works out at every execution what is known already, and waits for each
answer. Here statements are prepared when they are first said, and what is put in is sent together
when an answer is needed. The server does them in order; after one that fails it does no more of
them. Values are still written and read by the driver's own adapters.
"""

import re
from collections.abc import Sequence
from dataclasses import field
from functools import lru_cache
from itertools import count
from select import POLLIN, POLLOUT, poll
from typing import Any

from psycopg import Connection, OperationalError
from psycopg.abc import Transformer as Adapting
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGconn, PGresult

from assistant.values import dataclass

STATEMENTS = 500
"""How many statements a connection keeps prepared."""

PLANNED_ANEW = 500
"""After so many statements all are planned anew, after four times as many once more, and so on."""

_FINE = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK, ExecStatus.EMPTY_QUERY)


@dataclass(slots=True)
class _Known:
    """A statement as this connection knows it, with the names it has for each types of values."""

    words: bytes
    order: Sequence[str]
    writes: Adapting
    formats: list[PyFormat]
    prepared: dict[tuple[int, ...], bytes] = field(default_factory=dict)
    reads: dict[tuple[int, ...], Adapting] = field(default_factory=dict)
    only_once: bool = False


@dataclass(slots=True, eq=False)
class Said:
    """A statement with its values; ``result`` is there once the server has done it."""

    words: str
    known: _Known
    values: Sequence[Any]
    types: tuple[int, ...]
    formats: Sequence[Any]
    result: PGresult | None = None

    @property
    def count(self) -> int:
        """How many rows were found or changed."""
        assert self.result is not None
        found = self.result.command_tuples
        return -1 if found is None else found

    def columns(self) -> list[tuple[str, int]]:
        """The name and type of each column of its rows."""
        result = self.result
        assert result is not None
        names = ((result.fname(at) or b"").decode() for at in range(result.nfields))
        return [(name, result.ftype(at)) for at, name in enumerate(names)]

    def rows(self) -> list[tuple[Any, ...]]:
        """Its rows, as the driver reads them."""
        known, result = self.known, self.result
        assert result is not None
        reads = known.reads.get(self.types)
        if reads is None:
            reads = known.reads[self.types] = Transformer(known.writes.connection)
            reads.set_pgresult(result)
        else:
            reads.set_pgresult(result, set_loaders=False)
        return reads.load_rows(0, result.ntuples, tuple)


class UndoneError(Exception):
    """Carries the driver's error, and the words of the statement that failed."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Wire:
    """One connection, seen from libpq. What is ``put`` in is done at the next ``exchange``."""

    def __init__(self, driver: "Connection[Any]") -> None:
        self._driver = driver
        self._libpq: PGconn = driver.pgconn
        self._waiting: list[Said] = []
        self._over: list[Said] = []  # said last, since nothing may come before BEGIN
        self._known: dict[str, _Known] = {}
        self._names = count(1)
        self._times = count(1)
        self._anew_at = PLANNED_ANEW
        self._poll = poll()
        self._poll.register(self._libpq.socket, POLLIN)

    def __len__(self) -> int:
        return len(self._waiting)

    def forget(self) -> None:
        """Leave unsaid what was put in and not sent."""
        self._waiting = []

    def start_over(self) -> None:
        """Prepare everything anew, after something for which the driver does so, too."""
        self._known, self._over = {}, []
        self._waiting.append(self._once("DEALLOCATE ALL"))

    def put(self, words: str, values: dict[str, Any] | None) -> Said:
        """Have a statement done with the next exchange; ``%(name)s`` stands for a value."""
        known = self._known.get(words) or self._met(words)
        if next(self._times) == self._anew_at:
            self._plan_anew()
        if values:
            writes = known.writes
            written = writes.dump_sequence([values[name] for name in known.order], known.formats)
            said = Said(words, known, written, writes.types or (), writes.formats or ())
        else:
            said = Said(words, known, (), (), ())
        self._waiting.append(said)
        return said

    def exchange(self) -> None:
        """Send all that was put in, and wait until it is done.

        Raises UndoneError from the driver's error at the first that failed.
        """
        said, self._waiting, self._over = [*self._waiting, *self._over], [], []
        if len(said) == 1 and (name := said[0].known.prepared.get(said[0].types)):
            one = said[0]
            self._check(one, self._libpq.exec_prepared(name, one.values, one.formats))
        elif said:
            self._exchange(said)

    def _exchange(self, said: list[Said]) -> None:
        libpq = self._libpq
        try:
            libpq.enter_pipeline_mode()
            steps = [step for each in said for step in self._send(each)]
            libpq.pipeline_sync()
            self._push()
            results = self._answers()
            if libpq.status == ConnStatus.OK:
                libpq.exit_pipeline_mode()
        except OperationalError as error:
            raise UndoneError(said[0].words) from error
        for (each, prepares), result in zip(steps, results, strict=False):
            if prepares and result.status not in _FINE:
                each.known.prepared.pop(each.types, None)
        for (each, _), result in zip(steps, results, strict=False):
            self._check(each, result)
        if len(results) < len(steps):
            raise UndoneError(said[0].words) from OperationalError("the connection was lost")

    def _send(self, said: Said) -> list[tuple[Said, bool]]:
        """Send a statement, and before it what prepares it; there is an answer to each."""
        libpq, known = self._libpq, said.known
        if known.only_once:
            libpq.send_query_params(known.words, None)
            return [(said, False)]
        name = known.prepared.get(said.types)
        if name is not None:
            libpq.send_query_prepared(name, said.values, said.formats)
            return [(said, False)]
        name = known.prepared[said.types] = b"said_%d" % next(self._names)
        libpq.send_prepare(name, known.words, said.types)
        libpq.send_query_prepared(name, said.values, said.formats)
        return [(said, True), (said, False)]

    def _push(self) -> None:
        """See that all is sent; a server that has much to say is listened to meanwhile."""
        while self._libpq.flush():
            self._poll.modify(self._libpq.socket, POLLIN | POLLOUT)
            try:
                self._poll.poll()
            finally:
                self._poll.modify(self._libpq.socket, POLLIN)
            self._libpq.consume_input()

    def _answers(self) -> list[PGresult]:
        libpq, found = self._libpq, list[PGresult]()
        while True:
            while libpq.is_busy():
                self._poll.poll()
                libpq.consume_input()
            result = libpq.get_result()
            if result is None:
                if libpq.status == ConnStatus.BAD:
                    return found
            elif result.status == ExecStatus.PIPELINE_SYNC:
                return found
            else:
                found.append(result)

    def _check(self, said: Said, result: PGresult) -> None:
        if result.status in _FINE:
            said.result = result
            return
        if self._libpq.status == ConnStatus.BAD and result.error_field(_STATE) is None:
            lost = OperationalError(self._libpq.get_error_message())
            raise UndoneError(said.words) from lost
        raise UndoneError(said.words) from error_from_result(result)

    def _met(self, words: str) -> _Known:
        while len(self._known) >= STATEMENTS:
            self._let_go()
        known = self._known[words] = self._new(words)
        return known

    def _new(self, words: str, *, only_once: bool = False) -> _Known:
        text, order = _numbered(words)
        formats = [PyFormat.AUTO] * len(order)
        return _Known(text, order, Transformer(self._driver), formats, only_once=only_once)

    def _let_go(self) -> None:
        """Forget the statement met first, and have the server forget it, too."""
        for name in self._known.pop(next(iter(self._known))).prepared.values():
            self._over.append(self._once(f"DEALLOCATE {name.decode()}"))

    def _plan_anew(self) -> None:
        """Have all planned for the tables as they are now; those of a new house began empty.

        The server's own look-ups along foreign keys are planned with them.
        """
        self._anew_at *= 4
        self._over.append(self._once("DISCARD PLANS"))

    def _once(self, words: str) -> Said:
        return Said(words, self._new(words, only_once=True), (), (), ())


_STATE: Any = 67  # PG_DIAG_SQLSTATE


@lru_cache(maxsize=4 * STATEMENTS)
def _numbered(words: str) -> tuple[bytes, tuple[str, ...]]:
    """A statement with its values numbered, as the server wants it, and their names in order."""
    places: dict[str, int] = {}

    def place(found: re.Match[str]) -> str:
        name = found[1]
        return f"${places.setdefault(name, len(places) + 1)}" if name else "%"

    return _PLACE.sub(place, words).encode(), tuple(places)


_PLACE = re.compile(r"%\(([^)]+)\)s|%%")
