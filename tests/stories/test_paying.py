"""Two steps to pay, on both databases, through a Stripe that remembers every charge."""

import pytest

from assistant.request import Channel
from tests.stories.house import House, sayings, words_of


async def test_an_offer_names_everything_and_moves_nothing(house: House) -> None:
    offered = await house.ask("dana", "pay invoice 123")
    await house.work()

    facts = {fact.label: fact.value for fact in offered.card.facts}
    assert offered.card.title == "Pay 420.00 USD?"
    assert facts["Account"] == "Acme"
    assert facts["Amount"] == "420.00 USD"
    assert facts["Paid with"] == "Visa ending in 4242"
    assert facts["Fee"] == "none"
    assert "Offer ends" in facts
    assert house.taken() == []
    assert await house.payments() == []


async def test_yes_pays_exactly_once_and_every_flagged_contact_is_told_once(house: House) -> None:
    confirmed = await house.pay("dana", "123", place='{"channel":"D1"}')
    await house.work()

    assert confirmed.outcome == "payment_started"
    assert house.taken() == [42000]
    assert await house.payments() == [("succeeded", 42000)]
    assert await house.open_minor("123") == 0
    assert house.told() == [
        ("mail", "ap@acme.example"),
        ("mail", "dana@acme.example"),
        ("slack", "T02ACME/U02DANA"),
    ]
    await house.balanced()


async def test_a_paid_invoice_keeps_its_balances_at_open_and_at_close(house: House) -> None:
    await house.pay("dana", "123")
    await house.work()

    (row,) = await house.rows(
        "SELECT status, balance_at_open_minor, balance_at_close_minor, closed_at"
        " FROM invoices WHERE number = '123'"
    )
    assert row.status == "CLOSED"
    assert row.balance_at_open_minor == 36000 + 40000 - 2000
    assert row.balance_at_close_minor == 36000 + 40000 - 2000
    assert row.closed_at is not None


async def test_what_was_paid_is_in_the_list_the_status_and_the_history(house: House) -> None:
    await house.pay("dana", "123")
    await house.work()

    status = await house.ask("vic", "did 123 go through?")
    history = await house.ask("vic", "payment history")
    again = await house.ask("dana", "pay invoice 123")

    assert status.card.title == "420.00 USD for invoice 123: paid"
    assert history.card.table is not None
    assert history.card.table.rows[0][1:] == ("123", "420.00 USD", "Paid", "Dana Reyes")
    assert again.outcome == "already_paid"


async def test_part_of_an_invoice_is_paid_and_the_rest_stays_open(house: House) -> None:
    offered = await house.ask("dana", "pay 50 of 123")
    await house.ask("dana", "yes")
    await house.work()

    facts = {fact.label: fact.value for fact in offered.card.facts}
    assert facts["Stays open on 123"] == "370.00 USD"
    assert house.taken() == [5000]
    assert await house.open_minor("123") == 37000
    assert "still has 370.00 USD open" in words_of(house.mail.sent[0].card)
    await house.balanced()


async def test_the_rest_can_be_paid_after_a_part(house: House) -> None:
    await house.ask("dana", "pay 50 of 123")
    await house.ask("dana", "yes")
    await house.work()

    offered = await house.ask("dana", "pay invoice 123")
    await house.ask("dana", "yes")
    await house.work()

    assert offered.card.title == "Pay 370.00 USD?"
    assert house.taken() == [5000, 37000]
    assert await house.open_minor("123") == 0
    await house.balanced()


async def test_yen_are_charged_as_yen(house: House) -> None:
    offered = await house.ask("kenji", "pay invoice 301")
    await house.ask("kenji", "yes")
    await house.work()

    assert "120,000" in offered.card.title
    (charge,) = house.stripe.charges()
    assert (charge.amount, charge.currency) == (120000, "jpy")
    await house.balanced()


async def test_dinars_are_charged_in_the_tens_that_stripe_takes_or_refused_in_words(
    house: House,
) -> None:
    """Stripe takes three-decimal currencies only in tens: 12.345 cannot be charged there."""
    await house.ask("noura", "pay 12.34 of 401", channel=Channel.MAIL)
    await house.ask("noura", "yes", channel=Channel.MAIL)
    await house.work()

    (charge,) = house.stripe.charges()
    assert (charge.amount, charge.currency) == (12340, "kwd")
    assert await house.open_minor("401") == 5
    await house.balanced()


async def test_an_amount_no_card_can_be_charged_is_refused_with_the_nearest_that_can(
    house: House,
) -> None:
    answered = await house.ask("noura", "pay invoice 401", channel=Channel.MAIL)

    assert answered.outcome == "amount_refused"
    assert answered.card.actions[0].say == "pay 12.340 KWD of 401"
    assert await house.payments() == []


async def test_a_yes_after_something_else_shows_the_offer_again_and_pays_nothing(
    house: House,
) -> None:
    await house.ask("dana", "pay 20 of 122")
    await house.ask("dana", "the purple elephant")

    answered = await house.ask("dana", "yes")

    assert answered.outcome == "offer_made"
    assert await house.payments() == []


