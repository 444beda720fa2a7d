"""Stripe's customers and invoices in our books: imported, kept current, and paid from here."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from assistant.billing.gateway import GatewayBusyError, GatewayUncertainError
from assistant.billing.intake.following import Follower
from assistant.billing.intake.report import Entry
from assistant.billing.stripe.calls import StripeCalls, open_client
from assistant.request import Channel
from assistant.sandbox.stripe.faults import LostAnswer, RateLimited, ServerError
from tests.stories.house import House, opened_webhooks

BILL = "bill@initech.example"
BY_MAIL = {"channel": Channel.MAIL}


class Seller:
    """Whoever writes invoices in Stripe's dashboard."""

    def __init__(self, house: House, calls: StripeCalls) -> None:
        self.house = house
        self.calls = calls
        self.customer = house.stripe.seed_customer("Initech", BILL)

    async def post(self, path: str, **params: Any) -> dict[str, Any]:
        return (await self.calls.post(f"/v1/{path}", params, key=None)).body

    async def draft(self, *amounts: int, customer: str = "", currency: str = "usd") -> str:
        who = customer or self.customer.customer_id
        days = {"collection_method": "send_invoice", "days_until_due": 30}
        body = await self.post("invoices", customer=who, currency=currency, **days)
        for number, amount in enumerate(amounts, 1):
            what = {"amount": amount, "currency": currency, "description": f"Thing {number}"}
            await self.post("invoiceitems", customer=who, invoice=body["id"], **what)
        return str(body["id"])

    async def invoice(self, *amounts: int, **how: Any) -> str:
        ref = await self.draft(*amounts, **how)
        await self.post(f"invoices/{ref}/finalize")
        return ref

    async def at_stripe(self, ref: str) -> dict[str, Any]:
        return await self.calls.get(f"/v1/invoices/{ref}")

    async def pay_at_stripe(self, ref: str) -> None:
        await self.post(f"invoices/{ref}/pay")

    async def number(self, ref: str) -> str:
        (row,) = await self.house.rows(f"SELECT number FROM invoices WHERE gateway_ref = '{ref}'")
        return str(row.number)

    async def status(self, ref: str) -> tuple[str, int, int]:
        (row,) = await self.house.rows(
            f"SELECT status, total_minor, paid_minor FROM invoices WHERE gateway_ref = '{ref}'"
        )
        return row.status, row.total_minor, row.paid_minor


@pytest.fixture
async def seller(house: House) -> AsyncIterator[Seller]:
    async with open_client(house.stripe.api_key, house.stripe.url) as client:
        yield Seller(house, StripeCalls(client))


def follower(house: House) -> Follower:
    assert house.desk.settler is not None
    assert house.desk.settler.follower is not None
    return house.desk.settler.follower


async def imported(house: House) -> list[Entry]:
    told: list[Entry] = []
    assert await follower(house).import_all(lambda _, entry: told.append(entry))
    return told


def fate_of(told: list[Entry], ref: str) -> str:
    return next(str(each.fate) for each in told if each.where == ref)


async def balanced(house: House) -> None:
    await house.balanced()


async def test_a_customer_becomes_an_account_with_its_contact_and_its_card(
    house: House, seller: Seller
) -> None:
    told = await imported(house)

    methods = await house.ask(BILL, "payment methods", **BY_MAIL)
    assert fate_of(told, seller.customer.customer_id) == "created"
    assert "4242" in methods.card.model_dump_json()
    (row,) = await house.rows(
        "SELECT accounts.name, is_default FROM accounts JOIN methods ON account_id = accounts.id"
        f" WHERE customer_ref = '{seller.customer.customer_id}'"
    )
    assert (row.name, bool(row.is_default)) == ("Initech", True)
    assert house.mail.sent == []


