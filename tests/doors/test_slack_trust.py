"""In a workspace the operator trusts, the address of a profile tells who somebody is."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from assistant.app import serving_doors
from assistant.db import open_database
from assistant.handlers.slack_trust import FRESH, Profiles, confirmed
from assistant.sandbox.slack import SlackCounterpart
from assistant.sandbox.together import Sandbox, sandbox
from assistant.web import free_port

PATIENCE = 20.0
NEW = "T01SELLER/U01NOURA"
GOOD: dict[str, Any] = {
    "team_id": "T01SELLER",
    "is_email_confirmed": True,
    "profile": {"email": "noura@dune.example"},
}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Sandbox]:
    port = free_port()
    async with sandbox(tmp_path, http_port=port, socket_mode=False) as world:
        world.slack.add_user("noura", id="U01NOURA", email="noura@dune.example")
        world.slack.add_user("eve", id="U01EVE", email="eve@evil.example")
        trusting = world.settings.model_copy(update={"slack_trust_email": "T01SELLER"})
        async with serving_doors(trusting):
            yield world


async def links(world: Sandbox) -> dict[str, str]:
    database = open_database(world.settings.database_url)
    query = text("SELECT address, person_id FROM slack_links WHERE how = 'profile'")
    try:
        found = await database.read(lambda tx: list(tx.execute(query)))
        return {row.address: row.person_id for row in found}
    finally:
        await database.close()


async def told(slack: SlackCounterpart, user: str, words: str) -> None:
    await slack.until(lambda: any(words in m.text for m in slack.in_dm(user)), PATIENCE)


async def test_who_has_the_address_on_file_is_known_at_the_first_word(world: Sandbox) -> None:
    await world.slack.say("U01NOURA", "show my invoices", dm=True)

    await told(world.slack, "U01NOURA", "Invoices of Dune")
    assert await links(world) == {NEW: "per_noura_dune"}


async def test_an_address_on_nobodys_file_makes_nobody_known(world: Sandbox) -> None:
    await world.slack.say("U01EVE", "show my invoices", dm=True)

    await told(world.slack, "U01EVE", "I do not know yet who you are")
    assert await links(world) == {}


async def test_the_address_in_another_workspace_proves_nothing(world: Sandbox) -> None:
    await world.slack.say("U02AP", "show my invoices", dm=True)

    await told(world.slack, "U02AP", "I do not know yet who you are")
    assert await links(world) == {}


async def test_slack_out_of_reach_leaves_a_stranger_who_is_answered(world: Sandbox) -> None:
    world.slack.faults.server_error("users.info", times=None)

    await world.slack.say("U01NOURA", "show my invoices", dm=True)

    await told(world.slack, "U01NOURA", "I do not know yet who you are")


@pytest.mark.parametrize(
    "odd",
    [
        {"team_id": "T02ACME"},
        {"is_email_confirmed": False},
        {"is_email_confirmed": None},
        {"deleted": True},
        {"is_bot": True},
        {"is_restricted": True},
        {"is_ultra_restricted": True},
        {"is_stranger": True},
        {"profile": {}},
        {"profile": {"email": 7}},
    ],
)
def test_46_only_a_full_member_with_a_confirmed_address_is_vouched_for(odd: dict[str, Any]) -> None:
    assert confirmed(GOOD, "T01SELLER") == "noura@dune.example"
    assert confirmed(GOOD | odd, "T01SELLER") is None


class Directory:
    """A Slack that knows one profile, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    async def users_info(self, *, user: str) -> dict[str, Any]:
        self.asked += 1
        return {"user": GOOD}


async def test_a_profile_is_looked_at_once_an_hour() -> None:
    now, vouched, directory = [0.0], [], Directory()

    async def vouch(address: str, email: str | None) -> None:
        vouched.append((address, email))

    profiles = Profiles(directory, frozenset({"T01SELLER"}), vouch, ticks=lambda: now[0])
    for moment in (0.0, 1.0, FRESH - 1, FRESH + 1):
        now[0] = moment
        await profiles.meet(NEW)
        await profiles.meet("T02ACME/U02DANA")

    assert directory.asked == 2
    assert vouched == [(NEW, "noura@dune.example")] * 2
