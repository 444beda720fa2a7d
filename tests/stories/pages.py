"""Somebody in front of the hosted pages of the local Stripe."""

from typing import Any

import httpx

from assistant.card import Card
from tests.stories.house import House

ADDRESS = {
    "line1": "12 Desert Lane",
    "city": "Tucson",
    "postal_code": "85705",
    "country": "US",
}
CARD = {"type": "card", "card_number": "4242424242424242", "expiry": "12 / 34", "cvc": "123"}
BANK = {"type": "us_bank_account", "account_number": "000123456789"}


async def fill_in(url: str, **typed: str) -> httpx.Response:
    """Send a page's form."""
    async with httpx.AsyncClient(follow_redirects=False, trust_env=False) as browser:
        return await browser.post(url, data=typed)


async def look_at(url: str) -> str:
    """What a page shows."""
    async with httpx.AsyncClient(trust_env=False) as browser:
        return (await browser.get(url)).text


def link(card: Card) -> str:
    """The page a card leads to."""
    (url,) = (action.url for action in card.actions if action.url)
    return url


ADDING = (
    "Add a payment method",
    "Eine Zahlungsart für Globex hinzufügen",
    "Kumoの支払い方法を追加",
)
"""How the card with the page begins, in the languages of who asks here."""


def cards_for(house: House, title: str | tuple[str, ...]) -> list[Card]:
    """Every card that was sent whose title begins so."""
    both = (*house.slack.sent, *house.mail.sent)
    return [each.card for each in both if each.card.title.startswith(title)]


async def page_for(house: House, who: str, words: str, **how: Any) -> str:
    """Ask for a page and take its link from where one asked."""
    house.slack.sent.clear()
    house.mail.sent.clear()
    asked = await house.ask(who, words, **how)
    assert asked.outcome == "method_page_asked", asked.card
    await house.work()
    return link(cards_for(house, ADDING)[0])


async def arrived(house: House) -> None:
    """Let the webhooks arrive and what they point at be written down."""
    await house.stripe.webhooks.drained()
    await house.work()
