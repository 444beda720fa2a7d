"""Agents refund, credit, write off and charge; above their limit somebody else decides."""

from functools import partial
from typing import Any

import pytest

from assistant.inbox import Answered
from assistant.request import Channel
from assistant.trace import trace
from tests.stories.house import House, id_in, sayings, words_of


async def invoice(house: House, number: str) -> Any:
    (row,) = await house.rows("SELECT * FROM invoices WHERE number = :number", number=number)
    return row


async def operations(house: House) -> list[tuple[str, str, int]]:
    found = await house.rows("SELECT kind, state, amount_minor FROM operations ORDER BY created_at")
    return [(row.kind, row.state, row.amount_minor) for row in found]


async def newest(house: House, kind: str) -> Any:
    (row,) = await house.rows(
        "SELECT * FROM invoices WHERE type = :kind AND CAST(number AS INTEGER) >= 1000"
        " ORDER BY issued_on DESC LIMIT 1",
        kind=kind,
    )
    return row


def operation_id(answered: Answered) -> str:
    found = id_in(answered.card, "op")
    assert found is not None, answered.card
    return found[0]


# --- an agent's own yes


async def test_an_agent_first_sees_what_a_yes_does_and_to_whom(office: House) -> None:
    shown = await office.ask("sam", 'for acme: credit 20 USD "outage"')
    await office.work()

    said = words_of(shown.card)
    assert shown.outcome == "operation_drafted"
    assert shown.card.title == "Credit of 20.00 USD for Acme?"
    assert "It pays 20.00 USD of invoice 121" in said
    assert "told with the reason “outage”: Acme Accounts Payable, Dana Reyes" in said
    assert await operations(office) == [("credit", "drafted", 2000)]
    assert await office.open_minor("121") == 36000
    assert office.told() == []

    done = await office.ask("sam", "yes")
    again = await office.ask("sam", "yes")
    await office.work()

    assert done.outcome == again.outcome == "operation_done"
    assert "not done again" in words_of(again.card)
    assert await office.open_minor("121") == 36000 - 2000
    told = {address for _, address in office.told("Credited: 20.00 USD")}
    assert told == {"ap@acme.example", "dana@acme.example", "T02ACME/U02DANA"}
    await office.balanced()


async def test_whoever_an_agent_is_told_will_hear_of_a_charge_hears_of_it(office: House) -> None:
    shown = await office.ask("sam", 'for Acme EU: charge 50 EUR "extra support"')
    await office.ask("sam", "yes")
    await office.work()

    who = shown.card.paragraphs[-1]
    told = {address for _, address in office.told("New charge")}
    assert who == "The customer is told with the reason “extra support”: Dana Reyes."
    assert told == {"dana@acme.example", "T02ACME/U02DANA"}


async def test_above_the_limit_the_second_person_hears_only_after_the_yes(office: House) -> None:
    shown = await office.ask("sam", 'for acme: credit 500 USD "outage"')
    await office.work()
    assert office.told() == []
    assert "has to approve it" in shown.card.paragraphs[0]

    proposed = await office.ask("sam", "yes")
    again = await office.ask("sam", "yes")
    await office.work()

    assert proposed.outcome == again.outcome == "operation_proposed"
    assert office.told() == [("slack", "T01SELLER/U01UMA")]


async def test_a_yes_is_bound_to_what_was_shown_last_and_to_nothing_else(office: House) -> None:
    first = await office.ask("sam", 'for acme: credit 20 USD "one"')
    await office.ask("sam", "for acme: pdf 123")
    vague = await office.ask("sam", "yes", conversation="c2")
    office.clock.advance(seconds=1)
    await office.ask("sam", 'for acme: credit 30 USD "two"')
    done = await office.ask("sam", "yes")

    assert vague.outcome == "operation_drafted"
    assert operation_id(vague) == operation_id(first)
    assert done.outcome == "operation_done"
    assert await operations(office) == [("credit", "drafted", 2000), ("credit", "done", 3000)]


async def test_a_yes_after_something_else_was_said_only_shows_it_again(office: House) -> None:
    shown = await office.ask("sam", 'for acme: credit 20 USD "outage"')
    await office.ask("sam", "talk to a human")
    again = await office.ask("sam", "yes")
    nothing = await operations(office)
    await office.ask("sam", "yes")

    assert again.outcome == "operation_drafted"
    assert operation_id(again) == operation_id(shown)
    assert nothing == [("credit", "drafted", 2000)]
    assert await operations(office) == [("credit", "done", 2000)]


