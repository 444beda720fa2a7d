"""Methods are added on a hosted page, verified, kept current and let go of at the provider."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from assistant.request import Channel
from assistant.sandbox.stripe.faults import LostAnswer, RateLimited, Unavailable
from assistant.trace import trace
from tests.stories.house import House, opened_webhooks, pay_with, words_of
from tests.stories.pages import (
    ADDRESS,
    BANK,
    CARD,
    arrived,
    cards_for,
    fill_in,
    link,
    look_at,
    page_for,
)

AMEX = CARD | {"card_number": "378282246310005"}
PLACE = '{"channel":"D1","private":true}'


@pytest.fixture
async def shop(house: House) -> AsyncIterator[House]:
    """A house that Stripe's webhooks reach."""
    async with opened_webhooks(house):
        yield house


async def saved(house: House, account: str = "acc_acme") -> list[tuple[str, str, str, bool]]:
    """Brand, digits, state and default of every method of an account that is on file."""
    rows = await house.rows(
        "SELECT brand, last4, state, is_default FROM methods"
        " WHERE account_id = :account AND removed_at IS NULL"
        " ORDER BY is_default DESC, created_at NULLS FIRST, id",
        account=account,
    )
    return [(row.brand, row.last4, row.state, bool(row.is_default)) for row in rows]


async def test_a_page_comes_where_it_was_asked_for_and_to_nobody_else(shop: House) -> None:
    asked = await shop.ask("dana", "add a card", place=PLACE)
    await shop.work()

    assert "send you its link here" in words_of(asked.card)
    assert shop.told("Add a payment method") == [("slack", "T02ACME/U02DANA")]
    assert shop.slack.sent[0].place == PLACE
    assert "Nothing is charged" in words_of(shop.slack.sent[0].card)


async def test_by_mail_the_link_comes_by_mail(shop: House) -> None:
    await shop.ask("dana", "add a card", channel=Channel.MAIL, place="<m1@acme.example>")
    await shop.work()

    assert shop.told("Add a payment method") == [("mail", "dana@acme.example")]


async def test_the_page_asks_for_the_billing_address(shop: House) -> None:
    page = await page_for(shop, "dana", "add a card")

    refused = await fill_in(page, **CARD)

    assert refused.status_code == 402
    assert "billing address" in refused.text
    assert await saved(shop) == [("Visa", "4242", "active", True)]


async def test_company_information_fills_in_the_page(shop: House) -> None:
    plain = await look_at(await page_for(shop, "dana", "add a card"))
    filled = await look_at(await page_for(shop, "dana", "add a card with company information"))

    assert "1 Road Runner Way" not in plain
    assert "1 Road Runner Way" in filled
    assert "85701" in filled


async def test_without_a_company_address_it_says_so_and_goes_on(shop: House) -> None:
    await shop.change("UPDATE accounts SET company = NULL")

    asked = await shop.ask("dana", "add a card with company information")
    await shop.work()

    assert "no company address" in words_of(asked.card)
    assert cards_for(shop, "Add a payment method")


async def test_a_card_added_is_on_file_with_its_address_and_its_people_are_told(
    shop: House,
) -> None:
    page = await page_for(shop, "dana", "add a card", place=PLACE)
    await fill_in(page, **AMEX, **ADDRESS, name="Dana Reyes")
    await arrived(shop)

    assert await saved(shop) == [
        ("Visa", "4242", "active", True),
        ("Amex", "0005", "active", False),
    ]
    (row,) = await shop.rows("SELECT * FROM methods WHERE last4 = '0005'")
    billing = row.billing if isinstance(row.billing, dict) else json.loads(row.billing)
    assert billing["address"]["line1"] == "12 Desert Lane"
    assert billing["name"] == "Dana Reyes"
    assert (row.added_by, row.exp_month, row.exp_year) == ("per_dana_acme", 12, 2034)
    assert shop.told("Added: Amex 0005") == [
        ("mail", "ap@acme.example"),
        ("mail", "dana@acme.example"),
        ("slack", "T02ACME/U02DANA"),
    ]
    assert shop.taken() == []


