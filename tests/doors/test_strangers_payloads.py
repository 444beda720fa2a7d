"""Payloads that strangers have published go through the real doors: none breaks, none is obeyed."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from assistant.app import serving_doors
from assistant.db import open_database
from assistant.sandbox.together import Sandbox, sandbox
from assistant.web import free_port

CORPORA = Path(__file__).parents[3] / "shared" / "corpora" / "slack"
PATIENCE = 20.0
UNTOUCHED = ("payments", "offers", "events", "cases", "operations", "contact_changes", "link_asks")

pytestmark = pytest.mark.skipif(
    not CORPORA.exists(), reason="the payload corpora are not beside this clone"
)


def published() -> list[dict[str, Any]]:
    """Every payload; what is larger than any is a description of them."""
    files = [path for path in sorted(CORPORA.rglob("*.json")) if path.stat().st_size < 500_000]
    bodies = (json.loads(path.read_text()) for path in files)
    return [body for body in bodies if isinstance(body, dict)]


@pytest.fixture(params=["socket mode", "signed HTTP"])
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Sandbox]:
    by_socket = request.param == "socket mode"
    opening = sandbox(tmp_path, http_port=free_port(), socket_mode=by_socket)
    async with opening as world, serving_doors(world.settings):
        if by_socket:
            await world.slack.connected(timeout=PATIENCE)
        yield world


async def counted(world: Sandbox) -> dict[str, int]:
    database = open_database(world.settings.database_url)
    queries = {table: text(f"SELECT count(*) FROM {table}") for table in UNTOUCHED}
    try:
        return {
            table: await database.read(lambda tx, query=query: tx.execute(query).scalar_one())
            for table, query in queries.items()
        }
    finally:
        await database.close()


async def answered(world: Sandbox) -> list[Any]:
    database = open_database(world.settings.database_url)
    query = text("SELECT outcome, person_id, account_id FROM requests")
    try:
        return await database.read(lambda tx: list(tx.execute(query)))
    finally:
        await database.close()


def carried(body: dict[str, Any]) -> str:
    """How Slack would bring it."""
    if body.get("type") in ("event_callback", "url_verification", "app_rate_limited"):
        return "events_api"
    return "slash_commands" if "command" in body else "interactive"


async def test_none_crashes_and_none_is_acted_on_without_proof(world: Sandbox) -> None:
    before = await counted(world)

    for body in published():
        delivery = await world.slack.deliver(carried(body), body)  # type: ignore[arg-type]
        assert delivery.acked, body

    assert await counted(world) == before
    for row in await answered(world):
        assert row.outcome in ("stranger", None)
        assert row.person_id is None
        assert row.account_id is None


async def test_38_unsigned_none_is_even_read(world: Sandbox) -> None:
    if not world.slack.request_url:
        return  # nothing is unsigned in a socket we opened ourselves

    attempts = [
        await world.slack.send_raw(json.dumps(body).encode(), {"content-type": "application/json"})
        for body in published()
    ]

    assert {attempt.status for attempt in attempts} == {401}
    assert await answered(world) == []
