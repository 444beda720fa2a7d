"""Mails fetched together and taken abreast, so that they share a commit; each sender's in order."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping

_MOST_BYTES = 2_000_000


class OvertakenError(Exception):
    """An earlier mail of the sender was not taken, so this one must not be, either."""


class Abreast:
    """Mails in hand; ``begin`` each, then ``end`` once."""

    def __init__(self) -> None:
        self._taking: dict[int, asyncio.Task[None]] = {}
        self._last: dict[str, asyncio.Task[None]] = {}

    def begin(self, uid: int, sender: str, take: Callable[[], Awaitable[None]]) -> None:
        """Take a mail as soon as all earlier ones of its sender are taken."""
        task = asyncio.create_task(_after(self._last.get(sender), take))
        self._taking[uid] = self._last[sender] = task

    def cancel(self) -> None:
        """Let go of what is not taken yet."""
        for task in self._taking.values():
            task.cancel()

    async def end(self) -> tuple[list[int], BaseException | None]:
        """Wait for all: which were taken, and what kept the first of the others from it."""
        outcomes = await asyncio.gather(*self._taking.values(), return_exceptions=True)
        pairs = list(zip(self._taking, outcomes, strict=True))
        problems = [said for _, said in pairs if said is not None]
        return [uid for uid, said in pairs if said is None], next(iter(problems), None)


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
