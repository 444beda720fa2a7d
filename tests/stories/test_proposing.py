"""A language model may propose what nobody understood: masked, as a choice, and nothing more."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from assistant.app import opened
from assistant.config import Settings
from assistant.desk import Desk
from assistant.proposing import PATIENCE, SAYINGS, Proposer, acceptable
from assistant.request import Channel, Proof
from assistant.understand import read
from assistant.web import serving
from tests.stories.house import NOON, House, words_of

UNKNOWN = "kindly make one two three go away, number 123 I mean"
TODAY = NOON.date()


@dataclass(slots=True)
class StandIn:
    """An endpoint that answers what it was told to, and remembers what it was asked."""

    says: str = '{"say": "pay invoice 123"}'
    status: int = 200
    slow: float = 0.0
    asked: list[dict[str, Any]] = field(default_factory=list)

    async def answer(self, request: Request) -> Response:
        self.asked.append(orjson.loads(await request.body()))
        await asyncio.sleep(self.slow)
        message = {"role": "assistant", "content": self.says}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        body = {"id": "1", "object": "chat.completion", "created": 1, "model": "m"}
        return JSONResponse(body | {"choices": [choice]}, self.status)


@pytest.fixture
async def model(house: House) -> AsyncIterator[StandIn]:
    """A house that may ask a model."""
    stand_in = StandIn()
    app = Starlette(routes=[Route("/v1/chat/completions", stand_in.answer, methods=["POST"])])
    async with serving(app) as port:
        url = f"http://127.0.0.1:{port}/v1"
        from openai import AsyncOpenAI  # a second of imports

        async with AsyncOpenAI(api_key="none", base_url=url, max_retries=0) as client:
            proposer = Proposer(client, "m")
            old = house.desk
            house.desk = Desk(
                old.database, old.line, old.notifier, old.settler, old.clock, proposer=proposer
            )
            yield stand_in
            house.desk = old


async def test_what_it_proposes_is_a_choice_and_pays_only_after_its_own_yes(
    house: House, model: StandIn
) -> None:
    asked = await house.ask("dana", UNKNOWN)

    assert asked.outcome == "not_understood"
    assert [choice.say for choice in asked.card.choices] == ["pay invoice 123"]
    chosen = await house.ask("dana", "1")
    await house.work()
    assert chosen.outcome == "offer_made"
    assert house.taken() == []
    await house.ask("dana", "yes")
    await house.work()
    assert house.taken() == [42000]


async def test_a_plain_yes_to_a_proposal_pays_nothing(house: House, model: StandIn) -> None:
    await house.ask("dana", UNKNOWN)

    await house.ask("dana", "yes")
    await house.work()

    assert house.taken() == []
    assert await house.payments() == []


async def test_it_is_shown_masked_text_and_no_names(house: House, model: StandIn) -> None:
    await house.ask("dana", f"{UNKNOWN} with 4242 4242 4242 4242")

    (asked,) = model.asked
    shown = orjson.dumps(asked).decode()
    assert "4242 4242" not in shown
    assert "Acme" not in shown
    assert "dana" not in shown.lower()


@pytest.mark.parametrize("words", ["show my invoices", "pay invoice 123", "what is 123", "yes"])
async def test_what_is_understood_is_nobodys_business(
    house: House, model: StandIn, words: str
) -> None:
    await house.ask("dana", words)

    assert model.asked == []


async def test_strangers_and_the_unproven_are_not_worth_a_question(
    house: House, model: StandIn
) -> None:
    await house.ask("eve@evil.example", UNKNOWN, channel=Channel.MAIL)
    await house.ask("dana", UNKNOWN, channel=Channel.MAIL, proof=Proof.NONE)

    assert model.asked == []


async def test_what_was_accepted_is_helped_too(house: House, model: StandIn) -> None:
    await house.accept("dana", UNKNOWN, place="p")
    await house.work()

    assert "pay invoice 123" in words_of(house.slack.sent[-1].card)


@pytest.mark.parametrize(
    "changes",
    [
        {"status": 500},
        {"slow": PATIENCE + 1},
        {"says": "no JSON"},
        {"says": '{"say": 7}'},
        {"says": '{"say": ""}'},
        {"says": '{"say": "pay invoice 999"}'},
        {"says": '{"say": "confirm off_1"}'},
    ],
)
async def test_without_a_good_answer_it_is_as_if_nobody_had_been_asked(
    house: House, model: StandIn, changes: dict[str, Any]
) -> None:
    for name, value in changes.items():
        setattr(model, name, value)

    answered = await house.ask("dana", UNKNOWN)

    assert len(model.asked) == 1
    assert answered.outcome == "not_understood"
    assert answered.card.choices == ()


def test_every_sentence_it_may_say_is_understood() -> None:
    for saying in SAYINGS:
        assert acceptable(saying, "123 50.00", TODAY), read(saying, today=TODAY, locale="en")


@pytest.mark.parametrize(
    "said",
    ["yes", "no", "2", "pay invoice 124", "pay 5000.00 of invoice 123", "approve op_1", "", "xyz"],
)
def test_nothing_else_it_says_is_taken(said: str) -> None:
    assert not acceptable(said, "123 and 50.00 please", TODAY)


@pytest.mark.parametrize("name", ["", "m"])
async def test_a_model_is_asked_only_where_one_is_named(seeded_url: str, name: str) -> None:
    settings = Settings(database_url=seeded_url, model_name=name, model_url="http://127.0.0.1:9")

    async with opened(settings) as desk:
        assert (desk.proposer is not None) == bool(name)
    assert Settings.model_fields["model_name"].default == ""
