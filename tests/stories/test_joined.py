"""What comes at the same moment comes in one message: each piece of news once, and none waits."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from assistant import trace
from assistant.billing.intake.telling import tell_of_new
from assistant.card import File
from assistant.documents.job import Made
from assistant.documents.office import DocumentError
from assistant.notify import proving, returned, taking
from assistant.notify.senders import DeliveryFailedError, DeliveryLaterError, DeliveryUncertainError
from assistant.notify.wording import Wording
from tests.stories.house import House
from tests.stories.issued import issued
from tests.stories.reminded import days_pass, flag

DANA = "dana@acme.example"
ACME = {"121": "acc_acme", "122": "acc_acme", "123": "acc_acme"}
BOTH = {"121": "acc_acme", "122": "acc_acme", "201": "acc_acme_eu"}


async def only(house: House, channel: str) -> None:
    other = {"mail": "slack", "slack": "mail"}[channel]
    wishes = f'{{"first": "{channel}", "off": ["invoices:{other}"]}}'
    await house.change("UPDATE people SET preferences = :w WHERE email = :e", w=wishes, e=DANA)


def mailed(house: House) -> list[str]:
    return [each.card.title for each in house.mail.sent if each.address == DANA]


async def states(house: House) -> list[tuple[str, str]]:
    rows = await house.rows(
        "SELECT channel, state FROM deliveries WHERE event_id IS NOT NULL ORDER BY channel, state"
    )
    return [(row.channel, row.state) for row in rows]


async def test_invoices_of_one_run_come_in_one_message_with_all_documents(office: House) -> None:
    await issued(office, ACME)
    await office.work()

    (mail,) = office.mail.sent
    assert mail.card.title == "3 new invoices: 1,180.00 USD"
    assert sorted(each.name for each in mail.files) == [
        f"Invoice-{number}.pdf" for number in sorted(ACME)
    ]
    assert mail.card.table is not None
    assert [row[0] for row in mail.card.table.rows] == ["121", "122", "123"]
    assert [each.say for each in mail.card.actions] == [
        "pay invoices 121 and 122 and 123",
        *(f"pay invoice {number}" for number in sorted(ACME)),
    ]
    assert len(office.slack.sent) == 1
    assert await states(office) == [("mail", "digested")] * 3 + [("slack", "digested")] * 3


async def test_several_accounts_are_one_message_and_no_sum_crosses_them(house: House) -> None:
    await issued(house, BOTH)
    await house.work()

    (mail,) = house.mail.sent
    assert mail.card.title == "3 new invoices for Acme, Acme EU"
    totals = [(each.label, each.value) for each in mail.card.facts]
    assert totals == [("Total of Acme", "760.00 USD"), ("Total of Acme EU", "1,234.50 EUR")]
    assert [each.say for each in mail.card.actions] == [
        f"pay invoice {number}" for number in sorted(BOTH)
    ]
    for action in mail.card.actions:
        assert (await house.ask("dana", action.say)).outcome == "offer_made", action


async def test_one_alone_comes_as_it_always_did_and_a_later_one_by_itself(house: House) -> None:
    await issued(house, {"121": "acc_acme"})
    await house.work()
    await issued(house, {"122": "acc_acme"})
    await house.work()

    assert mailed(house) == ["New invoice 121: 360.00 USD", "New invoice 122: 400.00 USD"]


async def test_the_audit_of_each_invoice_shows_which_message_told_it(house: House) -> None:
    await issued(house, BOTH)
    await house.work()

    for number in BOTH:
        rows = await house.database.read(partial(trace.trace, thing=number))
        told = [row for row in rows if row["what"] == "delivery"]
        one = next(row for row in told if row["channel"] == "mail" and row["told_in"])
        by = next(row for row in told if row["id"] == one["told_in"])
        assert (one["title"][:15], one["state"]) == (f"New invoice {number}", "digested")
        assert (by["state"], by["title"]) == ("sent", "3 new invoices for Acme, Acme EU")


async def test_what_was_on_its_way_when_a_process_died_is_told_once_more_the_same(
    house: House,
) -> None:
    await issued(house, ACME)
    await house.desk.notifier.announce()
    now = house.clock()
    prove = partial(proving.proven, now=now, wording=Wording())
    how = taking.Taking(timedelta(seconds=90), prove=prove)
    queues = await house.database.write(partial(taking.claim, now=now, taking=how))
    begun = {queue[0].id for queue in queues}
    await house.change(  # meanwhile there is another one
        "UPDATE invoices SET issued_on = :day WHERE number = '201'", day=now.date()
    )
    await house.database.write(
        partial(tell_of_new, account_id="acc_acme_eu", number="201", now=house.clock.now)
    )

    house.clock.advance(minutes=3)
    await house.work()

    first = [each for each in (*house.mail.sent, *house.slack.sent) if each.delivery_id in begun]
    assert [each.card.title for each in first] == ["3 new invoices: 1,180.00 USD"] * 2
    assert mailed(house).count("3 new invoices: 1,180.00 USD") == 1


async def test_an_uncertain_try_is_repeated_as_it_was_under_one_id(house: House) -> None:
    await issued(house, ACME)
    house.mail.troubles, house.mail.kept_anyway = [DeliveryUncertainError("no answer")], True
    await house.work()
    house.clock.advance(minutes=3)
    await house.work()

    assert len({each.delivery_id for each in house.mail.sent}) == 1
    assert mailed(house) == ["3 new invoices: 1,180.00 USD"] * 2


async def test_a_door_that_was_down_brings_them_in_one_message(house: House) -> None:
    house.mail.troubles = [DeliveryLaterError("down")]
    await issued(house, {"121": "acc_acme"})
    await house.work()
    house.clock.advance(seconds=1)
    await issued(house, {"122": "acc_acme", "123": "acc_acme"})
    await house.work()
    house.clock.advance(hours=1)
    await house.work()

    assert mailed(house) == ["New invoice 121: 360.00 USD", "2 new invoices: 820.00 USD"]


async def test_what_slack_refuses_goes_by_mail_and_what_was_mailed_already_does_not(
    house: House,
) -> None:
    await issued(house, {"121": "acc_acme"})
    await only(house, "slack")
    await issued(house, {"122": "acc_acme", "123": "acc_acme"})
    await house.change("UPDATE people SET preferences = '{}' WHERE email = :e", e=DANA)
    house.slack.troubles = [DeliveryFailedError("channel_not_found")] * 3
    await house.work()

    assert sorted(mailed(house)) == ["3 new invoices: 1,180.00 USD"]


async def test_what_mail_brought_back_is_told_in_slack_unless_it_was(house: House) -> None:
    await issued(house, ACME)
    await only(house, "mail")
    await house.work()
    (mail,) = [each for each in house.mail.sent if each.address == DANA]
    assert house.slack.sent == []

    sent = (await house.rows("SELECT * FROM deliveries WHERE id = :id", id=mail.delivery_id))[0]
    assert sent.batch.startswith("joined:")
    await house.database.write(
        lambda tx: [
            returned.refused(tx, each, "550 no such user", house.clock.now)
            for each in returned.outbox.mailed(tx, [mail.delivery_id])
        ]
    )
    await house.work()

    told = [each.card.title for each in house.slack.sent]
    assert "3 new invoices: 1,180.00 USD" in told
    assert not any(title.startswith("New invoice") for title in told)


async def test_whoever_left_one_account_hears_of_it_as_before_and_of_the_others_in_one(
    house: House,
) -> None:
    await issued(house, BOTH)
    await house.desk.notifier.announce()
    await house.change(
        "UPDATE contacts SET receives_invoices = false WHERE account_id = 'acc_acme_eu'"
        " AND person_id = (SELECT id FROM people WHERE email = :e)",
        e=DANA,
    )
    await house.work()

    assert set(mailed(house)) == {"2 new invoices: 760.00 USD", "New invoice 201: 1,234.50 EUR"}


async def test_invoices_come_to_whoever_unsubscribed_also_in_one_message(house: House) -> None:
    await house.pay("dana", "123")
    await house.work()
    mail = next(each for each in house.mail.sent if each.address == DANA)
    await house.database.write(lambda tx: returned.stop(tx, mail.delivery_id, house.clock.now))
    await issued(house, {"121": "acc_acme", "122": "acc_acme"})
    await house.work()

    assert mailed(house)[1:] == ["2 new invoices: 760.00 USD"]


async def test_more_than_fit_come_in_the_next_message(house: House) -> None:
    await issued(house, ACME)
    await house.desk.notifier.announce()
    await house.change(
        "INSERT INTO events (id, account_id, about, kind, body, at, announced_at)"
        " SELECT e.id || n.value, e.account_id, e.about || n.value, e.kind, e.body, e.at,"
        " e.announced_at FROM events e, (SELECT number AS value FROM invoices) n"
        " WHERE e.kind = 'invoice_issued'"
    )
    await house.change(
        "INSERT INTO deliveries (id, event_id, account_id, person_id, channel, address, place,"
        " locale, kin, card, state, attempts, due_at, created_at) SELECT d.id || n.value,"
        " d.event_id || n.value, d.account_id, d.person_id, d.channel, d.address, d.place,"
        " d.locale, d.kin, d.card, d.state, 0, d.due_at, d.created_at"
        " FROM deliveries d, (SELECT number AS value FROM invoices) n WHERE d.channel = 'mail'"
    )
    (many,) = await house.rows("SELECT count(*) AS them FROM deliveries WHERE channel = 'mail'")
    await house.work()

    assert [len(each.card.files) for each in house.mail.sent] == [20] * (many.them // 20) + (
        [many.them % 20] if many.them % 20 > 1 else []
    )


async def stated(house: House) -> None:
    """A month is over; Dana gets what both of her accounts get."""
    for account in ("acc_acme", "acc_acme_eu"):
        await flag(house, "dana", account=account, what="invoices")
    notifier = replace(house.desk.notifier, statements=True)
    house.clock.now = house.clock.now.replace(day=1)
    await notifier.state()
    house.clock.now = house.clock.now.replace(month=4, day=2, hour=14)
    while await notifier.state():
        pass
    await house.work()


async def test_statements_of_a_month_come_in_one_message(house: House) -> None:
    await stated(house)

    (mail,) = [each for each in house.mail.sent if each.address == DANA]
    assert mail.card.title == "Statements of Acme, Acme EU, 31 Mar 2026"
    assert [each.name for each in mail.files] == [
        "Statement-2026-03-1.pdf",
        "Statement-2026-03-2.pdf",
    ]


async def test_statements_stay_in_the_digest_of_whoever_wants_one(house: House) -> None:
    wishes = '{"digest": "daily"}'
    await house.change("UPDATE people SET preferences = :w WHERE email = :e", w=wishes, e=DANA)
    await stated(house)
    assert mailed(house) == []
    await days_pass(house, 1)

    (mail,) = [each for each in house.mail.sent if each.address == DANA]
    assert [part.title.partition(",")[0] for part in mail.card.more] == [
        "Statement of Acme",
        "Statement of Acme EU",
    ]


class OneIsBroken:
    """Makes all documents but one."""

    async def make(self, file: File) -> Made:
        if "122" in file.name:
            raise DocumentError("no such font")
        return Made(file.name, file.media_type, b"%PDF")


async def test_a_document_that_cannot_be_made_holds_back_its_own_notice_alone(
    house: House,
) -> None:
    await issued(house, ACME)
    broken = replace(house.desk.notifier, documents=OneIsBroken())
    await broken.announce()
    while await broken.deliver():
        pass
    assert {"New invoice 121: 360.00 USD", "New invoice 123: 420.00 USD"} < set(mailed(house))

    house.clock.advance(hours=1)
    await house.work()

    assert sorted(mailed(house)) == [
        "New invoice 121: 360.00 USD",
        "New invoice 122: 400.00 USD",
        "New invoice 123: 420.00 USD",
        "Your document is delayed",
    ]
