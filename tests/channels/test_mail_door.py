"""The mail door on a real IMAP server: whatever breaks, every mail is answered, and once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from structlog.testing import capture_logs

from assistant.handlers.mail_classes import Kind
from assistant.handlers.mail_connection import (
    ConnectionLostError,
    ImapSettings,
    MailConnection,
    MailSettingsError,
)
from assistant.handlers.mailbox import Mailbox, MailboxSettings, TemporaryError
from assistant.request import Proof
from assistant.sandbox.mail import MailCounterpart
from assistant.sandbox.mail.letters import Letter
from tests.mail_door import Behind, reading
from tests.mail_samples import DANA, PASSED, US, raw

SECRET = 'p"a\\ss word'


@pytest.fixture
async def post() -> AsyncIterator[MailCounterpart]:
    async with MailCounterpart({US: SECRET, DANA: "hers"}) as counterpart:
        yield counterpart


@pytest.fixture
def behind() -> Behind:
    return Behind()


def settings(post: MailCounterpart, *, patience: float = 1.0) -> MailboxSettings:
    return MailboxSettings(
        imap=imap(post.imap_port, patience=patience),
        address=US,
        authserv_id=post.authserv_id,
        idle=0.5,
        answers_per_hour=10_000,
        longest_pause=0.2,
    )


def imap(port: int, *, patience: float = 1.0) -> ImapSettings:
    return ImapSettings("127.0.0.1", port, US, SECRET, tls="none", patience=patience)


async def write(post: MailCounterpart, *texts: str) -> None:
    for text in texts:
        await post.write(Letter(DANA, US, "Invoice", text))


async def unseen(post: MailCounterpart) -> int:
    connection = await MailConnection.open(imap(post.imap_port))
    try:
        return len(await connection.unseen())
    finally:
        await connection.close()


async def all_seen(post: MailCounterpart, *, but: int = 0) -> None:
    async with asyncio.timeout(20):
        while await unseen(post) != but:
            await asyncio.sleep(0)


async def test_mail_is_answered_in_order_and_then_seen(
    post: MailCounterpart, behind: Behind
) -> None:
    await write(post, "one", "two")

    async with reading(settings(post), behind):
        await behind.until(lambda: len(behind.answered) == 2)
        await write(post, "three")
        await behind.until(lambda: len(behind.answered) == 3)
        await all_seen(post)

    assert [request.text for request in behind.answered] == ["one", "two", "three"]
    assert behind.answered[0].sender.address == DANA
    assert behind.answered[0].sender.proof is Proof.ALIGNED


async def test_a_reply_continues_the_conversation_without_the_quote(
    post: MailCounterpart, behind: Behind
) -> None:
    first = await post.write(Letter(DANA, US, "Invoice", "pay 123"))
    original = post.find(first)
    await post.write(Letter(DANA, US, "Re: Invoice", "yes", answers=original))

    async with reading(settings(post), behind):
        await behind.until(lambda: len(behind.answered) == 2)

    assert [request.text for request in behind.answered] == ["pay 123", "yes"]
    assert {request.conversation for request in behind.answered} == {first}


@pytest.mark.parametrize(("verdict", "proof"), [("fail", Proof.NONE), ("none", Proof.NONE)])
async def test_fault_56_a_sender_our_server_does_not_vouch_for_is_nobody(
    post: MailCounterpart, behind: Behind, verdict: str, proof: Proof
) -> None:
    forged = raw(Authentication_Results=f"{post.authserv_id}; dmarc=pass header.from=acme.example")
    await post.deliver(US, forged, proof="fail" if verdict == "fail" else "none")

    async with reading(settings(post), behind):
        await behind.until(lambda: len(behind.answered) == 1)

    assert behind.answered[0].sender.proof is proof


@pytest.mark.parametrize("drops", [1, 2])
async def test_fault_49_a_line_cut_in_the_middle_of_a_mail_loses_nothing(
    post: MailCounterpart, behind: Behind, drops: int
) -> None:
    await write(post, *(f"pay {n}" for n in range(5)))
    post.imap_faults.drop_in_fetch = drops

    async with reading(settings(post), behind):
        await behind.until(lambda: len(behind.texts) == 5)
        await all_seen(post)

    assert sorted(request.text for request in behind.answered) == [f"pay {n}" for n in range(5)]


async def test_fault_49_bye_while_idle_is_followed_by_a_new_connection(
    post: MailCounterpart, behind: Behind
) -> None:
    await write(post, "before")
    async with reading(settings(post), behind):
        await behind.until(lambda: len(behind.answered) == 1)
        post.imap_bye()
        await write(post, "after")

        await behind.until(lambda: len(behind.answered) == 2)

    assert post.imap_connections >= 2


async def test_fault_49_a_reset_while_idle_is_followed_by_a_new_connection(
    post: MailCounterpart, behind: Behind
) -> None:
    await write(post, "before")
    async with reading(settings(post), behind):
        await behind.until(lambda: len(behind.answered) == 1)
        post.imap_cut()
        await write(post, "after")

        await behind.until(lambda: len(behind.answered) == 2)


async def test_fault_49_a_server_silent_for_ever_is_left(
    post: MailCounterpart, behind: Behind
) -> None:
    await write(post, "before")
    async with reading(settings(post, patience=0.3), behind):
        await behind.until(lambda: len(behind.answered) == 1)
        connections = post.imap_connections
        post.imap_faults.silent = True
        async with asyncio.timeout(10):
            while post.imap_connections == connections:
                await asyncio.sleep(0.01)
        post.imap_faults.silent = False
        await write(post, "after")

        await behind.until(lambda: len(behind.answered) == 2)


def test_fault_49_the_longest_deafness_is_half_a_minute() -> None:
    wanted = MailboxSettings(imap=ImapSettings("h", 993, US, SECRET), address=US)

    assert wanted.idle + wanted.imap.patience <= 30


async def test_fault_49_a_slow_line_is_waited_for(post: MailCounterpart, behind: Behind) -> None:
    post.imap_faults.bytes_per_second = 20_000
    await write(post, f"pay 123\n{'x' * 15_000}")

    async with reading(settings(post, patience=0.6), behind):
        await behind.until(lambda: len(behind.answered) == 1)

    assert post.imap_connections == 1


async def test_fault_50_a_large_mail_is_never_fetched(
    post: MailCounterpart, behind: Behind
) -> None:
    await post.deliver(US, raw("x" * 50_000))
    await write(post, "small")

    async with reading(replace(settings(post), most_bytes=40_000), behind):
        await behind.until(lambda: len(behind.answered) == 1 and len(behind.aside) == 1)
        await write(post, "another")
        await behind.until(lambda: len(behind.answered) == 2)
        await all_seen(post, but=1)

    [(kept, reason)] = behind.aside
    assert kept == b""
    assert "too large" in reason


async def test_fault_50_many_unseen_mails_are_read_in_batches(
    post: MailCounterpart, behind: Behind
) -> None:
    for number in range(230):
        await post.deliver(US, raw(f"pay {number}", Message_ID=f"<{number}@acme.example>"))

    async with reading(settings(post), behind):
        await behind.until(lambda: len(behind.answered) == 230)
        await all_seen(post)

    assert behind.texts == [f"pay {number}" for number in range(230)]


async def test_fault_51_renumbered_mail_is_read_again_under_the_same_keys(
    post: MailCounterpart, behind: Behind
) -> None:
    await write(post, "one", "two")
    async with reading(settings(post), behind):
        await behind.until(lambda: len(behind.answered) == 2)
        await all_seen(post)

        await post.renumber(US)
        await behind.until(lambda: len(behind.answered) == 4)

    assert len({request.key for request in behind.answered}) == 2


async def test_fault_51_mail_a_person_has_read_is_left_to_them(
    post: MailCounterpart, behind: Behind
) -> None:
    await write(post, "read by hand")
    connection = await MailConnection.open(imap(post.imap_port))
    await connection.mark_seen(await connection.unseen())
    await connection.close()
    await write(post, "new")

    async with reading(settings(post), behind):
        await behind.until(lambda: len(behind.answered) == 1)

    assert behind.texts == ["new"]


async def test_fault_52_a_mail_that_crashes_the_answer_is_set_aside_once(
    post: MailCounterpart, behind: Behind
) -> None:
    behind.failing["poison"] = [ValueError("bug")]
    await write(post, "before", "poison", "after")

    async with reading(settings(post), behind):
        await behind.until(lambda: len(behind.answered) == 2 and len(behind.aside) == 1)
        await all_seen(post)

    assert behind.texts == ["before", "after"]
    [(kept, reason)] = behind.aside
    assert kept == post.mailbox(US)[1]
    assert reason == "failed with ValueError"


async def test_fault_52_a_mail_that_cannot_be_read_is_set_aside_whole(
    post: MailCounterpart, behind: Behind
) -> None:
    await post.deliver(US, raw("--b\n\nx\n" * 300, Content_Type="multipart/mixed; boundary=b"))
    await write(post, "after")

    async with reading(settings(post), behind):
        await behind.until(lambda: len(behind.answered) == 1)
        await all_seen(post)

    assert behind.aside == [(post.mailbox(US)[0], "more than 100 parts")]


@pytest.mark.parametrize("error", [TemporaryError("busy"), OSError("disk full"), KeyError("ours")])
async def test_a_line_that_is_busy_gets_the_mail_again_later(
    post: MailCounterpart, behind: Behind, error: Exception
) -> None:
    behind.failing["pay 123"] = [error]
    await write(post, "before", "pay 123")

    async with reading(settings(post), behind):
        await behind.until(lambda: len(behind.answered) == 2)
        await all_seen(post)

    assert [request.text for request in behind.answered] == ["before", "pay 123"]
    assert behind.aside == []


async def test_who_waits_for_the_line_holds_up_nobody_else_and_is_not_overtaken_by_themselves(
    post: MailCounterpart, behind: Behind
) -> None:
    behind.failing["first"] = [TemporaryError("busy")]
    await write(post, "first", "second")
    other = raw("other", From="bob@acme.example", Authentication_Results=PASSED)
    await post.deliver(US, other)

    async with reading(settings(post), behind):
        await behind.until(lambda: len(behind.answered) == 3)
        await all_seen(post)

    assert behind.texts == ["other", "first", "second"]


NOT_FOR_US = {
    "copy": raw(To="bob@acme.example", Cc=US),
    "somebody else": raw(To="bob@acme.example, ann@acme.example", Cc=f"x@y.example, {US}"),
    "our own": raw(From=US),
    "our own with a token": raw(From=US.replace("@", "+tok@")),
}


@pytest.mark.parametrize("name", NOT_FOR_US)
async def test_fault_59_what_is_not_said_to_us_is_noted_and_not_answered(
    post: MailCounterpart, behind: Behind, name: str
) -> None:
    await post.deliver(US, NOT_FOR_US[name])
    await write(post, "for us")

    async with reading(settings(post), behind):
        await behind.until(lambda: len(behind.answered) == 1)
        await all_seen(post)

    assert behind.texts == ["for us"]
    assert [mail.kind for mail in behind.noted] == [Kind.AUTOMATIC]


@pytest.mark.parametrize("to", [f"x@acme.example, Us <{US}>", US.replace("@", "+tok@"), US.upper()])
async def test_any_form_of_our_address_is_said_to_us(
    post: MailCounterpart, behind: Behind, to: str
) -> None:
    await post.deliver(US, raw(To=to))

    async with reading(settings(post), behind):
        await behind.until(lambda: len(behind.answered) == 1)


MACHINES = {
    "vacation": raw(Auto_Submitted="auto-replied"),
    "list": raw(Precedence="list"),
    "bounce": raw(From="MAILER-DAEMON@acme.example", Subject="Undelivered Mail"),
    "no-reply": raw(From="no-reply@acme.example"),
}


@pytest.mark.parametrize("name", MACHINES)
async def test_fault_60_machines_are_noted_and_never_answered(
    post: MailCounterpart, behind: Behind, name: str
) -> None:
    await post.deliver(US, MACHINES[name])

    async with reading(settings(post), behind):
        await behind.until(lambda: len(behind.noted) == 1)
        await all_seen(post)

    assert behind.answered == []


async def test_fault_60_the_log_counts_unreachable_addresses_and_names_none(
    post: MailCounterpart, behind: Behind
) -> None:
    await post.deliver(
        US,
        raw(
            "5.1.1 user unknown",
            From="MAILER-DAEMON@acme.example",
            Subject="Undelivered",
            X_Failed_Recipients="bob@acme.example, ann@acme.example",
        ),
    )

    with capture_logs() as logs:
        async with reading(settings(post), behind):
            await behind.until(lambda: len(behind.noted) == 1)
            await all_seen(post)

    assert behind.noted[0].bounced == ("bob@acme.example", "ann@acme.example")
    assert [log["addresses"] for log in logs if log["event"] == "addresses_bounced"] == [2]
    assert "bob" not in repr(logs)


async def test_a_wrong_password_is_tried_again_without_an_end(
    post: MailCounterpart, behind: Behind
) -> None:
    wrong = replace(settings(post).imap, password="wrong")

    async with reading(replace(settings(post), imap=wrong), behind) as door:
        async with asyncio.timeout(10):
            while post.imap_connections < 3:
                await asyncio.sleep(0.01)

        assert not door.done()


async def test_the_door_stops_at_once_and_cleanly_while_waiting(
    post: MailCounterpart, behind: Behind
) -> None:
    await write(post, "one")
    patient = replace(settings(post, patience=30), idle=60)

    async with reading(patient, behind) as door:
        await behind.until(lambda: len(behind.answered) == 1)
        await all_seen(post)

    assert door.cancelled()


async def test_imap_with_starttls_is_refused_with_the_way_out() -> None:
    with pytest.raises(MailSettingsError, match="IMAP_TLS=ssl"):
        ImapSettings("h", 143, US, SECRET, tls="starttls")


def test_settings_do_not_show_the_password() -> None:
    assert SECRET not in repr(ImapSettings("h", 993, US, SECRET))
    assert "ss word" not in repr(ImapSettings("h", 993, US, SECRET))


Answer = Callable[[str, str], bytes | None]
"""(command, tag) to raw answer; None: say nothing."""


@asynccontextmanager
async def scripted(answer: Answer, *, greeting: bytes = b"* OK ready\r\n") -> AsyncIterator[int]:
    """An IMAP server that says what a test wants; yields its port."""
    usual = {
        "CAPABILITY": b"* CAPABILITY IMAP4rev1 IDLE\r\n",
        "SELECT": b"* OK [UIDVALIDITY 7] x\r\n",
    }

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        while line := await reader.readline():
            tag, _, command = line.decode().strip().partition(" ")
            said = answer(command, tag)
            if said is None:
                said = usual.get(command.split()[0], b"") + f"{tag} OK done\r\n".encode()
            writer.write(said)
        writer.close()

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with suppress(ConnectionError, asyncio.CancelledError):
            await talk(reader, writer)
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    tasks: set[asyncio.Task[None]] = set()
    server = await asyncio.start_server(client, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def lost(port: int, work: Callable[[MailConnection], Awaitable[object]]) -> float:
    """Seconds until a connection notices that something is wrong in ``work``."""
    connection = await MailConnection.open(imap(port, patience=0.5))
    began = asyncio.get_running_loop().time()
    try:
        with pytest.raises(ConnectionLostError):
            await work(connection)
    finally:
        await connection.close()
    return asyncio.get_running_loop().time() - began


LIES = {
    "a literal longer than what follows": b"* 1 FETCH (UID 1 BODY[] {999}\r\nx)\r\n",
    "a literal of 10 TB": b"* 1 FETCH (UID 1 BODY[] {9999999999999}\r\nx)\r\n",
    "an answer of 5,000 lines": b"* 1 EXPUNGE\r\n" * 5_000,
    "a parenthesis that never closes": b"* 1 FETCH (UID 1 ENVELOPE ((\r\n",
    "nothing at all": b"",
    "garbage": b"\xff\x00\r\n* FETCH {x}\r\n+ ?\r\n",
}


@pytest.mark.parametrize("name", LIES)
async def test_fault_50_a_server_that_lies_about_a_mail_is_left(name: str) -> None:
    def answer(command: str, tag: str) -> bytes | None:
        return LIES[name] if command.startswith("UID FETCH") else None

    async with scripted(answer) as port:
        seconds = await lost(port, lambda connection: connection.fetch([1], size=100))

    assert seconds < 5


async def test_fault_50_a_mail_far_larger_than_announced_is_not_taken_in() -> None:
    def answer(command: str, tag: str) -> bytes | None:
        if not command.startswith("UID FETCH"):
            return None
        large = bytes(9_000_000)
        return b"* 1 FETCH (UID 1 BODY[] {9000000}\r\n" + large + f")\r\n{tag} OK\r\n".encode()

    async with scripted(answer) as port:
        await lost(port, lambda connection: connection.fetch([1], size=100))


@pytest.mark.parametrize("greeting", [b"* BYE too busy\r\n", b"nonsense\r\n", b"", b"* OK"])
async def test_fault_49_a_server_that_does_not_greet_is_left(greeting: bytes) -> None:
    async with scripted(lambda *_: b"", greeting=greeting) as port:
        with pytest.raises(ConnectionLostError):
            await MailConnection.open(imap(port, patience=0.3))


async def test_fault_49_nobody_there_is_an_error_and_not_a_hang() -> None:
    with pytest.raises(ConnectionLostError):
        await MailConnection.open(imap(1))


async def test_fault_49_bye_instead_of_idle_is_noticed() -> None:
    def answer(command: str, tag: str) -> bytes | None:
        return b"* BYE\r\n" if command == "IDLE" else None

    async with scripted(answer) as port:
        assert await lost(port, lambda connection: connection.idle(10)) < 5


async def test_fault_49_an_idle_that_never_ends_is_noticed() -> None:
    def answer(command: str, tag: str) -> bytes | None:
        return {"IDLE": b"+ idling\r\n", "": b""}.get(command)

    async with scripted(answer) as port:
        assert await lost(port, lambda connection: connection.idle(0.1)) < 5


async def test_a_refused_command_ends_the_connection() -> None:
    def answer(command: str, tag: str) -> bytes | None:
        return f"{tag} NO\r\n".encode() if command.startswith("UID STORE") else None

    async with scripted(answer) as port:
        await lost(port, lambda connection: connection.mark_seen([1]))


async def test_fault_51_mail_expunged_meanwhile_is_simply_not_there() -> None:
    async with scripted(lambda *_: None) as port:
        connection = await MailConnection.open(imap(port))
        try:
            assert await connection.unseen() == []
            assert await connection.sizes([1, 2]) == {}
            assert await connection.fetch([1, 2], size=10) == []
        finally:
            await connection.close()


async def test_a_body_sent_as_a_quoted_string_is_read() -> None:
    def answer(command: str, tag: str) -> bytes | None:
        if not command.startswith("UID FETCH"):
            return None
        date = b'INTERNALDATE "02-Mar-2026 11:00:00 +0100"'
        said = b"* 1 FETCH (UID 7 " + date + b' BODY[] "a\\"b")\r\n* 2 FETCH (FLAGS ())\r\n'
        return said + f"{tag} OK\r\n".encode()

    async with scripted(answer) as port:
        connection = await MailConnection.open(imap(port))
        try:
            [mail] = await connection.fetch([7], size=3)
        finally:
            await connection.close()

    assert (mail.uid, mail.raw, mail.received.isoformat()) == (
        7,
        b'a"b',
        "2026-03-02T10:00:00+00:00",
    )


async def test_fault_50_fifty_thousand_unseen_are_listed_at_once() -> None:
    def answer(command: str, tag: str) -> bytes | None:
        if "SEARCH" not in command:
            return None
        numbers = " ".join(str(n) for n in range(1, 50_001))
        return f"* SEARCH {numbers}\r\n{tag} OK\r\n".encode()

    async with scripted(answer) as port:
        connection = await MailConnection.open(imap(port, patience=5))
        try:
            assert len(await connection.unseen()) == 50_000
        finally:
            await connection.close()


async def test_fault_50_a_mail_that_always_breaks_the_line_is_reported_and_passed_over(
    behind: Behind,
) -> None:
    def answer(command: str, tag: str) -> bytes | None:
        if "SEARCH" in command:
            return f"* SEARCH 1 2\r\n{tag} OK\r\n".encode()
        if "RFC822.SIZE" in command:
            sizes = b"* 1 FETCH (UID 1 RFC822.SIZE 90)\r\n* 2 FETCH (UID 2 RFC822.SIZE 90)\r\n"
            return sizes + f"{tag} OK\r\n".encode()
        if command.startswith("UID FETCH"):
            if "1" in command.split()[2].split(","):
                return LIES["garbage"]
            mail = raw("pay 2")
            head = b"* 2 FETCH (UID 2 BODY[] {%d}\r\n" % len(mail)
            return head + mail + f")\r\n{tag} OK\r\n".encode()
        return None

    async with scripted(answer) as port:
        wanted = MailboxSettings(imap(port, patience=0.2), US, idle=0.1, longest_pause=0.05)
        async with reading(wanted, behind):
            await behind.until(lambda: bool(behind.aside and behind.answered))

    assert behind.texts == ["pay 2"]
    assert "could not be fetched" in behind.aside[0][1]


async def test_fault_51_mail_from_before_the_first_day_is_left_alone(
    post: MailCounterpart, behind: Behind
) -> None:
    await post._imap.append(US, raw("old"), datetime(2020, 1, 2, tzinfo=UTC))
    await write(post, "new")

    async with reading(replace(settings(post), since=date(2021, 1, 1)), behind):
        await behind.until(lambda: len(behind.answered) == 1)
        await write(post, "newer")
        await behind.until(lambda: len(behind.answered) == 2)
        await all_seen(post, but=1)

    assert behind.texts == ["new", "newer"]


async def test_a_mailbox_that_is_anothers_turn_is_not_read_until_it_is_ours(
    post: MailCounterpart, behind: Behind
) -> None:
    turns = [False, False, True]
    left = asyncio.Event()

    async def turn() -> bool:
        return turns.pop(0) if len(turns) > 1 else turns[0]

    async def leave() -> None:
        left.set()

    await write(post, "one")
    quick = replace(settings(post), idle=0.05)
    door = asyncio.create_task(Mailbox(quick, replace(behind.line(), turn=turn, leave=leave)).run())
    await behind.until(lambda: len(behind.answered) == 1)
    turns[:] = [False]
    connections = post.imap_connections
    await write(post, "two")
    await asyncio.sleep(0.3)
    kept_out = len(behind.answered)
    turns[:] = [True]
    await behind.until(lambda: len(behind.answered) == 2)
    door.cancel()
    with suppress(asyncio.CancelledError):
        await door

    assert kept_out == 1
    assert post.imap_connections > connections
    assert left.is_set()


async def test_a_door_stops_at_once_while_a_late_server_is_asked_what_it_can() -> None:
    asked = asyncio.Event()
    left = asyncio.Event()

    async def greet_late(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.05)  # the library waits for the greeting before it comes
        writer.write(b"* OK ready\r\n")
        await reader.readline()
        asked.set()
        await left.wait()
        writer.close()

    async with await asyncio.start_server(greet_late, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        opening = asyncio.create_task(MailConnection.open(imap(port, patience=60)))
        await asked.wait()
        opening.cancel()
        done, _ = await asyncio.wait({opening}, timeout=20)
        left.set()

    assert done
    assert opening.cancelled()
