"""The gateway against a Stripe that remembers, loses answers and counts every charge."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
import stripe

from assistant.billing.gateway import (
    Charge,
    GatewayBusyError,
    GatewayEvent,
    GatewayRefusedError,
    GatewayReport,
    GatewayUncertainError,
    ReportStatus,
)
from assistant.billing.money import Money
from assistant.billing.stripe.gateway import UNREAD, HostedPages, StripeGateway, open_client
from assistant.sandbox.stripe import (
    LostAnswer,
    LostRequest,
    NoAnswer,
    RateLimited,
    ServerError,
    Slow,
    StripeCounterpart,
    Unavailable,
)

PAGES = HostedPages("https://billing.example/thanks", "https://billing.example/back")
INTENTS = "POST /v1/payment_intents"
SESSIONS = "POST /v1/checkout/sessions"
VISA = "4242 4242 4242 4242"
NO_FUNDS = "4000 0000 0000 9995"
NEEDS_3DS = "4000 0027 6000 3184"
THREE_D_SECURE = "pm_card_authenticationRequired"
EUR_25 = Money(2500, "EUR")


class Clock:
    """Hours pass when a test says so."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def sandbox(clock: Clock) -> AsyncIterator[StripeCounterpart]:
    async with StripeCounterpart(clock=clock) as counterpart:
        yield counterpart


@asynccontextmanager
async def connected(
    sandbox: StripeCounterpart, *, key: str = "", url: str = "", timeout: float = 20
) -> AsyncIterator[StripeGateway]:
    async with open_client(key or sandbox.api_key, url or sandbox.url, timeout=timeout) as client:
        yield StripeGateway(client, pages=PAGES)


@pytest.fixture
async def gateway(sandbox: StripeCounterpart, clock: Clock) -> AsyncIterator[StripeGateway]:
    async with open_client(sandbox.api_key, sandbox.url) as client:
        yield StripeGateway(client, pages=PAGES, clock=clock)


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


def saved(
    sandbox: StripeCounterpart,
    card: str = "pm_card_visa",
    *,
    payment_id: str = "pay_1",
    amount: Money = EUR_25,
) -> Charge:
    """A charge of a customer's saved method."""
    seeded = sandbox.seed_customer("Acme", f"{card}@acme.example", cards=(card,))
    method = seeded.payment_method_ids[0]
    return Charge(payment_id, amount, seeded.customer_id, method, "Invoice 123")


def hosted(payment_id: str = "pay_1", customer_ref: str | None = None) -> Charge:
    return Charge(payment_id, EUR_25, customer_ref, None, "Invoice 123")


def named(object_id: str, event_type: str = "payment_intent.succeeded") -> GatewayEvent:
    return GatewayEvent("evt_1", event_type, object_id, None, datetime.now(UTC))


async def pay(browser: aiohttp.ClientSession, report: GatewayReport, card: str) -> int:
    """Type a card into the hosted page, as the payer would."""
    typed = {"type": "card", "card_number": card, "expiry": "12/40", "name": "Dana"}
    assert report.action_url is not None
    async with browser.post(report.action_url, data=typed, allow_redirects=False) as answer:
        return answer.status


# --- charging a saved method


async def test_a_saved_card_is_charged_at_once(gateway, sandbox):
    report = await gateway.charge(saved(sandbox))

    [charge] = sandbox.charges()
    assert report == GatewayReport(
        "pay_1", ReportStatus.SUCCEEDED, gateway_ref=charge.payment_intent, amount=EUR_25
    )
    assert (charge.amount, charge.currency, charge.metadata) == (
        2500,
        "eur",
        {"payment_id": "pay_1"},
    )


async def test_the_same_payment_id_moves_money_once_however_often_it_is_charged(gateway, sandbox):
    charge = saved(sandbox)

    reports = {await gateway.charge(charge) for _ in range(3)}

    assert len(reports) == 1
    assert len(sandbox.charges()) == 1


