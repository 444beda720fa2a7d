"""Money goes back once: whoever dies, asks twice, is late, or was faster in the dashboard."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

import aiohttp
import pytest

from assistant.billing.gateway import (
    DisputeReport,
    DisputeStatus,
    GatewayEvent,
    GatewayReport,
    MoneyBack,
    RefundReport,
    RefundStatus,
    ReportStatus,
)
from assistant.billing.money import Money
from assistant.billing.operations.money_back import record_money_back
from assistant.billing.refunding import Refunder
from assistant.sandbox.stripe import LostAnswer, LostRequest, RateLimited, ServerError, Unavailable
from bench.mishaps import Life, MortalDatabase, MortalGateway
from tests.stories.house import House, id_in, opened_house, opened_webhooks, words_of

REFUNDS = "POST /v1/refunds"


@pytest.fixture
async def hooked(house: House) -> AsyncIterator[House]:
    """A house that Stripe's webhooks reach."""
    async with opened_webhooks(house):
        yield house


async def paid(house: House, number: str = "123") -> str:
    await house.pay("dana", number)
    await house.work()
    house.clock.advance(seconds=1)
    (row,) = await house.rows("SELECT id FROM payments ORDER BY created_at DESC LIMIT 1")
    return str(row.id)


async def approved(house: House, words: str = 'refund 60 USD of 123 "too slow"') -> None:
    """Have a refund approved that nobody has asked Stripe for yet."""
    answered = await house.operate("sam", words)
    assert answered.outcome == "operation_done", answered.card


async def states(house: House) -> list[str]:
    return sorted(row.state for row in await house.rows("SELECT state FROM operations"))


def refunded(house: House) -> list[int]:
    return [each.refunded for each in house.stripe.charges()]


async def in_dashboard(house: House, **asked: str) -> dict[str, Any]:
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
    await house.stripe.webhooks.drained()
    await house.work()


async def sums(house: House) -> tuple[int, int]:
    """What of the payments has gone back, and what is promised, in minor units."""
    (row,) = await house.rows(
        "SELECT sum(refunded_minor) AS gone, sum(refunding_minor) AS promised FROM payments"
    )
    return int(row.gone), int(row.promised)


# --- the provider does not answer as it should


@pytest.mark.parametrize("fault", [LostAnswer(), LostRequest(), RateLimited(), Unavailable()])
async def test_fault_28_a_refund_whose_answer_is_lost_is_made_once(
    house: House, fault: Any
) -> None:
    await paid(house)
    house.stripe.faults.inject(fault, on=REFUNDS)
    await approved(house)
    for _ in range(3):
        await house.work()
        house.clock.advance(minutes=1)
        house.stripe.forget_keys()

    assert refunded(house) == [6000]
    assert await states(house) == ["done"]
    assert len(house.told("Refunded: 60.00 USD")) == 3
    await house.balanced()


async def test_fault_29_a_500_saved_under_the_key_ends_with_nothing_sent_and_is_told(
    house: House,
) -> None:
    await paid(house)
    house.stripe.faults.inject(ServerError(), on=REFUNDS)
    await approved(house)
    for _ in range(12):
        await house.work()
        house.clock.advance(minutes=10)

    assert refunded(house) == [0]
    assert await states(house) == ["failed"]
    assert await sums(house) == (0, 0)
    assert house.told("Not possible: refund") == [("slack", "T01SELLER/U01SAM")]
    assert house.told("Refund") == []
    await house.balanced()


async def test_a_refund_that_was_given_up_and_happened_after_all_is_believed(
    hooked: House,
) -> None:
    await paid(hooked)
    await approved(hooked)
    (row,) = await hooked.rows("SELECT id FROM operations")
    hooked.stripe.faults.inject(ServerError(), on=REFUNDS)
    for _ in range(12):
        await hooked.work()
        hooked.clock.advance(minutes=10)
    late = {"payment_intent": hooked.stripe.charges()[0].payment_intent, "amount": "6000"}
    await in_dashboard(hooked, **late, **{"metadata[operation_id]": row.id})
    await drained(hooked)

    assert await states(hooked) == ["done"]
    assert await sums(hooked) == (6000, 0)
    assert await hooked.open_minor("123") == 0
    await hooked.balanced()


