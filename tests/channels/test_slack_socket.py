"""Fault 44: whatever becomes of a socket, Slack is heard again, and nothing is lost meanwhile."""

import asyncio
import logging
from collections.abc import AsyncIterator

import aiohttp
import pytest
from structlog.testing import capture_logs

from assistant.handlers import slack_socket
from assistant.handlers.slack import SlackDoor, slack_client
from assistant.handlers.slack_socket import SlackSocket
from tests.channels.slack_room import MemoryLine, Room, opened

PULSE = 0.1
"""A hundredth of the real pulse."""


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    async with opened("socket mode", pulse=PULSE, ack_timeout=0.3) as room:
        with capture_logs():
            yield room


async def until_heard(room: Room, text: str) -> None:
    """Say it until it is acknowledged, as Slack's retries would."""
    async with asyncio.timeout(20):
        while not (await room.slack.say(room.scene.agent, text)).acked:
            await asyncio.sleep(PULSE)


def test_44_no_kind_of_deafness_lasts_longer_than_a_minute() -> None:
    checks, silence, connecting = 0.5, 3, 2

    assert (checks + silence + connecting) * slack_socket.PULSE <= 60
    assert (checks + slack_socket.QUIET) * slack_socket.PULSE <= 60


async def test_44_a_dropped_socket_is_replaced_and_the_retry_processed(room: Room) -> None:
    room.slack.sockets.drop()

    await until_heard(room, "pay invoice 123")

    assert room.line.texts == ["pay invoice 123"]


async def test_44_a_half_open_socket_is_noticed_and_replaced(room: Room) -> None:
    room.slack.sockets.half_open()

    await until_heard(room, "pay invoice 123")

    assert room.line.texts == ["pay invoice 123"]


async def test_44_a_socket_that_greets_and_pongs_but_is_given_nothing_is_replaced(
    room: Room,
) -> None:
    room.slack.faults.ignore_new_sockets(2)
    room.slack.sockets.drop()

    await until_heard(room, "pay invoice 123")

    assert room.line.texts == ["pay invoice 123"]


@pytest.mark.parametrize("reason", ["refresh_requested", "too_many_websockets", "warning"])
async def test_44_a_requested_reconnection_loses_nothing(room: Room, reason: str) -> None:
    await room.slack.sockets.disconnect(reason, close=reason != "warning")

    await until_heard(room, "pay invoice 123")

    assert room.line.texts == ["pay invoice 123"]


async def test_44_refused_sockets_are_tried_again_until_they_are_not(room: Room) -> None:
    room.slack.faults.refuse_sockets()
    room.slack.sockets.drop()
    assert not (await room.slack.say(room.scene.agent, "lost?")).acked
    room.slack.faults.clear()

    await until_heard(room, "pay invoice 123")

    assert room.line.texts == ["pay invoice 123"]


async def test_44_an_outage_of_the_web_api_is_waited_out(room: Room) -> None:
    room.slack.faults.server_error("apps.connections.open", times=3)
    room.slack.sockets.drop()

    await until_heard(room, "pay invoice 123")

    assert room.line.texts == ["pay invoice 123"]


async def test_a_socket_that_works_is_left_in_place_though_it_brings_little() -> None:
    calm = 3 * PULSE  # so that a busy machine is not mistaken for a dead socket
    async with opened("socket mode", pulse=calm) as room:
        await room.slack.say(room.scene.agent, "pay invoice 123")
        [socket] = room.slack.sockets.sockets

        await asyncio.sleep((slack_socket.QUIET + 1) * calm)

        assert room.slack.sockets.sockets == [socket]
        assert room.socket is not None
        assert room.socket.alive


async def test_it_starts_while_slack_is_away_and_says_so() -> None:
    async with aiohttp.ClientSession() as session:
        client = slack_client("xoxb-1", "http://127.0.0.1:9/api/", session=session)
        door = SlackDoor(client, MemoryLine().line())

        with capture_logs():
            async with SlackSocket(door, "xapp-1", pulse=PULSE) as socket:
                await asyncio.sleep(3 * PULSE)
                assert not socket.alive


async def test_leaving_answers_what_is_in_hand_before_it_hangs_up() -> None:
    async with opened("socket mode", pulse=PULSE) as room:
        room.line.open.clear()
        saying = asyncio.create_task(room.slack.say(room.scene.agent, "pay invoice 123"))
        await asyncio.wait_for(room.line.arrived.wait(), 20)
        assert room.socket is not None

        asyncio.get_running_loop().call_later(2 * PULSE, room.line.open.set)
        await room.socket.__aexit__(None, None, None)

        assert (await saying).acked
        assert not (await room.slack.say(room.scene.agent, "too late")).acked


async def test_82_the_log_holds_no_words_and_no_tickets(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for noisy in ("websockets.server", "websockets.client"):
        caplog.set_level(logging.WARNING, noisy)

    with capture_logs() as logs:
        async with opened("socket mode", pulse=PULSE) as room:
            room.slack.faults.refuse_sockets(2)
            room.slack.sockets.drop()
            await until_heard(room, "telltale")
            token = room.slack.app_token

    written = caplog.text + str(logs)
    assert "telltale" not in written
    assert "ticket=" not in written.replace("ticket=…", "")
    assert token not in written
