"""Who disputes what since when, and how somebody takes back what they had said is wrong."""

from sqlalchemy.engine import Connection

from assistant.billing.cases import add_words, hand_over
from assistant.billing.model import Asker, Invoice
from assistant.billing.model.case import CaseFile
from assistant.billing.model.hold import HoldKind
from assistant.billing.outcomes import InvoiceNotFound, Outcome
from assistant.billing.outcomes.cases import AddedToCase
from assistant.billing.outcomes.reminding import (
    Dispute,
    DisputeEnded,
    DisputeOfOthers,
    DisputesShown,
    DisputeWithdrawn,
)
from assistant.billing.reminding.holding import end
from assistant.billing.reminding.replies import settle
from assistant.billing.store import cases, holds, invoices, people, planned


def shown(tx: Connection, asker: Asker, number: str | None) -> DisputesShown | InvoiceNotFound:
    """How the dispute of one invoice stands, or of each that is disputed; nothing is changed."""
    if number is None:
        return DisputesShown(asker.account, every(tx, asker))
    invoice = invoices.numbered(tx, (asker.account_id,), number)
    if invoice is None:
        return InvoiceNotFound(number)
    found = _dispute(tx, asker, invoice)
    return DisputesShown(asker.account, (found,) if found else (), number)


def every(tx: Connection, asker: Asker) -> tuple[Dispute, ...]:
    """What is disputed of all that is open, and what is looked at although it is paid."""
    due = {each.id: each for each in invoices.open_ones(tx, asker.account_id)}
    said = dict.fromkeys(each.invoice_id for each in holds.disputed(tx, asker.account_id))
    paid = [invoices.identified(tx, asker.account_id, each) for each in said if each not in due]
    disputed = [*(each for each in due.values() if each.disputed_at), *paid]
    return tuple(filter(None, (_dispute(tx, asker, each) for each in disputed)))


def withdraw(tx: Connection, asker: Asker, number: str) -> Outcome:
    """End a dispute if it is their own; its case hears it. Of anybody else's people decide."""
    people.lock(tx, asker.account_id)
    invoice = invoices.numbered(tx, (asker.account_id,), number)
    if invoice is None:
        return InvoiceNotFound(number)
    case = _open_case(tx, asker.person_id, asker.account_id)
    dispute = _dispute(tx, asker, invoice)
    if dispute is None:
        if case is None:
            return DisputeEnded(number, was=False)
        add_words(tx, asker, cases.locked(tx, case.id), asker.words)
        return AddedToCase(case.number, case.holder)
    if dispute.bank or not dispute.own:
        left = hand_over(tx, asker, "dispute_over", facts={"invoice": number})
        return DisputeOfOthers(*left, account=asker.account, dispute=dispute)
    if case is not None:
        add_words(tx, asker, cases.locked(tx, case.id), asker.words)
    if invoice.disputed_at is None:  # it is paid: nobody was asked less, or told
        end(tx, asker, invoice, HoldKind.DISPUTE)
        return DisputeWithdrawn(asker.account, invoice, case.number if case else None, None)
    moving = settle(tx, asker, invoice, withdrawn=True)
    ahead = planned.live_on(tx, asker.account_id, [invoice.id])
    plan, in_case = ahead[0] if ahead else None, case.number if case else None
    return DisputeWithdrawn(asker.account, invoice, in_case, plan, moving)


def _dispute(tx: Connection, asker: Asker, invoice: Invoice) -> Dispute | None:
    """How it stands; of its case only whoever opened it hears, and our own people.

    What is paid is disputed for as long as the case of whoever said so is open.
    """
    said = [e for e in holds.disputed(tx, asker.account_id) if e.invoice_id == invoice.id]
    by = said[-1] if said else None
    if invoice.disputed_at is None:
        looked_at = by and not invoice.owing and _open_case(tx, by.said_by, asker.account_id)
        if not looked_at:
            return None
    since = by.created_at if by else invoice.disputed_at
    assert since is not None
    own = by is not None and by.said_by == asker.person_id
    hears = by is not None and (own or asker.for_customer)
    case = _open_case(tx, by.said_by, asker.account_id) if by and hears else None
    return Dispute(
        invoice=invoice,
        since=since,
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
