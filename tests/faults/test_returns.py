"""A bank debit takes days and may come back after it arrived; the books follow, once."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.billing import invoices
from assistant.billing.gateway import GatewayReport, ReportStatus
from assistant.billing.money import Money
from assistant.billing.settling import held
from assistant.billing.settling.record import record
from assistant.billing.store import payments
from assistant.cli import app
from tests.logs import log_plainly
from tests.stories.house import NOON, House, opened_house, opened_webhooks, pay_with, words_of


@pytest.fixture
async def hooked(house: House) -> AsyncIterator[House]:
    """A house that Stripe's webhooks reach."""
    async with opened_webhooks(house):
        yield house


async def drained(house: House) -> None:
    await house.stripe.webhooks.drained()
    await house.work()


async def debited(house: House, number: str = "123") -> str:
    """Pay by a bank account; returns the intent, which the bank is processing."""
    await pay_with(house, "acc_acme", "pm_usBankAccount")
    await house.pay("dana", number)
    await drained(house)
    assert (await house.payments())[-1][0] == "processing"
    return next(iter(house.stripe.tables()["payment_intent"]))


async def paid_by_debit(house: House, number: str = "123") -> str:
    intent = await debited(house, number)
    house.clock.advance(days=4)
    house.stripe.settle(intent)
    await drained(house)
    assert (await house.payments())[-1][0] == "succeeded"
    return intent


async def test_a_return_reopens_the_invoice_and_tells_everyone_once(hooked: House) -> None:
    intent = await paid_by_debit(hooked)
    before = await hooked.open_minor("123")
    hooked.clock.advance(days=3)

    hooked.stripe.settle(intent, "failed")
    await drained(hooked)

    assert before == 0
    assert await hooked.payments() == [("returned", 42000)]
    assert await hooked.open_minor("123") == 42000
    assert hooked.told("Returned by the bank") == hooked.told("Paid")
    status = await hooked.ask("dana", "did 123 go through?")
    assert "returned by the bank" in status.card.title
    assert (await hooked.ask("dana", "pay invoice 123")).outcome == "offer_made"
    await hooked.balanced()


async def test_a_return_of_a_part_leaves_what_was_paid_otherwise(hooked: House) -> None:
    await hooked.ask("dana", "pay 100 of 123", conversation="card")
    await hooked.ask("dana", "yes", conversation="card")
    await drained(hooked)
    intent = [*hooked.stripe.tables()["payment_intent"]]
    await pay_with(hooked, "acc_acme", "pm_usBankAccount")
    await hooked.pay("dana", "123")
    await drained(hooked)
    (debit,) = set(hooked.stripe.tables()["payment_intent"]).difference(intent)
    hooked.stripe.settle(debit)
    await drained(hooked)

    hooked.stripe.settle(debit, "failed")
    await drained(hooked)

    assert sorted(state for state, _ in await hooked.payments()) == ["returned", "succeeded"]
    assert await hooked.open_minor("123") == 32000
    await hooked.balanced()


async def test_a_returned_balance_payment_reopens_all_it_had_paid(hooked: House) -> None:
    await pay_with(hooked, "acc_acme", "pm_usBankAccount")
    await hooked.ask("dana", "pay 500 of my balance")
    await hooked.ask("dana", "yes")
    await drained(hooked)
    (intent,) = hooked.stripe.tables()["payment_intent"]
    hooked.stripe.settle(intent)
    await drained(hooked)

    hooked.stripe.settle(intent, "failed")
    await drained(hooked)

    opened = [await hooked.open_minor(number) for number in ("121", "122", "123")]
    assert opened == [36000, 40000, 42000]
    await hooked.balanced()


async def test_webhooks_of_a_return_backwards_and_doubled_change_it_once(hooked: House) -> None:
    intent = await debited(hooked)
    hooked.stripe.webhooks.hold()
    hooked.stripe.settle(intent)
    hooked.stripe.settle(intent, "failed")

    hooked.stripe.webhooks.release(backwards=True, copies=2)
    await drained(hooked)

    assert await hooked.payments() == [("returned", 42000)]
    assert await hooked.open_minor("123") == 42000
    assert len(hooked.told("Returned by the bank")) == 3
    await hooked.balanced()


async def test_a_success_looked_up_after_the_return_does_not_close_the_invoice_again(
    hooked: House,
) -> None:
    intent = await paid_by_debit(hooked)
    hooked.stripe.settle(intent, "failed")
    await drained(hooked)
    (row,) = await hooked.rows("SELECT id FROM payments")

    late = GatewayReport(row.id, ReportStatus.SUCCEEDED, amount=Money(42000, "USD"))
    await hooked.database.write(partial(record, report=late, now=hooked.clock()))

    assert await hooked.payments() == [("returned", 42000)]
    assert await hooked.open_minor("123") == 42000


