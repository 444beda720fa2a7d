"""What agents may ask for is read where an agent speaks, and nowhere else."""

from datetime import date
from decimal import Decimal

import pytest

from assistant import understand
from assistant.billing.amount import Amount
from assistant.command import AskPerson, NotUnderstood, Pay
from assistant.command.accounts import ChangeDueDate, MoveDueDate
from assistant.command.cases import MoveCase
from assistant.command.operations import (
    ApproveOperation,
    ConfirmOperation,
    DeclineOperation,
    ProposeOperation,
    ReviewOperation,
    WaitingOperations,
)
from assistant.understand import may_be_for_agents, read_as_agent
from assistant.understand.cases import read_agents_case

TODAY = date(2026, 3, 10)
OPERATION = "op_" + "0f" * 16


def proposed(text: str) -> ProposeOperation:
    read = read_as_agent(text)
    assert isinstance(read, ProposeOperation), read
    return read


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("change due date of 123 to 15 January", ""),
        ('please move the due date of invoice 123 to 15 January "by phone".', "by phone"),
        ("for acme: extend due date for #123 until 15 January because by phone", "by phone"),
        ("make 123 due on 15 January", ""),
    ],
)
def test_a_due_date_is_moved_to_one_day_ahead(text: str, why: str) -> None:
    read = read_as_agent(text, today=date(2026, 11, 22))

    assert isinstance(read, ChangeDueDate), read
    assert (read.number, read.to, read.reason) == ("123", date(2027, 1, 15), why)
    said = MoveDueDate(number="123", to=read.to, reason=why, version=3)
    assert read_as_agent(said.says, today=TODAY) == said


@pytest.mark.parametrize(
    "text", ["change due date of 123 to soon", "is 123 due on 15 January", "move 123 to acme"]
)
def test_without_one_day_and_one_number_no_due_date_is_moved(text: str) -> None:
    assert not isinstance(read_as_agent(text, today=TODAY), ChangeDueDate)


@pytest.mark.parametrize(
    "text",
    [
        'for acme: credit 20 EUR "outage"',
        "for acme: credit 20 EUR “outage”",
        'For acme: please credit 20 EUR for "outage".',
        "for acme: credit 20 EUR because of outage",
        'credit acme 20 EUR "outage"',
        'credit acme with 20 EUR "outage"',
    ],
)
def test_a_credit_names_customer_amount_and_reason(text: str) -> None:
    read = proposed(text)

    assert (read.what, read.account, read.reason) == ("credit", "acme", "outage")
    assert read.amount is not None
    assert (read.amount.readings, read.amount.currencies) == ((Decimal(20),), ("EUR",))


@pytest.mark.parametrize(
    ("text", "what", "number", "reason"),
    [
        ("refund payment 88", "refund", "88", ""),
        ("refund the payment for invoice 88", "refund", "88", ""),
        ('refund 5 USD of 123 "too slow"', "refund", "123", "too slow"),
        ('refund 5 USD of 123 "it\'s too slow"', "refund", "123", "it's too slow"),
        ("refund 5 USD of 123 'too slow'", "refund", "123", "too slow"),
        ("waive late fee on 123", "waive_late_fee", "123", ""),
        ("waive the late fee for invoice #123", "waive_late_fee", "123", ""),
        ('write off 123 "bankrupt"', "write_off", "123", "bankrupt"),
        ('credit 20 on invoice 123 "outage"', "credit", "123", "outage"),
    ],
)
def test_an_operation_may_be_about_an_invoice(
    text: str, what: str, number: str, reason: str
) -> None:
    read = proposed(text)

    assert (read.what, read.number, read.reason) == (what, number, reason)


def test_a_customer_of_several_words_is_named_whole() -> None:
    assert proposed('credit Acme EU 20 EUR "outage"').account == "Acme EU"


