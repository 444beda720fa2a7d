"""Links to invoices: a button for everybody around, facts only where their reader is alone."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from assistant.app import serving_doors
from assistant.sandbox.slack import Message
from assistant.sandbox.together import SHARED_CHANNEL, Sandbox, sandbox
from assistant.web import free_port

PATIENCE = 20.0
DANA, VIC = "U02DANA", "U02VIC"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Sandbox]:
    opening = sandbox(tmp_path, http_port=free_port(), socket_mode=False)
    async with opening as world, serving_doors(world.settings):
        yield world


def link(world: Sandbox, number: str) -> str:
    return f"{world.settings.home_url}/invoice/{number}"


async def drawn(world: Sandbox, message: Message) -> str:
    """What came to stand beneath somebody's message."""
    await world.slack.until(lambda: bool(message.body.get("attachments")), PATIENCE)
    return str(message.body["attachments"])


async def test_in_a_channel_a_link_tells_nothing_until_somebody_presses(world: Sandbox) -> None:
    slack = world.slack
    real = await slack.say(DANA, f"look at {link(world, '123')}", channel=SHARED_CHANNEL)
    none = await slack.say(DANA, f"or at {link(world, '999123')}", channel=SHARED_CHANNEL)

    beneath = await drawn(world, real.message)
    await drawn(world, none.message)

    for secret in ("Acme", "420", "USD"):
        assert secret not in beneath
    assert "'value': 'invoice 123'" in beneath
    assert str(blocks(real.message)).replace("123", "999123") == str(blocks(none.message))

    await slack.click(VIC, real.message, "action-1", value="invoice 123")
    shown = await slack.wait_for_message(lambda m: "Invoice 123 of Acme" in m.text, PATIENCE)
    assert shown.ephemeral_to == VIC
    assert slack.complaints == []


async def test_in_ones_own_talk_a_link_shows_the_invoice_to_whoever_may_see_it(
    world: Sandbox,
) -> None:
    slack = world.slack
    slack.add_user("mallory", team="T02ACME", id="U02MAL", email="dana@acme.example")

    theirs = await slack.say("U02MAL", f"and {link(world, '123')}?", dm=True)
    mine = await slack.say(DANA, link(world, "123"), dm=True)

    assert "Invoice 123 of Acme" in await drawn(world, mine.message)
    answer = await slack.wait_for_message(
        lambda m: m.user == slack.bot_user and "Invoice 123 of Acme" in m.text, PATIENCE
    )
    assert answer in slack.in_dm(DANA)
    assert "attachments" not in theirs.message.body
    assert not [m for m in slack.in_dm("U02MAL") if "420" in m.shown]


def blocks(message: Message) -> list[dict[str, Any]]:
    return [block for each in message.body["attachments"] for block in each["blocks"]]