async def test_an_open_invoice_can_be_seen_and_paid_and_stripe_shows_it_paid(
    house: House, seller: Seller
) -> None:
    ref = await seller.invoice(10_000, 2_500)
    await imported(house)

    answered = await house.pay(BILL, await seller.number(ref), **BY_MAIL)
    await house.work()

    assert answered.outcome == "payment_started"
    assert (await seller.at_stripe(ref))["status"] == "paid"
    assert await seller.status(ref) == ("CLOSED", 12_500, 12_500)
    assert house.taken() == [12_500]
    await balanced(house)


async def test_paid_in_part_stripes_own_invoice_shows_the_part(
    house: House, seller: Seller
) -> None:
    ref = await seller.invoice(10_000)
    await imported(house)
    number = await seller.number(ref)

    await house.ask(BILL, f"pay 40 of {number}", **BY_MAIL)
    await house.ask(BILL, "yes", **BY_MAIL)
    await house.work()

    there = await seller.at_stripe(ref)
    assert (there["status"], there["amount_remaining"]) == ("open", 6_000)
    assert await house.open_minor(number) == 6_000
    await balanced(house)


async def test_its_own_webhook_does_not_record_the_money_twice(
    house: House, seller: Seller
) -> None:
    ref = await seller.invoice(10_000)
    await imported(house)
    async with opened_webhooks(house):
        house.stripe.webhooks.copies = 2
        await house.pay(BILL, await seller.number(ref), **BY_MAIL)
        for _ in range(3):
            await house.work()
            await house.stripe.webhooks.drained()
    await imported(house)

    assert await seller.status(ref) == ("CLOSED", 10_000, 10_000)
    assert await house.rows("SELECT ref FROM gateway_receipts") == []
    assert house.taken() == [10_000]
    await balanced(house)


async def test_paid_at_stripe_it_is_received_once_however_often_it_is_told(
    house: House, seller: Seller
) -> None:
    ref = await seller.invoice(10_000)
    await imported(house)
    async with opened_webhooks(house):
        house.stripe.webhooks.copies = 3
        await seller.pay_at_stripe(ref)
        for _ in range(3):
            await house.stripe.webhooks.drained()
            await house.work()
    again = await imported(house)

    assert fate_of(again, ref) == "unchanged"
    assert await seller.status(ref) == ("CLOSED", 10_000, 10_000)
    assert len(await house.rows("SELECT ref FROM gateway_receipts")) == 1
    assert await house.payments() == []
    await balanced(house)


async def test_what_was_paid_before_the_import_is_entered_as_paid(
    house: House, seller: Seller
) -> None:
    ref = await seller.invoice(10_000)
    await seller.pay_at_stripe(ref)

    told = await imported(house)

    assert fate_of(told, ref) == "created"
    assert await seller.status(ref) == ("CLOSED", 10_000, 10_000)
    await balanced(house)


async def test_everything_again_changes_nothing(house: House, seller: Seller) -> None:
    refs = [await seller.invoice(10_000), await seller.invoice(5_000)]
    await seller.pay_at_stripe(refs[0])
    await imported(house)
    before = await house.rows("SELECT * FROM ledger_entries ORDER BY hash")

    again = await imported(house)

    assert {str(each.fate) for each in again} == {"unchanged"}
    assert await house.rows("SELECT * FROM ledger_entries ORDER BY hash") == before


async def test_drafts_are_left_out_and_said_so_and_given_up_ones_are_closed(
    house: House, seller: Seller
) -> None:
    draft = await seller.draft(100)
    given_up, void, void_later = [await seller.invoice(10_000) for _ in range(3)]
    await seller.post(f"invoices/{given_up}/mark_uncollectible")
    await seller.post(f"invoices/{void}/void")

    told = await imported(house)
    await seller.post(f"invoices/{void_later}/void")
    await imported(house)

    why = {each.where: each.cause for each in told if each.fate == "refused"}
    assert why[draft] == "a draft: not an invoice yet"
    assert why[void] == "it was void before it was known here"
    assert await seller.status(given_up) == ("CLOSED_FAILED", 10_000, 0)
    assert await seller.status(void_later) == ("CLOSED_FAILED", 10_000, 0)
    await balanced(house)


