"""How fast Django sends mail and django-mailbox takes it, in a folder that is thrown away."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

WANTED = ("django>=5.2,<6", "django-mailbox>=4.10,<5")
_SCRIPT = Path(__file__).with_name("django_mail.py")
_PATIENCE = 120


@dataclass(frozen=True, slots=True)
class Rivals:
    """Where they are installed."""

    folder: str

    def sends(self, port: int, count: int) -> float:
        """Mails a second that ``send_mail`` hands to a server on this port."""
        return self._said("send", str(port), str(count))

    def takes(self, port: int, count: int, user: str, password: str) -> float:
        """Mails a second that django-mailbox takes from IMAP into an SQLite file."""
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            database = str(Path(folder) / "rival.db")
            return self._said("take", str(port), str(count), user, password, database)

    def _said(self, *words: str) -> float:
        found = subprocess.run(
            [sys.executable, str(_SCRIPT), *words],
            env={**os.environ, "PYTHONPATH": self.folder},
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=True,
        )
        return float(found.stdout)


@contextmanager
def installed() -> Iterator[Rivals | None]:
    """Install them for the block; None, with a word why, where PyPI cannot be reached."""
    with tempfile.TemporaryDirectory(prefix="bench-rivals-") as folder:
        command = ["uv", "pip", "install", "-q", "--python", sys.executable, "--target", folder]
        try:
            subprocess.run([*command, *WANTED], capture_output=True, timeout=_PATIENCE, check=True)
        except (OSError, subprocess.SubprocessError) as absent:
            print(f"beside_django: no Django to compare with: {absent}", file=sys.stderr)
            yield None
        else:
            yield Rivals(folder)
