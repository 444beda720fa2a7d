"""What tests of reminders have in common."""

from typing import Any

from tests.stories.house import House

ROWS = """
SELECT i.number, r.stage, p.email, r.state, r.why FROM reminders r
JOIN invoices i ON i.id = r.invoice_id JOIN people p ON p.id = r.person_id
ORDER BY i.number, r.stage, p.email
"""
"""Acme's invoices are due: 121 on 23 Feb (overdue), 122 on 20 Mar, 123 on 4 Apr."""


async def flag(house: House, *who: str, account: str = "acc_acme", what: str = "reminders") -> None:
    """Let these people be told that."""
    for each in who:
        await house.change(
            f"UPDATE contacts SET receives_{what} = true WHERE account_id = :account"
            " AND person_id = (SELECT id FROM people WHERE email LIKE :email)",
            account=account,
            email=f"{each}@%",
        )


async def kept(house: House, number: str = "", stage: int | None = None) -> list[tuple[Any, ...]]:
    """(number, stage, who, state, why) of every reminder."""
    return [
        (row.number, row.stage, row.email.partition("@")[0], row.state, row.why)
        for row in await house.rows(ROWS)
        if (not number or row.number == number) and (stage is None or row.stage == stage)
    ]


async def at_hours(house: House, *hours: int) -> None:
    """Work at these hours of the day (UTC), once each."""
    for hour in hours:
        house.clock.now = house.clock.now.replace(hour=hour, minute=5)
        await house.work()


async def days_pass(house: House, count: int) -> None:
    """Let days pass; on each the assistant works in the morning, at noon, and in the evening."""
    for _ in range(count):
        house.clock.advance(days=1)
        await at_hours(house, 6, 14, 17, 22)


def reminders(house: House, who: str = "ap@acme.example") -> list[str]:
    """The titles of the reminders somebody was mailed, in order."""
    return [
        each.card.title
        for each in house.mail.sent
        if each.address == who and ("Invoice" in each.card.title or "invoices" in each.card.title)
    ]
