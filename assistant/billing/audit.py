"""Everything billing has on record about one thing, for the operator."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from assistant.billing.model.hours import begins
from assistant.billing.store import events, ledger, method_trail, policies, trail
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Trail:
    """Rows in plain words and values, and the keys that lead on into other rooms."""

    rows: list[dict[str, Any]]
    request_ids: list[str]
    event_ids: list[str]


def follow(tx: Connection, thing: str) -> Trail:
    """Follow an offer, a payment, an event, a request, a change, a method, an invoice or a person.

    All by their ids, but for an invoice, which has a number.
    """
    offers, payments = trail.offers_and_payments(tx, thing)
    rows = [_offer(row) for row in offers]
    requests = [row.request_id for row in offers]
    event_ids: list[str] = []
    for payment in payments:
        rows.append(_payment(payment))
        requests.append(payment.request_id)
        facts, hooks = events.of_payment(tx, payment.id)
        event_ids += [fact.id for fact in facts]
        rows += [_hook(row) for row in hooks]
        rows += [_fact(row) for row in facts]
    done = trail.operations_on(tx, thing, [payment.id for payment in payments])
    rows += [_operation(row) for row in done]
    requests += [row.request_id for row in done]
    changes = trail.contact_changes(tx, thing)
    rows += [_change(row) for row in changes]
    requests += [row.request_id for row in changes]
    stages = [f"{row.id}{stage}" for row in done for stage in ("", *_STAGES)]
    called = trail.invoices_called(tx, thing)
    invoices = [row.id for row in called]
    told = events.rows_about(tx, [thing, *invoices, *stages, *(row.id for row in changes)])
    told += events.of_contact(tx, thing) if thing.startswith("per_") else []
    for row in called:
        told += events.naming(tx, row.account_id, row.number, begins(row.issued_on))
    for fact in told:
        if fact.id not in event_ids:
            rows.append(_fact(fact))
            event_ids.append(fact.id)
            requests += [fact.body["request_id"]] if fact.body.get("request_id") else []
    rows += [_decision(row) for row in policies.changes_of(tx, thing)]
    about = [payment.id for payment in payments] + invoices
    about += [row.result_id for row in done if row.result_id]
    rows += [_entry(row) for row in ledger.about(tx, about)]
    of_methods = _methods(tx, thing)
    return Trail(
        rows + of_methods.rows,
        list(dict.fromkeys(requests + of_methods.request_ids)),
        event_ids + of_methods.event_ids,
    )


def _methods(tx: Connection, thing: str) -> Trail:
    """The pages on which methods were added, the methods, and what was told and heard of them."""
    pages, methods = method_trail.pages_and_methods(tx, thing)
    both = [*pages, *methods]
    refs = [row.gateway_ref for row in both if row.gateway_ref]
    facts, hooks = method_trail.told_and_heard(tx, [row.id for row in both], refs)
    rows = [
        *map(_page, pages),
        *(_method(row) for row in methods if row.created_at is not None),
        *map(_fact, facts),
        *map(_hook, hooks),
    ]
    return Trail(rows, [row.request_id for row in pages], [fact.id for fact in facts])


def latest(tx: Connection, since: datetime, *, limit: int) -> list[dict[str, Any]]:
    """What billing wrote from then on, in no order, at most ``limit`` of each kind."""
    return [
        *map(_offer, trail.latest_offers(tx, since, limit)),
        *map(_payment, trail.latest_payments(tx, since, limit)),
        *map(_entry, trail.latest_entries(tx, since, limit)),
        *map(_fact, trail.latest_facts(tx, since, limit)),
        *map(_hook, trail.latest_webhooks(tx, since, limit)),
    ]


_STAGES = tuple(f":{each}" for each in "proposed approved refused on_its_way done failed".split())
"""What a fact about an operation may be about, beside the operation itself."""


def _operation(row: Any) -> dict[str, Any]:
    return {
        "what": "operation",
        "id": row.id,
        "at": row.created_at,
        "kind": row.kind,
        "minor": row.amount_minor,
        "currency": row.currency,
        "state": row.state,
        "proposed_by": row.proposed_by,
        "approved_by": row.approved_by,
        "payment": row.payment_id,
        "gateway": row.gateway_ref,
        "problem": row.problem,
        "failure": row.failure,
        "request": row.request_id,
        "finished_at": row.finished_at,
    }


def _decision(row: Any) -> dict[str, Any]:
    return {
        "what": "setting",
        "id": row.id,
        "at": row.at,
        "by": row.by,
        "account": row.account_id,
        "person": row.person_id,
        "name": row.name,
        "before": json.loads(row.before),
        "after": json.loads(row.after),
    }


def _change(row: Any) -> dict[str, Any]:
    return {
        "what": "contact change",
        "id": row.id,
        "at": row.created_at,
        "person": row.person_id,
        "subject": row.subject_id,
        "state": row.state,
        "request": row.request_id,
    }


def _offer(row: Any) -> dict[str, Any]:
    return {
        "what": "offer",
        "id": row.id,
        "at": row.created_at,
        "person": row.person_id,
        "minor": row.amount_minor,
        "currency": row.currency,
        "state": row.state,
        "request": row.request_id,
    }


def _payment(row: Any) -> dict[str, Any]:
    return {
        "what": "payment",
        "id": row.id,
        "at": row.created_at,
        "person": row.person_id,
        "offer": row.offer_id,
        "minor": row.amount_minor,
        "currency": row.currency,
        "state": row.state,
        "attempts": row.attempts,
        "gateway": row.gateway_ref,
        "decline": row.decline,
        "finished_at": row.finished_at,
    }


def _page(row: Any) -> dict[str, Any]:
    return {
        "what": "method_page",
        "id": row.id,
        "at": row.created_at,
        "person": row.person_id,
        "tell": row.tell,
        "state": row.state,
        "attempts": row.attempts,
        "gateway": row.gateway_ref,
        "finished_at": row.finished_at,
    }


def _method(row: Any) -> dict[str, Any]:
    return {
        "what": "method",
        "id": row.id,
        "at": row.created_at,
        "kind": row.kind,
        "state": row.state,
        "person": row.added_by,
        "gateway": row.gateway_ref,
        "removed_at": row.removed_at,
    }


def _hook(row: Any) -> dict[str, Any]:
    return {
        "what": "webhook",
        "id": row.id,
        "at": row.received_at,
        "type": row.type,
        "about": row.payment_id,
        "outcome": row.outcome,
    }


def _fact(row: Any) -> dict[str, Any]:
    return {"what": "event", "id": row.id, "at": row.at, "kind": row.kind}


def _entry(row: Any) -> dict[str, Any]:
    return {
        "what": "ledger",
        "id": f"{row.account_id}/{row.seq}",
        "at": row.at,
        "kind": row.kind,
        "about": row.reference,
        "hash": row.hash,
    }