async def test_the_first_method_becomes_the_default(shop: House) -> None:
    await shop.ask("kenji", "remove met_acc_kumo for good")
    page = await page_for(shop, "kenji", "add a card")
    await fill_in(page, **AMEX, **ADDRESS)
    await arrived(shop)

    assert await saved(shop, "acc_kumo") == [("Amex", "0005", "active", True)]
    offered = await shop.ask("kenji", "pay invoice 301")
    assert "Amex（末尾0005）" in words_of(offered.card)


async def test_the_same_card_added_again_stands_where_it_stood(shop: House) -> None:
    for expiry in ("12 / 27", "12 / 31"):
        page = await page_for(shop, "dana", "add a card")
        await fill_in(page, **(AMEX | {"expiry": expiry}), **ADDRESS)
        await arrived(shop)
        await shop.ask("dana", "make amex the default")

    shown = await shop.ask("dana", "payment methods")

    assert shown.card.table is not None
    assert shown.card.table.rows == (
        ("Amex 0005", "12/31", "default"),
        ("Visa 4242", "12/34", ""),
    )
    attached = [
        each
        for each in shop.stripe.tables()["payment_method"].values()
        if each["type"] == "card" and each["card"]["last4"] == "0005" and each["customer"]
    ]
    assert len(attached) == 1


async def test_the_same_card_added_again_leaves_one_that_is_being_charged(shop: House) -> None:
    page = await page_for(shop, "dana", "add a card")
    await fill_in(page, **AMEX, **ADDRESS)
    await arrived(shop)
    await shop.ask("dana", "make amex the default")
    await shop.pay("dana", "123")
    await shop.change("UPDATE payments SET due_at = NULL")

    page = await page_for(shop, "dana", "add a card")
    await fill_in(page, **AMEX, **ADDRESS)
    await arrived(shop)

    assert [each[1] for each in await saved(shop)] == ["0005", "4242", "0005"]


async def test_an_account_the_provider_does_not_know_yet_becomes_known(shop: House) -> None:
    await shop.change("UPDATE accounts SET customer_ref = NULL WHERE id = 'acc_kumo'")
    await shop.change("DELETE FROM methods WHERE account_id = 'acc_kumo'")

    page = await page_for(shop, "kenji", "add a card")
    await fill_in(page, **CARD, **ADDRESS)
    await arrived(shop)
    again = await page_for(shop, "kenji", "add a card")

    assert again != page
    assert await saved(shop, "acc_kumo") == [("Visa", "4242", "active", True)]
    made = [call for call in shop.stripe.calls if call.path == "/v1/customers"]
    assert len(made) == 1


async def test_a_card_that_is_declined_on_the_page_is_nothing_yet(shop: House) -> None:
    page = await page_for(shop, "dana", "add a card")
    declined = await fill_in(page, **(CARD | {"card_number": "4000000000000002"}), **ADDRESS)
    await arrived(shop)

    assert declined.status_code == 402
    assert await saved(shop) == [("Visa", "4242", "active", True)]
    assert cards_for(shop, "Not accepted") == []

    await fill_in(page, **AMEX, **ADDRESS)
    await arrived(shop)

    assert ("Amex", "0005", "active", False) in await saved(shop)


async def test_a_card_that_asks_for_three_d_secure_is_saved_after_it(shop: House) -> None:
    page = await page_for(shop, "dana", "add a card")
    there = await fill_in(page, **(CARD | {"card_number": "4000002500003155"}), **ADDRESS)
    await arrived(shop)
    assert len(await saved(shop)) == 1

    await fill_in(there.headers["location"], outcome="complete")
    await arrived(shop)

    assert ("Visa", "3155", "active", False) in await saved(shop)