async def test_two_processes_charging_at_once_move_money_once(gateway, sandbox):
    charge = saved(sandbox)

    outcomes = await asyncio.gather(
        *(gateway.charge(charge) for _ in range(16)), return_exceptions=True
    )

    assert len(sandbox.charges()) == 1
    for outcome in outcomes:
        assert isinstance(outcome, GatewayBusyError) or outcome.status is ReportStatus.SUCCEEDED


async def test_a_repeated_charge_tells_what_the_payment_is_now_not_what_it_was(gateway, sandbox):
    charge = saved(sandbox, "pm_sepaDebit")
    first = await gateway.charge(charge)
    sandbox.settle(first.gateway_ref, "succeeded")

    second = await gateway.charge(charge)

    assert (first.status, second.status) == (ReportStatus.PROCESSING, ReportStatus.SUCCEEDED)


async def test_a_bank_debit_is_processing_until_it_is_returned(gateway, sandbox):
    charge = saved(sandbox, "pm_usBankAccount_insufficientFunds", amount=Money(2500, "USD"))
    report = await gateway.charge(charge)
    sandbox.settle(report.gateway_ref)

    returned = await gateway.look_up("pay_1")

    assert report.status is ReportStatus.PROCESSING
    assert (returned.status, returned.decline) == (ReportStatus.FAILED, "insufficient_funds")


@pytest.mark.parametrize(
    ("card", "decline"),
    [
        ("pm_card_visa_chargeDeclinedInsufficientFunds", "insufficient_funds"),
        ("pm_card_chargeDeclined", "generic_decline"),
        ("pm_card_chargeDeclinedLostCard", "lost_card"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card"),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc"),
        ("pm_card_chargeDeclinedProcessingError", "processing_error"),
        ("pm_card_chargeDeclinedFraudulent", "fraudulent"),
    ],
)
async def test_fault_31_a_decline_is_reported_with_the_banks_own_reason(
    gateway, sandbox, card, decline
):
    report = await gateway.charge(saved(sandbox, card))
    again = await gateway.look_up("pay_1")

    assert (report.status, report.decline) == (ReportStatus.FAILED, decline)
    assert (again.status, again.decline) == (ReportStatus.FAILED, decline)
    assert sandbox.charges() == []


@pytest.mark.parametrize(
    ("money", "units"),
    [
        (Money(500, "JPY"), 500),
        (Money(12_340, "KWD"), 12_340),
        (Money(500, "ISK"), 50_000),
        (Money(5000, "UGX"), 500_000),
        (Money(500_000, "MGA"), 5000),
    ],
)
async def test_fault_72_each_currency_is_charged_in_stripes_own_units(
    gateway, sandbox, money, units
):
    report = await gateway.charge(saved(sandbox, amount=money))

    assert [charge.amount for charge in sandbox.charges()] == [units]
    assert report.amount == money


async def test_fault_72_a_fraction_stripe_cannot_move_is_refused_before_anything_is_sent(
    gateway, sandbox
):
    charge = saved(sandbox, amount=Money(12_345, "KWD"))

    with pytest.raises(GatewayRefusedError, match=r"12\.345 KWD"):
        await gateway.charge(charge)

    assert sandbox.calls == []


# --- when the network or Stripe fails


async def test_fault_28_a_lost_answer_is_uncertain_and_exactly_one_payment_is_found(
    gateway, sandbox
):
    sandbox.faults.inject(LostAnswer(), INTENTS)

    with pytest.raises(GatewayUncertainError):
        await gateway.charge(saved(sandbox))

    assert (await gateway.look_up("pay_1")).status is ReportStatus.SUCCEEDED
    assert (await gateway.charge(saved(sandbox))).status is ReportStatus.SUCCEEDED
    assert len(sandbox.charges()) == 1


async def test_fault_28_a_payment_is_found_while_the_search_index_lags_behind(gateway, sandbox):
    sandbox.lag_search(3600)
    sandbox.faults.inject(LostAnswer(), INTENTS)
    charge = saved(sandbox)

    with pytest.raises(GatewayUncertainError):
        await gateway.charge(charge)

    assert (await gateway.look_up("pay_1")).status is ReportStatus.SUCCEEDED
    found = await gateway.look_up("pay_1", customer_ref=charge.customer_ref)
    assert found.status is ReportStatus.SUCCEEDED


