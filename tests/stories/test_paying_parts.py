"""The balance, parts, shares, named methods and limits: on both databases."""

import pytest

from assistant.billing.contacts import accounts
from assistant.billing.model.method import Method
from assistant.inbox import Answered
from tests.stories.house import House, pay_with, sayings, words_of


def rows_of(answered: Answered) -> list[tuple[str, ...]]:
    assert answered.card.table is not None
    return list(answered.card.table.rows)


async def policy(house: House, value: str, account: str = "acc_acme") -> None:
    await house.change(
        "UPDATE accounts SET partial_payments = :value WHERE id = :account",
        value=value,
        account=account,
    )


async def second_card(house: House, brand: str = "Mastercard", last4: str = "4444") -> None:
    """Another saved card of Acme's, known at Stripe."""
    await pay_with(house, "acc_acme", "pm_card_visa")
    seeded = house.stripe.seed_customer(
        "Acme", "second@acme.example", cards=("pm_card_mastercard",)
    )
    await house.change(
        "UPDATE accounts SET customer_ref = :customer WHERE id = 'acc_acme'",
        customer=seeded.customer_id,
    )
    method = Method("met_second", seeded.payment_method_ids[-1], "card", brand, last4)
    await house.database.write(
        lambda tx: accounts.add_method(tx, "acc_acme", method, default=False)
    )


async def test_the_balance_is_allocated_oldest_due_first_and_shown_before_confirming(
    house: House,
) -> None:
    offered = await house.ask("dana", "pay my balance")

    facts = {fact.label: fact.value for fact in offered.card.facts}
    assert offered.card.title == "Pay 1,180.00 USD?"
    assert rows_of(offered) == [
        ("121", "360.00 USD"),
        ("122", "400.00 USD"),
        ("123", "420.00 USD"),
    ]
    assert facts["In your credit"] == "20.00 USD, not used by this payment"


async def test_a_paid_balance_closes_its_invoices_and_is_on_record_as_one(house: House) -> None:
    await house.ask("dana", "pay my balance")
    await house.ask("dana", "yes")
    await house.work()

    (record,) = await house.rows(
        "SELECT * FROM invoices WHERE type = 'MANUAL_PAYMENT_CREDIT' AND account_id = 'acc_acme'"
    )
    assert house.taken() == [118000]
    assert [await house.open_minor(number) for number in ("121", "122", "123")] == [0, 0, 0]
    assert (record.total_minor, record.status) == (-118000, "CLOSED")
    assert (record.balance_at_open_minor, record.balance_at_close_minor) == (116000, -2000)
    assert (await house.ask("dana", f"pay {record.number}")).outcome == "not_payable"
    await house.balanced()


async def test_a_part_of_the_balance_goes_to_the_oldest_due_and_says_what_stays(
    house: House,
) -> None:
    offered = await house.ask("dana", "pay 500 of my balance")
    await house.ask("dana", "yes")
    await house.work()

    facts = {fact.label: fact.value for fact in offered.card.facts}
    assert rows_of(offered) == [("121", "360.00 USD"), ("122", "140.00 USD")]
    assert facts["Stays open on 122"] == "260.00 USD"
    assert house.taken() == [50000]
    assert [await house.open_minor(number) for number in ("121", "122", "123")] == [0, 26000, 42000]
    await house.balanced()


async def test_several_named_invoices_are_one_payment(house: House) -> None:
    await house.ask("dana", "pay 121, 122 and 123")
    await house.ask("dana", "yes")
    await house.work()

    assert house.taken() == [118000]
    assert len(await house.rows("SELECT * FROM invoices WHERE type LIKE 'MANUAL%'")) == 1
    await house.balanced()


async def test_a_disputed_invoice_is_left_out_of_the_balance(office: House) -> None:
    await office.change("UPDATE invoices SET disputed_at = CURRENT_TIMESTAMP WHERE number = '122'")

    offered = await office.ask("dana", "pay my balance")

    assert [row[0] for row in rows_of(offered)] == ["121", "123"]


async def test_half_is_half_of_what_is_open_and_the_rest_is_the_rest(house: House) -> None:
    offered = await house.ask("dana", "pay half of 123")
    await house.ask("dana", "yes")
    await house.work()
    rest = await house.ask("dana", "pay the rest of 123")
    await house.ask("dana", "yes")
    await house.work()

    assert offered.card.title == "Pay 210.00 USD?"
    assert rest.card.title == "Pay 210.00 USD?"
    assert house.taken() == [21000, 21000]
    assert await house.open_minor("123") == 0
    await house.balanced()