async def test_a_bank_account_waits_for_its_verification_and_then_may_pay(shop: House) -> None:
    page = await page_for(shop, "dana", "add a bank account, tell ap@acme.example")
    await fill_in(page, **BANK, **ADDRESS)
    await arrived(shop)

    assert ("Stripe Test Bank", "6789", "pending", False) in await saved(shop)
    (pending, *_) = cards_for(shop, "To be verified")
    refused = await shop.ask("dana", "make 6789 the default")
    assert refused.outcome == "method_not_usable"

    await fill_in(link(pending), first="32", second="45")
    await arrived(shop)

    assert ("Stripe Test Bank", "6789", "active", False) in await saved(shop)
    assert ("mail", "ap@acme.example") in shop.told("Ready to use: Stripe Test Bank 6789")
    arranged = await shop.ask("dana", "make 6789 the default")
    assert arranged.outcome == "methods_arranged"


async def test_a_bank_account_that_is_not_verified_is_rejected_and_its_contact_hears(
    shop: House,
) -> None:
    await shop.change("UPDATE contacts SET receives_payments = false")
    page = await page_for(shop, "dana", "add a bank account, tell vic@acme.example")
    await fill_in(page, **BANK, **ADDRESS)
    await arrived(shop)
    (row,) = await shop.rows("SELECT gateway_ref FROM method_pages")
    session = shop.stripe.find("checkout.session", row.gateway_ref)
    assert session is not None

    await fill_in(f"{shop.stripe.url}/verify/{session['setup_intent']}", first="10", second="11")
    await arrived(shop)

    assert ("Stripe Test Bank", "6789", "rejected", False) in await saved(shop)
    assert shop.told("Not accepted") == [
        ("mail", "vic@acme.example"),
        ("slack", "T02ACME/U02VIC"),
    ]


async def test_only_contacts_of_the_account_can_be_told(shop: House) -> None:
    answered = await shop.ask("dana", "add a card, tell gus@globex.example")
    await shop.work()

    assert answered.outcome == "no_such_contact"
    assert await shop.rows("SELECT id FROM method_pages") == []


async def test_fault_24_webhooks_that_come_twice_record_and_tell_once(shop: House) -> None:
    shop.stripe.webhooks.copies = 3
    page = await page_for(shop, "dana", "add a card")
    await fill_in(page, **AMEX, **ADDRESS)
    await arrived(shop)

    assert len(await saved(shop)) == 2
    assert len(cards_for(shop, "Added: Amex 0005")) == 3


async def test_fault_25_webhooks_that_come_backwards_end_the_same(shop: House) -> None:
    page = await page_for(shop, "dana", "add a bank account")
    shop.stripe.webhooks.hold()
    await fill_in(page, **BANK, **ADDRESS)
    row = shop.stripe.events("setup_intent.requires_action")[0]["data"]["object"]
    await fill_in(f"{shop.stripe.url}/verify/{row['id']}", first="32", second="45")
    shop.stripe.webhooks.release(backwards=True, copies=2)
    await arrived(shop)

    assert ("Stripe Test Bank", "6789", "active", False) in await saved(shop)
    assert len(await saved(shop)) == 2


async def test_without_any_webhook_the_page_is_looked_at_by_itself(house: House) -> None:
    page = await page_for(house, "dana", "add a card")
    await fill_in(page, **AMEX, **ADDRESS)
    await house.work()
    assert len(await saved(house)) == 1

    house.clock.advance(minutes=16)
    await house.work()

    assert ("Amex", "0005", "active", False) in await saved(house)


async def test_a_page_nobody_used_expires_and_is_not_asked_about_any_more(house: House) -> None:
    page = await page_for(house, "dana", "add a card")
    house.clock.advance(hours=25)
    await house.work()

    (row,) = await house.rows("SELECT state, due_at FROM method_pages")
    assert (row.state, row.due_at) == ("expired", None)
    assert "expired" in await look_at(page)


async def test_fault_28_a_lost_answer_opens_one_page_and_tells_its_link_once(
    house: House,
) -> None:
    house.stripe.faults.inject(LostAnswer(), "POST /v1/checkout/sessions")
    await house.ask("dana", "add a card")
    await house.work()
    assert cards_for(house, "Add a payment method") == []

    house.clock.advance(minutes=1)
    await house.work()

    assert len(house.stripe.tables()["checkout.session"]) == 1
    assert len({card.actions[0].url for card in cards_for(house, "Add a payment method")}) == 1


