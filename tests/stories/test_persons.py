"""What only a person does, and who asks for one: a case, and somebody on our side hears of it."""

from dataclasses import replace

import pytest

from assistant.notify.desk import AgentsDesk
from assistant.request import Channel
from tests.stories.house import SUPPORT, House, words_of

CASES = "SELECT number, account_id, facts, closed_at FROM cases WHERE kind = 'person_asked'"


def handed(house: House) -> list[str]:
    """What our own people were mailed."""
    return [words_of(each.card) for each in house.mail.sent if each.address == SUPPORT]


@pytest.mark.parametrize("channel", [Channel.SLACK, Channel.MAIL, Channel.TERMINAL])
@pytest.mark.parametrize("words", ["talk to a human", "my account is wrong, I need a human"])
async def test_who_needs_a_person_gets_a_case_and_a_person_hears_of_it(
    house: House, words: str, channel: Channel
) -> None:
    answered = await house.ask("dana", words, channel=channel)
    await house.work()

    (case,) = await house.rows(CASES)
    said = words_of(answered.card)
    assert answered.outcome == "person_needed"
    assert f"Case {case.number} is open, and {SUPPORT} has your words" in said
    assert "answers you here by" in said
    (told,) = handed(house)
    assert f"Case {case.number}: Dana Reyes asks for a person" in told
    assert words in told
    assert "dana@acme.example" in told
    assert case.account_id == "acc_acme"


async def test_the_same_wish_is_one_case_until_it_is_resolved(house: House) -> None:
    first = await house.ask("dana", "talk to a human")
    again = await house.ask("dana", "I want to talk to a human!", conversation="other")
    await house.ask("ap", "talk to a human", channel=Channel.MAIL)
    await house.work()

    assert words_of(first.card) == words_of(again.card)
    assert len(await house.rows(CASES)) == 2
    assert len([each for each in handed(house) if "asks for a person" in each]) == 2
    assert len([each for each in handed(house) if "Dana Reyes adds" in each]) == 1
    await house.ask("sam", "resolve case 1")
    await house.ask("dana", "talk to a human")
    assert len(await house.rows(CASES)) == 3


async def test_a_card_number_in_what_was_said_reaches_nobody(house: House) -> None:
    await house.ask("dana", "talk to a human, my card 4242 4242 4242 4242 does not work")
    await house.work()

    (told,) = handed(house)
    assert "4242 4242" not in told


async def test_where_nobody_can_be_mailed_the_case_says_whom_to_write_to(house: House) -> None:
    house.desk.line = replace(house.desk.line, support="your account manager")
    house.desk.notifier = replace(house.desk.notifier, desk=AgentsDesk(mail="your manager"))

    answered = await house.ask("dana", "talk to a human")
    await house.work()

    assert "Please write to your account manager and name it" in words_of(answered.card)
    assert len(await house.rows(CASES)) == 1
    assert house.mail.sent == []


async def test_a_stranger_opens_no_case(house: House) -> None:
    answered = await house.ask("nobody@else.example", "talk to a human", channel=Channel.MAIL)

    assert answered.outcome == "stranger"
    assert await house.rows(CASES) == []
