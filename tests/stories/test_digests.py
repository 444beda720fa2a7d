"""Several news in one message: each in one digest, none lost, and money never in one."""

from typing import Any

from assistant.billing.contacts import telling
from assistant.notify.senders import DeliveryLaterError
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
