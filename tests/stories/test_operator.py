"""An operator at a terminal: answers, and mistakes told in one line with their remedy."""

import asyncio
import json
import os
import pty
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import structlog
from typer.testing import CliRunner

from assistant.app import serving_doors
from assistant.cli import app
from assistant.config import Settings
from assistant.sandbox.together import sandbox
from tests.logs import log_plainly
from tests.parties.postgres import PostgresServer

DANA = ("--as", "dana@acme.example")
COMMANDS = (
    ("audit", "verify"),
    ("audit", "show", "123"),
    ("outbox",),
    ("outbox", "--replay"),
    ("reconcile",),
    ("ask", *DANA, "what do I owe"),
    ("chat", *DANA),
    ("serve",),
)


class Said:
    """What one command printed, and its exit status."""

    def __init__(self, args: tuple[str, ...], typed: str | bytes) -> None:
        result = CliRunner().invoke(app, list(args), input=typed)
        self.out, self.err, self.status = result.stdout, result.stderr, result.exit_code
        assert result.exception is None or isinstance(result.exception, SystemExit)

    def told(self) -> str:
        """The one line on standard error of a command that stopped."""
        assert (self.status, self.out) == (1, "")
        assert len(self.err.splitlines()) == 1
        return self.err


Run = Callable[..., Said]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run commands in an empty folder, with nothing set."""
    monkeypatch.chdir(tmp_path)
    for name in os.environ:
        if name.startswith("ASSISTANT_"):
            monkeypatch.delenv(name)

    def command(*args: str, typed: str | bytes = "") -> Said:
        return Said(args, typed)

    yield command
    log_plainly()


def test_after_a_yes_the_payment_just_begun_is_shown_also_of_another_account(run: Run) -> None:
    said = run("chat", "--sandbox", *DANA, typed="pay invoice 201\nyes\n")

    assert "for invoice 201: waiting for you to complete it" in said.out
    assert "Complete payment: http://127.0.0.1:" in said.out
    assert "'assistant demo' or 'assistant serve --sandbox'" in said.err


def test_a_payment_page_of_an_earlier_process_still_opens(run: Run) -> None:
    run("ask", "--sandbox", *DANA, "pay invoice 201")
    link = re.search(r"http://\S+", run("ask", "--sandbox", *DANA, "yes").out)

    async def status() -> int:
        async with sandbox(Path(".sandbox")) as world, httpx.AsyncClient() as browser:
            assert link is not None
            return (await browser.get(world.stripe.url + urlsplit(link[0]).path)).status_code

    assert asyncio.run(status()) == 200


def test_a_new_sandbox_is_announced_once_and_nothing_interrupts_the_conversation(run: Run) -> None:
    first = run("ask", "--sandbox", *DANA, "pay 121")
    second = run("chat", "--sandbox", *DANA, typed="yes\n")

    assert first.err == f"A new sandbox is kept in {Path('.sandbox').resolve()}\n"
    assert second.err == ""
    assert ": paid" in second.out


@pytest.mark.parametrize("args", COMMANDS, ids=" ".join)
def test_without_a_database_a_command_says_how_to_make_one_and_makes_none(
    args: tuple[str, ...], run: Run, tmp_path: Path
) -> None:
    said = run(*args)

    assert "run 'assistant db upgrade'" in said.told()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("args", COMMANDS[::3], ids=" ".join)
def test_a_database_at_another_step_is_left_alone(args: tuple[str, ...], run: Run) -> None:
    Path("billing.db").touch()

    said = run(*args)

    assert "the database is at step none" in said.told()


@pytest.mark.parametrize("args", [*COMMANDS[::3], ("db", "upgrade"), ("db", "seed")], ids=" ".join)
def test_a_file_that_is_no_database_is_named_as_the_cause(args: tuple[str, ...], run: Run) -> None:
    Path("billing.db").write_bytes(b"no database, but long enough to be taken for one" * 99)

    said = run(*args)

    assert "(file is not a database): check ASSISTANT_DATABASE_URL" in said.told()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("mysql://host/name", "use sqlite:///path/to/a/file.db or postgresql://"),
        ("sqlite://", "use sqlite:///path/to/a/file.db or postgresql://"),
        ("sqlite:///:memory:", "use sqlite:///path/to/a/file.db or postgresql://"),
        ("sqlite:///no/such/folder.db", "unable to open database file"),
        ("postgresql://u:hunter2@127.0.0.1:port/x", "its port is not a number"),
        ("postgresql://u:hunter2@127.0.0.1:1/x", "127.0.0.1"),
    ],
)
def test_a_database_that_cannot_be_opened_is_told_without_its_password(
    url: str, why: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_DATABASE_URL", url)

    told = run("db", "upgrade").told()

    assert why in told
    assert "ASSISTANT_DATABASE_URL" in told
    assert "hunter2" not in told


@pytest.mark.postgresql
def test_a_server_without_that_database_is_told(
    postgres: PostgresServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_DATABASE_URL", postgres.url("nowhere"))

    told = run("outbox").told()

    assert 'database "nowhere" does not exist' in told
    assert "ASSISTANT_DATABASE_URL" in told


@pytest.mark.postgresql
def test_a_url_as_vendors_print_it_is_brought_to_the_schema_too(
    postgres: PostgresServer, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres.create("vendor").replace("postgresql:", "postgres:")
    monkeypatch.setenv("ASSISTANT_DATABASE_URL", f"{url}?sslmode=disable")

    upgraded, looked = run("db", "upgrade"), run("outbox")

    assert upgraded.out.startswith("schema: empty → ")
    assert json.loads(looked.out) == {"what": "counts"}


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("HTTP_PORT", "http", "should be a valid integer"),
        ("HTTP_PORT", "70000", "a number from 0 to 65535"),
        ("IMAP_TLS", "starttls", "use ssl (port 993)"),
        ("SMTP_TLS", "maybe", "should be 'ssl', 'starttls' or 'none'"),
        ("TIMEZONE", "Mars/Olympus", "use one such as Europe/Berlin"),
        ("LOCALE", "klingon", "use one such as en, de or pt_BR"),
        ("CURRENCY", "DOLLARS", "three letters, such as USD"),
        ("CURRENCY", "XXQ", "three letters, such as USD"),
        ("PUBLIC_URL", "javascript:alert", "such as https://billing.example.com"),
        ("MAIL_ADDRESS", "billing", "such as billing@example.com"),
        ("CASE_ANSWER_HOURS", "-3", "use 1 or more"),
        ("AGENTS_SLACK_CHANNEL", "billing", "the id of a channel"),
        ("STRIPE_API_KEY", "pk_live_x", "a publishable key"),
        ("NOTICES_DIR", "nowhere", "there is no folder nowhere"),
        ("MAIL_DKIM_KEY", "nowhere.pem", "there is no file nowhere.pem"),
        ("SUPPORT_CONTACT", " ", "leave it unset, or say who"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named(
    name: str, value: str, why: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"ASSISTANT_{name}", value)

    told = run("serve").told()

    assert told.startswith(f"ASSISTANT_{name}: ")
    assert why in told


def test_a_variable_that_sets_nothing_is_warned_of_with_the_nearest_that_does(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(".env").write_text("ASSISTANT_CURENCY=EUR\n")
    monkeypatch.setenv("ASSISTANT_IMAP_HSOT", "mail.example")

    said = run("outbox", "--sandbox")

    assert "did you mean ASSISTANT_IMAP_HOST?" in said.err
    assert "did you mean ASSISTANT_CURRENCY?" in said.err
    assert said.err.count("setting_unknown") == 2
    assert "\x1b" not in said.err


def test_only_an_empty_database_is_seeded(run: Run) -> None:
    first, second = run("db", "seed"), run("db", "seed")

    assert first.out == "seeded 8 people and 5 accounts (Acme, Acme EU, Kumo, Dune, Globex)\n"
    assert "there are accounts already, and nothing was added" in second.told()


def test_a_sandbox_that_cannot_be_made_is_told(run: Run) -> None:
    Path(".sandbox").write_text("in the way")

    told = run("audit", "verify", "--sandbox").err.splitlines()[-1]
    assert told.endswith("ASSISTANT_SANDBOX_DIR: .sandbox is a file; name a folder")


def test_a_port_that_is_none_is_told_in_a_line(run: Run) -> None:
    told = run("demo", "--port", "99999").err
    assert "65535" in told
    assert "Traceback" not in told


def test_the_outbox_lists_states_that_exist_and_at_least_one(run: Run) -> None:
    run("db", "seed")

    assert "the states are queued, sending, " in run("outbox", "--state", "bogus").told()
    assert run("outbox", "--limit", "0").status == 2
    assert json.loads(run("outbox", "--state", "sent").out) == {"what": "counts"}


def test_a_line_that_cannot_be_parsed_gives_an_error_in_its_place(run: Run) -> None:
    typed = b'{"id":1,"text":"pay 123"}\nnonsense\n{"id":3}\n[4]\n{"id":5,"text":"help \xff"}\n'

    said = run("parse", typed=typed)

    rows = [json.loads(line) for line in said.out.splitlines()]
    assert [row["id"] for row in rows] == [1, None, 3, None, 5]
    assert ["error" in row for row in rows] == [False, True, True, True, False]
    assert rows[4]["text"] == "help \N{REPLACEMENT CHARACTER}"
    assert said.status == 1


def test_bytes_that_are_no_text_do_not_stop_a_command(run: Run) -> None:
    parsed = run("parse", "help \ud800")
    asked = run("ask", "--sandbox", *DANA, "--json", "help \udcff")
    chatted = run("chat", "--sandbox", *DANA, typed=b"\xff\xfe help\nhelp\n")

    assert parsed.status == 0
    assert asked.status in (0, 2)
    assert chatted.status == 0


def test_mail_is_printed_without_card_numbers_and_a_file_that_is_not_there_is_named(
    run: Run,
) -> None:
    mail = "From: a@b.example\nTo: c@d.example\nSubject: Pay\n\nuse 4242 4242 4242 4242 please\n"
    Path("one.eml").write_text(mail)

    said = run("read-mail", "one.eml", "two.eml", ".")

    assert json.loads(said.out)["new_text"] == "use [card number removed] please"
    assert said.err == "two.eml: No such file or directory\n.: Is a directory\n"
    assert said.status == 1


def test_a_port_that_is_taken_is_told(
    run: Run, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path
) -> None:
    shutil.copy(sqlite_template, "billing.db")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setenv("ASSISTANT_HTTP_PORT", str(port))

        told = run("serve").told()

    assert told == (
        f"cannot listen at 127.0.0.1 port {port} (Address already in use): "
        "set ASSISTANT_HTTP_HOST or ASSISTANT_HTTP_PORT\n"
    )


@pytest.mark.parametrize(
    ("given", "event", "remedy"),
    [
        ("IMAP_HOST", "mail_shut", "set ASSISTANT_MAIL_ADDRESS and ASSISTANT_SMTP_HOST"),
        ("MAIL_ADDRESS SMTP_HOST", "mail_shut", "set ASSISTANT_IMAP_HOST"),
        ("IMAP_HOST MAIL_ADDRESS", "mail_unanswered", "set ASSISTANT_SMTP_HOST, or no answer"),
    ],
)
async def test_half_a_mail_door_is_warned_of_when_serving_begins(
    given: str, event: str, remedy: str, sqlite_url: str
) -> None:
    half = {name.lower(): "127.0.0.1" for name in given.split()}
    bare = Settings(database_url=sqlite_url, http_port=0, imap_port=1)
    settings = bare.model_copy(update=half)

    with structlog.testing.capture_logs() as said:
        async with serving_doors(settings):
            pass

    assert any(row["event"] == event and remedy in row["remedy"] for row in said)


def test_a_served_sandbox_says_where_it_is_and_how_to_write_to_it(tmp_path: Path) -> None:
    said = _served(tmp_path, "--sandbox", until="To play everybody")

    assert f"The sandbox kept in {tmp_path / '.sandbox'} is open." in said
    assert "Socket Mode" in said
    assert re.search("slack=(connecting|ok)", said)
    assert re.search(r"billing@seller\.example; SMTP 127\.0\.0\.1:\d+, IMAP 127\.0\.0\.1:\d+", said)
    assert re.search(r"curl -sS smtp://\S+ --user dana@acme\.example:\w+", said)


def test_an_interrupt_ends_a_chat_at_a_terminal(tmp_path: Path) -> None:
    master, terminal = pty.openpty()
    with (
        open(terminal, "rb") as typed,
        open(master, "wb", buffering=0) as keyboard,
        subprocess.Popen(
            [sys.executable, "-m", "assistant", "chat", "--sandbox", *DANA],
            cwd=tmp_path,
            stdin=typed,
            stdout=subprocess.PIPE,
            text=True,
        ) as chat,
    ):
        assert chat.stdout is not None
        keyboard.write(b"help\n")
        greeted = chat.stdout.read(3)
        chat.send_signal(signal.SIGINT)
        said, _ = chat.communicate(timeout=20)

    assert greeted.startswith("> ")
    assert "Traceback" not in said


def _served(folder: Path, *args: str, until: str) -> str:
    """What ``serve`` says up to a line with ``until``; it is then asked to end."""
    bare = {name: v for name, v in os.environ.items() if not name.startswith("ASSISTANT_")}
    with subprocess.Popen(
        [sys.executable, "-m", "assistant", "serve", *args],
        cwd=folder,
        env={**bare, "ASSISTANT_HTTP_PORT": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as serving:
        assert serving.stdout is not None
        said = []
        for line in serving.stdout:
            said.append(line)
            if until in line:
                break
        serving.send_signal(signal.SIGTERM)
        serving.communicate(timeout=20)
    assert serving.returncode == 0
    return "".join(said)


def test_a_document_is_saved_where_one_says_and_named_in_the_json(run: Run) -> None:
    said = run(
        "ask", "--sandbox", "--as", "dana@acme.example", "--json", "--save-in", "out", "pdf 123"
    )

    (file,) = json.loads(said.out)["files"]
    assert file == {
        "name": "Invoice-123.pdf",
        "path": str(Path("out/Invoice-123.pdf").resolve()),
        "error": None,
    }
    assert Path(file["path"]).read_bytes().startswith(b"%PDF-")


def test_where_nothing_was_given_up_there_is_nothing_to_replay_and_nothing_else_is_told(
    run: Run,
) -> None:
    run("ask", "--sandbox", *DANA, "send reminders to ap@acme.example")

    replayed = run("outbox", "--replay", "--sandbox")

    assert (replayed.status, replayed.out) == (0, "")
    assert "nothing to replay" in replayed.err
