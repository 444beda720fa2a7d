"""What is planned stays true: when the method goes, when the invoice is paid some other way."""

from functools import partial

from assistant.billing.gateway.methods import SavedMethod, SavedState
from assistant.billing.invoices import receive_elsewhere, write_off
from assistant.billing.methods.record import record_method
from assistant.billing.money import Money
from assistant.request import Channel
from tests.stories.house import House, sayings, words_of
from tests.stories.planned import autopay_on, days, planned, plans, titles

SPARE = (
    "INSERT INTO methods (id, account_id, gateway_ref, kind, brand, last4, is_default, is_backup)"
    " VALUES ('met_spare', 'acc_acme', :ref, 'card', 'Mastercard', '4444', false, true)"
)


async def another_card(house: House) -> None:
    """Give Acme a second card, at Stripe as well."""
    seeded = house.stripe.seed_customer(
        "Acme", "two@acme.example", cards=("pm_card_visa", "pm_card_mastercard")
    )
    first, second = seeded.payment_method_ids
    ours = "UPDATE accounts SET customer_ref = :ref WHERE id = 'acc_acme'"
    await house.change(ours, ref=seeded.customer_id)
    known = "UPDATE methods SET gateway_ref = :ref WHERE id = 'met_acc_acme'"
    await house.change(known, ref=first)
    await house.change(SPARE, ref=second)


async def removed(house: House, words: str = "remove 4242") -> tuple[str, str]:
    """Remove a method; what was asked first, and what was said then."""
    asked = await house.ask("dana", words, conversation="methods")
    assert asked.outcome == "method_to_confirm", asked.card
    done = await house.ask("dana", "yes", conversation="methods")
    assert done.outcome == "method_removed", done.card
    return words_of(asked.card), words_of(done.card)


async def test_offered_again_after_its_card_was_removed_a_plan_needs_a_method(
    house: House,
) -> None:
    offered = await house.ask("dana", "pay 122 on friday")
    await removed(house)

    again = await house.ask("dana", "yes")
    pressed = await house.ask("dana", sayings(offered.card)[0])
    await days(house, 5)

    assert [again.outcome, pressed.outcome] == ["method_needed", "method_needed"]
    assert await plans(house) == []
    assert house.taken() == []


async def test_a_day_that_has_passed_is_not_offered_again(house: House) -> None:
    offered = await house.ask("dana", "pay 122 on friday")
    house.clock.advance(days=9)

    again = await house.ask("dana", sayings(offered.card)[0])

    assert again.outcome == "date_refused"


async def test_removing_the_only_card_names_the_plan_and_calls_it_off(house: House) -> None:
    await planned(house, "pay 123 on friday")
    asked, done = await removed(house)
    await days(house, 5)

    assert "It is to pay 420.00 USD for invoice 123 on 13 Mar 2026." in asked
    assert "called off" in asked
    assert "called off" in done
    assert await plans(house) == [("scheduled", "cancelled", "no_method")]
    assert titles(house)[-1].startswith(("Called off", "Removed"))
    assert [each for each in titles(house) if each.startswith("Called off")] != []
    assert house.taken() == []
    assert (await house.ask("vic", "upcoming payments")).card.title.startswith("No payments")


async def test_with_another_card_the_plan_moves_to_it_and_everyone_is_told(house: House) -> None:
    await another_card(house)
    await planned(house, "pay 123 on friday")
    asked, done = await removed(house)
    await days(house, 5)

    assert "Mastercard ending in 4444 instead" in asked
    assert "will be made with Mastercard ending in 4444" in done
    assert "Another method: 420.00 USD for invoice 123" in titles(house)
    assert house.taken() == [42000]
    paid = await house.rows("SELECT method_id FROM payments")
    assert [row.method_id for row in paid] == ["met_spare"]
    await house.balanced()


async def test_autopay_ends_with_its_last_card_and_goes_on_with_another(house: House) -> None:
    await autopay_on(house)
    asked, done = await removed(house)
    await days(house, 3)

    assert "turned off" in asked
    assert "Autopay is off now" in done
    assert (await house.ask("vic", "is autopay on?")).card.title == "Autopay is off for Acme"
    assert "Autopay is off" in titles(house)
    assert house.taken() == []


async def test_autopay_goes_on_with_the_backup(house: House) -> None:
    await another_card(house)
    await autopay_on(house)
    asked, _ = await removed(house)
    await days(house, 2)

    assert "Autopay goes on with Mastercard ending in 4444" in asked
    assert house.taken() == [34000]


async def test_removed_at_the_provider_it_is_called_off_just_the_same(house: House) -> None:
    await planned(house, "pay 123 on friday")
    await _gone_at_stripe(house)
    await days(house, 5)

    assert await plans(house) == [("scheduled", "cancelled", "no_method")]
    assert house.taken() == []


async def _gone_at_stripe(house: House) -> None:
    (row,) = await house.rows("SELECT gateway_ref FROM methods WHERE id = 'met_acc_acme'")
    gone = SavedMethod(row.gateway_ref, None, SavedState.GONE, "card", "Visa", "4242")
    for _ in range(2):
        await house.database.write(partial(record_method, saved=gone, now=house.clock()))


