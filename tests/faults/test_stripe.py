"""Stripe loses answers, repeats and reorders webhooks, refuses and lies; money moves once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from functools import partial

import aiohttp
import pytest
from structlog.testing import capture_logs

from assistant.billing.gateway import Charge, GatewayEvent, GatewayReport, ReportStatus
from assistant.billing.money import Money
from assistant.billing.settle import Settler
from assistant.billing.settling.record import record
from assistant.sandbox.stripe import (
    LostAnswer,
    LostRequest,
    NoAnswer,
    RateLimited,
    ServerError,
    Unavailable,
)
from tests.stories.house import House, opened_house, opened_webhooks, pay_with, words_of

INTENTS = "POST /v1/payment_intents"


@pytest.fixture
async def hooked(house: House) -> AsyncIterator[House]:
    """A house that Stripe's webhooks reach."""
    async with opened_webhooks(house):
        yield house


async def payment_id(house: House) -> str:
    (row,) = await house.rows("SELECT id FROM payments")
    return str(row.id)


async def reported(house: House, status: ReportStatus, **told: object) -> bool:
    """Record a report as a webhook or an answer would."""
    report = GatewayReport(await payment_id(house), status, **told)  # type: ignore[arg-type]
    return await house.database.write(partial(record, report=report, now=house.clock()))


async def drained(house: House) -> None:
    """Let every webhook arrive, and be read."""
    await house.stripe.webhooks.drained()
    await house.work()


# --- answers that are lost


async def test_fault_28_a_lost_answer_is_looked_up_and_never_charged_again(house: House) -> None:
    house.stripe.faults.inject(LostAnswer(), on=INTENTS)
    await house.pay("dana", "123")
    await house.work()
    meanwhile = await house.ask("dana", "did 123 go through?")
    house.clock.advance(seconds=5)
    await house.work()

    assert "checking" in meanwhile.card.title
    assert house.taken() == [42000]
    assert await house.payments() == [("succeeded", 42000)]
    assert len(house.told("Paid")) == 3
    await house.balanced()


async def test_fault_28_while_a_payment_is_being_checked_nobody_can_pay_again(
    house: House,
) -> None:
    house.stripe.faults.inject(LostAnswer(), on=INTENTS)
    await house.pay("dana", "123")
    await house.work()

    for who in ("dana", "ap"):
        answered = await house.ask(who, "pay invoice 123", channel="mail")

        assert answered.outcome == "being_paid"
    assert house.told("Not paid") == []


async def test_fault_28_a_lost_request_is_charged_once_in_the_end(house: House) -> None:
    house.stripe.faults.inject(LostRequest(), on=INTENTS)
    await house.pay("dana", "123")
    await house.work()
    house.clock.advance(seconds=5)
    await house.work()

    assert house.taken() == [42000]
    assert await house.payments() == [("succeeded", 42000)]


@pytest.mark.parametrize("lag", [0, 3000])
async def test_fault_28_a_search_that_lags_behind_does_not_charge_again(
    house: House, lag: float
) -> None:
    house.stripe.lag_search(lag)
    house.stripe.faults.inject(LostAnswer(), on=INTENTS)
    await house.pay("dana", "123")
    for _ in range(5):
        await house.work()
        house.clock.advance(minutes=10)
        house.stripe.forget_keys()

    assert house.taken() == [42000]
    await house.balanced()


async def test_fault_29_a_500_saved_under_the_key_ends_after_some_tries_with_nothing_charged(
    house: House,
) -> None:
    house.stripe.faults.inject(ServerError(), on=INTENTS)
    await house.pay("dana", "123")
    for _ in range(12):
        await house.work()
        house.clock.advance(minutes=10)

    assert house.taken() == []
    assert await house.payments() == [("failed", 42000)]
    assert len(house.told("Not paid")) == 3
    assert (await house.ask("dana", "pay invoice 123")).outcome == "offer_made"


async def test_fault_29_a_500_that_charged_nevertheless_is_found(house: House) -> None:
    house.stripe.faults.inject(ServerError(performed=True), on=INTENTS)
    await house.pay("dana", "123")
    await house.work()
    house.clock.advance(seconds=5)
    await house.work()

    assert house.taken() == [42000]
    assert await house.payments() == [("succeeded", 42000)]


async def test_fault_30_a_key_used_for_another_amount_is_an_alarm_and_never_a_payment(
    house: House,
) -> None:
    house.stripe.faults.inject(LostRequest(), on=INTENTS)
    await house.pay("dana", "123")
    await house.work()
    async with aiohttp.ClientSession() as somebody:
        await somebody.post(
            f"{house.stripe.url}/v1/payment_intents",
            data={"amount": "999", "currency": "usd"},
            headers={
                "Authorization": f"Bearer {house.stripe.api_key}",
                "Idempotency-Key": await payment_id(house),
            },
        )
    house.clock.advance(seconds=5)
    with capture_logs() as logged:
        await house.work()

    assert [each["log_level"] for each in logged if each["event"] == "charge_refused"] == ["error"]
    assert house.taken() == []
    assert await house.payments() == [("failed", 42000)]