async def test_fault_28_a_payment_is_found_behind_hundreds_of_others(gateway, sandbox):
    await gateway.charge(saved(sandbox))
    for n in range(130):
        await gateway.charge(saved(sandbox, payment_id=f"pay_other_{n}"))
    sandbox.lag_search(3600)

    assert (await gateway.look_up("pay_1")).status is ReportStatus.SUCCEEDED


async def test_fault_28_silence_is_uncertain_after_the_timeout(sandbox):
    sandbox.faults.inject(NoAnswer(), INTENTS)

    async with connected(sandbox, timeout=0.2) as gateway:
        with pytest.raises(GatewayUncertainError):
            await gateway.charge(saved(sandbox))

        assert (await gateway.look_up("pay_1")).status is ReportStatus.SUCCEEDED


async def test_fault_28_a_request_that_never_arrived_is_not_found_and_may_be_sent_again(
    gateway, sandbox
):
    sandbox.faults.inject(LostRequest(), INTENTS)

    with pytest.raises(GatewayUncertainError):
        await gateway.charge(saved(sandbox))

    assert await gateway.look_up("pay_1") is None
    await gateway.charge(saved(sandbox))
    assert len(sandbox.charges()) == 1


@pytest.mark.parametrize("fault", [ServerError(), Unavailable(), Unavailable(502)])
async def test_fault_29_a_server_error_without_effect_is_uncertain_and_then_not_found(
    gateway, sandbox, fault
):
    sandbox.faults.inject(fault, INTENTS)

    with pytest.raises(GatewayUncertainError):
        await gateway.charge(saved(sandbox))

    assert await gateway.look_up("pay_1") is None


async def test_fault_29_a_saved_error_repeats_under_its_key_but_the_look_up_tells_the_truth(
    gateway, sandbox
):
    sandbox.faults.inject(ServerError(performed=True), INTENTS)

    for _ in range(2):
        with pytest.raises(GatewayUncertainError):
            await gateway.charge(saved(sandbox))

    assert (await gateway.look_up("pay_1")).status is ReportStatus.SUCCEEDED
    assert len(sandbox.charges()) == 1


async def test_fault_30_the_same_id_with_another_amount_is_refused_loudly(gateway, sandbox):
    await gateway.charge(saved(sandbox))

    with pytest.raises(GatewayRefusedError, match="idempotency_error"):
        await gateway.charge(saved(sandbox, amount=Money(9900, "EUR")))

    assert [charge.amount for charge in sandbox.charges()] == [2500]


async def test_one_id_cannot_be_both_a_charge_and_a_page(gateway, sandbox):
    await gateway.charge(saved(sandbox))

    with pytest.raises(GatewayRefusedError, match="idempotency_error"):
        await gateway.charge(hosted())


async def test_fault_31_too_many_requests_did_nothing_and_pass(gateway, sandbox):
    sandbox.faults.inject(RateLimited(), INTENTS)

    with pytest.raises(GatewayBusyError):
        await gateway.charge(saved(sandbox))

    assert sandbox.charges() == []
    assert (await gateway.charge(saved(sandbox))).status is ReportStatus.SUCCEEDED


async def test_a_second_request_while_the_first_still_runs_is_told_to_wait(gateway, sandbox):
    sandbox.faults.inject(Slow(0.3), INTENTS)
    first = asyncio.create_task(gateway.charge(saved(sandbox)))
    async with asyncio.timeout(20):
        while not any(call.method == "POST" for call in sandbox.calls):
            await asyncio.sleep(0.005)

    with pytest.raises(GatewayBusyError):
        await gateway.charge(saved(sandbox))

    assert (await first).status is ReportStatus.SUCCEEDED
    assert len(sandbox.charges()) == 1


async def test_a_stripe_that_cannot_be_reached_certainly_did_nothing(sandbox, unused_tcp_port):
    async with connected(sandbox, url=f"http://127.0.0.1:{unused_tcp_port}") as gateway:
        with pytest.raises(GatewayBusyError, match="unreachable"):
            await gateway.charge(saved(sandbox))


