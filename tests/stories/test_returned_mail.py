"""Mail that comes back stops the address, not the news; a forged bounce stops nothing."""

from functools import partial

import pytest

from assistant.billing.cases import open_cases
from assistant.billing.contacts import reachable
from assistant.card import Card
from assistant.handlers.mail_reading import Mail, read
from assistant.notify import overview, returned
from assistant.notify.mail_message import message_id
from assistant.notify.senders import DeliveryFailedError
from assistant.request import Channel, Proof, Sender
from assistant.trace import trace
from tests.mail_samples import US, bounce, raw
from tests.stories.house import House, words_of
from tests.stories.reminded import days_pass, flag

AP = "ap@acme.example"
IN_SLACK = "T02ACME/U02AP"
LINKED = (
    "INSERT INTO slack_links (address, person_id, how)"
    " SELECT 'T02ACME/U02AP', id, 'operator' FROM people WHERE email = 'ap@acme.example'"
)


async def pay(house: House, number: str) -> None:
    """Pay from a terminal, so that everybody is told by mail and in Slack."""
    await house.pay("dana", number, channel=Channel.TERMINAL)
    await house.work()


def sent_to(house: House, address: str) -> str:
    """The identifier of the last mail to somebody."""
    mail = [each for each in house.mail.sent if each.address == address][-1]
    return message_id(mail.delivery_id, US)


async def comes_back(house: House, mail: Mail) -> None:
    await house.desk.note_mail(mail)


async def stopped(house: House, address: str = AP) -> bool:
    found = await house.database.read(lambda tx: reachable.trouble(tx, address))
    return found is not None and found.permanent


async def test_a_bounce_stops_the_address_and_opens_a_case(house: House) -> None:
    await pay(house, "121")

    await comes_back(house, read(bounce(AP, status="5.1.1", sent=sent_to(house, AP))))
    await pay(house, "122")

    cases = await house.database.read(open_cases)
    assert [each.kind for each in cases] == ["mail_comes_back"]
    assert {each.card.about for each in house.mail.sent if "Paid" in each.card.title} == {
        "121",
        "122",
    }
    assert (cases[0].account_id, cases[0].facts["address"]) == ("acc_acme", AP)
    trail = await house.database.read(lambda tx: trace(tx, "121"))
    came = [each for each in trail if each["what"] == "delivery" and each["state"] == "bounced"]
    assert [(each["channel"], bool(each["error"])) for each in came] == [("mail", True)]
    assert [each.address for each in house.mail.sent].count(AP) == 1
    told = [each.card.title for each in house.mail.sent if each.address == "dana@acme.example"]
    assert [each for each in told if each.startswith("Paid")] == told[::2]
    assert told[1] == f"Mail to {AP} comes back"


async def test_a_notice_that_came_back_is_told_once_in_slack_where_they_are_linked(
    house: House,
) -> None:
    await house.change("DELETE FROM slack_links WHERE person_id LIKE '%ap%'")
    await pay(house, "121")
    bounced = read(bounce(AP, status="5.1.1", sent=sent_to(house, AP)))
    await house.change(LINKED)

    for _ in range(2):
        await comes_back(house, bounced)
        await house.work()

    found = [each.card.title for each in house.slack.sent if each.address == IN_SLACK]
    assert found == ["Paid: invoice 121, 360.00 USD", f"Mail to {AP} comes back"]


async def test_whoever_had_it_in_slack_already_does_not_hear_it_again(house: House) -> None:
    await house.change(LINKED)
    await pay(house, "121")

    await comes_back(house, read(bounce(AP, status="5.1.1", sent=sent_to(house, AP))))
    await house.work()

    found = [each.card.title for each in house.slack.sent if each.address == IN_SLACK]
    assert found == ["Paid: invoice 121, 360.00 USD", f"Mail to {AP} comes back"]


async def test_whoever_has_left_the_account_does_not_hear_of_it_elsewhere(house: House) -> None:
    await pay(house, "121")
    await house.change(LINKED)
    await house.change("DELETE FROM contacts WHERE person_id LIKE '%ap%'")

    await comes_back(house, read(bounce(AP, status="5.1.1", sent=sent_to(house, AP))))
    await house.work()

    assert [each for each in house.slack.sent if each.address == IN_SLACK] == []


async def test_reminders_that_came_back_are_proven_again_before_slack_has_them(
    house: House,
) -> None:
    await flag(house, "ap")
    await days_pass(house, 1)
    reminder = next(each for each in house.mail.sent if each.address == AP)
    await house.change(LINKED)

    await comes_back(
        house, read(bounce(AP, status="5.1.1", sent=message_id(reminder.delivery_id, US)))
    )
    await days_pass(house, 1)

    told = [each.card.title for each in house.slack.sent if each.address == IN_SLACK]
    assert told == [f"Mail to {AP} comes back", reminder.card.title]


