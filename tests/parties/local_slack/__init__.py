"""local-slack: a Slack nobody here wrote, with a page that people click in.

https://github.com/parvalabs/local-slack, pinned with its checksum in ``package-lock.json``. It
speaks the Web API, Socket Mode and signed HTTP, threads, buttons, modals and the Home tab. What it
does not do, seen on 0.1.8:

* it checks no block, and draws those of 2026 (``data_table``) as ``[data_table]``: `older` stands
  in front of it and refuses them, so that the blocks every Slack knows are seen;
* a modal's selects open with nothing chosen, and an input nobody touched is sent empty whatever
  the app had filled in: whoever fills a form in here fills in all of it;
* ``assistant.threads.*`` and ``blocks.validate`` are ``unknown_method``; there is no 429, no retry;
* no message shortcuts, no link unfurling, no second workspace (Slack Connect);
* what only one person may see is marked so, but shown to whoever looks;
* it listens on all interfaces, so it is given the sandbox's invented people and nothing else.
What is missing here is told on our own counterpart, in ``tests/doors`` and ``test_demo.py``.
"""

import os
import platform
import re
import select
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
BINARY = ROOT / ".tools/local-slack/node_modules/local-slack-linux-x64/bin/local-slack"
STARTS_WITHIN = 30.0
BOT_TOKEN = "xoxb-local-slack"
APP_TOKEN = "xapp-local-slack"
CHANNEL = "billing-questions"
WORKSPACE = f"""
workspace: {{ name: Acme, domain: acme, teamId: T02ACME }}
app:
  appId: A01BILLING
  botUserId: U0BILLING
  botName: billing
  botToken: {BOT_TOKEN}
  appToken: {APP_TOKEN}
  mode: socket
users:
  - {{ id: U02DANA, name: dana, real_name: Dana Reyes, email: dana@acme.example }}
  - {{ id: U02VIC, name: vic, real_name: Vic Ito, email: vic@acme.example }}
channels:
  - {{ id: C01BILLING, name: {CHANNEL}, members: [U02DANA, U02VIC, U0BILLING] }}
"""


class NoLocalSlackError(Exception):
    """It is not installed; the message says how."""


@dataclass(frozen=True, slots=True)
class LocalSlack:
    """A running one: the address of its page, and of its Web API."""

    address: str

    @property
    def api(self) -> str:
        """The base URL of its Web API."""
        return f"{self.address}/api/"


@contextmanager
def local_slack(folder: Path) -> Iterator[LocalSlack]:
    """Run Acme's workspace for the time of the block. Raises NoLocalSlackError."""
    if not BINARY.exists():
        known = platform.system() == "Linux" and platform.machine() == "x86_64"
        raise NoLocalSlackError("make localslack" if known else "it is for Linux on x86-64 only")
    config = folder / "workspace.yaml"
    config.write_text(WORKSPACE)
    process = subprocess.Popen(
        [BINARY, "--config", config, "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={"HOME": str(folder), "TMPDIR": str(folder), "PATH": os.environ["PATH"]},
    )
    try:
        yield LocalSlack(_address(process))
    finally:
        process.terminate()
        process.communicate()


def _address(process: subprocess.Popen[bytes]) -> str:
    """Where its page is, once it says so."""
    assert process.stdout is not None
    said = b""
    while select.select([process.stdout], [], [], STARTS_WITHIN)[0]:
        heard = os.read(process.stdout.fileno(), 4096)
        said += heard
        if found := re.search(rb"Web UI: +http://localhost:(\d+)\s", said):
            return f"http://127.0.0.1:{int(found[1])}"
        if not heard:
            break
    raise AssertionError(f"local-slack said {said!r}")