async def test_fault_31_too_many_requests_waits_and_charges_once(house: House) -> None:
    house.stripe.faults.inject(RateLimited(), on=INTENTS, times=3)
    await house.pay("dana", "123")
    for _ in range(6):
        await house.work()
        house.clock.advance(minutes=1)

    assert house.taken() == [42000]
    assert await house.payments() == [("succeeded", 42000)]


@pytest.mark.parametrize(
    ("card", "words"),
    [
        ("pm_card_chargeDeclinedInsufficientFunds", "enough"),
        ("pm_card_chargeDeclinedExpiredCard", "expired"),
        ("pm_card_chargeDeclined", "declined"),
    ],
)
async def test_fault_31_a_decline_is_worded_without_card_data(
    house: House, card: str, words: str
) -> None:
    await pay_with(house, "acc_acme", card)
    await house.pay("dana", "123")
    await house.work()

    (dana,) = [each for each in house.mail.sent if each.address == "dana@acme.example"]
    assert dana.card.title == "Not paid: invoice 123, 420.00 USD"
    assert words in dana.card.paragraphs[0]
    assert "Nothing was charged" in dana.card.paragraphs[0]
    assert "pm_card" not in words_of(dana.card)


async def test_fault_31_a_bank_that_wants_to_ask_gets_a_link_and_paying_there_closes_it(
    house: House,
) -> None:
    await pay_with(house, "acc_acme", "pm_card_authenticationRequired")
    await house.pay("dana", "123")
    await house.work()
    (notice,) = [each for each in house.mail.sent if each.address == "dana@acme.example"]
    (link,) = [action.url for action in notice.card.actions if action.url]
    taken_before = house.taken()

    await _pay_on_page(link)
    house.clock.advance(minutes=11)
    await house.work()

    assert "Nothing has been charged yet" in notice.card.paragraphs[0]
    assert taken_before == []
    assert house.taken() == [42000]
    assert await house.payments() == [("succeeded", 42000)]
    await house.balanced()


async def test_fault_31_a_link_nobody_uses_leaves_the_invoice_payable(house: House) -> None:
    await pay_with(house, "acc_acme", "pm_card_authenticationRequired")
    await house.pay("dana", "123")
    await house.work()
    house.clock.advance(hours=25)
    await house.work()

    assert await house.payments() == [("failed", 42000)]
    assert (await house.ask("dana", "pay invoice 123")).outcome == "offer_made"


async def test_fault_86_an_hour_without_stripe_loses_nothing_and_charges_nothing_twice(
    house: House,
) -> None:
    house.stripe.faults.inject(Unavailable(), on="* *", times=10_000)
    await house.pay("dana", "123")
    for _ in range(12):
        await house.work()
        house.clock.advance(minutes=5)
    reading = await house.ask("dana", "show my invoices")
    house.stripe.faults.clear()
    for _ in range(3):
        house.clock.advance(minutes=11)
        await house.work()

    ((state, _),) = await house.payments()
    assert reading.outcome == "invoice_list"
    assert (state, house.taken()) in (("succeeded", [42000]), ("failed", []))
    assert len(house.told("Paid")) + len(house.told("Not paid")) == 3


async def _pay_on_page(link: str) -> None:
    typed = {
        "type": "card",
        "card_number": "4242 4242 4242 4242",
        "expiry": "12/40",
        "name": "Dana",
    }
    async with (
        aiohttp.ClientSession() as browser,
        browser.post(link, data=typed, allow_redirects=False) as answer,
    ):
        assert answer.status < 400


# --- webhooks


async def test_fault_23_a_webhook_that_overtakes_the_answer_closes_the_payment_once(
    hooked: House, seeded_url: str
) -> None:
    """The call that charges hangs; the webhook has told everything before it gives up."""
    async with opened_house(
        seeded_url, stripe=hooked.stripe, clock=hooked.clock, patience=1
    ) as impatient:
        hooked.stripe.faults.inject(NoAnswer(performed=True), on=INTENTS)
        await impatient.pay("dana", "123")
        charging = asyncio.create_task(impatient.work())
        async with asyncio.timeout(10):
            while not hooked.stripe.webhooks.attempts:
                await asyncio.sleep(0.01)
        await drained(hooked)
        state_before_the_answer = await hooked.payments()
        await charging

    hooked.clock.advance(minutes=10)
    await hooked.work()
    assert state_before_the_answer == [("succeeded", 42000)]
    assert await hooked.payments() == [("succeeded", 42000)]
    assert hooked.taken() == [42000]
    assert len(hooked.told("Paid") + impatient.told("Paid")) == 3
    await hooked.balanced()


