"""Slack's door on the local Slack, by Socket Mode and by signed HTTP: the same behaviour."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, get_args

import pytest
from structlog.testing import capture_logs

from assistant.handlers.slack_acks import respond
from assistant.render.slack import SlackMessage
from assistant.sandbox.slack import Message, SlackCounterpart
from assistant.sandbox.slack.stage import Hook
from tests.channels.slack_room import CARD, Entrance, Room, opened


@pytest.fixture(params=get_args(Entrance))
async def room(request: pytest.FixtureRequest) -> AsyncIterator[Room]:
    async with opened(request.param, ack_timeout=0.5) as room:
        yield room


async def test_a_command_is_answered_in_its_acknowledgement_to_the_asker_alone(room: Room) -> None:
    slack, scene = room.slack, room.scene

    delivery = await slack.command(scene.agent, "/billing", "invoice 123", scene.general)

    assert delivery.acked
    [answer] = slack.messages(scene.general, scene.agent)
    assert CARD.title in answer.text
    assert slack.messages(scene.general, scene.approver) == []
    assert slack.complaints == []


async def test_a_mention_is_one_request_though_slack_brings_it_twice(room: Room) -> None:
    slack, scene = room.slack, room.scene

    said = await slack.say(scene.agent, "pay invoice 123", channel=scene.general, mention=True)

    assert said.acked
    assert len(said.deliveries) == 2
    assert room.line.texts == ["pay invoice 123"]
    assert room.line.repeats == 1


async def test_a_direct_message_needs_no_mention(room: Room) -> None:
    said = await room.slack.say(room.scene.agent, "what do we owe?")

    assert said.acked
    assert room.line.texts == ["what do we owe?"]


async def test_a_button_is_typed_text_of_the_one_who_presses(room: Room) -> None:
    slack, scene = room.slack, room.scene
    await slack.command(scene.agent, "/billing", "invoice 123", scene.general)
    [answer] = slack.messages(scene.general, scene.agent)

    delivery = await slack.click(scene.agent, answer, "action-1")

    assert delivery.acked
    assert room.line.texts == ["invoice 123", "pay invoice 123"]
    pressed = list(room.line.requests.values())[-1]
    assert pressed.sender.address == f"{scene.agent.team_id}/{scene.agent.id}"
    assert pressed.conversation == f"{scene.general.id}/{scene.agent.id}"


async def test_47_a_tampered_value_is_only_what_this_person_says(room: Room) -> None:
    slack, scene = room.slack, room.scene
    await slack.command(scene.agent, "/billing", "invoice 123", scene.general)
    [answer] = slack.messages(scene.general, scene.agent)

    forged = await slack.click(scene.agent, answer, "action-1", value="confirm offer-of-boris")

    assert forged.acked
    said = list(room.line.requests.values())[-1]
    assert said.text == "confirm offer-of-boris"
    assert said.sender.address.endswith(scene.agent.id)


async def test_a_reply_in_a_thread_below_ones_own_question_continues_it(room: Room) -> None:
    slack, scene = room.slack, room.scene
    asked = await slack.say(scene.agent, "pay invoice 123", channel=scene.general, mention=True)
    thread = asked.message.ts

    await slack.say(scene.agent, "yes", channel=scene.general, thread_ts=thread)
    await slack.say(scene.approver, "lunch?", channel=scene.general, thread_ts=thread)

    assert room.line.texts == ["pay invoice 123", "yes"]
    first, second = room.line.requests.values()
    assert second.conversation == first.conversation


async def test_a_thread_in_which_someone_called_us_listens_to_them_from_then_on(
    room: Room,
) -> None:
    slack, scene = room.slack, room.scene
    talk = await slack.say(scene.approver, "hello everybody", channel=scene.general)
    where = {"channel": scene.general, "thread_ts": talk.message.ts}

    await slack.say(scene.agent, "no command yet", **where)
    await slack.say(scene.agent, "balance", mention=True, **where)
    await slack.say(scene.agent, "help", **where)
    await slack.say(scene.approver, "what is that?", **where)

    assert room.line.texts == ["balance", "help"]
    assert {r.conversation for r in room.line.requests.values()} == {
        f"{scene.general.id}/{talk.message.ts}"
    }


async def test_35_a_lost_acknowledgement_leads_to_one_effect(room: Room) -> None:
    room.slack.faults.lose_ack()

    said = await room.slack.say(room.scene.agent, "pay invoice 123")

    assert said.acked
    [delivery] = said.deliveries
    assert [attempt.outcome for attempt in delivery.attempts] == ["ack_lost", "acked"]
    assert room.line.texts == ["pay invoice 123"]
    assert room.line.repeats == 1


async def test_35_the_same_event_twice_at_once_has_one_effect(room: Room) -> None:
    room.slack.faults.duplicate_events()

    await room.slack.say(room.scene.agent, "pay invoice 123")

    assert room.line.texts == ["pay invoice 123"]
    assert room.line.repeats == 1


async def test_36_a_retry_whose_original_failed_is_processed(room: Room) -> None:
    room.line.failures = 2

    with capture_logs() as logs:
        said = await room.slack.say(room.scene.agent, "pay invoice 123")

    assert said.acked
    assert [len(delivery.attempts) for delivery in said.deliveries] == [3]
    assert room.line.texts == ["pay invoice 123"]
    assert [entry["event"] for entry in logs] == ["slack_request_failed"] * 2
    assert "pay invoice" not in str(logs)


async def test_36_what_cannot_be_kept_is_not_acknowledged(room: Room) -> None:
    room.line.failures = 99

    with capture_logs():
        said = await room.slack.say(room.scene.agent, "pay invoice 123")

    assert not said.acked
    assert room.line.texts == []


@pytest.mark.parametrize("entrance", get_args(Entrance))
@pytest.mark.parametrize("bounds", [{"most": 1}, {"most": 39, "late": -1.0}])
async def test_36_what_is_too_much_at_once_is_turned_away_and_the_rest_goes_on(
    entrance: Entrance, bounds: dict[str, Any]
) -> None:
    async with opened(entrance, ack_timeout=1.0, **bounds) as room:
        room.line.open.clear()
        first = asyncio.create_task(room.slack.say(room.scene.agent, "pay invoice 123"))
        await room.line.arrived.wait()

        with capture_logs() as logs:
            turned_away = await room.slack.say(room.scene.approver, "balance")
        room.line.open.set()
        await first
        later = await room.slack.say(room.scene.approver, "what do we owe?")

        assert not turned_away.acked
        assert [entry["event"] for entry in logs] == ["slack_overrun"]
        assert later.acked
        assert room.line.texts == ["pay invoice 123", "what do we owe?"]


async def test_40_odd_command_text_arrives_as_typed(room: Room) -> None:
    texts = [
        "payload=1",
        "ssl_check=1 payload",
        '{"a": 1}',
        "a\nb",
        "pay\u200b \u202e12",
        "a&b <c>",
    ]

    for text in texts:
        assert (await room.slack.command(room.scene.agent, "/billing", text)).acked

    assert room.line.texts == texts


async def test_45_edits_deletions_reactions_bots_and_broadcasts_do_nothing(room: Room) -> None:
    slack, scene = room.slack, room.scene
    talk = await slack.say(scene.agent, "nothing yet", channel=scene.general)
    call = f"<@{slack.bot_user}> pay invoice 123"

    await slack.edit(scene.agent, talk.message, call)
    await slack.delete(scene.agent, talk.message)
    other = await slack.say(scene.approver, "hello", channel=scene.general)
    await slack.react(scene.agent, other.message)
    await slack.bot_says("helper", call, scene.general)
    await slack.say(
        scene.agent, call, channel=scene.general, thread_ts=other.message.ts, broadcast=True
    )
    await slack.join(scene.approver, scene.shared)

    assert all(delivery.acked for delivery in slack.deliveries)
    assert room.line.texts == []


async def test_46_an_outsider_in_a_shared_channel_speaks_for_their_own_team(room: Room) -> None:
    slack, scene = room.slack, room.scene

    said = await slack.say(scene.customer, "balance", channel=scene.shared, mention=True)

    assert said.acked
    [request] = room.line.requests.values()
    assert request.sender.address == "T02ACME/U02ALICE"


async def test_46_an_outsiders_press_speaks_for_their_own_team(room: Room) -> None:
    slack, scene = room.slack, room.scene
    button = {"type": "button", "text": {"type": "plain_text", "text": "Pay"}, "value": "pay 1"}
    await room.client.chat_postMessage(
        channel=scene.shared.id,
        text="Pay?",
        blocks=[{"type": "actions", "elements": [button | {"action_id": "pay"}]}],
    )
    message = await slack.wait_for_message(lambda message: message.text == "Pay?")

    delivery = await slack.click(scene.customer, message, "pay")

    assert delivery.acked
    [request] = room.line.requests.values()
    assert request.sender.address == "T02ACME/U02ALICE"


async def test_an_unknown_form_is_acknowledged_and_nothing_happens(room: Room) -> None:
    slack = room.slack
    body = {
        "type": "view_submission",
        "team": {"id": "T9"},
        "user": {"id": "U9", "team_id": "T9"},
        "view": {"callback_id": "old", "app_installed_team_id": "T01SELLER", "state": {}},
    }

    delivery = await slack.deliver("interactive", body)

    assert delivery.acked
    assert delivery.answer is None
    assert room.line.texts == []


async def test_48_a_rate_limited_workspace_is_an_alarm(room: Room) -> None:
    with capture_logs() as logs:
        delivery = await room.slack.tell_rate_limited()

    assert delivery.acked
    assert {
        "event": "slack_alarm_raised",
        "what": "app_rate_limited",
        "log_level": "warning",
    } in logs


@pytest.fixture(params=get_args(Entrance))
async def slow_room(request: pytest.FixtureRequest) -> AsyncIterator[Room]:
    async with opened(request.param, punctual=0.05) as room:
        yield room


def shown(slack: SlackCounterpart, text: str = CARD.title) -> Any:
    """Wait for the answer to be on somebody's screen."""

    def fits(message: Message) -> bool:
        return text in message.text

    return slack.wait_for_message(fits)


