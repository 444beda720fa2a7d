"""Acknowledgements that Slack takes: of one it refuses, whoever asked sees nothing but an error."""

import json
from typing import Any

import pytest

from assistant.handlers.slack_acks import Written, answered
from assistant.render.slack import SlackMessage
from assistant.render.slack_text import Block
from assistant.sandbox.slack.limits import check_blocks

DIVIDER: Block = {"type": "divider"}


def section(length: int) -> Block:
    return {"type": "section", "text": {"type": "plain_text", "text": "x" * length}}


def body(blocks: list[Block]) -> dict[str, Any]:
    ack = answered(SlackMessage("Invoice 123", blocks))
    assert isinstance(ack, Written)
    read: dict[str, Any] = json.loads(ack.content)
    return read


@pytest.mark.parametrize("blocks", [[DIVIDER] * 51, [section(2_500)] * 5], ids=["many", "long"])
def test_an_answer_slack_would_refuse_is_given_in_words_alone(blocks: list[Block]) -> None:
    said = body(blocks)

    assert said == {"response_type": "ephemeral", "text": "Invoice 123", "blocks": []}


@pytest.mark.parametrize("blocks", [[DIVIDER] * 50, [section(2_500)] * 4, []])
def test_an_answer_with_room_to_spare_keeps_its_blocks(blocks: list[Block]) -> None:
    said = body(blocks)

    assert said["blocks"] == blocks
    check_blocks(said["blocks"])


def test_much_json_around_few_words_is_not_too_much() -> None:
    buttons = [
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "action_id": f"action-{n}",
                    "text": {"type": "plain_text", "text": "Pay"},
                    "value": "pay " * 300,
                }
            ],
        }
        for n in range(20)
    ]

    assert body(buttons)["blocks"] == buttons
