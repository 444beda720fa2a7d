"""The local Slack, driven by a real slack-bolt app over sockets and over signed HTTP."""

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.sandbox.slack import Scene, SlackCounterpart, shapes, two_workspaces
from assistant.sandbox.slack.limits import faults_of
from assistant.sandbox.slack.refusal import RefusalError
from assistant.sandbox.slack.view_limits import check_view
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


async def test_a_pushed_form_lies_on_the_first_one(
    slack: SlackCounterpart, scene: Scene, app: None
) -> None:
    await slack.command("ana", "/billing", "form")
    first = await slack.until(lambda: slack.view("ana"))

    await slack.submit("ana", first, {"amount": "next"})

    second = slack.view("ana")
    assert second is not None
    assert second.body["previous_view_id"] == first.id
    assert len(slack.views) == 2


async def test_home_is_published_when_opened(
    slack: SlackCounterpart, scene: Scene, app: None
) -> None:
    await slack.open_home("ana")

    home = await slack.until(lambda: slack.home("ana"))
    assert home.shown == "Your invoices"


async def test_public_and_late_answers_of_a_command_are_shown(
    slack: SlackCounterpart, scene: Scene, app: None
) -> None:
    await slack.command("ana", "/billing", "public", "general")
    await slack.command("ana", "/billing", "late", "general")

    await slack.wait_for_message(lambda m: m.text == "late answer")
    assert [m.text for m in slack.messages("general", "boris")] == ["for all"]


async def test_a_lost_ack_delivers_an_event_twice_with_the_same_id(
    slack: SlackCounterpart, scene: Scene, app: None
) -> None:
    slack.faults.lose_ack()

    said = await slack.say("ana", "pay")

    (delivery,) = said.deliveries
    assert [a.outcome for a in delivery.attempts] == ["ack_lost", "acked"]
    await slack.until(lambda: len(slack.called("chat.postMessage")) == 2)


async def test_duplicated_events_arrive_twice_without_a_retry_mark(
    slack: SlackCounterpart, scene: Scene, app: None
) -> None:
    slack.faults.duplicate_events()

    said = await slack.say("ana", "pay")

    assert [a.number for a in said.deliveries[0].attempts] == [0, 0]
    await slack.until(lambda: len(slack.called("chat.postMessage")) == 2)


class Door:
    """A bare request URL that keeps what it got and answers as told."""

    def __init__(self, *statuses: int) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.statuses = list(statuses)
        self.headers: dict[str, str] = {}
        self.hold = asyncio.Event()
        self.hold.set()

    async def answer(self, request: Request) -> Response:
        self.requests.append((dict(request.headers), await request.body()))
        await self.hold.wait()
        return Response(
            status_code=self.statuses.pop(0) if self.statuses else 200, headers=self.headers
        )


@asynccontextmanager
async def request_url(slack: SlackCounterpart, door: Door) -> AsyncIterator[Door]:
    async with serving(Starlette(routes=[Route("/in", door.answer, methods=["POST"])])) as port:
        slack.request_url = f"http://127.0.0.1:{port}/in"
        yield door


@pytest.fixture
async def door(slack: SlackCounterpart) -> AsyncIterator[Door]:
    async with request_url(slack, Door()) as standing:
        yield standing


async def test_an_http_error_is_retried_with_number_and_reason(
    slack: SlackCounterpart, scene: Scene, door: Door
) -> None:
    door.statuses = [500, 503]

    said = await slack.say("ana", "hello")

    retries = [
        (h.get("x-slack-retry-num"), h.get("x-slack-retry-reason")) for h, _ in door.requests
    ]
    assert retries == [(None, None), ("1", "http_error"), ("2", "http_error")]
    assert said.acked
    assert len({json.loads(body)["event_id"] for _, body in door.requests}) == 1


async def test_the_app_can_forbid_retries(
    slack: SlackCounterpart, scene: Scene, door: Door
) -> None:
    door.statuses, door.headers = [500], {"X-Slack-No-Retry": "1"}

    said = await slack.say("ana", "hello")

    assert len(door.requests) == 1
    assert not said.acked


async def test_a_slow_app_is_given_up_on_and_the_person_told(scene: Scene) -> None:
    async with SlackCounterpart(ack_timeout=0.05) as slack:
        two_workspaces(slack)
        async with request_url(slack, Door()) as door:
            door.hold.clear()

            delivery = await slack.command("ana", "/billing", "x", "general")

            door.hold.set()
        assert [a.outcome for a in delivery.attempts] == ["timeout"]
        assert "operation_timeout" in slack.messages("general", "ana")[0].text


async def test_a_dead_request_url_fails_the_command(slack: SlackCounterpart, scene: Scene) -> None:
    slack.request_url = "http://127.0.0.1:9/none"

    delivery = await slack.command("ana", "/billing", "x", "general")

    assert [a.outcome for a in delivery.attempts] == ["connection_failed"]
    assert "dispatch_failed" in slack.messages("general", "ana")[0].text


async def test_a_replay_is_the_same_request_byte_by_byte(
    slack: SlackCounterpart, scene: Scene, door: Door
) -> None:
    delivery = await slack.command("ana", "/billing", "balance")

    await slack.replay(delivery)

    first, second = door.requests
    assert first[1] == second[1]
    assert first[0]["x-slack-signature"] == second[0]["x-slack-signature"]


async def test_the_handshake_of_a_request_url_carries_a_challenge(
    slack: SlackCounterpart, door: Door
) -> None:
    await slack.verify_url()

    assert json.loads(door.requests[0][1])["type"] == "url_verification"


async def test_a_mention_gives_two_events_about_one_message(
    slack: SlackCounterpart, scene: Scene, door: Door
) -> None:
    said = await slack.say("ana", "balance", channel="general", mention=True)

    events = [json.loads(body)["event"] for _, body in door.requests]
    assert sorted(e["type"] for e in events) == ["app_mention", "message"]
    assert {(e["channel"], e["ts"]) for e in events} == {("C01GENERAL", said.message.ts)}
    assert {e["text"] for e in events} == {f"<@{slack.bot_user}> balance"}