async def test_unsubscribed_and_then_dead_an_address_gets_no_invoice_either(house: House) -> None:
    for kind in (reachable.TroubleKind.UNSUBSCRIBED, reachable.TroubleKind.BOUNCED):
        note = partial(reachable.note, address=AP, kind=kind, permanent=True, said="")
        await house.database.write(partial(note, at=house.clock()))

    found = await house.database.read(lambda tx: reachable.trouble(tx, AP))
    assert found is not None
    assert found.kind == "bounced"


async def test_the_same_bounce_again_opens_no_second_case(house: House) -> None:
    await pay(house, "121")
    mail = read(bounce(AP, status="5.1.1", sent=sent_to(house, AP)))

    for _ in range(3):
        await comes_back(house, mail)

    assert len(await house.database.read(open_cases)) == 1


@pytest.mark.parametrize("status", ["4.2.2", "5.2.2", "4.4.7", "5.7.1", "5.3.4"])
async def test_what_may_pass_or_was_about_the_mail_stops_nothing(house: House, status: str) -> None:
    await pay(house, "121")

    await comes_back(house, read(bounce(AP, status=status, sent=sent_to(house, AP))))

    assert not await stopped(house)
    assert await house.database.read(open_cases) == []


@pytest.mark.parametrize(
    "sent",
    ["<dlv_00000000000000000000000000000000@us.example>", "<1@evil.example>", ""],
)
async def test_a_bounce_that_names_no_mail_of_ours_changes_nothing(house: House, sent: str) -> None:
    await pay(house, "121")

    await comes_back(house, read(bounce(AP, status="5.1.1", sent=sent)))

    assert not await stopped(house)


async def test_a_reader_cannot_stop_the_address_of_another(house: House) -> None:
    await pay(house, "121")
    mine = sent_to(house, "dana@acme.example")

    await comes_back(house, read(bounce(AP, status="5.1.1", sent=mine)))

    assert not await stopped(house)


async def test_where_nobody_flagged_can_be_mailed_the_admins_hear_of_it(house: House) -> None:
    await house.change(
        "UPDATE contacts SET receives_payments = false WHERE person_id LIKE '%dana%'"
    )
    await house.database.write(
        lambda tx: reachable.note(
            tx, AP, reachable.TroubleKind.BOUNCED, permanent=True, said="", at=house.clock()
        )
    )
    await house.pay("ap", "121", channel=Channel.TERMINAL)
    await house.work()

    assert house.told() == [("mail", "dana@acme.example"), ("slack", "T02ACME/U02DANA")]


async def test_whoever_writes_from_an_address_is_written_to_again(house: House) -> None:
    await pay(house, "121")
    await comes_back(house, read(bounce(AP, status="5.1.1", sent=sent_to(house, AP))))
    forged = Sender(channel=Channel.MAIL, address=AP, proof=Proof.NONE)
    proven = Sender(channel=Channel.MAIL, address=AP, proof=Proof.ALIGNED)

    assert not await house.desk.knows(forged)
    before = await stopped(house)
    assert await house.desk.knows(proven)

    assert (before, await stopped(house)) == (True, False)


async def unsubscribes(house: House) -> None:
    """One click in the mail program, as RFC 8058 has it."""
    await pay(house, "121")
    delivery = sent_to(house, AP).strip("<>").partition("@")[0]
    stop = partial(returned.stop, delivery_id=delivery, now=house.clock())
    assert await house.database.write(stop)


async def by_mail(house: House, words: str) -> Card:
    """What AP reads in answer to a mail."""
    before = len(house.mail.sent)
    sender = Sender(channel=Channel.MAIL, address=AP, proof=Proof.ALIGNED)
    assert await house.desk.knows(sender)
    await house.accept("ap", words, channel=Channel.MAIL, conversation=f"<{before}@acme>")
    await house.work()
    return [each.card for each in house.mail.sent if each.address == AP][-1]


async def test_a_wish_to_be_left_alone_outlasts_any_mail_and_is_confirmed_in_the_next_answer(
    house: House,
) -> None:
    await unsubscribes(house)
    await house.work()
    silent = [each.address for each in house.mail.sent].count(AP)
    first = await by_mail(house, "write to me in English")
    second = await by_mail(house, "show my invoices")
    await pay(house, "122")

    assert silent == 1  # the notice itself: a click is answered by no mail
    assert "no notices, as you asked" in words_of(first)
    assert "as you asked" not in words_of(second)
    assert await stopped(house)
    assert [each.address for each in house.mail.sent].count(AP) == 3


