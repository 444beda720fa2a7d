"""`assistant doctor`: what would not work is named with its remedy before a customer meets it."""

import asyncio
import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from typer.testing import CliRunner

from assistant.cli import app
from assistant.cli.doctor import clock, database, findings, mail, running, set_up, slack, stripe
from assistant.cli.doctor.findings import Clocks, Finding, State
from assistant.cli.doctor.signing import signing
from assistant.config import Settings
from assistant.db import open_database
from assistant.notify.mail_signing import DkimKey
from assistant.sandbox.together import Sandbox, sandbox
from tests.logs import log_plainly

DEAD = "http://127.0.0.1:9/"


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder, with nothing set."""
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    log_plainly()


def test_in_the_sandbox_nothing_is_wrong(alone: Path) -> None:
    told = CliRunner().invoke(app, ["doctor", "--sandbox", "--json"])

    body = json.loads(told.stdout)
    assert (told.exit_code, body["status"]) == (0, "ok")
    states = {each["check"]: each["state"] for each in body["checks"]}
    assert "wrong" not in states.values()
    assert [name for name, state in states.items() if state == "ok"] == [
        "settings", "seller", "database", "database writes", "work", "deliveries", "slack token",
        "slack scopes", "slack socket", "mail reading", "mail proof", "mail sending", "stripe key",
        "stripe signature", "documents", "clock",
    ]  # fmt: skip


def test_with_nothing_set_it_says_what_would_open_each_door(alone: Path) -> None:
    told = CliRunner().invoke(app, ["doctor"])

    assert told.exit_code == 1
    assert "wrong    database" in told.stdout
    assert "run 'assistant db upgrade'" in told.stdout
    for name in ("SLACK_BOT_TOKEN", "IMAP_HOST", "SMTP_HOST", "STRIPE_API_KEY"):
        assert f"ASSISTANT_{name}" in told.stdout
    assert told.stdout.endswith("1 wrong\n")
    assert list(alone.iterdir()) == []


def test_values_that_cannot_be_meant_are_lines_of_their_own(
    alone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_CURRENCY", "XXQ")
    monkeypatch.setenv("ASSISTANT_STRIPE_API_KEY", "pk_live_mine")
    monkeypatch.setenv("ASSISTANT_SMPT_HOST", "mail.example")

    told = CliRunner().invoke(app, ["doctor"])

    assert told.exit_code == 1
    assert "did you mean ASSISTANT_SMTP_HOST?" in told.stdout
    assert "ASSISTANT_CURRENCY cannot be meant" in told.stdout
    assert "ASSISTANT_STRIPE_API_KEY cannot be meant" in told.stdout
    assert "pk_live_mine" not in told.stdout


def _changed(world: Sandbox, **changes: Any) -> Settings:
    secret = {name: SecretStr(each) for name, each in changes.items() if _is_secret(name)}
    return world.settings.model_copy(update=changes | secret)


def _is_secret(name: str) -> bool:
    return name.endswith(("_token", "_secret", "_password", "api_key"))


def _wrong(found: list[Finding], check: str) -> str:
    (line,) = [each.line for each in found if (each.check, each.state) == (check, State.WRONG)]
    return line


async def test_a_wrong_slack_token_a_lacking_scope_and_a_shut_door_are_told(tmp_path: Path) -> None:
    async with sandbox(tmp_path) as world:
        look, none = Clocks(), ""

        token = await slack.examine(_changed(world, slack_bot_token="xoxb-mistyped"), look)
        app = await slack.examine(_changed(world, slack_app_token="xapp-mistyped"), look)
        dead = await slack.examine(_changed(world, slack_api_url=f"{DEAD}api/"), look)
        shut = await slack.examine(
            _changed(world, slack_app_token=none, slack_signing_secret=none), look
        )
        mixed = await slack.examine(
            _changed(world, slack_app_token=none, slack_signing_secret="xoxb-no-secret"), look
        )
        by = world.slack.stage.installs.by_team["T01SELLER"]
        world.slack.stage.installs.by_team["T01SELLER"] = _without(by, "files:write")
        scopes = await slack.examine(world.settings, look)

    assert "Slack answers invalid_auth: set ASSISTANT_SLACK_BOT_TOKEN" in _wrong(
        token, "slack token"
    )
    assert "set ASSISTANT_SLACK_APP_TOKEN" in _wrong(app, "slack socket")
    assert "127.0.0.1:9 cannot be reached" in _wrong(dead, "slack token")
    assert "ASSISTANT_SLACK_SIGNING_SECRET (HTTP)" in _wrong(shut, "slack signature")
    assert "it is a token" in _wrong(mixed, "slack signature")
    assert "lacking files:write (invoices, receipts" in _wrong(scopes, "slack scopes")
    assert "mistyped" not in str([*token, *app, *mixed])


def _without(installation: Any, scope: str) -> Any:
    installation.scopes = frozenset(installation.scopes) - {scope}
    return installation


async def test_a_wrong_password_a_dead_port_and_a_wrong_name_of_ours_are_told(
    tmp_path: Path,
) -> None:
    async with sandbox(tmp_path) as world:
        look, wrong = Clocks(), "not-the-password"
        await world.mail.deliver(
            world.settings.mail_address, b"From: a@b.example\r\nSubject: x\r\n\r\nhello\r\n"
        )

        well = await mail.examine_reading(world.settings, look)
        password = await mail.examine_reading(_changed(world, imap_password=wrong), look)
        dead = await mail.examine_reading(_changed(world, imap_port=9), look)
        mailbox = await mail.examine_reading(_changed(world, imap_mailbox="INBOX,Nope"), look)
        name = await mail.examine_reading(_changed(world, mail_authserv_id="mx.else"), look)
        half = await mail.examine_reading(_changed(world, imap_host=""), look)
        out = await mail.examine_sending(_changed(world, smtp_password=wrong), look)
        away = await mail.examine_sending(_changed(world, smtp_port=9), look)
        key = await mail.examine_sending(_changed(world, mail_dkim_key=str(tmp_path)), look)
        seen = [len(world.mail.sent), b"Seen" in world.mail.mailbox(world.settings.mail_address)]

    assert ("mail proof", "mails bear the name mx.sandbox.example") in [
        (each.check, each.told) for each in well
    ]
    assert "refuses the log-in of billing@seller.example" in _wrong(password, "mail reading")
    assert "ASSISTANT_IMAP_PORT" in _wrong(dead, "mail reading")
    assert "there is no mailbox Nope" in _wrong(mailbox, "mail reading")
    assert "the newest mails bear mx.sandbox.example, none mx.else" in _wrong(name, "mail proof")
    assert "ASSISTANT_IMAP_HOST is not set" in _wrong(half, "mail reading")
    assert "check ASSISTANT_SMTP_USER, ASSISTANT_SMTP_PASSWORD" in _wrong(out, "mail sending")
    assert "ASSISTANT_SMTP_PORT" in _wrong(away, "mail sending")
    assert "ASSISTANT_MAIL_DKIM_KEY" in _wrong(key, "mail signature")
    assert wrong not in str([*password, *out])
    assert seen == [0, False]


async def test_a_key_stripe_does_not_know_and_one_it_cannot_be_asked_about_are_told(
    tmp_path: Path,
) -> None:
    async with sandbox(tmp_path, http_port=9) as world:
        look = Clocks()
        public = {"public_url": "https://billing.example", "stripe_webhook_secret": "sk_test_x"}

        well = await stripe.examine(world.settings, look)
        unknown = await stripe.examine(_changed(world, stripe_api_key="sk_test_unknown"), look)
        odd = await stripe.examine(_changed(world, stripe_api_key="hunter2"), look)
        dead = await stripe.examine(_changed(world, stripe_api_url=DEAD), look)
        other = await stripe.examine(_changed(world, **public), look)
        live = set_up.examine(_changed(world, stripe_api_key="rk_live_1"))

    assert [each.state for each in well] == [State.OK] * 3
    assert "Stripe does not know it: set ASSISTANT_STRIPE_API_KEY" in _wrong(unknown, "stripe key")
    assert "one that begins with sk_ or rk_" in _wrong(odd, "stripe key")
    assert "Stripe is unreachable" in _wrong(dead, "stripe key")
    assert "whsec_" in _wrong(other, "stripe signature")
    assert "no endpoint leads to https://billing.example/stripe" in _wrong(other, "stripe webhook")
    assert "ASSISTANT_PUBLIC_URL" in _wrong(live, "public address")
    assert "hunter2" not in str(odd)


async def test_a_clock_that_signatures_would_be_refused_for_is_told(tmp_path: Path) -> None:
    async with sandbox(tmp_path) as world:
        slow = Clocks(lambda: datetime.now(UTC) - timedelta(minutes=10))
        right = Clocks()
        await slack.examine(world.settings, slow)
        await slack.examine(world.settings, right)

    assert "seconds behind Slack: have it set by NTP" in _wrong(clock.examine(slow), "clock")
    assert [each.state for each in clock.examine(right)] == [State.OK]
    assert [each.state for each in clock.examine(Clocks())] == [State.NOT_SET]


async def test_a_database_that_is_old_or_read_only_or_full_of_late_work_is_told(
    tmp_path: Path,
) -> None:
    async with sandbox(tmp_path) as world:
        url, look = world.settings.database_url, Clocks()
        well = await database.examine(world.settings, look)
        kept = open_database(url)
        long_ago = datetime.now(UTC) - timedelta(days=1)
        await kept.write(lambda tx: tx.execute(_LATE, {"at": long_ago.isoformat()}))
        late = await database.examine(world.settings, look)
        await kept.write(lambda tx: tx.execute(text("UPDATE alembic_version SET version_num='x'")))
        await kept.close()
        old = await database.examine(world.settings, look)

    assert [each.state for each in well] == [State.OK] * 4
    assert "1 webhooks due for more than 10 minutes" in _wrong(late, "work")
    assert "run 'assistant db upgrade'" in _wrong(old, "database")


_LATE = text(
    "INSERT INTO gateway_events (id, type, object_id, created_at, received_at, due_at)"
    " VALUES ('evt_1', 'x', 'y', :at, :at, :at)"
)


async def test_a_postgresql_that_nobody_answers_for_is_told_without_its_password() -> None:
    settings = Settings(database_url="postgresql://me:hunter2@127.0.0.1:9/billing")

    found = await database.examine(settings, Clocks())

    assert "check ASSISTANT_DATABASE_URL" in _wrong(found, "database")
    assert "hunter2" not in str(found)


async def test_a_key_that_signs_must_be_the_one_its_domain_has_published(tmp_path: Path) -> None:
    pem, other = _key(tmp_path / "ours.pem"), _key(tmp_path / "other.pem")
    key = DkimKey.read(str(tmp_path / "ours.pem"), domain="seller.example", selector="billing")
    asked = []

    def publishes(public: str) -> Any:
        def record(name: bytes, timeout: int = 5) -> bytes:
            asked.append(name)
            return f"v=DKIM1; k=rsa; p={public}".encode()

        return record

    right = await signing(key, publishes(pem))
    strange = await signing(key, publishes(other))
    broken = await signing(key, publishes("AAAA"))
    none = await signing(key, lambda _name, timeout=5: None)
    bad = await signing(replace(key, selector="two words"), publishes(pem))

    assert (right.state, asked[0]) == (State.OK, b"billing._domainkey.seller.example.")
    assert "publishes another key" in strange.line
    assert "publishes another key" in broken.line
    assert "there is no text record billing._domainkey.seller.example" in none.line
    assert "correct ASSISTANT_MAIL_DKIM_SELECTOR" in bad.line


def _key(path: Path) -> str:
    """Make a key and return what would be published of it."""
    make = ["openssl", "genrsa", "-traditional", "-out", str(path), "1024"]
    subprocess.run(make, check=True, capture_output=True)
    read = ["openssl", "rsa", "-in", str(path), "-pubout"]
    shown = subprocess.run(read, check=True, capture_output=True, text=True).stdout
    return "".join(shown.splitlines()[1:-1])


async def test_what_hangs_or_breaks_is_a_finding_and_hides_nothing() -> None:
    async def broken() -> list[Finding]:
        raise RuntimeError("hunter2")

    never: asyncio.Future[list[Finding]] = asyncio.get_running_loop().create_future()

    hung = await findings.bounded("slack", never, patience=0)
    broke = await findings.bounded("mail", broken())
    silent = await running.examine(Settings(http_port=9))

    assert "no answer within 0 seconds" in _wrong(hung, "slack")
    assert "it ended with RuntimeError" in _wrong(broke, "mail")
    assert "hunter2" not in str(broke)
    assert [each.state for each in silent] == [State.NOT_SET]
