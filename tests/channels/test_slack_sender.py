"""Answers and notices on their way to people in Slack, on the local Slack."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import aiohttp
import orjson
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from assistant.billing.model.paper import Paper, PaperFormat, PaperKind
from assistant.card import Action, Card, Column, Fact, File, Table
from assistant.documents.job import Made
from assistant.handlers.slack import slack_client
from assistant.notify.senders import (
    DeliveryFailedError,
    DeliveryLaterError,
    DeliveryUncertainError,
    Outgoing,
)
from assistant.notify.slack_sender import METADATA, SlackSender
from assistant.sandbox.slack import (
    Channel,
    Message,
    Scene,
    SlackCounterpart,
    User,
    two_workspaces,
)
from assistant.sandbox.slack.stage import Hook
from assistant.workspaces.screens import LASTS, Screens

CARD = Card(
    title="Invoice 123",
    facts=(Fact(label="Customer", value="<!channel> & co"),),
    actions=(Action(label="Pay", say="pay invoice 123"),),
)


class Clock:
    """Time that passes when told to."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Post:
    """A sender, the Slack it writes to, and the clock it waits by."""

    def __init__(self, slack: SlackCounterpart, client: AsyncWebClient, patience: float) -> None:
        self.slack = slack
        self.scene: Scene = two_workspaces(slack)
        self.clock = Clock()
        self.screens = Screens(self.clock)
        self.sender = SlackSender(client, clock=self.clock, patience=patience, screens=self.screens)

    def to(self, user: User, place: Channel | None = None, **parts: Any) -> Outgoing:
        """A delivery to a person, perhaps in a place."""
        where = {"team": user.team_id, "channel": place.id, "user": user.id} if place else {}
        thread = {"thread_ts": parts.get("thread_ts", ""), "private": parts.get("private", False)}
        return Outgoing(
            delivery_id=parts.get("delivery_id", "dlv-1"),
            address=f"{user.team_id}/{user.id}",
            place=json.dumps(where | thread) if place else "",
            card=parts.get("card", CARD),
            files=parts.get("files", ()),
        )

    async def pressed(self) -> tuple[Message, Outgoing]:
        """What Ana alone sees in a channel and has pressed, and what is to take its place."""
        ana, general = self.scene.agent, self.scene.general
        await self.sender.send(self.to(ana, general))
        [seen] = self.slack.messages(general, ana)
        url = self.slack.stage.hook(Hook(ana.team_id, general.id, ana.id, 0, seen.ts), "actions")
        self.slack.stage.hooks[url.rpartition("/")[2]].at = self.slack.stage.now()
        self.screens.pressed(f"{ana.team_id}/{ana.id}/{general.id}/{seen.ts}", url)
        then = self.to(ana, general, card=Card(title="Paid"))
        place = orjson.dumps(orjson.loads(then.place) | {"shown": seen.ts}).decode()
        return seen, replace(then, place=place, in_place=True)


@asynccontextmanager
async def posting(patience: float = 5.0) -> AsyncIterator[Post]:
    async with SlackCounterpart() as slack, aiohttp.ClientSession() as session:
        client = slack_client(slack.bot_token, slack.base_url, session=session)
        yield Post(slack, client, patience)


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    async with posting() as post:
        yield post


async def test_a_notice_comes_by_direct_message_and_carries_its_delivery_id(post: Post) -> None:
    ana = post.scene.agent

    reference = await post.sender.send(post.to(ana))

    [message] = post.slack.in_dm(ana)
    assert reference == f"{post.slack.dm(ana)}/{message.ts}"
    assert message.body["metadata"] == {
        "event_type": METADATA,
        "event_payload": {"id": "dlv-1"},
    }


async def test_80_an_answer_in_a_channel_is_seen_by_the_asker_alone(post: Post) -> None:
    ana, boris, general = post.scene.agent, post.scene.approver, post.scene.general

    await post.sender.send(post.to(ana, general))

    assert len(post.slack.messages(general, ana)) == 1
    assert post.slack.messages(general, boris) == []
    assert post.slack.called("chat.postMessage") == []


async def test_80_an_answer_stays_in_the_thread_it_was_asked_in(post: Post) -> None:
    await post.sender.send(post.to(post.scene.agent, post.scene.general, thread_ts="1.2"))

    [call] = post.slack.called("chat.postEphemeral")
    assert call.args["thread_ts"] == "1.2"


async def test_80_a_place_somebody_else_asked_in_is_not_used(post: Post) -> None:
    ana, boris, general = post.scene.agent, post.scene.approver, post.scene.general
    stray = post.to(ana, general)
    stray = Outgoing("dlv-1", f"{boris.team_id}/{boris.id}", stray.place, CARD)

    await post.sender.send(stray)

    assert post.slack.messages(general, ana) == []
    assert len(post.slack.in_dm(boris)) == 1


async def test_an_answer_in_a_direct_message_is_an_ordinary_one(post: Post) -> None:
    ana = post.scene.agent
    private = post.slack.stage.workspace.channel(post.slack.dm(ana))

    await post.sender.send(post.to(ana, private, private=True))

    assert len(post.slack.in_dm(ana)) == 1
    assert post.slack.called("chat.postEphemeral") == []


