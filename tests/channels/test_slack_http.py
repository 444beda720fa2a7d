"""Slack's HTTP entrance: what is not signed, timely, small and sound never gets in."""

import asyncio
import hashlib
import hmac
import json
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import httpx
import pytest
from starlette.applications import Starlette
from structlog.testing import capture_logs

from assistant.handlers.slack import SlackDoor, slack_client
from assistant.handlers.slack_http import MAX_BODY, slack_route
from assistant.web import serving
from tests.channels.slack_room import MemoryLine, opened

CORPORA = Path(__file__).parents[3] / "shared" / "corpora" / "slack"
SECRET, OLD_SECRET = "new-signing-secret", "old-signing-secret"
NOW = 1_767_225_600
JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
EVENT = {
    "type": "event_callback",
    "team_id": "T1",
    "event": {
        "type": "message",
        "channel": "D1",
        "channel_type": "im",
        "user": "U1",
        "text": "my card is 4242 4242 4242 4242",
        "ts": "1767225600.000100",
    },
}


def signature(body: bytes, timestamp: str = str(NOW), secret: str = SECRET) -> str:
    """As Slack signs."""
    signed = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def signed(body: bytes, timestamp: str = str(NOW), secret: str = SECRET) -> dict[str, str]:
    """Genuine headers."""
    return {
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": signature(body, timestamp, secret),
    }


def command(**parts: str) -> bytes:
    """A slash command's form."""
    fields = {"command": "/billing", "team_id": "T1", "user_id": "U1", "channel_id": "C1"}
    return urlencode(fields | {"trigger_id": "1.2.x", "text": "balance"} | parts).encode()


class Entrance:
    """A running entrance, and what came through it."""

    def __init__(self, http: httpx.AsyncClient, line: MemoryLine) -> None:
        self.http = http
        self.line = line

    async def post(self, body: bytes, *headers: dict[str, str]) -> httpx.Response:
        """Send a body with all these headers."""
        merged = {name: value for part in headers for name, value in part.items()}
        return await self.http.post("/slack/events", content=body, headers=merged)


@asynccontextmanager
async def standing(patience: float = 5.0) -> AsyncIterator[Entrance]:
    line = MemoryLine()
    async with aiohttp.ClientSession() as session:
        client = slack_client("xoxb-1", "http://127.0.0.1:9/api/", session=session)
        door = SlackDoor(client, line.line())
        route = slack_route(
            door.app, [SECRET, OLD_SECRET], clock=lambda: float(NOW), patience=patience
        )
        async with (
            door,
            serving(Starlette(routes=[route])) as port,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http,
        ):
            yield Entrance(http, line)


@pytest.fixture
async def entrance() -> AsyncIterator[Entrance]:
    async with standing() as entrance:
        yield entrance


