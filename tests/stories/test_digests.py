"""Several news in one message: each in one digest, none lost, and money never in one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from assistant.billing import stops
from assistant.billing.contacts import telling
from assistant.billing.intake.telling import tell_of_new
from assistant.billing.model.stop import Stop
from assistant.handlers.mail_reading import read
from assistant.notify import proving, returned, taking
from assistant.notify.senders import DeliveryLaterError, Outgoing
from assistant.notify.wording import Wording
from assistant.request import Channel
from tests.mail_samples import raw
from tests.stories.house import House
from tests.stories.reminded import at_hours, days_pass

DANA = "dana@acme.example"


async def wants(house: House, words: str = '{"digest": "daily"}') -> None:
    await house.change(
        "UPDATE people SET preferences = :words WHERE email = :who", words=words, who=DANA
    )


async def news(house: House, *addresses: str) -> None:
    """Something that is no money: mail to these comes back."""
    for address in addresses:
        await house.database.write(
            lambda tx, to=address: telling.bounced(tx, to, "550", house.clock.now)
        )


def to_dana(house: House) -> list[Any]:
    return [each.card for each in house.mail.sent if each.address == DANA]


async def test_news_of_a_day_comes_in_one_message_the_next_morning(house: House) -> None:
    await wants(house)
    await news(house, "ap@acme.example", "vic@acme.example")
    await house.work()
    assert to_dana(house) == []

    await days_pass(house, 2)

    (card,) = to_dana(house)
    assert card.title == "Your news up to 11 Mar 2026"
    assert [part.title for part in card.more] == [
        "Mail to ap@acme.example comes back",
        "Mail to vic@acme.example comes back",
    ]
    assert "Account" in {fact.label for fact in card.more[0].facts}


async def test_a_weekly_digest_comes_on_monday_and_money_at_once(house: House) -> None:
    await wants(house, '{"digest": "weekly"}')
    await news(house, "vic@acme.example")
    await house.pay("dana", "121")
    await house.work()
    assert [card.title.partition(":")[0] for card in to_dana(house)] == ["Paid"]

    await days_pass(house, 5)
    assert len(to_dana(house)) == 1
    await days_pass(house, 1)

    assert to_dana(house)[-1].title == "Your news up to 16 Mar 2026"


async def test_a_digest_that_could_not_be_sent_comes_later_with_all_of_it(house: House) -> None:
    await wants(house)
    await news(house, "vic@acme.example")
    await house.work()
    house.mail.troubles = [DeliveryLaterError("greylisted")]
    await days_pass(house, 1)
    await news(house, "ap@acme.example")
    await days_pass(house, 2)

    cards = to_dana(house)
    assert [part.title for card in cards for part in card.more] == [
        "Mail to vic@acme.example comes back",
        "Mail to ap@acme.example comes back",
    ]


async def test_two_processes_put_each_piece_of_news_into_one_digest(house: House) -> None:
    await wants(house)
    await news(house, "vic@acme.example", "ap@acme.example")
    for _ in range(2):
        await house.desk.notifier.announce()
    house.clock.advance(days=1)
    await at_hours(house, 13, 14)

    rows = await house.rows(
        "SELECT state, far_reference FROM deliveries WHERE event_id IS NOT NULL"
        " AND person_id IN (SELECT id FROM people WHERE email = 'dana@acme.example')"
    )
    assert {row.state for row in rows} == {"digested"}
    assert len({row.far_reference for row in rows}) == 2  # one by mail and one in Slack
    assert len(to_dana(house)) == 1


async def test_a_wish_is_said_kept_and_shown_with_the_others(house: House) -> None:
    await house.ask("dana", "weekly digest")
    await house.ask("dana", "no notices about methods")
    await house.ask("dana", "no notices about payments")
    shown = (await house.ask("dana", "only mail for payments")).card

    facts = {fact.label: fact.value for fact in shown.facts}
    assert facts["Digest"] == "on Mondays"
    assert (facts["Payment methods"], facts["Payments"]) == ("off", "by mail")
    await house.pay("ap", "121", channel=Channel.MAIL)
    await house.work()
    assert [each for each in house.told("Paid: invoice 121") if "dana" in str(each).lower()] == [
        ("mail", DANA)
    ]


async def test_a_click_on_unsubscribe_stops_all_mail_but_invoices(house: House) -> None:
    await house.pay("dana", "121", channel=Channel.TERMINAL)
    await house.work()
    mail = next(each for each in house.mail.sent if each.address == DANA)

    assert await house.database.write(
        lambda tx: returned.stop(tx, mail.delivery_id, house.clock.now)
    )
    await house.pay("dana", "122", channel=Channel.TERMINAL)
    await new_invoice(house, "123")

    assert [card.title for card in to_dana(house)][1:] == ["New invoice 123: 420.00 USD"]


@pytest.mark.parametrize("invoices", [False, True])
async def test_a_mail_that_asks_to_stop_does_what_a_click_does(
    house: House, invoices: bool
) -> None:
    await house.pay("dana", "121", channel=Channel.TERMINAL)
    await house.work()
    mail = next(each for each in house.mail.sent if each.address == DANA)
    asked = read(raw("", Subject=f"unsubscribe {mail.delivery_id}"))

    await house.desk.note_mail(asked, invoices=invoices)
    await house.pay("dana", "122", channel=Channel.TERMINAL)
    await new_invoice(house, "123")

    told = [card.title for card in to_dana(house)][1:]
    assert told == ([] if invoices else ["New invoice 123: 420.00 USD"])


async def test_the_operator_may_let_a_click_stop_invoices_too(house: House) -> None:
    await house.pay("dana", "121", channel=Channel.TERMINAL)
    await house.work()
    mail = next(each for each in house.mail.sent if each.address == DANA)
    stop = partial(returned.stop, delivery_id=mail.delivery_id, now=house.clock.now, invoices=True)

    assert await house.database.write(stop)
    await new_invoice(house, "123")

    assert len(to_dana(house)) == 1


async def new_invoice(house: House, number: str) -> None:
    """Have an invoice told as one that is new."""
    await house.change(
        "UPDATE contacts SET receives_invoices = (person_id IN"
        " (SELECT id FROM people WHERE email = 'dana@acme.example'))"
    )
    await house.change(
        "UPDATE invoices SET issued_on = :day WHERE number = :number",
        day=house.clock.now.date(),
        number=number,
    )
    tell = partial(tell_of_new, account_id="acc_acme", number=number, now=house.clock.now)
    assert await house.database.write(tell)
    await house.work()


async def test_whoever_has_left_an_account_reads_nothing_of_it_in_a_digest(house: House) -> None:
    await wants(house)
    await news(house, "vic@acme.example")
    await house.work()
    await house.change(
        "DELETE FROM contacts WHERE person_id ="
        " (SELECT id FROM people WHERE email = 'dana@acme.example') AND account_id = 'acc_acme'"
    )

    await days_pass(house, 2)

    rows = await house.rows("SELECT state FROM deliveries WHERE state = 'suppressed'")
    assert to_dana(house) == []
    assert len(rows) >= 2  # by mail and in Slack


async def behind_another(house: House) -> None:
    """A digest that is due stands behind another mail to the same reader."""
    await wants(house)
    await house.pay("dana", "123")
    await house.settle()
    await house.desk.notifier.announce()
    await news(house, "vic@acme.example")
    await house.desk.notifier.announce()
    house.clock.now = datetime(2026, 3, 11, 14, tzinfo=UTC)


async def its_news_comes(house: House) -> None:
    house.clock.advance(minutes=3)
    await house.work()
    said = [part.title for card in to_dana(house) for part in card.more]
    assert said == ["Mail to vic@acme.example comes back"]


async def test_a_digest_whose_turn_does_not_come_keeps_its_news(house: House) -> None:
    """Sending is stopped while the mail before it is sent."""
    await behind_another(house)
    sent = house.mail.send

    async def stopping(outgoing: Outgoing) -> str | None:
        stop = partial(stops.stop, what=Stop.SENDING, because="a test", at=house.clock())
        await house.database.write(stop)
        return await sent(outgoing)

    class Stopping:
        send = staticmethod(stopping)

    senders = {"mail": Stopping(), "slack": house.slack}
    await replace(house.desk.notifier, senders=senders).deliver()
    assert [card.title for card in to_dana(house)] == ["Paid: invoice 123, 420.00 USD"]

    await house.database.write(partial(stops.resume, what=Stop.SENDING))
    await its_news_comes(house)


async def test_a_digest_claimed_by_a_process_that_died_keeps_its_news(house: House) -> None:
    await behind_another(house)
    now = house.clock()
    prove = partial(proving.proven, now=now, wording=Wording())
    how = taking.Taking(timedelta(seconds=90), prove=prove)
    await house.database.write(partial(taking.claim, now=now, taking=how))

    await its_news_comes(house)


async def test_a_row_that_cannot_be_read_stops_no_other(house: House) -> None:
    await house.pay("dana", "123")
    await house.settle()
    await house.desk.notifier.announce()
    await house.change(
        "UPDATE deliveries SET card = '{}' WHERE channel = 'mail' AND address = :who", who=DANA
    )

    await house.work()

    assert [each.address for each in house.mail.sent] == ["ap@acme.example"]
    (row,) = await house.rows("SELECT error FROM deliveries WHERE state = 'gave_up'")
    assert "cannot read" in row.error
