"""Every flagged contact is told once, in their own words, whatever the channels do meanwhile."""

import asyncio

import pytest

from assistant.billing.cases import open_cases
from assistant.notify import overview
from assistant.notify.senders import (
    DeliveryFailedError,
    DeliveryLaterError,
    DeliveryUncertainError,
    Outgoing,
)
from assistant.request import Channel
from tests.stories.house import House, Recorder, opened_house, words_of

NUMBERS = ("121", "122", "123")
EVERYBODY = [
    ("mail", "ap@acme.example"),
    ("mail", "dana@acme.example"),
    ("slack", "T02ACME/U02DANA"),
]


async def paid(house: House) -> None:
    """Pay 123 from a terminal, which has no place to be told in."""
    await house.pay("dana", "123", channel=Channel.TERMINAL)
    await house.settle()


async def states(house: House) -> dict[str, int]:
    return await house.database.read(overview.counts)


async def test_a_viewer_who_is_not_flagged_is_not_told(house: House) -> None:
    await paid(house)
    await house.work()

    assert house.told() == EVERYBODY


async def test_an_unflagged_payer_is_told_where_they_said_yes_and_nowhere_else(
    house: House,
) -> None:
    await house.change(
        "UPDATE contacts SET receives_payments = false WHERE person_id LIKE '%dana%'"
    )
    await house.pay("dana", "123", place="here")
    await house.work()

    mine = [each for each in house.slack.sent if each.address == "T02ACME/U02DANA"]
    assert [each.place for each in mine] == ["here"]
    assert house.told() == [("mail", "ap@acme.example"), ("slack", "T02ACME/U02DANA")]


async def test_nobody_of_another_account_is_told(house: House) -> None:
    await house.pay("dana", "201", channel=Channel.TERMINAL)
    await house.work()

    assert house.told() == [("mail", "dana@acme.example"), ("slack", "T02ACME/U02DANA")]


async def test_each_is_told_in_their_own_language_and_format(house: House) -> None:
    await house.pay("gus", "124")
    await house.work()

    assert "777,00 €" in words_of(house.mail.sent[0].card)
    assert house.mail.sent[0].locale == "de"


async def test_running_the_tails_again_tells_nobody_again(house: House) -> None:
    await paid(house)
    for _ in range(3):
        await house.work()
        house.clock.advance(hours=1)

    assert house.told() == EVERYBODY
    assert await states(house) == {"sent": 3}


async def test_what_a_channel_does_not_take_now_is_sent_later_with_growing_patience(
    house: House,
) -> None:
    house.slack.troubles = [DeliveryLaterError("429") for _ in range(4)]
    await paid(house)
    await house.work()
    waited = []
    while house.slack.troubles:
        house.clock.advance(seconds=1)
        before = len(house.slack.troubles)
        await house.work()
        waited.append(before - len(house.slack.troubles))
    house.clock.advance(minutes=5)
    await house.work()

    tries = [second for second, tried in enumerate(waited) if tried]
    gaps = [later - earlier for earlier, later in zip([0, *tries], tries, strict=False)]
    assert gaps == sorted(gaps)
    assert house.told() == EVERYBODY
    assert len({each.delivery_id for each in house.slack.tried}) == 1


async def test_the_wait_a_channel_asks_for_is_kept(house: House) -> None:
    house.slack.troubles = [DeliveryLaterError("429", after=120)]
    await paid(house)
    await house.work()

    house.clock.advance(seconds=119)
    await house.work()
    too_early = len(house.slack.sent)
    house.clock.advance(seconds=2)
    await house.work()

    assert (too_early, len(house.slack.sent)) == (0, 1)


async def test_after_three_days_it_is_given_up_seen_by_the_operator_and_can_be_replayed(
    house: House,
) -> None:
    house.slack.troubles = [DeliveryLaterError("down") for _ in range(1000)]
    await paid(house)
    for _ in range(80):
        await house.work()
        house.clock.advance(hours=1)
    given_up = await states(house)
    tries = len(house.slack.tried)
    house.slack.troubles.clear()

    replayed = await house.database.write(lambda tx: overview.replay(tx, house.clock()))
    await house.work()

    assert given_up == {"sent": 3, "gave_up": 1}  # the agents hear of it by mail
    (case,) = await house.database.read(open_cases)
    assert (case.kind, case.account_id, case.facts["channel"]) == ("not_told", "acc_acme", "slack")
    assert tries < 100
    assert replayed == 1
    assert await states(house) == {"sent": 4}
    told = [each for each in house.told() if each != ("mail", "support@seller.example")]
    assert told == EVERYBODY