@pytest.mark.parametrize("fault", [RateLimited(), Unavailable(503)])
async def test_a_provider_that_is_down_is_asked_again_until_whoever_asked_is_told(
    house: House, fault: RateLimited | Unavailable
) -> None:
    house.stripe.faults.inject(fault, "POST /v1/checkout/sessions", times=12)
    await house.ask("dana", "add a card")
    for _ in range(12):
        await house.work()
        house.clock.advance(minutes=10)

    (row,) = await house.rows("SELECT state, due_at FROM method_pages")
    assert (row.state, row.due_at) == ("failed", None)
    assert cards_for(house, "I could not prepare the page")
    assert cards_for(house, "Add a payment method") == []


async def test_fault_1_a_process_that_died_over_a_page_is_followed_by_another(
    house: House,
) -> None:
    await house.ask("dana", "add a card")
    await house.change("UPDATE method_pages SET attempts = 1, due_at = :later", later=later(house))

    await house.work()
    assert cards_for(house, "Add a payment method") == []
    house.clock.advance(minutes=3)
    await house.work()

    assert cards_for(house, "Add a payment method")


def later(house: House) -> object:
    """The end of a dead process's lease, as both databases take it."""
    until = house.clock() + timedelta(seconds=150)
    return until if house.database.dialect == "postgresql" else until.replace(tzinfo=None)


async def test_the_same_request_twice_asks_for_one_page(house: House) -> None:
    request = house.request("dana", "add a card", key="twice")
    await house.desk.ask(request)
    await house.desk.ask(request)
    await house.work()

    assert len(await house.rows("SELECT id FROM method_pages")) == 1


async def test_a_removed_method_is_let_go_of_at_the_provider(shop: House) -> None:
    (before,) = await shop.rows("SELECT gateway_ref FROM methods WHERE id = 'met_acc_acme'")
    await shop.ask("dana", "remove met_acc_acme for good")
    await arrived(shop)

    there = shop.stripe.find("payment_method", before.gateway_ref)
    assert there is not None
    assert there["customer"] is None
    (row,) = await shop.rows("SELECT due_at FROM methods WHERE id = 'met_acc_acme'")
    assert row.due_at is None
    assert len(cards_for(shop, "Removed: Visa 4242")) == 2


async def test_letting_go_goes_on_after_a_lost_answer(house: House) -> None:
    house.stripe.faults.inject(LostAnswer(), "POST /v1/payment_methods/*")
    await house.ask("dana", "remove met_acc_acme for good")
    await house.work()
    house.clock.advance(minutes=1)
    await house.work()

    (row,) = await house.rows("SELECT due_at FROM methods WHERE id = 'met_acc_acme'")
    assert row.due_at is None


async def test_a_method_taken_off_at_the_provider_is_off_here_too(shop: House) -> None:
    (row,) = await shop.rows("SELECT gateway_ref FROM methods WHERE id = 'met_acc_acme'")
    await fill_in_portal(shop, row.gateway_ref)
    await arrived(shop)

    assert await saved(shop) == []
    assert len(cards_for(shop, "Removed: Visa 4242")) == 3


async def fill_in_portal(shop: House, method_ref: str) -> None:
    """Remove a method at Stripe itself."""
    await call(shop, f"/v1/payment_methods/{method_ref}/detach")


async def call(shop: House, path: str, **form: str) -> None:
    """Change something at Stripe as its dashboard would."""
    import httpx

    headers = {"authorization": f"Bearer {shop.stripe.api_key}"}
    async with httpx.AsyncClient(trust_env=False, headers=headers) as dashboard:
        answer = await dashboard.post(f"{shop.stripe.url}{path}", data=form)
    assert answer.status_code == 200, answer.text


async def test_a_method_attached_at_the_provider_is_on_file_here(shop: House) -> None:
    (row,) = await shop.rows("SELECT customer_ref FROM accounts WHERE id = 'acc_acme'")
    await call(shop, "/v1/payment_methods/pm_card_amex/attach", customer=row.customer_ref)
    await arrived(shop)

    assert ("Amex", "0005", "active", False) in await saved(shop)


