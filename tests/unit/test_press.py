"""The process that makes documents: fresh when it must be, never waited for without end."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator

import pytest

from assistant.billing.model.paper import InvoicesStated, PaperFormat
from assistant.documents.job import Job
from assistant.documents.press import DocumentError, Press
from assistant.reader import Reader
from tests.papers import SELLER, invoice, item, rows_of

JOB = Job(
    InvoicesStated("Acme", (invoice(item(1, "x", 100)),)),
    PaperFormat.CSV,
    False,
    Reader(),
    SELLER,
)
IMPOSSIBLE = Job(InvoicesStated("Acme", ()), PaperFormat.PDF, False, Reader(), SELLER)


@pytest.fixture
async def press() -> AsyncIterator[Press]:
    async with Press() as opened:
        yield opened


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_one_process_makes_one_document_after_another(press: Press) -> None:
    made = await asyncio.gather(*(press.make(JOB) for _ in range(3)))
    first = press.pid

    assert {rows_of(each)[0]["total"] for each in made} == {"1.00"}
    await press.make(JOB)
    assert press.pid == first


async def test_nothing_is_started_before_it_is_wanted(press: Press) -> None:
    assert press.pid is None


async def test_a_process_that_died_is_replaced_and_the_document_made(press: Press) -> None:
    await press.make(JOB)
    assert press.pid is not None
    os.kill(press.pid, 9)

    assert rows_of(await press.make(JOB))


async def test_what_kills_the_process_twice_is_given_up() -> None:
    dying = (sys.executable, "-c", "import sys; sys.stdin.buffer.read(8); sys.exit(1)")
    async with Press(command=dying) as press:
        with pytest.raises(DocumentError, match="twice"):
            await press.make(JOB)

        assert press.pid is None


async def test_what_takes_too_long_is_given_up_process_and_all() -> None:
    stuck = (sys.executable, "-c", "import sys; sys.stdin.buffer.read()")
    async with Press(command=stuck, patience=0.3) as press:
        with pytest.raises(DocumentError, match="too long"):
            await press.make(JOB)

        assert press.pid is None


async def test_a_document_that_cannot_be_made_costs_nobody_else_theirs(press: Press) -> None:
    with pytest.raises(DocumentError, match="one invoice"):
        await press.make(IMPOSSIBLE)

    assert rows_of(await press.make(JOB))


async def test_a_process_is_replaced_after_so_many_documents() -> None:
    async with Press(most_documents=2) as press:
        await press.make(JOB)
        first = press.pid
        await press.make(JOB)

        assert press.pid is None
        await press.make(JOB)
        assert press.pid not in (None, first)


async def test_one_that_nobody_needs_is_let_go() -> None:
    async with Press(idle=0.2) as press:
        await press.make(JOB)
        async with asyncio.timeout(10):
            while press.pid is not None:
                await asyncio.sleep(0.02)

        assert rows_of(await press.make(JOB))


async def test_cancelling_one_does_not_give_its_file_to_the_next(press: Press) -> None:
    await press.make(JOB)
    waiting = asyncio.create_task(press.make(IMPOSSIBLE))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)

    assert rows_of(await press.make(JOB))


async def test_leaving_ends_the_process() -> None:
    async with Press() as press:
        await press.make(JOB)
        pid = press.pid
        assert pid is not None

    assert not alive(pid)


async def test_82_the_process_knows_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_STRIPE_API_KEY", "telltale")
    code = "import os,sys; sys.exit(any('ASSISTANT_' in name for name in os.environ))"
    async with Press(command=(sys.executable, "-c", code)) as press:
        process = await press._start()

        assert await process.wait() == 0


async def test_the_memory_of_whoever_starts_it_is_not_counted(press: Press) -> None:
    ballast = bytearray(400 * 2**20)
    await press.make(JOB)
    del ballast

    assert press.pid is not None
