"""Half understood: choices that can be chosen by their number, and after two misses a person."""

from tests.stories.house import House

MISS = "flurb the gronk"
NEAR = "shwo invoice 122"


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


async def test_after_two_misses_a_person_is_named(office: House) -> None:
    first = await office.ask("dana", MISS)
    second = await office.ask("dana", MISS)

    assert first.outcome == "not_understood"
    assert second.outcome == "person_needed"
    assert "support" in " ".join(second.card.paragraphs)


async def test_the_second_miss_may_still_be_what_was_meant(office: House) -> None:
    await office.ask("dana", MISS)
    second = await office.ask("dana", NEAR)

    assert second.outcome == "person_needed"
    assert second.card.choices[0].say == "show invoice 122"
    assert (await office.ask("dana", "1")).outcome == "invoice_shown"


async def test_what_is_understood_in_between_starts_the_count_again(office: House) -> None:
    for text in (MISS, "pay invoice 123", MISS):
        answered = await office.ask("dana", text)

    assert answered.outcome == "not_understood"