async def test_only_subscribed_events_are_sent(
    slack: SlackCounterpart, scene: Scene, door: Door
) -> None:
    slack.subscriptions.discard("message.channels")

    said = await slack.say("ana", "balance", channel="general", mention=True)

    assert [d.payload["event"]["type"] for d in said.deliveries] == ["app_mention"]


async def test_a_channel_without_the_bot_is_silent(
    slack: SlackCounterpart, scene: Scene, door: Door
) -> None:
    slack.remove_bot("general")

    said = await slack.say("ana", "balance", channel="general")

    assert said.deliveries == ()
    assert door.requests == []


async def test_a_stranger_in_a_shared_channel_is_marked_with_their_own_team(
    slack: SlackCounterpart, scene: Scene, door: Door
) -> None:
    said = await slack.say("alice", "balance", channel="acme-seller")

    payload = said.deliveries[0].payload
    assert payload["is_ext_shared_channel"] is True
    assert payload["authorizations"][0]["team_id"] == "T01SELLER"
    assert payload["event"]["team"] == payload["event"]["user_team"] == "T02ACME"


async def test_commands_are_not_offered_where_the_app_is_not_installed(
    slack: SlackCounterpart, scene: Scene, door: Door
) -> None:
    delivery = await slack.command("alice", "/billing", "balance", "acme-seller")

    assert delivery.attempts == ()
    assert slack.messages("acme-seller", "alice")[0].text == "/billing is not a valid command."


async def test_a_strangers_form_names_their_team_and_the_installed_one(
    slack: SlackCounterpart, scene: Scene, door: Door, client: AsyncWebClient
) -> None:
    posted = await client.chat_postMessage(channel="C01SHARED", text="Pay?", blocks=buttons())
    (message,) = [m for m in slack.messages("acme-seller") if m.ts == posted["ts"]]
    click = await slack.click("alice", message, "pay")
    await client.views_open(trigger_id=click.payload["trigger_id"], view=form())

    sent = await slack.submit("alice", slack.views[0], {"amount": "1"})

    assert click.payload["team"]["id"] == "T01SELLER"
    assert click.payload["user"]["team_id"] == "T02ACME"
    assert sent.payload["team"]["id"] == "T02ACME"
    assert sent.payload["view"]["app_installed_team_id"] == "T01SELLER"


async def test_two_installations_have_their_own_bot_and_token(slack: SlackCounterpart) -> None:
    two_workspaces(slack, installed_at_customer=True)
    code = slack.oauth_code("T02ACME")
    async with aiohttp.ClientSession() as session:
        url = f"{slack.base_url}oauth.v2.access"

        granted = await (await session.post(url, data={"code": code})).json()

        theirs = AsyncWebClient(granted["access_token"], base_url=slack.base_url, session=session)
        who = await theirs.auth_test()
    assert who["team_id"] == "T02ACME"
    assert who["user_id"] == granted["bot_user_id"] != slack.bot_user


async def test_edits_deletions_reactions_and_bots_are_told_as_slack_tells_them(
    slack: SlackCounterpart, scene: Scene, door: Door
) -> None:
    said = await slack.say("ana", "pay 1", channel="general")

    (edited,) = await slack.edit("ana", said.message, "pay 2")
    (reacted,) = await slack.react("boris", said.message)
    (deleted,) = await slack.delete("ana", said.message)
    other = await slack.bot_says("ci", "pay 3", "general")

    event = edited.payload["event"]
    assert (event["subtype"], event["hidden"]) == ("message_changed", True)
    assert (event["previous_message"]["text"], event["message"]["text"]) == ("pay 1", "pay 2")
    assert reacted.payload["event"]["item"]["ts"] == said.message.ts
    assert deleted.payload["event"]["subtype"] == "message_deleted"
    assert other.deliveries[0].payload["event"]["bot_id"] == "B0CI"


async def test_the_app_hears_itself_when_slack_echoes(client: AsyncWebClient) -> None:
    async with SlackCounterpart(echo=True) as slack:
        two_workspaces(slack)
        async with request_url(slack, Door()), aiohttp.ClientSession() as session:
            own = AsyncWebClient(slack.bot_token, base_url=slack.base_url, session=session)

            await own.chat_postMessage(channel="C01GENERAL", text="hello")

            await slack.until(lambda: slack.deliveries)
        assert slack.deliveries[0].payload["event"]["bot_id"] == "B0BOT"


async def test_typed_addresses_arrive_as_links_in_messages_but_not_in_commands(
    slack: SlackCounterpart, scene: Scene, door: Door
) -> None:
    said = await slack.say("ana", "link bo@x.io see https://x.io/a?b=1&c=2.")
    command = await slack.command("ana", "/billing", " link bo@x.io <b> \u200b{payload ")

    assert said.message.text == "link <mailto:bo@x.io|bo@x.io> see <https://x.io/a?b=1&amp;c=2>."
    assert command.payload["text"] == "link bo@x.io &lt;b&gt; \u200b{payload"


async def test_a_persons_file_is_shared_and_only_the_bot_may_fetch_it(
    slack: SlackCounterpart, scene: Scene, door: Door
) -> None:
    said = await slack.say("ana", "here", files=[("po.pdf", b"%PDF-1.7")])

    url = said.message.files[0]["url_private"]
    async with aiohttp.ClientSession() as session:
        stranger = await session.get(url)
        bot = await session.get(url, headers={"Authorization": f"Bearer {slack.bot_token}"})
        assert (stranger.status, await bot.read()) == (403, b"%PDF-1.7")
    assert said.deliveries[0].payload["event"]["subtype"] == "file_share"


