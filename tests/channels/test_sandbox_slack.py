"""The local Slack, driven by a real slack-bolt app over sockets and over signed HTTP."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.sandbox.slack import Scene, SlackCounterpart, two_workspaces
from assistant.web import serving

logging.getLogger("slack_bolt").setLevel(logging.CRITICAL)


@pytest.fixture
async def slack() -> AsyncIterator[SlackCounterpart]:
    async with SlackCounterpart(ack_timeout=0.5) as counterpart:
        yield counterpart


@pytest.fixture
def scene(slack: SlackCounterpart) -> Scene:
    return two_workspaces(slack)


@pytest.fixture
async def client(slack: SlackCounterpart) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(slack.bot_token, base_url=slack.base_url, session=session)


def bolt(slack: SlackCounterpart) -> AsyncApp:
    """An app that talks back: echoes text, opens a form, answers buttons."""
    app = AsyncApp(
        client=AsyncWebClient(slack.bot_token, base_url=slack.base_url),
        signing_secret=slack.signing_secret,
        process_before_response=True,
    )

    @app.event("message")
    async def on_message(event: dict[str, Any], say: Any) -> None:
        if "subtype" not in event and event["channel_type"] == "im":
            await say(text=f"You said {event['text']}")

    @app.event("app_mention")
    async def on_mention(event: dict[str, Any], client: AsyncWebClient) -> None:
        await client.chat_postEphemeral(
            channel=event["channel"], user=event["user"], text="Only you", blocks=buttons()
        )

    @app.command("/billing")
    async def on_command(
        ack: Any, command: dict[str, Any], client: AsyncWebClient, respond: Any
    ) -> None:
        match command["text"]:
            case "form":
                await client.views_open(trigger_id=command["trigger_id"], view=form())
                await ack()
            case "late":
                await ack()
                await respond(text="late answer")
            case "public":
                await ack(text="for all", response_type="in_channel")
            case text:
                await ack(f"billing: {text}")

    @app.action("pay")
    async def on_pay(ack: Any, respond: Any, action: dict[str, Any]) -> None:
        await ack()
        await respond(text=f"paid {action['value']}", replace_original=True)

    @app.view("amount")
    async def on_amount(ack: Any, view: dict[str, Any]) -> None:
        typed = view["state"]["values"]["b1"]["amount"]["value"]
        if typed == "0":
            await ack(response_action="errors", errors={"b1": "more than that"})
        elif typed == "next":
            await ack(response_action="push", view=form())
        else:
            await ack()

    @app.event("app_home_opened")
    async def on_home(event: dict[str, Any], client: AsyncWebClient) -> None:
        await client.views_publish(
            user_id=event["user"], view={"type": "home", "blocks": [section("Your invoices")]}
        )

    return app


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(action_id: str, value: str = "v") -> dict[str, Any]:
    text = {"type": "plain_text", "text": action_id.title()}
    return {"type": "button", "text": text, "action_id": action_id, "value": value}


def buttons() -> list[dict[str, Any]]:
    return [section("Pay?"), {"type": "actions", "elements": [button("pay", "INV-1")]}]


def form() -> dict[str, Any]:
    label = {"type": "plain_text", "text": "Amount"}
    element = {"type": "plain_text_input", "action_id": "amount"}
    return {
        "type": "modal",
        "callback_id": "amount",
        "title": {"type": "plain_text", "text": "Pay"},
        "submit": {"type": "plain_text", "text": "Send"},
        "blocks": [{"type": "input", "block_id": "b1", "label": label, "element": element}],
    }


@asynccontextmanager
async def over_sockets(slack: SlackCounterpart) -> AsyncIterator[AsyncSocketModeHandler]:
    handler = AsyncSocketModeHandler(bolt(slack), slack.app_token, ping_interval=0.2)
    await handler.connect_async()
    await slack.connected()
    try:
        yield handler
    finally:
        await handler.close_async()


@asynccontextmanager
async def over_http(slack: SlackCounterpart) -> AsyncIterator[None]:
    handler = AsyncSlackRequestHandler(bolt(slack))

    async def route(request: Request) -> Response:
        return await handler.handle(request)

    routes = [Route("/slack/events", route, methods=["POST"])]
    async with serving(Starlette(routes=routes)) as port:
        slack.request_url = f"http://127.0.0.1:{port}/slack/events"
        yield


@pytest.fixture(params=["sockets", "http"])
async def app(request: pytest.FixtureRequest, slack: SlackCounterpart) -> AsyncIterator[None]:
    async with over_sockets(slack) if request.param == "sockets" else over_http(slack):
        yield


async def test_a_direct_message_reaches_the_app_and_its_answer_the_person(
    slack: SlackCounterpart, scene: Scene, app: None
) -> None:
    said = await slack.say("ana", "pay 1 & go")

    answer = await slack.wait_for_message(lambda m: m.text.startswith("You said"))
    assert said.acked
    assert answer.text == "You said pay 1 &amp; go"
    assert answer in slack.in_dm(scene.agent)


async def test_a_command_answered_in_the_ack_is_seen_by_its_author_only(
    slack: SlackCounterpart, scene: Scene, app: None
) -> None:
    delivery = await slack.command("ana", "/billing", "balance", "general")

    assert delivery.acked
    assert [m.text for m in slack.messages("general", "ana")] == ["billing: balance"]
    assert slack.messages("general", "boris") == []


async def test_a_button_replaces_the_message_it_is_in(
    slack: SlackCounterpart, scene: Scene, app: None
) -> None:
    await slack.say("ana", "pay", channel="general", mention=True)
    ephemeral = await slack.wait_for_message(lambda m: m.ephemeral_to == "U01ANA")

    delivery = await slack.click("ana", ephemeral, "pay")

    assert delivery.acked
    assert (await slack.wait_for_message(lambda m: m.text == "paid INV-1")).ts == ephemeral.ts
    assert "message" not in delivery.payload
    assert delivery.payload["container"]["is_ephemeral"] is True


async def test_a_form_is_opened_refused_and_sent(
    slack: SlackCounterpart, scene: Scene, app: None
) -> None:
    await slack.command("ana", "/billing", "form")
    view = await slack.until(lambda: slack.view("ana"))

    await slack.submit("ana", view, {"amount": "0"})
    refused = dict(view.errors)
    await slack.submit("ana", view, {"amount": "12"})

    assert refused == {"b1": "more than that"}
    assert slack.views == []
