"""Mails fetched together and taken abreast, so that they share a commit; each sender's in order."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping

_MOST_BYTES = 2_000_000


class OvertakenError(Exception):
    """An earlier mail of the sender was not taken, so this one must not be, either."""


class CutOffError(Exception):
    """What a mail was waiting for was let go of by somebody else; it comes again."""


class Abreast:
    """Mails in hand; ``begin`` each, then ``end`` once, and see which were ``taken``."""

    def __init__(self) -> None:
        self._taking: dict[int, asyncio.Task[None]] = {}
        self._last: dict[str, asyncio.Task[None]] = {}

    def begin(self, uid: int, sender: str, take: Callable[[], Awaitable[None]]) -> None:
        """Take a mail as soon as all earlier ones of its sender are taken."""
        task = asyncio.create_task(_after(self._last.get(sender), take))
        self._taking[uid] = self._last[sender] = task

    async def end(self) -> BaseException | None:
        """Wait for all: what kept the first of those that were not taken from it, if any was not.

        Cancelled, it lets go of what is not taken yet, and is back once nothing is under way.
        """
        outcomes = await asyncio.gather(*self._taking.values(), return_exceptions=True)
        problem = next((said for said in outcomes if said is not None), None)
        return CutOffError() if isinstance(problem, asyncio.CancelledError) else problem

    @property
    def taken(self) -> list[int]:
        """Those that are done with, whatever became of the others."""
        ended = ((uid, task) for uid, task in self._taking.items() if task.done())
        return [uid for uid, task in ended if not task.cancelled() and task.exception() is None]


async def _after(earlier: "asyncio.Task[None] | None", take: Callable[[], Awaitable[None]]) -> None:
    if earlier is not None:
        await asyncio.wait((earlier,))
        if earlier.cancelled() or earlier.exception() is not None:
            raise OvertakenError
    await take()


def grouped(sizes: Mapping[int, int], *, alone: Collection[int]) -> Iterator[list[int]]:
    """Which mails to fetch together; what broke a connection before is fetched alone, last."""
    batch: list[int] = []
    for uid in sorted(set(sizes) - set(alone)):
        if batch and sum(sizes[one] for one in batch) + sizes[uid] > _MOST_BYTES:
            yield batch
            batch = []
        batch.append(uid)
    if batch:
        yield batch
    for uid in sorted(set(sizes) & set(alone)):
        yield [uid]
