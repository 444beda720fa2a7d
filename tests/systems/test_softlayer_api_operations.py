"""The types of invoices SoftLayer knows, each made by what an agent really does."""

from typing import Any

import pytest

from tests.stories.house import House, id_in, words_of

SYSTEM = "SoftLayer_Billing_Invoice"


async def done(house: House, words: str) -> Any:
    """Have it done, by two people if need be, and return the invoice it resulted in."""
    answered = await house.operate("sam", words)
    if answered.outcome == "operation_proposed":
        found = id_in(answered.card, "op")
        assert found is not None
        answered = await house.approve("uma", found[0])
    assert answered.outcome == "operation_done", answered.card
    await house.work()
    (row,) = await house.rows(
        "SELECT i.* FROM invoices i JOIN operations o ON o.result_id = i.id"
        " OR (o.result_id IS NULL AND o.invoice_id = i.id)"
    )
    return row


@pytest.mark.capability(SYSTEM, "a CREDIT comes of an agent's credit, and pays what is open")
async def test_softlayer_api_credit(house: House) -> None:
    credit = await done(house, 'for acme: credit 20 USD "outage"')

    assert (credit.type, credit.status, credit.total_minor) == ("CREDIT", "CLOSED", -2000)
    shown = await house.ask("dana", f"invoice {credit.number}")
    assert "outage" in words_of(shown.card)
    assert await house.open_minor("121") == 34000
    await house.balanced()


@pytest.mark.capability(SYSTEM, "a REFUND comes of money sent back through the provider")
async def test_softlayer_api_refund(house: House) -> None:
    await house.pay("dana", "123")
    await house.work()
    refund = await done(house, "refund payment 123")

    assert (refund.type, refund.status, refund.total_minor) == ("REFUND", "CLOSED", -42000)
    assert [each.refunded for each in house.stripe.charges()] == [42000]
    assert (await house.ask("dana", f"pay invoice {refund.number}")).outcome == "not_payable"
    await house.balanced()


@pytest.mark.capability(SYSTEM, "a ONE-TIME-CHARGE comes of an agent's charge, and is payable")
async def test_softlayer_api_one_time_charge(house: House) -> None:
    charge = await done(house, 'for acme: charge 50 USD "extra support"')

    assert (charge.type, charge.status, charge.total_minor) == ("ONE-TIME-CHARGE", "OPEN", 5000)
    await house.pay("dana", charge.number)
    await house.work()
    assert house.taken() == [5000]
    await house.balanced()


@pytest.mark.capability(SYSTEM, "an invoice that will never be paid goes OPEN → CLOSED_FAILED")
async def test_softlayer_api_closed_failed(house: House) -> None:
    lost = await done(house, 'write off 122 "gone out of business"')

    assert (lost.number, lost.status) == ("122", "CLOSED_FAILED")
    assert (await house.ask("dana", "pay invoice 122")).outcome == "not_payable"
    await house.balanced()
