"""Outgoing mail: threaded, to one reader, and never reported as sent or failed when it is not."""

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.policy import SMTP
from pathlib import Path

import pytest

from assistant.card import Action, Card
from assistant.documents.job import Made
from assistant.handlers.mail_reading import read
from assistant.notify.mail_sender import MailSender
from assistant.notify.senders import (
    DeliveryFailedError,
    DeliveryLaterError,
    DeliveryUncertainError,
    Outgoing,
)
from assistant.notify.smtp_opening import SmtpSettings
from assistant.render.mail_thread import MailThread
from assistant.sandbox.mail import MailCounterpart
from tests.mail_samples import DANA, US

CARD = Card(title="Invoice 123", actions=(Action(label="Pay", say="pay invoice 123"),))
NOTICE = Outgoing(delivery_id="dlv_1", address=DANA, place="", card=CARD)
AT = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
async def post() -> AsyncIterator[MailCounterpart]:
    async with MailCounterpart({US: "secret", DANA: "hers"}) as counterpart:
        yield counterpart


@pytest.fixture
async def sender(post: MailCounterpart) -> AsyncIterator[MailSender]:
    async with MailSender(settings(post), now=lambda: AT) as mail_sender:
        yield mail_sender


def settings(post: MailCounterpart) -> SmtpSettings:
    return SmtpSettings(
        host="127.0.0.1",
        port=post.smtp_port,
        sender=US,
        sender_name="Billing",
        user=US,
        password="secret",
        tls="none",
        connections=1,
        timeout=2,
    )


def last(post: MailCounterpart) -> Message:
    return message_from_bytes(post.sent[-1].raw, policy=SMTP)


async def test_a_notice_says_that_a_machine_wrote_it(
    post: MailCounterpart, sender: MailSender
) -> None:
    reference = await sender.send(NOTICE)

    mail = last(post)
    assert post.sent[-1].recipients == (DANA,)
    assert mail["From"] == f"Billing <{US}>"
    assert mail["Subject"] == "Invoice 123"
    assert mail["Message-ID"] == reference == "<dlv_1@us.example>"
    assert mail["Date"] == "Mon, 02 Mar 2026 10:00:00 +0000"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["In-Reply-To"] is None


async def test_an_answer_stays_in_its_thread(post: MailCounterpart, sender: MailSender) -> None:
    thread = MailThread.answering(
        "<2@acme.example>", references=("<1@us.example>",), subject="Fwd: Re: Überfällig?"
    )

    await sender.send(replace(NOTICE, place=thread.model_dump_json()))

    mail = last(post)
    assert mail["Subject"] == "Re: Überfällig?"
    assert mail["In-Reply-To"] == "<2@acme.example>"
    assert mail["References"] == "<1@us.example> <2@acme.example>"
    assert mail["Auto-Submitted"] == "auto-replied"


async def test_a_long_thread_keeps_its_identifiers_readable(
    post: MailCounterpart, sender: MailSender
) -> None:
    ids = tuple(f"<{n}{'x' * 200}@acme.example>" for n in range(9))
    thread = MailThread.answering(ids[-1], references=ids[:-1], subject="x")

    await sender.send(replace(NOTICE, place=thread.model_dump_json()))

    raw = post.sent[-1].raw
    assert all(one.encode() in raw for one in ids)
    assert max(map(len, raw.split(b"\r\n"))) <= 998


async def test_an_unreadable_place_loses_the_thread_and_not_the_answer(
    post: MailCounterpart, sender: MailSender
) -> None:
    await sender.send(replace(NOTICE, place="{"))

    assert last(post)["Subject"] == "Invoice 123"


async def test_files_go_along(post: MailCounterpart, sender: MailSender) -> None:
    file = Made(name="../../in/voice\r\n.pdf", media_type="application/pdf", content=b"%PDF-1.7")

    await sender.send(replace(NOTICE, files=(file,)))

    mail = read(post.sent[-1].raw)
    assert mail.attachments == ("voice .pdf",)
    assert b"JVBERi0xLjc" in post.sent[-1].raw


