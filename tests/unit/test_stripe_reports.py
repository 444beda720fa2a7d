"""What Stripe's objects mean for a payment, in the states the local Stripe does not reach."""

from typing import Any

import pytest

from assistant.billing.gateway import GatewayRefusedError, GatewayReport, ReportStatus
from assistant.billing.money import Money
from assistant.billing.stripe.reports import merged, of_intent, of_session


def intent(status: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": "pi_1",
        "status": status,
        "amount": 2500,
        "amount_received": 0,
        "currency": "eur",
        "metadata": {"payment_id": "pay_1"},
        **changes,
    }


def session(status: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": "cs_1",
        "status": status,
        "payment_status": "unpaid",
        "amount_total": 2500,
        "currency": "eur",
        "client_reference_id": "pay_1",
        "metadata": {"payment_id": "pay_1"},
        "url": "https://checkout.example/1" if status == "open" else None,
        **changes,
    }


@pytest.mark.parametrize(
    ("status", "means"),
    [
        ("succeeded", ReportStatus.SUCCEEDED),
        ("processing", ReportStatus.PROCESSING),
        ("requires_capture", ReportStatus.PROCESSING),
        ("requires_action", ReportStatus.NEEDS_ACTION),
        ("requires_confirmation", ReportStatus.NEEDS_ACTION),
        ("requires_payment_method", ReportStatus.FAILED),
        ("canceled", ReportStatus.FAILED),
    ],
)
def test_every_status_of_an_intent_means_something(status: str, means: ReportStatus):
    assert of_intent(intent(status)).status is means


def test_a_status_nobody_knows_yet_is_an_alarm_not_a_guess():
    with pytest.raises(GatewayRefusedError, match="pi_1 is requires_reauthorization"):
        of_intent(intent("requires_reauthorization"))


@pytest.mark.parametrize(
    "action",
    [
        {"type": "redirect_to_url", "redirect_to_url": {"url": "https://s.example/a"}},
        {
            "type": "verify_with_microdeposits",
            "verify_with_microdeposits": {"hosted_verification_url": "https://s.example/a"},
        },
        {
            "type": "display_bank_transfer_instructions",
            "display_bank_transfer_instructions": {
                "hosted_instructions_url": "https://s.example/a"
            },
        },
        {
            "type": "boleto_display_details",
            "boleto_display_details": {"hosted_voucher_url": "https://s.example/a"},
        },
    ],
)
def test_wherever_stripe_puts_the_payers_page_it_is_found(action: dict[str, Any]):
    assert of_intent(intent("requires_action", next_action=action)).action_url == (
        "https://s.example/a"
    )


@pytest.mark.parametrize(
    "action", [None, {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "3ds"}}, {"type": "new"}]
)
def test_an_action_only_a_script_can_do_has_no_page(action: dict[str, Any] | None):
    assert of_intent(intent("requires_action", next_action=action)).action_url is None


def test_fault_34_what_was_received_is_reported_not_what_was_asked():
    report = of_intent(intent("succeeded", amount_received=2400))

    assert report.amount == Money(2400, "EUR")


def test_fault_34_an_amount_its_currency_cannot_have_is_an_alarm():
    with pytest.raises(GatewayRefusedError, match="550 ISK"):
        of_intent(intent("succeeded", amount_received=550, currency="isk"))


def test_an_intent_without_our_metadata_is_not_ours():
    assert of_intent(intent("succeeded", metadata={})) is None
    assert of_intent(intent("succeeded", metadata=None)) is None


@pytest.mark.parametrize(
    "given_up",
    [
        intent("canceled", cancellation_reason="duplicate"),
        intent("requires_payment_method", last_payment_error={"code": "authentication_required"}),
    ],
)
def test_an_intent_given_up_for_a_page_says_nothing(given_up: dict[str, Any]):
    assert of_intent(given_up) is None


def test_an_intent_cancelled_by_hand_has_failed():
    report = of_intent(intent("canceled", cancellation_reason="requested_by_customer"))

    assert (report.status, report.decline) == (ReportStatus.FAILED, "canceled")


def test_a_complete_page_is_what_its_payment_is():
    debit = session("complete", payment_intent=intent("processing"))
    returned = session("complete", payment_intent=intent("requires_payment_method"))
    unexpanded = session("complete", payment_status="paid", payment_intent="pi_1")

    assert of_session(debit).status is ReportStatus.PROCESSING
    assert of_session(returned).status is ReportStatus.FAILED
    assert of_session(unexpanded).status is ReportStatus.SUCCEEDED


def test_money_that_moved_on_an_open_page_counts_at_once():
    paid = intent("succeeded", amount_received=2500)

    assert of_session(session("open", payment_intent=paid)).status is ReportStatus.SUCCEEDED


@pytest.mark.parametrize(
    "foreign", [{"metadata": {}}, {"client_reference_id": None}, {"client_reference_id": "pay_2"}]
)
def test_a_page_not_marked_twice_as_ours_is_not_ours(foreign: dict[str, Any]):
    assert of_session(session("open", **foreign)) is None


def test_of_several_reports_the_one_where_money_moved_counts():
    reports = [GatewayReport("pay_1", status) for status in reversed(ReportStatus)]

    assert merged([None, *reports]).status is ReportStatus.RETURNED
    assert merged([None, *(each for each in reports if each.status != "returned")]).status == (
        ReportStatus.SUCCEEDED
    )
    assert merged([None]) is None
