"""What an agent does to a customer's account, as frozen values: it has an author and may need two.

    drafted ──► proposed ──► approved ──► executing ──► done
       │           │            │             └──────► failed     the provider would not do it
       └───────────┴────────────┴────────────────────► refused    a person, right or rule said no

A draft has been shown to its author, who has not said yes to it. A credit, a write-off and a charge
are done in the transaction that approves them; only a refund has something to wait for.
"""

from datetime import datetime
from enum import StrEnum

from assistant.billing.model import InvoiceType, Origin
from assistant.billing.money import Money
from assistant.values import dataclass


class OperationKind(StrEnum):
    """What is done."""

    REFUND = "refund"
    CREDIT = "credit"
    WRITE_OFF = "write_off"
    CHARGE = "charge"

    @property
    def results_in(self) -> InvoiceType | None:
        """The type of invoice it issues; a write-off closes one instead."""
        return _RESULTS.get(self)


_RESULTS = {
    OperationKind.REFUND: InvoiceType.REFUND,
    OperationKind.CREDIT: InvoiceType.CREDIT,
    OperationKind.CHARGE: InvoiceType.ONE_TIME_CHARGE,
}


class OperationState(StrEnum):
    """How far it has got."""

    DRAFTED = "drafted"  # waits for its author's own yes
    PROPOSED = "proposed"  # waits for somebody else to approve it
    APPROVED = "approved"  # a refund nobody has asked the provider for
    EXECUTING = "executing"  # the provider was asked, or may have been
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"

    @property
    def over(self) -> bool:
        """Whether nothing will come of it any more, or all has."""
        return self in (self.DONE, self.REFUSED, self.FAILED)


class OperationProblem(StrEnum):
    """Why an operation is not done; some are found only when it is to be executed."""

    NO_ACCOUNT = "no_account"
    NOT_PROVEN = "not_proven"
    NO_AMOUNT = "no_amount"
    AMOUNT_UNCLEAR = "amount_unclear"
    NOT_POSITIVE = "not_positive"
    TOO_FINE = "too_fine"
    WRONG_CURRENCY = "wrong_currency"
    NO_REASON = "no_reason"
    INVOICE_UNKNOWN = "invoice_unknown"
    NOT_OPEN = "not_open"
    CHANGED = "changed"
    BEING_PAID = "being_paid"
    NO_LATE_FEE = "no_late_fee"
    ALREADY_WAIVED = "already_waived"
    PAYMENT_UNKNOWN = "payment_unknown"
    NOT_PAID = "not_paid"
    NOT_AT_PROVIDER = "not_at_provider"
    MORE_THAN_PAID = "more_than_paid"
    DISPUTED = "disputed"
    SAME_PERSON = "same_person"
    NOT_APPROVER = "not_approver"
    RIGHTS_REVOKED = "rights_revoked"
    OVER = "over"
    EXPIRED = "expired"
    NOT_DRAFTED = "not_drafted"
    UNKNOWN = "unknown"
    SEVERAL = "several"
    BY_PERSON = "by_person"  # the second person said no


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody who works for the seller, with the rights of this moment.

    ``limits`` are minor units by currency: what they may do alone in 24 hours. No entry means none.
    """

    person_id: str
    name: str
    agent: bool
    approver: bool
    limits: dict[str, int]

    def limit(self, currency: str) -> Money:
        """What this person may do alone, in this currency and no other."""
        return Money(self.limits.get(currency, 0) if self.agent else 0, currency)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as it stands. ``number`` is the invoice and ``payment_id`` what it is about.

    ``limit`` is what applied when it was proposed, ``result`` the number of the invoice it issued.
    """

    id: str
    account_id: str
    account: str
    kind: OperationKind
    amount: Money
    reason: str
    invoice_id: str | None
    number: str | None
    payment_id: str | None
    state: OperationState
    proposed_by: str
    proposer: str
    approved_by: str | None
    approver: str | None
    limit: Money
    problem: OperationProblem | None
    failure: str | None
    attempts: int
    gateway_ref: str | None
    result_id: str | None
    result: str | None
    request_id: str
    origin: Origin
    created_at: datetime
    finished_at: datetime | None