async def test_nobody_says_yes_to_what_another_agent_was_shown(office: House) -> None:
    shown = await office.ask("sam", 'for acme: credit 20 USD "outage"')
    which = operation_id(shown)
    said = [
        await office.ask("uma", f"{verb} {which}")
        for verb in ("confirm", "approve", "decline", "review")
    ]

    assert {each.outcome for each in said} == {"operation_refused"}
    assert await operations(office) == [("credit", "drafted", 2000)]


async def test_a_yes_that_comes_too_late_does_nothing(office: House) -> None:
    shown = await office.ask("sam", 'for acme: credit 20 USD "outage"')
    office.clock.advance(minutes=31)
    late = await office.ask("sam", shown.card.actions[0].say)
    again = await office.ask("sam", shown.card.actions[0].say)

    assert late.outcome == again.outcome == "operation_refused"
    assert "waited too long" in late.card.paragraphs[0]
    assert await operations(office) == [("credit", "refused", 2000)]
    assert await office.open_minor("121") == 36000


async def test_no_takes_a_draft_back(office: House) -> None:
    shown = await office.ask("sam", 'for acme: credit 20 USD "outage"')
    back = await office.ask("sam", "no")
    late = await office.ask("sam", shown.card.actions[0].say)

    assert (back.outcome, late.outcome) == ("operation_declined", "operation_refused")
    assert await operations(office) == [("credit", "refused", 2000)]
    assert office.told() == []


async def test_rights_lost_between_what_was_shown_and_the_yes_count(office: House) -> None:
    shown = await office.ask("sam", 'for acme: credit 20 USD "outage"')
    await office.change("UPDATE people SET limits = '{}' WHERE email = 'sam@seller.example'")
    waits = await office.ask("sam", shown.card.actions[0].say)
    other = await office.ask("sam", 'for acme: credit 30 USD "outage"')
    await office.change("UPDATE people SET agent = false WHERE email = 'sam@seller.example'")
    gone = await office.ask("sam", other.card.actions[0].say)

    assert waits.outcome == "operation_proposed"
    assert gone.outcome == "not_understood"
    assert await office.open_minor("121") == 36000


async def test_a_late_fee_shown_twice_is_waived_once(office: House) -> None:
    await office.change(
        "UPDATE invoice_items SET description = 'Late fee' WHERE position = 2"
        " AND invoice_id = (SELECT id FROM invoices WHERE number = '123')"
    )
    first = await office.ask("sam", "waive late fee on 123")
    second = await office.ask("uma", "waive late fee on 123")
    await office.ask("sam", first.card.actions[0].say)
    late = await office.ask("uma", second.card.actions[0].say)

    assert late.outcome == "operation_refused"
    assert "waived already" in late.card.paragraphs[0]
    assert await office.open_minor("123") == 42000 - 8750


# --- credits


async def test_a_credit_under_the_limit_is_given_at_once_and_pays_what_is_due_first(
    office: House,
) -> None:
    done = await office.operate("sam", 'for acme: credit 20 USD "outage"')
    await office.work()

    assert done.outcome == "operation_done"
    assert await office.open_minor("121") == 36000 - 2000
    credit = await newest(office, "CREDIT")
    assert (credit.total_minor, credit.status) == (-2000, "CLOSED")
    assert len(office.told("Credited: 20.00 USD")) == 3
    await office.balanced()


async def test_a_credit_larger_than_all_that_is_open_is_kept_and_nothing_goes_below_zero(
    office: House,
) -> None:
    proposed = await office.operate("sam", 'for acme: credit 2000 USD "migration"')
    await office.approve("uma", operation_id(proposed))
    await office.work()

    for number in ("121", "122", "123"):
        assert (await invoice(office, number)).status == "CLOSED"
    balance = await office.ask("dana", "what do we owe")
    kept = 200000 - 36000 - 40000 - 42000
    assert f"{kept / 100:,.2f} USD stays in your credit" in words_of(office.mail.sent[0].card)
    assert f"{(kept + 2000) / 100:,.2f} USD" in words_of(balance.card)
    await office.balanced()


async def test_a_credit_on_an_invoice_goes_there_with_its_share_of_tax(office: House) -> None:
    await office.operate("sam", 'credit 60 USD on invoice 123 "outage"')

    assert await office.open_minor("123") == 42000 - 6000
    assert await office.open_minor("121") == 36000
    credit = await newest(office, "CREDIT")
    (line,) = await office.rows("SELECT * FROM invoice_items WHERE invoice_id = :i", i=credit.id)
    assert (line.amount_minor, line.tax_minor) == (-5000, -1000)
    assert line.description == "outage"
    await office.balanced()