async def test_a_gone_button_can_still_be_pressed_with_any_value(
    slack: SlackCounterpart, scene: Scene, door: Door, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel="C01GENERAL", text="Pay?", blocks=buttons())
    message = slack.messages("general")[-1]

    forged = await slack.click("boris", message, "pay", value="INV-999")
    await client.chat_update(channel=message.channel, ts=message.ts, text="paid")
    stale = await slack.click("ana", message, "pay", value="INV-1")

    assert forged.payload["actions"][0]["value"] == "INV-999"
    assert stale.payload["actions"][0]["value"] == "INV-1"
    with pytest.raises(KeyError):
        await slack.click("ana", message, "pay")


async def test_nobody_presses_a_button_they_cannot_see(
    slack: SlackCounterpart, scene: Scene, client: AsyncWebClient
) -> None:
    await client.chat_postEphemeral(
        channel="C01GENERAL", user="U01ANA", text="Pay?", blocks=buttons()
    )

    with pytest.raises(ValueError, match="cannot see"):
        await slack.click("boris", slack.all_messages()[-1], "pay")


async def test_menus_and_dates_send_what_was_chosen(
    slack: SlackCounterpart, scene: Scene, door: Door, client: AsyncWebClient
) -> None:
    option = {"text": {"type": "plain_text", "text": "Card"}, "value": "card"}
    elements = [
        {"type": "static_select", "action_id": "how", "options": [option]},
        {"type": "datepicker", "action_id": "when"},
        {"type": "overflow", "action_id": "more", "options": [option]},
    ]
    blocks = [{"type": "actions", "block_id": "b", "elements": elements}]
    await client.chat_postMessage(channel="C01GENERAL", text="How?", blocks=blocks)
    message = slack.messages("general")[-1]

    how = await slack.click("ana", message, "how", value="card")
    when = await slack.click("ana", message, "when", value="2026-11-30")

    assert how.payload["actions"][0]["selected_option"] == option
    assert when.payload["actions"][0]["selected_date"] == "2026-11-30"


async def refused(call: Any) -> tuple[str, list[str]]:
    with pytest.raises(SlackApiError) as caught:
        await call
    answer = caught.value.response
    return answer["error"], answer.get("response_metadata", {}).get("messages", [])


async def test_refusals_of_posting_use_slacks_words(
    slack: SlackCounterpart, scene: Scene, client: AsyncWebClient
) -> None:
    slack.add_channel("elsewhere", id="C01ELSE", bot=False)
    slack.archive("general")
    slack.deactivate("boris")
    posts = {
        "channel_not_found": {"channel": "C404", "text": "x"},
        "not_in_channel": {"channel": "C01ELSE", "text": "x"},
        "is_archived": {"channel": "C01GENERAL", "text": "x"},
        "user_disabled": {"channel": "U01BORIS", "text": "x"},
        "no_text": {"channel": "U01ANA", "text": "", "attachments": []},
        "msg_too_long": {"channel": "U01ANA", "text": "x" * 40_001},
        "msg_blocks_too_long": {
            "channel": "U01ANA",
            "text": "x",
            "blocks": [section("x" * 3000) for _ in range(5)],
        },
    }

    found = {
        word: (await refused(client.chat_postMessage(**post)))[0] for word, post in posts.items()
    }

    assert found == {word: word for word in posts}


async def test_blocks_need_a_plain_text_fallback(
    slack: SlackCounterpart, scene: Scene, client: AsyncWebClient
) -> None:
    call = client.api_call(
        "chat.postMessage", json={"channel": "C01GENERAL", "blocks": [section("x")]}
    )

    assert (await refused(call))[0] == "no_text"


async def test_refusals_of_tokens_use_slacks_words(slack: SlackCounterpart) -> None:
    async with aiohttp.ClientSession() as session:

        def using(token: str | None) -> AsyncWebClient:
            return AsyncWebClient(token, base_url=slack.base_url, session=session)

        found = [
            (await refused(using(None).auth_test()))[0],
            (await refused(using("xoxb-wrong").auth_test()))[0],
            (await refused(using(slack.app_token).auth_test()))[0],
            (await refused(using(slack.bot_token).apps_connections_open(app_token="x")))[0],
            (await refused(using(slack.bot_token).api_call("nope.nope")))[0],
        ]
        slack.break_token("token_revoked")
        found.append((await refused(using(slack.bot_token).auth_test()))[0])
        slack.break_token("account_inactive")
        found.append((await refused(using(slack.bot_token).auth_test()))[0])

    assert found == [
        "not_authed",
        "invalid_auth",
        "not_allowed_token_type",
        "invalid_auth",
        "unknown_method",
        "token_revoked",
        "account_inactive",
    ]


async def test_missing_scopes_are_named(slack: SlackCounterpart) -> None:
    slack.install("T01SELLER", scopes=["chat:write"])
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(slack.bot_token, base_url=slack.base_url, session=session)
        with pytest.raises(SlackApiError) as caught:
            await client.users_info(user=slack.bot_user)

        headers = (await client.auth_test()).headers

    assert caught.value.response["error"] == "missing_scope"
    assert caught.value.response["needed"] == "users:read"
    assert headers["x-oauth-scopes"] == "chat:write"


async def test_people_are_found_by_id_and_address(
    slack: SlackCounterpart, scene: Scene, client: AsyncWebClient
) -> None:
    ana = await client.users_lookupByEmail(email="ANA@seller.example")
    alice = await client.users_info(user="U02ALICE", include_locale=True)
    foreign = await refused(client.users_lookupByEmail(email="alice@acme.example"))
    unknown = await refused(client.users_info(user="U404"))

    assert ana["user"]["id"] == "U01ANA"
    assert (alice["user"]["team_id"], alice["user"]["locale"]) == ("T02ACME", "en-US")
    assert alice["user"]["is_stranger"] is True
    assert (foreign[0], unknown[0]) == ("users_not_found", "user_not_found")


