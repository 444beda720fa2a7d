"""Invoices: issued, numbered, read, summed up, printed, and closed without a payment."""

from assistant.billing.invoices.closing import receive_elsewhere, write_off
from assistant.billing.invoices.reading import (
    Filter,
    Page,
    Place,
    balance,
    list_details,
    list_invoices,
    show_invoice,
)

__all__ = [
    "Filter",
    "Page",
    "Place",
    "balance",
    "list_details",
    "list_invoices",
    "receive_elsewhere",
    "show_invoice",
    "write_off",
]