async def test_fault_33_a_strangers_method_at_the_provider_is_ignored(shop: House) -> None:
    other = shop.stripe.seed_customer("Other", "x@other.example", cards=())
    await call(shop, "/v1/payment_methods/pm_card_amex/attach", customer=other.customer_id)
    await arrived(shop)

    rows = await shop.rows("SELECT outcome FROM gateway_events")
    assert [row.outcome for row in rows] == ["not_ours"]
    assert len(await shop.rows("SELECT id FROM methods")) == 4


async def test_a_card_the_bank_renewed_keeps_its_place_with_its_new_date(shop: House) -> None:
    (row,) = await shop.rows("SELECT gateway_ref FROM methods WHERE id = 'met_acc_acme'")
    await call(
        shop,
        f"/v1/payment_methods/{row.gateway_ref}",
        **{"card[exp_month]": "5", "card[exp_year]": "2031"},
    )
    await arrived(shop)

    shown = await shop.ask("dana", "payment methods")
    assert shown.card.table is not None
    assert shown.card.table.rows == (("Visa 4242", "05/31", "default"),)


async def test_cards_that_pay_by_themselves_are_announced_before_they_end_once(
    house: House,
) -> None:
    await house.change("UPDATE methods SET exp_month = 4, exp_year = 2026")
    await house.work()
    assert cards_for(house, "Visa 4242 expires") == []

    house.clock.advance(days=21)
    await house.work()
    house.clock.advance(days=3)
    await house.work()

    assert house.told(("Visa 4242 expires 04/26", "Visa 4242の有効期限は04/26です")) == [
        ("mail", "ap@acme.example"),
        ("mail", "dana@acme.example"),
        ("mail", "kenji@kumo.example"),
        ("slack", "T01SELLER/U01KENJI"),
        ("slack", "T02ACME/U02DANA"),
    ]


async def test_a_renewed_card_is_announced_again_when_that_date_comes(house: House) -> None:
    await house.change("UPDATE methods SET exp_month = 3, exp_year = 2026 WHERE last4 = '4242'")
    await house.work()
    await house.change("UPDATE methods SET exp_month = 4, exp_year = 2026 WHERE last4 = '4242'")
    house.clock.advance(days=25)
    await house.work()
    house.clock.advance(days=2)  # over the weekend
    await house.work()

    assert house.told("Visa 4242 expires 03/26") == house.told("Visa 4242 expires 04/26")


async def test_a_new_card_pays(shop: House) -> None:
    await pay_with(shop, "acc_globex", "pm_card_visa")
    page = await page_for(shop, "gus", "add a card")
    await fill_in(page, **(CARD | {"card_number": "5555555555554444"}), **ADDRESS)
    await arrived(shop)
    await shop.ask("gus", "make mastercard the default")

    await shop.pay("gus", "124")
    await shop.work()

    assert shop.taken() == [77700]
    await shop.balanced()


async def test_a_page_of_another_customer_puts_nothing_on_file(shop: House) -> None:
    page = await page_for(shop, "dana", "add a card")
    await shop.change("UPDATE accounts SET customer_ref = 'cus_new' WHERE id = 'acc_acme'")
    await fill_in(page, **AMEX, **ADDRESS)
    await arrived(shop)

    assert await saved(shop) == [("Visa", "4242", "active", True)]
    assert cards_for(shop, "Added") == []


async def test_the_whole_way_of_a_method_can_be_followed(shop: House) -> None:
    page = await page_for(shop, "dana", "add a card")
    await fill_in(page, **AMEX, **ADDRESS)
    await arrived(shop)
    (row,) = await shop.rows("SELECT id FROM methods WHERE last4 = '0005'")

    found = await shop.database.read(lambda tx: trace(tx, row.id))

    kinds = [each["what"] for each in found]
    assert {"request", "method_page", "method", "event", "webhook", "delivery"} == set(kinds)
    assert kinds[0] == "request"
    assert "checkout.example" not in str(found)
