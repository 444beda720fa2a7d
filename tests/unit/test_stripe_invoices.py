"""Stripe's invoices are read so that lines, taxes and what is due agree."""

from datetime import date
from typing import Any

import pytest

from assistant.billing.gateway.books import Receipt, Skipped, TheirInvoice, TheirState
from assistant.billing.model.invoice import InvoiceType
from assistant.billing.money import Money
from assistant.billing.stripe.invoices import BALANCE, customer_of, invoice_of


def body(**changes: Any) -> dict[str, Any]:
    return {
        "id": "in_1",
        "customer": "cus_1",
        "number": "ABCD-0001",
        "status": "open",
        "billing_reason": "subscription_cycle",
        "created": 1_767_225_600,
        "effective_at": None,
        "due_date": None,
        "currency": "usd",
        "total": 12_000,
        "amount_due": 12_000,
        "amount_paid": 0,
        **changes,
    }


def line(amount: int, *taxes: int, behavior: str = "exclusive", **changes: Any) -> dict[str, Any]:
    told = [{"amount": tax, "tax_behavior": behavior} for tax in taxes]
    return {"amount": amount, "description": "Seats", "taxes": told, **changes}


def read(lines: list[dict[str, Any]], **changes: Any) -> TheirInvoice:
    found = invoice_of(body(**changes), lines, [])
    assert isinstance(found, TheirInvoice)
    return found


def amounts(found: TheirInvoice) -> list[tuple[int, int]]:
    return [(each.amount.minor, each.tax.minor) for each in found.items]


def test_fault_81_words_of_stripe_are_read_without_secrets() -> None:
    found = read([line(12_000, description="Seats, card 4242 4242 4242 4242, INV-124")])
    customer = customer_of({"id": "cus_1", "name": "4242 4242 4242 4242"}, ())

    assert found.items[0].description == "Seats, card [card number removed], INV-124"
    assert found.number == "ABCD-0001"
    assert not isinstance(customer, Skipped)
    assert customer.name == "[card number removed]"


def test_a_tax_is_on_top_of_its_line() -> None:
    assert amounts(read([line(10_000, 2_000)])) == [(10_000, 2_000)]


def test_a_tax_within_the_amount_is_taken_out_of_it() -> None:
    assert amounts(read([line(12_000, 2_000, behavior="inclusive")])) == [(10_000, 2_000)]


def test_a_discount_is_taken_off_its_line() -> None:
    found = read([line(15_000, 2_000, discount_amounts=[{"amount": 5_000}])])

    assert amounts(found) == [(10_000, 2_000)]


def test_what_was_applied_from_a_balance_is_a_line_of_its_own() -> None:
    found = read([line(12_000)], amount_due=9_000)

    assert amounts(found) == [(12_000, 0), (-3_000, 0)]
    assert found.items[-1].description == BALANCE


def test_an_invoice_without_lines_is_one_line() -> None:
    assert amounts(read([])) == [(12_000, 0)]


def test_an_invoice_of_less_than_nothing_is_a_credit() -> None:
    found = read([line(-5_000)], total=-5_000, amount_due=0)

    assert found.type is InvoiceType.CREDIT
    assert amounts(found) == [(-5_000, 0)]


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("subscription_cycle", InvoiceType.RECURRING),
        ("subscription_create", InvoiceType.NEW),
        ("manual", InvoiceType.ONE_TIME_CHARGE),
        ("subscription_threshold", InvoiceType.RECURRING),
        (None, InvoiceType.ONE_TIME_CHARGE),
    ],
)
def test_why_it_was_made_is_its_type(reason: str | None, kind: InvoiceType) -> None:
    assert read([line(12_000)], billing_reason=reason).type is kind


def test_a_line_of_a_subscription_is_recurring() -> None:
    parent = {"type": "subscription_item_details"}

    found = read([line(6_000, parent=parent), line(6_000)])

    assert [each.recurring for each in found.items] == [True, False]


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("open", TheirState.OPEN),
        ("paid", TheirState.PAID),
        ("uncollectible", TheirState.GIVEN_UP),
        ("void", TheirState.VOID),
    ],
)
def test_where_it_stands_is_read(status: str, state: TheirState) -> None:
    assert read([line(12_000)], status=status).state is state


def test_it_is_due_when_stripe_says_or_at_once() -> None:
    assert read([line(12_000)]).due_on == date(2026, 1, 1)
    assert read([line(12_000)], due_date=1_769_817_600).due_on == date(2026, 1, 31)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"status": "draft"}, "not an invoice yet"),
        ({"status": None}, "not an invoice yet"),
        ({"customer": None}, "it has no customer"),
        (
            {"currency": "isk", "amount_due": 12_050, "total": 12_050},
            "a fraction ISK does not have",
        ),
    ],
)
def test_what_is_no_invoice_of_a_customer_is_skipped(changes: dict[str, Any], why: str) -> None:
    found = invoice_of(body(**changes), [], [])

    assert isinstance(found, Skipped)
    assert why in found.why


def test_payments_are_told_apart_by_whose_they_are() -> None:
    def paid(ref: str, metadata: dict[str, str], status: str = "paid") -> dict[str, Any]:
        return {
            "id": f"inpay_{ref}",
            "status": status,
            "amount_paid": 5_000,
            "currency": "usd",
            "payment": {"payment_intent": {"id": ref, "metadata": metadata}},
        }

    payments = [
        paid("pi_theirs", {}),
        paid("pi_ours", {"payment_id": "pay_1"}),
        paid("pi_open", {}, "open"),
    ]
    found = invoice_of(body(status="paid", amount_paid_off_stripe=2_000), [], payments)

    assert isinstance(found, TheirInvoice)
    assert found.receipts == (
        Receipt("pi_theirs", Money(5_000, "USD"), None),
        Receipt("pi_ours", Money(5_000, "USD"), "pay_1"),
        Receipt("in_1:outside", Money(2_000, "USD"), None, outside=True),
    )


def test_words_of_others_are_kept_short_and_on_one_line() -> None:
    found = read([line(12_000, description="a\x00b\r\n" + "x" * 5_000)])
    customer = customer_of({"id": "cus_1", "name": "\n" + "y" * 900}, ())

    assert found.items[0].description.startswith("a b x")
    assert len(found.items[0].description) == 2_000
    assert not isinstance(customer, Skipped)
    assert len(customer.name) == 200


def test_a_deleted_customer_is_skipped() -> None:
    assert customer_of({"id": "cus_1", "deleted": True}, ()) == Skipped(
        "cus_1", "deleted at Stripe"
    )
