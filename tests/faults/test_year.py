"""Two months of invoices and reminders, judged by rules written apart from ours (fault 22)."""

from pathlib import Path

import pytest

from bench.report import Report
from bench.year.__main__ import lived
from bench.year.plan import Size, plan

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SMALL = Size(accounts=50, contacts=130, invoices=160, days=60)


@pytest.mark.parametrize("workers", [2])
def test_people_are_reminded_of_what_they_owe_once_and_of_nothing_else(
    database_url: str, workers: int, tmp_path: Path
) -> None:
    kind = "sqlite" if database_url.startswith("sqlite") else "postgresql"
    crew = 1 if kind == "sqlite" else workers
    report = Report(tmp_path / "results.jsonl")

    wrong = lived(kind, plan(SMALL, seed=5), database_url, report, crew)

    assert wrong == 0, [figure.line() for figure in report.missed]
