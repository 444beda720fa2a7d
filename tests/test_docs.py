"""The documentation names what exists, and what exists is documented."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from typer.main import get_command

import assistant.app
import assistant.billing.cases
import assistant.billing.settling.record
import assistant.billing.stripe.gateway
import assistant.handlers.mailbox
import assistant.handlers.stripe_webhook  # noqa: F401 - registers its metrics
from assistant.billing.model.presets import PRESETS
from assistant.billing.model.reminder import NotReminded
from assistant.billing.policies.settings import OF_ACCOUNT, OF_PERSON, Setting
from assistant.cli import app
from assistant.config import Settings
from tests.systems import page

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
REFERENCE = (ROOT / "docs" / "reference.md").read_text()


def _commands() -> set[str]:
    found = set()
    for name, command in get_command(app).commands.items():
        inner = getattr(command, "commands", None)
        found |= {f"{name} {each}" for each in inner} if inner else {name}
    return found


def test_every_setting_is_in_the_reference_and_every_one_there_exists() -> None:
    settings = {f"ASSISTANT_{name.upper()}" for name in Settings.model_fields}

    rows = re.findall(r"^\| `(ASSISTANT_\w+)`", REFERENCE, re.MULTILINE)

    assert sorted(rows) == sorted(settings)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_names_only_settings_that_exist(page: Path) -> None:
    named = set(re.findall(r"ASSISTANT_[A-Z_]+[A-Z]", page.read_text()))

    known = {f"ASSISTANT_{name.upper()}" for name in Settings.model_fields}
    assert named <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_names_only_commands_that_exist(page: Path) -> None:
    code = re.findall(
        r"(?:`|^)assistant ((?:db|audit|slack|notices|account|person) \w+|[a-z][a-z-]+)",
        page.read_text(),
        re.MULTILINE,
    )

    assert set(code) <= _commands()


def test_every_command_is_in_the_readme_and_in_the_reference() -> None:
    readme = (ROOT / "README.md").read_text()

    for command in _commands():
        assert f"assistant {command}" in readme
        assert f"assistant {command}" in REFERENCE


def test_every_metric_is_in_the_reference_and_every_one_there_exists() -> None:
    families = [each for each in REGISTRY.collect() if each.name.startswith("assistant_")]
    exist = {f"{f.name}_total" if f.type == "counter" else f.name for f in families}

    rows = re.findall(r"^\| `(assistant_\w+)`", REFERENCE, re.MULTILINE)

    assert sorted(rows) == sorted(exist)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_names_only_files_that_exist(page: Path) -> None:
    text = page.read_text()
    linked = re.findall(r"\]\(([^)#:]+)\)", text)
    named = re.findall(r"`((?:[\w-]+/)+[\w.-]*|[\w-]+\.py)`", text)

    for target in linked:
        assert (page.parent / target).exists(), target
    for name in named:
        places = (ROOT / name, ROOT / "assistant" / name, ROOT / "assistant" / "notify" / name)
        assert any(place.exists() for place in places) or name.startswith("slack/"), name


def test_every_make_target_of_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text()

    for target in set(re.findall(r"^make (\w+)", (ROOT / "README.md").read_text(), re.MULTILINE)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_readme_stays_short() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= 150


def test_the_page_of_systems_is_what_the_tests_say() -> None:
    assert page.PAGE.read_text() == page.written(), "run: python -m tests.systems"


def test_every_system_has_capabilities_that_are_shown_by_tests() -> None:
    shown = {each.system for each in page.capabilities()}

    assert shown <= set(page.SYSTEMS), "a system is named by its name in tests/systems/page.py"


def test_help_names_every_command() -> None:
    run = [sys.executable, "-m", "assistant", "--help"]

    printed = subprocess.run(run, capture_output=True, text=True, check=True, timeout=30).stdout

    for command in _commands():
        assert command.split()[0] in printed


def test_every_named_role_is_in_the_reference_as_it_is() -> None:
    row = re.compile(r"^\| `([a-z ]+)` \| (viewer|payer|admin) \| ([a-z, ]+) \|", re.MULTILINE)

    named = {
        name: (preset.role.name.lower(), ", ".join(preset.told)) for name, preset in PRESETS.items()
    }
    assert {name: (role, told) for name, role, told in row.findall(REFERENCE)} == named


@pytest.mark.parametrize(
    ("of", "known"),
    [("an account", OF_ACCOUNT), ("a person", OF_PERSON)],
    ids=["account", "person"],
)
def test_every_setting_of_accounts_and_people_is_in_the_reference(
    of: str, known: dict[str, Setting]
) -> None:
    table = REFERENCE.split(f"| of {of} |")[1].split("\n\n")[0]

    assert re.findall(r"^\| `(\w+)`", table, re.MULTILINE) == list(known)


@pytest.mark.parametrize("why", NotReminded)
def test_every_reason_for_which_a_reminder_waits_is_explained(why: NotReminded) -> None:
    assert f"`{why}`" in (ROOT / "docs" / "reference.md").read_text()
