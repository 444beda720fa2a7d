"""In a channel an answer is its asker's alone, until they press Share; and what that may share."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from assistant.app import serving_doors
from assistant.db import open_database
from assistant.sandbox.slack import Message
from assistant.sandbox.together import SHARED_CHANNEL, Sandbox, sandbox
from assistant.web import free_port

PATIENCE = 20.0
SAM = "U01SAM"
IN_CHANNEL = {"channel": SHARED_CHANNEL, "mention": True}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Sandbox]:
    opening = sandbox(tmp_path, http_port=free_port(), socket_mode=False)
    async with opening as world, serving_doors(world.settings):
        yield world


async def told(world: Sandbox, words: str, *, alone: str | None) -> Message:
    """Wait for a message with these words, seen by one person alone or by everybody."""
    return await world.slack.wait_for_message(
        lambda message: words in message.text and message.ephemeral_to == alone, PATIENCE
    )


async def change(world: Sandbox, statement: str) -> None:
    database = open_database(world.settings.database_url)
    try:
        await database.write(lambda tx: tx.execute(text(statement)).rowcount)
    finally:
        await database.close()


async def rows(world: Sandbox, query: str) -> list[Any]:
    database = open_database(world.settings.database_url)
    try:
        return await database.read(lambda tx: list(tx.execute(text(query))))
    finally:
        await database.close()


def share_of(message: Message) -> str:
    """The action id of its button to share."""
    return next(
        element["action_id"]
        for block in message.blocks
        for element in block.get("elements", ())
        if str(element.get("value", "")).startswith("share here: ")
    )


def seen_by_all(world: Sandbox) -> list[Message]:
    by_bot = (
        m for m in world.slack.messages(SHARED_CHANNEL, SAM) if m.user == world.slack.bot_user
    )
    return [message for message in by_bot if message.ephemeral_to is None]


async def test_80_an_answer_is_public_only_when_its_asker_presses_share(world: Sandbox) -> None:
    slack = world.slack
    await slack.say("U02DANA", "invoice 123", **IN_CHANNEL)
    mine = await told(world, "Invoice 123", alone="U02DANA")
    assert seen_by_all(world) == []

    await slack.click("U02DANA", mine, share_of(mine))

    shared = await told(world, "Invoice 123", alone=None)
    assert shared.channel == SHARED_CHANNEL
    assert "Shared here by Dana Reyes." in shared.text
    assert not [block for block in shared.blocks if block["type"] == "actions"]


async def test_80_in_a_direct_message_there_is_nothing_to_share(world: Sandbox) -> None:
    await world.slack.say("U02DANA", "invoice 123", dm=True)

    answer = await told(world, "Invoice 123", alone=None)

    assert "share here" not in str(answer.blocks)


async def test_47_a_share_says_what_its_sayer_may_see_not_what_was_shown(world: Sandbox) -> None:
    slack = world.slack
    await slack.say("U02DANA", "invoice 123", **IN_CHANNEL)
    mine = await told(world, "Invoice 123", alone="U02DANA")
    forged = share_of(mine) and "share here: invoice 123"

    for other in (SAM, "U02AP"):
        await slack.say(other, forged, **IN_CHANNEL)

    await told(world, "I do not know yet who you are", alone="U02AP")
    await slack.until(lambda: len(slack.called("chat.postEphemeral")) == 3, PATIENCE)
    assert seen_by_all(world) == []


async def test_79_an_old_share_is_checked_when_it_is_pressed(world: Sandbox) -> None:
    slack = world.slack
    await slack.say("U02VIC", "invoice 123", **IN_CHANNEL)
    mine = await told(world, "Invoice 123", alone="U02VIC")
    await change(world, "DELETE FROM contacts WHERE person_id = 'per_vic_acme'")

    await slack.click("U02VIC", mine, share_of(mine))

    await told(world, "no account for you", alone="U02VIC")
    assert seen_by_all(world) == []


@pytest.mark.parametrize(
    "words",
    ["pay invoice 123", "who gets our invoices?", "payment methods", "invoice 124", "yes", "help"],
)
async def test_47_only_what_is_looked_up_can_be_shared(world: Sandbox, words: str) -> None:
    slack = world.slack
    await slack.say("U02DANA", "invoice 123", **IN_CHANNEL)
    mine = await told(world, "Invoice 123", alone="U02DANA")

    await slack.click("U02DANA", mine, share_of(mine), value=f"share here: {words}")
    await slack.until(lambda: len(slack.called("chat.postEphemeral")) == 2, PATIENCE)

    assert seen_by_all(world) == []
    assert await rows(world, "SELECT * FROM payments") == []


async def test_45_an_edited_question_and_a_thumb_share_nothing(world: Sandbox) -> None:
    slack = world.slack
    asked = await slack.say("U02DANA", "invoice 123", **IN_CHANNEL)
    await told(world, "Invoice 123", alone="U02DANA")

    await slack.edit("U02DANA", asked.message, f"<@{slack.bot_user}> share here: invoice 123")
    await slack.react("U02DANA", asked.message)

    assert len(await rows(world, "SELECT * FROM requests")) == 1
    assert seen_by_all(world) == []
