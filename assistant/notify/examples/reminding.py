"""Examples of reminders, and of what becomes of promises and of what is called wrong."""

from datetime import date, timedelta

from assistant.billing.events import DisputeTold, Event, PromiseTold
from assistant.billing.events.reminding import PromiseNews
from assistant.billing.model import Contact, Invoice, InvoiceStatus, InvoiceType, Role
from assistant.billing.money import Money
from assistant.billing.reminding.sending import Owed, Proven
from assistant.notify.examples.acme import NOW, OF_ACME

_PROMISE = PromiseTold(
    **OF_ACME,
    about="hld_1",
    news=PromiseNews.MADE,
    person_id="per_ann",
    person="Ann Lee",
    number="123",
    minor=42000,
    currency="USD",
    on=date(2026, 3, 13),
)
_DISPUTE = DisputeTold(
    **OF_ACME,
    about="dsp_1",
    opened=True,
    person_id="per_ann",
    person="Ann Lee",
    numbers=("123",),
)
EVENTS: tuple[Event, ...] = (
    _PROMISE.model_copy(
        update={
            "news": PromiseNews.WITHDRAWN,
            "still_by": "Dana Reyes",
            "still_on": date(2026, 3, 12),
        }
    ),
    *(_PROMISE.model_copy(update={"news": news}) for news in PromiseNews),
    _DISPUTE,
    _DISPUTE.model_copy(update={"opened": False}),
    _DISPUTE.model_copy(update={"opened": False, "withdrawn": True}),
)
_DANA = Contact(
    person_id="per_dana",
    account_id="acc_acme",
    name="Dana Reyes",
    email="dana@acme.example",
    locale="en",
    timezone="UTC",
    role=Role.PAYER,
    receives_invoices=True,
    receives_payments=True,
    receives_reminders=True,
)


def _owed(number: str, days: int, minor: int, account: str = "Acme", currency: str = "USD") -> Owed:
    nothing = Money(0, currency)
    due = NOW.date() + timedelta(days=days)
    invoice = Invoice(
        number=number,
        type=InvoiceType.RECURRING,
        status=InvoiceStatus.OPEN,
        total=Money(minor, currency),
        paid=nothing,
        issued_on=due - timedelta(days=30),
        due_on=due,
        id=f"inv_{number}",
        account_id=f"acc_{account}",
        version=1,
        balance_at_open=nothing,
        balance_at_close=None,
        contact={},
        closed_at=None,
    )
    return Owed(invoice, account, days, may_pay=True)


_DUE, _LATE = _owed("123", 7, 42000), _owed("121", -4, 36000)
_ELSEWHERE = _owed("201", -4, 9900, "Acme EU", "EUR")
REMINDERS = {
    "reminder_due_soon": Proven(_DANA, (_DUE,), ("Ann Lee",)),
    "reminder_overdue": Proven(_DANA, (_LATE,), ("Ann Lee",)),
    "reminder_several": Proven(_DANA, (_LATE, _DUE), ("Ann Lee",)),
    "reminder_accounts": Proven(_DANA, (_LATE, _ELSEWHERE), ("Ann Lee", "Vic Ito")),
}
