"""Invoices that become news in one moment."""

from functools import partial

from assistant.billing.intake.telling import tell_of_new
from tests.stories.house import House
from tests.stories.reminded import flag


async def issued(house: House, numbers: dict[str, str]) -> None:
    """These invoices are new, and become news in one moment; only Dana gets invoices."""
    await house.change("UPDATE contacts SET receives_invoices = false")
    for account in set(numbers.values()):
        await flag(house, "dana", account=account, what="invoices")
    for number, account in numbers.items():
        await house.change(
            "UPDATE invoices SET issued_on = :day WHERE number = :number AND account_id = :account",
            day=house.clock.now.date(),
            number=number,
            account=account,
        )
        tell = partial(tell_of_new, account_id=account, number=number, now=house.clock.now)
        assert await house.database.write(tell)
