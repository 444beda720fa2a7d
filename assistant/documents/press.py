"""Keep the process that makes documents: one job at a time, bounded, replaced before it grows.

It starts with the first document and ends when none was wanted for a while. A job during which it
dies is tried once more in a fresh one; a job that takes too long is given up, process and all.
"""

import asyncio
import os
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from types import TracebackType
from typing import Self

import structlog
from prometheus_client import Counter

from assistant.documents.frames import ANSWER, QUESTION, Verdict
from assistant.documents.job import Job

PATIENCE = 20.0
"""Seconds one document may take, the start of the process included."""

MOST_DOCUMENTS = 500
MOST_MEGABYTES = 300
IDLE = 120.0
"""Seconds without a document after which the process, and its memory, are let go."""

DOCUMENTS = Counter("assistant_documents", "Documents made", ["format", "outcome"])

log = structlog.get_logger(__name__)


class DocumentError(Exception):
    """The document was not made; trying later may help: the cause is in the log."""


class _DiedError(Exception):
    """The process ended, or was ended, before it answered."""


class Press:
    """Use it as a context: leaving ends the process."""

    def __init__(
        self,
        *,
        command: tuple[str, ...] = (sys.executable, "-m", "assistant.documents.press_worker"),
        patience: float = PATIENCE,
        most_documents: int = MOST_DOCUMENTS,
        idle: float = IDLE,
    ) -> None:
        self._command = command
        self._patience = patience
        self._most = most_documents
        self._idle = idle
        self._turn = asyncio.Lock()
        self._process: Process | None = None
        self._made = 0
        self._resting: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _type: type[BaseException] | None, _e: BaseException | None, _tb: TracebackType | None
    ) -> None:
        async with self._turn:
            if self._resting is not None:
                self._resting.cancel()
            await self._end()

    @property
    def pid(self) -> int | None:
        """The process just now, if there is one."""
        return self._process.pid if self._process else None

    async def make(self, job: Job) -> bytes:
        """Have one document made. Raises DocumentError."""
        async with self._turn:
            try:
                made = await self._made_of(job)
            except DocumentError:
                DOCUMENTS.labels(job.format, "failed").inc()
                raise
            finally:
                self._rest_later()
            DOCUMENTS.labels(job.format, "made").inc()
            return made

    async def _made_of(self, job: Job) -> bytes:
        """A process may have died before, or because of, this job; twice is no coincidence."""
        written = pickle.dumps(job)
        for attempt in (1, 2):
            try:
                async with asyncio.timeout(self._patience):
                    return await self._asked(written)
            except TimeoutError:
                await self._end()
                log.error("document_too_slow", format=job.format, seconds=self._patience)
                raise DocumentError("it took too long") from None
            except _DiedError:
                await self._end()
                log.warning("document_process_died", format=job.format, attempt=attempt)
            except asyncio.CancelledError:
                await self._end()  # its answer would be taken for the next one's
                raise
        raise DocumentError("the process that makes documents died of it twice")

    async def _asked(self, written: bytes) -> bytes:
        process = self._process or await self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(QUESTION.pack(len(written)) + written)
            await process.stdin.drain()
            head = await process.stdout.readexactly(ANSWER.size)
            verdict, megabytes, size = ANSWER.unpack(head)
            body = await process.stdout.readexactly(size)
        except (OSError, asyncio.IncompleteReadError):
            raise _DiedError from None
        self._made += 1
        if self._made >= self._most or megabytes >= MOST_MEGABYTES:
            await self._end()
        if verdict != Verdict.MADE:
            reason = body.decode(errors="replace")
            log.error("document_failed", reason=reason)
            raise DocumentError(reason)
        return body

    async def _start(self) -> Process:
        """Secrets are not for it: the settings stay here."""
        own = {name: value for name, value in os.environ.items() if "ASSISTANT_" not in name}
        self._process = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, env=own
        )
        self._made = 0
        return self._process

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        if process.stdin is not None:
            process.stdin.close()

    def _rest_later(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
        loop = asyncio.get_running_loop()
        self._resting = loop.call_later(self._idle, self._rest)

    def _rest(self) -> None:
        """Nobody wanted one for a while; one being made just now is let finish."""
        if not self._turn.locked() and self._process is not None:
            process, self._process = self._process, None
            if process.stdin is not None:
                process.stdin.close()
