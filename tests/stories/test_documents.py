"""Documents as people ask for them: what comes, where it comes, and what happens when it cannot."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import orjson
import pytest

from assistant.answering import LEASE
from assistant.documents.job import Job
from assistant.documents.office import Office
from assistant.documents.press import DocumentError
from assistant.inbox import Answered
from assistant.notify.senders import DeliveryFailedError, Outgoing
from assistant.request import Channel, Proof
from tests.papers import SELLER, rows_of, sheets_of, text_of
from tests.stories.house import Here, House, sayings, words_of

CHANNEL = {
    "place": orjson.dumps(
        {"team": "T02ACME", "channel": "C1", "user": "U02DANA", "thread_ts": "", "private": False}
    ).decode()
}


async def got(house: House, words: str, who: str = "dana") -> list[bytes]:
    """The files of an answer, as a terminal would make them."""
    answered = await house.ask(who, words, channel=Channel.TERMINAL)
    assert answered.outcome == "documents_found", answered.card
    return [(await house.desk.make(file)).content for file in answered.card.files]


def names(answered: Answered) -> list[str]:
    return [file.name for file in answered.card.files]


def with_files(outgoing: list[Outgoing]) -> list[Outgoing]:
    return [each for each in outgoing if each.files]


@dataclass(slots=True)
class Failing:
    """A maker that is out of order so many times."""

    times: int
    asked: list[Job] = field(default_factory=list)

    async def make(self, job: Job) -> bytes:
        self.asked.append(job)
        if len(self.asked) <= self.times:
            raise DocumentError("out of order")
        return await Here().make(job)


def out_of_order(house: House, times: int) -> Failing:
    maker = Failing(times)
    office = Office(house.database, maker, SELLER)
    notifier = replace(house.desk.notifier, documents=office)
    house.desk.notifier = notifier
    house.desk.answering._notifier = notifier
    return maker


async def test_an_invoice_comes_as_a_pdf(office: House) -> None:
    (pdf,) = await got(office, "pdf 123")

    text = text_of(pdf)
    assert "Invoice 123" in text
    assert "Total 420.00 USD" in text
    assert "Acme Dana Reyes" in text or "Acme Acme Accounts Payable" in text


async def test_several_invoices_come_as_several_files(office: House) -> None:
    files = await got(office, "invoices 121, 122 and 123 as pdf")

    assert [text_of(each).count("Invoice 12") > 0 for each in files] == [True] * 3


async def test_each_of_several_files_is_named_with_what_is_in_it(house: House) -> None:
    await house.ask("dana", "pay 50 of 123")
    await house.ask("dana", "yes")
    await house.work()
    await house.ask("dana", "pay 70 of 123")
    await house.ask("dana", "yes")
    await house.work()

    receipts = await house.ask("dana", "receipt for 123")
    invoices = await house.ask("dana", "pdf 123 and 122")

    assert [each.label for each in receipts.card.facts] == names(receipts)
    assert [each.value.partition(",")[0] for each in receipts.card.facts] == [
        "50.00 USD for invoice 123",
        "70.00 USD for invoice 123",
    ]
    assert [(each.label, each.value) for each in invoices.card.facts] == [
        ("Invoice-123.pdf", "Invoice 123"),
        ("Invoice-122.pdf", "Invoice 122"),
    ]


async def test_a_row_of_invoices_comes_as_one_spreadsheet(office: House) -> None:
    (book,) = await got(office, "excel of 118-123")

    sheets = sheets_of(book)
    assert [row[0] for row in sheets["Invoices"][1:]] == ["118", "119", "120", "121", "122", "123"]
    assert {"Items", "Payments"} <= set(sheets)


async def test_the_reconciliation_of_a_year_has_the_days_of_payment(office: House) -> None:
    (file,) = await got(office, "csv of 2026")

    rows = {row["invoice_number"]: row for row in rows_of(file)}
    assert rows["121"]["payment_amount"] == "120.00"
    assert rows["121"]["payment_date"] == "2026-02-05"
    assert rows["123"]["payment_date"] == ""


async def test_a_statement_ends_with_what_the_account_owes(office: House) -> None:
    (everything,) = await got(office, "statement since 2020-01-01")
    (none,) = await got(office, "statement for 2020")

    assert "Opening balance 0.00 USD" in text_of(everything)
    assert "Closing balance 1,160.00 USD" in text_of(everything)
    assert "Nothing was billed or paid" in text_of(none)


async def test_one_statement_begins_where_the_other_ended(office: House) -> None:
    (february,) = await got(office, "statement for February 2026")
    (march,) = await got(office, "statement for March 2026")

    closing = text_of(february).split("Closing balance ")[1].split(" USD")[0]
    assert f"Opening balance {closing} USD" in text_of(march)


async def test_a_receipt_is_of_the_payment_not_of_the_invoice(house: House) -> None:
    await house.pay("dana", "123")
    await house.work()

    (receipt,) = await got(house, "receipt for 123")
    (last,) = await got(house, "last receipt")

    text = text_of(receipt)
    assert "Received 420.00 USD" in text
    assert "Paid with Visa 4242" in text
    assert "Paid by Dana Reyes" in text
    assert receipt == last


async def test_what_was_wired_has_a_receipt_too(office: House) -> None:
    (receipt,) = await got(office, "receipt for 121")

    assert "Received 120.00 USD" in text_of(receipt)
    assert "inv_" not in text_of(receipt)


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("receipt for 123", "nothing_to_send"),
        ("statement for 2031", "nothing_to_send"),
        ("pdf 999", "invoice_not_found"),
        ("pdf 124", "invoice_not_found"),
        ("excel of 124-125", "invoice_not_found"),
        ("receipt for 124", "invoice_not_found"),
        ("pdf", "which_document"),
        ("statement", "which_period"),
        ("send me all invoices from 2025", "too_much_at_once"),
        ("pdf of 12x", "not_understood"),
    ],
)
async def test_what_cannot_be_sent_is_said(office: House, words: str, outcome: str) -> None:
    answered = await office.ask("dana", words)

    assert answered.outcome == outcome
    assert not answered.card.files


async def test_78_somebody_elses_invoice_and_none_get_the_same_words(office: House) -> None:
    theirs, none = await office.ask("dana", "pdf 124"), await office.ask("dana", "pdf 128")

    assert words_of(theirs.card).replace("124", "128") == words_of(none.card)


async def test_a_row_leaves_out_what_is_not_theirs_and_says_so(office: House) -> None:
    answered = await office.ask("dana", "excel of 122-125")

    assert names(answered) == ["Invoices-122-123.xlsx"]
    assert "124, 125" in words_of(answered.card)


async def test_choosing_a_period_or_an_invoice_leads_to_it(office: House) -> None:
    await office.ask("dana", "detailed pdf")
    chosen = await office.ask("dana", "2")
    await office.ask("dana", "statement as excel")
    period = await office.ask("dana", "1")

    assert names(chosen) == ["Invoice-122-detailed.pdf"]
    assert names(period) == ["Statement-2026-03-01-2026-03-10.xlsx"]


async def test_next_and_last(office: House) -> None:
    assert names(await office.ask("dana", "pdf of my next invoice")) == ["Invoice-121.pdf"]
    assert names(await office.ask("dana", "pdf of my last invoice")) == ["Invoice-123.pdf"]


async def test_a_viewer_may_have_documents_and_a_stranger_may_not(office: House) -> None:
    assert names(await office.ask("vic", "pdf 123")) == ["Invoice-123.pdf"]
    assert (await office.ask("T9/U9", "pdf 123")).outcome == "stranger"


async def test_an_invoice_offers_its_own_pdf(office: House) -> None:
    shown = await office.ask("dana", "invoice 123")

    assert "pdf 123" in sayings(shown.card)


async def test_another_account_is_found_by_its_invoice_or_its_name(office: House) -> None:
    by_number = await office.ask("dana", "pdf 201")
    by_name = await office.ask("dana", "statement for this year for Acme EU")

    assert by_number.account_id == by_name.account_id == "acc_acme_eu"


async def test_the_reader_decides_the_language(office: House) -> None:
    (pdf,) = await got(office, "pdf 124", "gus")

    assert "Rechnung 124" in text_of(pdf)
    assert "777,00 €" in text_of(pdf)


async def test_41_a_slash_command_is_answered_at_once_and_the_file_comes_by_dm(
    house: House,
) -> None:
    answered = await house.ask("dana", "pdf 123", key="trigger-1")
    again = await house.ask("dana", "pdf 123", key="trigger-1")
    await house.work()
    await house.work()

    assert answered.card == again.card
    (sent,) = house.slack.sent
    assert (sent.address, sent.place) == ("T02ACME/U02DANA", "")
    assert text_of(sent.files[0].content).count("Invoice 123")


async def test_a_mention_gets_its_file_with_the_answer(house: House) -> None:
    await house.accept("dana", "pdf 123", **CHANNEL)
    await house.work()

    (sent,) = house.slack.sent
    assert [each.name for each in sent.files] == ["Invoice-123.pdf"]
    assert sent.place == CHANNEL["place"]


async def test_by_mail_it_is_attached_to_the_answer(house: House) -> None:
    await house.accept("dana", "email me invoice 123", channel=Channel.MAIL, place="{}")
    await house.work()

    (sent,) = house.mail.sent
    assert [each.name for each in sent.files] == ["Invoice-123.pdf"]
    assert house.slack.sent == []


@pytest.mark.parametrize("way", ["ask", "accept"])
async def test_email_me_goes_to_the_address_on_file_from_anywhere(house: House, way: str) -> None:
    say: Any = getattr(house, way)
    await say("dana", "email me my last invoice", key="k", **CHANNEL)
    await say("dana", "email me my last invoice", key="k", **CHANNEL)
    await house.work()

    (sent,) = house.mail.sent
    assert sent.address == "dana@acme.example"
    assert [each.name for each in sent.files] == ["Invoice-123.pdf"]
    assert not with_files(house.slack.sent)
    for answer in house.slack.sent:
        assert "dana@acme.example" in words_of(answer.card)


async def test_the_books_are_read_when_it_is_sent_not_when_it_is_asked(house: House) -> None:
    maker = out_of_order(house, times=1)
    await house.accept("dana", "pdf 123", **CHANNEL)
    await house.work()
    await house.pay("dana", "123", conversation="other")
    await house.work()

    house.clock.advance(minutes=5)
    await house.work()

    (sent,) = with_files(house.slack.sent)
    assert len(maker.asked) == 2
    assert "Received 420.00 USD" in text_of(sent.files[0].content)


async def test_a_document_that_fails_is_said_to_be_late_once_and_comes_later(
    house: House,
) -> None:
    out_of_order(house, times=3)
    await house.accept("dana", "pdf 123", **CHANNEL)
    for _ in range(6):
        await house.work()
        house.clock.advance(minutes=5)

    titles = [each.card.title for each in house.slack.sent]
    assert titles == ["Your document is delayed", "Invoice 123 as PDF"]
    assert house.slack.sent[0].place == CHANNEL["place"]


async def test_a_document_that_fails_holds_nobody_up(house: House) -> None:
    out_of_order(house, times=99)
    await house.accept("dana", "pdf 123", **CHANNEL)
    await house.accept("dana", "what do I owe", **CHANNEL)
    await house.work()

    assert "Balance of Acme" in [each.card.title for each in house.slack.sent]


async def test_after_days_the_person_is_told_that_it_failed(house: House) -> None:
    out_of_order(house, times=999)
    await house.accept("dana", "pdf 123", **CHANNEL)
    for _ in range(6):
        await house.work()
        house.clock.advance(days=1)

    titles = [each.card.title for each in house.slack.sent]
    assert titles == ["Your document is delayed", "I could not make your document"]


async def test_79_a_document_is_not_made_for_somebody_who_left_meanwhile(house: House) -> None:
    out_of_order(house, times=1)
    await house.accept("dana", "pdf 123", **CHANNEL)
    await house.work()
    await house.change("DELETE FROM contacts WHERE person_id = 'per_dana_acme'")

    house.clock.advance(minutes=5)
    await house.work()

    assert with_files(house.slack.sent) == []
    assert house.slack.sent[-1].card.title == "I could not make your document"


async def test_our_own_people_get_documents_of_the_customers_they_name(house: House) -> None:
    await house.accept("sam", "for acme: pdf 123", **CHANNEL)
    await house.work()

    (sent,) = with_files(house.slack.sent)
    assert "Invoice 123" in text_of(sent.files[0].content)
    await house.change("UPDATE people SET agent = false WHERE email = 'sam@seller.example'")
    denied = await house.ask("sam", "for acme: pdf 123", **CHANNEL)
    assert denied.outcome in ("account_unknown", "not_understood"), denied.card


async def test_43_a_file_that_slack_refuses_is_offered_by_mail(house: House) -> None:
    house.slack.troubles.append(DeliveryFailedError("missing_scope"))
    await house.accept("dana", "pdf 123", **CHANNEL)
    await house.work()
    await house.work()

    (told,) = house.slack.sent
    assert told.card.title == "I could not send you your document"
    assert "email me" in words_of(told.card)


async def test_2_a_file_asked_for_before_a_crash_is_sent_after_it(house: House) -> None:
    await house.ask("dana", "pdf 123", key="trigger-1")
    assert house.slack.sent == []

    house.clock.advance(seconds=(LEASE + timedelta(seconds=1)).total_seconds())
    await house.work()

    assert len(with_files(house.slack.sent)) == 1


async def test_nothing_of_a_document_is_kept_in_the_database(house: House) -> None:
    await house.accept("dana", "pdf 123", **CHANNEL)
    await house.work()

    (row,) = await house.rows("SELECT card FROM deliveries")
    assert len(str(row.card)) < 2_000


async def test_without_proof_no_document(house: House) -> None:
    answered = await house.ask("dana", "pdf 123", channel=Channel.MAIL, proof=Proof.NONE)

    assert answered.outcome == "stranger"
