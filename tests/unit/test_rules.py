"""Who hears about a payment, and where."""

from dataclasses import replace

from assistant.billing.events import ContactChange, ContactChanged, ContactInvited, PaymentEvent
from assistant.billing.model import Contact, Role
from assistant.notify.rules import Recipient, audience
from tests.unit.outcome_examples import FACTS, PAYMENT_FACTS

CHANGED = next(each for each in FACTS if isinstance(each, ContactChanged))

DANA = Contact(
    person_id="per_1",
    account_id="acc_1",
    name="Dana",
    email="dana@x.example",
    locale="en",
    timezone="UTC",
    role=Role.PAYER,
    receives_invoices=True,
    receives_payments=True,
    slack=("T/D", "T/D2"),
)
VIC = replace(
    DANA,
    person_id="per_2",
    name="Vic",
    email="vic@x.example",
    role=Role.VIEWER,
    receives_payments=False,
    slack=(),
)


def fact(*, channel: str = "", address: str = "", place: str = "") -> PaymentEvent:
    origin = {"origin_channel": channel, "origin_address": address, "origin_place": place}
    return PAYMENT_FACTS[0].model_copy(update=origin)


def where(found: list[Recipient]) -> list[tuple[str, str, str]]:
    return [(each.channel, each.address, each.place) for each in found]


def test_a_flagged_contact_hears_by_mail_and_in_one_slack() -> None:
    flagged = replace(DANA, person_id="per_9")

    assert where(audience(fact(), [flagged])) == [
        ("mail", "dana@x.example", ""),
        ("slack", "T/D", ""),
    ]


def test_who_is_not_flagged_hears_nothing() -> None:
    assert audience(fact(), [replace(VIC, person_id="per_9")]) == []


def test_the_payer_hears_where_they_said_yes_and_by_mail_if_flagged() -> None:
    said_in_slack = fact(channel="slack", address="T/D2", place="thread")

    assert where(audience(said_in_slack, [DANA])) == [
        ("slack", "T/D2", "thread"),
        ("mail", "dana@x.example", ""),
    ]


def test_an_unflagged_payer_hears_only_where_they_said_yes() -> None:
    said_by_mail = fact(channel="mail", address="dana@x.example", place="thread")

    assert where(audience(said_by_mail, [replace(DANA, receives_payments=False)])) == [
        ("mail", "dana@x.example", "thread")
    ]


def test_an_unflagged_payer_at_a_terminal_hears_somewhere_nevertheless() -> None:
    unflagged = replace(DANA, receives_payments=False)

    assert len(audience(fact(channel="terminal", address="x"), [unflagged])) == 2


def test_one_channel_tells_one_person_once() -> None:
    for place in ("", "thread"):
        found = audience(fact(channel="slack", address="T/D", place=place), [DANA, VIC])
        keys = [(each.contact.person_id, each.channel) for each in found]

        assert len(keys) == len(set(keys))


def test_whoever_said_yes_may_complete_it_whatever_their_role() -> None:
    payer = replace(VIC, person_id="per_1")
    flagged_viewer = replace(VIC, receives_payments=True)

    found = audience(fact(), [payer, flagged_viewer])

    assert {(each.contact.person_id, each.may_pay) for each in found} == {
        ("per_1", True),
        ("per_2", False),
    }


def changed(change: ContactChange, who: Contact) -> ContactChanged:
    return CHANGED.model_copy(
        update={"change": change, "person_id": who.person_id, "email": who.email}
    )


def test_every_admin_and_the_one_it_is_about_hear_of_a_changed_contact() -> None:
    admin = replace(DANA, person_id="per_9", email="admin@x.example", role=Role.ADMIN, slack=())

    found = audience(changed(ContactChange.ROLE, VIC), [admin, DANA, VIC])

    assert [each.address for each in found] == ["admin@x.example", "vic@x.example"]


def test_somebody_who_is_no_contact_any_more_is_still_told_so() -> None:
    found = audience(changed(ContactChange.REMOVED, VIC), [DANA])

    assert where(found) == [("mail", "vic@x.example", "")]


def test_an_address_that_has_not_answered_hears_nothing_but_the_question() -> None:
    asked = next(each for each in FACTS if isinstance(each, ContactInvited))

    assert audience(changed(ContactChange.ADDED, VIC), [DANA]) == []
    assert where(audience(asked, [DANA])) == [("mail", "ap2@acme.example", "")]
