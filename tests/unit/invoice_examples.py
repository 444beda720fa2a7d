"""Examples of facts about invoices as such, and of mail that comes back."""

from datetime import UTC, date, datetime

from assistant.billing.events import ContactBounced, Event, InvoiceIssued, StatementReady
from assistant.billing.events.invoices import Balance
from tests.unit.case_examples import NASTY

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
_ISSUED = InvoiceIssued(
    account_id="acc_1",
    account=NASTY,
    about="inv_1",
    at=NOW,
    invoice_id="inv_1",
    number="123",
    minor=42000,
    currency="USD",
    issued_on=date(2026, 3, 10),
    due_on=date(2026, 4, 9),
)
_STATEMENT = StatementReady(
    account_id="acc_1",
    account=NASTY,
    about="acc_1:2026-02",
    at=NOW,
    since=date(2026, 2, 1),
    before=date(2026, 3, 1),
    owed=(Balance(minor=118000, currency="USD"), Balance(minor=-2000, currency="EUR")),
)
_BOUNCED = ContactBounced(
    account_id="acc_1",
    account=NASTY,
    about="fact_1",
    at=NOW,
    person_id="per_2",
    name=NASTY,
    email="ap2@acme.example",
    said="550 5.1.1 no such user <!here>",
)
FACTS: tuple[Event, ...] = (
    _ISSUED,
    _ISSUED.model_copy(update={"purchase_order": NASTY, "currency": "JPY", "minor": 10001}),
    _STATEMENT,
    _STATEMENT.model_copy(update={"owed": ()}),
    _BOUNCED,
    _BOUNCED.model_copy(update={"person_id": "", "said": ""}),
)
