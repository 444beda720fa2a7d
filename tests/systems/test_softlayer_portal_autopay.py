"""The card on file that the IBM SoftLayer portal charges by itself."""

import pytest

from assistant.request import Channel
from tests.stories.house import House
from tests.stories.planned import autopay_on, days

SYSTEM = "IBM SoftLayer portal"


@pytest.mark.capability(SYSTEM, "a card on file is charged automatically when an invoice is due")
async def test_the_card_on_file_is_charged_on_the_due_date(house: House) -> None:
    await autopay_on(house)
    await house.work()
    await days(house, 11)

    assert house.taken() == [34000, 40000]
    assert await house.open_minor("122") == 0


@pytest.mark.capability(SYSTEM, "a one-time payment beside the automatic one is never made twice")
async def test_a_one_time_payment_goes_before_the_automatic_one(house: House) -> None:
    await autopay_on(house)
    await house.pay("ap", "122", channel=Channel.MAIL)
    await days(house, 12)

    assert sorted(house.taken()) == [34000, 40000]
    await house.balanced()


@pytest.mark.capability(
    SYSTEM, "whether invoices are charged automatically is a rule of the account"
)
async def test_an_account_may_do_without_automatic_payments(house: House) -> None:
    await house.change("UPDATE accounts SET autopay = 'deny' WHERE id = 'acc_acme'")

    denied = await house.ask("dana", "turn autopay on")
    allowed = await house.ask("kenji", "turn autopay on")

    assert (denied.outcome, allowed.outcome) == ("autopay_denied", "autopay_offered")
