"""How invoices are paid in the systems before it: portal, card or ACH, one invoice or all."""

from collections.abc import AsyncIterator

import pytest

from tests.stories.house import House, opened_webhooks, pay_with, sayings, words_of
from tests.stories.pages import CARD, cards_for, fill_in, link

PORTAL = "IBM SoftLayer portal"
DOIT = "DoiT CMP"
INVOCA = "Invoca billing portal"


@pytest.fixture
async def hooked(house: House) -> AsyncIterator[House]:
    """A house that Stripe's webhooks reach."""
    async with opened_webhooks(house):
        yield house


async def drained(house: House) -> None:
    await house.stripe.webhooks.drained()
    await house.work()


async def policy(house: House, value: str) -> None:
    await house.change("UPDATE accounts SET partial_payments = :value", value=value)


async def method_rows(house: House) -> list[tuple[str, bool]]:
    rows = await house.rows("SELECT id, is_default FROM methods ORDER BY id")
    return [(row.id, bool(row.is_default)) for row in rows]


@pytest.mark.capability(PORTAL, "a one-time payment of the full balance, applied and updated")
async def test_the_whole_balance_is_paid_at_once_and_is_zero_then(hooked: House) -> None:
    await hooked.ask("dana", "pay my balance")
    await hooked.ask("dana", "yes")
    await drained(hooked)

    told = await hooked.ask("dana", "what do we owe?")
    assert hooked.taken() == [118000]
    assert "1,180.00" not in words_of(told.card)
    assert (await hooked.ask("dana", "pay my balance")).outcome == "nothing_due"


@pytest.mark.capability(PORTAL, "a one-time payment of a part of the balance")
async def test_a_part_of_the_balance_is_paid(hooked: House) -> None:
    await policy(hooked, "balance_only")
    await hooked.ask("dana", "pay 400 of my balance")
    await hooked.ask("dana", "yes")
    await drained(hooked)

    assert hooked.taken() == [40000]
    assert [await hooked.open_minor(number) for number in ("121", "122")] == [0, 36000]


@pytest.mark.capability(PORTAL, "a one-time payment is never recorded and leaves the default")
async def test_a_one_time_payment_leaves_no_method_behind(hooked: House) -> None:
    before = await method_rows(hooked)
    await hooked.ask("dana", "pay 123 with another card, once", place="p")
    await hooked.ask("dana", "yes", place="p")
    await hooked.work()
    await fill_in(link(cards_for(hooked, "Complete your payment")[-1]), **CARD, name="Dana")
    await drained(hooked)

    assert await hooked.payments() == [("succeeded", 42000)]
    assert await method_rows(hooked) == before
    assert hooked.taken() == [42000]


@pytest.mark.capability(PORTAL, "nothing is charged before a final, explicit click")
async def test_asking_to_pay_charges_nothing_until_the_button_is_pressed(hooked: House) -> None:
    offered = await hooked.ask("dana", "pay my balance")
    await drained(hooked)
    before = hooked.taken()

    await hooked.ask("dana", sayings(offered.card)[0])
    await drained(hooked)

    assert before == []
    assert hooked.taken() == [118000]


@pytest.mark.capability(PORTAL, "every failure names a human contact")
@pytest.mark.parametrize("words", ["pay 0.10 of 123", "pay 9999 of 123", "pay 50 EUR of 123"])
async def test_a_payment_that_cannot_be_made_leads_to_a_way_out(office: House, words: str) -> None:
    refused = await office.ask("dana", words)

    assert refused.outcome == "amount_refused"
    assert "talk to a human" in sayings(refused.card)


@pytest.mark.capability(PORTAL, "a payment that fails leads to another try or to a person")
async def test_a_declined_card_offers_another_try_and_a_person(house: House) -> None:
    await house.pay("gus", "124")
    await house.work()

    (notice, *_) = cards_for(house, "Nicht bezahlt")
    another = "pay invoice 124 with another method"
    assert sayings(notice) == ["pay invoice 124", another, "talk to a human"]


@pytest.mark.capability(DOIT, "pay an open invoice with a saved card, picked by its number")
async def test_an_invoice_is_paid_with_the_card_that_was_picked(hooked: House) -> None:
    await hooked.ask("dana", "pay invoice 123 with 4242")
    await hooked.ask("dana", "yes")
    await drained(hooked)

    assert hooked.taken() == [42000]
    told = await hooked.ask("dana", "did 123 go through?")
    assert told.card.title == "420.00 USD for invoice 123: paid"


@pytest.mark.capability(DOIT, "pay by ACH: processing for 4 to 7 days, then paid")
async def test_an_ach_debit_is_processing_and_then_paid(hooked: House) -> None:
    await pay_with(hooked, "acc_acme", "pm_usBankAccount")
    await hooked.pay("dana", "123")
    await drained(hooked)
    processing = await hooked.ask("dana", "did 123 go through?")
    hooked.clock.advance(days=5)
    (intent,) = hooked.stripe.tables()["payment_intent"]
    hooked.stripe.settle(intent)
    await drained(hooked)

    assert "between 16 Mar 2026 and 19 Mar 2026" in words_of(processing.card)
    assert await hooked.payments() == [("succeeded", 42000)]
    assert await hooked.open_minor("123") == 0


@pytest.mark.capability(DOIT, "partial payment by editing the amount")
async def test_the_amount_is_edited_before_it_is_confirmed(hooked: House) -> None:
    await hooked.ask("dana", "pay invoice 123")
    edited = await hooked.ask("dana", "pay 150 of 123")
    await hooked.ask("dana", "yes")
    await drained(hooked)

    assert edited.card.title == "Pay 150.00 USD?"
    assert hooked.taken() == [15000]
    assert await hooked.open_minor("123") == 27000


@pytest.mark.capability(DOIT, "a notification when the processor has approved; status Paid")
async def test_everyone_flagged_hears_when_it_is_paid_and_the_invoice_says_so(
    hooked: House,
) -> None:
    await hooked.pay("dana", "123")
    await drained(hooked)

    listed = await hooked.ask("dana", "show my invoices")
    assert ("mail", "ap@acme.example") in hooked.told("Paid: invoice 123")
    assert listed.card.table is not None
    (row,) = [row for row in listed.card.table.rows if row[0] == "123"]
    assert row[-1].startswith("Paid")


@pytest.mark.capability(INVOCA, "pay one invoice or the whole balance")
async def test_one_invoice_or_all_of_them(hooked: House) -> None:
    await policy(hooked, "deny_and_handoff")
    await hooked.pay("dana", "122")
    await drained(hooked)
    await hooked.ask("dana", "pay my balance", conversation="rest")
    await hooked.ask("dana", "yes", conversation="rest")
    await drained(hooked)

    assert hooked.taken() == [40000, 78000]


@pytest.mark.capability(INVOCA, "a partial payment is refused and handed to support")
@pytest.mark.parametrize("words", ["pay 50 of 123", "pay half of 123", "pay 50 of my balance"])
async def test_a_part_is_refused_with_whom_to_turn_to(office: House, words: str) -> None:
    await policy(office, "deny_and_handoff")

    refused = await office.ask("dana", words)

    assert refused.outcome == "amount_refused"
    assert "support@seller.example" in words_of(refused.card)
    assert "talk to a human" in sayings(refused.card)
