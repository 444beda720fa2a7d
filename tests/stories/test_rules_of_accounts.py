"""An operator sets limits and policies by name; they hold at once and every change is on record."""

import json
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from assistant.billing.intake.fields import Writing
from assistant.billing.intake.report import RefusedError
from assistant.billing.policies import keeping
from assistant.billing.policies.keeping import Hand
from assistant.cli import app
from assistant.trace import trace
from tests.logs import log_plainly
from tests.stories.house import House
from tests.stories.planned import autopay_on, days, worked


def hand(house: House) -> Hand:
    return Hand("sue", house.clock(), Writing("en"))


async def ruled(house: House, named: str, **wanted: str) -> Any:
    """Set rules of an account."""
    work = partial(keeping.set_account, named=named, wanted=wanted, hand=hand(house))
    return await house.database.write(work)


async def limited(house: House, amount: str) -> None:
    """Set what Dana may pay for Acme at once."""
    work = partial(keeping.set_contact, whose=("Acme", "dana@acme.example"), hand=hand(house))
    await house.database.write(partial(work, wanted={"payment_limit": amount}))


async def test_limits_of_a_payer_and_of_an_account_hold_at_the_next_yes(house: House) -> None:
    await house.ask("dana", "pay invoice 123")

    await limited(house, "400")
    over_her_own = await house.ask("dana", "yes")
    await limited(house, "none")
    await ruled(house, "acc_acme", day_limit="100")
    over_the_day = await house.ask("dana", "yes")

    assert (over_her_own.outcome, over_the_day.outcome) == ("limit_reached", "limit_reached")
    assert house.stripe.charges() == []


async def test_a_policy_holds_at_once_and_the_trail_says_who_and_what_was_before(
    house: House,
) -> None:
    await ruled(house, "Acme", partial_payments="deny_and_handoff", reminder_days="none")

    part = await house.ask("dana", "pay 50 of 123")
    rows = await house.database.read(partial(trace, thing="acc_acme"))

    assert part.outcome == "amount_refused"
    told = [(r["what"], r["by"], r["name"], r["before"], r["after"]) for r in rows]
    assert ("setting", "sue", "partial_payments", "allow", "deny_and_handoff") in told
    assert ("setting", "sue", "reminder_days", "usual", "none") in told


async def test_the_trail_says_who_changed_the_days_of_reminders_from_where_ever(
    house: House,
) -> None:
    await house.ask("sam", "for acme: set reminders to -7, 4, 10")
    await house.ask("dana", "set reminders to 4, 14")
    await house.ask("dana", "set reminders to 4, 14")
    await ruled(house, "Acme", reminder_days="usual")
    rows = await house.database.read(partial(trace, thing="acc_acme"))

    told = [(r["by"], r["before"], r["after"]) for r in rows if r.get("name") == "reminder_days"]
    assert told == [
        ("Sam Okafor", "usual", "-7,4,10"),
        ("Dana Reyes", "-7,4,10", "4,14"),
        ("sue", "4,14", "usual"),
    ]


async def test_what_is_so_already_is_no_change_and_a_bad_value_changes_nothing(
    house: House,
) -> None:
    _, first = await ruled(house, "acme", payment_limit="10")
    _, again = await ruled(house, "acme", payment_limit="10.00")
    with pytest.raises(RefusedError, match="day_limit"):
        await ruled(house, "acme", viewer_may_pay="yes", day_limit="a lot")

    shown = await house.database.read(partial(keeping.account_shown, named="Acme"))

    assert [(each.name, each.after) for each in first] == [("payment_limit", "10.00")]
    assert again == []
    assert not shown["settings"]["viewer_may_pay"]


async def test_the_cancel_window_of_an_account_is_its_own(house: House) -> None:
    await ruled(house, "Acme", cancel_minutes="45")
    await autopay_on(house)

    await days(house, 2)
    after_half_an_hour = len(house.stripe.charges())
    await worked(house)

    assert after_half_an_hour == 0
    assert house.stripe.charges()


async def test_somebody_new_becomes_an_agent_and_is_none_any_more(house: House) -> None:
    async def set_(**wanted: str) -> None:
        work = partial(keeping.set_person, address="Ida@seller.example", hand=hand(house))
        await house.database.write(partial(work, wanted=wanted))

    await set_(name="Ida Moe", agent="yes", alone="USD 50")
    hired = await house.database.read(partial(keeping.person_shown, address="ida@seller.example"))
    await set_(agent="no")
    gone = await house.database.read(partial(keeping.person_shown, address="ida@seller.example"))

    assert hired["settings"] == {
        "name": "Ida Moe",
        "agent": True,
        "approver": False,
        "alone": {"USD": "50.00"},
    }
    assert not gone["settings"]["agent"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_seeded: Path) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    shutil.copyfile(sqlite_seeded, tmp_path / "billing.db")
    yield
    log_plainly()


def run(*args: str) -> Result:
    return CliRunner().invoke(app, list(args))


@pytest.mark.usefixtures("folder")
def test_the_operator_reads_back_what_was_set_and_a_file_does_not_undo_it(tmp_path: Path) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text("account,name,currency\nacc_acme,Acme,USD\n")

    done = run("account", "set", "acme", "partial_payments=balance_only", "day_limit=1,000")
    entered = run("import", str(file))
    shown = json.loads(run("account", "show", "acc_acme", "--json").stdout)

    assert done.stdout == "partial_payments: allow → balance_only\nday_limit: none → 1000.00\n"
    assert entered.exit_code == 0, entered.stdout
    assert shown["settings"]["partial_payments"] == "balance_only"
    assert shown["settings"]["day_limit"] == "1000.00"
    assert [each["email"] for each in shown["contacts"]][1] == "dana@acme.example"


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("account", "show", "Amce"), "there is no account 'Amce': did you mean 'Acme'?"),
        (("account", "set", "Acme", "day_limit"), "'day_limit' sets nothing: write it like day_l"),
        (("account", "set", "Acme", "day_limit=-5"), "day_limit: '-5' is less than nothing"),
        (("account", "set", "Acme", "day_limit=1", "day_limit=2"), "day_limit is there twice"),
        (
            ("account", "set", "Acme", "--contact", "gus@globex.example", "day_limit=1"),
            "'gus@globex.example' is no contact of Acme",
        ),
        (("person", "show", "nobody@acme.example"), "nobody has the address 'nobody@acme.example'"),
        (("person", "set", "nobody@acme.example", "agent=yes"), 'give a name="…"'),
        (("person", "set", "no address", "agent=yes"), "'no address' is not one e-mail address"),
    ],
)
def test_a_mistake_is_told_in_one_line_with_its_remedy(words: tuple[str, ...], said: str) -> None:
    told = run(*words)

    assert (told.exit_code, told.stdout) == (1, "")
    assert said in told.stderr
    assert len(told.stderr.splitlines()) == 1


@pytest.mark.usefixtures("folder")
def test_a_space_around_the_name_of_an_account_is_no_part_of_it() -> None:
    assert run("account", "show", " Acme ").stdout == run("account", "show", "Acme").stdout
