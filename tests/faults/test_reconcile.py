"""Agreeing with Stripe: what was missed is recorded, what differs is a case, nothing is charged."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest

from assistant.billing.cases import Case, close_case, open_cases
from assistant.billing.gateway import GatewayReport, GatewayUncertainError, ReportStatus
from assistant.billing.model import PaymentState
from assistant.billing.money import Money
from assistant.billing.reconciling.reconcile import Reconciled, TakenOverError
from assistant.billing.settling.record import record
from assistant.billing.stripe.calls import StripeCalls, open_client
from assistant.sandbox.stripe.faults import LostAnswer, ServerError
from tests.stories.house import PAGES, House, opened_house, pay_with

INTENTS = "POST /v1/payment_intents"


async def reconcile(house: House) -> Reconciled:
    """Run it as the operator would, once what is young has settled."""
    house.clock.advance(minutes=20)
    assert house.desk.reconciler is not None
    done = await house.desk.reconciler.run()
    assert done is not None
    return done


async def cases(house: House) -> list[Case]:
    return await house.database.read(open_cases)


@asynccontextmanager
async def calls(house: House) -> AsyncIterator[StripeCalls]:
    """A hand at Stripe that is not ours."""
    async with open_client(house.stripe.api_key, house.stripe.url) as client:
        yield StripeCalls(client)


async def charge_elsewhere(house: House, **params: Any) -> str:
    """Somebody charges Acme's card without us."""
    (row,) = await house.rows(
        "SELECT customer_ref, gateway_ref FROM accounts JOIN methods ON account_id = accounts.id"
        " WHERE accounts.id = 'acc_acme'"
    )
    async with calls(house) as stripe:
        wanted = {
            "amount": 700,
            "currency": "usd",
            "customer": row.customer_ref,
            "payment_method": row.gateway_ref,
            "confirm": True,
            "off_session": True,
            "return_url": PAGES.success_url,
            **params,
        }
        return str((await stripe.post("/v1/payment_intents", wanted, key=None)).body["id"])


async def paid_by_hand(house: House, ref: str) -> str:
    """Record a success that Stripe knows nothing about; returns the payment's id."""
    await house.pay("dana", "123")
    (row,) = await house.rows("SELECT id FROM payments")
    told = GatewayReport(row.id, ReportStatus.SUCCEEDED, ref, Money(42000, "USD"))
    await house.database.write(partial(record, report=told, now=house.clock()))
    return str(row.id)


async def test_where_all_agrees_nothing_is_done(house: House) -> None:
    await house.pay("dana", "123")
    await house.work()

    done = await reconcile(house)

    assert (done.compared, done.recorded, done.cases) == (1, 0, ())
    assert await cases(house) == []


async def test_three_days_without_webhooks_are_made_good(house: House) -> None:
    """A bank debit ends while nobody can reach us; its facts are told once."""
    await pay_with(house, "acc_acme", "pm_usBankAccount")
    await house.pay("dana", "123")
    await house.work()
    (intent,) = house.stripe.tables()["payment_intent"].values()
    house.clock.advance(days=3)
    house.stripe.settle(intent["id"], "succeeded")

    done = await reconcile(house)
    again = await reconcile(house)
    await house.work()

    assert done.webhooks > 0
    assert again.webhooks == again.recorded == 0
    assert await house.payments() == [("succeeded", 42000)]
    assert house.taken() == [42000]
    assert len(house.told("Paid")) == 3
    await house.balanced()


async def test_fault_28_what_is_unknown_for_long_is_looked_up_by_our_id(house: House) -> None:
    house.stripe.faults.inject(LostAnswer(), on=INTENTS)
    await house.pay("dana", "123")
    await house.work()

    done = await reconcile(house)

    assert done.webhooks + done.recorded > 0
    assert await house.payments() == [("succeeded", 42000)]
    assert house.taken() == [42000]
    await house.balanced()


