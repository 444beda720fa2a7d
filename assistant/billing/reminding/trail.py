"""What became of the reminders of an invoice, and of what holds them back, for the operator."""

from typing import Any

from sqlalchemy.engine import Connection

from assistant.billing.store import holds, reminders, trail


def follow(tx: Connection, thing: str) -> tuple[list[dict[str, Any]], list[str]]:
    """(the reminders and holds of an invoice or under an id, the messages they came in)."""
    ids = trail.invoice_ids(tx, thing)
    found = [row for each in ids for row in reminders_of(tx, each)]
    found += map(_reminder, reminders.named(tx, thing))
    kept = [row for each in ids for row in holds_of(tx, each)]
    kept += map(_hold, holds.named(tx, thing))
    batches = dict.fromkeys(row["batch"] for row in found if row["batch"])
    return [*found, *kept], list(batches)


def reminders_of(tx: Connection, invoice_id: str) -> list[dict[str, Any]]:
    """Every reminder of an invoice."""
    return [_reminder(row) for row in reminders.of_invoice(tx, invoice_id)]


def holds_of(tx: Connection, invoice_id: str) -> list[dict[str, Any]]:
    """Whatever holds or held them back."""
    return [_hold(row) for row in holds.of_invoice(tx, invoice_id)]


def _reminder(row: Any) -> dict[str, Any]:
    return {
        "what": "reminder",
        "id": row.id,
        "at": row.checked_at or row.created_at,
        "invoice": row.invoice_id,
        "person": row.person_id,
        "stage": row.stage,
        "state": row.state,
        "why": row.why,
        "seen": row.facts,
        "due_at": row.due_at,
        "batch": row.batch_id,
    }


def _hold(row: Any) -> dict[str, Any]:
    return {
        "what": "reminder_hold",
        "id": row.id,
        "at": row.created_at,
        "kind": row.kind,
        "state": row.state,
        "invoice": row.invoice_id,
        "person": row.person_id,
        "said_by": row.said_by,
        "until": row.until,
        "day": row.day,
        "ended_at": row.ended_at,
    }
