"""Say that an outside party is missing: a skip for a developer, a failure where all are needed."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import NoReturn, TypeVar

import pytest

T = TypeVar("T")

ALL_NEEDED = "TESTS_NEED_ALL"


def all_needed() -> bool:
    """Tell whether a skipped test is a failure here, as it is in ``.ci/run``."""
    return os.environ.get(ALL_NEEDED, "") not in ("", "0")


def missing(party: str, remedy: str) -> NoReturn:
    """End the test because nobody here answers as ``party``."""
    pytest.skip(f"{party} is missing: {remedy}")


@contextmanager
def needed(party: str, running: AbstractContextManager[T], absent: type[Exception]) -> Iterator[T]:
    """A party while it runs; ``absent`` is what it raises where nobody can be it."""
    try:
        with running as started:
            yield started
    except absent as error:
        missing(party, str(error))