async def test_fault_24_a_webhook_delivered_three_times_has_one_effect(hooked: House) -> None:
    hooked.stripe.webhooks.copies = 3
    hooked.stripe.faults.inject(LostAnswer(), on=INTENTS)
    await hooked.pay("dana", "123")
    await hooked.work()
    await drained(hooked)

    assert await hooked.payments() == [("succeeded", 42000)]
    assert len(await hooked.rows("SELECT id FROM events")) == 1
    assert len(hooked.told("Paid")) == 3
    await hooked.balanced()


async def test_fault_24_the_same_webhook_in_two_processes_at_once_has_one_effect(
    house: House, seeded_url: str
) -> None:
    house.stripe.faults.inject(LostAnswer(), on=INTENTS)
    await house.pay("dana", "123")
    await house.work()
    (intent,) = house.stripe.tables()["payment_intent"].values()
    events = [
        GatewayEvent(f"evt_{n % 2}", "payment_intent.succeeded", intent["id"], None, house.clock())
        for n in range(6)
    ]
    async with opened_house(seeded_url, stripe=house.stripe, clock=house.clock) as other:
        desks = [house.desk, other.desk] * 3
        await asyncio.gather(*map(lambda d, e: d.take_webhook(e), desks, events))
        await asyncio.gather(house.work(), other.work())

    assert len(await house.rows("SELECT id FROM gateway_events")) == 2
    assert len(await house.rows("SELECT id FROM events")) == 1
    assert len(house.told("Paid") + other.told("Paid")) == 3
    assert await house.payments() == [("succeeded", 42000)]
    await house.balanced()


async def test_fault_25_webhooks_of_a_bank_debit_out_of_order_do_not_regress(
    hooked: House,
) -> None:
    await pay_with(hooked, "acc_acme", "pm_usBankAccount")
    hooked.stripe.webhooks.hold()
    await hooked.pay("dana", "123")
    await hooked.work()
    processing = await hooked.payments()
    (intent,) = hooked.stripe.tables()["payment_intent"]
    hooked.stripe.settle(intent)

    hooked.stripe.webhooks.release(backwards=True, copies=2)
    await drained(hooked)

    assert processing == [("processing", 42000)]
    assert await hooked.payments() == [("succeeded", 42000)]
    assert len(hooked.told("On its way")) == 3
    assert len(hooked.told("Paid")) == 3
    await hooked.balanced()


async def test_a_bank_debit_under_way_is_told_and_keeps_the_invoice_from_being_paid_again(
    house: House,
) -> None:
    await pay_with(house, "acc_acme", "pm_usBankAccount")
    await house.pay("dana", "123")
    await house.work()

    again = await house.ask("ap", "pay invoice 123", channel="mail")

    assert again.outcome == "being_paid"
    assert "4 to 7 business days" in house.mail.sent[0].card.paragraphs[0]


async def test_fault_26_a_webhook_replayed_after_three_days_changes_nothing(
    hooked: House,
) -> None:
    await hooked.pay("dana", "123")
    await hooked.work()
    await drained(hooked)
    (event,) = hooked.stripe.events("payment_intent.succeeded")
    before = await hooked.rows("SELECT * FROM gateway_events ORDER BY id")

    hooked.clock.advance(days=3)
    hooked.stripe.webhooks.resend(event["id"], copies=2)
    await drained(hooked)

    assert await hooked.rows("SELECT * FROM gateway_events ORDER BY id") == before
    assert len(hooked.told("Paid")) == 3


async def test_fault_33_a_webhook_about_somebody_elses_payment_is_put_aside(house: House) -> None:
    stranger = GatewayEvent(
        "evt_x", "payment_intent.succeeded", "pi_unknown", "pay_unknown", house.clock()
    )
    await house.desk.take_webhook(stranger)
    await house.work()

    (row,) = await house.rows("SELECT outcome, due_at FROM gateway_events")
    assert (row.outcome, row.due_at) == ("not_ours", None)
    assert await house.payments() == []


# --- what the provider says about money


async def test_fault_34_another_amount_than_agreed_is_held_for_a_person(office: House) -> None:
    await office.pay("dana", "123")

    with capture_logs() as logged:
        await reported(office, ReportStatus.SUCCEEDED, amount=Money(100, "USD"))
    await reported(office, ReportStatus.SUCCEEDED, amount=Money(42000, "USD"))
    await office.work()
    status = await office.ask("dana", "did 123 go through?")
    again = await office.ask("ap", "pay invoice 123", channel="mail")

    assert [each["event"] for each in logged] == ["payment_held", "case_opened"]
    assert await office.payments() == [("held", 42000)]
    assert await office.open_minor("123") == 42000
    assert "checked by a person" in status.card.title
    assert again.outcome == "being_paid"
    assert office.told("Paid") == []
    await office.balanced()