async def test_conversations_can_be_opened_described_and_read(
    slack: SlackCounterpart, scene: Scene, client: AsyncWebClient
) -> None:
    opened = await client.conversations_open(users="U01ANA")
    again = await client.conversations_open(users=["U01ANA"])
    parent = await client.chat_postMessage(channel="U01ANA", text="one")
    await client.chat_postMessage(channel="U01ANA", text="two", thread_ts=parent["ts"])
    await client.chat_postMessage(channel="U01ANA", text="three")

    place = opened["channel"]["id"]
    newest = await client.conversations_history(channel=place, limit=1)
    rest = await client.conversations_history(
        channel=place, cursor=newest["response_metadata"]["next_cursor"]
    )
    thread = await client.conversations_replies(channel=place, ts=parent["ts"])
    mine = await client.users_conversations(types="public_channel,private_channel,im")

    assert again["channel"]["id"] == place == slack.dm("ana")
    assert [m["text"] for m in newest["messages"] + rest["messages"]] == ["three", "one"]
    assert [m["text"] for m in thread["messages"]] == ["one", "two"]
    assert thread["messages"][0]["reply_count"] == 1
    assert {c["id"] for c in mine["channels"]} == {"C01GENERAL", "C01DESK", "C01SHARED", place}


async def test_only_own_messages_are_changed_and_deleted(
    slack: SlackCounterpart, scene: Scene, client: AsyncWebClient
) -> None:
    said = await slack.say("ana", "hello", channel="general")
    at = {"channel": "C01GENERAL", "ts": said.message.ts}

    found = [
        (await refused(client.chat_update(**at, text="no")))[0],
        (await refused(client.chat_delete(**at)))[0],
        (await refused(client.chat_update(channel="C01GENERAL", ts="1.1", text="no")))[0],
    ]

    assert found == ["cant_update_message", "cant_delete_message", "message_not_found"]


async def test_an_ephemeral_message_cannot_be_updated_or_linked(
    slack: SlackCounterpart, scene: Scene, client: AsyncWebClient
) -> None:
    sent = await client.chat_postEphemeral(channel="C01GENERAL", user="U01ANA", text="psst")
    at = {"channel": "C01GENERAL", "ts": sent["message_ts"]}

    assert (await refused(client.chat_update(**at, text="no")))[0] == "message_not_found"
    outsider = client.chat_postEphemeral(channel="C01GENERAL", user="U02BOB", text="psst")
    assert (await refused(outsider))[0] == "user_not_in_channel"


async def test_permalinks_and_reactions(
    slack: SlackCounterpart, scene: Scene, client: AsyncWebClient
) -> None:
    sent = await client.chat_postMessage(channel="C01GENERAL", text="hello")
    ts = sent["ts"]

    link = await client.chat_getPermalink(channel="C01GENERAL", message_ts=ts)
    await client.reactions_add(channel="C01GENERAL", timestamp=ts, name="eyes")
    twice = client.reactions_add(channel="C01GENERAL", timestamp=ts, name="eyes")

    assert link["permalink"].endswith(f"/archives/C01GENERAL/p{ts.replace('.', '')}")
    assert (await refused(twice))[0] == "already_reacted"


async def test_a_receipt_is_uploaded_in_three_steps(
    slack: SlackCounterpart, scene: Scene, client: AsyncWebClient
) -> None:
    await client.files_upload_v2(
        channel=slack.dm("ana"), content=b"%PDF-1.7", filename="receipt.pdf", initial_comment="Here"
    )

    message = slack.in_dm("ana")[-1]
    (file,) = slack.files.values()
    assert (message.text, message.files[0]["name"]) == ("Here", "receipt.pdf")
    assert file.content == b"%PDF-1.7"


async def test_an_upload_without_bytes_is_not_shared(
    slack: SlackCounterpart, scene: Scene, client: AsyncWebClient
) -> None:
    step = await client.files_getUploadURLExternal(filename="a.pdf", length=3)
    call = client.files_completeUploadExternal(files=[{"id": step["file_id"]}])

    assert (await refused(call))[0] == "file_not_found"


async def test_assistant_threads_keep_status_title_and_prompts(
    slack: SlackCounterpart, scene: Scene, client: AsyncWebClient
) -> None:
    at = {"channel_id": slack.dm("ana"), "thread_ts": "1.1"}

    await client.assistant_threads_setStatus(**at, status="is thinking…")
    await client.assistant_threads_setTitle(**at, title="Invoices")
    await client.assistant_threads_setSuggestedPrompts(
        **at, prompts=[{"title": "Balance", "message": "balance"}]
    )

    thread = slack.thread(slack.dm("ana"), "1.1")
    assert (thread.status, thread.title) == ("is thinking…", "Invoices")
    assert thread.prompts == [{"title": "Balance", "message": "balance"}]


async def test_calls_are_understood_as_query_form_and_json(
    slack: SlackCounterpart, scene: Scene
) -> None:
    url = f"{slack.base_url}users.info"
    bearer = {"Authorization": f"Bearer {slack.bot_token}"}
    async with aiohttp.ClientSession() as session:
        asked = [
            await session.get(url, params={"user": "U01ANA", "token": slack.bot_token}),
            await session.post(url, data={"user": "U01ANA", "token": slack.bot_token}),
            await session.post(url, json={"user": "U01ANA"}, headers=bearer),
            await session.post(
                url, data=b"{", headers=bearer | {"Content-Type": "application/json"}
            ),
        ]
        answers = [await one.json() for one in asked]

    assert [a.get("user", {}).get("id") for a in answers] == ["U01ANA"] * 3 + [None]
    assert answers[3]["error"] == "invalid_json"
    assert all("token" not in call.args for call in slack.calls)


class Clock:
    """A clock that stands until moved."""

    def __init__(self) -> None:
        self.time = 1_800_000_000.0

    def __call__(self) -> float:
        return self.time


