"""Half understood: what is nearest can be chosen by its number, and no list is forgotten."""

import pytest

from assistant.request import Channel
from tests.stories.house import SUPPORT, House, words_of

MISS = "flurb the gronk"
NEAR = "shwo invoice 122"
CASES = "SELECT number, facts FROM cases WHERE kind = 'person_asked'"


async def test_a_near_miss_is_chosen_by_its_number(office: House) -> None:
    await office.ask("dana", NEAR)

    chosen = await office.ask("dana", "1")

    assert chosen.outcome == "invoice_shown"
    assert "122" in chosen.card.title


async def test_a_miss_without_choices_forgets_no_list(office: House) -> None:
    listed = await office.ask("dana", "pay my invoice")
    assert listed.card.choices
    await office.ask("dana", MISS)

    chosen = await office.ask("dana", "2")

    assert chosen.outcome == "offer_made"


async def test_a_page_that_is_not_there_is_a_miss_like_any_other_however_often(
    office: House,
) -> None:
    """What only looks opens no case, and what opens one is put on record."""
    answered = [(await office.ask("dana", "more")).outcome for _ in range(3)]

    assert answered[0] == "not_understood"
    assert "busy" not in answered
    assert len(await office.rows(CASES)) == 1


@pytest.mark.parametrize("channel", [Channel.SLACK, Channel.MAIL])
async def test_a_second_miss_in_a_row_is_a_case_with_both_and_what_follows_goes_there(
    office: House, channel: Channel
) -> None:
    first = await office.ask("dana", MISS, channel=channel)
    assert await office.rows(CASES) == []

    second = await office.ask("dana", NEAR, channel=channel)
    third = await office.ask("dana", "no, the other gronk", channel=channel)
    await office.work()

    assert first.outcome == "not_understood"
    assert second.outcome == third.outcome == "person_needed"
    (case,) = await office.rows(CASES)
    said = words_of(second.card)
    assert f"Case {case.number} is open" in said
    assert "nothing was done" in said
    assert second.card.choices[0].say == "show invoice 122"
    told = [words_of(each.card) for each in office.mail.sent if each.address == SUPPORT]
    assert len(told) == 2
    assert MISS in told[0]
    assert NEAR in told[0]
    assert "the other gronk" in told[1]


async def test_what_the_second_miss_nearly_was_is_still_to_be_chosen(office: House) -> None:
    await office.ask("dana", MISS)
    await office.ask("dana", NEAR)

    assert (await office.ask("dana", "1")).outcome == "invoice_shown"


@pytest.mark.parametrize(
    ("who", "words", "channel"),
    [("sam", MISS, Channel.SLACK), ("dana", "", Channel.SLACK), ("dana", MISS, Channel.TERMINAL)],
)
async def test_no_case_is_made_of_an_agents_miss_of_no_words_or_at_the_terminal(
    office: House, who: str, words: str, channel: Channel
) -> None:
    await office.ask(who, words, channel=channel)

    again = await office.ask(who, words, channel=channel)

    assert again.outcome == "not_understood"
    assert "either" in again.card.title
    assert await office.rows(CASES) == []


async def test_between_two_misses_anything_understood_begins_anew(office: House) -> None:
    for words in (MISS, "balance", MISS):
        await office.accept("dana", words)
        await office.work()
        office.clock.advance(minutes=1)

    assert await office.rows(CASES) == []


@pytest.mark.parametrize(
    "words",
    ["I want to speak to a manager", "Ich will Ihren Vorgesetzten sprechen", "責任者と話したい"],
)
async def test_whoever_wants_a_manager_gets_a_case_at_once(office: House, words: str) -> None:
    assert (await office.ask("dana", words)).outcome == "person_needed"


async def test_a_slip_after_a_case_is_asked_about_before_it_is_told_to_a_person(
    office: House,
) -> None:
    await office.ask("dana", "I want to talk to a manager")
    slip = await office.ask("dana", NEAR)
    meant = await office.ask("dana", "1")

    assert slip.outcome == "not_understood"
    assert slip.card.choices[0].say == "show invoice 122"
    assert meant.outcome == "invoice_shown"


@pytest.mark.parametrize(
    "words",
    ["hello", "thanks!", "ok thanks", "how are you?", "great", "lol", "👍", "that's all, thank you",
     "super, danke", "très bien, merci", "muy bien, gracias", "お元気ですか"],
)  # fmt: skip
async def test_small_talk_is_no_miss(office: House, words: str) -> None:
    assert (await office.ask("dana", words)).outcome == "helped"
    first = await office.ask("dana", MISS)
    between = await office.ask("dana", words)
    second = await office.ask("dana", MISS)

    assert (first.outcome, between.outcome) == ("not_understood", "helped")
    assert second.outcome == "not_understood"
    assert await office.rows("SELECT id FROM cases") == []


@pytest.mark.parametrize("words", ["great", "ok thanks", "perfect, thank you", "👍", "got it"])
async def test_small_talk_is_no_yes(house: House, words: str) -> None:
    await house.ask("dana", "pay 123")
    await house.ask("dana", words)
    await house.work()

    assert house.taken() == []
    assert await house.payments() == []


@pytest.mark.parametrize("channel", [Channel.SLACK, Channel.TERMINAL])
async def test_two_misses_hours_apart_are_not_in_a_row(office: House, channel: Channel) -> None:
    await office.ask("dana", MISS, channel=channel)
    office.clock.advance(hours=2)
    second = await office.ask("dana", MISS, channel=channel)

    assert second.outcome == "not_understood"
    assert second.card.title == "I did not understand that"
    assert await office.rows("SELECT id FROM cases") == []


async def test_by_mail_a_day_may_lie_between_two_misses(office: House) -> None:
    await office.ask("dana", MISS, channel=Channel.MAIL)
    office.clock.advance(hours=20)

    assert (await office.ask("dana", MISS, channel=Channel.MAIL)).outcome == "person_needed"
