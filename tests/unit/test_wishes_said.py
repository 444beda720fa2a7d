"""How people say which notices they want; none of it is anything else, least of all a payment."""

from datetime import date
from typing import Any

import pytest

from assistant.command.reminding import Prefer
from assistant.understand import read


def said(words: str) -> dict[str, Any]:
    command = read(words, today=date(2026, 3, 10)).command
    assert isinstance(command, Prefer), command
    return command.model_dump(exclude_defaults=True, exclude={"kind"})


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("weekly digest", {"digest": "weekly"}),
        ("Please send me a daily digest.", {"digest": "daily"}),
        ("digest weekly", {"digest": "weekly"}),
        ("no digest", {"digest": ""}),
        ("stop the digest", {"digest": ""}),
        ("no notices about methods", {"about": "methods", "told": "off"}),
        ("no more notifications about payment methods", {"about": "methods", "told": "off"}),
        ("stop news about contacts", {"about": "contacts", "told": "off"}),
        ("no notices about disputes", {"about": "promises", "told": "off"}),
        ("turn off notices for monthly statements", {"about": "statements", "told": "off"}),
        ("turn on notices about methods", {"about": "methods", "told": "on"}),
        ("only mail for reminders", {"reminders": "mail"}),
        ("only slack for payments", {"about": "payments", "told": "slack"}),
        ("only by e-mail for new invoices", {"about": "invoices", "told": "mail"}),
        ("invoices only by mail", {"about": "invoices", "told": "mail"}),
        ("notices about payments only in slack", {"about": "payments", "told": "slack"}),
    ],
)
def test_a_wish_is_understood(words: str, wanted: dict[str, Any]) -> None:
    assert said(words) == wanted


@pytest.mark.parametrize(
    "words",
    ["invoices", "payments", "statement for march", "payment methods", "news", "show new invoices"],
)
def test_what_asks_for_something_else_is_no_wish(words: str) -> None:
    assert not isinstance(read(words, today=date(2026, 3, 10)).command, Prefer)
