"""What a customer has in credit pays first, if they say so: at the yes, and never more than it is.

The credit moves in the transaction of the yes. What a method then has to pay is a payment like any
other; should it fail, what the credit has paid stays paid, and the rest stays open.
"""

from dataclasses import replace

from sqlalchemy.engine import Connection

from assistant.billing import ledger
from assistant.billing.events import CreditSpent, PaidPart
from assistant.billing.ids import new_id
from assistant.billing.invoices import issuing
from assistant.billing.model import Asker, Invoice, Offer, OfferLine
from assistant.billing.money import Money
from assistant.billing.store import events, invoices, people


def in_credit(tx: Connection, account_id: str, currency: str) -> Money:
    """What the account has in credit in this currency; nothing where it is in our debt."""
    held = (each for each in ledger.credit(tx, account_id) if each.currency == currency)
    return max(next(held, Money(0, currency)), Money(0, currency))


def covering(tx: Connection, account_id: str, amount: Money) -> Money:
    """So much of an amount as credit can pay, and leave either nothing or what a card takes."""
    held = in_credit(tx, account_id, amount.currency)
    if held >= amount:
        return amount
    rest = amount - held
    rest = max(Money(-(-rest.minor // 10) * 10, rest.currency).chargeable, rest, rest.smallest)
    return max(amount - rest, Money(0, amount.currency))


def spend(tx: Connection, asker: Asker, meant: Offer) -> Offer:
    """Let the credit of an offer pay its first invoices; what is left of the offer to charge.

    The caller holds the account's turn and has seen that there is as much.
    """
    left, used, rest = meant.from_credit, list[tuple[Invoice, Money]](), list[OfferLine]()
    for line in meant.lines:
        share = min(line.amount, left)
        if share.minor:
            used.append((invoices.identified(tx, meant.account_id, line.invoice_id), share))
            left -= share
        if share < line.amount:
            rest.append(replace(line, amount=line.amount - share))
    issuing.apply_credit(tx, meant.account_id, used, at=asker.now)
    _tell(tx, asker, meant, used)
    return replace(meant, amount=meant.rest, lines=tuple(rest), credit_minor=0)


def _tell(tx: Connection, asker: Asker, meant: Offer, used: list[tuple[Invoice, Money]]) -> None:
    parts = tuple(
        PaidPart(
            number=invoice.number,
            minor=share.minor,
            open_minor=(invoice.open_amount - share).minor,
        )
        for invoice, share in used
    )
    fact = CreditSpent(
        account_id=meant.account_id,
        account=asker.account,
        about=meant.id,
        at=asker.now,
        by=people.name_of(tx, asker.person_id),
        request_id=asker.request_id,
        minor=meant.credit_minor,
        currency=meant.amount.currency,
        parts=parts,
        person_id=asker.person_id,
        kept_minor=in_credit(tx, meant.account_id, meant.amount.currency).minor,
        rest_minor=meant.rest.minor,
        automatic=meant.order_id is not None,
    )
    events.add(tx, new_id("evt"), fact)
