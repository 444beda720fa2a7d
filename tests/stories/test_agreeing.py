"""The operator reconciles at a terminal."""

import asyncio
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from assistant.cli import app
from assistant.sandbox.stripe.seeding import customer_id_for, payment_method_id_for
from assistant.sandbox.together import sandbox
from tests.logs import log_plainly

ACME = "acc_acme@sandbox.example"


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    for name in [each for each in os.environ if each.startswith("ASSISTANT_")]:
        monkeypatch.delenv(name)
    yield
    log_plainly()


def run(*args: str) -> Result:
    return CliRunner().invoke(app, list(args))


def charge_elsewhere() -> None:
    """Somebody charges Acme's card in Stripe's dashboard."""

    async def charge() -> None:
        from assistant.billing.stripe.calls import StripeCalls, open_client

        async with (
            sandbox(Path(".sandbox")) as world,
            open_client(world.stripe.api_key, world.stripe.url) as client,
        ):
            wanted = {
                "amount": 700,
                "currency": "usd",
                "customer": customer_id_for(ACME),
                "payment_method": payment_method_id_for(ACME, 0),
                "confirm": True,
                "off_session": True,
                "return_url": "https://billing.example/paid",
            }
            await StripeCalls(client).post("/v1/payment_intents", wanted, key=None)

    asyncio.run(charge())


def test_where_all_agrees_it_says_so() -> None:
    said = run("reconcile", "--sandbox")

    assert said.exit_code == 0
    assert "0 charges compared, 0 recorded, 0 new cases" in said.stdout
    assert said.stdout.endswith("no open cases\n")


def test_a_difference_is_listed_until_it_is_closed() -> None:
    charge_elsewhere()

    found = run("reconcile", "--sandbox")
    as_json = run("reconcile", "--sandbox", "--json")
    (case,) = json.loads(as_json.stdout)["cases"]
    closed = run("reconcile", "--sandbox", "--close", case["id"])
    again = run("reconcile", "--sandbox", "--close", case["id"])

    assert (found.exit_code, as_json.exit_code) == (1, 1)
    assert f"acc_acme  not_ours {case['about']}: theirs 7.00 USD" in found.stdout
    assert (closed.exit_code, closed.stdout) == (0, "no open cases\n")
    assert "is no open case" in again.stderr


def test_a_case_about_no_money_is_listed_closed_by_its_number_and_fails_nothing() -> None:
    run("ask", "--sandbox", "--as", "dana@acme.example", "talk to a human")

    found = run("reconcile", "--sandbox")
    closed = run("reconcile", "--sandbox", "--close", "1")

    assert found.exit_code == 0
    assert "person_asked" in found.stdout
    assert (closed.exit_code, closed.stdout) == (0, "no open cases\n")


def test_without_a_provider_it_says_what_to_set() -> None:
    run("db", "upgrade")

    said = run("reconcile")

    assert said.exit_code == 1
    assert "set ASSISTANT_STRIPE_API_KEY" in said.stderr
