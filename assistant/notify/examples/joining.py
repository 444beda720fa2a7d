"""Examples of several news in one message."""

from datetime import date

from assistant.billing.events import InvoiceIssued, StatementReady
from assistant.billing.events.invoices import Balance
from assistant.notify.examples.acme import NOW, OF_ACME, OTHERS
from assistant.notify.joined import Joined

_EU = {"account_id": "acc_acme_eu", "account": "Acme EU", "at": NOW}
_FIRST = InvoiceIssued(
    **OF_ACME,
    about="inv_1",
    invoice_id="inv_1",
    number="123",
    minor=42000,
    currency="USD",
    issued_on=date(2026, 3, 10),
    due_on=date(2026, 4, 9),
    purchase_order="ACME-77",
)
_SECOND = _FIRST.model_copy(update={"number": "124", "minor": 1999, "purchase_order": ""})
_ELSEWHERE = _FIRST.model_copy(update={**_EU, "number": "201", "minor": 9900, "currency": "EUR"})
_STATEMENT = StatementReady(
    **OF_ACME,
    about="acc_acme:2026-02",
    since=date(2026, 2, 1),
    before=date(2026, 3, 1),
    owed=(Balance(minor=118000, currency="USD"), Balance(minor=-2000, currency="EUR")),
)
_NOTHING = _STATEMENT.model_copy(update={**_EU, "owed": ()})
_MAY = frozenset({"acc_acme", "acc_acme_eu"})
JOINED = {
    "invoices_issued": Joined("per_dana", (_FIRST, _SECOND), payable=_MAY, told=OTHERS),
    "invoices_issued_accounts": Joined(
        "per_dana", (_FIRST, _SECOND, _ELSEWHERE), payable=_MAY, told=OTHERS
    ),
    "statements_ready": Joined("per_dana", statements=(_STATEMENT, _NOTHING), told=OTHERS),
}
