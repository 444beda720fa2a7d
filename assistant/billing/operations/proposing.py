"""From what an agent said to what is to be done, exactly: which money, how much, about what."""

from typing import Any

from sqlalchemy.engine import Connection

from assistant.billing.amount import Amount
from assistant.billing.model import Asker, Invoice, InvoiceStatus, Payment, PaymentState
from assistant.billing.model.operation import OperationKind, OperationProblem
from assistant.billing.money import Money
from assistant.billing.outcomes import OperationRefused
from assistant.billing.store import invoices, operations, payments, people, refunds
from assistant.values import dataclass

LATE_FEE = "late fee"
WAIVED = "late fee waived"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an agent wants done; ``late_fee`` takes the amount from the invoice's own line.

    ``number`` is an invoice's, ``payment`` a payment's id or its beginning. Without an amount a
    refund is of all that is left of the payment.
    """

    kind: OperationKind
    amount: Amount | None = None
    number: str | None = None
    payment: str | None = None
    reason: str = ""
    late_fee: bool = False


def prepared(tx: Connection, asker: Asker, proposal: Proposal) -> dict[str, Any] | OperationRefused:
    """The columns of the operation, or why there can be none; the caller holds the turn."""
    if proposal.late_fee:
        return _late_fee(tx, asker, proposal)
    match proposal.kind:
        case OperationKind.REFUND:
            return _refund(tx, asker, proposal)
        case OperationKind.WRITE_OFF:
            return _write_off(tx, asker, proposal)
        case OperationKind.CREDIT | OperationKind.CHARGE:
            return _credit_or_charge(tx, asker, proposal)


def _credit_or_charge(
    tx: Connection, asker: Asker, proposal: Proposal
) -> dict[str, Any] | OperationRefused:
    if not proposal.reason:
        return OperationRefused(OperationProblem.NO_REASON)
    invoice = _invoice(tx, asker, proposal.number) if proposal.number else None
    if proposal.number and invoice is None:
        return OperationRefused(OperationProblem.INVOICE_UNKNOWN, named=proposal.number)
    own = people.account(tx, asker.account_id).currency
    amount = _money(proposal.amount, invoice.total.currency if invoice else own)
    if isinstance(amount, OperationRefused):
        return amount
    return _row(proposal, amount, invoice=invoice)


def _write_off(
    tx: Connection, asker: Asker, proposal: Proposal
) -> dict[str, Any] | OperationRefused:
    invoice = _invoice(tx, asker, proposal.number)
    if invoice is None:
        return OperationRefused(OperationProblem.INVOICE_UNKNOWN, named=proposal.number or "")
    if problem := closing_problem(tx, invoice):
        return OperationRefused(problem, named=invoice.number)
    return _row(proposal, invoice.open_amount, invoice=invoice)


def _late_fee(
    tx: Connection, asker: Asker, proposal: Proposal
) -> dict[str, Any] | OperationRefused:
    invoice = _invoice(tx, asker, proposal.number)
    if invoice is None:
        return OperationRefused(OperationProblem.INVOICE_UNKNOWN, named=proposal.number or "")
    if operations.credited_for(tx, invoice.id, WAIVED):
        return OperationRefused(OperationProblem.ALREADY_WAIVED, named=invoice.number)
    fees = [each for each in invoices.items(tx, invoice) if _is_late_fee(each.description)]
    fee = Money(sum(each.amount.minor + each.tax.minor for each in fees), invoice.total.currency)
    if fee.minor <= 0:
        return OperationRefused(OperationProblem.NO_LATE_FEE, named=invoice.number)
    return _row(proposal, fee, invoice=invoice) | {"reason": WAIVED}


def _is_late_fee(description: str) -> bool:
    return LATE_FEE in description.casefold().replace("-", " ")


def closing_problem(tx: Connection, invoice: Invoice) -> OperationProblem | None:
    """Why an invoice cannot be written off now; one that is being paid is left to be paid."""
    if invoice.status is not InvoiceStatus.OPEN or invoice.open_amount.minor <= 0:
        return OperationProblem.NOT_OPEN
    if payments.live_on(tx, [invoice.id]):
        return OperationProblem.BEING_PAID
    return None


def _refund(tx: Connection, asker: Asker, proposal: Proposal) -> dict[str, Any] | OperationRefused:
    payment = _payment(tx, asker, proposal)
    if isinstance(payment, OperationRefused):
        return payment
    if payment.state is not PaymentState.SUCCEEDED:
        return OperationRefused(OperationProblem.NOT_PAID, named=payment.id)
    if payment.gateway_ref is None:
        return OperationRefused(OperationProblem.NOT_AT_PROVIDER, named=payment.id)
    if refunds.in_dispute(tx, payment.id):
        return OperationRefused(OperationProblem.DISPUTED, named=payment.id)
    left = refunds.left_of(tx, payment)
    amount = left if proposal.amount is None else _money(proposal.amount, left.currency)
    if isinstance(amount, OperationRefused):
        return amount
    if not 0 < amount.minor <= left.minor:
        return OperationRefused(OperationProblem.MORE_THAN_PAID, named=payment.id, left=left)
    if amount != amount.chargeable:
        return OperationRefused(OperationProblem.TOO_FINE, named=str(amount))
    return _row(proposal, amount, payment=payment)


def _payment(tx: Connection, asker: Asker, proposal: Proposal) -> Payment | OperationRefused:
    """The payment that is meant: named itself, or the only one that paid the invoice named."""
    named = proposal.payment or proposal.number or ""
    if proposal.payment:
        found = refunds.payments_named(tx, asker.account_id, proposal.payment)
    else:
        invoice = _invoice(tx, asker, proposal.number)
        paid = refunds.payments_on(tx, asker.account_id, invoice.id) if invoice else []
        found = [each for each in paid if refunds.left_of(tx, each).minor] or paid[:1]
        if not found and invoice and invoice.paid.minor > 0:
            return OperationRefused(OperationProblem.NOT_AT_PROVIDER, named=named)
    if not found:
        return OperationRefused(OperationProblem.PAYMENT_UNKNOWN, named=named)
    if len(found) > 1:
        return OperationRefused(
            OperationProblem.SEVERAL,
            named=named,
            payments=tuple(found),
            amount=proposal.amount,
            reason=proposal.reason,
        )
    return found[0]


def _invoice(tx: Connection, asker: Asker, number: str | None) -> Invoice | None:
    return invoices.numbered(tx, (asker.account_id,), number) if number else None


def _money(amount: Amount | None, currency: str) -> Money | OperationRefused:
    """The amount in this very currency, if it can be read in one way only."""
    if amount is None:
        return OperationRefused(OperationProblem.NO_AMOUNT)
    if amount.currencies and currency not in amount.currencies:
        return OperationRefused(OperationProblem.WRONG_CURRENCY, named=currency)
    exact = {money for each in amount.readings if (money := Money.of(each, currency))}
    if not exact:
        return OperationRefused(OperationProblem.TOO_FINE, named=amount.text)
    if len(exact) > 1:
        return OperationRefused(OperationProblem.AMOUNT_UNCLEAR, named=amount.text)
    (money,) = exact
    return money if money.minor > 0 else OperationRefused(OperationProblem.NOT_POSITIVE)


def _row(
    proposal: Proposal,
    amount: Money,
    *,
    invoice: Invoice | None = None,
    payment: Payment | None = None,
) -> dict[str, Any]:
    return {
        "kind": proposal.kind,
        "currency": amount.currency,
        "amount_minor": amount.minor,
        "reason": proposal.reason,
        "invoice_id": invoice.id if invoice else None,
        "payment_id": payment.id if payment else None,
    }
