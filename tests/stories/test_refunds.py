"""Money goes back: through us, in part, once; or in Stripe's dashboard, and the books follow."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from assistant.inbox import Answered
from tests.stories.house import House, id_in, opened_webhooks, pay_with


@pytest.fixture
async def hooked(house: House) -> AsyncIterator[House]:
    """A house that Stripe's webhooks reach."""
    async with opened_webhooks(house):
        yield house


async def paid(house: House, number: str = "123") -> str:
    """Pay an invoice and return the payment's id."""
    await house.pay("dana", number)
    await house.work()
    (row,) = await house.rows("SELECT id FROM payments ORDER BY created_at DESC LIMIT 1")
    return str(row.id)


async def refunded(house: House, words: str) -> Answered:
    """Propose a refund as Sam, let Uma approve it, and do the work."""
    answered = await house.operate("sam", words)
    if answered.outcome == "operation_proposed":
        found = id_in(answered.card, "op")
        assert found is not None
        answered = await house.approve("uma", found[0])
    await house.work()
    return answered


async def states(house: House) -> list[str]:
    return sorted(row.state for row in await house.rows("SELECT state FROM operations"))


async def books(house: House, account: str = "acc_acme") -> dict[str, int]:
    """What each book has moved since the house was seeded."""
    rows = await house.rows(
        "SELECT p.book, sum(p.minor) AS minor FROM ledger_postings p JOIN ledger_entries e"
        " ON e.account_id = p.account_id AND e.seq = p.seq"
        " WHERE p.account_id = :account AND e.kind IN ('refund', 'paid_out', 'refunded',"
        " 'refund_returned', 'refund_kept', 'refund_failed', 'dispute', 'dispute_lost')"
        " AND e.reference NOT IN (SELECT id FROM invoices WHERE number = '106')"
        " GROUP BY p.book",
        account=account,
    )
    return {row.book: int(row.minor) for row in rows if int(row.minor)}


async def in_dashboard(house: House, **asked: str) -> dict[str, Any]:
    """Do something in Stripe's dashboard."""
    async with (
        aiohttp.ClientSession() as somebody,
        somebody.post(
            f"{house.stripe.url}/v1/refunds",
            data=asked,
            headers={"Authorization": f"Bearer {house.stripe.api_key}"},
        ) as answer,
    ):
        assert answer.status == 200, await answer.text()
        body: dict[str, Any] = await answer.json()
        return body


async def drained(house: House) -> None:
    """Let every webhook arrive, and be read."""
    await house.stripe.webhooks.drained()
    await house.work()


def intent(house: House) -> str:
    return house.stripe.charges()[-1].payment_intent


# --- through us


async def test_a_refund_goes_back_once_and_is_an_invoice_of_its_own(house: House) -> None:
    await paid(house)
    done = await refunded(house, 'refund 60 USD of 123 "too slow"')

    assert done.outcome == "operation_done"
    assert [each.refunded for each in house.stripe.charges()] == [6000]
    assert await states(house) == ["done"]
    (row,) = await house.rows(
        "SELECT * FROM invoices WHERE type = 'REFUND' AND total_minor = -6000"
    )
    assert row.status == "CLOSED"
    assert await house.open_minor("123") == 0
    assert await books(house) == {"gateway": -6000, "revenue": 5000, "tax": 1000}
    assert len(house.told("Refunded: 60.00 USD")) == 3
    assert house.told("Done: refund") == [("slack", "T01SELLER/U01SAM")]
    await house.balanced()


async def test_a_refund_names_the_payment_by_its_id(house: House) -> None:
    payment_id = await paid(house)
    await refunded(house, f"refund payment {payment_id[:12]}")

    assert [each.refunded for each in house.stripe.charges()] == [42000]
    again = await house.operate("sam", f"refund payment {payment_id}")
    assert again.outcome == "operation_refused"
    assert "0.00 USD is left" in again.card.paragraphs[0]