async def test_a_share_is_rounded_down_and_nothing_is_lost(office: House) -> None:
    third = await office.ask("noura", "pay a third of 401", channel="mail")

    facts = {fact.label: fact.value for fact in third.card.facts}
    assert facts["Amount"] == "4.110 KWD"
    assert facts["Stays open on 401"] == "8.235 KWD"


async def test_a_share_without_a_number_asks_which_and_keeps_the_share(office: House) -> None:
    asked = await office.ask("dana", "pay half of it")

    assert asked.outcome == "choice_needed"
    assert sayings(asked.card) == ["pay half of 121", "pay half of 122", "pay half of 123"]
    assert (await office.ask("dana", "3")).card.title == "Pay 210.00 USD?"


@pytest.mark.parametrize(
    ("value", "words", "outcome"),
    [
        ("allow", "pay 50 of 123", "offer_made"),
        ("allow", "pay 50 of my balance", "offer_made"),
        ("balance_only", "pay 50 of 123", "amount_refused"),
        ("balance_only", "pay half of 123", "amount_refused"),
        ("balance_only", "pay 50 of my balance", "offer_made"),
        ("deny_and_handoff", "pay 50 of 123", "amount_refused"),
        ("deny_and_handoff", "pay 50 of my balance", "amount_refused"),
        ("deny_and_handoff", "pay half of my balance", "amount_refused"),
        ("deny_and_handoff", "pay my balance", "offer_made"),
        ("deny_and_handoff", "pay 420 of 123", "offer_made"),
    ],
)
async def test_a_part_is_taken_as_the_accounts_policy_says(
    office: House, value: str, words: str, outcome: str
) -> None:
    await policy(office, value)

    assert (await office.ask("dana", words)).outcome == outcome


async def test_a_refused_part_names_the_human_or_the_balance(office: House) -> None:
    await policy(office, "deny_and_handoff")
    denied = await office.ask("dana", "pay 50 of 123")
    await policy(office, "balance_only")
    only_balance = await office.ask("dana", "pay 50 of 123")

    assert "support@seller.example" in words_of(denied.card)
    assert "talk to a human" in sayings(denied.card)
    assert "pay 50 of my balance" in words_of(only_balance.card)


async def test_a_policy_that_changed_since_the_offer_is_no_way_around_it(office: House) -> None:
    """What was offered and agreed stays agreed; a fresh offer follows the new rule."""
    await office.ask("dana", "pay 50 of 123")
    await policy(office, "deny_and_handoff")
    office.clock.advance(hours=1)

    late = await office.ask("dana", "yes")

    assert late.outcome == "amount_refused"


async def test_the_named_card_pays_and_the_default_stays(house: House) -> None:
    await second_card(house)
    offered = await house.ask("dana", "pay 123 with my other card")
    await house.ask("dana", "yes")
    await house.work()

    facts = {fact.label: fact.value for fact in offered.card.facts}
    (payment,) = await house.rows("SELECT method_id, state FROM payments")
    (default,) = await house.rows(
        "SELECT last4 FROM methods WHERE account_id = 'acc_acme' AND is_default"
    )
    assert facts["Paid with"] == "Mastercard ending in 4444"
    assert (payment.method_id, payment.state) == ("met_second", "succeeded")
    assert default.last4 == "4242"


@pytest.mark.parametrize("words", ["with 4444", "with my mastercard", "with mastercard 4444"])
async def test_a_card_may_be_named_in_several_ways(house: House, words: str) -> None:
    await second_card(house)

    offered = await house.ask("dana", f"pay 123 {words}")

    assert "Mastercard ending in 4444" in words_of(offered.card)


async def test_a_card_that_is_not_on_file_is_asked_about_and_never_replaced(house: House) -> None:
    await second_card(house)

    answered = await house.ask("dana", "pay half of 123 with 9999")

    assert answered.outcome == "method_unclear"
    assert sayings(answered.card) == [
        "pay half of 123 with visa 4242",
        "pay half of 123 with mastercard 4444",
        "pay half of 123 with another card, once",
    ]
    assert "Mastercard" in words_of((await house.ask("dana", "2")).card)
    assert house.taken() == []


async def test_once_with_another_card_saves_nothing_and_changes_no_default(house: House) -> None:
    await house.ask("dana", "pay 123 with another card, once")
    await house.ask("dana", "yes", place='{"channel":"D1"}')
    await house.work()

    (session,) = house.stripe.tables()["checkout.session"].values()
    assert await house.payments() == [("needs_action", 42000)]
    assert "setup_future_usage" not in session.get("payment_intent_data", {})
    assert session.get("saved_payment_method_options") in (None, {})
    assert house.taken() == []


