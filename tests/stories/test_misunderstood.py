"""Half understood: what is nearest can be chosen by its number, and no list is forgotten."""

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