async def test_an_invoice_somebody_is_paying_is_left_to_them(office: House) -> None:
    await office.pay("dana", "121")

    await office.operate("sam", 'for acme: credit 20 USD "outage"')

    assert await office.open_minor("121") == 36000
    assert await office.open_minor("122") == 40000 - 2000
    await office.balanced()


async def test_a_late_fee_is_waived_once(office: House) -> None:
    await office.change(
        "UPDATE invoice_items SET description = 'Late fee' WHERE position = 2"
        " AND invoice_id = (SELECT id FROM invoices WHERE number = '123')"
    )
    waived = await office.operate("sam", "waive late fee on 123")
    again = await office.operate("sam", "waive the late fee on 123 please")
    none = await office.operate("sam", "waive late fee on 122")

    assert waived.outcome == "operation_done"
    assert await office.open_minor("123") == 42000 - 8750
    assert again.outcome == "operation_refused"
    assert "waived already" in again.card.paragraphs[0]
    assert "no late fee" in none.card.paragraphs[0]


# --- charges and write-offs


async def test_a_one_time_charge_is_an_open_invoice_the_customer_hears_of(office: House) -> None:
    done = await office.operate("sam", 'for Acme EU: charge 50 EUR "extra support"')
    await office.work()

    charge = await newest(office, "ONE-TIME-CHARGE")
    assert done.outcome == "operation_done"
    assert (charge.total_minor, charge.currency, charge.status) == (5000, "EUR", "OPEN")
    assert len(office.told("New charge: 50.00 EUR")) == 2
    offered = await office.ask("dana", f"pay invoice {charge.number}")
    assert offered.outcome == "offer_made"
    await office.balanced()


async def test_a_write_off_closes_the_invoice_and_only_the_desk_hears_of_it(office: House) -> None:
    proposed = await office.operate("sam", 'write off 122 "gone out of business"')
    await office.approve("uma", operation_id(proposed))
    await office.work()

    row = await invoice(office, "122")
    assert (row.status, row.paid_minor) == ("CLOSED_FAILED", 0)
    assert {address for _, address in office.told()} <= {
        "T01SELLER/U01SAM",
        "T01SELLER/U01UMA",
    }
    assert (await office.ask("dana", "pay invoice 122")).outcome == "not_payable"
    await office.balanced()


# --- limits and the second person


async def test_above_the_limit_nothing_happens_until_somebody_else_approves(office: House) -> None:
    proposed = await office.operate("sam", 'for acme: credit 100.01 USD "outage"')
    await office.work()

    assert proposed.outcome == "operation_proposed"
    assert await operations(office) == [("credit", "proposed", 10001)]
    assert await office.open_minor("121") == 36000
    assert office.told("Please decide") == [("slack", "T01SELLER/U01UMA")]
    notice = office.slack.sent[-1].card
    assert f"approve {operation_id(proposed)} 100.01 USD" in sayings(notice)

    approved = await office.approve("uma", operation_id(proposed))
    await office.work()

    assert approved.outcome == "operation_done"
    assert await office.open_minor("121") == 36000 - 10001
    assert office.told("Approved: credit") == [("slack", "T01SELLER/U01SAM")]
    await office.balanced()


async def test_who_proposed_it_may_not_approve_it_even_as_an_approver(office: House) -> None:
    proposed = await office.operate("uma", 'for acme: credit 5 USD "outage"')
    refused = await office.approve("uma", operation_id(proposed))

    assert proposed.outcome == "operation_proposed"
    assert refused.outcome == "operation_refused"
    assert "somebody else" in refused.card.paragraphs[0]
    assert await operations(office) == [("credit", "proposed", 500)]


async def test_an_agent_who_is_no_approver_may_not_approve(office: House) -> None:
    proposed = await office.operate("uma", 'for acme: credit 5 USD "outage"')
    refused = await office.ask("sam", f"approve {operation_id(proposed)}")

    assert refused.outcome == "operation_refused"
    assert await operations(office) == [("credit", "proposed", 500)]


async def test_a_limit_is_not_cut_into_slices(office: House) -> None:
    first = await office.operate("sam", 'for acme: credit 60 USD "one"')
    second = await office.operate("sam", 'for acme: credit 60 USD "two"')
    office.clock.advance(hours=25)
    third = await office.operate("sam", 'for acme: credit 60 USD "three"')

    assert [each.outcome for each in (first, second, third)] == [
        "operation_done",
        "operation_proposed",
        "operation_done",
    ]