async def test_a_rejected_key_is_refused_without_showing_it(sandbox):
    async with connected(sandbox, key="sk_test_wrongkey0123456789") as gateway:
        with pytest.raises(GatewayRefusedError) as refused:
            await gateway.charge(saved(sandbox))

    assert "sk_test" not in str(refused.value)
    assert "6789" not in str(refused.value)


async def test_an_unknown_customer_is_refused(gateway, sandbox):
    charge = Charge("pay_1", EUR_25, "cus_gone", "pm_card_visa", "Invoice 123")

    with pytest.raises(GatewayRefusedError, match="resource_missing"):
        await gateway.charge(charge)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{", GatewayUncertainError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n<ht>", GatewayUncertainError),
        (b"HTTP/1.1 502 Bad\r\nContent-Length: 4\r\n\r\n<ht>", GatewayUncertainError),
        (b"HTTP/1.1 302 Go\r\nContent-Length: 0\r\n\r\n", GatewayUncertainError),
        (b"HTTP/1.1 408 Late\r\nContent-Length: 0\r\n\r\n", GatewayUncertainError),
        (b"HTTP/1.1 403 No\r\nContent-Length: 4\r\n\r\n<ht>", GatewayRefusedError),
        (b"", GatewayUncertainError),
        (
            b'HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 12\r\n\r\n{"error":{}}',
            GatewayBusyError,
        ),
    ],
)
async def test_whatever_stands_in_for_stripe_every_answer_has_a_meaning(sandbox, answer, error):
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async with server, connected(sandbox, url=url) as gateway:
        with pytest.raises(error) as raised:
            await gateway.charge(hosted())

    if error is GatewayBusyError:
        assert raised.value.retry_after == 7


# --- pages of Stripe's


async def test_without_a_method_a_hosted_page_asks_for_the_exact_amount(gateway, sandbox, browser):
    report = await gateway.charge(hosted())

    assert (report.status, report.amount) == (ReportStatus.NEEDS_ACTION, EUR_25)
    assert sandbox.charges() == []
    assert await pay(browser, report, VISA) == 303
    paid = await gateway.look_up("pay_1")
    assert (paid.status, paid.amount) == (ReportStatus.SUCCEEDED, EUR_25)
    assert [charge.metadata for charge in sandbox.charges()] == [{"payment_id": "pay_1"}]


async def test_a_page_neither_saves_the_method_nor_names_payment_method_types(
    gateway, sandbox, browser
):
    customer = sandbox.seed_customer("Acme", "ap@acme.example", cards=()).customer_id

    report = await gateway.charge(hosted(customer_ref=customer))
    await pay(browser, report, VISA)

    [call] = [call for call in sandbox.calls if call.method == "POST"]
    assert call.params["customer"] == customer
    assert not [name for name in call.params if "payment_method" in name or "setup" in name]
    [charge] = sandbox.charges()
    assert charge.customer == customer
    assert sandbox.find("payment_intent", charge.payment_intent)["setup_future_usage"] is None


async def test_the_same_payment_id_has_one_page_and_its_present_state(gateway, sandbox, browser):
    first = await gateway.charge(hosted())
    second = await gateway.charge(hosted())
    await pay(browser, first, VISA)

    third = await gateway.charge(hosted())

    assert first == second
    assert third.status is ReportStatus.SUCCEEDED
    assert len(sandbox.charges()) == 1


async def test_a_card_declined_on_the_page_leaves_the_page_to_try_another(
    gateway, sandbox, browser
):
    report = await gateway.charge(hosted())
    assert await pay(browser, report, NO_FUNDS) == 402
    [failed] = sandbox.events("payment_intent.payment_failed")

    read = await gateway.read_event(named(failed["data"]["object"]["id"]))

    assert (read.status, read.action_url) == (ReportStatus.NEEDS_ACTION, report.action_url)
    assert await gateway.look_up("pay_1") == read
    assert await pay(browser, report, VISA) == 303
    assert (await gateway.read_event(named(read.gateway_ref))).status is ReportStatus.SUCCEEDED