async def test_an_import_that_was_cut_off_goes_on_from_there(house: House, seller: Seller) -> None:
    ref = await seller.invoice(10_000)
    house.stripe.faults.inject(ServerError(), on="GET /v1/invoices")

    with pytest.raises(GatewayUncertainError):
        await imported(house)
    before = len(house.stripe.calls)
    told = await imported(house)

    later = [call.path for call in house.stripe.calls[before:]]
    assert "/v1/customers" in "".join(later)  # the page after the last one: empty
    assert [each.where for each in told] == [ref]


async def test_too_many_requests_are_waited_for(house: House, seller: Seller) -> None:
    ref = await seller.invoice(10_000)
    house.stripe.faults.inject(RateLimited(), on="GET *", times=4)

    told = await imported(house)

    assert fate_of(told, ref) == "created"


async def test_too_many_requests_for_too_long_end_it_for_now(house: House, seller: Seller) -> None:
    house.stripe.faults.inject(RateLimited(), on="GET *", times=50)

    with pytest.raises(GatewayBusyError):
        await imported(house)

    house.stripe.faults.clear()
    assert await imported(house)


async def test_one_process_at_a_time_imports(house: House, seller: Seller) -> None:
    ours = follower(house)
    inside: list[bool] = []

    async def again() -> None:
        inside.append(await ours.import_all(lambda *_: None))

    pages = ours.books.customers

    async def slowly(after: str) -> AsyncIterator[Any]:
        await again()
        async for page in pages(after):
            yield page

    ours.books.customers = slowly  # type: ignore[method-assign]
    assert await ours.import_all(lambda *_: None)

    assert inside == [False]


async def test_without_an_import_stripes_own_invoices_are_left_alone(
    house: House, seller: Seller
) -> None:
    async with opened_webhooks(house):
        await seller.invoice(10_000)
        await house.stripe.webhooks.drained()
        await house.work()

    assert await house.rows("SELECT id FROM invoices WHERE gateway_ref IS NOT NULL") == []
    assert {row.outcome for row in await house.rows("SELECT outcome FROM gateway_events")} <= {
        "not_ours"
    }


async def test_new_customers_and_invoices_come_by_webhook_in_any_order(
    house: House, seller: Seller
) -> None:
    await imported(house)
    async with opened_webhooks(house):
        house.stripe.webhooks.hold()
        customer = await seller.post("customers", name="Hooli", email="gavin@hooli.example")
        ref = await seller.invoice(7_000, customer=customer["id"])
        house.stripe.webhooks.release(backwards=True)
        for _ in range(2):
            await house.stripe.webhooks.drained()
            await house.work()

    offered = await house.ask("gavin@hooli.example", "what do we owe", **BY_MAIL)
    assert "70.00 USD" in offered.card.model_dump_json()
    assert await seller.status(ref) == ("OPEN", 7_000, 0)
    await balanced(house)


async def test_another_address_at_stripe_lets_nobody_new_in(house: House, seller: Seller) -> None:
    """Stripe's customers can change their own address there."""
    await imported(house)
    async with opened_webhooks(house):
        await seller.post(
            f"customers/{seller.customer.customer_id}", email="eve@evil.example", name="Initech Inc"
        )
        await house.stripe.webhooks.drained()
        await house.work()

    asked = await house.ask("eve@evil.example", "show my invoices", **BY_MAIL)
    (row,) = await house.rows(
        f"SELECT name FROM accounts WHERE customer_ref = '{seller.customer.customer_id}'"
    )
    assert asked.outcome == "stranger"
    assert row.name == "Initech Inc"