async def test_a_trigger_opens_one_form_within_three_seconds() -> None:
    clock = Clock()
    async with SlackCounterpart(now=clock) as slack, aiohttp.ClientSession() as session:
        two_workspaces(slack)
        client = AsyncWebClient(slack.bot_token, base_url=slack.base_url, session=session)
        fresh, old = slack.stage.trigger("U01ANA"), slack.stage.trigger("U01ANA")

        await client.views_open(trigger_id=fresh, view=form())
        used = await refused(client.views_open(trigger_id=fresh, view=form()))
        wrong = await refused(client.views_open(trigger_id="1.2.3", view=form()))
        clock.time += 3.1
        late = await refused(client.views_open(trigger_id=old, view=form()))

    assert [used[0], wrong[0], late[0]] == [
        "exchanged_trigger_id",
        "invalid_trigger_id",
        "expired_trigger_id",
    ]


async def test_a_response_url_serves_five_times_in_thirty_minutes() -> None:
    clock = Clock()
    async with SlackCounterpart(now=clock) as slack, aiohttp.ClientSession() as session:
        two_workspaces(slack)
        first = (await slack.command("ana", "/billing", "x", "general")).payload["response_url"]
        second = (await slack.command("ana", "/billing", "x", "general")).payload["response_url"]

        used = [(await session.post(first, json={"text": f"{n}"})).status for n in range(6)]
        clock.time += 1801
        late = await session.post(second, json={"text": "late"})

        assert used == [200] * 5 + [404]
        assert (late.status, (await late.json())["error"]) == (404, "expired_url")


async def test_a_response_url_replaces_deletes_and_refuses(
    slack: SlackCounterpart, scene: Scene, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel="C01GENERAL", text="Pay?", blocks=buttons())
    message = slack.messages("general")[-1]
    url = (await slack.click("ana", message, "pay")).payload["response_url"]
    async with aiohttp.ClientSession() as session:
        bad = await session.post(url, json={"text": "x", "blocks": [section("")]})
        await session.post(url, json={"text": "Paid", "replace_original": True})
        replaced = message.shown
        await session.post(url, json={"delete_original": True})
        assert (bad.status, await bad.text()) == (400, "invalid_blocks")

    assert replaced == "Paid"
    assert message not in slack.messages("general")


async def test_a_view_with_a_stale_hash_is_not_updated(
    slack: SlackCounterpart, scene: Scene, client: AsyncWebClient
) -> None:
    opened = await client.views_open(trigger_id=slack.stage.trigger("U01ANA"), view=form())
    view = opened["view"]

    await client.views_update(view_id=view["id"], hash=view["hash"], view=form())

    stale = client.views_update(view_id=view["id"], hash=view["hash"], view=form())
    assert (await refused(stale))[0] == "hash_conflict"


async def test_a_bad_answer_to_a_form_is_a_complaint_and_trouble_on_screen(
    slack: SlackCounterpart, scene: Scene, client: AsyncWebClient
) -> None:
    async def answer(request: Request) -> Response:
        body = {"response_action": "errors", "errors": {"nowhere": "no"}}
        return Response(json.dumps(body), media_type="application/json")

    await client.views_open(trigger_id=slack.stage.trigger("U01ANA"), view=form())
    async with serving(Starlette(routes=[Route("/in", answer, methods=["POST"])])) as port:
        slack.request_url = f"http://127.0.0.1:{port}/in"

        await slack.submit("ana", slack.views[0], {"amount": "1"})

    assert "invalid_errors" in slack.complaints[0]
    assert slack.views[0].errors == {"": "We had some trouble connecting. Try again?"}


async def test_a_required_field_cannot_be_left_empty(
    slack: SlackCounterpart, scene: Scene, client: AsyncWebClient
) -> None:
    await client.views_open(trigger_id=slack.stage.trigger("U01ANA"), view=form())

    with pytest.raises(ValueError, match="required"):
        await slack.submit("ana", slack.views[0])


async def test_rate_limits_hit_one_channel_only(
    slack: SlackCounterpart, scene: Scene, client: AsyncWebClient
) -> None:
    slack.faults.rate_limit("chat.postMessage", channel="general", retry_after=3600)

    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C01GENERAL", text="x")
    await client.chat_postMessage(channel="C01DESK", text="x")
    await client.chat_postMessage(channel="C01GENERAL", text="x")

    assert (caught.value.response.status_code, caught.value.response["error"]) == (
        429,
        "ratelimited",
    )
    assert caught.value.response.headers["Retry-After"] == "3600"


@pytest.mark.parametrize("retry_after", [0, None])
async def test_retry_after_can_be_zero_or_missing(
    slack: SlackCounterpart, scene: Scene, client: AsyncWebClient, retry_after: int | None
) -> None:
    slack.faults.rate_limit("*", retry_after=retry_after)

    with pytest.raises(SlackApiError) as caught:
        await client.auth_test()

    expected = None if retry_after is None else "0"
    assert caught.value.response.headers.get("Retry-After") == expected


async def test_posting_can_be_held_to_a_pace() -> None:
    clock = Clock()
    async with SlackCounterpart(now=clock) as slack, aiohttp.ClientSession() as session:
        two_workspaces(slack)
        client = AsyncWebClient(slack.bot_token, base_url=slack.base_url, session=session)
        slack.faults.pace(1.0)

        await client.chat_postMessage(channel="C01GENERAL", text="1")
        fast = await refused(client.chat_postMessage(channel="C01GENERAL", text="2"))
        clock.time += 1
        await client.chat_postMessage(channel="C01GENERAL", text="2")

        assert fast[0] == "ratelimited"
        assert [m.text for m in slack.messages("general")] == ["1", "2"]


async def test_an_outage_can_come_before_or_after_the_effect(
    slack: SlackCounterpart, scene: Scene, client: AsyncWebClient
) -> None:
    slack.faults.server_error("chat.postMessage")
    slack.faults.server_error("chat.postMessage", status=500, after=True)

    for _ in range(2):
        with pytest.raises(SlackApiError):
            await client.chat_postMessage(channel="C01GENERAL", text="x")

    assert [call.status for call in slack.called("chat.postMessage")] == [503, 500]
    assert len(slack.messages("general")) == 1