async def test_an_abandoned_page_fails_when_it_expires(gateway, sandbox, clock):
    report = await gateway.charge(hosted())
    clock.now += 24 * 3600 + 1

    read = await gateway.read_event(named(report.gateway_ref, "checkout.session.expired"))

    assert (read.status, read.decline) == (ReportStatus.FAILED, "expired")


async def test_a_lost_page_is_found_again(gateway, sandbox):
    sandbox.faults.inject(LostAnswer(), SESSIONS)

    with pytest.raises(GatewayUncertainError):
        await gateway.charge(hosted())

    found = await gateway.look_up("pay_1")
    assert found.status is ReportStatus.NEEDS_ACTION
    assert await gateway.charge(hosted()) == found


# --- when the bank wants to hear from the payer


async def test_fault_31_a_bank_that_wants_confirmation_gets_a_page_and_one_capture(
    gateway, sandbox, browser
):
    report = await gateway.charge(saved(sandbox, THREE_D_SECURE))
    [refused] = sandbox.events("payment_intent.payment_failed")

    assert report.status is ReportStatus.NEEDS_ACTION
    assert sandbox.charges() == []
    first = sandbox.find("payment_intent", refused["data"]["object"]["id"])
    assert first["status"] == "canceled"
    assert await pay(browser, report, NEEDS_3DS) == 303
    [asked] = sandbox.events("payment_intent.requires_action")
    assert (await gateway.look_up("pay_1")).action_url == report.action_url
    sandbox.authenticate(asked["data"]["object"]["id"])
    assert (await gateway.look_up("pay_1")).status is ReportStatus.SUCCEEDED
    assert len(sandbox.charges()) == 1


async def test_confirmation_asked_for_again_is_the_same_page(gateway, sandbox):
    charge = saved(sandbox, THREE_D_SECURE)

    first, second = await gateway.charge(charge), await gateway.charge(charge)

    assert first == second
    assert await gateway.look_up("pay_1") == first
    assert len(sandbox.events("payment_intent.canceled")) == 1


@pytest.mark.parametrize("fault", [LostAnswer(), LostRequest(), Unavailable()])
@pytest.mark.parametrize("step", ["POST /v1/payment_intents/*/cancel", SESSIONS])
async def test_fault_28_whichever_step_towards_the_page_is_lost_it_is_resumed(
    gateway, sandbox, browser, fault, step
):
    charge = saved(sandbox, THREE_D_SECURE)
    sandbox.faults.inject(fault, step)
    with pytest.raises(GatewayUncertainError):
        await gateway.charge(charge)

    report = await gateway.charge(charge)

    assert report.status is ReportStatus.NEEDS_ACTION
    assert await pay(browser, report, VISA) == 303
    assert len(sandbox.charges()) == 1


async def test_while_the_page_is_being_opened_the_refused_intent_says_nothing(gateway, sandbox):
    sandbox.faults.inject(LostRequest(), SESSIONS)
    charge = saved(sandbox, THREE_D_SECURE)
    with pytest.raises(GatewayUncertainError):
        await gateway.charge(charge)
    [refused] = sandbox.events("payment_intent.payment_failed")

    read = await gateway.read_event(named(refused["data"]["object"]["id"]))

    assert read is None
    assert await gateway.look_up("pay_1") is None
    await gateway.charge(charge)
    read = await gateway.read_event(named(refused["data"]["object"]["id"]))
    assert read.status is ReportStatus.NEEDS_ACTION


@pytest.mark.parametrize("seed", range(24))
async def test_whatever_fails_in_whatever_order_no_payment_captures_twice(
    gateway, sandbox, browser, seed
):
    dice = random.Random(seed)
    charge = dice.choice([saved(sandbox), saved(sandbox, THREE_D_SECURE), hosted()])
    faults = [LostAnswer(), LostRequest(), ServerError(), ServerError(performed=True), Slow(0.01)]
    for _ in range(dice.randint(1, 5)):
        sandbox.faults.inject(dice.choice([*faults, Unavailable(), RateLimited()]))
    sandbox.lag_search(dice.choice([0, 3600]))

    for _ in range(12):
        step = dice.choice([gateway.charge, gateway.charge, gateway.look_up, gateway.withdraw])
        report = None
        with suppress(GatewayUncertainError, GatewayBusyError):
            report = await (step(charge) if step == gateway.charge else step("pay_1"))
        if report and report.action_url and dice.random() < 0.7:
            await pay(browser, report, VISA)
            await pay(browser, report, VISA)

    moved = sandbox.charges()
    assert len(moved) <= 1
    sandbox.faults.clear()
    final = await gateway.look_up("pay_1")
    assert (final is not None and final.status is ReportStatus.SUCCEEDED) is bool(moved)


