"""Documents at a terminal are kept, and never over anything else."""

from pathlib import Path

import pytest

from assistant.cli.saving import _keep
from assistant.cli.stopping import StopError
from assistant.documents.job import Made

FIRST = Made("Invoice-123.pdf", "application/pdf", b"first")
SECOND = Made("Invoice-123.pdf", "application/pdf", b"second")


def test_a_file_never_replaces_another(tmp_path: Path) -> None:
    kept = [_keep(each, tmp_path) for each in (FIRST, SECOND, FIRST, SECOND)]

    assert [path.name for path in kept] == ["Invoice-123.pdf", "Invoice-123-2.pdf"] * 2
    assert (tmp_path / "Invoice-123.pdf").read_bytes() == b"first"


def test_a_folder_is_made_when_it_is_named(tmp_path: Path) -> None:
    assert _keep(FIRST, tmp_path / "new" / "folder").is_file()


def test_a_folder_that_cannot_be_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StopError, match=r"Invoice-123\.pdf cannot be kept"):
        _keep(FIRST, tmp_path / "file")
