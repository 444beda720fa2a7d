"""Everything the counterpart remembers, and the one JSON file it may be kept in."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field
from pathlib import Path

import orjson

from assistant.sandbox.stripe.problem import Body
from assistant.values import dataclass


@dataclass(slots=True)
class State:
    """Objects by kind and id, what is known privately of each, and the idempotency records."""

    salt: str = field(default_factory=lambda: secrets.token_hex(8))
    counter: int = 0
    tables: dict[str, dict[str, Body]] = field(default_factory=dict)
    private: dict[str, Body] = field(default_factory=dict)
    keys: dict[str, Body] = field(default_factory=dict)
    undelivered: dict[str, bool] = field(default_factory=dict)


class StateFile:
    """Keeps a `State` in a file that several processes may use in turn, or at the same time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None

    @contextmanager
    def exclusive(self, state: State) -> Iterator[State]:
        """Hold the file: yields the newest state, ``state`` itself unless another process wrote."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield self._newest(state)

    def save(self, state: State) -> None:
        """Replace the file atomically; call it while holding `exclusive`."""
        fresh = self._path.with_suffix(".new")
        fresh.write_bytes(orjson.dumps(_fields(state)))
        fresh.replace(self._path)
        self._seen = self._mark()

    def _newest(self, state: State) -> State:
        mark = self._mark()
        if mark is None or mark == self._seen:
            return state
        self._seen = mark
        return State(**orjson.loads(self._path.read_bytes()))

    def _mark(self) -> tuple[int, int] | None:
        try:
            found = os.stat(self._path)
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_ino


def _fields(state: State) -> Body:
    """Name the fields without copying the objects in them."""
    return {name: getattr(state, name) for name in State.__slots__}