async def test_fault_34_another_currency_than_agreed_is_held_for_a_person(office: House) -> None:
    await office.pay("dana", "123")

    await reported(office, ReportStatus.SUCCEEDED, amount=Money(42000, "EUR"))

    assert await office.payments() == [("held", 42000)]
    assert await office.open_minor("123") == 42000


async def test_a_success_after_a_failure_counts_because_the_money_has_moved(
    office: House,
) -> None:
    await office.pay("dana", "123")
    await reported(office, ReportStatus.FAILED, decline="expired")
    await office.work()

    await reported(office, ReportStatus.SUCCEEDED, amount=Money(42000, "USD"))
    await reported(office, ReportStatus.SUCCEEDED, amount=Money(42000, "USD"))
    await office.work()

    assert await office.payments() == [("succeeded", 42000)]
    assert await office.open_minor("123") == 0
    assert len(office.told("Paid")) == 3
    await office.balanced()


async def test_a_failure_after_a_success_changes_nothing(office: House) -> None:
    await office.pay("dana", "123")
    await reported(office, ReportStatus.SUCCEEDED, amount=Money(42000, "USD"))

    for status in (ReportStatus.FAILED, ReportStatus.PROCESSING, ReportStatus.NEEDS_ACTION):
        await reported(office, status)
    await office.work()

    assert await office.payments() == [("succeeded", 42000)]
    assert office.told("Not paid") == []


async def test_fault_09_a_late_second_payment_becomes_credit_and_is_told(house: House) -> None:
    """The first was given up as failed; somebody paid again; then the first arrived after all."""
    await house.pay("dana", "123")
    first = await payment_id(house)
    await house.database.write(
        partial(record, report=GatewayReport(first, ReportStatus.FAILED), now=house.clock())
    )
    await house.pay("ap", "123", channel="mail", conversation="again")
    await house.work()

    late = GatewayReport(first, ReportStatus.SUCCEEDED, amount=Money(42000, "USD"))
    await house.database.write(partial(record, report=late, now=house.clock()))
    await house.work()

    balance = await house.ask("dana", "what do we owe?")
    facts = {fact.label: fact.value for fact in balance.card.facts}
    assert facts["In your credit"] == "440.00 USD"
    assert any("is now in your credit" in words_of(each.card) for each in house.mail.sent)
    await house.balanced()


@pytest.mark.slow
async def test_fault_21_told_to_stop_while_stripe_hangs_it_stops_and_the_next_one_finds_out(
    house: House, seeded_url: str
) -> None:
    loop = asyncio.get_running_loop()
    house.stripe.faults.inject(NoAnswer(performed=True), on=INTENTS)
    async with opened_house(seeded_url, stripe=house.stripe, clock=house.clock) as stopping:
        stopping.desk.start_tails()
        await stopping.pay("dana", "123")
        async with asyncio.timeout(10):
            while not house.stripe.charges():
                await asyncio.sleep(0.01)
        began = loop.time()
    took = loop.time() - began

    house.clock.advance(minutes=3)
    await house.work()
    assert took <= 10
    assert house.taken() == [42000]
    assert await house.payments() == [("succeeded", 42000)]


@dataclass(slots=True)
class Unsteady:
    """A gateway that answers from a script: reports in order, whatever is asked."""

    script: list[GatewayReport | None]
    charged: list[str] = field(default_factory=list)

    async def charge(self, charge: Charge) -> GatewayReport:
        self.charged.append(charge.payment_id)
        report = self.script.pop(0)
        assert report is not None
        return GatewayReport(charge.payment_id, report.status, amount=charge.amount)

    async def look_up(
        self, payment_id: str, *, customer_ref: str | None = None
    ) -> GatewayReport | None:
        return self.script.pop(0)

    async def withdraw(
        self, payment_id: str, *, customer_ref: str | None = None
    ) -> GatewayReport | None:
        return self.script.pop(0)

    async def read_event(self, event: GatewayEvent) -> GatewayReport | None:
        return self.script.pop(0)


async def test_one_payment_that_breaks_does_not_stop_the_others_of_its_batch(
    office: House,
) -> None:
    """An empty script raises IndexError, as a bug in the gateway would."""
    gateway = Unsteady([GatewayReport("", ReportStatus.SUCCEEDED)])
    office.desk.settler = Settler(office.database, gateway, office.clock)
    await office.pay("dana", "122")
    await office.pay("dana", "123")

    with capture_logs() as logged:
        await office.work()

    assert "payment_not_settled" in [each["event"] for each in logged]
    states = sorted(state for state, _ in await office.payments())
    assert states == ["charging", "succeeded"]