async def test_slack_can_be_slow_and_refuse_by_word(
    slack: SlackCounterpart, scene: Scene, client: AsyncWebClient
) -> None:
    slack.faults.slow("auth.test", seconds=0.05)
    slack.faults.refuse("team.info", "fatal_error")
    loop = asyncio.get_running_loop()
    start = loop.time()

    await client.auth_test()

    assert loop.time() - start >= 0.05
    assert (await refused(client.team_info()))[0] == "fatal_error"


async def test_uninstalling_tells_the_app_and_kills_the_token(
    slack: SlackCounterpart, scene: Scene, door: Door, client: AsyncWebClient
) -> None:
    deliveries = await slack.uninstall()

    kinds = [d.payload["event"]["type"] for d in deliveries]
    assert kinds == ["tokens_revoked", "app_uninstalled"]
    assert (await refused(client.auth_test()))[0] == "account_inactive"


async def test_the_archived_the_deactivated_and_the_uninvited_cannot_write(
    slack: SlackCounterpart, scene: Scene
) -> None:
    slack.archive("general")
    slack.deactivate("boris")

    for user, channel in [("ana", "general"), ("boris", "billing-desk"), ("alice", "billing-desk")]:
        with pytest.raises(ValueError, match=r"archived|deactivated|is not in"):
            await slack.say(user, "hello", channel=channel)


async def test_a_ticket_opens_one_socket(slack: SlackCounterpart) -> None:
    url = slack.sockets.url()
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        hello = await socket.receive_json()

        with pytest.raises(aiohttp.WSServerHandshakeError) as again:
            await session.ws_connect(url)

    assert (hello["type"], hello["num_connections"]) == ("hello", 1)
    assert again.value.status == 401


async def test_an_envelope_goes_to_one_socket_and_the_eleventh_is_too_many(
    slack: SlackCounterpart, scene: Scene
) -> None:
    async with aiohttp.ClientSession() as session:
        sockets = [await session.ws_connect(slack.sockets.url()) for _ in range(11)]
        for socket in sockets[:10]:
            assert (await socket.receive_json())["type"] == "hello"
        refusal = await sockets[10].receive_json()
        await slack.connected(10)

        saying = asyncio.create_task(slack.say("ana", "hello"))
        reading = [asyncio.create_task(socket.receive_json()) for socket in sockets[:10]]
        done, idle = await asyncio.wait(reading, return_when=asyncio.FIRST_COMPLETED)
        envelope = done.pop().result()
        for socket in sockets[:10]:
            await socket.send_json({"envelope_id": envelope["envelope_id"]})
        said = await saying

        for task in idle:
            task.cancel()
        await asyncio.gather(*idle, return_exceptions=True)
        for socket in sockets:
            await socket.close()
    assert refusal["reason"] == "too_many_websockets"
    assert said.acked
    assert len(idle) == 9
    assert (envelope["retry_attempt"], envelope["retry_reason"]) == (0, "")


async def test_nobody_listening_is_retried_and_told(slack: SlackCounterpart, scene: Scene) -> None:
    said = await slack.say("ana", "hello")

    assert [a.outcome for a in said.deliveries[0].attempts] == ["no_connection"] * 4
    assert not said.acked


@pytest.mark.parametrize("how", ["drop", "half_open", "disconnect", "ignored"])
async def test_a_real_client_survives_its_socket(
    slack: SlackCounterpart, scene: Scene, how: str
) -> None:
    async with over_sockets(slack) as handler:
        match how:
            case "drop":
                slack.sockets.drop()
            case "half_open":
                slack.sockets.half_open()
            case "disconnect":
                await slack.sockets.disconnect("refresh_requested")
            case _:
                slack.faults.ignore_new_sockets()
                await slack.sockets.disconnect("warning")
                await slack.until(lambda: slack.sockets.sockets and slack.sockets.live == 0)
                await handler.client.connect_to_new_endpoint(force=True)
        await slack.connected(timeout=10)

        said = await slack.say("ana", "hello")

        assert said.acked
        await slack.wait_for_message(lambda m: m.text == "You said hello")


async def test_refused_sockets_are_asked_for_again(slack: SlackCounterpart, scene: Scene) -> None:
    async with over_sockets(slack):
        slack.faults.refuse_sockets(2)

        slack.sockets.drop()

        await slack.connected(timeout=10)


async def test_changes_are_told_to_subscribers(
    slack: SlackCounterpart, scene: Scene, client: AsyncWebClient
) -> None:
    changes = slack.subscribe()
    first = asyncio.ensure_future(anext(changes))
    await asyncio.sleep(0)

    await client.chat_postEphemeral(channel="C01GENERAL", user="U01ANA", text="psst")

    change = await first
    assert (change.kind, change.channel, change.only_for) == ("posted", "C01GENERAL", "U01ANA")


async def test_waiting_in_vain_ends(slack: SlackCounterpart) -> None:
    with pytest.raises(TimeoutError):
        await slack.wait_for_message(lambda m: False, timeout=0.01)


def table(count: int, **extra: Any) -> dict[str, Any]:
    row = [{"type": "raw_text", "text": "a"}, {"type": "raw_number", "value": 1, "text": "1"}]
    return {"type": "data_table", "caption": "Invoices", "rows": [row] * count} | extra


def pie(segments: int, title: str = "Spend") -> dict[str, Any]:
    parts = [{"label": f"s{n}", "value": n + 1} for n in range(segments)]
    return {
        "type": "data_visualization",
        "title": title,
        "chart": {"type": "pie", "segments": parts},
    }


def bars(series: int) -> dict[str, Any]:
    points = [{"label": "May", "value": 1}, {"label": "June", "value": 2}]
    chart = {
        "type": "bar",
        "series": [{"name": f"s{n}", "data": points} for n in range(series)],
        "axis_config": {"categories": ["May", "June"]},
    }
    return {"type": "data_visualization", "title": "Spend", "chart": chart}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def card(**extra: Any) -> dict[str, Any]:
    title = {"type": "mrkdwn", "text": "INV-1"}
    return {"type": "card", "title": title, "actions": [button("pay")]} | extra


