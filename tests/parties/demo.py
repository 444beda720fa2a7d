"""``assistant demo`` as people start it: a process of its own, strict about warnings."""

import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

STARTS_WITHIN = 30.0  # on a machine that is busy with other tests
STOPS_WITHIN = 15.0


@dataclass(slots=True)
class Demo:
    """A running demo: its address, its sandbox, and what it printed to standard error."""

    address: str
    folder: Path
    process: subprocess.Popen[str]
    errors: Path

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop and wait; returns its exit status."""
        self.process.send_signal(number)
        return self.process.wait(STOPS_WITHIN)


@contextmanager
def demo(folder: Path) -> Iterator[Demo]:
    """Start the demo on a free port with its sandbox in ``folder``; it ends with the block."""
    folder.mkdir(parents=True, exist_ok=True)
    errors = folder / "stderr"
    sandbox = folder / "sandbox"
    command = [sys.executable, "-W", "error", "-m", "assistant", "demo", "--port", "0"]
    environment = os.environ | {"ASSISTANT_SANDBOX_DIR": str(sandbox)}
    with errors.open("w") as stderr:
        process = subprocess.Popen(
            [*command, "--no-browser"],
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            env=environment,
        )
    try:
        yield Demo(_address(process, errors), sandbox, process, errors)
    finally:
        process.terminate()
        try:
            process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert process.stdout is not None
        process.stdout.close()


def _address(process: subprocess.Popen[str], errors: Path) -> str:
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], STARTS_WITHIN)
    line = process.stdout.readline() if ready else ""
    found = re.search(r"http://127\.0\.0\.1:\d+", line)
    assert found, f"the demo said {line!r} and {errors.read_text()}"
    return found[0]