async def test_a_refund_the_dashboard_was_faster_with_is_refused_and_its_promise_freed(
    hooked: House,
) -> None:
    await paid(hooked)
    await approved(hooked)
    await in_dashboard(hooked, payment_intent=hooked.stripe.charges()[0].payment_intent)
    await drained(hooked)

    assert refunded(hooked) == [42000]
    assert sorted(await states(hooked)) == ["failed"]
    assert await sums(hooked) == (42000, 0)
    assert await hooked.open_minor("123") == 42000
    await hooked.balanced()


# --- somebody dies


@pytest.mark.parametrize("effects", range(12))
async def test_fault_1_wherever_it_dies_a_refund_is_made_once(house: House, effects: int) -> None:
    await paid(house)
    await approved(house)
    assert house.desk.settler is not None
    life = Life(effects)
    mortal = MortalGateway(house.desk.settler.gateway, life)
    refunder = Refunder(MortalDatabase(house.database, life), mortal, house.clock)
    with suppress(asyncio.CancelledError):
        await refunder.refund()
    house.clock.advance(minutes=5)
    await house.work()

    assert refunded(house) == [6000]
    assert await states(house) == ["done"]
    assert await sums(house) == (6000, 0)
    assert len(house.told("Refunded: 60.00 USD")) == 3
    await house.balanced()


async def test_two_processes_make_a_refund_once(house: House, seeded_url: str) -> None:
    await paid(house)
    await approved(house)
    async with opened_house(seeded_url, stripe=house.stripe, clock=house.clock) as other:
        await asyncio.gather(house.work(), other.work(), house.work())

    assert refunded(house) == [6000]
    assert await states(house) == ["done"]
    await house.balanced()


# --- two people


async def test_two_approvers_at_once_do_it_once(office: House, seeded_url: str) -> None:
    await office.change("UPDATE people SET agent = true, approver = true WHERE name = 'Kenji Sato'")
    proposed = await office.operate("sam", 'for acme: credit 500 USD "outage"')
    found = id_in(proposed.card, "op")
    assert found is not None
    async with opened_house(seeded_url, clock=office.clock) as other:
        both = await asyncio.gather(
            office.ask("uma", f"approve {found[0]} 500 USD"),
            other.ask("kenji", f"approve {found[0]} 500 USD"),
        )

    assert sorted(each.outcome for each in both) == ["operation_done", "operation_refused"]
    assert await office.open_minor("121") == 0
    assert await office.open_minor("122") == 40000 + 36000 - 50000
    credits = await office.rows(
        "SELECT id FROM invoices WHERE type = 'CREDIT' AND total_minor < -2000"
    )
    assert len(credits) == 1
    await office.balanced()


async def test_a_yes_twice_at_once_in_two_processes_gives_one_credit(
    office: House, seeded_url: str
) -> None:
    shown = await office.ask("sam", 'for acme: credit 20 USD "outage"')
    yes = shown.card.actions[0].say
    async with opened_house(seeded_url, clock=office.clock) as other:
        both = await asyncio.gather(
            office.ask("sam", yes), other.ask("sam", yes), office.ask("sam", yes)
        )
        await office.work()

    assert {each.outcome for each in both} == {"operation_done"}
    assert await office.open_minor("121") == 36000 - 2000
    assert len(office.told("Credited: 20.00 USD")) == 3
    await office.balanced()


async def test_the_same_yes_delivered_again_is_answered_as_before(office: House) -> None:
    shown = await office.ask("sam", 'for acme: credit 20 USD "outage"')
    first = await office.ask("sam", "yes", key="same")
    second = await office.ask("sam", "yes", key="same")

    assert first.card == second.card
    assert await office.open_minor("121") == 36000 - 2000
    assert shown.outcome == "operation_drafted"


async def test_the_database_itself_wants_two_people(office: House) -> None:
    await office.operate("sam", 'for acme: credit 500 USD "outage"')

    with pytest.raises(Exception, match=r"(?i)check|two_people"):
        await office.change("UPDATE operations SET approved_by = proposed_by")


async def test_the_database_itself_refuses_to_send_back_more_than_was_paid(house: House) -> None:
    await paid(house)

    with pytest.raises(Exception, match=r"(?i)check|refunded"):
        await house.change("UPDATE payments SET refunded_minor = amount_minor + 1")


async def test_one_agent_who_asks_twice_at_once_stays_within_the_limit(
    office: House, seeded_url: str
) -> None:
    async with opened_house(seeded_url, clock=office.clock) as other:
        both = await asyncio.gather(
            office.operate("sam", 'for acme: credit 60 USD "one"'),
            other.operate("sam", 'for Acme EU: charge 1 EUR "other"'),
            other.operate("sam", 'for acme: credit 60 USD "two"'),
        )

    assert sorted(each.outcome for each in both) == [
        "operation_done",
        "operation_done",
        "operation_proposed",
    ]