async def test_an_agent_has_what_was_given_up_sent_again_and_once_only(house: House) -> None:
    house.slack.troubles = [DeliveryLaterError("down") for _ in range(4)]
    await paid(house)
    await house.work()
    house.clock.advance(days=4)
    await house.work()
    house.slack.troubles.clear()
    (case,) = await house.database.read(open_cases)
    shown = await house.ask("sam", f"case {case.number}")
    (again,) = [each for each in shown.card.actions if each.label == "Send again"]

    first = await house.ask("sam", again.say)
    await house.work()
    second = await house.ask("uma", again.say)
    await house.work()

    assert {first.outcome, second.outcome} == {"case_changed"}
    assert house.told("Paid") == EVERYBODY
    kept = await house.ask("sam", f"case {case.number}")
    assert words_of(kept.card).count("Sent again what nobody had taken") == 2


async def test_only_an_agent_has_things_sent_again_and_only_what_was_given_up(
    house: House,
) -> None:
    await house.ask("dana", "talk to a human")
    (case,) = await house.database.read(open_cases)

    by_customer = await house.ask("dana", f"send case {case.number} again")
    by_agent = await house.ask("sam", f"send case {case.number} again")

    assert by_customer.outcome != "case_changed"
    assert by_agent.outcome == "case_refused"


async def test_a_channel_without_settings_waits_for_its_door_to_open(house: House) -> None:
    senders = house.desk.notifier.senders
    assert isinstance(senders, dict)
    del senders["slack"]
    await paid(house)
    await house.work()
    waiting = await states(house)

    senders["slack"] = house.slack
    house.clock.advance(minutes=5)
    await house.work()

    assert waiting == {"sent": 2, "put_off": 1}
    assert house.told() == EVERYBODY


async def test_what_slack_refuses_for_good_goes_by_mail_but_to_nobody_twice(
    house: House,
) -> None:
    """Dana is told of her payment by mail anyway; a refused Slack adds no second mail."""
    house.slack.troubles = [DeliveryFailedError("channel_archived")]
    await paid(house)
    await house.work()

    assert house.told() == [("mail", "ap@acme.example"), ("mail", "dana@acme.example")]
    assert await states(house) == {"sent": 2, "failed": 1}


async def test_an_answer_slack_refuses_for_good_goes_by_mail_to_whoever_asked(
    house: House,
) -> None:
    await house.change("UPDATE contacts SET receives_payments = false")
    house.slack.troubles = [DeliveryFailedError("account_inactive")]
    await house.pay("dana", "123", place="here")
    await house.work()

    assert house.told("Paid") == [("mail", "dana@acme.example")]


async def test_a_mail_that_is_refused_is_not_tried_anywhere_else(house: House) -> None:
    house.mail.troubles = [DeliveryFailedError("no such user")]
    await paid(house)
    await house.work()

    assert len(house.mail.sent) == 1
    assert (await states(house))["failed"] == 1


async def test_an_uncertain_delivery_is_sent_once_more_under_the_same_id(house: House) -> None:
    house.slack.kept_anyway = True
    house.slack.troubles = [DeliveryUncertainError("dropped after the dot")]
    await paid(house)
    await house.work()
    house.clock.advance(minutes=3)
    await house.work()

    first, second = house.slack.sent
    assert first.delivery_id == second.delivery_id
    (row,) = await house.rows("SELECT state, error FROM deliveries WHERE channel = 'slack'")
    assert row.state == "sent"
    assert "twice" in row.error


async def test_a_delivery_uncertain_twice_is_left_alone_and_seen(house: House) -> None:
    house.slack.troubles = [DeliveryUncertainError("dropped") for _ in range(5)]
    await paid(house)
    for _ in range(10):
        await house.work()
        house.clock.advance(hours=1)

    assert len(house.slack.tried) == 2
    assert await states(house) == {"sent": 2, "uncertain": 1}


async def test_a_delivery_delayed_before_it_was_uncertain_still_gets_its_one_more_try(
    house: House,
) -> None:
    house.slack.troubles = [
        DeliveryLaterError("429"),
        DeliveryLaterError("429"),
        DeliveryUncertainError("dropped"),
    ]
    await paid(house)
    for _ in range(6):
        await house.work()
        house.clock.advance(minutes=5)

    assert len(house.slack.tried) == 4
    assert len(house.slack.sent) == 1


async def test_a_delivery_delayed_after_it_was_uncertain_is_not_uncertain_a_third_time(
    house: House,
) -> None:
    house.slack.kept_anyway = True
    house.slack.troubles = [
        DeliveryUncertainError("dropped"),
        DeliveryLaterError("429"),
        DeliveryUncertainError("dropped"),
    ]
    await paid(house)
    for _ in range(8):
        await house.work()
        house.clock.advance(minutes=5)

    assert len(house.slack.tried) == 3
    assert (await states(house))["uncertain"] == 1