# --- withdrawing


async def test_fault_9_a_withdrawn_page_takes_no_money_any_more(gateway, sandbox, browser):
    report = await gateway.charge(hosted())

    withdrawn = await gateway.withdraw("pay_1")

    assert withdrawn.status is ReportStatus.FAILED
    assert await pay(browser, report, VISA) == 410
    assert sandbox.charges() == []


async def test_fault_9_withdrawing_after_the_payment_says_that_it_is_too_late(
    gateway, sandbox, browser
):
    await pay(browser, await gateway.charge(hosted()), VISA)

    assert (await gateway.withdraw("pay_1")).status is ReportStatus.SUCCEEDED


async def test_withdrawing_what_never_was_is_no_error(gateway):
    assert await gateway.withdraw("pay_1") is None


# --- looking up


async def test_a_payment_stripe_never_heard_of_is_not_found(gateway, sandbox):
    await gateway.charge(saved(sandbox, payment_id="PAY_1"))

    assert await gateway.look_up("pay_1") is None
    assert await gateway.look_up("pay_'x\\' OR status:'succeeded") is None


async def test_a_payment_is_found_long_after_its_key_is_forgotten(gateway, sandbox, clock):
    await gateway.charge(saved(sandbox))
    sandbox.forget_keys()
    clock.now += 30 * 86400

    assert (await gateway.look_up("pay_1")).status is ReportStatus.SUCCEEDED


async def test_a_payment_is_found_where_stripe_offers_no_search(sandbox):
    class Unsearchable(stripe.StripeClient):
        async def raw_request_async(self, method_: str, url_: str, **params: Any) -> Any:
            if url_.endswith("/search"):
                raise stripe.InvalidRequestError("not offered here", None, http_status=400)
            return await super().raw_request_async(method_, url_, **params)

    async with aiohttp.ClientSession() as session:
        client = Unsearchable(
            sandbox.api_key,
            base_addresses={"api": sandbox.url},
            http_client=stripe.AIOHTTPClient(session=session, timeout=aiohttp.ClientTimeout(20)),
        )
        gateway = StripeGateway(client, pages=PAGES)
        await gateway.charge(saved(sandbox))

        assert (await gateway.look_up("pay_1")).status is ReportStatus.SUCCEEDED
        assert await gateway.look_up("pay_2") is None


# --- events


async def test_fault_25_an_event_is_read_as_what_its_object_is_now(gateway, sandbox):
    report = await gateway.charge(saved(sandbox))

    read = await gateway.read_event(named(report.gateway_ref, "payment_intent.processing"))

    assert read == report


async def test_an_event_about_somebody_elses_object_is_not_ours(gateway, sandbox):
    await gateway.charge(saved(sandbox))
    before = UNREAD.labels("missing")._value.get()

    assert await gateway.read_event(named("pi_unknown")) is None
    assert await gateway.read_event(named("cs_test_unknown")) is None
    assert UNREAD.labels("missing")._value.get() == before + 2


@pytest.mark.parametrize(
    ("object_id", "event_type", "reason"),
    [
        ("re_1", "refund.created", "refund"),
        ("ch_1", "charge.refunded", "refund"),
        ("du_1", "charge.dispute.created", "dispute"),
    ],
)
async def test_money_back_of_nothing_we_know_is_counted(gateway, object_id, event_type, reason):
    before = UNREAD.labels(reason)._value.get()

    assert await gateway.read_money_back(named(object_id, event_type)) is None
    assert UNREAD.labels(reason)._value.get() == before + 1