GOOD: dict[str, list[dict[str, Any]]] = {
    "fifty sections": [section("x" * 100) for _ in range(50)],
    "longest section": [section("x" * 3000)],
    "ten fields": [
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "x"} for _ in range(10)]}
    ],
    "context": [{"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}]}],
    "25 buttons": [actions(*(button(f"a{n}") for n in range(25)))],
    "same action id in two blocks": [actions(button("a")), actions(button("a"))],
    "data_table": [table(101)],
    "table": [{"type": "table", "rows": table(100)["rows"]}],
    "pie": [pie(6)],
    "bars": [bars(6)],
    "card": [card()],
    "carousel": [{"type": "carousel", "elements": [card()] * 10}],
    "container": [
        {
            "type": "container",
            "title": {"type": "plain_text", "text": "x"},
            "child_blocks": [section("x")],
        }
    ],
    "markdown": [{"type": "markdown", "text": "**x**"}],
    "rich_text": [
        {
            "type": "rich_text",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}
            ],
        }
    ],
}

BAD: dict[str, tuple[list[dict[str, Any]], str]] = {
    "51 blocks": ([section("x")] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    "unknown type": (
        [{"type": "banana"}],
        "unsupported type: banana [json-pointer:/blocks/0/type]",
    ),
    "empty text": (
        [section("")],
        "must be more than 0 characters [json-pointer:/blocks/0/text/text]",
    ),
    "long text": (
        [section("x" * 3001)],
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ),
    "section without words": ([{"type": "section"}], "missing required field: text"),
    "text as string": ([{"type": "section", "text": "x"}], "must provide an object"),
    "extra key": ([section("x") | {"color": "red"}], "invalid additional property: color"),
    "long field": (
        [{"type": "section", "fields": [{"type": "mrkdwn", "text": "x" * 2001}]}],
        "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
    ),
    "eleven fields": (
        [{"type": "section", "fields": [{"type": "mrkdwn", "text": "x"}] * 11}],
        "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
    ),
    "long header": (
        [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}],
        "must be less than 151 characters",
    ),
    "mrkdwn header": ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "plain_text"),
    "mrkdwn button": (
        [actions(button("a") | {"text": {"type": "mrkdwn", "text": "x"}})],
        "plain_text [json-pointer:/blocks/0/elements/0/text/type]",
    ),
    "long button": (
        [actions(button("a") | {"text": {"type": "plain_text", "text": "x" * 76}})],
        "must be less than 76 characters",
    ),
    "long value": ([actions(button("a", "x" * 2001))], "must be less than 2001 characters"),
    "long url": ([actions(button("a") | {"url": "h" * 3001})], "must be less than 3001 characters"),
    "button style": ([actions(button("a") | {"style": "loud"})], "primary, danger"),
    "26 buttons": (
        [actions(*(button(f"a{n}") for n in range(26)))],
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    "same action id": ([actions(button("a"), button("a"))], "already exists"),
    "same block id": ([section("x") | {"block_id": "b"}] * 2, "`block_id` b already exists"),
    "long block id": ([section("x") | {"block_id": "b" * 256}], "must be less than 256 characters"),
    "102 rows": ([table(102)], "no more than 101 items allowed"),
    "only a header": ([table(1)], "no fewer than 2 items allowed"),
    "no caption": ([table(2, caption="")], "/caption"),
    "page size": ([table(2, page_size=101)], "must be between 1 and 100"),
    "uneven rows": ([table(2, rows=[[{"type": "raw_text", "text": "a"}], []])], "same number"),
    "bad cell": ([table(2, rows=[[{"type": "mrkdwn"}]] * 2)], "unsupported type: mrkdwn"),
    "seven segments": ([pie(7)], "between 1 and 6"),
    "long chart title": ([pie(1, "x" * 51)], "must be less than 51 characters"),
    "seven series": ([bars(7)], "between 1 and 6"),
    "three charts": ([pie(1)] * 3, "only 2 data_visualization allowed"),
    "two tables": ([{"type": "table", "rows": table(2)["rows"]}] * 2, "only 1 table allowed"),
    "long card": ([card(title={"type": "mrkdwn", "text": "x" * 151})], "less than 151"),
    "empty card": ([{"type": "card"}], "at least one of"),
    "eleven cards": ([{"type": "carousel", "elements": [card()] * 11}], "no more than 10"),
    "alert in a message": (
        [{"type": "alert", "text": {"type": "plain_text", "text": "x"}}],
        "unsupported type: alert",
    ),
    "long markdown": ([{"type": "markdown", "text": "x" * 12_001}], "less than 12001"),
}


@pytest.mark.parametrize("blocks", GOOD.values(), ids=GOOD.keys())
def test_good_blocks_are_taken(blocks: list[dict[str, Any]]) -> None:
    assert faults_of(blocks) == []


@pytest.mark.parametrize(("blocks", "complaint"), BAD.values(), ids=BAD.keys())
def test_bad_blocks_are_found_with_a_pointer(blocks: list[dict[str, Any]], complaint: str) -> None:
    faults = faults_of(blocks)

    assert any(complaint in fault for fault in faults), faults
    assert all(re.fullmatch(r".+ \[json-pointer:/blocks.*\]", fault) for fault in faults)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "text", "action_id", "value"]), inner)
    ),
    max_leaves=6,
)


@given(
    kind=st.sampled_from(sorted(shapes.BLOCKS)),
    keys=st.sets(st.sampled_from(["text", "fields", "elements", "rows", "chart", "title"])),
    filling=JSON,
)
def test_nonsense_is_refused_and_breaks_nothing(kind: str, keys: set[str], filling: Any) -> None:
    block = {"type": kind} | dict.fromkeys(sorted(keys), filling)

    assert all(" [json-pointer:/blocks" in fault for fault in faults_of([block]))


