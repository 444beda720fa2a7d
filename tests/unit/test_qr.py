"""Codes are square for square what segno, which is slower, makes of the same text."""

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents.qr import qr_code

MOST = (14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331)
"""What each size holds at level M (ISO/IEC 18004, table 7)."""


@pytest.mark.parametrize("version", range(1, 14))
def test_each_size_holds_what_the_standard_says_and_no_more(version: int) -> None:
    most = MOST[version - 1]

    for length in (most // 2, most - 1, most):
        assert _agree(bytes(at % 251 for at in range(length)))
    assert len(qr_code(b"~" * most) or ()) == 17 + 4 * version
    assert len(qr_code(b"~" * (most + 1)) or ()) == (21 + 4 * version if version < 13 else 0)


@given(st.binary(min_size=1, max_size=331))
def test_whatever_is_said_the_code_is_the_one_that_segno_draws(said: bytes) -> None:
    assert _agree(said)


def _agree(said: bytes) -> bool:
    judge = segno.make_qr(said, error="m", boost_error=False, mask=4, mode="byte")
    return qr_code(said) == ["".join("-#"[square] for square in row) for row in judge.matrix]
