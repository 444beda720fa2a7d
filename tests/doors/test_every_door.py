"""The main job through each real door: list, pay, yes; one charge, and everyone told once."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from pydantic import SecretStr

from assistant.app import serving_doors
from assistant.billing.verify import verify
from assistant.db import open_database
from assistant.sandbox.mail.letters import Letter
from assistant.sandbox.slack import Message, SlackCounterpart
from assistant.sandbox.together import ADDRESS, SHARED_CHANNEL, Sandbox, sandbox
from assistant.web import free_port
from tests.parties.dovecot import PASSWORD, USER, DovecotServer

PATIENCE = 20.0
AP = "ap@acme.example"
PAID = "✅ Paid: invoice 123, 420.00 USD"


@pytest.fixture(params=["socket mode", "signed HTTP"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with _open(tmp_path, socket_mode=request.param == "socket mode") as world:
        yield world


@asynccontextmanager
async def _open(folder: Path, *, socket_mode: bool = True) -> AsyncIterator[Sandbox]:
    port = free_port()
    async with (
        sandbox(folder, http_port=port, socket_mode=socket_mode) as world,
        serving_doors(world.settings),
    ):
        if socket_mode:
            await world.slack.connected(timeout=PATIENCE)
        yield world


async def _said(slack: SlackCounterpart, pattern: str) -> Message:
    return await slack.wait_for_message(lambda m: bool(re.search(pattern, m.text)), PATIENCE)


def _title(message: Message) -> str:
    return message.text.splitlines()[0]


async def _books(world: Sandbox) -> list[object]:
    database = open_database(world.settings.database_url)
    try:
        return list((await database.read(verify))[1])
    finally:
        await database.close()


async def _paid_once(world: Sandbox, amount: int = 42000) -> None:
    assert [charge.amount for charge in world.stripe.charges()] == [amount]
    assert await _books(world) == []


async def test_a_mention_in_a_channel_is_paid_and_seen_only_by_the_asker(house: Sandbox) -> None:
    slack = house.slack

    await slack.say("U02DANA", "pay invoice 123", channel=SHARED_CHANNEL, mention=True)
    offer = await _said(slack, "Pay 420.00 USD")
    await slack.click("U02DANA", offer, "action-1")
    await _said(slack, "Paid: invoice 123")
    await _arrived(house, "Paid: invoice 123")

    mine = [m for m in slack.messages(SHARED_CHANNEL, viewer="U02DANA") if "420.00" in m.text]
    assert [_title(each) for each in mine] == [PAID]  # the offer itself has turned
    others = [m for m in slack.messages(SHARED_CHANNEL, viewer="U02VIC") if "420.00" in m.text]
    assert others == []
    await _arrived(house, "Paid: invoice 123", who="dana@acme.example")
    assert _count(house, AP, "Paid: invoice 123") == 1
    assert _count(house, "dana@acme.example", "Paid: invoice 123") == 1
    await _paid_once(house)


async def test_a_slash_command_answers_in_its_acknowledgement(house: Sandbox) -> None:
    house.slack.install("T02ACME")

    delivery = await house.slack.command(
        "U02DANA", "/billing", "show my invoices", channel=SHARED_CHANNEL
    )

    assert delivery.acked
    shown = await _said(house.slack, "Invoices of Acme")
    assert "10 of 43" in shown.text
    assert shown.ephemeral_to == "U02DANA"


async def test_an_offer_by_slash_command_turns_into_paid_in_place(house: Sandbox) -> None:
    slack = house.slack
    slack.install("T02ACME")
    await slack.command("U02DANA", "/billing", "pay invoice 123", channel=SHARED_CHANNEL)
    offer = await _said(slack, "Pay 420.00 USD")

    await slack.click("U02DANA", offer, "action-1")
    await _said(slack, "Paid: invoice 123")

    assert [_title(m) for m in slack.messages(SHARED_CHANNEL, viewer="U02DANA")] == [PAID]
    assert offer.ephemeral_to == "U02DANA"
    await _paid_once(house)


async def test_a_cancelled_offer_in_a_channel_loses_its_buttons(house: Sandbox) -> None:
    slack = house.slack
    await slack.say("U02DANA", "pay invoice 123", channel=SHARED_CHANNEL, mention=True)
    offer = await _said(slack, "Pay 420.00 USD")

    [cancels] = [e for e in offer.blocks[-1]["elements"] if e["value"].startswith("cancel ")]
    await slack.click("U02DANA", offer, cancels["action_id"])
    gone = await _said(slack, "Cancelled")

    assert gone.ts == offer.ts
    assert "confirm off_" not in str(offer.blocks)
    assert house.stripe.charges() == []


async def test_a_direct_message_and_a_typed_yes(house: Sandbox) -> None:
    slack = house.slack

    await slack.say("U01KENJI", "pay invoice 301", dm=True)
    await _said(slack, "￥120,000")
    await slack.say("U01KENJI", "yes", dm=True)
    await _said(slack, "支払い完了: 請求書301")

    await _paid_once(house, 120000)


async def test_in_a_direct_message_paying_turns_into_paid_in_place(house: Sandbox) -> None:
    slack = house.slack

    await slack.say("U02DANA", "pay invoice 123", dm=True)
    offer = await _said(slack, "Pay 420.00 USD")
    await slack.click("U02DANA", offer, "action-1")
    await _said(slack, "Paid: invoice 123")

    titles = [m.text.splitlines()[0] for m in slack.in_dm("U02DANA") if m.user == slack.bot_user]
    assert titles == ["✅ Paid: invoice 123, 420.00 USD"]
    assert "edited" in slack.in_dm("U02DANA")[-1].body
    await _paid_once(house)


async def test_a_redelivered_event_is_one_request(house: Sandbox) -> None:
    slack = house.slack
    slack.faults.duplicate_events()

    await slack.say("U02DANA", "pay invoice 123", dm=True)
    await _said(slack, "Pay 420.00 USD")
    await slack.say("U02DANA", "yes", dm=True)
    await _said(slack, "Paid: invoice 123")

    offers = [m for m in slack.in_dm("U02DANA") if m.text.startswith("Pay 420.00 USD")]
    assert len(offers) == 1
    await _paid_once(house)


async def test_a_mail_with_proof_is_answered_and_a_reply_confirms(tmp_path: Path) -> None:
    async with _open(tmp_path) as world:
        await world.mail.write(_letter("pay invoice 123"))
        offer = await _arrived(world, "Pay 420.00 USD")
        await world.mail.write(_letter("yes", answers=offer))
        await _arrived(world, "Paid: invoice 123")
        await _arrived(world, "Paid: invoice 123", who="dana@acme.example")

        assert _count(world, AP, "Paid: invoice 123") == 1
        assert _count(world, "dana@acme.example", "Paid: invoice 123") == 1
        await _paid_once(world)


async def test_a_mail_without_proof_learns_nothing(tmp_path: Path) -> None:
    async with _open(tmp_path) as world:
        await world.mail.write(_letter("show my invoices"), proof="fail")
        answer = await _arrived(world, "I cannot tell who you are")

        assert not re.search("Acme|420|USD|[iI]nvoice 12", _words(answer))


async def test_unproven_and_unknown_senders_get_the_same_words(tmp_path: Path) -> None:
    async with _open(tmp_path) as world:
        await world.mail.write(_letter("pay invoice 123"), proof="none")
        unknown = Letter("gus@globex.example", ADDRESS, "Invoice 123", "pay invoice 123")
        await world.mail.write(unknown, proof="none")

        known_words = _words(await _arrived(world, "I cannot tell who you are"))
        unknown_words = _words(
            await _arrived(world, "I cannot tell who you are", who="gus@globex.example")
        )
        assert known_words == unknown_words


@pytest.mark.dovecot
async def test_the_same_mail_through_dovecot(dovecot: DovecotServer, tmp_path: Path) -> None:
    dovecot.empty()
    async with _open_on(dovecot, tmp_path) as world:
        await asyncio.to_thread(dovecot.append, _raw("pay invoice 123", "<1@acme.example>"))
        offer = message_from_bytes(await _arrived(world, "Pay 420.00 USD"))
        references = f"<1@acme.example> {offer['Message-ID']}"
        await asyncio.to_thread(
            dovecot.append, _raw("yes", "<2@acme.example>", references=references)
        )
        await _arrived(world, "Paid: invoice 123")

        await _paid_once(world)


@asynccontextmanager
async def _open_on(server: DovecotServer, folder: Path) -> AsyncIterator[Sandbox]:
    port = free_port()
    async with sandbox(folder, http_port=port) as world:
        imap = {
            "imap_port": server.port,
            "imap_user": USER,
            "imap_password": SecretStr(PASSWORD),
            "mail_address": USER,
            "smtp_user": "",
        }
        async with serving_doors(world.settings.model_copy(update=imap)):
            yield world


def _letter(body: str, *, answers: bytes | None = None) -> Letter:
    return Letter(AP, ADDRESS, "Invoice 123", body, answers=answers)


def _raw(body: str, message_id: str, *, references: str = "") -> bytes:
    headers = [
        "Authentication-Results: mx.sandbox.example; dmarc=pass header.from=acme.example",
        f"From: {AP}",
        f"To: {USER}",
        "Subject: Invoice 123",
        f"Message-ID: {message_id}",
        *([f"References: {references}"] if references else []),
    ]
    return ("\r\n".join(headers) + f"\r\n\r\n{body}\r\n").encode()


async def _arrived(world: Sandbox, title: str, *, who: str = AP) -> bytes:
    """The newest mail to ``who`` whose card has this title, as soon as there is one."""
    async with asyncio.timeout(PATIENCE):
        seen = -1
        while not (found := [r for r in world.mail.mailbox(who) if title in _words(r)]):
            seen = await world.mail.changed(seen)
    return found[-1]


def _count(world: Sandbox, who: str, title: str) -> int:
    return sum(title in _words(raw) for raw in world.mail.mailbox(who))


def _words(raw: bytes) -> str:
    part = message_from_bytes(raw, policy=default).get_body(("plain",))
    assert part is not None
    return str(part.get_content())
