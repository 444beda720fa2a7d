"""What the Invoca billing portal offers about documents."""

import pytest

from tests.papers import text_of
from tests.stories.house import House
from tests.stories.test_documents import got

SYSTEM = "Invoca billing portal"


@pytest.mark.capability(SYSTEM, "a receipt for each payment")
async def test_each_payment_has_its_receipt(house: House) -> None:
    await house.pay("dana", "123")
    await house.work()

    (receipt,) = await got(house, "receipt for 123")

    assert "Received 420.00 USD" in text_of(receipt)
    assert "Paid by Dana Reyes" in text_of(receipt)


@pytest.mark.capability(SYSTEM, "an account statement for a period")
async def test_a_statement_runs_from_balance_to_balance(office: House) -> None:
    (pdf,) = await got(office, "statement for Q1 2026")

    text = text_of(pdf)
    assert "Opening balance" in text
    assert "Closing balance 1,160.00 USD" in text