async def test_a_limit_in_one_currency_allows_nothing_in_another(office: House) -> None:
    await office.change(
        "UPDATE people SET limits = '{\"USD\": 10000}' WHERE email = 'sam@seller.example'"
    )

    proposed = await office.operate("sam", 'for Acme EU: credit 1 EUR "outage"')

    assert proposed.outcome == "operation_proposed"
    assert "0.00 EUR" in proposed.card.paragraphs[0]


async def test_fault_79_rights_lost_before_the_approval_count(office: House) -> None:
    proposed = await office.operate("sam", 'for acme: credit 500 USD "outage"')
    await office.change("UPDATE people SET approver = false WHERE email = 'uma@seller.example'")
    unable = await office.approve("uma", operation_id(proposed))
    await office.change("UPDATE people SET approver = true WHERE email = 'uma@seller.example'")
    await office.change("UPDATE people SET agent = false WHERE email = 'sam@seller.example'")
    gone = await office.approve("uma", operation_id(proposed))

    assert unable.outcome == gone.outcome == "operation_refused"
    assert await operations(office) == [("credit", "refused", 50000)]
    assert await office.open_minor("121") == 36000


async def test_an_approver_may_decline_and_the_author_hears_of_it(office: House) -> None:
    proposed = await office.operate("sam", 'for acme: credit 500 USD "outage"')
    declined = await office.ask("uma", f"decline {operation_id(proposed)}")
    late = await office.approve("uma", operation_id(proposed))
    await office.work()

    assert declined.outcome == "operation_declined"
    assert "decided already" in late.card.paragraphs[0]
    assert office.told("Not done: credit") == [("slack", "T01SELLER/U01SAM")]


async def test_the_author_may_take_it_back(office: House) -> None:
    proposed = await office.operate("sam", 'for acme: credit 500 USD "outage"')
    back = await office.ask("sam", f"decline {operation_id(proposed)}")

    assert back.outcome == "operation_declined"
    assert await operations(office) == [("credit", "refused", 50000)]


async def test_a_number_opens_what_waits_and_only_a_yes_to_that_approves_it(office: House) -> None:
    nothing = await office.ask("uma", "approve")
    await office.operate("sam", 'for acme: credit 500 USD "one"')
    office.clock.advance(seconds=1)
    await office.operate("sam", 'for acme: credit 600 USD "two"')
    unclear = await office.ask("uma", "approve")
    listed = await office.ask("uma", "approvals")
    chosen = await office.ask("uma", "1")
    assert [state for _, state, _ in await operations(office)] == ["proposed", "proposed"]
    approved = await office.ask("uma", "yes")
    last = await office.ask("uma", "approve")
    assert [state for _, state, _ in await operations(office)] == ["done", "proposed"]
    declined = await office.ask("uma", "no")

    assert nothing.outcome == "operation_refused"
    assert listed.outcome == unclear.outcome == "operations_waiting"
    assert len(listed.card.choices) == 2
    assert chosen.outcome == last.outcome == "operation_shown"
    assert "500.00 USD" in chosen.card.title
    labels = [action.label for action in chosen.card.actions]
    assert labels == ["Approve", "Decline"]
    assert (approved.outcome, declined.outcome) == ("operation_done", "operation_declined")
    assert [state for _, state, _ in await operations(office)] == ["done", "refused"]


async def test_the_same_words_again_are_the_same_operation(office: House) -> None:
    first = await office.operate("sam", 'for acme: credit 20 USD "outage"')
    again = await office.operate("sam", 'for acme: credit 20 USD "outage"')
    other = await office.operate("sam", 'for acme: credit 20 USD "second outage"')

    assert operation_id(first) == operation_id(again)
    assert "not done again" in again.card.paragraphs[0]
    assert operation_id(other) != operation_id(first)
    assert await office.open_minor("121") == 36000 - 4000


# --- who may, and where


@pytest.mark.parametrize(
    "words",
    [
        'for acme: credit 20 USD "outage"',
        'credit 20 USD "outage"',
        "approve",
        "approvals",
        "write off 123",
        "for globex: show invoices",
    ],
)
@pytest.mark.parametrize("who", ["dana", "vic"])
async def test_a_customer_gets_the_words_for_anything_unknown(
    office: House, who: str, words: str
) -> None:
    answered = await office.ask(who, words)

    assert answered.outcome in ("not_understood", "account_unknown")
    assert await operations(office) == []
    assert "Globex" not in words_of(answered.card)


