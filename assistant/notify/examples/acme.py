"""Who and what all examples are about."""

from datetime import UTC, datetime
from typing import Any

from assistant.billing.events import AtDesk

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
OTHERS = ("Ann Lee", "Vic Ito")
OF_ACME: dict[str, Any] = {"account_id": "acc_acme", "account": "Acme", "at": NOW}
DONE_BY_DANA = OF_ACME | {"by": "Dana Reyes"}
SAM = AtDesk(
    person_id="per_sam", name="Sam Ode", email="sam@seller.example", locale="en", timezone="UTC"
)
DANA = AtDesk(
    person_id="per_dana", name="Dana Reyes", email="dana@acme.example", locale="en", timezone="UTC"
)