async def test_41_a_late_answer_follows_its_acknowledgement(slow_room: Room) -> None:
    slack, scene, line = slow_room.slack, slow_room.scene, slow_room.line
    line.open.clear()

    delivery = await slack.command(scene.agent, "/billing", "invoice 123", scene.general)
    line.open.set()

    assert delivery.acked
    assert delivery.answer is None
    answer = await shown(slack)
    assert answer.channel == scene.general.id
    assert answer.ephemeral_to == scene.agent.id


async def test_41_a_late_answer_comes_by_direct_message_when_its_url_has_expired(
    slow_room: Room,
) -> None:
    slack, scene, line = slow_room.slack, slow_room.scene, slow_room.line
    line.open.clear()
    await slack.command(scene.agent, "/billing", "invoice 123", scene.general)
    slack.expire_response_urls()

    line.open.set()

    answer = await shown(slack)
    assert answer.channel == slack.dm(scene.agent)


async def test_41_leaving_waits_for_the_late_answer(slow_room: Room) -> None:
    slack, scene, line = slow_room.slack, slow_room.scene, slow_room.line
    line.open.clear()
    await slack.command(scene.agent, "/billing", "invoice 123", scene.general)

    asyncio.get_running_loop().call_later(0.05, line.open.set)
    await slow_room.door.settled()

    assert [m.ephemeral_to for m in slack.messages(scene.general, scene.agent)] == [scene.agent.id]


async def test_41_a_late_answer_whose_blocks_are_refused_comes_in_words(slow_room: Room) -> None:
    slack, scene = slow_room.slack, slow_room.scene
    hook = Hook(scene.agent.team_id, scene.general.id, scene.agent.id, slack.stage.now())
    blocks: list[dict[str, Any]] = [{"type": "hologram"}]

    took = await respond(
        slow_room.client, slack.stage.hook(hook, "commands"), SlackMessage("Invoice 123", blocks)
    )

    assert took
    [answer] = slack.messages(scene.general, scene.agent)
    assert (answer.text, answer.blocks) == ("Invoice 123", [])
    assert answer.ephemeral_to == scene.agent.id
