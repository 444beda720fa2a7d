"""Many who want the same thing at the same time get it by one piece of work: one look-up, a commit.

Whoever comes while work is under way waits for the next, with all who came meanwhile.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")
Work = Callable[[Sequence[K]], Awaitable[Sequence[V]]]


class Together(Generic[K, V]):
    """Call it with one thing and get what came of that one.

    ``work`` takes up to ``most`` things, in the order they came, and returns as many results. When
    it raises one of ``shared``, that is told to all; anything else is the fault of one of them, so
    each is tried alone. Before each piece of work ``gathered`` may wait for more to come.
    """

    def __init__(
        self,
        work: Work[K, V],
        *,
        most: int,
        shared: tuple[type[Exception], ...] = (),
        gathered: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._work = work
        self._most = most
        self._shared = shared
        self._gathered = gathered
        self._waiting: list[tuple[K, asyncio.Future[V]]] = []
        self._working: asyncio.Task[None] | None = None

    async def __call__(self, wanted: K) -> V:
        """Wait for what comes of it, or raise what kept it from being done."""
        return await self.begun(wanted)

    @property
    def waiting(self) -> int:
        """How many things no work has begun for."""
        return len(self._waiting)

    def begun(self, wanted: K) -> "asyncio.Future[V]":
        """The same, to be awaited later; to cancel it keeps nobody else from anything."""
        done: asyncio.Future[V] = asyncio.get_running_loop().create_future()
        self._waiting.append((wanted, done))
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work_off())
        return done

    async def _work_off(self) -> None:
        try:
            while self._waiting:
                if self._gathered is not None:
                    await self._gathered()
                now, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
                await self._do([each for each in now if not each[1].done()])
        finally:  # none is left when all went well
            for _, done in self._waiting:
                done.cancel()
            self._waiting = []

    async def _do(self, now: list[tuple[K, "asyncio.Future[V]"]]) -> None:
        if not now:
            return
        try:
            results = await self._work([wanted for wanted, _ in now])
        except asyncio.CancelledError:
            for _, done in now:
                done.cancel()
            raise
        except Exception as problem:  # it is raised where it was waited for
            if isinstance(problem, self._shared) or len(now) == 1:
                _tell(now, problem)
                return
            for each in now:
                await self._do([each])
        else:
            for (_, done), result in zip(now, results, strict=True):
                if not done.done():
                    done.set_result(result)


def _tell(now: list[tuple[K, "asyncio.Future[V]"]], problem: Exception) -> None:
    for _, done in now:
        if not done.done():
            done.set_exception(problem)
