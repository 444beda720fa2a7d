"""What people are told that nobody asked for: a new invoice, another default, a dead address."""

from datetime import date, datetime, timedelta
from functools import partial

from assistant.billing.contacts import telling
from assistant.billing.intake.telling import tell_of_new
from assistant.notify.wording import Wording
from assistant.notify.worker import Notifier
from tests.stories.house import House
from tests.stories.reminded import flag

DANA, AP = "dana@acme.example", "ap@acme.example"


def titles(house: House, who: str) -> list[str]:
    return [each.card.title for each in house.mail.sent if each.address == who]


async def issued(house: House, number: str, on: date) -> bool:
    """Whether people are told of an invoice that is entered as issued on that day."""
    await house.change(
        "UPDATE invoices SET issued_on = :day WHERE number = :number", day=on, number=number
    )
    tell = partial(tell_of_new, account_id="acc_acme", number=number, now=house.clock.now)
    return await house.database.write(tell)


async def test_a_new_invoice_goes_to_whoever_gets_invoices_once_with_the_document(
    office: House,
) -> None:
    await flag(office, "ap", what="invoices")
    told = [await issued(office, "123", office.clock.now.date()) for _ in range(2)]
    await office.work()

    mail = next(each for each in office.mail.sent if each.address == AP)
    assert told == [True, False]
    assert mail.card.title == "New invoice 123: 420.00 USD"
    assert [each.name for each in mail.files] == ["Invoice-123.pdf"]
    assert titles(office, AP) == [mail.card.title]


async def test_what_is_old_or_paid_is_nobodys_news(house: House) -> None:
    await house.pay("dana", "122")
    await house.work()
    today = house.clock.now.date()

    assert not await issued(house, "123", today - timedelta(days=8))
    assert not await issued(house, "122", today)
    assert not await issued(house, "999", today)


async def test_another_default_method_is_told_once_and_by_whom(house: House) -> None:
    await house.change(
        "INSERT INTO methods (id, account_id, gateway_ref, kind, brand, last4, state,"
        " is_default, is_backup, created_at, attempts) SELECT 'met_x', account_id, 'pm_x', kind,"
        " brand, '1111', 'active', false, false, created_at, 0 FROM methods"
        " WHERE account_id = 'acc_acme' AND is_default"
    )
    await house.ask("dana", "make 1111 the default")
    await house.ask("dana", "make 1111 the default")
    await house.work()

    (mail,) = [each for each in house.mail.sent if each.address == AP]
    assert mail.card.title == "New default: Visa 1111"
    assert "Done by" in {fact.label for fact in mail.card.facts}


async def test_a_dead_address_is_told_to_the_admins_and_to_its_owner_in_slack(house: House) -> None:
    await house.change("DELETE FROM slack_links WHERE person_id LIKE '%ap%'")
    await house.database.write(
        lambda tx: telling.bounced(tx, AP, "550 no such user", house.clock.now)
    )
    await house.work()

    assert titles(house, DANA) == [f"Mail to {AP} comes back"]
    assert titles(house, AP) == []


async def test_the_operators_own_words_are_what_is_sent(house: House) -> None:
    words = {("payment_succeeded", "en", "subject"): "Thank you, {payer}"}
    own = Notifier(house.database, {"mail": house.mail}, house.clock, wording=Wording(words))
    await house.pay("dana", "121")
    while await house.settle():
        pass

    await own.announce()
    await own.deliver()

    assert titles(house, AP) == ["Thank you, Dana Reyes"]


def stating(house: House) -> Notifier:
    """As the operator has set it: a statement of each month."""
    return Notifier(
        house.database, {"mail": house.mail, "slack": house.slack}, house.clock, statements=True
    )


async def at(notifier: Notifier, house: House, when: datetime) -> int:
    """Everything that is due at that moment."""
    house.clock.now = when
    told = 0
    while count := await notifier.state():
        told += count
    await notifier.announce()
    return told


async def test_a_month_that_is_over_is_told_once_and_only_the_newest(house: House) -> None:
    notifier = stating(house)
    today = house.clock.now
    ahead = [today.replace(month=month, day=day) for month, day in ((4, 1), (4, 2), (6, 20))]

    told = [await at(notifier, house, when) for when in (today, *ahead)]

    rows = await house.rows("SELECT about FROM events WHERE kind = 'statement_ready'")
    assert told[0] == told[2] == 0
    assert told[1] == told[3] > 1
    assert {row.about.partition(":")[2] for row in rows} == {"2026-03", "2026-05"}


async def test_statements_are_sent_only_where_they_are_set(house: House) -> None:
    house.clock.advance(days=60)
    await house.work()

    assert await house.rows("SELECT id FROM events WHERE kind = 'statement_ready'") == []