async def test_a_part_that_was_asked_for_survives_the_choice(house: House) -> None:
    await house.ask("dana", "pay 10 USD")

    answered = await house.ask("dana", "1")

    assert answered.card.title == "Pay 10.00 USD?"


async def test_a_wrong_number_leaves_the_choice_open(house: House) -> None:
    await house.ask("dana", "pay my invoice")
    await house.ask("dana", "9")

    answered = await house.ask("dana", "2")

    assert answered.card.title == "Pay 400.00 USD?"


async def test_invoices_of_two_accounts_of_theirs_are_not_called_unknown(house: House) -> None:
    answered = await house.ask("dana", "pay invoices 201 and 122")

    assert answered.outcome == "different_accounts"


async def test_what_was_paid_some_other_way_is_not_called_unpaid(house: House) -> None:
    answered = await house.ask("dana", "did 120 go through?")

    assert answered.card.title == "Invoice 120: paid"


async def test_a_page_past_the_end_says_how_many_there_are(house: House) -> None:
    answered = await house.ask("dana", "show invoices page 9")

    assert "43 in all" in " ".join(answered.card.paragraphs)


async def test_several_open_invoices_are_offered_by_number_oldest_due_first(house: House) -> None:
    asked = await house.ask("dana", "pay my invoice")
    picked = await house.ask("dana", "2")

    assert asked.outcome == "choice_needed"
    assert sayings(asked.card) == ["pay invoice 121", "pay invoice 122", "pay invoice 123"]
    assert asked.card.every is not None
    assert asked.card.every.label == "All 3 (1,180.00 USD)"
    assert picked.card.title == "Pay 400.00 USD?"


async def test_all_of_them_become_one_payment(house: House) -> None:
    await house.ask("dana", "pay my invoice")
    offered = await house.ask("dana", "all")
    await house.ask("dana", "yes")
    await house.work()

    assert offered.card.table is not None
    assert [row[0] for row in offered.card.table.rows] == ["121", "122", "123"]
    assert house.taken() == [118000]
    assert [await house.open_minor(number) for number in ("121", "122", "123")] == [0, 0, 0]
    await house.balanced()


async def test_all_overdue_is_the_overdue_ones_only(house: House) -> None:
    offered = await house.ask("dana", "pay all overdue")

    assert offered.card.title == "Pay 360.00 USD?"


async def test_the_only_open_invoice_needs_no_number(house: House) -> None:
    offered = await house.ask("kenji", "pay my invoice")

    assert offered.outcome == "offer_made"
    assert "301" in offered.card.paragraphs[0]


async def test_nothing_due_names_the_credit(house: House) -> None:
    await house.ask("dana", "pay all open invoices")
    await house.ask("dana", "yes")
    await house.work()

    answered = await house.ask("dana", "pay my invoice")

    assert answered.outcome == "nothing_due"
    assert "you are 20.00 USD in credit" in answered.card.paragraphs[0]


async def test_no_withdraws_the_offer_and_yes_is_too_late_then(house: House) -> None:
    await house.ask("dana", "pay invoice 123")
    refused = await house.ask("dana", "no")
    late = await house.ask("dana", "yes")
    await house.work()

    assert refused.outcome == "offer_cancelled"
    assert late.outcome == "nothing_to_confirm"
    assert house.taken() == []


async def test_no_after_yes_says_what_became_of_the_payment(house: House) -> None:
    await house.pay("dana", "123")

    answered = await house.ask("dana", "no", conversation="pay-123")

    assert answered.outcome == "offer_used"


async def test_yes_without_an_offer_charges_nothing(house: House) -> None:
    answered = await house.ask("dana", "yes")
    await house.work()

    assert answered.outcome == "nothing_to_confirm"
    assert house.taken() == []


@pytest.mark.parametrize(
    "words",
    ["yes, but use the other card", "yes, tomorrow", "yes please call me", "maybe", "ok thanks"],
)
async def test_half_a_yes_is_not_a_yes(house: House, words: str) -> None:
    await house.ask("dana", "pay invoice 123")

    await house.ask("dana", words)
    await house.work()

    assert await house.payments() == []
    assert house.taken() == []


async def test_a_button_of_the_offer_confirms_it(house: House) -> None:
    offered = await house.ask("dana", "pay invoice 123")
    button = next(say for say in sayings(offered.card) if say.startswith("confirm"))

    await house.ask("dana", button, conversation="somewhere else")
    await house.work()

    assert house.taken() == [42000]


async def test_an_offer_made_in_slack_is_shown_again_by_mail_before_it_can_be_confirmed(
    house: House,
) -> None:
    await house.ask("dana", "pay invoice 123", conversation="slack")

    shown = await house.ask("dana", "yes", channel=Channel.MAIL, conversation="mail")
    assert house.taken() == []
    await house.ask("dana", "yes", channel=Channel.MAIL, conversation="mail")
    await house.work()

    assert shown.outcome == "offer_made"
    assert house.taken() == [42000]


