"""What an operator may write for each setting, and what they hear when it cannot be meant."""

import pytest

from assistant.billing.intake.fields import Writing
from assistant.billing.intake.report import RefusedError
from assistant.billing.policies.settings import OF_ACCOUNT, OF_CONTACT, OF_PERSON, Setting, setting

EVERY = {**OF_PERSON, **OF_CONTACT, **OF_ACCOUNT}
DOLLARS = Writing("en", currency="USD")
GOOD = [
    ("partial_payments", "Balance_Only", "balance_only", "balance_only"),
    ("payment_limit", "5,000.50", 500050, "5000.50"),
    ("payment_limit", "0", 0, "0.00"),
    ("day_limit", "none", None, None),
    ("viewer_may_pay", "yes", True, True),
    ("require_payment_method", "no", False, False),
    ("autopay", "deny", "deny", "deny"),
    ("cancel_minutes", "30", 30, 30),
    ("cancel_minutes", "usual", None, "usual"),
    ("contact_changes", "handoff", "handoff", "handoff"),
    ("contact_wait_hours", "0", 0, 0),
    ("reminder_days", "10, -7,4", "-7,4,10", "-7,4,10"),
    ("reminder_days", "usual", None, "usual"),
    ("reminder_days", "none", "", "none"),
    ("alone", "USD 1,000; JPY 500", {"USD": 100000, "JPY": 500}, {"JPY": "500", "USD": "1000.00"}),
    ("alone", "none", {}, {}),
    ("company", "none", None, None),
    ("name", "Uma Lind", "Uma Lind", "Uma Lind"),
]
BAD = [
    ("partial_payments", "sometimes"),
    ("partial_payments", ""),
    ("payment_limit", "-1"),
    ("payment_limit", "5000.001"),
    ("payment_limit", "5.000,50"),
    ("payment_limit", "1e9"),
    ("payment_limit", "NaN"),
    ("payment_limit", "１２３"),
    ("payment_limit", "5000 EUR"),
    ("payment_limit", "999999999999999999"),
    ("payment_limit", ""),
    ("day_limit", "no limit"),
    ("viewer_may_pay", "maybe"),
    ("viewer_may_pay", ""),
    ("cancel_minutes", "0"),
    ("cancel_minutes", "1441"),
    ("cancel_minutes", "٣"),
    ("contact_wait_hours", "usual"),
    ("contact_wait_hours", "-1"),
    ("reminder_days", "often"),
    ("reminder_days", "-500"),
    ("reminder_days", "1,2,3,4,5,6,7,8,9"),
    ("company", "Acme"),
    ("company", "[]"),
    ("company", '{"name": "Acme", "address": {"planet": "Mars"}}'),
    ("company", '{"name": "=1+1"}'),
    ("company", '{"address": {}}'),
    ("alone", "100"),
    ("alone", "USD -5"),
    ("alone", "GOLD 5"),
    ("name", ""),
    ("name", "a\nb"),
]


def named(name: str) -> Setting:
    return setting(name, EVERY)


@pytest.mark.parametrize(("name", "cell", "kept", "shown"), GOOD)
def test_a_setting_is_kept_as_meant_and_shown_as_it_is(
    name: str, cell: str, kept: object, shown: object
) -> None:
    value = named(name).read(cell, DOLLARS)

    assert (value, named(name).show(value, "USD")) == (kept, shown)


@pytest.mark.parametrize(("name", "cell"), BAD)
def test_what_cannot_be_meant_is_refused_with_a_remedy(name: str, cell: str) -> None:
    with pytest.raises(RefusedError) as refused:
        named(name).read(cell, DOLLARS)

    assert refused.value.cause
    assert refused.value.remedy


def test_a_name_that_is_nearly_one_is_answered_with_it() -> None:
    with pytest.raises(RefusedError, match="dy_limit") as refused:
        named("dy_limit")

    assert refused.value.remedy == "did you mean 'day_limit'?"
