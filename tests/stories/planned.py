"""What tests of payments on a day ahead have in common."""

from typing import Any

from tests.stories.house import House, sayings

PLANS = "SELECT kind, state, step, pay_on, tries, why FROM planned_payments ORDER BY pay_on, id"


async def autopay_on(house: House, who: str = "dana") -> None:
    """Turn autopay on, as its admin does."""
    offered = await house.ask(who, "turn autopay on", conversation="autopay")
    assert offered.outcome == "autopay_offered", offered.card
    confirmed = await house.ask(who, "yes", conversation="autopay")
    assert confirmed.outcome == "autopay_shown", confirmed.card


async def planned(house: House, words: str, who: str = "dana") -> str:
    """Plan a payment; returns what the confirmation's title says."""
    offered = await house.ask(who, words, conversation="plan")
    assert offered.outcome == "offer_made", offered.card
    confirmed = await house.ask(who, "yes", conversation="plan")
    assert confirmed.outcome == "payment_planned", confirmed.card
    return confirmed.card.title


async def days(house: House, count: int, *, hour: int = 14) -> None:
    """Let days pass; each is worked on in its afternoon (UTC), twice half an hour apart."""
    for _ in range(count):
        house.clock.now = house.clock.now.replace(hour=hour, minute=0)
        house.clock.advance(days=1)
        await worked(house)


async def worked(house: House) -> None:
    """Work now, and again when every cancel window is over."""
    await house.work()
    house.clock.advance(minutes=30)
    await house.work()


async def plans(house: House) -> list[tuple[Any, ...]]:
    """State and reason of every plan, the next first."""
    return [(row.kind, row.state, row.why) for row in await house.rows(PLANS)]


def titles(house: House, who: str = "ap@acme.example") -> list[str]:
    """What somebody was mailed, in order."""
    return [each.card.title for each in house.mail.sent if each.address == who]


def button(house: House, title: str, who: str) -> str:
    """The first thing that can be pressed on the card with this title."""
    card = next(
        each.card
        for each in house.mail.sent
        if each.address == who and each.card.title.startswith(title)
    )
    return sayings(card)[0]
