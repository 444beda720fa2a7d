"""A throw-away Dovecot on a loopback port: an IMAP server nobody here wrote, run unprivileged.

Install Debian's ``dovecot-imapd``. The shell that runs it waits on a pipe from us: whatever ends
us, even SIGKILL, closes the pipe, and the shell stops the server and removes its files.
"""

import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

USER = "billing@us.example"
PASSWORD = 'p"a\\ss word'
GUARDIAN = '"$1" -F -c "$2/dovecot.conf" & cat >/dev/null; kill $!; wait; rm -rf "$2"'
START_SECONDS = 15

CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
ssl = no
disable_plaintext_auth = no
mail_home = {home}/mail
mail_location = maildir:~/Maildir
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {home}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail
}}
namespace inbox {{
  inbox = yes
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


class NoDovecotError(Exception):
    """No Dovecot here: install Debian's ``dovecot-imapd``."""


@dataclass(frozen=True, slots=True)
class DovecotServer:
    """One running server with one mailbox."""

    home: Path
    port: int

    def append(self, *mails: bytes, folder: str = "INBOX") -> None:
        """Put mails into a folder, unseen, as a delivery does."""
        with self._client() as client:
            for raw in mails:
                client.append(folder, "", "", raw)

    def deliver(self, *mails: bytes) -> None:
        """Put mails into the INBOX as files, as a delivery agent on the same disk does."""
        self._begin()
        made = []
        for number, raw in enumerate(mails):
            written = self._maildir / "tmp" / f"{time.time_ns()}.{number}"
            written.write_bytes(raw)
            made.append(written)
        _own(_owner(), *made)
        for each in made:
            each.rename(self._maildir / "new" / each.name)

    def fill(self, folder: str, count: int, raw: bytes, at: datetime) -> None:
        """Make a folder that has this mail in it so many times, unseen, received at that time."""
        self._begin()
        made = self._maildir / f".{folder}"
        for below in ("new", "tmp", "cur"):
            (made / below).mkdir(parents=True)
        first = made / "cur" / f"0.first,S={len(raw)},W={len(raw)}:2,"
        first.write_bytes(raw)
        os.utime(first, (at.timestamp(), at.timestamp()))
        _own(_owner(), made, *made.iterdir(), first)
        for number in range(1, count):
            os.link(first, first.with_name(f"{number}{first.name[1:]}"))

    def empty(self) -> None:
        """Expunge everything in the INBOX."""
        self.expunge("1:*")

    def expunge(self, uids: str, folder: str = "INBOX") -> None:
        """Take mails away, as a person with another mail program does."""
        with self._opened(folder) as client:
            client.uid("store", uids, "+FLAGS.SILENT", r"(\Deleted)")
            client.expunge()

    def see(self, uids: str) -> None:
        """Read mails, as a person with another mail program does."""
        with self._opened() as client:
            client.uid("store", uids, "+FLAGS", r"(\Seen)")

    def renumber(self) -> None:
        """Lose the numbering, as a restore from backup does; every mail is new again."""
        for name in self._maildir.glob("dovecot*"):
            name.unlink()
        for mail in (self._maildir / "cur").iterdir():
            mail.rename(self._maildir / "new" / mail.name.partition(":")[0])

    def kick(self) -> None:
        """End every session from the server's side, with BYE."""
        subprocess.run(["doveadm", "-c", str(self.home / "dovecot.conf"), "kick", USER], check=True)

    def _begin(self) -> None:
        """Have the server make its folders, so that they are its own."""
        with self._opened():
            pass

    @property
    def _maildir(self) -> Path:
        return self.home / "mail" / "Maildir"

    @contextmanager
    def _client(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=10) as client:
            client.login(USER, PASSWORD)
            yield client

    @contextmanager
    def _opened(self, folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        """A client in a folder; where it cannot be opened the server's own log says why."""
        with self._client() as client:
            answer, told = client.select(folder)
            if answer != "OK":
                log = (self.home / "log").read_text()[-2000:]
                raise RuntimeError(f"Dovecot does not open {folder}: {told!r}\n{log}")
            yield client


@contextmanager
def dovecot_server() -> Iterator[DovecotServer]:
    """Run a server for the ``with`` block."""
    program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        raise NoDovecotError(str(NoDovecotError.__doc__))
    home = Path(tempfile.mkdtemp(prefix="billing-imap-", dir="/var/tmp"))
    try:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = int(listener.getsockname()[1])
        owner = _owner()
        _configure(home, owner, port)
        with _running(program, home, owner):
            _wait(home, port)
            yield DovecotServer(home, port)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _owner() -> pwd.struct_passwd:
    """Whom root becomes; anybody else stays who they are."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(names[name] for name in ("nobody", "daemon") if name in names)


def _configure(home: Path, owner: pwd.struct_passwd, port: int) -> None:
    group = subprocess.run(
        ["id", "-gn", owner.pw_name], check=True, capture_output=True, text=True
    ).stdout.strip()
    words = {"user": owner.pw_name, "group": group, "uid": owner.pw_uid, "gid": owner.pw_gid}
    (home / "dovecot.conf").write_text(CONFIGURATION.format(home=home, port=port, **words))
    (home / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
    (home / "mail").mkdir()
    _own(owner, home, *home.iterdir())


def _own(owner: pwd.struct_passwd, *paths: Path) -> None:
    if os.geteuid() == 0:
        for path in paths:
            os.chown(path, owner.pw_uid, owner.pw_gid)


@contextmanager
def _running(program: str, home: Path, owner: pwd.struct_passwd) -> Iterator[None]:
    root = os.geteuid() == 0
    guardian = subprocess.Popen(
        ["/bin/sh", "-c", GUARDIAN, "guardian", program, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,
        user=owner.pw_uid if root else None,
        group=owner.pw_gid if root else None,
        extra_groups=[] if root else None,
    )
    try:
        yield
    finally:
        guardian.communicate()  # closes the pipe


def _wait(home: Path, port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                if connection.recv(100).startswith(b"* OK"):
                    return
        except OSError as problem:
            log = home / "log"
            story = log.read_text(errors="replace")[-2000:] if log.exists() else ""
            if time.monotonic() > until:
                raise RuntimeError(f"Dovecot does not answer: {story}") from problem
        time.sleep(0.02)
