"""Fault 9: a payment page is open while somebody pays in another way; money moves once."""

from collections.abc import AsyncIterator
from functools import partial

import pytest

from assistant.billing.gateway import GatewayReport, ReportStatus
from assistant.billing.money import Money
from assistant.billing.settling.record import record
from assistant.sandbox.stripe import Unavailable
from tests.stories.house import House, opened_webhooks, pay_with, sayings, words_of
from tests.stories.pages import CARD, cards_for, fill_in, link


@pytest.fixture
async def hooked(house: House) -> AsyncIterator[House]:
    """A house that Stripe's webhooks reach."""
    async with opened_webhooks(house):
        yield house


async def drained(house: House) -> None:
    await house.stripe.webhooks.drained()
    await house.work()


async def link_for(house: House, who: str, words: str) -> str:
    """Ask for a link and take it from where one asked."""
    asked = await house.ask(who, words, place='{"channel":"D9"}', conversation=f"link-{who}")
    assert asked.outcome == "link_promised", asked.card
    await house.work()
    return link(cards_for(house, "A link to pay")[-1])


def states(payments: list[tuple[str, int]]) -> list[str]:
    return sorted(state for state, _ in payments)


async def test_a_viewer_gets_a_link_which_pays_when_somebody_pays_there(hooked: House) -> None:
    page = await link_for(hooked, "vic", "send me a link for 123")
    before = hooked.taken()

    await fill_in(page, **CARD, name="Vic")
    await drained(hooked)

    assert before == []
    assert hooked.taken() == [42000]
    assert await hooked.open_minor("123") == 0
    assert ("mail", "dana@acme.example") in hooked.told("Paid")
    await hooked.balanced()


async def test_a_link_concerns_nobody_else_until_money_moves(house: House) -> None:
    await link_for(house, "vic", "send me a link for 123")

    assert house.told("A link to pay") == [("slack", "T02ACME/U02VIC")]
    assert house.told("Not complete yet") == []


async def test_the_same_link_is_given_again_and_not_made_anew(house: House) -> None:
    page = await link_for(house, "vic", "send me a link for 123")

    again = await house.ask("ap", "send me a link for 123", channel="mail")

    assert again.outcome == "link_promised"
    assert link(again.card) == page
    assert len(await house.payments()) == 1


async def test_fault_09_whoever_pays_closes_the_open_link_first_and_is_told_so(
    hooked: House,
) -> None:
    page = await link_for(hooked, "vic", "send me a link for 123")
    offered = await hooked.ask("dana", "pay invoice 123")

    await hooked.ask("dana", "yes")
    at_once = states(await hooked.payments())
    await drained(hooked)
    await hooked.work()
    await fill_in(page, **CARD, name="Vic")
    await drained(hooked)

    assert "I close it before anything is charged" in words_of(offered.card)
    assert at_once == ["confirmed", "withdrawing"]
    assert states(await hooked.payments()) == ["failed", "succeeded"]
    assert hooked.taken() == [42000]
    assert hooked.told("Link closed") == [("slack", "T02ACME/U02VIC")]
    await hooked.balanced()


async def test_fault_09_paid_on_the_page_just_before_the_other_payment_is_not_made(
    house: House,
) -> None:
    page = await link_for(house, "vic", "send me a link for 123")
    await house.ask("dana", "pay invoice 123")
    await fill_in(page, **CARD, name="Vic")  # no webhook has told us

    await house.ask("dana", "yes")
    await house.work()
    await house.work()

    assert states(await house.payments()) == ["failed", "succeeded"]
    assert house.taken() == [42000]
    assert await house.open_minor("123") == 0
    assert any("paid on an open payment page" in words_of(c) for c in cards_for(house, "Not paid"))
    await house.balanced()


async def test_fault_09_nothing_is_charged_while_it_is_unknown_whether_the_page_was_paid(
    house: House,
) -> None:
    await link_for(house, "vic", "send me a link for 123")
    await house.ask("dana", "pay invoice 123")
    house.stripe.faults.inject(Unavailable(), on="* *", times=10_000)
    await house.ask("dana", "yes")
    for _ in range(3):
        house.clock.advance(minutes=3)
        await house.work()
    waiting = states(await house.payments())
    house.stripe.faults.clear()
    for _ in range(2):
        house.clock.advance(minutes=3)
        await house.work()

    assert waiting == ["confirmed", "withdrawing"]
    assert states(await house.payments()) == ["failed", "succeeded"]
    assert house.taken() == [42000]
    await house.balanced()


async def test_fault_09_one_payment_may_close_several_links(house: House) -> None:
    await link_for(house, "vic", "send me a link for 121")
    page = await house.ask("dana", "send me a link for 122", conversation="l2", place="p")
    await house.work()
    await house.ask("dana", "pay my balance")
    await house.ask("dana", "yes")
    for _ in range(3):
        await house.work()

    assert page.outcome == "link_promised"
    assert house.taken() == [118000]
    assert states(await house.payments()) == ["failed", "failed", "succeeded"]
    await house.balanced()


async def test_fault_09_one_link_paid_after_all_stops_the_payment_of_the_balance(
    house: House,
) -> None:
    page = await link_for(house, "vic", "send me a link for 121")
    await house.ask("dana", "pay my balance")
    await fill_in(page, **CARD, name="Vic")
    await house.ask("dana", "yes")
    for _ in range(3):
        await house.work()
    again = await house.ask("dana", "pay my balance")

    assert house.taken() == [36000]
    assert states(await house.payments()) == ["failed", "succeeded"]
    assert again.card.title == "Pay 820.00 USD?"
    await house.balanced()


async def test_fault_09_a_second_page_paid_after_it_was_given_up_becomes_credit_and_a_case(
    house: House,
) -> None:
    """Stripe said the page was closed, and money came from it all the same."""
    page = await link_for(house, "vic", "send me a link for 123")
    (first,) = await house.rows("SELECT id FROM payments")
    await fill_in(page, **CARD, name="Vic")
    await house.change("UPDATE payments SET state = 'failed', due_at = NULL")
    await house.change("UPDATE allocations SET live = false")
    await house.pay("dana", "123")
    await house.work()
    late = GatewayReport(first.id, ReportStatus.SUCCEEDED, amount=Money(42000, "USD"))
    await house.database.write(partial(record, report=late, now=house.clock()))
    await house.work()

    (case,) = await house.rows("SELECT kind, about FROM cases")
    balance = await house.ask("dana", "what do we owe?")
    assert (case.kind, case.about) == ("overpaid", first.id)
    assert "440.00 USD" in words_of(balance.card)
    await house.balanced()


async def test_whoever_the_page_waits_for_is_shown_it_again_unless_they_name_a_method(
    house: House,
) -> None:
    await pay_with(house, "acc_acme", "pm_card_authenticationRequired")
    await house.pay("dana", "123")
    await house.work()

    again = await house.ask("dana", "pay invoice 123")
    otherwise = await house.ask("dana", "pay invoice 123 with another card, once")

    assert again.outcome == "being_paid"
    assert link(again.card)
    assert otherwise.outcome == "offer_made"
    assert "I close it before anything is charged" in words_of(otherwise.card)
    assert "confirm" in sayings(otherwise.card)[0]
