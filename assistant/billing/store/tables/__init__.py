"""Every table of billing, one module per subject.

They refer to each other by name, so whoever reads one has them all declared.
"""

from assistant.billing.store.tables import (
    accounts,
    cases,
    contact_changes,
    events,
    invoices,
    ledger,
    linking,
    methods,
    notes,
    operations,
    outside,
    payments,
    plans,
    policies,
    reminders,
    stops,
)

__all__ = [
    "accounts",
    "cases",
    "contact_changes",
    "events",
    "invoices",
    "ledger",
    "linking",
    "methods",
    "notes",
    "operations",
    "outside",
    "payments",
    "plans",
    "policies",
    "reminders",
    "stops",
]