async def test_an_offer_made_afresh_keeps_its_method(house: House) -> None:
    await second_card(house)
    await house.ask("dana", "pay 123 with 4444")
    house.clock.advance(hours=1)

    afresh = await house.ask("dana", "yes")

    assert "Mastercard ending in 4444" in words_of(afresh.card)


async def limit(house: House, table: str, column: str, minor: int, where: str) -> None:
    await house.change(f"UPDATE {table} SET {column} = :minor WHERE {where}", minor=minor)


ACME = "id = 'acc_acme'"
DANA = "person_id = 'per_dana_acme' AND account_id = 'acc_acme'"


@pytest.mark.parametrize(
    ("table", "column", "where", "says"),
    [
        ("accounts", "payment_limit_minor", ACME, "Acme pays up to 400.00 USD at once"),
        ("accounts", "day_limit_minor", ACME, "Acme pays up to 400.00 USD in 24 hours"),
        ("contacts", "payment_limit_minor", DANA, "You may pay up to 400.00 USD at once"),
        ("contacts", "day_limit_minor", DANA, "You may pay up to 400.00 USD in 24 hours"),
    ],
)
async def test_a_limit_is_named_with_who_may_and_what_next(
    office: House, table: str, column: str, where: str, says: str
) -> None:
    await limit(office, table, column, 40000, where)

    refused = await office.ask("dana", "pay invoice 123")
    smaller = await office.ask("dana", "pay 400 of 123")

    assert refused.outcome == "limit_reached"
    assert says in words_of(refused.card)
    assert "support@seller.example" in words_of(refused.card)
    assert ("Acme Accounts Payable" in words_of(refused.card)) == (table == "contacts")
    assert smaller.outcome == "offer_made"


async def test_what_was_paid_in_the_last_day_counts_and_then_no_more(office: House) -> None:
    await limit(office, "accounts", "day_limit_minor", 50000, ACME)
    await office.pay("ap", "122", channel="mail")

    refused = await office.ask("dana", "pay invoice 123")
    office.clock.advance(hours=25)
    next_day = await office.ask("dana", "pay invoice 123")

    assert "100.00 USD is left" in words_of(refused.card)
    assert next_day.outcome == "offer_made"


async def test_limits_are_checked_when_yes_is_said(office: House) -> None:
    await office.ask("dana", "pay invoice 123", conversation="a")
    await office.ask("ap", "pay invoice 122", conversation="b", channel="mail")
    await limit(office, "accounts", "day_limit_minor", 50000, ACME)

    first = await office.ask("dana", "yes", conversation="a")
    second = await office.ask("ap", "yes", conversation="b", channel="mail")

    assert (first.outcome, second.outcome) == ("payment_started", "limit_reached")
    assert await office.payments() == [("confirmed", 42000)]


async def test_a_limit_in_another_currency_needs_a_person(office: House) -> None:
    await limit(office, "accounts", "payment_limit_minor", 10_000_000, ACME)
    await office.change("UPDATE invoices SET currency = 'EUR' WHERE number = '123'")

    refused = await office.ask("dana", "pay invoice 123")

    assert refused.outcome == "limit_reached"
    assert "I never convert" in words_of(refused.card)


async def test_less_than_a_card_can_be_charged_is_refused_with_what_to_do(office: House) -> None:
    refused = await office.ask("dana", "pay 0.49 of 123")
    least = await office.ask("dana", "pay 0.50 of 123")

    assert refused.outcome == "amount_refused"
    assert "less than a card can be charged" in words_of(refused.card)
    assert least.outcome == "offer_made"


@pytest.mark.parametrize(
    "words",
    [
        "pay 50 of 121 and 20 of 122",
        "zahle 50 von 121 und 20 von 122",
        "payer 50 de 121 et 20 de 122",
        "paga 50 de 121 y 20 de 122",
        "121に50ドル、122に20ドル支払ってください",
    ],
)
async def test_parts_of_two_invoices_are_put_one_by_one(house: House, words: str) -> None:
    asked = await house.ask("dana", words)
    assert [each.say.split(" of ")[-1] for each in asked.card.choices] == ["121", "122"]

    offered = await house.ask("dana", "1")
    assert offered.card.title == "Pay 50.00 USD?"
    assert house.taken() == []