async def test_parts_of_a_payment_go_back_but_never_more_than_it(house: House) -> None:
    await paid(house)
    for amount, why in ((100, "one"), (200, "two"), (121, "three")):
        await refunded(house, f'refund {amount} USD of 123 "{why}"')

    assert [each.refunded for each in house.stripe.charges()] == [30000]
    assert await states(house) == ["done", "done"]
    await refunded(house, 'refund 120 USD of 123 "four"')
    assert [each.refunded for each in house.stripe.charges()] == [42000]
    await house.balanced()


async def test_a_refund_that_waits_is_not_approved_if_the_money_went_back_meanwhile(
    hooked: House,
) -> None:
    await paid(hooked)
    waiting = await hooked.operate("sam", 'refund 300 USD of 123 "one"')
    found = id_in(waiting.card, "op")
    assert found is not None
    await in_dashboard(hooked, payment_intent=intent(hooked), amount="20000")
    await drained(hooked)

    refused = await hooked.approve("uma", found[0])
    await hooked.work()

    assert refused.outcome == "operation_refused"
    assert [each.refunded for each in hooked.stripe.charges()] == [20000]
    assert await states(hooked) == ["refused"]
    await hooked.balanced()


async def test_a_bank_debit_goes_back_in_days_and_everyone_hears_both_times(house: House) -> None:
    await pay_with(house, "acc_acme", "pm_usBankAccount")
    await paid(house)
    house.stripe.settle(intent_of(house), "succeeded")
    house.clock.advance(hours=7)
    await house.work()
    await refunded(house, 'refund 60 USD of 123 "too slow"')

    assert await states(house) == ["executing"]
    assert len(house.told("Refund on its way: 60.00 USD")) == 3
    assert await books(house) == {"refunding": -6000, "revenue": 5000, "tax": 1000}
    house.stripe.settle(only_refund(house), "succeeded")
    house.clock.advance(hours=7)
    await house.work()

    assert await states(house) == ["done"]
    assert len(house.told("Refunded: 60.00 USD")) == 3
    assert await books(house) == {"gateway": -6000, "revenue": 5000, "tax": 1000}
    await house.balanced()


def intent_of(house: House) -> str:
    (found,) = house.stripe.tables()["payment_intent"].values()
    return str(found["id"])


def only_refund(house: House) -> str:
    (found,) = house.stripe.tables()["refund"].values()
    return str(found["id"])


async def test_a_refund_the_bank_gives_back_becomes_credit_and_is_told(hooked: House) -> None:
    await pay_with(hooked, "acc_acme", "pm_usBankAccount")
    await paid(hooked)
    hooked.stripe.settle(intent_of(hooked), "succeeded")
    await drained(hooked)
    await refunded(hooked, 'refund 60 USD of 123 "too slow"')
    hooked.stripe.settle(only_refund(hooked), "failed")
    await drained(hooked)

    assert await states(hooked) == ["failed"]
    assert await books(hooked) == {"credit": -6000, "revenue": 5000, "tax": 1000}
    told = [each for each in hooked.mail.sent if each.card.title.startswith("Refund not possible")]
    assert len(told) == 2
    assert "60.00 USD is in your credit instead" in told[0].card.paragraphs[0]
    assert hooked.told("Not possible: refund") == [("slack", "T01SELLER/U01SAM")]
    again = await hooked.operate("sam", "refund payment 123")
    assert again.outcome == "operation_proposed"
    await hooked.balanced()


async def test_rights_lost_before_stripe_is_asked_stop_a_refund(house: House) -> None:
    await paid(house)
    await house.operate("sam", 'refund 60 USD of 123 "too slow"')
    await house.change("UPDATE people SET agent = false WHERE email = 'sam@seller.example'")
    await house.work()

    assert [each.refunded for each in house.stripe.charges()] == [0]
    assert await states(house) == ["refused"]
    (row,) = await house.rows("SELECT refunding_minor, refunded_minor FROM payments")
    assert (row.refunding_minor, row.refunded_minor) == (0, 0)


async def test_a_payment_in_dispute_is_not_refunded_too(hooked: House) -> None:
    await paid(hooked)
    hooked.stripe.dispute(intent(hooked))
    await drained(hooked)

    answered = await hooked.operate("sam", "refund payment 123")

    assert answered.outcome == "operation_refused"
    assert "bank is asking" in answered.card.paragraphs[0]