async def test_a_customer_who_wants_a_refund_is_brought_to_a_person(office: House) -> None:
    answered = await office.ask("dana", "refund payment 123")

    assert answered.outcome == "person_needed"
    assert answered.card.paragraphs[0] == "Refunds are decided by a person."


async def test_an_agent_sees_any_customer_but_pays_for_none(office: House) -> None:
    seen = await office.ask("sam", "for globex: show my invoices")
    paid = await office.ask("sam", "for globex: pay invoice 124")

    assert seen.outcome == "invoice_list"
    assert paid.outcome == "not_allowed"


async def test_an_agent_who_names_no_customer_is_asked_which(office: House) -> None:
    which = await office.operate("sam", 'credit 20 USD "outage"')
    unknown = await office.operate("sam", 'for acm: credit 20 USD "outage"')
    by_id = await office.operate("sam", 'for acc_acme: credit 20 USD "outage"')

    assert which.outcome == "operation_refused"
    assert unknown.outcome == "customer_unknown"
    assert "Acme, Acme EU" in unknown.card.paragraphs[0]
    assert by_id.outcome == "operation_done"


async def test_two_customers_of_one_name_are_never_guessed(office: House) -> None:
    await office.change("UPDATE accounts SET name = 'Acme' WHERE id = 'acc_acme_eu'")

    answered = await office.operate("sam", 'for acme: credit 20 USD "outage"')

    assert answered.outcome == "customer_unknown"
    assert "acc_acme, acc_acme_eu" in answered.card.paragraphs[0]
    assert await operations(office) == []


async def test_a_mail_may_be_a_copy_so_operations_are_not_done_by_mail(office: House) -> None:
    answered = await office.operate("sam", 'for acme: credit 20 USD "outage"', channel=Channel.MAIL)

    assert answered.outcome == "operation_refused"
    assert "could be a copy" in answered.card.paragraphs[0]
    assert await operations(office) == []


async def test_at_the_terminal_it_is_the_same(office: House) -> None:
    answered = await office.operate(
        "sam", 'for acme: credit 20 USD "outage"', channel=Channel.TERMINAL
    )

    assert answered.outcome == "operation_done"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ('for acme: credit 20 EUR "outage"', "billed in USD"),
        ('for acme: credit 1.000 USD "outage"', "more than one way"),
        ('for acme: credit 0.001 USD "outage"', "more decimals"),
        ("for acme: credit 20 USD", "Say why"),
        ('for acme: credit 20 USD on 999 "outage"', "no invoice 999"),
        ('for Acme EU: credit 20 EUR on 123 "outage"', "no invoice 123"),
        ("write off 119", "Nothing is open"),
        ("for Acme EU: refund payment 201", "no payment"),
    ],
)
async def test_what_cannot_be_done_is_refused_with_the_reason(
    house: House, words: str, says: str
) -> None:
    answered = await house.operate("sam", words)

    assert answered.outcome == "operation_refused"
    assert says in answered.card.paragraphs[0]
    assert await operations(house) == []


async def test_help_of_an_agent_without_an_account_names_nothing_it_could_not_do(
    office: House,
) -> None:
    agents = words_of((await office.ask("sam", "help")).card)

    assert "what do we owe" not in agents
    assert "My invoices" not in agents
    assert "refund payment 123" in agents


async def test_what_was_paid_by_wire_cannot_be_sent_back_through_the_provider(
    office: House,
) -> None:
    answered = await office.ask("sam", "refund payment 119")

    assert answered.outcome == "operation_refused"
    assert "not made through the payment provider" in answered.card.paragraphs[0]


async def test_help_tells_agents_what_only_they_may_do(office: House) -> None:
    agents = await office.ask("sam", "help")
    customers = await office.ask("dana", "help")

    for word in ("approvals", "credit 20 EUR", "write off"):
        assert word in words_of(agents.card)
        assert word not in words_of(customers.card)


async def test_the_operator_sees_the_whole_way_of_an_operation(office: House) -> None:
    proposed = await office.operate("sam", 'for acme: credit 500 USD "outage"')
    await office.approve("uma", operation_id(proposed))
    await office.work()

    which = operation_id(proposed)
    found = await office.database.read(partial(trace, thing=which))

    assert [each["what"] for each in found].count("operation") == 1
    kinds = {each.get("kind") for each in found}
    assert {"credit", "operation_news", "credited"} <= kinds
    assert "delivery" in {each["what"] for each in found}