@pytest.fixture(autouse=True)
def silence(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """No body and no traceback is ever logged, whatever a test sends."""
    caplog.set_level(logging.DEBUG)
    for noisy in ("httpx", "httpcore"):
        caplog.set_level(logging.WARNING, noisy)
    with capture_logs() as logs:
        yield
    out, err = capfd.readouterr()
    written = caplog.text + str(logs) + out + err
    assert "telltale" not in written
    assert "4242 4242" not in written
    assert "Traceback" not in written


async def test_a_signed_event_gets_in(entrance: Entrance) -> None:
    body = json.dumps(EVENT).encode()

    answer = await entrance.post(body, JSON, signed(body))

    assert answer.status_code == 200
    assert entrance.line.texts == ["my card is 4242 4242 4242 4242"]


async def test_a_signed_command_is_answered_in_json(entrance: Entrance) -> None:
    body = command()

    answer = await entrance.post(body, FORM, signed(body))

    assert answer.headers["content-type"] == "application/json;charset=utf-8"
    assert answer.json()["response_type"] == "ephemeral"
    assert entrance.line.texts == ["balance"]


async def test_the_secret_before_the_rotation_still_works(entrance: Entrance) -> None:
    body = command()

    answer = await entrance.post(body, FORM, signed(body, secret=OLD_SECRET))

    assert answer.status_code == 200


async def test_a_challenge_is_answered_only_when_signed(entrance: Entrance) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc"}).encode()

    genuine = await entrance.post(body, JSON, signed(body))
    forged = await entrance.post(body, JSON)

    assert genuine.json() == {"challenge": "abc"}
    assert forged.status_code == 401


@pytest.mark.parametrize(
    "stamp",
    [
        str(NOW - 301),
        str(NOW + 301),
        "now",
        "",
        "-1",
        "1e9",
        "9" * 40,
        "١٢٣",
        f"{NOW}.0",
    ],
)
async def test_38_a_stale_future_or_senseless_timestamp_is_401(
    entrance: Entrance, stamp: str
) -> None:
    body = command()
    headers = [
        ("x-slack-request-timestamp", stamp.encode()),
        ("x-slack-signature", signature(body, stamp).encode()),
    ]

    answer = await entrance.http.post("/slack/events", content=body, headers=headers)

    assert answer.status_code == 401
    assert entrance.line.texts == []


@pytest.mark.parametrize("stamp", [str(NOW - 300), str(NOW + 300)])
async def test_38_five_minutes_are_tolerated(entrance: Entrance, stamp: str) -> None:
    body = command()

    answer = await entrance.post(body, FORM, signed(body, stamp))

    assert answer.status_code == 200


@pytest.mark.parametrize(
    "forged",
    ["", "v0=", "v0=" + "0" * 64, "v1=" + signature(command())[3:], signature(command())[:-1]],
)
async def test_38_a_wrong_signature_is_401(entrance: Entrance, forged: str) -> None:
    headers = {"x-slack-request-timestamp": str(NOW), "x-slack-signature": forged}

    answer = await entrance.post(command(), FORM, headers)

    assert answer.status_code == 401
    assert answer.content == b""
    assert entrance.line.texts == []


async def test_38_a_signature_in_another_alphabet_is_401(entrance: Entrance) -> None:
    headers = [("x-slack-request-timestamp", b"%d" % NOW), ("x-slack-signature", b"v0=\xff\xfe")]

    answer = await entrance.http.post("/slack/events", content=command(), headers=headers)

    assert answer.status_code == 401


async def test_38_missing_headers_are_401(entrance: Entrance) -> None:
    body = command()

    assert (await entrance.post(body, FORM)).status_code == 401
    for name in signed(body):
        rest = {key: value for key, value in signed(body).items() if key != name}
        assert (await entrance.post(body, FORM, rest)).status_code == 401


async def test_38_an_altered_body_is_401(entrance: Entrance) -> None:
    genuine = signed(command(text="telltale 1"))

    answer = await entrance.post(command(text="telltale 100"), FORM, genuine)

    assert answer.status_code == 401
    assert entrance.line.texts == []


def test_38_an_empty_secret_is_refused_at_the_start() -> None:
    door = SlackDoor(slack_client("xoxb-1", session=None), MemoryLine().line())  # type: ignore[arg-type]

    with pytest.raises(ValueError, match="signing secret"):
        slack_route(door.app, [])
    with pytest.raises(ValueError, match="signing secret"):
        slack_route(door.app, [SECRET, " "])


GARBAGE = [
    pytest.param(b"[" * 100_000, id="100 kB of ["),
    pytest.param(b'{"a":' * 100_000, id="deep objects"),
    pytest.param(b"{not json telltale", id="no JSON"),
    pytest.param(b'{"text": "\xff\xfe telltale"}', id="invalid UTF-8"),
    pytest.param(b'"telltale"', id="a string"),
    pytest.param(b'["telltale"]', id="a list"),
    pytest.param(b"null", id="null"),
    pytest.param(b"", id="nothing"),
    pytest.param(b'{"team": 4242, "type": "event_callback"}', id="a number for a team"),
    pytest.param(b'{"authorizations": "telltale"}', id="a string for a list"),
    pytest.param(b'{"view": {"app_installed_team_id": 1}, "team": [1]}', id="lists for objects"),
    pytest.param(b'{"response_urls": 4242}', id="a number for a list"),
]


@pytest.mark.parametrize("body", GARBAGE)
async def test_39_unsigned_garbage_is_401(entrance: Entrance, body: bytes) -> None:
    for kind in (JSON, FORM):
        assert (await entrance.post(body, kind)).status_code == 401


@pytest.mark.parametrize("body", GARBAGE)
async def test_39_signed_garbage_does_nothing_and_is_no_error_of_ours(
    entrance: Entrance, body: bytes
) -> None:
    for kind in (JSON, FORM):
        answer = await entrance.post(body, kind, signed(body))
        assert answer.status_code in (200, 400)

    assert entrance.line.texts == []


@pytest.mark.parametrize(
    "body",
    [
        b"payload=%5B%5B",
        b"payload=telltale",
        b"payload=%FF%FE",
        b"payload=" + b"[" * 50_000,
        b"&".join(b"a=telltale" for _ in range(101)),
    ],
)
async def test_39_a_signed_form_that_makes_no_sense_is_400(entrance: Entrance, body: bytes) -> None:
    assert (await entrance.post(body, FORM, signed(body))).status_code == 400


async def test_39_a_large_body_is_413_by_its_announcement(entrance: Entrance) -> None:
    body = b"x" * (MAX_BODY + 1)

    answer = await entrance.post(body, FORM, signed(body))

    assert answer.status_code == 413


async def test_39_50_megabytes_without_announcement_are_413_and_not_read_to_the_end(
    entrance: Entrance,
) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(800):
            sent += 65_536
            yield b"x" * 65_536

    headers = signed(b"") | FORM
    try:
        answer = await entrance.http.post("/slack/events", content=endless(), headers=headers)
        assert answer.status_code == 413
    except httpx.TransportError:  # refused while still writing, which is as good
        pass

    assert sent < 50_000_000
    assert (await entrance.post(command(), FORM, signed(command()))).status_code == 200


async def test_39_a_body_that_does_not_come_is_408() -> None:
    async with standing(patience=0.1) as entrance:
        port = entrance.http.base_url.port
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = "".join(f"{name}: {value}\r\n" for name, value in signed(b"x").items())

        writer.write(f"POST /slack/events HTTP/1.1\r\nhost: x\r\n{head}".encode())
        writer.write(b"content-length: 100\r\n\r\nslowly")
        answer = await asyncio.wait_for(reader.read(), 20)
        writer.close()
        await writer.wait_closed()

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in answer


async def test_39_stale_requests_are_refused_before_their_body_comes(entrance: Entrance) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", entrance.http.base_url.port)

    writer.write(b"POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 900000\r\n\r\n")
    answer = await asyncio.wait_for(reader.read(), 20)
    writer.close()
    await writer.wait_closed()

    assert answer.startswith(b"HTTP/1.1 401 ")


async def test_only_posts_are_taken(entrance: Entrance) -> None:
    assert (await entrance.http.get("/slack/events")).status_code == 405


async def test_40_a_command_containing_payload_or_ssl_check_is_a_command(
    entrance: Entrance,
) -> None:
    texts = ["payload", "payload={}", "&payload=1", "ssl_check=1", '{"a"', "a\nb", "\u200b\u202e"]

    for number, text in enumerate(texts):
        body = command(text=text, trigger_id=str(number))
        assert (await entrance.post(body, FORM, signed(body))).status_code == 200

    assert entrance.line.texts == texts


async def test_40_a_command_with_a_field_named_payload_is_still_a_command(
    entrance: Entrance,
) -> None:
    body = command() + b"&payload=%7B%7D"

    assert (await entrance.post(body, FORM, signed(body))).status_code == 200
    assert entrance.line.texts == ["balance"]


async def test_an_ssl_check_is_acknowledged(entrance: Entrance) -> None:
    body = b"ssl_check=1&token=verification-token"

    assert (await entrance.post(body, FORM, signed(body))).status_code == 200
    assert entrance.line.texts == []


async def test_37_a_captured_request_replayed_within_five_minutes_is_known() -> None:
    async with opened("signed http") as room:
        said = await room.slack.say(room.scene.agent, "pay invoice 123")
        typed = await room.slack.command(room.scene.agent, "/billing", "pay invoice 124")

        replayed = [await room.slack.replay(d) for d in (*said.deliveries, typed)]

        assert [attempt.status for attempt in replayed] == [200, 200]
        assert room.line.texts == ["pay invoice 123", "pay invoice 124"]
        assert room.line.repeats == 2


async def test_36_the_retry_header_alone_is_no_reason_to_drop(entrance: Entrance) -> None:
    body = json.dumps(EVENT).encode()
    retry = {"x-slack-retry-num": "2", "x-slack-retry-reason": "http_timeout"}

    answer = await entrance.post(body, JSON, signed(body), retry)

    assert answer.status_code == 200
    assert len(entrance.line.texts) == 1


async def test_a_failure_behind_the_door_is_500_and_says_nothing(entrance: Entrance) -> None:
    entrance.line.failures = 1
    body = json.dumps(EVENT).encode()

    answer = await entrance.post(body, JSON, signed(body))

    assert answer.status_code == 500
    assert answer.content == b""


def published() -> list[Any]:
    """Every payload others have published."""
    bodies = (json.loads(path.read_text()) for path in sorted(CORPORA.rglob("*.json")))
    return [body for body in bodies if isinstance(body, dict)]


@pytest.mark.skipif(not CORPORA.exists(), reason="the payload corpora are not beside this clone")
async def test_every_published_payload_passes_the_door(entrance: Entrance) -> None:
    statuses = []

    for body in published():
        raw, form = json.dumps(body).encode(), urlencode({"payload": json.dumps(body)}).encode()
        statuses += [
            (await entrance.post(raw, JSON, signed(raw))).status_code,
            (await entrance.post(form, FORM, signed(form))).status_code,
        ]

    assert statuses.count(500) == 0, statuses
    assert statuses.count(200) >= len(statuses) - 2