async def test_what_happened_first_is_told_first(house: House) -> None:
    for number in NUMBERS:
        await house.pay("ap", number, channel=Channel.MAIL)
        await house.settle()
    await house.work()

    to_dana = [each.card.title for each in house.mail.sent if each.address == "dana@acme.example"]
    assert [title.split(",")[0] for title in to_dana] == [
        "Paid: invoice 121",
        "Paid: invoice 122",
        "Paid: invoice 123",
    ]


async def test_a_delayed_notice_holds_back_what_was_queued_behind_it(house: House) -> None:
    house.mail.troubles = [DeliveryLaterError("greylisted")]
    for number in NUMBERS:
        await house.pay("ap", number, channel=Channel.MAIL)
        await house.settle()
    await house.work()
    at_first = len(house.mail.sent)
    house.clock.advance(minutes=1)
    await house.work()

    assert at_first == 3  # the other address goes on
    for address in ("ap@acme.example", "dana@acme.example"):
        told = [each.card.title for each in house.mail.sent if each.address == address]
        assert told == sorted(told)
        assert len(told) == 3


class Broken(Recorder):
    """A sender with a bug."""

    async def send(self, outgoing: Outgoing) -> str | None:
        """Raise what no sender should."""
        raise RuntimeError("a bug")


async def test_a_sender_with_a_bug_does_not_stop_the_others_and_does_not_repeat_for_ever(
    house: House,
) -> None:
    senders = house.desk.notifier.senders
    assert isinstance(senders, dict)
    senders["slack"] = Broken()
    await paid(house)
    for _ in range(6):
        await house.work()
        house.clock.advance(minutes=2)

    assert house.told() == EVERYBODY[:2]
    assert (await states(house)) == {"sent": 2, "uncertain": 1}


@pytest.mark.parametrize("channel", [Channel.SLACK, Channel.MAIL])
async def test_an_answer_goes_back_to_where_it_was_asked(office: House, channel: Channel) -> None:
    await office.accept("dana", "what do we owe?", channel=channel, place="exactly there")
    await office.work()

    (answer,) = [*office.slack.sent, *office.mail.sent]
    assert answer.place == "exactly there"
    assert answer.card.title == "Balance of Acme"


async def test_a_hundred_notices_to_many_people_all_arrive_once(house: House) -> None:
    """More than one batch of claims."""
    people = [(f"per_{n}", f"p{n}@acme.example") for n in range(100)]
    for person, email in people:
        await house.change(
            "INSERT INTO people (id, email, name, locale, timezone, agent)"
            " VALUES (:id, :email, 'P', 'en', 'UTC', false)",
            id=person,
            email=email,
        )
        await house.change(
            "INSERT INTO contacts (person_id, account_id, role, receives_invoices,"
            " receives_payments) VALUES (:id, 'acc_acme', 0, false, true)",
            id=person,
        )
    await paid(house)
    await house.work()

    told = [address for channel, address in house.told() if channel == "mail"]
    assert len(told) == len(set(told)) == 102


class Gate(Recorder):
    """A sender that holds the first card until it is let through."""

    def __init__(self) -> None:
        super().__init__()
        self.holding = asyncio.Event()
        self.open = asyncio.Event()

    async def send(self, outgoing: Outgoing) -> str | None:
        """Hold the first, take the rest."""
        if not self.tried:
            self.tried.append(outgoing)
            self.holding.set()
            await self.open.wait()
        return await super().send(outgoing)


async def test_a_queue_whose_lease_ran_out_is_left_to_whoever_took_it_over(
    house: House, seeded_url: str
) -> None:
    """The far side of the first hangs for longer than the lease; another process goes on."""
    senders = house.desk.notifier.senders
    assert isinstance(senders, dict)
    gate = senders["slack"] = Gate()
    for number in NUMBERS:
        await house.pay("ap", number, channel=Channel.MAIL)
    await house.settle()
    hanging = asyncio.create_task(house.work())
    await gate.holding.wait()
    house.clock.advance(minutes=3)

    async with opened_house(seeded_url, stripe=house.stripe, clock=house.clock) as other:
        await other.work()
        gate.open.set()
        await hanging
        await house.work()

    by_us = [each.delivery_id for each in gate.sent]
    by_the_other = [each.delivery_id for each in other.slack.sent]
    assert len(by_the_other) == 3
    assert by_us == by_the_other[:1]  # held by the far side all the time, under the same id
