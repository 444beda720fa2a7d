"""A storm of news: told once, in order, in people's hours, and not at all once it is untrue."""

from functools import partial

from assistant.billing import webhooks
from assistant.billing.gateway import GatewayEvent
from assistant.notify.senders import DeliveryLaterError
from assistant.request import Channel
from tests.stories.house import House
from tests.stories.reminded import at_hours, flag, reminders

AP = "ap@acme.example"
BURST = 150


async def test_fault_68_a_burst_of_webhooks_about_one_payment_is_told_once(house: House) -> None:
    await house.pay("dana", "123", channel=Channel.TERMINAL)
    await house.work()
    once = house.told()
    (payment,) = await house.rows("SELECT id, gateway_ref FROM payments")
    for number in range(BURST):
        event = GatewayEvent(
            id=f"evt_storm_{number}",
            type="payment_intent.succeeded",
            object_id=payment.gateway_ref,
            payment_id=payment.id,
            created=house.clock(),
        )
        await house.database.write(partial(webhooks.keep, event=event, now=house.clock()))

    await house.work()

    assert len(house.mail.sent) + len(house.slack.sent) == len(once)
    assert house.told() == once
    assert house.taken() == [42000]
    await house.balanced()


async def test_fault_68_news_of_one_invoice_come_in_the_order_in_which_they_happened(
    house: House,
) -> None:
    """The mail server takes nothing meanwhile, and then everything at once."""
    house.mail.troubles = [DeliveryLaterError("away"), DeliveryLaterError("away")]
    for amount in (50, 60, 70):
        how = {"channel": Channel.TERMINAL, "conversation": f"pay-{amount}"}
        await house.ask("dana", f"pay {amount} of 123", **how)
        await house.ask("dana", "yes", **how)
        await house.work()
        house.clock.advance(seconds=1)
    assert house.mail.sent == []

    house.clock.advance(minutes=1)
    await house.work()

    for reader in (AP, "dana@acme.example"):
        titles = [each.card.title for each in house.mail.sent if each.address == reader]
        assert titles == [f"Paid: invoice 123, {amount}.00 USD" for amount in (50, 60, 70)]


async def test_fault_68_all_that_is_overdue_is_one_message_in_the_readers_hours(
    house: House,
) -> None:
    await flag(house, "ap")
    await house.change("UPDATE invoices SET due_on = '2026-02-28' WHERE number IN ('121', '122')")
    await house.change("UPDATE reminder_looks SET due_at = '2026-03-01 00:00:00'")

    await at_hours(house, 12)
    before = reminders(house)
    await at_hours(house, 15, 16, 17)

    assert before == []
    assert len(reminders(house)) == 1
