"""Every notice has an example that reads as its snapshot says, in every language and channel."""

import json

import pytest
from typer.testing import CliRunner

from assistant.billing.events import ContactChange, EventKind, MethodChange, PlanNews
from assistant.billing.events.reminding import PromiseNews
from assistant.cli import app
from assistant.notify import examples
from assistant.notify.names import name_of
from assistant.reader import Reader
from assistant.render import mail, terminal
from assistant.render.slack import render
from assistant.sandbox.slack.limits import check_blocks
from tests.snapshots.notices import FOLDER, READERS, drawn_notices
from tests.unit.outcome_examples import FACTS

AFRESH = "python -m tests.snapshots writes them afresh; then look at what git says has changed"


def test_every_notice_reads_as_its_snapshot_in_every_language() -> None:
    kept = {path.stem: path.read_text() for path in FOLDER.glob("*.txt")}
    found = drawn_notices()

    changed = sorted(name for name in found | kept if found.get(name) != kept.get(name))
    assert changed == [], AFRESH


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.locale)
def test_every_channel_takes_every_notice(reader: Reader) -> None:
    for name in examples.names():
        card = examples.card(name, reader)

        check_blocks(render(card, reader.locale).blocks)
        assert card.title in terminal.text(card), name
        assert mail.render(card, locale=reader.locale).subject


def test_whatever_can_happen_has_an_example() -> None:
    wanted = {name_of(fact) for fact in FACTS}
    wanted |= {str(each) for each in EventKind}
    wanted |= {f"contact_{each}" for each in ContactChange}
    wanted |= {f"method_{each}" for each in MethodChange}
    wanted |= {f"promise_{each}" for each in PromiseNews}
    wanted |= {f"{what}_{each}" for each in PlanNews for what in ("plan", "autopay")}

    assert wanted - set(examples.names()) == set()


@pytest.mark.parametrize("name", [name for name in examples.EVENTS if not name.startswith("case_")])
def test_every_notice_to_customers_says_who_else_was_told(name: str) -> None:
    if name == "contact_invited":  # to an address that has not answered yet
        return
    facts = {fact.label: fact.value for fact in examples.card(name, Reader()).facts}

    assert facts["Also told"] == "Ann Lee, Vic Ito"


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["notices", *words])
    return done.exit_code, done.stderr if done.exit_code else done.stdout


def test_the_operator_lists_them_all() -> None:
    code, said = run("list")

    assert code == 0
    assert [line.split()[0] for line in said.splitlines()] == examples.names()


def test_the_operator_previews_one_as_mail_and_as_slack_draws_it() -> None:
    text = run("preview", "invoice_issued")[1]
    html = run("preview", "invoice_issued", "--language", "de", "--as", "html")[1]
    blocks = json.loads(run("preview", "invoice_issued", "--as", "blocks")[1])

    assert text.startswith("Subject: New invoice 123: 420.00 USD\n")
    assert "<h1>Neue Rechnung 123: 420,00 $</h1>" in html
    assert blocks["blocks"][0]["type"] == "header"


def test_a_language_nobody_writes_is_answered_with_those_there_are() -> None:
    code, said = run("preview", "invoice_issued", "--language", "xx")

    assert code == 1
    assert "use one of en, de, es, fr, ja" in said
    assert run("preview", "invoice_issued", "--language", "de-AT")[0] == 0


def test_a_name_nobody_has_is_answered_with_the_nearest() -> None:
    code, said = run("preview", "invoice_isued")

    assert code == 1
    assert "invoice_issued" in said