@pytest.mark.parametrize("words", ["reminders on", "mail me again", "Erinnerungen an"])
async def test_the_preferences_show_the_wish_and_only_its_owner_takes_it_back(
    house: House, words: str
) -> None:
    await unsubscribes(house)

    shown = await by_mail(house, "notification preferences")
    await house.ask("dana", "reminders on")
    still = await stopped(house)
    after = await by_mail(house, words)
    await pay(house, "122")

    assert "answers and new invoices" in words_of(shown)
    assert "reminders on" in [each.say for each in shown.actions]
    assert still
    assert "as you asked" not in words_of(after)
    assert not await stopped(house)
    assert [each.card.about for each in house.mail.sent if each.address == AP][-1] == "122"


async def test_an_address_that_died_and_lives_again_is_still_left_alone(house: House) -> None:
    await unsubscribes(house)
    kind = reachable.TroubleKind.BOUNCED
    note = partial(reachable.note, address=AP, kind=kind, permanent=True, said="")
    await house.database.write(partial(note, at=house.clock()))

    await by_mail(house, "show my invoices")

    found = await house.database.read(lambda tx: reachable.trouble(tx, AP))
    assert found is not None
    assert (found.kind, found.permanent) == ("unsubscribed", True)


async def test_an_agents_case_of_a_wish_names_the_address_and_the_reason(house: House) -> None:
    await unsubscribes(house)
    (case,) = await house.database.read(open_cases)

    shown = await house.ask("sam", f"case {case.number}")

    facts = {each.label: each.value for each in shown.card.facts}
    assert (facts["Address"], facts["About"]) == (AP, "no more notices")
    assert facts["Why"].startswith("asked for no more notices")


WORKS = f"mail to {AP} works again"


@pytest.mark.parametrize(
    ("who", "words"), [("dana", WORKS), ("sam", f"for acme: {WORKS}")], ids=["admin", "agent"]
)
async def test_an_admin_or_an_agent_has_an_address_written_to_again_and_it_is_on_record(
    house: House, who: str, words: str
) -> None:
    await pay(house, "121")
    await comes_back(house, read(bounce(AP, status="5.1.1", sent=sent_to(house, AP))))
    await house.work()

    answered = await house.ask(who, words)
    again = await house.ask(who, words)
    await house.work()

    assert (answered.outcome, again.outcome) == ("address_reopened", "contact_refused")
    assert not await stopped(house)
    titles = [each.card.title for each in house.mail.sent if each.address == AP]
    assert titles[-1] == f"Mail goes to {AP} again"
    facts = await house.rows("SELECT body FROM events WHERE kind = 'contact_changed'")
    assert "reopened" in str(facts[-1].body)


@pytest.mark.parametrize("who", ["vic", "gus"])
async def test_nobody_else_has_an_address_written_to_again(house: House, who: str) -> None:
    await pay(house, "121")
    await comes_back(house, read(bounce(AP, status="5.1.1", sent=sent_to(house, AP))))

    answered = await house.ask(who, WORKS)

    assert answered.outcome in ("not_allowed", "contact_refused")
    assert await stopped(house)


async def test_who_wants_no_mail_is_left_alone_whatever_others_say(house: House) -> None:
    kind = reachable.TroubleKind.UNSUBSCRIBED
    note = partial(reachable.note, address=AP, kind=kind, permanent=True, said="")
    await house.database.write(partial(note, at=house.clock()))

    answered = await house.ask("dana", WORKS)

    assert answered.outcome == "contact_refused"
    assert await stopped(house)


async def test_fault_62_a_refused_address_is_stopped_and_told_to_the_operator(
    house: House,
) -> None:
    house.mail.troubles = [DeliveryFailedError("550 5.1.1 unknown", of_address=True)]
    await pay(house, "121")
    await pay(house, "122")

    dead = await house.database.read(lambda tx: overview.dead_addresses(tx, limit=9))
    assert len(dead) == 1
    assert (dead[0]["why"], dead[0]["stopped"]) == ("refused", True)
    assert [each.address for each in house.mail.sent].count(str(dead[0]["address"])) == 0


async def test_a_complaint_stops_the_address_too(house: House) -> None:
    await pay(house, "121")
    mail = raw(
        f"--b1\nContent-Type: text/plain\n\nabuse\n--b1\nContent-Type: message/feedback-report\n\n"
        f"Feedback-Type: abuse\nOriginal-Rcpt-To: {AP}\n\n--b1\nContent-Type: message/rfc822\n\n"
        f"Message-ID: {sent_to(house, AP)}\nTo: {AP}\n\nhello\n--b1--\n",
        Content_Type='multipart/report; report-type=feedback-report; boundary="b1"',
    )

    await comes_back(house, read(mail))

    assert await stopped(house)


async def test_each_mail_too_large_to_be_fetched_is_told_to_the_operator_once(house: House) -> None:
    for uid in (1, 2, 1):
        await house.desk.set_aside(b"", f"UID {uid} in INBOX: too large to be fetched")

    assert len(await house.rows("SELECT id FROM set_aside")) == 2
