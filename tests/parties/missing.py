"""Say that an outside party is missing: a skip for a developer, a failure where all are needed."""

import os
from typing import NoReturn

import pytest

ALL_NEEDED = "TESTS_NEED_ALL"


def all_needed() -> bool:
    """Tell whether a skipped test is a failure here, as it is in ``.ci/run``."""
    return os.environ.get(ALL_NEEDED, "") not in ("", "0")


def missing(party: str, remedy: str) -> NoReturn:
    """End the test because nobody here answers as ``party``."""
    pytest.skip(f"{party} is missing: {remedy}")