async def test_paying_now_says_what_is_planned_and_what_becomes_of_it(house: House) -> None:
    await planned(house, "pay 123 on friday")

    part = await house.ask("dana", "pay 100 of 123")
    whole = await house.ask("dana", "pay 123")

    first = "420.00 USD for invoice 123 is also planned for 13 Mar 2026."
    assert f"{first} That will then pay what is left, 320.00 USD." in words_of(part.card)
    assert f"{first} That is called off once this has been paid." in words_of(whole.card)


async def test_a_part_paid_now_leaves_the_rest_to_the_plan(house: House) -> None:
    await planned(house, "pay 123 on friday")
    await house.ask("ap", "pay 100 of 123", channel=Channel.MAIL)
    await house.ask("ap", "yes", channel=Channel.MAIL)
    await house.work()

    listed = await house.ask("dana", "upcoming payments")
    await days(house, 4)

    assert "320.00" in words_of(listed.card)
    assert "420.00" not in words_of(listed.card)
    assert house.taken() == [10000, 32000]
    assert "On 13 Mar 2026 I will pay 320.00 USD for invoice 123" in titles(house)
    assert await house.open_minor("123") == 0
    await house.balanced()


async def test_a_planned_part_stays_that_part(house: House) -> None:
    await planned(house, "pay 50 of 123 on friday")
    offered = await house.ask("ap", "pay 100 of 123", channel=Channel.MAIL)
    await house.ask("ap", "yes", channel=Channel.MAIL)
    await days(house, 5)

    assert "That stays as it is." in words_of(offered.card)
    assert house.taken() == [10000, 5000]


async def test_paid_now_the_plan_is_gone_at_once_and_nobody_is_asked_to_pay(house: House) -> None:
    await planned(house, "pay 123 on friday")
    await house.pay("dana", "123")
    await house.work()

    assert await plans(house) == [("scheduled", "dropped", "paid")]
    listed = await house.ask("dana", "upcoming payments")
    called_off = await house.ask("dana", "cancel the payment of 123")
    await house.work()
    assert listed.card.title == "No payments are planned for Acme"
    assert called_off.outcome == "already_paid"
    assert "can be paid" not in words_of(called_off.card)
    for who in ("ap@acme.example", "dana@acme.example"):
        cards = [each.card for each in house.mail.sent if each.address == who]
        over = [each for each in cards if each.title.startswith("Not needed any more")]
        assert len(over) == 1
        assert not [each for each in over if sayings(each)]
    await days(house, 5)
    assert house.taken() == [42000]


async def test_received_by_wire_or_credited_it_is_gone_at_once_too(house: House) -> None:
    await planned(house, "pay 123 on friday")
    paid = partial(receive_elsewhere, account_id="acc_acme", number="123", at=house.clock())
    await house.database.write(lambda tx: paid(tx, amount=Money(42000, "USD")))

    assert await plans(house) == [("scheduled", "dropped", "paid")]
    await days(house, 5)
    assert house.taken() == []


async def test_written_off_it_is_not_said_to_be_paid(house: House) -> None:
    await planned(house, "pay 123 on friday")
    await house.database.write(
        partial(write_off, account_id="acc_acme", number="123", at=house.clock())
    )
    await house.work()

    assert await plans(house) == [("scheduled", "dropped", "closed")]
    told = [each.card for each in house.mail.sent if each.card.title.startswith("Not needed")]
    assert told
    assert not [each for each in told if "paid already" in words_of(each)]


async def test_a_plan_that_nobody_told_is_over_finds_out_on_its_day(house: House) -> None:
    """Whoever dies before ending it: the day itself still looks."""
    await planned(house, "pay 123 on friday")
    await house.change(
        "UPDATE invoices SET paid_minor = total_minor, status = 'CLOSED', closed_at = :at,"
        " balance_at_close_minor = 0 WHERE number = '123'",
        at="2026-03-11 00:00:00+00:00",
    )
    listed = await house.ask("dana", "upcoming payments")
    await days(house, 5)

    assert listed.card.title == "No payments are planned for Acme"
    assert await plans(house) == [("scheduled", "dropped", "paid")]
    assert house.taken() == []


async def test_of_several_invoices_those_still_open_are_paid(house: House) -> None:
    await planned(house, "pay 122 and 123 on friday")
    await house.pay("ap", "122", channel=Channel.MAIL)
    await house.work()
    listed = await house.ask("dana", "upcoming payments")
    await days(house, 5)

    assert listed.card.table is not None
    assert listed.card.table.rows[0][1:3] == ("123", "420.00 USD")
    assert house.taken() == [40000, 42000]
    await house.balanced()


async def test_what_is_left_below_the_least_a_card_takes_is_not_charged(house: House) -> None:
    await planned(house, "pay 123 on friday")
    await house.change(
        "UPDATE invoices SET paid_minor = 41990, version = version + 1 WHERE number = '123'"
    )
    await days(house, 5)

    assert house.taken() == []
    assert await plans(house) == [("scheduled", "dropped", "not_chargeable")]


async def test_called_off_by_hand_what_is_open_is_said_to_be_open(house: House) -> None:
    await planned(house, "pay 122 on friday")

    answered = await house.ask("dana", "cancel the payment of 122")
    await house.work()

    assert "can be paid whenever you like" in words_of(answered.card)
    assert "Called off: 400.00 USD for invoice 122" in titles(house)
