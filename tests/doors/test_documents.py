"""A document through each real door: made by a process, uploaded to Slack, attached to a mail."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from assistant.app import serving_doors
from assistant.sandbox.mail.letters import Letter
from assistant.sandbox.together import ADDRESS, SHARED_CHANNEL, Sandbox, sandbox
from assistant.web import free_port
from tests.papers import text_of

PATIENCE = 30.0
AP = "ap@acme.example"


@asynccontextmanager
async def _open(folder: Path) -> AsyncIterator[Sandbox]:
    async with (
        sandbox(folder, http_port=free_port(), socket_mode=True) as world,
        serving_doors(world.settings),
    ):
        await world.slack.connected(timeout=PATIENCE)
        yield world


async def test_a_slash_command_is_answered_at_once_and_its_file_comes_by_direct_message(
    tmp_path: Path,
) -> None:
    async with _open(tmp_path) as world:
        slack = world.slack
        slack.install("T02ACME")

        await slack.command("U02DANA", "/billing", "pdf 123", channel=SHARED_CHANNEL)
        shown = await slack.wait_for_message(lambda m: "direct message" in m.text, PATIENCE)
        sent = await slack.wait_for_message(lambda m: bool(m.files), PATIENCE)

        assert shown.ephemeral_to == "U02DANA"
        place = slack.stage.workspace.channels[sent.channel]
        assert (place.kind, "U02DANA" in place.members) == ("im", True)
        (file,) = slack.files.values()
        assert file.name == "Invoice-123.pdf"
        assert file.content is not None
        assert "Total 420.00 USD" in text_of(file.content)


async def test_80_a_mention_is_answered_in_the_channel_and_its_file_in_the_direct_message(
    tmp_path: Path,
) -> None:
    async with _open(tmp_path) as world:
        slack = world.slack

        await slack.say("U02DANA", "statement for this year", channel=SHARED_CHANNEL, mention=True)
        shown = await slack.wait_for_message(lambda m: "direct message" in m.text, PATIENCE)

        assert shown.ephemeral_to == "U02DANA"
        assert [m.files for m in slack.messages(SHARED_CHANNEL, viewer="U02VIC") if m.files] == []
        assert len([m for m in slack.in_dm("U02DANA") if m.files]) == 1


async def test_a_mail_is_answered_with_the_document_attached(tmp_path: Path) -> None:
    async with _open(tmp_path) as world:
        await world.mail.write(Letter(AP, ADDRESS, "Invoices", "invoices 122 and 123 as pdf"))
        async with asyncio.timeout(PATIENCE):
            seen = -1
            while not (found := world.mail.mailbox(AP)):
                seen = await world.mail.changed(seen)

    mail = message_from_bytes(found[-1], policy=default)
    files = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
    assert list(files) == ["Invoice-122.pdf", "Invoice-123.pdf"]
    assert "Total 420.00 USD" in text_of(files["Invoice-123.pdf"])
    assert "Attached: Invoice-122.pdf, Invoice-123.pdf" in mail.get_body(("plain",)).get_content()