async def test_what_nobody_knows_after_a_day_becomes_a_case_and_is_not_charged_by_it(
    house: House,
) -> None:
    house.stripe.faults.inject(ServerError(), on="POST /v1/payment_intents", times=100)
    await house.pay("dana", "123")
    await house.work()
    house.clock.advance(days=2)

    await reconcile(house)

    assert [case.kind for case in await cases(house)] == ["unsettled"]
    assert house.taken() == []
    assert await house.payments() == [("unknown", 42000)]


async def test_what_succeeded_there_and_not_here_is_recorded(house: House) -> None:
    """The row was put back to before the charge, as a backup would."""
    await house.pay("dana", "123")
    (row,) = await house.rows("SELECT id FROM payments")
    await charge_elsewhere(house, amount=42000, metadata={"payment_id": row.id})

    done = await reconcile(house)

    assert done.webhooks + done.recorded > 0
    assert await house.payments() == [("succeeded", 42000)]
    assert await cases(house) == []
    await house.balanced()


async def test_fault_87_money_taken_after_the_backup_that_was_restored_becomes_a_case(
    house: House,
) -> None:
    ref = await charge_elsewhere(house, metadata={"payment_id": "pay_after_the_backup"})

    await reconcile(house)

    (case,) = await cases(house)
    assert (case.kind, case.about, case.account_id) == (
        "unknown_here",
        "pay_after_the_backup",
        "acc_acme",
    )
    assert case.facts["ref"] == ref
    assert case.facts["theirs"] == "7.00 USD"


async def test_what_succeeded_here_and_not_there_becomes_a_case(house: House) -> None:
    payment = await paid_by_hand(house, "pi_never_was")

    await reconcile(house)

    (case,) = await cases(house)
    assert (case.kind, case.about, case.facts["theirs"]) == ("missing_there", payment, "unknown")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payments SET amount_minor = 41999",
        "UPDATE payments SET currency = 'EUR'",
    ],
)
async def test_another_amount_or_currency_there_becomes_a_case(
    house: House, statement: str
) -> None:
    await house.pay("dana", "123")
    await house.work()
    await house.change(statement)

    await reconcile(house)

    assert [case.kind for case in await cases(house)] == ["amount_differs"]


async def test_fault_34_a_payment_held_for_its_amount_becomes_a_case(house: House) -> None:
    await house.pay("dana", "123")
    (row,) = await house.rows("SELECT id FROM payments")
    await charge_elsewhere(house, amount=41000, metadata={"payment_id": row.id})

    await reconcile(house)

    (case,) = await cases(house)
    assert (case.kind, case.facts["ours"], case.facts["theirs"]) == (
        "amount_differs",
        "420.00 USD",
        "410.00 USD",
    )
    assert await house.payments() == [(PaymentState.HELD, 42000)]


async def test_two_charges_for_one_payment_become_a_case(house: House) -> None:
    await house.pay("dana", "123")
    await house.work()
    (row,) = await house.rows("SELECT id, gateway_ref FROM payments")
    second = await charge_elsewhere(house, amount=42000, metadata={"payment_id": row.id})

    await reconcile(house)

    (case,) = await cases(house)
    assert case.kind == "charged_twice"
    assert case.facts["refs"] == sorted([row.gateway_ref, second])
    assert await house.payments() == [("succeeded", 42000)]


async def test_a_charge_of_our_customer_that_is_not_ours_becomes_a_case(house: House) -> None:
    ref = await charge_elsewhere(house)

    await reconcile(house)

    (case,) = await cases(house)
    assert (case.kind, case.about, case.account_id) == ("not_ours", ref, "acc_acme")


async def test_a_charge_of_somebody_we_do_not_know_is_none_of_our_business(house: House) -> None:
    stranger = house.stripe.seed_customer("Nobody", "nobody@elsewhere.example")
    method = stranger.payment_method_ids[0]
    await charge_elsewhere(house, customer=stranger.customer_id, payment_method=method)

    done = await reconcile(house)

    assert done.compared == 1
    assert await cases(house) == []


