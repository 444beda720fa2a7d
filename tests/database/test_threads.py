"""A lost thread is found by our token or by subject, for whom it belongs to and nobody else."""

from datetime import timedelta

import pytest

from assistant import postal
from assistant.card import Card
from assistant.handlers.mail_request import Trace
from assistant.notify import outbox
from assistant.notify.delivery import Delivery
from assistant.render.mail_thread import MailThread
from assistant.request import Channel, Proof, Sender
from tests.stories.house import House

AP = Sender(channel=Channel.MAIL, address="ap@acme.example", proof=Proof.ALIGNED)
DANA = Sender(channel=Channel.MAIL, address="dana@acme.example", proof=Proof.ALIGNED)
NUMBER = "dlv_" + "0f" * 16
PLACE = MailThread(in_reply_to="<1@acme>", subject="Re: Rechnung März").model_dump_json()


async def resumed(
    house: House, sender: Sender, delivery: str = "", subject: str = "", *, named: bool = False
) -> str | None:
    trace, now = Trace(delivery, subject, named), house.clock()
    found = await house.database.read(
        lambda tx: postal.resumed(tx, sender=sender, trace=trace, now=now, host="us.example")
    )
    return found and found[0]


async def notice(house: House, address: str, about: str = "") -> None:
    card = Card(title="Paid", about=about)
    sent = Delivery(
        NUMBER, "mail", address, "", "en", card, house.clock(), account_id="acc_acme", batch="x"
    )
    await house.database.write(lambda tx: outbox.put(tx, sent, due=house.clock()))


async def write(house: House, words: str) -> None:
    how = {"channel": Channel.MAIL, "conversation": "<root@acme>", "place": PLACE}
    await house.accept("ap", words, **how)
    await house.work()


async def test_a_token_leads_back_to_the_notice_it_was_sent_with(office: House) -> None:
    await notice(office, AP.address)

    assert await resumed(office, AP, NUMBER) == f"<{NUMBER}@us.example>"


async def test_fault_61_a_token_is_nothing_in_the_hands_of_another(office: House) -> None:
    await notice(office, AP.address)

    assert await resumed(office, DANA, NUMBER) is None
    assert await resumed(office, AP, "dlv_" + "ff" * 16) is None


async def test_the_token_of_an_answer_leads_to_its_conversation(office: House) -> None:
    await write(office, "what do we owe")
    ((token,),) = await office.rows("SELECT id FROM deliveries WHERE channel = 'mail'")

    assert await resumed(office, AP, token) == "<root@acme>"


async def test_a_reply_that_names_a_notice_stays_in_the_thread_it_names(office: House) -> None:
    await notice(office, AP.address)

    assert await resumed(office, AP, NUMBER, named=True) is None


async def test_a_reply_that_names_an_answer_belongs_to_its_conversation(office: House) -> None:
    await write(office, "what do we owe")
    ((answer,),) = await office.rows("SELECT id FROM deliveries WHERE channel = 'mail'")

    assert await resumed(office, AP, answer, named=True) == "<root@acme>"
    assert await resumed(office, DANA, answer, named=True) is None


async def test_what_slack_had_mailed_leads_to_no_conversation_in_slack(office: House) -> None:
    await office.accept("dana", "mail me the PDF of invoice 121", conversation="D1")
    await office.work()
    ((answer,),) = await office.rows(
        "SELECT id FROM deliveries WHERE channel = 'mail' AND request_id IS NOT NULL"
    )

    assert await resumed(office, DANA, answer, named=True) is None
    assert await resumed(office, DANA, answer) == f"<{answer}@us.example>"


@pytest.mark.parametrize("asked", ["what do we owe", "pay invoice 123"])
async def test_an_answer_without_references_is_found_by_its_subject(
    office: House, asked: str
) -> None:
    await write(office, asked)

    assert await resumed(office, AP, subject="Rechnung März") == "<root@acme>"
    assert await resumed(office, AP, subject="Rechnung") is None
    assert await resumed(office, DANA, subject="Rechnung März") is None


async def test_a_reply_is_led_to_the_notice_by_the_invoice_in_its_subject(office: House) -> None:
    await notice(office, AP.address, about="123")

    assert await resumed(office, AP, subject="Paid [INV-123]") == f"<{NUMBER}@us.example>"
    assert await resumed(office, AP, subject="our question [INV-123]") == f"<{NUMBER}@us.example>"
    assert await resumed(office, AP, subject="Paid [INV-124]") is None
    assert await resumed(office, AP, subject="Paid: invoice 123") is None


async def test_the_invoice_in_a_subject_is_nothing_in_the_hands_of_another(office: House) -> None:
    await notice(office, AP.address, about="123")

    unproven = AP.model_copy(update={"proof": Proof.NONE})
    assert await resumed(office, DANA, subject="Paid [INV-123]") is None
    assert await resumed(office, unproven, subject="Paid [INV-123]") is None
    await office.change("DELETE FROM contacts WHERE account_id = 'acc_acme' AND role < 3")
    assert await resumed(office, AP, subject="Paid [INV-123]") is None


async def test_an_old_thread_is_not_continued_by_its_subject(office: House) -> None:
    await write(office, "help")
    office.clock.now += timedelta(hours=73)

    assert await resumed(office, AP, subject="Rechnung März") is None