# --- fault 11


async def test_fault_11_a_write_off_and_a_payment_of_one_invoice_come_one_after_the_other(
    house: House, seeded_url: str
) -> None:
    await house.change(
        "UPDATE people SET limits = '{\"USD\": 100000}' WHERE email = 'sam@seller.example'"
    )
    await house.ask("dana", "pay invoice 123")
    async with opened_house(seeded_url, stripe=house.stripe, clock=house.clock) as other:
        yes, void = await asyncio.gather(
            house.ask("dana", "yes"), other.operate("sam", 'write off 123 "never mind"')
        )
        await asyncio.gather(house.work(), other.work())

    (row,) = await house.rows("SELECT status FROM invoices WHERE number = '123'")
    if void.outcome == "operation_done":
        assert (row.status, house.taken(), yes.outcome) == ("CLOSED_FAILED", [], "not_payable")
    else:
        assert (row.status, house.taken()) == ("CLOSED", [42000])
        assert "paying that invoice" in void.card.paragraphs[0]
    await house.balanced()


async def test_fault_11_a_refund_and_a_second_payment_leave_what_the_gateway_says(
    hooked: House, seeded_url: str
) -> None:
    """The dashboard refunds while the customer pays what it opens again."""
    await paid(hooked)
    intent = hooked.stripe.charges()[0].payment_intent
    async with opened_house(seeded_url, stripe=hooked.stripe, clock=hooked.clock) as other:
        await asyncio.gather(
            in_dashboard(hooked, payment_intent=intent, amount="10000"),
            approved(hooked),
            other.ask("dana", "pay invoice 123", conversation="c9"),
        )
        await asyncio.gather(drained(hooked), other.work())
    await drained(hooked)

    assert refunded(hooked) == [16000]
    assert await sums(hooked) == (16000, 0)
    assert await hooked.open_minor("123") == 10000
    (books,) = await hooked.rows(
        "SELECT sum(minor) AS minor FROM ledger_postings p JOIN ledger_entries e"
        " ON e.account_id = p.account_id AND e.seq = p.seq WHERE p.book = 'gateway'"
        " AND e.kind IN ('payment', 'paid_out', 'refunded') AND p.account_id = 'acc_acme'"
    )
    assert int(books.minor) == 42000 - 16000 - 1500  # 15.00 had been refunded long ago
    await hooked.balanced()


async def test_fault_11_a_payment_that_fails_and_succeeds_after_the_write_off_is_credit(
    house: House,
) -> None:
    payment_id = await paid_never(house)
    proposed = await house.operate("sam", 'write off 123 "gone"')
    found = id_in(proposed.card, "op")
    assert found is not None
    await house.approve("uma", found[0])
    late = GatewayReport(payment_id, ReportStatus.SUCCEEDED, "pi_1", Money(42000, "USD"))
    back = MoneyBack(late)
    assert await house.database.write(partial(record_money_back, back=back, now=house.clock()))

    (row,) = await house.rows("SELECT status FROM invoices WHERE number = '123'")
    assert row.status == "CLOSED_FAILED"
    balance = await house.ask("dana", "what do we owe")
    assert "440.00 USD" in words_of(balance.card)
    await house.balanced()


async def paid_never(house: House) -> str:
    """A payment that failed, as far as we know."""
    house.stripe.faults.inject(ServerError(), on="POST /v1/payment_intents")
    await house.pay("dana", "123")
    for _ in range(12):
        await house.work()
        house.clock.advance(minutes=10)
    (row,) = await house.rows("SELECT id, state FROM payments")
    assert row.state == "failed"
    return str(row.id)


# --- fault 32, and disorder


async def test_fault_32_refunding_a_double_payment_leaves_the_invoice_paid(
    hooked: House,
) -> None:
    """pretix #343: the refund of one of two payments must not open what the other covers."""
    await paid(hooked)
    first = hooked.stripe.charges()[0].payment_intent
    await twice(hooked)
    await in_dashboard(hooked, payment_intent=first)
    await drained(hooked)

    assert await hooked.open_minor("123") == 0
    (row,) = await hooked.rows("SELECT status FROM invoices WHERE number = '123'")
    assert row.status == "CLOSED"
    balance = await hooked.ask("dana", "what do we owe")
    assert "20.00 USD" in words_of(balance.card)
    assert "440.00 USD" not in words_of(balance.card)
    await hooked.balanced()


