"""The shape of the code: imports run one way, and each rule is known to bite."""

import ast
import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STEPS = ROOT / "assistant" / "migrations" / "versions"  # as long as the tables they make
SOURCES = sorted(set((ROOT / "assistant").rglob("*.py")) - set(STEPS.glob("0*.py")))
LONGEST = 300
VAGUE = re.compile(r"(^|_)(utils?|helpers?|common|misc|base|managers?|impl)(_|$)")

# One import that each contract must refuse: the contract, the file it is added to, the import.
VIOLATIONS = [
    ("one-way", "card.py", "from assistant.render import slack"),
    ("one-way", "billing/ledger.py", "from assistant import command"),
    ("doors-ask", "handlers/slack.py", "import assistant.notify.senders"),
    ("one-way", "policy.py", "from assistant import identity"),
    ("one-way", "dispatch.py", "import assistant.handlers.slack"),
    ("one-way", "app.py", "import assistant.sandbox.seed"),
    ("one-way", "desk.py", "import assistant.handlers.slack"),
    ("inside-billing", "billing/model/__init__.py", "from assistant.billing import ledger"),
    (
        "inside-billing",
        "billing/store/tables/invoices.py",
        "from assistant.billing.paying import offers",
    ),
    ("inside-billing", "billing/settle.py", "from assistant.billing.stripe import gateway"),
    ("inside-paying", "billing/paying/limits.py", "from assistant.billing.paying import offers"),
    ("inside-paying", "billing/paying/parts.py", "from assistant.billing.paying import wanted"),
    (
        "inside-settling",
        "billing/settling/ending.py",
        "from assistant.billing.settling import record",
    ),
    (
        "inside-operations",
        "billing/operations/telling.py",
        "from assistant.billing.operations import executing",
    ),
    ("inside-stripe", "billing/stripe/calls.py", "from assistant.billing.stripe import gateway"),
    ("inside-command", "command/ask.py", "from assistant.command import paying"),
    ("inside-command", "command/plans.py", "from assistant.command import contacts"),
    ("inside-notify", "notify/senders.py", "from assistant.notify import outbox"),
    ("inside-notify", "notify/worker.py", "from assistant.notify import slack_sender"),
    ("inside-documents", "documents/page.py", "from assistant.documents import compose"),
    ("inside-documents", "documents/job.py", "from assistant.documents import office"),
    ("documents-are-pure", "documents/compose.py", "import sqlalchemy"),
    ("stripe-edge", "billing/stripe/gateway.py", "from assistant.billing.store import payments"),
    ("pure-kernel", "billing/money.py", "import sqlalchemy"),
    ("pure-kernel", "understand/dates.py", "import asyncio"),
    ("pure-kernel", "policy.py", "from assistant.billing.store import people"),
    ("pure-kernel", "replies/line.py", "import httpx"),
    ("no-waiting-in-transactions", "dispatch.py", "import asyncio"),
    ("no-waiting-in-transactions", "billing/settling/record.py", "import stripe"),
    ("billing-is-deaf", "billing/settle.py", "import slack_sdk"),
    ("billing-is-deaf", "billing/invoices/reading.py", "from assistant.card import Card"),
    ("doors-ask", "handlers/slack.py", "from assistant.billing.paying import offers"),
    ("doors-ask", "handlers/mail_reading.py", "from assistant.dispatch import answer"),
    ("notices-only-tell", "notify/senders.py", "from assistant.dispatch import answer"),
    ("notices-only-tell", "notify/slack_sender.py", "from assistant.billing.paying import offers"),
    ("counterparts-are-strangers", "sandbox/slack/limits.py", "import assistant.render.slack"),
    ("counterparts-are-strangers", "sandbox/stripe/form.py", "import assistant.billing.money"),
    ("private-store", "dispatch.py", "from assistant.billing.store import invoices"),
    ("no-cycles", "understand/unclear.py", "from assistant.understand import dates"),
]

# A module that may be longer, and why.
LONG_FOR_A_REASON = {
    "handlers/mail_connection.py": "one guard around one connection, whose state it is",
    "understand/wishes.py": "data: the words of each intent",
}


# One process lints the untouched copy, then each spoiled one, against the contract it is to break.
# What was read of the other files is kept from one to the next.
JUDGE = """
import contextlib, io, json, pathlib, sys
from importlinter.cli import lint_imports

def report(*contracts):
    with contextlib.redirect_stdout(io.StringIO()) as said:
        lint_imports(limit_to_contracts=contracts, cache_dir=".read")
    return said.getvalue()

def spoiled(contract, file, line):
    path = pathlib.Path("assistant", file)
    clean = path.read_text()
    path.write_text(f"{clean}\\n{line}\\n")
    try:
        return report(contract)
    finally:
        path.write_text(clean)

violations = json.load(sys.stdin)
print(json.dumps([report(), *(spoiled(*each) for each in violations)]))
"""


def contracts() -> dict[str, str]:
    """Name each contract by its id."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return {rule["id"]: rule["name"] for rule in settings["tool"]["importlinter"]["contracts"]}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What import-linter says of the package, then of each violation in turn."""
    folder = tmp_path_factory.mktemp("copy")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "assistant", folder / "assistant", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    judged = subprocess.run(
        [sys.executable, "-c", JUDGE],
        input=json.dumps(VIOLATIONS),
        cwd=folder,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [" ".join(report.split()) for report in json.loads(judged.stdout)]


def test_imports_run_one_way(reports: list[str]) -> None:
    assert f"{len(contracts())} kept, 0 broken." in reports[0]


@pytest.mark.parametrize("number", range(len(VIOLATIONS)), ids=lambda n: "-".join(VIOLATIONS[n]))
def test_a_forbidden_import_breaks_its_contract(number: int, reports: list[str]) -> None:
    name = contracts()[VIOLATIONS[number][0]]

    assert f"{name} KEPT" in reports[0]
    assert f"{name} BROKEN" in reports[1 + number]


def test_every_contract_is_shown_to_bite() -> None:
    assert {contract for contract, _, _ in VIOLATIONS} == set(contracts())


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_what_it_is_and_stays_small(path: Path) -> None:
    source = path.read_text()
    name = str(path.relative_to(ROOT / "assistant"))

    assert ast.get_docstring(ast.parse(source)), "needs a docstring"
    assert len(source.splitlines()) <= LONGEST or name in LONG_FOR_A_REASON
    assert not VAGUE.search(path.stem), "a name should say what is inside"


def test_there_is_one_kind_of_value() -> None:
    taken = re.compile(r"^ *from dataclasses import .*\bdataclass\b", re.MULTILINE)
    makers = [path.name for path in SOURCES if taken.search(path.read_text())]

    assert makers == ["values.py"], "see docs/decisions/0019"
