"""Examples of notices about an account's contacts and its payment methods."""

from datetime import timedelta
from typing import Any

from assistant.billing.events import (
    ContactBounced,
    ContactChange,
    ContactChanged,
    ContactInvited,
    Event,
    MethodChange,
    MethodChanged,
)
from assistant.notify.examples.acme import DONE_BY_DANA, NOW, OF_ACME

_LEA: dict[str, Any] = {
    "person_id": "per_lea",
    "name": "Lea Moss",
    "email": "lea@acme.example",
    "locale": "en",
    "timezone": "UTC",
    "role": "payer",
}
_CHANGED = ContactChanged(
    **DONE_BY_DANA,
    **_LEA,
    about="chg_1",
    change=ContactChange.ADDED,
    before="viewer",
    flags=("invoices", "payments"),
)
_METHOD = MethodChanged(
    **DONE_BY_DANA,
    about="met_1",
    change=MethodChange.ADDED,
    method="Visa 4242",
    person_id="per_dana",
    expiry="03/28",
)
_OF_CHANGE: dict[MethodChange, dict[str, Any]] = {
    MethodChange.PAGE_OPEN: {
        "url": "https://pay.example/add",
        "until": NOW + timedelta(days=1),
        "method": "",
    },
    MethodChange.PENDING: {"url": "https://pay.example/verify", "method": "bank account 6789"},
    MethodChange.EXPIRING: {"is_default": True, "by": "", "expiry": "03/26"},
    MethodChange.DEFAULT: {"is_default": True, "before": "Mastercard 4444"},
}
EVENTS: tuple[Event, ...] = (
    *(_CHANGED.model_copy(update={"change": change}) for change in ContactChange),
    ContactInvited(**DONE_BY_DANA, **_LEA, about="chg_1", expires_at=NOW + timedelta(days=2)),
    ContactBounced(
        **OF_ACME,
        about="fact_1",
        person_id="per_lea",
        name="Lea Moss",
        email="lea@acme.example",
        said="550 5.1.1 no such user",
    ),
    *(
        _METHOD.model_copy(update={"change": change, **_OF_CHANGE.get(change, {})})
        for change in MethodChange
    ),
)
