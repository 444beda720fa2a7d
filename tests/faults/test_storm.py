"""Whoever delivers is killed again and again: nothing is lost, nor out of order (faults 2, 3)."""

from pathlib import Path

import pytest

from bench.report import Report
from bench.storm import WORKERS, weather
from bench.storm_crew import Orders

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


async def test_fault_02_and_03_killed_deliverers_lose_nothing_and_double_only_what_was_taken(
    database_url: str, tmp_path: Path
) -> None:
    kind = "sqlite" if database_url.startswith("sqlite") else "postgresql"
    orders = Orders(database_url, str(tmp_path / "arrivals"), WORKERS[kind], 3, 1.0, seed=7)
    report = Report(tmp_path / "results.jsonl")

    wrong = await weather(orders, 600, report, kind)

    assert wrong == 0, [figure.line() for figure in report.missed]