async def test_bad_blocks_are_refused_and_good_ones_get_ids(
    slack: SlackCounterpart, scene: Scene, client: AsyncWebClient
) -> None:
    word, messages = await refused(
        client.chat_postMessage(channel="C01GENERAL", text="x", blocks=[section("")])
    )
    sent = await client.chat_postMessage(channel="C01GENERAL", text="x", blocks=[section("x")])

    assert word == "invalid_blocks"
    assert messages == ["[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"]
    assert all(block["block_id"] for block in sent["message"]["blocks"])


BAD_VIEWS: dict[str, tuple[dict[str, Any], str]] = {
    "input without submit": ({"submit": None}, "missing required field: submit"),
    "no title": ({"title": None}, "missing required field: title"),
    "long title": ({"title": {"type": "plain_text", "text": "x" * 25}}, "less than 25"),
    "101 blocks": ({"blocks": [section("x")] * 101}, "no more than 100"),
    "metadata": ({"private_metadata": "x" * 3001}, "less than 3001"),
    "home": ({"type": "home"}, "unsupported type: home"),
    "extra": ({"colour": "red"}, "invalid additional property: colour"),
}


@pytest.mark.parametrize(("change", "complaint"), BAD_VIEWS.values(), ids=BAD_VIEWS.keys())
def test_bad_views_are_refused(change: dict[str, Any], complaint: str) -> None:
    view = {key: value for key, value in (form() | change).items() if value is not None}

    with pytest.raises(RefusalError) as caught:
        check_view(view)

    messages = caught.value.extra["response_metadata"]["messages"]
    assert caught.value.word == "invalid_arguments"
    assert any(complaint in message for message in messages), messages


async def test_a_reply_names_its_parent_and_a_broadcast_carries_it(
    slack: SlackCounterpart, scene: Scene, door: Door
) -> None:
    parent = (await slack.say("ana", "one", channel="general")).message

    reply = await slack.say("boris", "two", channel="general", thread_ts=parent.ts)
    loud = await slack.say("boris", "three", channel="general", thread_ts=parent.ts, broadcast=True)

    thread = slack.messages("general", thread_ts=parent.ts)
    assert [m.text for m in thread] == ["one", "two", "three"]
    assert reply.deliveries[0].payload["event"]["parent_user_id"] == "U01ANA"
    assert loud.deliveries[0].payload["event"]["root"]["text"] == "one"
    assert parent.body["reply_count"] == 2


async def test_at_most_three_forms_lie_on_each_other(
    slack: SlackCounterpart, scene: Scene, door: Door, client: AsyncWebClient
) -> None:
    button_view = form() | {"blocks": [actions(button("more"))]}
    await client.views_open(trigger_id=slack.stage.trigger("U01ANA"), view=button_view)
    words = []
    for _ in range(3):
        click = await slack.click("ana", slack.views[-1], "more")
        push = client.views_push(trigger_id=click.payload["trigger_id"], view=button_view)
        try:
            await push
        except SlackApiError as error:
            words.append(error.response["error"])

    assert words == ["push_limit_reached"]
    assert len(slack.views) == 3


async def test_closing_a_form_is_told_when_asked_for(
    slack: SlackCounterpart, scene: Scene, door: Door, client: AsyncWebClient
) -> None:
    for notify in (False, True):
        view = form() | {"notify_on_close": notify}
        await client.views_open(trigger_id=slack.stage.trigger("U01ANA"), view=view)

    told = await slack.close("ana", slack.views[1])
    silent = await slack.close("ana", slack.views[0])

    assert told is not None
    assert told.payload["type"] == "view_closed"
    assert silent is None
    assert slack.view("ana") is None


async def test_joining_leaving_and_dropped_events_are_told(
    slack: SlackCounterpart, scene: Scene, door: Door, client: AsyncWebClient
) -> None:
    slack.add_user("carl", id="U01CARL")

    (joined,) = await slack.join("carl", "general")
    members = (await client.conversations_members(channel="C01GENERAL"))["members"]
    (left,) = await slack.leave("carl", "general")
    limited = await slack.tell_rate_limited()

    assert joined.payload["event"]["type"] == "member_joined_channel"
    assert "U01CARL" in members
    assert left.payload["event"]["type"] == "member_left_channel"
    assert (limited.payload["type"], limited.acked) == ("app_rate_limited", True)


async def test_the_app_can_ask_about_teams_channels_and_blocks(
    slack: SlackCounterpart, scene: Scene, client: AsyncWebClient
) -> None:
    team = await client.team_info(team="T02ACME")
    shared = await client.conversations_info(channel="C01SHARED")
    valid = await client.api_call("blocks.validate", json={"blocks": buttons()})
    invalid = client.api_call("blocks.validate", json={"blocks": [section("")]})

    assert team["team"]["domain"] == "acme"
    assert shared["channel"]["is_ext_shared"] is True
    assert valid["ok"]
    assert (await refused(invalid))[0] == "invalid_blocks"


async def test_a_private_channel_is_invisible_to_those_outside(
    slack: SlackCounterpart, scene: Scene, client: AsyncWebClient
) -> None:
    slack.add_channel("board", id="C01BOARD", private=True, bot=False, members=["ana"])
    await client.chat_postMessage(channel="C01DESK", text="secret")

    assert (await refused(client.conversations_info(channel="C01BOARD")))[0] == "channel_not_found"
    assert slack.messages("billing-desk", "alice") == []
    assert len(slack.messages("billing-desk", "ana")) == 1


async def test_whole_state_values_are_sent_as_they_are(
    slack: SlackCounterpart, scene: Scene, door: Door, client: AsyncWebClient
) -> None:
    await client.views_open(trigger_id=slack.stage.trigger("U01ANA"), view=form())
    values = {"b1": {"amount": {"type": "plain_text_input", "value": None}}}

    sent = await slack.submit("ana", slack.views[0], values)

    assert sent.payload["view"]["state"]["values"] == values