async def test_an_offer_for_the_other_account_is_found_from_another_conversation(
    house: House,
) -> None:
    await house.ask("dana", "pay invoice 201", conversation="slack")

    shown = await house.ask("dana", "yes", channel=Channel.MAIL, conversation="mail")

    assert shown.outcome == "offer_made"
    assert "201" in shown.card.paragraphs[-1]


async def test_a_second_offer_replaces_the_first_in_the_same_conversation(house: House) -> None:
    await house.ask("dana", "pay invoice 122")
    await house.ask("dana", "pay invoice 123")
    await house.ask("dana", "yes")
    await house.work()

    assert house.taken() == [42000]


async def test_two_offers_of_the_same_moment_are_not_mixed_up(house: House) -> None:
    """Time stands still here, as it does for two messages within one tick of a clock."""
    for number in ("122", "123", "121", "123", "122", "121"):
        await house.ask("dana", f"pay invoice {number}")

    answered = await house.ask("dana", "yes")

    assert answered.outcome == "payment_started"
    assert answered.card.title == "Paying 360.00 USD for invoice 121"


async def test_the_payer_is_told_in_the_place_where_yes_was_said(house: House) -> None:
    await house.pay("ap", "123", channel=Channel.MAIL, place='{"thread":"m1"}')
    await house.work()

    mine = [each for each in house.mail.sent if each.address == "ap@acme.example"]
    assert [each.place for each in mine] == ['{"thread":"m1"}']
    assert house.told("Paid") == [
        ("mail", "ap@acme.example"),
        ("mail", "dana@acme.example"),
        ("slack", "T02ACME/U02DANA"),
    ]


async def test_each_contact_sees_who_else_was_told(house: House) -> None:
    await house.pay("ap", "123", channel=Channel.MAIL)
    await house.work()

    told = {
        each.address: fact.value
        for each in house.mail.sent
        for fact in each.card.facts
        if fact.label == "Also told"
    }
    assert told == {
        "ap@acme.example": "Dana Reyes",
        "dana@acme.example": "Acme Accounts Payable",
    }


async def test_without_a_saved_method_a_link_arrives_and_turns_paid(house: House) -> None:
    await house.pay("dana", "201")
    await house.work()

    (link,) = [
        action.url
        for each in house.mail.sent
        for action in each.card.actions
        if action.label == "Complete payment"
    ]
    again = await house.ask("dana", "pay invoice 201")

    assert link.startswith(house.stripe.url)
    assert house.taken() == []
    assert again.outcome == "being_paid"
    assert again.card.actions[0].url == link
    assert await house.open_minor("201") == 123450


async def test_a_decline_is_told_in_words_with_the_next_steps(house: House) -> None:
    await house.pay("gus", "124", place='{"channel":"D9"}')
    await house.work()

    (notice,) = [each for each in house.slack.sent if each.place]
    assert notice.card.title.startswith("Nicht bezahlt: Rechnung 124")
    assert "auf der Karte ist nicht genug Geld" in words_of(notice.card)
    another = "pay invoice 124 with another method"
    assert sayings(notice.card) == ["pay invoice 124", another, "talk to a human"]
    assert await house.open_minor("124") == 77700
    assert house.taken() == []


async def test_an_invoice_whose_payment_failed_can_be_paid_again(house: House) -> None:
    await house.pay("gus", "124")
    await house.work()

    offered = await house.ask("gus", "pay invoice 124")

    assert offered.outcome == "offer_made"


async def test_a_viewer_is_refused_and_told_who_can(house: House) -> None:
    for words in ("pay invoice 123", "yes", "pay all open invoices"):
        answered = await house.ask("vic", words)

        assert answered.outcome == "not_allowed", words
        assert "Dana Reyes" in answered.card.paragraphs[0]
    await house.work()
    assert house.taken() == []


async def test_a_viewer_whose_account_lets_viewers_pay_pays_and_gets_the_link(
    house: House,
) -> None:
    await house.change("UPDATE accounts SET viewer_may_pay = true, customer_ref = NULL")
    await house.change("UPDATE methods SET is_default = false")

    await house.pay("vic", "123", place='{"channel":"D2"}')
    await house.work()

    (mine,) = [each for each in house.slack.sent if each.address == "T02ACME/U02VIC"]
    assert [action.label for action in mine.card.actions] == ["Complete payment"]


async def test_a_policy_of_whole_payments_only_hands_over_to_a_person(house: House) -> None:
    answered = await house.ask("gus", "pay 100 of 124")

    assert answered.outcome == "amount_refused"
    assert "support@seller.example" in words_of(answered.card)
    assert sayings(answered.card) == ["pay invoice 124", "talk to a human"]


async def test_credits_and_written_off_invoices_cannot_be_paid(house: House) -> None:
    for number in ("106", "114", "98"):
        answered = await house.ask("dana", f"pay invoice {number}")

        assert answered.outcome == "not_payable", number


async def test_nothing_is_charged_where_payments_are_not_configured(office: House) -> None:
    office.desk.line = type(office.desk.line)(support="s@x.example", payments=False)

    for words in ("pay invoice 123", "yes"):
        answered = await office.ask("dana", words)

        assert answered.outcome == "payments_off"
