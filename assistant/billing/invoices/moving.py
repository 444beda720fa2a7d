"""Invoices for which money is moving already: nobody is asked to pay those."""

from collections.abc import Sequence

from assistant.billing.model import Invoice, Payment


def without_moving(found: Sequence[Invoice], moving: Sequence[Payment]) -> list[Invoice]:
    """Those that no payment under way pays; one that merely waits on a page does not count."""
    busy = {
        part.invoice_id for each in moving if not each.state.gives_way for part in each.allocations
    }
    return [each for each in found if each.id not in busy]