async def twice(house: House) -> None:
    """Pay invoice 123 a second time, as two links that were both used would."""
    await house.change(
        "UPDATE invoices SET status = 'OPEN', paid_minor = 0, closed_at = NULL WHERE number = '123'"
    )
    await house.ask("dana", "pay invoice 123", conversation="again")
    await house.ask("dana", "yes", conversation="again")
    await house.change(
        "UPDATE invoices SET status = 'CLOSED', paid_minor = total_minor,"
        " closed_at = issued_on WHERE number = '123'"
    )
    await house.work()


async def test_fault_32_an_agents_refund_of_a_double_payment_costs_no_revenue(
    hooked: House,
) -> None:
    await paid(hooked)
    await twice(hooked)
    (second,) = await hooked.rows("SELECT id FROM payments ORDER BY created_at DESC LIMIT 1")
    await hooked.change(
        "UPDATE people SET limits = '{\"USD\": 100000}' WHERE email = 'sam@seller.example'"
    )
    await approved(hooked, f"refund payment {second.id}")
    await drained(hooked)

    lines = await hooked.rows(
        "SELECT p.book, p.minor FROM ledger_postings p JOIN ledger_entries e"
        " ON e.account_id = p.account_id AND e.seq = p.seq JOIN operations o"
        " ON o.result_id = e.reference ORDER BY e.seq, p.line"
    )
    assert [(each.book, int(each.minor)) for each in lines] == [
        ("refunding", -42000),
        ("credit", 42000),
        ("refunding", 42000),
        ("gateway", -42000),
    ]
    assert await hooked.open_minor("123") == 0
    await hooked.balanced()


async def test_fault_32_money_that_was_used_elsewhere_is_asked_for_anew(hooked: House) -> None:
    await paid(hooked)
    await twice(hooked)
    second = hooked.stripe.charges()[1].payment_intent
    await spend_credit_on_122(hooked)
    await in_dashboard(hooked, payment_intent=second)
    await drained(hooked)

    (row,) = await hooked.rows(
        "SELECT number, status, total_minor FROM invoices WHERE type = 'ONE-TIME-CHARGE'"
        " AND status = 'OPEN'"
    )
    assert row.total_minor == 42000 - (2000 + 42000 - 40000)
    assert (await hooked.ask("dana", f"pay invoice {row.number}")).outcome == "offer_made"
    await hooked.balanced()


async def spend_credit_on_122(house: House) -> None:
    from assistant.billing.invoices import issuing
    from assistant.billing.store import invoices

    def spend(tx: Any) -> None:
        invoice = invoices.numbered(tx, ("acc_acme",), "122")
        assert invoice is not None
        parts = [(invoice, invoice.open_amount)]
        issuing.apply_credit(tx, "acc_acme", parts, at=house.clock())

    await house.database.write(spend)


async def test_fault_25_a_refund_heard_of_before_the_payment_succeeded(
    house: House,
) -> None:
    house.stripe.faults.inject(LostAnswer(), on="POST /v1/payment_intents")
    await house.pay("dana", "123")
    await house.work()
    intent = house.stripe.charges()[0].payment_intent
    refund = await in_dashboard(house, payment_intent=intent, amount="10000")
    hint = GatewayEvent("evt_1", "refund.created", refund["id"], None, house.clock())
    await house.desk.take_webhook(hint)
    await house.work()

    assert await house.payments() == [("succeeded", 42000)]
    assert await house.open_minor("123") == 10000
    assert len(house.told("Paid")) == 3
    assert len(house.told("Refunded")) == 3
    await house.balanced()


async def test_fault_24_and_26_refund_webhooks_again_and_days_later_have_one_effect(
    hooked: House,
) -> None:
    """gumroad #6193: the same refund was recorded two or three times."""
    hooked.stripe.webhooks.copies = 3
    await paid(hooked)
    intent = hooked.stripe.charges()[0].payment_intent
    refund = await in_dashboard(hooked, payment_intent=intent, amount="10000")
    await drained(hooked)
    hooked.clock.advance(days=3)
    for n, kind in enumerate(("charge.refunded", "refund.updated", "refund.created")):
        hint = GatewayEvent(f"evt_late{n}", kind, refund["id"], None, hooked.clock())
        await hooked.desk.take_webhook(hint)
    await hooked.work()

    assert await hooked.open_minor("123") == 10000
    assert await sums(hooked) == (10000, 0)
    assert len(hooked.told("Refunded")) == 3
    await hooked.balanced()