async def test_64_what_arrives_notifies_nobody(post: Post) -> None:
    await post.sender.send(post.to(post.scene.agent))

    [message] = post.slack.in_dm(post.scene.agent)
    assert "<!channel>" not in json.dumps(message.body)
    assert "&lt;!channel&gt; &amp; co" in message.text


@pytest.mark.parametrize("trouble", ["archived", "bot removed", "left"])
async def test_43_a_channel_that_is_closed_to_us_gives_way_to_a_direct_message(
    post: Post, trouble: str
) -> None:
    ana, general = post.scene.agent, post.scene.general
    if trouble == "archived":
        post.slack.archive(general)
    elif trouble == "bot removed":
        post.slack.remove_bot(general)
    else:
        await post.slack.leave(ana, general)

    await post.sender.send(post.to(ana, general))

    assert len(post.slack.in_dm(ana)) == 1


@pytest.mark.parametrize(
    "word", ["token_revoked", "account_inactive", "user_not_found", "is_archived", "missing_scope"]
)
async def test_43_a_refusal_everywhere_is_final(post: Post, word: str) -> None:
    post.slack.faults.refuse("*", word, times=None)

    with pytest.raises(DeliveryFailedError, match=word):
        await post.sender.send(post.to(post.scene.agent, post.scene.general))


async def test_43_a_deactivated_person_is_out_of_reach(post: Post) -> None:
    outgoing = post.to(post.scene.agent)
    post.slack.deactivate(post.scene.agent)

    with pytest.raises(DeliveryFailedError):
        await post.sender.send(outgoing)


@pytest.mark.parametrize(("header", "after"), [(0, 0.0), (7, 7.0), (3_600, 3_600.0), (None, None)])
async def test_42_a_rate_limit_is_a_wait_as_long_as_slack_says(
    post: Post, header: int | None, after: float | None
) -> None:
    post.slack.faults.rate_limit(retry_after=header)

    with pytest.raises(DeliveryLaterError) as waiting:
        await post.sender.send(post.to(post.scene.agent))

    assert waiting.value.after == after


async def test_42_while_one_destination_waits_it_is_left_alone_and_others_are_served(
    post: Post,
) -> None:
    ana, boris = post.scene.agent, post.scene.approver
    post.slack.faults.rate_limit(retry_after=30)
    with pytest.raises(DeliveryLaterError):
        await post.sender.send(post.to(ana))
    calls = len(post.slack.calls)

    post.clock.now += 29
    with pytest.raises(DeliveryLaterError) as still:
        await post.sender.send(post.to(ana))
    assert still.value.after == pytest.approx(1)
    assert len(post.slack.calls) == calls
    await post.sender.send(post.to(boris))
    post.clock.now += 1.1
    await post.sender.send(post.to(ana))

    assert len(post.slack.in_dm(ana)) == len(post.slack.in_dm(boris)) == 1


async def test_42_messages_to_one_destination_keep_their_order(post: Post) -> None:
    ana = post.scene.agent
    post.slack.faults.slow("chat.postMessage", seconds=0.1)
    many = [post.to(ana, card=Card(title=f"Number {n}"), delivery_id=f"dlv-{n}") for n in range(5)]

    await asyncio.gather(*map(post.sender.send, many))

    assert [m.text for m in post.slack.in_dm(ana)] == [f"Number {n}" for n in range(5)]


async def test_an_outage_is_later(post: Post) -> None:
    post.slack.faults.server_error(status=503)

    with pytest.raises(DeliveryLaterError):
        await post.sender.send(post.to(post.scene.agent))


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_a_failure_midway_is_uncertain(post: Post, status: int) -> None:
    post.slack.faults.server_error(status=status, after=True)

    with pytest.raises(DeliveryUncertainError):
        await post.sender.send(post.to(post.scene.agent))


async def test_a_failure_that_slack_words_itself_is_uncertain(post: Post) -> None:
    post.slack.faults.refuse("chat.postMessage", "fatal_error")

    with pytest.raises(DeliveryUncertainError):
        await post.sender.send(post.to(post.scene.agent))


async def test_an_answer_that_does_not_come_is_uncertain() -> None:
    async with posting(patience=0.2) as post:
        post.slack.faults.slow("chat.postMessage", seconds=1)

        with pytest.raises(DeliveryUncertainError):
            await post.sender.send(post.to(post.scene.agent))


async def test_a_line_that_cannot_be_built_is_later() -> None:
    async with aiohttp.ClientSession() as session:
        client = slack_client("xoxb-1", "http://127.0.0.1:9/api/", session=session)

        with pytest.raises(DeliveryLaterError):
            await SlackSender(client).send(Outgoing("dlv-1", "T1/U1", "", CARD))


async def test_refused_blocks_give_way_to_the_text(post: Post) -> None:
    ana = post.scene.agent
    post.slack.faults.refuse("chat.postMessage", "invalid_blocks")

    await post.sender.send(post.to(ana))

    [message] = post.slack.in_dm(ana)
    assert message.blocks == []
    assert "Invoice 123" in message.text


