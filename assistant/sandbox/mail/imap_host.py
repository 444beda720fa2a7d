"""Mailboxes in memory, served over real IMAP by pymap."""

import asyncio
from argparse import Namespace
from collections.abc import Mapping
from contextlib import AsyncExitStack, suppress
from datetime import datetime
from functools import cache
from typing import Any
from uuid import uuid4

from proxyprotocol.reader import ProxyProtocolReader
from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import Config, DictBackend, Identity, Login
from pymap.concurrent import Subsystem
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.user import Passwords, UserMetadata
from pysasl import SASLAuth
from pysasl.hashing import Cleartext

_REMINDER = 0.2


async def closed(writer: asyncio.StreamWriter) -> None:
    """Close a connection and wait until it is, however it ended."""
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


@cache
def _ways_to_log_in() -> SASLAuth:
    return SASLAuth.defaults()


class _Config(Config):
    """Otherwise pymap looks through all that is installed for each connection: 15 ms, twice."""

    @property
    def tls_auth(self) -> SASLAuth:
        return _ways_to_log_in()


class ImapHost:
    """One IMAP server for a fixed set of users; every user has an INBOX."""

    def __init__(self, users: Mapping[str, str]) -> None:
        self._users = dict(users)
        self._stack = AsyncExitStack()
        self._connections: set[asyncio.Task[None]] = set()

    async def start(self) -> int:
        """Begin to listen on a free local port and return it."""
        first, password = next(iter(self._users.items()))
        arguments = Namespace(
            debug=False,
            host=["127.0.0.1"],
            port="0",
            cert=None,
            key=None,
            tls=False,
            inherited_sockets=None,
            proxy_protocol=None,
            passlib_cfg=None,
            demo_data=False,
            demo_user=first,
            demo_password=password,
            skip_services=[],
        )
        # Passwords of a sandbox need no slow hash, and so no thread: pymap forgets a check that
        # waits for its one thread when the connection is cut, and Python warns of it later.
        self._config = _Config.from_args(
            arguments, hash_context=Cleartext(), cpu_subsystem=Subsystem.for_asyncio()
        )
        self._backend = DictBackend(Login(self._config), self._config)
        self._config.apply_context()
        for user, secret in self._users.items():
            await self._add(user, secret)
        await self._backend.start(self._stack)
        self._header = ProxyProtocolReader(self._config.proxy_protocol)
        self._serve = IMAPServer(self._backend.login, self._config)
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self._reminding = asyncio.create_task(self._remind())
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Stop listening and drop every connection."""
        self._server.close()
        tasks = (self._reminding, *self._connections)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._server.wait_closed()
        await self._stack.aclose()

    async def append(self, user: str, raw: bytes, at: datetime) -> None:
        """Put one mail into a user's INBOX, unseen."""
        async with self._identity(user).new_session() as session:
            await session.append_messages("INBOX", [AppendMessage(raw, at, frozenset())])

    def forget(self, user: str) -> None:
        """Lose a mailbox; what is appended next gets new UIDs under a new UIDVALIDITY."""
        self._config.set_cache.pop(user, None)

    async def _remind(self) -> None:
        """Wake whoever idles: pymap never tells them of mail from the moment before they began."""
        while True:
            await asyncio.sleep(_REMINDER)
            for mailboxes, _ in list(self._config.set_cache.values()):
                inbox = await mailboxes.get_mailbox("INBOX")
                inbox._updated.set()

    async def _add(self, user: str, password: str) -> None:
        secret = await Passwords(self._config).hash_password(password)
        owner = Identity(user, self._backend.login, None, frozenset({"admin"}))
        await owner.set(UserMetadata(self._config, user, password=secret))

    def _identity(self, user: str) -> Any:
        return Identity(user, self._backend.login, None, frozenset())

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            peer = SocketInfo.get(writer, await self._header.read(reader), unique_id=uuid4().bytes)
            await self._serve(reader, writer, peer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            # A client that leaves in the middle is what the fault switches are for.
            pass
        finally:
            self._connections.discard(task)
            await closed(writer)
