"""Keep tests on this machine: whoever looks up or connects elsewhere is refused and found out."""

import ipaddress
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

NAMES = ("", "localhost", "ip6-localhost", socket.gethostname())
NOWHERE = (".invalid", ".test", ".example")  # RFC 2606: asking for these is a test of failing

_attempts: list[str] = []


def guard() -> None:
    """Install the guard for the life of the process (an audit hook cannot be taken back)."""
    sys.addaudithook(_watch)


@contextmanager
def nobody_called_outside() -> Iterator[None]:
    """Fail the block that tried, even when the code under test swallowed the refusal."""
    _attempts.clear()
    yield
    attempts = list(_attempts)
    _attempts.clear()
    assert not attempts, f"tried to leave this machine: {attempts}"


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.getaddrinfo":
        host = arguments[0]
        if not _local(host):
            _note(str(host))
            raise socket.gaierror(socket.EAI_NONAME, f"tests look up no outside name: {host!r}")
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        if isinstance(address, tuple) and not _local(address[0]):
            _note(str(address))
            raise ConnectionRefusedError(f"tests connect to nobody outside: {address!r}")


def _note(target: str) -> None:
    if not target.rstrip(".").endswith(NOWHERE):
        _attempts.append(target)


def _local(host: object) -> bool:
    if host is None or isinstance(host, int):
        return True
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    if name in NAMES:
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