async def test_where_new_blocks_are_refused_old_ones_come_from_then_on(post: Post) -> None:
    ana = post.scene.agent
    table = Table(columns=(Column(label="Invoice"),), rows=(("INV-1",), ("INV-2",)))
    post.slack.faults.refuse("chat.postMessage", "invalid_blocks")

    for number in ("1", "2"):
        card = Card(title=f"Invoices {number}", table=table)
        await post.sender.send(post.to(ana, card=card, delivery_id=f"dlv-{number}"))

    drawn = [[block["type"] for block in each.blocks] for each in post.slack.in_dm(ana)]
    assert drawn == [["header", "context", "section"]] * 2
    assert len(post.slack.called("chat.postMessage")) == 3


async def test_46_an_outsider_is_answered_in_the_shared_channel(post: Post) -> None:
    alice, shared = post.scene.customer, post.scene.shared

    await post.sender.send(post.to(alice, shared))

    assert len(post.slack.messages(shared, alice)) == 1
    assert post.slack.messages(shared, post.scene.colleague) == []


PDF = Made(name="INV-123.pdf", media_type="application/pdf", content=b"%PDF-1.7 telltale")
PAPER = Paper(PaperKind.INVOICES, PaperFormat.PDF, "acc_1", "per_1", ("inv_1",))
WITH_PDF = CARD.model_copy(
    update={"files": (File(name=PDF.name, media_type=PDF.media_type, paper=PAPER),)}
)


async def test_80_a_file_asked_for_in_a_channel_comes_by_direct_message(post: Post) -> None:
    ana, boris, general = post.scene.agent, post.scene.approver, post.scene.general

    await post.sender.send(post.to(ana, general, card=WITH_PDF, files=(PDF,)))

    assert post.slack.messages(general, boris) == []
    [pointer] = post.slack.messages(general, ana)
    assert "direct message" in json.dumps(pointer.blocks)
    assert "files" not in pointer.body
    [message] = post.slack.in_dm(ana)
    assert [file["name"] for file in message.body["files"]] == ["INV-123.pdf"]
    assert "Invoice 123" in json.dumps(message.blocks)
    [file] = post.slack.files.values()
    assert file.content == PDF.content


async def test_a_file_asked_for_in_a_direct_message_stays_in_its_thread(post: Post) -> None:
    ana = post.scene.agent
    private = post.slack.stage.workspace.channel(post.slack.dm(ana))
    asked = {"private": True, "thread_ts": "1.2", "card": WITH_PDF}

    await post.sender.send(post.to(ana, private, **asked, files=(PDF, PDF)))

    [message] = post.slack.in_dm(ana)
    assert message.thread_ts == "1.2"
    assert len(message.body["files"]) == 2


async def test_43_a_file_that_is_refused_is_final_and_nothing_is_shown(post: Post) -> None:
    post.slack.faults.refuse("files.getUploadURLExternal", "missing_scope")

    with pytest.raises(DeliveryFailedError, match="missing_scope"):
        await post.sender.send(post.to(post.scene.agent, card=WITH_PDF, files=(PDF,)))

    assert post.slack.in_dm(post.scene.agent) == []


async def test_80_what_was_pressed_in_a_channel_is_drawn_anew_for_that_person_alone(
    post: Post,
) -> None:
    seen, then = await post.pressed()

    reference = await post.sender.send(then)

    assert reference == f"{seen.channel}/{seen.ts}"
    [only] = post.slack.messages(post.scene.general, post.scene.agent)
    assert (only.ts, only.text, only.ephemeral_to) == (seen.ts, "Paid", post.scene.agent.id)
    assert post.slack.messages(post.scene.general, post.scene.approver) == []


@pytest.mark.parametrize("dead", ["expired", "used up", "too old", "another process"])
async def test_41_where_the_url_of_a_press_is_dead_news_come_beneath(post: Post, dead: str) -> None:
    seen, then = await post.pressed()
    match dead:
        case "expired":
            post.slack.expire_response_urls()
        case "used up":
            for _ in range(5):
                await post.sender.send(then)
        case "too old":
            post.clock.now += LASTS + 1
        case _:
            post.screens.forget(f"{then.address}/{seen.channel}/{seen.ts}")

    reference = await post.sender.send(then)

    last = post.slack.messages(post.scene.general, post.scene.agent)[-1]
    assert reference == f"{seen.channel}/{last.ts}"
    assert last.ts != seen.ts
    assert last.ephemeral_to == post.scene.agent.id


async def test_news_that_take_no_place_never_touch_what_was_pressed(post: Post) -> None:
    seen, then = await post.pressed()

    await post.sender.send(replace(then, in_place=False))

    first, second = post.slack.messages(post.scene.general, post.scene.agent)
    assert (first.ts, first.text) == (seen.ts, seen.text)
    assert second.text == "Paid"


async def test_82_what_is_known_of_screens_prints_no_url(post: Post) -> None:
    await post.pressed()

    assert "http" not in repr(vars(post.screens))
