"""Why somebody is not reminded, or not yet: a row for each reason."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import pytest

from assistant.billing.cases.pausing import Pause
from assistant.billing.model import (
    Account,
    Allocation,
    Contact,
    Invoice,
    InvoiceStatus,
    InvoiceType,
    Origin,
    Payment,
    PaymentState,
    Role,
)
from assistant.billing.model.hold import Hold, HoldKind, HoldState
from assistant.billing.model.plan import OrderState, Plan, PlanKind, PlanState, PlanStep
from assistant.billing.model.plan import StandingOrder as Order
from assistant.billing.model.preferences import Preferences
from assistant.billing.model.reminder import NotReminded, Reminder, ReminderState
from assistant.billing.money import Money
from assistant.billing.reminding.checking import Drop, Send, Standing, Wait, verdict

NOW = datetime(2026, 3, 9, 14, tzinfo=UTC)
DUE = date(2026, 3, 5)  # the stage of the fourth day has come
TOMORROW = NOW + timedelta(days=1)
FRIDAY = datetime(2026, 3, 13, 9, tzinfo=UTC)
OWED = Money(42000, "USD")
NOTHING = Money(0, "USD")
ORIGIN = Origin("mail", "ann@acme.example", "")
INVOICE = Invoice(
    number="123",
    type=InvoiceType.RECURRING,
    status=InvoiceStatus.OPEN,
    total=OWED,
    paid=NOTHING,
    issued_on=date(2026, 2, 5),
    due_on=DUE,
    id="inv_1",
    account_id="acc_1",
    version=1,
    balance_at_open=NOTHING,
    balance_at_close=None,
    contact={},
    closed_at=None,
)
ANN = Contact(
    person_id="per_ann",
    account_id="acc_1",
    name="Ann",
    email="ann@acme.example",
    locale="en",
    timezone="UTC",
    role=Role.PAYER,
    receives_invoices=False,
    receives_payments=False,
    receives_reminders=True,
)
BEN = replace(ANN, person_id="per_ben", email="ben@acme.example", receives_reminders=False)
REMINDER = Reminder(
    id="rem_1",
    account_id="acc_1",
    invoice_id="inv_1",
    person_id="per_ann",
    stage=4,
    due_on=DUE,
    state=ReminderState.BATCHED,
    due_at=None,
    why=None,
    batch_id="batch",
)
PART = Allocation("inv_1", "123", OWED)
ACCOUNT = Account("acc_1", "Acme", "USD", None, "allow", viewer_may_pay=False)
FINE = Standing(
    account=ACCOUNT,
    contacts=[ANN, BEN],
    invoices={"inv_1": INVOICE},
    moving={},
    plans=[],
    order=None,
    had_plan=frozenset(),
    holds=[],
    pause=Pause(),
)


def hold(kind: HoldKind, until: datetime | None, **about: Any) -> Hold:
    found = Hold(
        id="hol_1",
        account_id="acc_1",
        invoice_id="inv_1",
        person_id=None,
        kind=kind,
        state=HoldState.MADE,
        until=until,
        day=None,
        said_by="per_ben",
    )
    return replace(found, **about)


def stands(**changed: Any) -> Standing:
    """All is well with it but this."""
    return replace(FINE, **changed)


def invoice(**changed: Any) -> Standing:
    return stands(invoices={"inv_1": replace(INVOICE, **changed)})


def ann(**changed: Any) -> Standing:
    return stands(contacts=[replace(ANN, **changed), BEN])


def planned(pay_on: date) -> Plan:
    return Plan(
        id="pln_1",
        account_id="acc_1",
        kind=PlanKind.SCHEDULED,
        person_id="per_ann",
        person="Ann",
        timezone="UTC",
        state=PlanState.PLANNED,
        step=PlanStep.PAY,
        pay_on=pay_on,
        due_at=NOW,
        tries=0,
        payment_id=None,
        offer_id=None,
        order_id=None,
        announced=OWED,
        method=None,
        parts=(PART,),
        request_id="req",
        origin=ORIGIN,
        created_at=NOW,
    )


ORDER = Order(
    id="ord_1",
    account_id="acc_1",
    person_id="per_ann",
    person="Ann",
    timezone="UTC",
    state=OrderState.ACTIVE,
    method_id="met_1",
    expires_at=NOW,
    confirmed_at=NOW,
    request_id="req",
    origin=ORIGIN,
)
MOVING = cast(Payment, PaymentState.PROCESSING)  # that it moves is all that is asked
PROMISE, SAYS_PAID = HoldKind.PROMISE, HoldKind.SAYS_PAID

SENT = [
    FINE,
    stands(holds=[hold(PROMISE, NOW - timedelta(minutes=1))]),  # that day is over
    stands(holds=[hold(HoldKind.MUTED, None, person_id="per_ben")]),  # somebody else's wish
    stands(holds=[hold(HoldKind.MUTED, None, invoice_id="inv_2")]),
    stands(pause=Pause(numbers=frozenset({"124"}))),
    stands(order=ORDER, had_plan=frozenset({"inv_1"})),  # it was tried, and failed
    ann(mail_stopped=True, slack=("T/A",)),
    ann(preferences=Preferences(off=("payments", "reminders:slack"))),
    invoice(paid=Money(41999, "USD")),
]

DROPPED = [
    (NotReminded.PAID, invoice(status=InvoiceStatus.CLOSED, paid=OWED)),
    (NotReminded.PAID, invoice(paid=OWED)),
    (NotReminded.CLOSED, invoice(status=InvoiceStatus.CLOSED_FAILED)),
    (NotReminded.CLOSED, invoice(type=InvoiceType.CREDIT)),
    (NotReminded.DUE_MOVED, invoice(due_on=date(2026, 3, 6))),
    (NotReminded.NEWER_STAGE, stands(account=replace(ACCOUNT, reminder_days="3,4,5"))),
    (NotReminded.LEFT, stands(contacts=[BEN])),
    (NotReminded.NO_STAGE, stands(account=replace(ACCOUNT, reminder_days="-7,10"))),
    (NotReminded.NO_STAGE, stands(account=replace(ACCOUNT, reminder_days=""))),
    (NotReminded.NOT_FLAGGED, ann(receives_reminders=False)),
    (NotReminded.NOT_FLAGGED, ann(receives_reminders=False, receives_escalations=True)),
    (NotReminded.UNWANTED, ann(preferences=Preferences(off=("reminders",)))),
    (NotReminded.MUTED, stands(holds=[hold(HoldKind.MUTED, None, person_id="per_ann")])),
]

WAITING = [
    (NotReminded.UNREACHABLE, TOMORROW, ann(mail_stopped=True)),
    (NotReminded.PROMISE, FRIDAY, stands(holds=[hold(PROMISE, FRIDAY)])),
    (NotReminded.SAYS_PAID, FRIDAY, stands(holds=[hold(SAYS_PAID, FRIDAY)])),
    (
        NotReminded.PROMISE,  # what lasts longest
        FRIDAY,
        stands(holds=[hold(SAYS_PAID, TOMORROW), hold(PROMISE, FRIDAY)]),
    ),
    (
        NotReminded.PAUSED,
        FRIDAY,
        stands(holds=[hold(HoldKind.PAUSED, FRIDAY, invoice_id=None, person_id="per_ann")]),
    ),
    (NotReminded.DISPUTED, TOMORROW, invoice(disputed_at=NOW)),
    (NotReminded.WITH_AGENT, TOMORROW, stands(pause=Pause(everything=True))),
    (NotReminded.WITH_AGENT, TOMORROW, stands(pause=Pause(numbers=frozenset({"123"})))),
    (NotReminded.PROCESSING, TOMORROW, stands(moving={"inv_1": MOVING})),
    (NotReminded.PLANNED, FRIDAY, stands(plans=[planned(date(2026, 3, 12))])),
    (NotReminded.PLANNED, TOMORROW, stands(plans=[planned(date(2026, 3, 9))])),
    (NotReminded.PLANNED, TOMORROW, stands(order=ORDER)),
]


@pytest.mark.parametrize("found", SENT)
def test_what_is_owed_and_held_back_by_nothing_is_said(found: Standing) -> None:
    assert verdict(found, REMINDER, NOW) == Send(found.invoices["inv_1"])


@pytest.mark.parametrize(("why", "found"), DROPPED)
def test_what_is_dropped_for_good(why: NotReminded, found: Standing) -> None:
    assert verdict(found, REMINDER, NOW) == Drop(why)


@pytest.mark.parametrize(("why", "until", "found"), WAITING)
def test_what_waits_and_until_when(why: NotReminded, until: datetime, found: Standing) -> None:
    assert verdict(found, REMINDER, NOW) == Wait(until, why)


def test_there_is_a_row_for_every_reason() -> None:
    told = {why for why, _ in DROPPED} | {why for why, _, _ in WAITING}

    assert set(NotReminded) - told == {NotReminded.LONG_PAST}  # nothing is planned then


def test_at_the_last_stage_those_hear_of_it_to_whom_trouble_is_told() -> None:
    trouble = stands(contacts=[replace(ANN, receives_reminders=False, receives_escalations=True)])
    last = replace(REMINDER, stage=10)
    late = NOW + timedelta(days=6)

    assert verdict(trouble, last, late) == Send(INVOICE)
