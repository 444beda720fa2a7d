"""What people are told unasked: the fact, who confirmed it, who else knows, and what to do."""

from assistant.billing.events import (
    ContactChanged,
    ContactInvited,
    EventKind,
    PaidPart,
    PaymentEvent,
)
from assistant.card import Card
from assistant.notify.notices import word
from assistant.reader import Reader
from tests.unit.outcome_examples import FACTS, PAYMENT_FACTS


def fact(kind: EventKind, **changed: object) -> PaymentEvent:
    return PAYMENT_FACTS[0].model_copy(update={"kind": kind, "payer": "Dana", **changed})


def facts_of(card: Card) -> dict[str, str]:
    return {each.label: each.value for each in card.facts}


def test_a_payment_names_its_invoice_amount_payer_method_and_id() -> None:
    card = word(fact(EventKind.SUCCEEDED), Reader())

    assert card.title == "Paid: invoice 123, 420.00 USD"
    assert card.paragraphs == ("Invoice 123 is paid in full.",)
    assert facts_of(card)["Confirmed by"] == "Dana, 10 Mar 2026, 12:00 UTC"
    assert facts_of(card)["Paid with"] == "Visa 4242"
    assert facts_of(card)["Payment"] == "pay_1"


def test_what_stays_open_and_what_became_credit_is_said() -> None:
    parts = (PaidPart(number="123", minor=100, open_minor=500),)
    card = word(fact(EventKind.SUCCEEDED, parts=parts, credit_minor=250), Reader())

    assert card.paragraphs == (
        "Invoice 123 still has 5.00 USD open.",
        "2.50 USD was more than was due and is now in your credit.",
    )


def test_who_else_was_told_is_named_and_left_out_when_nobody_was() -> None:
    alone = word(fact(EventKind.SUCCEEDED), Reader())
    together = word(fact(EventKind.SUCCEEDED), Reader(), told=("Ann", "Bob"))

    assert "Also told" not in facts_of(alone)
    assert facts_of(together)["Also told"] == "Ann, Bob"


def test_a_failure_says_why_that_nothing_was_charged_and_what_to_do() -> None:
    due = (PaidPart(number="123", minor=42000, open_minor=42000),)
    card = word(fact(EventKind.FAILED, decline="expired_card", parts=due), Reader())

    assert "the card has expired" in card.paragraphs[0]
    assert "Nothing was charged" in card.paragraphs[0]
    assert [action.label for action in card.actions] == ["Try again", "Other method", "Talk to us"]


def test_only_who_may_pay_gets_the_link_and_the_others_hear_who_has_it() -> None:
    waiting = fact(EventKind.NEEDS_ACTION, action_url="https://pay.example/1")

    payer = word(waiting, Reader())
    viewer = word(waiting, Reader(), may_pay=False)

    assert [action.url for action in payer.actions] == ["https://pay.example/1"]
    assert viewer.actions == ()
    assert "Dana has to complete the payment" in viewer.paragraphs[0]


def test_a_bank_debit_says_how_long_it_takes() -> None:
    card = word(fact(EventKind.PROCESSING), Reader())

    assert "4 to 7 business days" in card.paragraphs[0]


def test_a_fact_about_an_account_says_whose_it_is_and_whose_doing_it_was() -> None:
    for each in FACTS:
        if isinstance(each, ContactChanged):
            said = facts_of(word(each, Reader(), told=("Ann",)))

            assert said["Account"] == each.account
            assert said["Done by"] == each.by
            assert said["Also told"] == "Ann"


def test_an_address_that_has_not_answered_learns_neither_figures_nor_names_of_others() -> None:
    (asked,) = [each for each in FACTS if isinstance(each, ContactInvited)]

    card = word(asked, Reader(), told=("Ann",))

    assert "Ann" not in card.model_dump_json()
    assert not card.facts
    assert card.actions[0].say.startswith("verify ")