async def test_a_return_of_an_invoice_given_up_meanwhile_is_a_loss_and_not_a_debt(
    office: House,
) -> None:
    await office.ask("dana", "pay 100 of 123")
    await office.ask("dana", "yes")
    (row,) = await office.rows("SELECT id FROM payments")
    money = Money(10000, "USD")
    paid = GatewayReport(row.id, ReportStatus.SUCCEEDED, amount=money)
    await office.database.write(partial(record, report=paid, now=office.clock()))
    await office.database.write(
        partial(invoices.write_off, account_id="acc_acme", number="123", at=office.clock())
    )

    back = GatewayReport(row.id, ReportStatus.RETURNED, amount=money, decline="account_closed")
    await office.database.write(partial(record, report=back, now=office.clock()))
    await office.work()

    (invoice,) = await office.rows("SELECT status, paid_minor FROM invoices WHERE number = '123'")
    assert (invoice.status, invoice.paid_minor) == ("CLOSED_FAILED", 0)
    await office.balanced()


async def test_a_return_of_another_amount_is_a_case_and_moves_nothing(office: House) -> None:
    await office.pay("dana", "123")
    (row,) = await office.rows("SELECT id FROM payments")
    for status, minor in ((ReportStatus.SUCCEEDED, 42000), (ReportStatus.RETURNED, 41000)):
        said = GatewayReport(row.id, status, amount=Money(minor, "USD"))
        await office.database.write(partial(record, report=said, now=office.clock()))

    (case,) = await office.rows("SELECT kind FROM cases")
    assert case.kind == "amount_differs"
    assert await office.payments() == [("succeeded", 42000)]
    await office.balanced()


async def test_a_card_dispute_is_no_return(hooked: House) -> None:
    await hooked.pay("dana", "123")
    await drained(hooked)
    (intent,) = hooked.stripe.tables()["payment_intent"]

    hooked.stripe.dispute(intent)
    await drained(hooked)

    assert await hooked.payments() == [("succeeded", 42000)]


# --- payments of another amount than agreed


async def held_with(house: House, amount: Money) -> str:
    await house.pay("dana", "123")
    (row,) = await house.rows("SELECT id FROM payments")
    said = GatewayReport(row.id, ReportStatus.SUCCEEDED, amount=amount)
    await house.database.write(partial(record, report=said, now=house.clock()))
    await house.work()
    return str(row.id)


@pytest.mark.parametrize(
    ("amount", "still_open", "credit"),
    [
        (Money(40000, "USD"), 2000, "20.00 USD"),
        (Money(43000, "USD"), 0, "30.00 USD"),
        (Money(42000, "EUR"), 42000, "420.00 EUR"),
    ],
)
async def test_fault_34_what_an_operator_accepts_is_booked_as_far_as_it_goes(
    office: House, amount: Money, still_open: int, credit: str
) -> None:
    payment_id = await held_with(office, amount)
    waiting = await office.database.read(held.waiting)

    accepted = await office.database.write(
        lambda tx: held.accept(tx, payment_id, now=office.clock())
    )
    again = await office.database.write(lambda tx: held.accept(tx, payment_id, now=office.clock()))
    await office.work()

    balance = await office.ask("dana", "what do we owe?")
    assert [each.moved for each in waiting] == [amount]
    assert (accepted, again) == (True, False)
    assert (await office.payments())[0][0] == "succeeded"
    assert await office.open_minor("123") == still_open
    assert credit in words_of(balance.card)
    assert len(office.told("Being checked")) == 3
    assert not await office.rows(
        "SELECT id FROM cases WHERE closed_at IS NULL AND about <> '' AND kind = 'amount_differs'"
    )
    await office.balanced()


async def test_fault_34_what_an_operator_releases_can_be_paid_again(office: House) -> None:
    payment_id = await held_with(office, Money(1, "USD"))

    released = await office.database.write(
        lambda tx: held.release(tx, payment_id, now=office.clock())
    )
    await office.work()

    assert released
    assert await office.payments() == [("failed", 42000)]
    assert (await office.ask("dana", "pay invoice 123")).outcome == "offer_made"
    await office.balanced()


async def test_only_what_is_held_can_be_decided(office: House) -> None:
    await office.pay("dana", "123")
    (row,) = await office.rows("SELECT id FROM payments")

    for decide in (held.accept, held.release):
        for which in (row.id, "pay_none"):
            decided = await office.database.write(partial(decide, payment_id=which, now=NOON))
            assert not decided
    assert await office.database.read(payments.held) == []


@pytest.fixture
def own_log() -> Iterator[None]:
    """A command sets up the log for its own terminal, which is gone afterwards."""
    yield
    log_plainly()


async def test_fault_34_an_operator_lists_and_decides_at_a_terminal(
    seeded_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, own_log: None
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ASSISTANT_DATABASE_URL", seeded_url)
    async with opened_house(seeded_url) as house:
        payment_id = await held_with(house, Money(40000, "USD"))

    async def held_command(*args: str) -> tuple[int, str]:
        said = await asyncio.to_thread(CliRunner().invoke, app, ["audit", "held", *args])
        return said.exit_code, said.output

    listed = await held_command()
    unsaid = await held_command(payment_id)
    decided = await held_command(payment_id, "--accept")
    twice = await held_command(payment_id, "--release")

    assert listed[0] == 1
    assert f"{payment_id}: agreed 420.00 USD, moved 400.00 USD, for 123" in listed[1]
    assert unsaid[0] == 1
    assert (decided[0], "0 held" in decided[1]) == (0, True)
    assert "is not held" in twice[1]
