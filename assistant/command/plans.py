"""What can be asked about payments on a day ahead and autopay, as types; part of the vocabulary."""

from datetime import date
from typing import Literal

from assistant.command.ask import Ask
from assistant.command.paying import Pay


class PlanPayment(Ask, frozen=True):
    """``pay 123 on the 15th``; ``offered``: ``yes, tomorrow``, said of the offer just made.

    It is no request to pay: it becomes an offer that names the day.
    """

    kind: Literal["plan_payment"] = "plan_payment"
    pay: Pay
    on: date
    offered: bool = False


class PlannedPayments(Ask, frozen=True):
    """``upcoming payments``: what is to be paid on a day ahead, by whose word."""

    kind: Literal["planned_payments"] = "planned_payments"


class CancelPayment(Ask, frozen=True):
    """``cancel the payment of 123``, before it is made."""

    kind: Literal["cancel_payment"] = "cancel_payment"
    number: str


class SetAutopay(Ask, frozen=True):
    """``turn autopay on``, which makes an offer; ``off`` is obeyed at once."""

    kind: Literal["set_autopay"] = "set_autopay"
    on: bool


class AnswerAutopay(Ask, frozen=True):
    """The answer to the offer to turn autopay on, bound to that very offer."""

    kind: Literal["answer_autopay"] = "answer_autopay"
    order: str
    yes: bool


class AutopayStatus(Ask, frozen=True):
    """``is autopay on?``"""

    kind: Literal["autopay_status"] = "autopay_status"


PlanCommand = (
    PlanPayment | AnswerAutopay | AutopayStatus | CancelPayment | PlannedPayments | SetAutopay
)
