"""When, where, and whether somebody hears of a fact: a row for each rule."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from assistant.billing.model import Contact, Role
from assistant.billing.model.preferences import Preferences
from assistant.notify import examples
from assistant.notify.recipient import Recipient
from assistant.notify.topics import Topic, may_wait, topic_of
from assistant.notify.wishes import next_digest, placed

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)  # a Tuesday
ANN = Contact(
    person_id="per_ann",
    account_id="acc_acme",
    name="Ann",
    email="ann@acme.example",
    locale="en",
    timezone="UTC",
    role=Role.ADMIN,
    receives_invoices=True,
    receives_payments=True,
    slack=("T/A",),
)
MONEY, INVOICE, METHOD = "payment_succeeded", "invoice_issued", "method_default"
EXPIRES = "method_expiring"


def heard(
    name: str, *, zone: str = "UTC", channels: str = "mail slack", place: str = "", **wishes: Any
) -> list[tuple[str, datetime, bool]]:
    """Where and when Ann hears of an example, and whether in a digest."""
    ann = replace(ANN, timezone=zone, preferences=Preferences(**wishes))
    told = [Recipient(ann, each, "at", place) for each in channels.split()]
    found = placed(examples.EVENTS[name], told, NOON)
    return [(each.recipient.channel, each.at, each.in_digest) for each in found]


@pytest.mark.parametrize(
    ("name", "wishes", "where"),
    [
        (MONEY, {}, "mail slack"),
        (MONEY, {"first": "slack"}, "slack"),
        (MONEY, {"first": "mail"}, "mail"),
        (MONEY, {"first": "slack", "channels": "mail"}, "mail"),
        (MONEY, {"off": ("payments:slack",)}, "mail"),
        (MONEY, {"off": ("payments:mail",)}, "slack"),
        (MONEY, {"off": ("payments:mail",), "channels": "mail"}, "mail"),
        (MONEY, {"off": ("payments:mail", "payments:slack")}, "mail slack"),
        (MONEY, {"off": ("payments",)}, "mail slack"),
        (INVOICE, {"off": ("invoices",)}, "mail slack"),
        (INVOICE, {"off": ("invoices:slack",)}, "mail"),
        (INVOICE, {"off": ("invoices:slack",), "first": "slack"}, "mail"),
        (METHOD, {"off": ("methods",)}, ""),
        (METHOD, {"off": ("contacts", "promises", "reminders")}, "mail slack"),
        (METHOD, {"off": ("methods:mail",)}, "slack"),
        (METHOD, {"off": ("methods:mail",), "channels": "mail"}, ""),
        (METHOD, {"off": ("methods",), "place": "thread"}, "mail slack"),
        ("method_page_open", {"off": ("methods",)}, "mail slack"),
        ("contact_invited", {"off": ("contacts",)}, "mail slack"),
        ("contact_role", {"off": ("contacts",)}, ""),
        ("promise_made", {"off": ("promises",)}, ""),
        ("dispute_opened", {"off": ("promises",)}, ""),
        ("statement_ready", {"off": ("statements",)}, ""),
        ("case_replied", {"off": ("contacts", "promises"), "first": "mail"}, "mail slack"),
    ],
)
def test_where_somebody_hears_of_it(name: str, wishes: dict[str, Any], where: str) -> None:
    assert [each[0] for each in heard(name, **wishes)] == where.split()


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "wishes", "when"),
    [
        (EXPIRES, {}, NOON),
        (EXPIRES, {"zone": "Asia/Tokyo"}, at(10, 23)),  # 21:00 there: at 8 the next morning
        (EXPIRES, {"zone": "America/Los_Angeles"}, at(10, 15)),  # 5:00 there
        (EXPIRES, {"opens": 20, "closes": 23}, at(10, 20)),
        (MONEY, {"zone": "Asia/Tokyo"}, NOON),
        (INVOICE, {"zone": "Asia/Tokyo"}, NOON),
        (EXPIRES, {"zone": "Asia/Tokyo", "place": "thread"}, NOON),
        (EXPIRES, {"digest": "daily"}, at(11, 9)),
        (EXPIRES, {"digest": "daily", "opens": 14, "closes": 18}, at(10, 14)),
        (EXPIRES, {"digest": "daily", "zone": "America/Los_Angeles"}, at(10, 16)),
        (EXPIRES, {"digest": "weekly"}, at(16, 9)),
        (EXPIRES, {"digest": "weekly", "zone": "Asia/Tokyo"}, at(16, 0)),
        (MONEY, {"digest": "weekly"}, NOON),
        (INVOICE, {"digest": "daily"}, NOON),
        (METHOD, {"zone": "Asia/Tokyo"}, NOON),
        (METHOD, {"digest": "weekly"}, NOON),
        ("contact_role", {"digest": "daily", "zone": "Asia/Tokyo"}, NOON),
        ("contact_bounced", {"digest": "weekly"}, at(16, 9)),
    ],
)
def test_when_somebody_hears_of_it(name: str, wishes: dict[str, Any], when: datetime) -> None:
    found = heard(name, channels="mail", **wishes)

    assert found == [("mail", when, "digest" in wishes and when != NOON)]


@pytest.mark.parametrize(
    ("now", "digest", "when"),
    [
        (at(11, 8, 44), "daily", at(11, 9)),
        (at(11, 8, 46), "daily", at(12, 9)),  # the one of today may be on its way
        (at(13, 10), "daily", at(16, 8)),  # Friday: not at the weekend
        (at(16, 8), "weekly", at(16, 9)),
        (at(16, 9), "weekly", at(23, 9)),
    ],
)
def test_the_next_digest(now: datetime, digest: Any, when: datetime) -> None:
    assert next_digest(Preferences(digest=digest), "UTC", now) == when


def test_whose_own_rights_change_hears_of_it_at_once() -> None:
    event = examples.EVENTS["contact_role"].model_copy(update={"person_id": ANN.person_id})
    wishes = Preferences(digest="weekly", off=("contacts",))
    told = [Recipient(replace(ANN, preferences=wishes), "mail", ANN.email)]

    assert [(each.at, each.in_digest) for each in placed(event, told, NOON)] == [(NOON, False)]


def test_only_what_is_no_money_may_be_unwanted() -> None:
    optional = {name for name, event in examples.EVENTS.items() if topic_of(event).optional}

    assert {name.partition("_")[0] for name in optional} == {
        *("method", "contact", "promise", "dispute", "statement")
    }
    assert not optional & {"method_page_open", "method_pending", "contact_invited"}
    assert not Topic.PAYMENTS.optional


def test_who_may_pay_and_with_what_is_told_at_once() -> None:
    waits = {name for name, event in examples.EVENTS.items() if may_wait(event)}

    assert {name for name in waits if name.startswith(("method", "contact"))} == {
        "method_expiring",
        "contact_bounced",
    }
    assert waits <= {name for name, event in examples.EVENTS.items() if topic_of(event).optional}