def test_a_payment_is_named_by_the_beginning_of_its_id() -> None:
    assert proposed("refund pay_0f3a9c").payment == "pay_0f3a9c"
    assert proposed("refund 5 of payment pay_0f3a9c").payment == "pay_0f3a9c"


def test_a_charge_is_no_payment() -> None:
    read = proposed('for Acme EU: charge 50 EUR "extra support"')

    assert (read.what, read.account) == ("charge", "Acme EU")


def approved(operation: str, text: str, reading: str) -> ApproveOperation:
    amount = Amount(text=text, readings=(Decimal(reading),), currencies=("USD",))
    return ApproveOperation(operation=operation, amount=amount)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("approve", ApproveOperation()),
        (f"confirm {OPERATION}", ConfirmOperation(operation=OPERATION)),
        (f"review {OPERATION}", ReviewOperation(operation=OPERATION)),
        (f"approve {OPERATION}", ApproveOperation(operation=OPERATION)),
        ("approve op_0f0f", ApproveOperation(operation="op_0f0f")),
        ("approve op_0f0f 400.00 USD", approved("op_0f0f", "400.00 USD", "400.00")),
        ("Approve op_0f0f for 400 USD.", approved("op_0f0f", "400 USD", "400")),
        ("genehmige op_0f0f 400 USD", approved("op_0f0f", "400 usd", "400")),
        ("approve op_0f0f 4,,0 USD", ApproveOperation(operation="op_0f0f")),
        (f"decline {OPERATION}", DeclineOperation(operation=OPERATION)),
        ("reject op_0f0f", DeclineOperation(operation="op_0f0f")),
        ("approvals", WaitingOperations()),
        ("show approvals", WaitingOperations()),
        ("what is waiting for approval?", WaitingOperations()),
    ],
)
def test_deciding_is_said_in_a_word(text: str, command: object) -> None:
    assert read_as_agent(text) == command


@pytest.mark.parametrize(
    "text",
    [
        "pay invoice 123",
        "charge my card for 123",
        "charge me 20 EUR",
        "show refund invoices",
        "credit",
        "I approve of this",
        "do not approve",
        "approve op_0f0f and op_0f1f",
        'credit 20 EUR "outage"\ncredit 30 EUR "outage"',
        "refund",
        "write off everything",
        "refund payment 88 and 89",
    ],
)
def test_what_is_not_exactly_an_operation_is_none(text: str) -> None:
    read = read_as_agent(text)

    assert read is None


@pytest.mark.parametrize(
    ("text", "taken_for"),
    [
        ("refund payment 88", AskPerson),
        ('for acme: credit 20 EUR "outage"', NotUnderstood),
        ("approve", NotUnderstood),
        (f"approve {OPERATION}", NotUnderstood),
        ("waive late fee on 123", (AskPerson, NotUnderstood)),
    ],
)
def test_for_anybody_else_the_same_words_are_what_they_always_were(
    text: str, taken_for: type | tuple[type, ...]
) -> None:
    command = understand.read(text, today=TODAY).command

    assert isinstance(command, taken_for)
    assert not isinstance(command, Pay)


@pytest.mark.parametrize("text", ['credit 20 EUR "x"', f"approve {OPERATION}", "write off 123"])
def test_what_writes_for_an_agent_is_never_answered_as_mere_reading(text: str) -> None:
    assert may_be_for_agents(text)
    assert may_be_for_agents(f"for acme: {text}")


@pytest.mark.parametrize(
    "text",
    ["send case 12 again", "Resend case #12", "retry case 12", "try the ticket 12 again."],
)
def test_what_was_given_up_is_sent_again_by_the_number_of_its_case(text: str) -> None:
    read = read_agents_case(text, today=TODAY, locale="en")

    assert read == MoveCase(what="resend", number=12)


def test_sending_a_paper_again_is_about_no_case() -> None:
    assert read_agents_case("resend invoice 12", today=TODAY, locale="en") is None
