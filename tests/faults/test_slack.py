"""Slack refuses, floods and repeats: what was asked is answered, once, and nobody else waits."""

import itertools
import json
import time
from typing import Any

import pytest

from assistant.answering import BATCH, MOST_OF_ONE
from assistant.fair_queue import FairQueue
from assistant.notify.senders import DeliveryFailedError, DeliveryLaterError, DeliveryUncertainError
from tests.stories.house import House, words_of

DANA = "dana@acme.example"


# --- 43: what Slack will not deliver


async def test_fault_43_an_answer_slack_refuses_for_good_comes_by_mail(office: House) -> None:
    office.slack.troubles = [DeliveryFailedError("Slack refused: is_archived, account_inactive")]

    await office.accept("dana", "what do we owe?")
    await office.work()

    (letter,) = office.mail.sent
    assert letter.address == DANA
    assert "1,180" in words_of(letter.card)
    states = await office.rows("SELECT channel, state FROM deliveries ORDER BY channel")
    assert [tuple(row) for row in states] == [("mail", "sent"), ("slack", "failed")]


async def test_fault_43_a_strangers_answer_goes_nowhere_else(office: House) -> None:
    office.slack.troubles = [DeliveryFailedError("Slack refused: user_not_found")]

    await office.accept("T99EVIL/U99EVE", "what do we owe?")
    await office.work()

    assert office.mail.sent == []


@pytest.mark.parametrize(
    "trouble", [DeliveryLaterError("429", after=1), DeliveryUncertainError("504")]
)
async def test_fault_42_what_may_still_arrive_in_slack_is_not_mailed(
    office: House, trouble: Any
) -> None:
    office.slack.troubles = [trouble]

    await office.accept("dana", "what do we owe?")
    await office.work()
    office.clock.advance(hours=1)
    await office.work()

    assert len(office.slack.sent) == 1
    assert office.mail.sent == []


# --- 84: floods


async def test_fault_84_who_floods_waits_and_nobody_else_does(office: House) -> None:
    for number in range(300):
        await office.accept("vic", f"invoice {number}", key=f"flood-{number}")
    await office.accept("dana", "what do we owe?")

    await office.desk.answering.finish(BATCH)
    await office.desk.answering.sent(5)

    assert "T02ACME/U02DANA" in {each.address for each in office.slack.sent}


async def test_fault_84_a_flood_is_answered_in_its_order_and_none_of_it_is_lost(
    office: House,
) -> None:
    said = [str(number) for number in range(40)]
    for number in said:
        await office.accept("vic", f"invoice {number}", key=number)

    await office.work()

    rows = await office.rows("SELECT key FROM requests WHERE outcome IS NOT NULL ORDER BY id")
    assert [row.key for row in rows] == said
    assert len(office.slack.sent) == len(said)


async def test_fault_84_what_is_beyond_memory_is_answered_after_what_is_in_it(
    office: House,
) -> None:
    """Of one sender no more is kept in memory than some; the rest is rows, and keeps its order."""
    answering, said = office.desk.answering, itertools.count()
    for _ in range(MOST_OF_ONE + 5):
        await office.accept("vic", "help", place=f'{{"said": {next(said)}}}')
    assert await answering.finish(2) == 2
    await office.accept("vic", "help", place=f'{{"said": {next(said)}}}')  # there is room again
    office.clock.advance(seconds=6)  # long before a lease runs out
    assert await answering.left_behind() == 0
    assert await answering.finish(10_000) == MOST_OF_ONE - 2
    await office.accept("vic", "help", place=f'{{"said": {next(said)}}}')
    await office.work()
    office.clock.advance(seconds=6)
    await office.work()

    answered = [json.loads(each.place)["said"] for each in office.slack.sent]
    assert answered == list(range(MOST_OF_ONE + 7))
    await answering.left_behind()  # nothing of them is in rows: they are kept in memory again
    await office.accept("vic", "help")
    assert await answering.finish() == 1


def test_fault_84_taking_turns_costs_hardly_more_than_taking() -> None:
    queue: FairQueue[int] = FairQueue()
    for number in range(20_000):
        queue.put("flood", number)
    queue.put("dana", -1)

    began = time.perf_counter()
    first = queue.take(BATCH)

    assert time.perf_counter() - began < 0.1
    assert first[:3] == [0, -1, 1]
    assert len(queue) == 20_001 - BATCH


# --- 79: rights are those of the moment


async def test_fault_79_an_unlinked_slack_user_cannot_confirm_what_they_were_offered(
    office: House,
) -> None:
    offered = await office.ask("dana", "pay invoice 123")
    await office.ask("dana", "unlink", conversation="other")

    answered = await office.ask("dana", offered.card.actions[0].say)

    assert answered.outcome == "stranger"
    assert await office.payments() == []


async def test_fault_79_a_suspended_link_cannot_confirm_and_is_told_by_mail_only(
    office: House,
) -> None:
    offered = await office.ask("dana", "pay invoice 123")
    await office.change(
        "UPDATE slack_links SET suspended_at = '2026-03-10 12:00:00' WHERE person_id = :who",
        who="per_dana_acme",
    )

    answered = await office.ask("dana", offered.card.actions[0].say)

    assert answered.outcome == "stranger"
    assert await office.payments() == []