async def test_our_own_mail_would_never_be_answered(
    post: MailCounterpart, sender: MailSender
) -> None:
    await sender.send(NOTICE)

    assert read(post.mailbox(DANA)[-1]).kind == "automatic"


@pytest.mark.parametrize(
    "address",
    [
        "dana@acme.example, eve@evil.example",
        "dana@acme.example\r\nBcc: eve@evil.example",
        "dana@acme.example\r\nRCPT TO:<eve@evil.example>",
        "Dana <dana@acme.example>",
        "dana",
        "",
        "dana@acme.example ",
        "däna@acme.example",
        "a@b@c",
    ],
)
async def test_fault_63_only_exactly_one_address_is_written_to(
    post: MailCounterpart, sender: MailSender, address: str
) -> None:
    with pytest.raises(DeliveryFailedError):
        await sender.send(replace(NOTICE, address=address))

    assert post.sent == []


@pytest.mark.parametrize(
    "word",
    [
        "x\r\nBcc: eve@evil.example",
        "x\nX-Evil: 1",
        "x\r\n\r\nbody",
        "=?utf-8?q?=0ABcc:_e?=",
        "<=?utf-8?q?=0ABcc:_e?=@x>",
        "=?utf-8?b?CkJjYzogZQ==?=",
    ],
)
async def test_fault_63_no_word_becomes_a_header(post: MailCounterpart, word: str) -> None:
    place = MailThread(in_reply_to=word, references=(word,), subject=word).model_dump_json()
    file = Made(name=word, media_type=word, content=b"x")
    named = replace(settings(post), sender_name=word)

    async with MailSender(named) as sender:
        await sender.send(replace(NOTICE, card=Card(title=word)))
        named = replace(NOTICE, card=Card(title=word), files=(file,))
        await sender.send(replace(named, place=place, delivery_id=word))

    for sent in post.sent:
        mail = message_from_bytes(sent.raw)
        assert sent.recipients == (DANA,)
        assert mail["Bcc"] is mail["X-Evil"] is None
        assert mail["To"] == DANA


async def test_connections_last_over_many_mails(post: MailCounterpart, sender: MailSender) -> None:
    await asyncio.gather(*(sender.send(NOTICE) for _ in range(20)))

    assert len(post.sent) == 20
    assert post.smtp_connections == 1


async def test_fault_62_a_connection_closed_while_idle_is_nobodys_failure(
    post: MailCounterpart, sender: MailSender
) -> None:
    await sender.send(NOTICE)
    post.smtp_drop_idle()

    await sender.send(NOTICE)

    assert len(post.sent) == 2


async def test_fault_62_an_idle_connection_told_to_go_is_nobodys_failure(
    post: MailCounterpart, sender: MailSender
) -> None:
    await sender.send(NOTICE)
    post.smtp_faults.mail = "421 4.4.2 idle too long"
    failed = asyncio.create_task(sender.send(NOTICE))

    with pytest.raises(DeliveryLaterError):
        await failed

    assert post.smtp_connections == 2


async def test_fault_62_a_server_that_greets_badly_is_asked_later(
    post: MailCounterpart, sender: MailSender
) -> None:
    for greeting in ("421 4.3.2 not now", "554 5.7.1 go away"):
        post.smtp_faults.greeting = greeting
        with pytest.raises(DeliveryLaterError, match=greeting[:3]):
            await sender.send(NOTICE)


@pytest.mark.parametrize("one_by_one", [False, True])
@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
async def test_fault_62_a_temporary_refusal_is_for_later(
    post: MailCounterpart, sender: MailSender, step: str, one_by_one: bool
) -> None:
    post.smtp_faults.one_by_one = one_by_one
    refuse(post, step, "451 4.7.1 greylisted")

    with pytest.raises(DeliveryLaterError, match="451"):
        await sender.send(NOTICE)

    refuse(post, step, "")
    await sender.send(NOTICE)
    assert (len(post.sent), post.smtp_connections) == (1, 1)


