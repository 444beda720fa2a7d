"""A new contact through the real doors: asked in Slack, answered by mail."""

import asyncio
import re
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from assistant.app import serving_doors
from assistant.sandbox.mail.letters import Letter
from assistant.sandbox.together import ADDRESS, Sandbox, sandbox
from assistant.web import free_port

PATIENCE = 20.0
AP2 = "ap2@acme.example"


async def test_a_contact_asked_for_in_slack_answers_by_mail_and_may_look(tmp_path: Path) -> None:
    async with (
        sandbox(tmp_path, http_port=free_port()) as world,
        serving_doors(world.settings),
    ):
        await world.slack.connected(timeout=PATIENCE)
        await world.slack.say("U02DANA", f"add {AP2} as payer", dm=True)
        offer = await world.slack.wait_for_message(
            lambda m: m.text.startswith("Add this contact?"), PATIENCE
        )
        await world.slack.click("U02DANA", offer, "action-1")
        question = await _arrived(world, "Confirm your address for Acme")
        (code,) = re.findall(r"verify (?:[a-z]{5}-){5}[a-z]{5}", _words(question))

        await world.mail.write(Letter(AP2, ADDRESS, "Re: Confirm", code, answers=question))
        welcome = await _arrived(world, "Welcome to Acme")
        await world.mail.write(Letter(AP2, ADDRESS, "Hello", "show my invoices"))
        await _arrived(world, "Invoices of Acme")

        assert "only look until" in _words(welcome)
        await world.slack.wait_for_message(
            lambda m: m.text.startswith(f"New contact: {AP2}"), PATIENCE
        )


async def _arrived(world: Sandbox, title: str) -> bytes:
    async with asyncio.timeout(PATIENCE):
        seen = -1
        while not (found := [r for r in world.mail.mailbox(AP2) if title in _words(r)]):
            seen = await world.mail.changed(seen)
    return found[-1]


def _words(raw: bytes) -> str:
    part = message_from_bytes(raw, policy=default).get_body(("plain",))
    assert part is not None
    return str(part.get_content())
