"""Whom a door knows by their mail address, looked up for all who write at the same time."""

from collections.abc import Sequence
from functools import partial

from assistant.billing.contacts import reachable
from assistant.db import Database, DatabaseBusyError, DatabaseUnavailableError
from assistant.identity import known
from assistant.request import Proof, Sender
from assistant.together import Together

_TOGETHER = 64


class Acquaintances:
    """The people on file, as the mail door asks for them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        shared = (DatabaseBusyError, DatabaseUnavailableError)
        self._look = Together(self._looked_up, most=_TOGETHER, shared=shared)

    async def include(self, sender: Sender) -> bool:
        """Whether a sender is somebody on file, proven to be them; their address is alive, then."""
        return sender.proof is not Proof.NONE and await self._look(sender.address)

    async def _looked_up(self, addresses: Sequence[str]) -> list[bool]:
        on_file, given_up = await self._database.peek(partial(known, addresses=addresses))
        for address in given_up:
            await self._database.write(partial(reachable.revive, address=address))
        return [address in on_file for address in addresses]