@pytest.mark.parametrize("one_by_one", [False, True])
@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
async def test_fault_62_a_refusal_is_final_and_only_for_this_mail(
    post: MailCounterpart, sender: MailSender, step: str, one_by_one: bool
) -> None:
    post.smtp_faults.one_by_one = one_by_one
    refuse(post, step, "550 5.1.1 unknown")

    with pytest.raises(DeliveryFailedError, match="550"):
        await sender.send(NOTICE)

    refuse(post, step, "")
    await sender.send(replace(NOTICE, address="bob@acme.example"))
    assert [sent.recipients for sent in post.sent] == [("bob@acme.example",)]


def refuse(post: MailCounterpart, step: str, answer: str) -> None:
    faults = post.smtp_faults
    if step == "mail":
        faults.mail = answer
    elif step == "rcpt":
        faults.rcpt = {DANA: answer} if answer else {}
    else:
        faults.data = {DANA: answer} if answer else {}


async def test_fault_62_a_line_lost_after_the_final_dot_is_uncertain(
    post: MailCounterpart, sender: MailSender
) -> None:
    post.smtp_faults.drop_after_dot = 1

    with pytest.raises(DeliveryUncertainError):
        await sender.send(NOTICE)
    await sender.send(NOTICE)

    ids = {message_from_bytes(sent.raw)["Message-ID"] for sent in post.sent}
    assert (len(post.sent), ids) == (2, {"<dlv_1@us.example>"})


async def test_fault_62_silence_after_the_final_dot_is_uncertain(post: MailCounterpart) -> None:
    post.smtp_faults.delay = 30

    async with MailSender(replace(settings(post), timeout=0.2)) as sender:
        with pytest.raises(DeliveryUncertainError):
            await sender.send(NOTICE)


async def test_fault_62_nobody_there_is_for_later(post: MailCounterpart) -> None:
    for host, port in (("127.0.0.1", 1), ("mail.invalid", 25)):
        async with MailSender(replace(settings(post), host=host, port=port)) as sender:
            with pytest.raises(DeliveryLaterError):
                await sender.send(NOTICE)


async def test_fault_62_a_wrong_password_is_our_fault_and_for_later(post: MailCounterpart) -> None:
    async with MailSender(replace(settings(post), password="wrong")) as sender:
        with pytest.raises(DeliveryLaterError, match="535"):
            await sender.send(NOTICE)


async def test_fault_62_mail_waits_rather_than_go_out_without_required_tls(
    post: MailCounterpart,
) -> None:
    async with MailSender(replace(settings(post), tls="starttls")) as sender:
        with pytest.raises(DeliveryLaterError):
            await sender.send(NOTICE)

    assert post.sent == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for localhost that nobody knows."""
    folder = tmp_path_factory.mktemp("tls")
    openssl = shutil.which("openssl")
    assert openssl, "openssl makes the test certificate: install it"
    both = folder / "both.pem"
    subject = ("-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1")
    files = ("-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem"))
    make = (openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2")
    subprocess.run((*make, *subject, *files), check=True, capture_output=True)
    both.write_bytes((folder / "key.pem").read_bytes() + (folder / "cert.pem").read_bytes())
    return both


async def test_fault_62_an_unknown_certificate_is_refused_and_a_known_one_taken(
    certificate: Path,
) -> None:
    offered = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    offered.load_cert_chain(certificate)
    known = ssl.create_default_context(cafile=certificate)

    async with MailCounterpart({US: "secret"}, tls=offered) as post:
        strict = replace(settings(post), tls="starttls")
        async with MailSender(strict) as sender:
            with pytest.raises(DeliveryLaterError):
                await sender.send(NOTICE)
        assert post.sent == []
        async with MailSender(replace(strict, tls_context=known)) as sender:
            await sender.send(NOTICE)
        assert len(post.sent) == 1


def test_settings_do_not_show_the_password() -> None:
    shown = repr(SmtpSettings(host="h", port=25, sender=US, password="s3cret"))

    assert "s3cret" not in shown
