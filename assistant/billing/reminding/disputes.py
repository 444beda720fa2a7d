"""Who disputes what since when, and how somebody takes back what they had said is wrong."""

from sqlalchemy.engine import Connection

from assistant.billing.cases import add_words, hand_over
from assistant.billing.model import Asker, Invoice
from assistant.billing.model.case import CaseFile
from assistant.billing.outcomes import InvoiceNotFound, Outcome
from assistant.billing.outcomes.cases import AddedToCase
from assistant.billing.outcomes.reminding import (
    Dispute,
    DisputeEnded,
    DisputeOfOthers,
    DisputesShown,
    DisputeWithdrawn,
)
from assistant.billing.reminding.replies import settle
from assistant.billing.store import cases, holds, invoices, people, planned


def shown(tx: Connection, asker: Asker, number: str | None) -> DisputesShown | InvoiceNotFound:
    """How the dispute of one invoice stands, or of each that is disputed; nothing is changed."""
    if number is None:
        return DisputesShown(asker.account, every(tx, asker))
    invoice = invoices.numbered(tx, (asker.account_id,), number)
    if invoice is None:
        return InvoiceNotFound(number)
    found = (_dispute(tx, asker, invoice),) if invoice.disputed_at else ()
    return DisputesShown(asker.account, found, number)


def every(tx: Connection, asker: Asker) -> tuple[Dispute, ...]:
    """What is disputed of all that is open."""
    due = invoices.open_ones(tx, asker.account_id)
    return tuple(_dispute(tx, asker, each) for each in due if each.disputed_at)


def withdraw(tx: Connection, asker: Asker, number: str) -> Outcome:
    """End a dispute if it is their own; its case hears it. Of anybody else's people decide."""
    people.lock(tx, asker.account_id)
    invoice = invoices.numbered(tx, (asker.account_id,), number)
    if invoice is None:
        return InvoiceNotFound(number)
    case = _open_case(tx, asker.person_id, asker.account_id)
    if invoice.disputed_at is None:
        if case is None:
            return DisputeEnded(number, was=False)
        add_words(tx, asker, cases.locked(tx, case.id), asker.words)
        return AddedToCase(case.number, case.holder)
    dispute = _dispute(tx, asker, invoice)
    if dispute.bank or not dispute.own:
        left = hand_over(tx, asker, "dispute_over", facts={"invoice": number})
        return DisputeOfOthers(*left, account=asker.account, dispute=dispute)
    if case is not None:
        add_words(tx, asker, cases.locked(tx, case.id), asker.words)
    moving = settle(tx, asker, invoice, withdrawn=True)
    ahead = planned.live_on(tx, asker.account_id, [invoice.id])
    plan, in_case = ahead[0] if ahead else None, case.number if case else None
    return DisputeWithdrawn(asker.account, invoice, in_case, plan, moving)


def _dispute(tx: Connection, asker: Asker, invoice: Invoice) -> Dispute:
    """How it stands; of its case only whoever opened it hears, and our own people."""
    said = [e for e in holds.disputed(tx, asker.account_id) if e.invoice_id == invoice.id]
    by = said[-1] if said else None
    own = by is not None and by.said_by == asker.person_id
    hears = by is not None and (own or asker.for_customer)
    case = _open_case(tx, by.said_by, asker.account_id) if by and hears else None
    assert invoice.disputed_at is not None
    return Dispute(
        invoice=invoice,
        since=by.created_at if by else invoice.disputed_at,
        by=by.name if by else "",
        own=own,
        bank=invoices.disputed_by_bank(tx, invoice.id),
        case=case,
    )


def _open_case(tx: Connection, person_id: str, account_id: str) -> CaseFile | None:
    """The case in which this person's disputes are looked at, while it is open."""
    waiting = cases.open_of_person(tx, person_id)
    found = [e for e in waiting if e.account_id == account_id and e.subject == "dispute"]
    return found[0] if found else None