REFUND = RefundReport("re_1", None, Money(10000, "USD"), RefundStatus.SUCCEEDED)
FAILED = RefundReport("re_1", None, Money(10000, "USD"), RefundStatus.FAILED, "lost_card")


@pytest.mark.parametrize(
    ("heard", "left_open"),
    [
        ((REFUND, FAILED), 0),
        ((FAILED, REFUND), 0),
        ((REFUND, FAILED, REFUND, FAILED), 0),
        ((REFUND, REFUND), 10000),
        ((FAILED,), 0),
    ],
)
async def test_fault_25_what_was_read_of_a_refund_earlier_may_arrive_later(
    house: House, heard: tuple[RefundReport, ...], left_open: int
) -> None:
    payment_id = await paid(house)
    known = GatewayReport(payment_id, ReportStatus.SUCCEEDED, "pi_1", Money(42000, "USD"))
    for report in heard:
        back = MoneyBack(known, (report,))
        await house.database.write(partial(record_money_back, back=back, now=house.clock()))

    assert await house.open_minor("123") == left_open
    assert await sums(house) == (left_open, 0)
    await house.balanced()


def dispute(status: DisputeStatus, withdrawn: int) -> DisputeReport:
    amount = Money(42000, "USD")
    return DisputeReport("du_1", amount, Money(withdrawn, "USD"), status, "fraudulent")


OPEN, TAKEN = dispute(DisputeStatus.OPEN, 0), dispute(DisputeStatus.OPEN, 42000)
WON, LOST = dispute(DisputeStatus.WON, 0), dispute(DisputeStatus.LOST, 42000)
WON_UNPAID = dispute(DisputeStatus.WON, 42000)


@pytest.mark.parametrize(
    ("heard", "left_open"),
    [
        ((OPEN, TAKEN, WON), 0),
        ((WON,), 0),
        ((TAKEN, WON_UNPAID, WON), 0),
        ((TAKEN, WON, TAKEN), 0),
        ((TAKEN, LOST), 42000),
        ((LOST, TAKEN, OPEN, LOST), 42000),
        ((LOST,), 42000),
    ],
)
async def test_fault_32_whatever_order_a_dispute_is_heard_of_in_the_bank_decides(
    house: House, heard: tuple[DisputeReport, ...], left_open: int
) -> None:
    payment_id = await paid(house)
    known = GatewayReport(payment_id, ReportStatus.SUCCEEDED, "pi_1", Money(42000, "USD"))
    for report in heard:
        back = MoneyBack(known, (), (report,))
        await house.database.write(partial(record_money_back, back=back, now=house.clock()))

    (books,) = await house.rows(
        "SELECT sum(minor) AS minor FROM ledger_postings WHERE book = 'disputed'"
    )
    assert int(books.minor or 0) == 0
    assert await house.open_minor("123") == left_open
    await house.balanced()


async def test_fault_32_a_refund_of_one_payment_for_several_invoices_opens_the_last_first(
    hooked: House,
) -> None:
    await hooked.ask("dana", "pay 122 and 123")
    await hooked.ask("dana", "yes")
    await hooked.work()
    intent = hooked.stripe.charges()[0].payment_intent
    await in_dashboard(hooked, payment_intent=intent, amount="50000")
    await drained(hooked)

    assert await hooked.open_minor("123") == 42000
    assert await hooked.open_minor("122") == 8000
    await hooked.balanced()


async def test_a_refund_of_something_that_is_not_ours_is_read_and_left(house: House) -> None:
    hint = GatewayEvent("evt_1", "refund.created", "re_unknown", None, house.clock())
    await house.desk.take_webhook(hint)
    await house.work()

    (row,) = await house.rows("SELECT outcome FROM gateway_events")
    assert row.outcome == "not_ours"


async def test_a_lease_that_ran_out_while_a_refund_was_made_makes_no_second_one(
    house: House,
) -> None:
    await paid(house)
    await approved(house)
    await house.work()
    late = house.clock() - timedelta(minutes=5)
    await house.change("UPDATE operations SET due_at = :late, state = 'executing'", late=late)
    await house.work()

    assert refunded(house) == [6000]
    await house.balanced()