async def test_a_difference_is_one_case_however_often_it_is_found(house: House) -> None:
    await charge_elsewhere(house)

    first = await reconcile(house)
    again = await reconcile(house)

    assert (len(first.cases), again.cases) == (1, ())
    assert len(await cases(house)) == 1


async def test_a_case_that_was_closed_stays_closed(house: House) -> None:
    await charge_elsewhere(house)
    (case_id,) = (await reconcile(house)).cases

    closed = await house.database.write(partial(close_case, named=case_id, at=house.clock()))
    again = await house.database.write(partial(close_case, named=case_id, at=house.clock()))
    await reconcile(house)

    assert (closed, again) == (True, False)
    assert await cases(house) == []


async def test_more_than_a_page_of_charges_is_compared_to_the_end(house: House) -> None:
    for _ in range(103):
        await charge_elsewhere(house)

    done = await reconcile(house)

    assert done.compared == len(done.cases) == 103


async def test_one_process_at_a_time_reconciles(house: House, seeded_url: str) -> None:
    async with opened_house(seeded_url, stripe=house.stripe, clock=house.clock) as other:
        assert house.desk.reconciler is not None
        assert other.desk.reconciler is not None
        now = house.clock()
        both = await asyncio.gather(
            house.desk.reconciler._take(now), other.desk.reconciler._take(now)
        )

    assert [taken is None for taken in both].count(True) == 1


async def test_a_run_that_died_is_taken_over_and_a_slow_one_notices(
    house: House, seeded_url: str
) -> None:
    async with opened_house(seeded_url, stripe=house.stripe, clock=house.clock) as other:
        slow, next_one = house.desk.reconciler, other.desk.reconciler
        assert slow is not None
        assert next_one is not None
        await slow._take(house.clock())
        waiting = await next_one.run()
        house.clock.advance(minutes=11)
        taken_over = await next_one._take(house.clock())

        with pytest.raises(TakenOverError):
            await slow._hold()
    assert waiting is None
    assert taken_over is not None


async def test_a_run_that_is_cut_off_begins_again_from_the_same_point(house: House) -> None:
    await charge_elsewhere(house)
    house.stripe.faults.inject(ServerError(), on="GET /v1/payment_intents")
    assert house.desk.reconciler is not None

    with pytest.raises(GatewayUncertainError):
        await house.desk.reconciler.run()
    done = await reconcile(house)

    assert len(done.cases) == 1


async def test_it_runs_when_it_is_due_and_not_before(house: House) -> None:
    assert house.desk.reconciler is not None
    await charge_elsewhere(house)

    first = await house.desk.reconciler.when_due()
    await charge_elsewhere(house)
    too_soon = await house.desk.reconciler.when_due()
    house.clock.advance(days=1)
    nightly = await house.desk.reconciler.when_due()

    assert [bool(each) for each in (first, too_soon, nightly)] == [True, False, True]


async def test_a_start_lets_it_run_and_a_second_start_right_after_does_not(house: House) -> None:
    assert house.desk.reconciler is not None
    await house.desk.reconciler.when_due()
    house.clock.advance(hours=1)
    await charge_elsewhere(house)

    await house.desk.reconciler.hasten()
    started = await house.desk.reconciler.when_due()
    await charge_elsewhere(house)
    await house.desk.reconciler.hasten()
    again = await house.desk.reconciler.when_due()

    assert started > 0
    assert again == 0


async def test_serving_reconciles_by_itself(house: House) -> None:
    await charge_elsewhere(house)

    house.desk.start_tails()
    async with asyncio.timeout(10):
        while not await cases(house):
            await asyncio.sleep(0.02)

    assert [case.kind for case in await cases(house)] == ["not_ours"]


async def test_stripe_out_of_reach_is_a_later_run_and_not_a_failure(house: House) -> None:
    assert house.desk.reconciler is not None
    house.stripe.faults.inject(ServerError(), on="GET *", times=50)

    assert await house.desk.reconciler.when_due() == 0

    house.stripe.faults.clear()
    house.clock.advance(minutes=16)
    await charge_elsewhere(house)
    assert await house.desk.reconciler.when_due() > 0
