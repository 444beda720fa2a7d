"""Other workspaces install the app, are served under their own token, and leave."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from assistant.app import serving_doors
from assistant.db import open_database
from assistant.sandbox.slack import Message, SlackCounterpart
from assistant.sandbox.together import SHARED_CHANNEL, Sandbox, sandbox
from assistant.web import free_port

PATIENCE = 20.0
ACME = "T02ACME"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Sandbox]:
    port = free_port()
    async with sandbox(tmp_path, http_port=port, socket_mode=False) as world:
        many = {"slack_client_id": "1.2", "slack_client_secret": SecretStr("hush")}
        async with serving_doors(world.settings.model_copy(update=many)):
            yield world


@asynccontextmanager
async def browser(world: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=world.settings.home_url) as client:
        yield client


async def begun(client: httpx.AsyncClient) -> tuple[str, dict[str, str]]:
    """The state of an installation begun in this browser, and the cookie that goes with it."""
    page = await client.get("/slack/install")
    assert page.status_code == 200
    state = re.search(r"state=([\w-]+)", page.text)
    assert state, page.text
    return state[1], {"cookie": f"slack-app-oauth-state={state[1]}"}


async def install(world: Sandbox, team: str = ACME) -> httpx.Response:
    async with browser(world) as client:
        state, cookie = await begun(client)
        found = {"code": world.slack.oauth_code(team), "state": state}
        return await client.get("/slack/oauth_redirect", params=found, headers=cookie)


async def rows(world: Sandbox, query: str) -> list[Any]:
    database = open_database(world.settings.database_url)
    try:
        return await database.read(lambda tx: list(tx.execute(text(query))))
    finally:
        await database.close()


async def said(slack: SlackCounterpart, pattern: str) -> Message:
    return await slack.wait_for_message(lambda m: bool(re.search(pattern, m.text)), PATIENCE)


async def test_an_administrator_installs_and_people_are_served_in_their_own_workspace(
    world: Sandbox,
) -> None:
    done = await install(world)

    assert done.status_code == 200
    (row,) = await rows(world, "SELECT * FROM slack_installations")
    assert (row.team_id, row.team_name, row.ended_at) == (ACME, "Acme", None)
    await world.slack.say("U02DANA", "what do we owe?", dm=True)
    await said(world.slack, "You owe|1,180|open")
    posts = [call.team_id for call in world.slack.called("chat.postMessage")]
    assert posts == [ACME]


async def test_in_a_shared_channel_the_workspace_that_was_called_answers(world: Sandbox) -> None:
    await install(world)

    await world.slack.say("U02DANA", "what do we owe?", channel=SHARED_CHANNEL, mention=True)
    await world.slack.until(lambda: bool(world.slack.called("chat.postEphemeral")), PATIENCE)

    (call,) = world.slack.called("chat.postEphemeral")
    assert (call.team_id, call.error) == ("T01SELLER", None)


@pytest.mark.parametrize("wrong", ["no cookie", "another browser", "no state", "a made-up state"])
async def test_47_an_installation_nobody_here_began_is_refused(world: Sandbox, wrong: str) -> None:
    code = world.slack.oauth_code(ACME)
    async with browser(world) as client:
        state, cookie = await begun(client)
        other, _ = await begun(client)
        how: dict[str, tuple[dict[str, str], dict[str, str]]] = {
            "no cookie": ({"state": state}, {}),
            "another browser": ({"state": other}, cookie),
            "no state": ({}, cookie),
            "a made-up state": ({"state": "x"}, {"cookie": "slack-app-oauth-state=x"}),
        }
        params, headers = how[wrong]
        client.cookies.clear()
        answer = await client.get(
            "/slack/oauth_redirect", params={"code": code, **params}, headers=headers
        )

    assert answer.status_code in (400, 401)
    assert await rows(world, "SELECT * FROM slack_installations") == []


async def test_a_state_counts_once(world: Sandbox) -> None:
    async with browser(world) as client:
        state, cookie = await begun(client)
        codes = [world.slack.oauth_code(ACME) for _ in range(2)]
        answers = [
            await client.get(
                "/slack/oauth_redirect", params={"code": code, "state": state}, headers=cookie
            )
            for code in codes
        ]

    assert [each.status_code for each in answers] == [200, 401]


async def test_a_reason_on_the_page_is_text(world: Sandbox) -> None:
    async with browser(world) as client:
        page = await client.get("/slack/oauth_redirect", params={"error": "<script>x</script>"})

    assert "<script>x" not in page.text


async def test_slack_down_in_the_middle_is_said_and_nothing_is_kept(world: Sandbox) -> None:
    world.slack.faults.server_error("oauth.v2.access", times=None)

    done = await install(world)

    assert done.status_code >= 400
    assert await rows(world, "SELECT * FROM slack_installations") == []


async def test_43_who_leaves_is_forgotten_and_told_by_mail(world: Sandbox) -> None:
    await install(world)

    await world.slack.uninstall(ACME)

    (row,) = await rows(world, "SELECT token, ended_why FROM slack_installations")
    assert row.token == ""
    assert row.ended_why in ("app_uninstalled", "tokens_revoked")
    links = await rows(world, "SELECT address, suspended_at FROM slack_links ORDER BY address")
    assert {each.address for each in links if each.suspended_at} == {
        "T02ACME/U02DANA",
        "T02ACME/U02VIC",
    }


async def test_installing_again_wakes_the_links(world: Sandbox) -> None:
    await install(world)
    await world.slack.uninstall(ACME)
    world.slack.stage.installs.by_team.pop(ACME)

    await install(world)

    links = await rows(world, "SELECT * FROM slack_links WHERE suspended_at IS NOT NULL")
    assert links == []
    (row,) = await rows(world, "SELECT token, ended_at FROM slack_installations")
    assert row.token
    assert row.ended_at is None


async def test_what_a_person_withdraws_for_themselves_ends_nothing(world: Sandbox) -> None:
    await install(world)
    body = {
        "type": "event_callback",
        "team_id": ACME,
        "event_id": "Ev1",
        "event": {"type": "tokens_revoked", "tokens": {"oauth": ["U02DANA"], "bot": []}},
    }

    await world.slack.deliver("events_api", body)

    (row,) = await rows(world, "SELECT ended_at FROM slack_installations")
    assert row.ended_at is None


async def test_43_a_token_that_was_revoked_without_a_word_is_noticed(world: Sandbox) -> None:
    await install(world)
    world.slack.break_token("token_revoked", ACME)

    await world.slack.say("U02DANA", "what do we owe?", dm=True)
    await world.slack.until(
        lambda: (
            any(call.error == "token_revoked" for call in world.slack.calls)
            or any(call.method == "chat.postMessage" for call in world.slack.calls)
        ),
        PATIENCE,
    )

    await _eventually(world, "SELECT 1 FROM slack_installations WHERE ended_at IS NOT NULL")


async def _eventually(world: Sandbox, query: str) -> None:
    import asyncio

    async with asyncio.timeout(PATIENCE):
        while not await rows(world, query):
            await asyncio.sleep(0.05)


async def test_82_no_token_and_no_secret_is_in_what_is_logged(
    world: Sandbox, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    await install(world)
    (row,) = await rows(world, "SELECT token FROM slack_installations")
    await world.slack.uninstall(ACME)

    printed = capfd.readouterr()
    for secret in (row.token, "hush"):
        assert secret not in caplog.text
        assert secret not in printed.out + printed.err