async def paid_twice(house: House) -> None:
    for part in ("50", "60"):
        await house.ask("dana", f"pay {part} USD of 123")
        await house.ask("dana", "yes")
        await house.work()
        house.clock.advance(seconds=1)


async def test_several_payments_of_one_invoice_are_offered_to_choose_from(house: House) -> None:
    await paid_twice(house)

    which = await house.ask("sam", "refund payment 123")
    chosen = await house.ask("sam", "1")
    nothing = [each.refunded for each in house.stripe.charges()]
    await house.ask("sam", "yes")
    await house.work()

    assert which.outcome == "operation_refused"
    assert len(which.card.choices) == 2
    assert chosen.outcome == "operation_drafted"
    assert nothing == [0, 0]
    assert sorted(each.refunded for each in house.stripe.charges()) == [0, 6000]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("goodwill", '"goodwill"'),
        ("it's late", '"it\'s late"'),
        ("the “fast” plan", "because the “fast” plan"),
    ],
)
async def test_a_choice_of_payment_keeps_how_much_goes_back_and_why(
    house: House, reason: str, said: str
) -> None:
    await paid_twice(house)

    which = await house.ask("sam", f"refund 5 of payment 123 {said}")
    chosen = await house.ask("sam", "2")
    await house.ask("sam", "yes")
    await house.work()

    assert which.card.choices[1].label.startswith("5 of 50.00 USD")
    assert chosen.card.title == "Refund of 5.00 USD for Acme?"
    facts = {fact.label: fact.value for fact in chosen.card.facts}
    assert facts["Reason"] == reason
    assert facts["Of the payment"].startswith("50.00 USD for invoice 123")
    assert sorted(each.refunded for each in house.stripe.charges()) == [0, 500]
    (row,) = await house.rows("SELECT reason, state FROM operations")
    assert (row.reason, row.state) == (reason, "done")


# --- in Stripe's dashboard


async def test_a_refund_in_the_dashboard_opens_the_invoice_again(hooked: House) -> None:
    await paid(hooked)
    await in_dashboard(hooked, payment_intent=intent(hooked), amount="10000")
    await drained(hooked)

    assert await hooked.open_minor("123") == 10000
    assert await books(hooked) == {"gateway": -10000, "receivable": 10000}
    assert len(hooked.told("Refunded: 100.00 USD")) == 3
    told = next(e for e in hooked.mail.sent if e.card.title.startswith("Refunded"))
    assert "Invoice 123 now has 100.00 USD open." in told.card.paragraphs
    assert (await hooked.ask("dana", "pay invoice 123")).outcome == "offer_made"
    await hooked.balanced()


async def test_a_dispute_marks_the_invoice_and_the_bank_decides(hooked: House) -> None:
    await paid(hooked)
    dispute = hooked.stripe.dispute(intent(hooked))
    await drained(hooked)

    assert await books(hooked) == {"gateway": -42000, "disputed": 42000}
    (row,) = await hooked.rows("SELECT status, disputed_at FROM invoices WHERE number = '123'")
    assert row.status == "CLOSED"
    assert row.disputed_at is not None
    assert len(hooked.told("Disputed: 420.00 USD")) == 3

    hooked.stripe.decide(dispute, "won")
    await drained(hooked)

    assert await books(hooked) == {}
    (row,) = await hooked.rows("SELECT status, disputed_at FROM invoices WHERE number = '123'")
    assert (row.status, row.disputed_at) == ("CLOSED", None)
    assert len(hooked.told("Dispute over")) == 3
    await hooked.balanced()


async def test_a_dispute_that_is_lost_opens_the_invoice_and_leaves_it_marked(
    hooked: House,
) -> None:
    await paid(hooked)
    dispute = hooked.stripe.dispute(intent(hooked))
    await drained(hooked)
    hooked.stripe.decide(dispute, "lost")
    await drained(hooked)

    assert await hooked.open_minor("123") == 42000
    assert await books(hooked) == {"gateway": -42000, "receivable": 42000}
    (row,) = await hooked.rows("SELECT disputed_at FROM invoices WHERE number = '123'")
    assert row.disputed_at is not None
    await hooked.balanced()
