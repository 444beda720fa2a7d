"""Every way an answer can end is worded, can be drawn in every channel, and leads somewhere."""

from typing import get_args

import pytest

from assistant import replies
from assistant.billing import outcomes as o
from assistant.billing.events import (
    AutopayTurned,
    CaseNews,
    ContactChanged,
    MoneyWentBack,
    OperationNews,
    PlanTold,
    RefundTold,
)
from assistant.card import Card, Tone
from assistant.notify import notices
from assistant.outcome import LineOutcome, LinkOutcome, Stranger
from assistant.reader import Reader
from assistant.render import mail, slack, terminal
from assistant.replies.line import apology, busy
from tests.unit.outcome_examples import AGENTS_OUTCOMES, FACTS, OUTCOMES

SUPPORT = "support@seller.example"
READERS = (
    Reader(),
    Reader("de", "Europe/Berlin"),
    Reader("ja", "Asia/Tokyo"),
    Reader("ar", "Asia/Kuwait"),
    Reader("xx-unknown", "Mars/Olympus"),
)
REFUSALS = (
    o.InvoiceNotFound,
    o.NotPayable,
    o.BeingPaid,
    o.AmountRefused,
    o.AmountUnclear,
    o.FilterRefused,
    o.NothingToConfirm,
)


def cards(reader: Reader) -> list[Card]:
    said = [replies.word(each, reader, support=SUPPORT) for each in (*OUTCOMES, *AGENTS_OUTCOMES)]
    told = [
        notices.word(each, reader, told=told_too, may_pay=may_pay)
        for each in FACTS
        for told_too in ((), ("Ann", "<!here>"))
        for may_pay in (True, False)
    ]
    return [*said, *told, busy(), apology("err_1", support=SUPPORT)]


def all_of(card: Card) -> str:
    return card.model_dump_json()


def test_every_outcome_has_an_example() -> None:
    every = {*get_args(o.Outcome), *get_args(LineOutcome), *get_args(LinkOutcome)}

    assert {type(each) for each in (*OUTCOMES, *AGENTS_OUTCOMES)} == every


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.locale)
def test_every_card_can_be_drawn_in_every_channel(reader: Reader) -> None:
    for card in cards(reader):
        message = slack.render(card, reader.locale)
        written = mail.render(card, reply_to="billing@seller.example", locale=reader.locale)

        assert message.text
        assert message.blocks
        assert written.text
        assert written.html
        assert mail.subject(card)
        assert terminal.text(card)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.locale)
def test_no_card_is_empty_or_says_none(reader: Reader) -> None:
    for card in cards(reader):
        assert card.title
        assert card.paragraphs or card.facts or card.table or card.choices
        assert "None" not in all_of(card).replace("None match that", "")


def test_every_action_says_something_or_leads_somewhere_never_both() -> None:
    for card in cards(Reader()):
        for action in card.actions:
            assert bool(action.say) != bool(action.url), action


def test_a_link_is_only_where_a_page_waits_for_its_reader() -> None:
    links = {a.url for card in cards(Reader()) for a in card.actions if a.url}

    assert links == {"https://pay.example/1", "https://pay.example/add"}


def test_what_a_button_says_is_understood() -> None:
    from datetime import date

    from assistant.command import NotUnderstood
    from assistant.understand import read, read_as_agent

    says = {a.say for card in cards(Reader()) for a in card.actions if a.say}
    says |= {choice.say for card in cards(Reader()) for choice in card.choices}
    says -= {f"{verb} {each}_1" for verb in ("confirm", "cancel") for each in ("off", "ord")}

    for say in says:
        command = read_as_agent(say) or read(say, today=date(2026, 3, 10)).command
        assert not isinstance(command, NotUnderstood), say


def test_a_refusal_always_names_the_next_step() -> None:
    for outcome in OUTCOMES:
        if isinstance(outcome, REFUSALS):
            card = replies.word(outcome, Reader(), support=SUPPORT)

            leads_on = card.actions or card.choices or SUPPORT in all_of(card)
            assert leads_on or "nothing to pay" in all_of(card), outcome


def _news(fact: object) -> str:
    """What is told; a payment that its payer called off has not failed."""
    if getattr(fact, "decline", None) == "withdrawn":
        return "called_off"
    return str(getattr(fact, "change", getattr(fact, "kind", "")))


def test_only_good_news_look_good_and_only_problems_look_bad() -> None:
    by_kind = {
        _news(fact): notices.word(fact, Reader()).tone
        for fact in FACTS
        if not isinstance(
            fact,
            ContactChanged
            | OperationNews
            | RefundTold
            | MoneyWentBack
            | PlanTold
            | AutopayTurned
            | CaseNews,
        )
    }
    by_stage = {
        fact.stage if isinstance(fact, OperationNews | RefundTold) else fact.what: notices.word(
            fact, Reader()
        ).tone
        for fact in FACTS
        if isinstance(fact, OperationNews | RefundTold | MoneyWentBack)
    }

    assert by_kind == {
        "called_off": Tone.INFO,
        "invoice_issued": Tone.INFO,
        "statement_ready": Tone.INFO,
        "due_date_moved": Tone.INFO,
        "contact_bounced": Tone.PROBLEM,
        "default": Tone.INFO,
        "payment_succeeded": Tone.GOOD,
        "payment_failed": Tone.PROBLEM,
        "payment_needs_action": Tone.INFO,
        "payment_processing": Tone.INFO,
        "payment_returned": Tone.PROBLEM,
        "payment_held": Tone.INFO,
        "contact_invited": Tone.INFO,
        "page_open": Tone.INFO,
        "page_failed": Tone.PROBLEM,
        "added": Tone.GOOD,
        "pending": Tone.INFO,
        "verified": Tone.GOOD,
        "rejected": Tone.PROBLEM,
        "removed": Tone.INFO,
        "expiring": Tone.PROBLEM,
        "credited": Tone.GOOD,
        "credit_spent": Tone.GOOD,
        "charged": Tone.INFO,
        "case_replied": Tone.INFO,
        "offer_told": Tone.INFO,
        "paper_sent": Tone.INFO,
        "promise_told": Tone.PROBLEM,  # the last of them: it was broken
        "dispute_told": Tone.INFO,
    }
    problems = {"failed", "refund_failed", "disputed", "dispute_lost"}
    assert {each for each, tone in by_stage.items() if tone is Tone.PROBLEM} == problems
    assert {each for each, tone in by_stage.items() if tone is Tone.GOOD} == {"done"}


def test_a_stranger_hears_nothing_but_how_to_become_known() -> None:
    card = replies.word(Stranger(), Reader(), support=SUPPORT)

    assert SUPPORT in all_of(card)
    assert not card.actions
    assert not card.facts


def test_a_notice_without_the_right_to_pay_offers_no_payment() -> None:
    for fact in FACTS:
        card = notices.word(fact, Reader(), may_pay=False, may_manage=False)

        assert not [a for a in card.actions if a.url or a.say.startswith("pay")], fact.kind


def test_a_page_of_payments_says_which_of_how_many() -> None:
    listed = next(x for x in OUTCOMES if isinstance(x, o.PaymentList) and x.payments)

    card = replies.word(listed, Reader(), support=SUPPORT)

    assert card.paragraphs == (f"1–{len(listed.payments)} of 43",)
    assert card.actions[-1].say == "payment history page 2"