async def test_a_customer_made_for_an_account_of_ours_is_not_a_second_account(
    house: House, seller: Seller
) -> None:
    await seller.post("customers", name="Acme EU", metadata={"account_id": "acc_acme_eu"})
    before = await house.rows("SELECT count(*) AS n FROM accounts WHERE name = 'Acme EU'")

    await imported(house)

    assert await house.rows("SELECT count(*) AS n FROM accounts WHERE name = 'Acme EU'") == before


async def test_a_lost_answer_while_attaching_attaches_once(house: House, seller: Seller) -> None:
    ref = await seller.invoice(10_000)
    await imported(house)
    house.stripe.faults.inject(LostAnswer(), on=f"POST /v1/invoices/{ref}/attach_payment")

    await house.pay(BILL, await seller.number(ref), **BY_MAIL)
    await house.work()
    house.clock.advance(minutes=1)
    await house.work()

    assert (await seller.at_stripe(ref))["amount_paid"] == 10_000
    (row,) = await house.rows("SELECT outcome, due_at FROM attachments")
    assert (row.outcome, row.due_at) == ("attached", None)
    assert house.taken() == [10_000]


async def test_what_stripe_will_not_attach_becomes_a_case(house: House, seller: Seller) -> None:
    ref = await seller.invoice(10_000)
    await imported(house)
    await seller.post(f"invoices/{ref}/void")

    await house.pay(BILL, await seller.number(ref), **BY_MAIL)
    await house.work()

    (row,) = await house.rows("SELECT kind, account_id FROM cases")
    assert row.kind == "not_attached"
    assert row.account_id is not None
    assert await seller.status(ref) == ("CLOSED", 10_000, 10_000)


async def test_several_invoices_paid_at_once_are_all_paid_at_stripe(
    house: House, seller: Seller
) -> None:
    refs = [await seller.invoice(10_000), await seller.invoice(5_000)]
    await imported(house)

    await house.ask(BILL, "pay all open invoices", **BY_MAIL)
    await house.ask(BILL, "yes", **BY_MAIL)
    await house.work()
    again = await imported(house)

    assert [(await seller.at_stripe(ref))["status"] for ref in refs] == ["paid", "paid"]
    assert [fate_of(again, ref) for ref in refs] == ["unchanged", "unchanged"]
    assert house.taken() == [15_000]
    await balanced(house)


async def test_paid_here_and_there_at_once_the_second_money_becomes_credit(
    house: House, seller: Seller
) -> None:
    ref = await seller.invoice(10_000)
    await imported(house)
    await house.pay(BILL, await seller.number(ref), **BY_MAIL)
    await seller.pay_at_stripe(ref)

    await house.work()
    await imported(house)

    (row,) = await house.rows(
        "SELECT sum(minor) AS n FROM ledger_postings JOIN invoices"
        " ON invoices.account_id = ledger_postings.account_id"
        f" WHERE book = 'credit' AND gateway_ref = '{ref}'"
    )
    assert int(row.n) == -10_000
    assert sorted(house.taken()) == [10_000, 10_000]
    await balanced(house)


async def test_reconcile_finds_nothing_to_complain_about_stripes_own_invoices(
    house: House, seller: Seller
) -> None:
    paid_there, paid_here = await seller.invoice(10_000), await seller.invoice(5_000)
    await imported(house)
    await seller.pay_at_stripe(paid_there)
    await house.pay(BILL, await seller.number(paid_here), **BY_MAIL)
    await house.work()
    house.clock.advance(minutes=20)

    assert house.desk.reconciler is not None
    done = await house.desk.reconciler.run()

    assert done is not None
    assert done.cases == ()
    assert await seller.status(paid_there) == ("CLOSED", 10_000, 10_000)
    await balanced(house)


async def test_an_amount_in_yen_has_no_cents(house: House, seller: Seller) -> None:
    ref = await seller.invoice(1_200, currency="jpy")

    await imported(house)

    assert await seller.status(ref) == ("OPEN", 1_200, 0)
