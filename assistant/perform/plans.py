"""Do what is asked about payments on a day ahead and autopay."""

from typing import assert_never

from sqlalchemy.engine import Connection

from assistant.billing import outcomes as billing
from assistant.billing.model import Asker
from assistant.billing.plans import autopay, schedule
from assistant.command.plans import (
    AnswerAutopay,
    AutopayStatus,
    CancelPayment,
    PlanCommand,
    PlannedPayments,
    PlanPayment,
    SetAutopay,
)


def perform(
    tx: Connection,
    asker: Asker,
    command: PlanCommand,
    *,
    may_pay: bool,
    may_change: bool,
) -> billing.Outcome:
    """Everything is checked again when it is due; here it is only agreed, or called off."""
    match command:
        case PlanPayment(pay=pay, on=on, offered=offered):
            return schedule.offer(tx, asker, pay.wish, on, offered=offered)
        case PlannedPayments():
            return schedule.upcoming(tx, asker)
        case CancelPayment(number=number):
            return schedule.call_off(tx, asker, number, may_pay=may_pay)
        case SetAutopay(on=True):
            return autopay.turn_on(tx, asker)
        case SetAutopay():
            return autopay.turn_off(tx, asker)
        case AnswerAutopay(order=order, yes=yes):
            return autopay.answer(tx, asker, order, yes=yes)
        case AutopayStatus():
            return autopay.show(tx, asker, may_change=may_change)
        case _:
            assert_never(command)
