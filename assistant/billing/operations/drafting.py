"""Refunds, credits, write-offs and one-time charges: shown first, proposed on the author's own yes.

What was said is put on record as a draft that does nothing. Its author's yes is bound to that very
draft, runs out like an offer, and does it once: at once within what the author may do alone, else
it goes before a second person.
"""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.engine import Connection

from assistant.billing.ids import new_id
from assistant.billing.model import Asker
from assistant.billing.model.operation import (
    Agent,
    Operation,
    OperationKind,
    OperationProblem,
    OperationState,
)
from assistant.billing.money import Money
from assistant.billing.operations import executing, telling
from assistant.billing.operations.approving import as_it_stands, carry_out, refuse
from assistant.billing.operations.proposing import WAIVED, Proposal, prepared
from assistant.billing.outcomes.operations import (
    OperationDone,
    OperationDrafted,
    OperationProposed,
    OperationRefused,
)
from assistant.billing.store import agents, operations, payments, people, refunds

DAY = timedelta(hours=24)
"""What an agent does alone is counted over this long, so that a limit is not cut into slices."""

ONCE = timedelta(minutes=10)
"""The same words again within this time are the same operation: a double click, a second try."""

Answer = OperationDrafted | OperationProposed | OperationDone | OperationRefused


def propose(tx: Connection, asker: Asker, proposal: Proposal) -> Answer:
    """Show what a yes would do, or say why nothing can be; the same words are the same draft."""
    if not asker.account_id:
        return OperationRefused(OperationProblem.NO_ACCOUNT)
    people.lock(tx, asker.account_id)
    author = agents.agent(tx, asker.person_id, lock=True)
    if not author.agent:
        return OperationRefused(OperationProblem.RIGHTS_REVOKED)
    row = prepared(tx, asker, proposal)
    if isinstance(row, OperationRefused):
        return row
    if again := operations.same(tx, asker, row, since=asker.now - ONCE):
        return _known(tx, asker, author, again)
    amount = Money(row["amount_minor"], row["currency"])
    if beyond := _beyond(tx, row["payment_id"], amount):
        return beyond
    row["limit_minor"] = author.limit(amount.currency).minor
    operation_id = new_id("op")
    operations.add(tx, operation_id, {**row, "state": OperationState.DRAFTED}, asker)
    return _shown(tx, asker, author, operations.identified(tx, operation_id))


def confirm(tx: Connection, asker: Asker, named: str | None) -> Answer:
    """Do what its author has been shown, or put it before a second person; once.

    Without a name they said yes to something else: that does nothing but show the draft again.
    """
    if not agents.agent(tx, asker.person_id).agent:
        return OperationRefused(OperationProblem.RIGHTS_REVOKED)
    found = _meant(tx, asker, named)
    if found is None:
        return OperationRefused(OperationProblem.NOT_DRAFTED)
    people.lock(tx, found.account_id)
    draft = operations.identified(tx, found.id)
    author = agents.agent(tx, asker.person_id, lock=True)
    if draft.state is not OperationState.DRAFTED or named is None:
        return _known(tx, asker, author, draft)
    if problem := _come_between(tx, asker, author, draft):
        return refuse(tx, asker, draft, problem)
    if beyond := _beyond(tx, draft.payment_id, draft.amount):
        refused = refuse(tx, asker, draft, beyond.problem)
        return replace(refused, left=beyond.left, waits=beyond.waits)
    limit = author.limit(draft.amount.currency)
    was = OperationState.DRAFTED
    operations.move(
        tx, draft.id, come_from=was, state=OperationState.PROPOSED, limit_minor=limit.minor
    )
    proposed = operations.identified(tx, draft.id)
    left = _left(tx, asker, author, proposed.amount.currency)
    if proposed.amount <= left:
        return carry_out(tx, asker, proposed, by_author=True)
    telling.proposed(tx, proposed, now=asker.now)
    return as_it_stands(tx, proposed, left=left, repeated=False)


def _beyond(tx: Connection, payment_id: str | None, amount: Money) -> OperationRefused | None:
    """Why no more of a payment can be proposed to go back, beside what waits for approval."""
    payment = payments.identified(tx, payment_id) if payment_id else None
    if payment is None:
        return None
    left = refunds.left_of(tx, payment)
    waits = refunds.proposed(tx, payment.id, left.currency)
    left -= waits
    if amount <= left:
        return None
    problem = OperationProblem.MORE_THAN_PAID
    return OperationRefused(problem, named=payment.id, left=left, waits=waits)


def _meant(tx: Connection, asker: Asker, named: str | None) -> Operation | None:
    """The draft a yes is to: nobody says yes to what somebody else was shown."""
    if named is None:
        latest = operations.latest_of(tx, asker.person_id, since=asker.now - asker.offer_lasts)
        drafted = latest and (latest.state is OperationState.DRAFTED or asker.repeats)
        return latest if drafted else None
    own = [each for each in operations.named(tx, named) if each.proposed_by == asker.person_id]
    return own[0] if len(own) == 1 else None


def _known(tx: Connection, asker: Asker, author: Agent, operation: Operation) -> Answer:
    match operation.state:
        case OperationState.DRAFTED:
            return _shown(tx, asker, author, operation, again=True)
        case OperationState.REFUSED | OperationState.FAILED:
            return OperationRefused(OperationProblem.OVER, operation)
        case _:
            left = _left(tx, asker, author, operation.amount.currency)
            return as_it_stands(tx, operation, left=left)


def _come_between(
    tx: Connection, asker: Asker, author: Agent, draft: Operation
) -> OperationProblem | None:
    if not author.agent:
        return OperationProblem.RIGHTS_REVOKED
    if asker.now >= draft.created_at + asker.offer_lasts:
        return OperationProblem.EXPIRED
    waives = draft.kind is OperationKind.CREDIT and draft.reason == WAIVED
    if waives and draft.invoice_id and operations.credited_for(tx, draft.invoice_id, WAIVED):
        return OperationProblem.ALREADY_WAIVED
    return None


def _left(tx: Connection, asker: Asker, author: Agent, currency: str) -> Money:
    """What an agent may still do alone; the limit may have been lowered below what was done."""
    spent = operations.alone_since(tx, author.person_id, currency, asker.now - DAY)
    left = author.limit(currency) - spent
    return left if left.minor > 0 else Money(0, currency)


def _shown(
    tx: Connection, asker: Asker, author: Agent, draft: Operation, *, again: bool = False
) -> OperationDrafted:
    """The whole of what a yes does, as it would be at this moment."""
    payment = payments.identified(tx, draft.payment_id) if draft.payment_id else None
    left = _left(tx, asker, author, draft.amount.currency)
    is_credit = draft.kind is OperationKind.CREDIT
    pays = executing.would_pay(tx, draft) if is_credit else []
    return OperationDrafted(
        draft,
        draft.amount <= left,
        tuple(each.name for each in agents.approvers(tx, but=draft.proposed_by)),
        payment=payment,
        pays=tuple((invoice.number, part) for invoice, part in pays),
        told=telling.hearers(tx, draft, payment.person_id if payment else ""),
        again=again,
        left=left,
    )
