"""A mail's request: what it says, in which conversation, and under which key."""

from datetime import UTC, datetime

import pytest

from assistant.handlers.mail_reading import read
from assistant.handlers.mail_request import Trace, request_from, trace_of
from assistant.render.mail_thread import MailThread
from assistant.request import Channel, Proof, Request
from tests.mail_samples import DANA, US, raw

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)


def request(mail: bytes) -> Request:
    return request_from(read(mail), proof=Proof.ALIGNED, at=AT)


def test_a_mail_becomes_a_request_of_its_sender() -> None:
    asked = request(raw("Hi,\n\npay invoice 123\n\n-- \nDana\n"))

    assert asked.sender.channel is Channel.MAIL
    assert asked.sender.address == DANA
    assert asked.sender.proof is Proof.ALIGNED
    assert asked.text == "Hi,\n\npay invoice 123"
    assert asked.at == AT


@pytest.mark.parametrize(
    ("subject", "body", "text"),
    [
        ("pay invoice 123", "", "pay invoice 123"),
        ("pay invoice 123", "-- \nDana", "pay invoice 123"),
        ("pay invoice 123", "Hi,\n\nThanks,\nDana\n", "pay invoice 123"),
        ("pay invoice 123", "no", "no"),
        ("Invoice", "pay invoice 123", "pay invoice 123"),
        ("Re: pay invoice 123", "", ""),
        ("AW: pay invoice 123", "> pay all", ""),
        ("Fwd: pay invoice 123", "Thanks", "Thanks"),
    ],
)
def test_fault_61_a_subject_speaks_only_for_an_empty_body_and_never_in_a_reply(
    subject: str, body: str, text: str
) -> None:
    assert request(raw(body, Subject=subject)).text == text


def test_the_conversation_is_the_first_mail_of_the_thread() -> None:
    first = request(raw())
    second = request(
        raw(Message_ID="<3@acme.example>", References="<1@acme.example> <2@us.example>")
    )
    third = request(raw(Message_ID="<4@acme.example>", In_Reply_To="<1@acme.example>"))

    assert {asked.conversation for asked in (first, second, third)} == {"<1@acme.example>"}


def test_a_mail_without_identifiers_is_a_conversation_of_its_own() -> None:
    one, other = request(raw("a", drop="Message-ID")), request(raw("b", drop="Message-ID"))

    assert one.conversation != other.conversation
    assert one.key != other.key


def test_the_place_threads_the_answer() -> None:
    place = request(raw(Subject="Re: AW: Invoice", References="<0@us.example>")).place

    assert MailThread.model_validate_json(place) == MailThread(
        in_reply_to="<1@acme.example>",
        references=("<0@us.example>", "<1@acme.example>"),
        subject="Re: Invoice",
    )


def test_long_threads_keep_their_first_and_latest_references() -> None:
    chain = " ".join(f"<{n}@us.example>" for n in range(200))

    place = MailThread.model_validate_json(request(raw(References=chain)).place)

    assert place.references[0] == "<0@us.example>"
    assert place.references[-2:] == ("<199@us.example>", "<1@acme.example>")
    assert len(place.references) == 10


@pytest.mark.parametrize(
    ("subject", "found"),
    [
        ("Re: Paid [INV-123]", "Paid [INV-123]"),
        ("our question [INV-123]", "our question [INV-123]"),
        ("our question", ""),
        ("our question [INV-]", ""),
    ],
)
def test_a_subject_with_an_invoice_leads_back_though_it_is_no_reply(
    subject: str, found: str
) -> None:
    assert trace_of(read(raw(Subject=subject)), US) == Trace(subject=found)


ANSWER = "dlv_" + "0f" * 16


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ({"In_Reply_To": f"<{ANSWER}@us.example>"}, ANSWER),
        ({"In_Reply_To": f"<{ANSWER}@US.example>"}, ANSWER),
        ({"References": f"<1@acme.example> <{ANSWER}@us.example>"}, ANSWER),
        ({"References": f"<{ANSWER}@us.example> <2@acme.example>"}, ""),
        ({"References": f"<{ANSWER}@us.example>", "In_Reply_To": "<2@acme.example>"}, ""),
        ({"In_Reply_To": f"<{ANSWER}@evil.example>"}, ""),
        ({"In_Reply_To": f"<x{ANSWER}@us.example>"}, ""),
    ],
)
def test_a_reply_is_traced_to_the_very_mail_of_ours_that_it_answers(
    headers: dict[str, str], found: str
) -> None:
    assert trace_of(read(raw(Subject="Re: Invoice", **headers)), US) == Trace(found, named=True)


def test_a_card_number_in_the_subject_is_not_kept_for_the_answer() -> None:
    assert "4242" not in request(raw(Subject="card 4242 4242 4242 4242")).place


def test_fault_51_the_same_mail_has_the_same_key_whenever_it_comes() -> None:
    stamped = b"Return-Path: <dana@acme.example>\r\nX-UID: 7\r\n" + raw()

    assert request(raw()).key == request(stamped).key


def test_fault_57_a_borrowed_message_id_with_other_words_is_another_request() -> None:
    assert request(raw("pay 1")).key != request(raw("pay 2")).key
    assert request(raw("", Subject="pay 1")).key != request(raw("", Subject="pay 2")).key


def test_fault_57_a_signed_mail_replayed_under_a_new_message_id_is_the_same_request() -> None:
    signature = "v=1; d=acme.example; s=s1; h=from:subject:date; b=x"
    once = raw(DKIM_Signature=signature)
    replayed = raw(DKIM_Signature=signature, Message_ID="<other@acme.example>")

    assert request(once).key == request(replayed).key


def test_overlong_identifiers_are_kept_short() -> None:
    asked = request(raw(Message_ID=f"<{'x' * 240}@acme.example>", References=f"<{'y' * 240}@z>"))

    assert len(asked.key) <= 200
    assert len(asked.conversation) <= 200
