"""The operator imports files at a terminal."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from assistant.cli import app
from tests.logs import log_plainly

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"


@pytest.fixture(autouse=True)
def _migrated_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path
) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    for name in [each for each in os.environ if each.startswith("ASSISTANT_")]:
        monkeypatch.delenv(name)
    shutil.copyfile(sqlite_template, tmp_path / "billing.db")
    yield
    log_plainly()


def run(*args: str) -> Result:
    return CliRunner().invoke(app, list(args))


def test_a_dry_run_then_the_file_then_the_file_again() -> None:
    accounts = str(SAMPLES / "accounts.csv")

    dry = run("import", accounts, "--dry-run")
    real, again = run("import", accounts), run("import", accounts)

    assert dry.stdout.splitlines() == [
        "line 2  account 'initech'  created",
        "line 3  account 'hooli'  created",
        "2 created, 0 updated, 0 unchanged, 0 refused; nothing was entered, this was a dry run",
    ]
    assert "2 created" in real.stdout
    assert real.stdout.endswith("all of it is entered\n")
    assert "0 created, 0 updated, 2 unchanged" in again.stdout
    assert [each.exit_code for each in (dry, real, again)] == [0, 0, 0]


def test_what_is_refused_is_told_with_cause_and_remedy_and_the_exit_status_says_so() -> None:
    said = run("import", str(SAMPLES / "invoices.csv"))

    assert said.exit_code == 1
    assert "line 2  invoice '71001'  refused: account: there is no account 'initech'" in said.stdout
    assert said.stdout.endswith("nothing was entered\n")


def test_the_report_is_there_as_json_lines() -> None:
    said = run("import", str(SAMPLES / "everything.json"), "--json")

    *records, counts = [json.loads(line) for line in said.stdout.splitlines()]
    assert [each["where"] for each in records] == ["accounts[0]", "contacts[0]", "invoices[0]"]
    assert counts == {
        "what": "counts",
        "created": 3,
        "updated": 0,
        "unchanged": 0,
        "refused": 0,
        "applied": True,
    }


def test_an_account_without_a_currency_gets_the_operators(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ASSISTANT_CURRENCY", "CHF")
    (tmp_path / "rows.csv").write_text("account,name\nswiss,Swiss\n")
    run("import", "rows.csv")

    (tmp_path / "rows.csv").write_text("account,name,currency\nswiss,Swiss,EUR\n")

    assert "it keeps its books in CHF" in run("import", "rows.csv").stdout


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("nowhere.csv",), "there is no file nowhere.csv"),
        (("rows.xlsx",), "name a .csv, .json or .jsonl file, or 'stripe'"),
        (("rows.csv", "--locale", "xx_YY_zz"), "is no locale"),
        (("rows.csv", "--dates", "%d.%m"), "%Y, %m and %d once each"),
        (("rows.csv", "--encoding", "utf-12"), "there is no encoding 'utf-12'"),
        (("rows.csv", "--delimiter", "::"), "a delimiter is one character"),
    ],
)
def test_what_cannot_be_meant_is_told_in_one_line(
    args: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    (tmp_path / "rows.csv").write_text("account,name\n")

    said = run("import", *args)

    assert (said.exit_code, said.stdout) == (1, "")
    assert told in said.stderr
    assert len(said.stderr.splitlines()) == 1


def test_declared_writing_is_used(tmp_path: Path) -> None:
    run("import", str(SAMPLES / "accounts.csv"))
    (tmp_path / "rows.csv").write_bytes(
        "account|number|issued|due|description|amount\n"
        "hooli|81|01.02.2026|03.03.2026|Miete für März|1.234,50\n".encode("windows-1252")
    )

    said = run(
        "import", "rows.csv", "--locale", "de", "--dates", "%d.%m.%Y", "--encoding", "windows-1252"
    )

    assert "line 2  invoice '81'  created" in said.stdout
    assert said.exit_code == 0


def test_stripe_is_imported_in_the_sandbox_and_again_changes_nothing() -> None:
    first = run("import", "stripe", "--sandbox")
    again = run("import", "stripe", "--sandbox", "--json")

    assert first.stdout.endswith("0 skipped; webhooks keep it current from now on\n")
    *entries, counts = [json.loads(line) for line in again.stdout.splitlines()]
    assert {each["fate"] for each in entries} == {"unchanged"}
    assert (counts["created"], counts["refused"]) == (0, 0)


def test_without_stripe_and_for_a_dry_run_it_says_what_to_do() -> None:
    without = run("import", "stripe")
    dry = run("import", "stripe", "--dry-run")

    assert "set ASSISTANT_STRIPE_API_KEY" in without.stderr
    assert "Stripe has no dry run" in dry.stderr
    assert (without.exit_code, dry.exit_code) == (1, 1)
