"""The local mail world behaves like the real one where it matters to the door and to the demo."""

import asyncio
import gc
import warnings
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path

import aiosmtplib
import pytest

from assistant.card import Card
from assistant.handlers.mail_connection import ImapSettings, MailConnection
from assistant.handlers.mail_reading import read
from assistant.handlers.sender_proof import prove
from assistant.notify.mail_sender import MailSender
from assistant.notify.senders import Outgoing
from assistant.notify.smtp_opening import SmtpSettings
from assistant.request import Proof
from assistant.sandbox.mail import MailCounterpart
from assistant.sandbox.mail.imap_host import ImapHost, closed
from assistant.sandbox.mail.letters import Letter, composed
from tests.mail_samples import DANA, US, raw

USERS = {US: "ours", DANA: "hers"}
NOTICE = Outgoing(delivery_id="dlv_1", address=DANA, place="", card=Card(title="Invoice 123"))


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[MailCounterpart]:
    async with MailCounterpart(USERS, tmp_path / "spool") as counterpart:
        yield counterpart


def smtp(post: MailCounterpart) -> SmtpSettings:
    return SmtpSettings(
        host="127.0.0.1", port=post.smtp_port, sender=US, user=US, password="ours", tls="none"
    )


async def fetched(post: MailCounterpart, user: str) -> list[bytes]:
    settings = ImapSettings("127.0.0.1", post.imap_port, user, USERS[user], tls="none")
    connection = await MailConnection.open(settings)
    try:
        return [one.raw for one in await connection.fetch(await connection.unseen(), size=10_000)]
    finally:
        await connection.close()


async def test_mail_sent_to_a_local_reader_is_in_their_mailbox_and_on_disk(
    post: MailCounterpart, tmp_path: Path
) -> None:
    async with MailSender(smtp(post)) as sender:
        await sender.send(NOTICE)
        await sender.send(replace(NOTICE, address="outside@elsewhere.example"))

    assert await fetched(post, DANA) == list(post.mailbox(DANA))
    assert [sent.recipients[0] for sent in post.sent] == [DANA, "outside@elsewhere.example"]
    names = sorted(path.name for path in (tmp_path / "spool").iterdir())
    assert names == ["001-dana@acme.example.eml", "002-outside@elsewhere.example.eml"]


@pytest.mark.parametrize(
    ("verdict", "proof"),
    [("pass", Proof.ALIGNED), ("fail", Proof.NONE), ("none", Proof.NONE)],
)
async def test_our_server_stamps_what_it_has_proven_and_removes_what_claims_to_be_its_own(
    post: MailCounterpart, verdict: str, proof: Proof
) -> None:
    forged = f"{post.authserv_id.upper()};\r\n dmarc=pass header.from=acme.example"
    mail = raw(Authentication_Results=forged)
    if verdict == "pass":
        await post.deliver(US, mail)
    else:
        await post.deliver(US, mail, proof="fail" if verdict == "fail" else "none")

    [stamped] = post.mailbox(US)
    headers = read(stamped).headers
    assert prove(headers, post.authserv_id) is proof
    assert sum(name == "Authentication-Results" for name, _ in headers) == 1
    assert read(stamped).delivered_to == (US,)


async def test_a_reply_quotes_and_names_what_it_answers(post: MailCounterpart) -> None:
    async with MailSender(smtp(post)) as sender:
        message_id = await sender.send(NOTICE)

    written = await post.write(
        Letter(DANA, US, "Re: Invoice", "yes", answers=post.find(message_id))
    )

    [reply] = post.mailbox(US)
    mail = read(reply)
    assert (mail.in_reply_to, mail.references) == (message_id, (message_id,))
    assert b"> Invoice 123" in reply
    assert mail.new_text == "yes"
    assert mail.message_id == written


async def test_whoever_watches_hears_of_every_change(post: MailCounterpart) -> None:
    watching = asyncio.create_task(post.changed(0))
    await asyncio.sleep(0)
    assert not watching.done()

    await post.write(Letter(DANA, US, "Hi", "hello"))

    assert await asyncio.wait_for(watching, 20) == 1
    assert await post.changed(0) == 1


async def test_somebody_elses_submission_proves_nothing(post: MailCounterpart) -> None:
    stranger = replace(smtp(post), user="", password="", sender="eve@evil.example")

    async with MailSender(stranger) as sender:
        await sender.send(replace(NOTICE, address=US))

    [mail] = post.mailbox(US)
    assert prove(read(mail).headers, post.authserv_id) is Proof.NONE


@pytest.mark.parametrize("claims", ["vic@acme.example", f"Dana <{US}>"])
async def test_who_writes_in_anothers_name_proves_nothing_with_their_own_password(
    post: MailCounterpart, claims: str
) -> None:
    submission = {"hostname": "127.0.0.1", "port": post.smtp_port, "start_tls": False}
    login = {"username": DANA, "password": USERS[DANA]}
    for author in (claims, f"Dana <{DANA}>"):
        await aiosmtplib.send(raw(From=author), sender=DANA, recipients=[US], **submission, **login)

    proven = [prove(read(mail).headers, post.authserv_id) for mail in post.mailbox(US)]
    assert proven == [Proof.NONE, Proof.ALIGNED]


async def test_mail_from_just_before_a_client_began_to_idle_is_announced(
    post: MailCounterpart,
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", post.imap_port)
    writer.write(f"1 LOGIN {DANA} hers\r\n2 SELECT INBOX\r\n".encode())
    await reader.readuntil(b"2 OK")
    await post.write(Letter(US, DANA, "Paid", "Thank you."))

    writer.write(b"3 IDLE\r\n")

    async with asyncio.timeout(20):
        await reader.readuntil(b"* 1 EXISTS")
    writer.close()
    await writer.wait_closed()


async def test_a_server_stopped_while_people_log_in_leaves_nothing_unfinished() -> None:
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        for attempt in range(80):
            await stopped_while_logging_in(after=1 + attempt % 8)
        gc.collect()

    assert [str(one.message) for one in seen if "never awaited" in str(one.message)] == []


async def stopped_while_logging_in(*, after: int) -> None:
    host = ImapHost({DANA: "hers"})
    port = await host.start()
    people = [await asyncio.open_connection("127.0.0.1", port) for _ in range(5)]
    for reader, writer in people:
        await reader.readline()
        writer.write(f"1 LOGIN {DANA} hers\r\n".encode())
    for _ in range(after):
        await asyncio.sleep(0)

    await host.close()

    for _, writer in people:
        await closed(writer)


def test_a_thread_goes_on_however_its_references_are_folded() -> None:
    ids = [f"<{number}.{'x' * 40}@acme.example>" for number in range(5)]
    mail = None
    for each in ids:
        letter = Letter(DANA, US, "Re: Invoice", "and now?", answers=mail)
        written = composed(letter, message_id=each, at=datetime(2026, 11, 23, tzinfo=UTC))
        mail = written.replace(b"> <", b">\r\n <")

    assert mail is not None
    assert b">\r\n <" in mail
    assert str(message_from_bytes(mail)["References"]).split() == ids[:-1]
