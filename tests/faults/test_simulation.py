"""A short life of a seeded world, and a few killed processes (faults 6), as part of every run."""

from pathlib import Path

import pytest

from bench import kills
from bench.report import Report
from bench.simulate import live

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def report(tmp_path: Path) -> Report:
    return Report(tmp_path / "results.jsonl")


@pytest.mark.parametrize("number", [4])
async def test_nothing_that_must_not_happen_happens_in_a_seeded_world(
    sqlite_url: str, number: int, report: Report
):
    await live(sqlite_url, number=number, steps=80, report=report)


async def test_a_seeded_world_is_the_same_on_a_server(postgres_url: str, report: Report):
    await live(postgres_url, number=6, steps=50, report=report)


async def test_what_killed_processes_had_acknowledged_is_done_once(sqlite_url: str, report: Report):
    await kills.measure(sqlite_url, kills=4, number=1, report=report)
