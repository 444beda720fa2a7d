"""Machines are recognised by their mail, so that they are recorded and never answered."""

import json

import pytest

from assistant.handlers.mail_classes import Kind
from assistant.handlers.mail_reading import read
from tests.mail_samples import CORPORA, multipart, needs_corpora, raw

AUTOMATIC = {
    "auto-replied": raw(Auto_Submitted="auto-replied"),
    "auto-generated": raw(Auto_Submitted="auto-generated (rule 7)"),
    "bulk": raw(Precedence="bulk"),
    "null return path": raw(Return_Path="<>"),
    "list": raw(List_Id="<all.acme.example>"),
    "newsletter": raw(List_Unsubscribe="<https://acme.example/u>"),
    "exchange": raw(X_Auto_Response_Suppress="All"),
    "no reply": raw(From="noreply@shop.example"),
    "out of office, English": raw(Subject="Automatic reply: Invoice"),
    "out of office, plain": raw(Subject="Out of Office: back on Monday"),
    "out of office, German": raw(Subject="Automatische Antwort: Rechnung"),
    "out of office, French": raw(Subject="Réponse automatique : facture"),
    "out of office, Spanish": raw(Subject="Respuesta automática: factura"),
    "read receipt": raw(Content_Type="multipart/report; report-type=disposition-notification"),
    "meeting": multipart(("text/plain", "see you"), ("text/calendar", "BEGIN:VCALENDAR")),
}


@pytest.mark.parametrize("name", AUTOMATIC)
def test_fault_60_automatic_mail_is_recognised(name: str) -> None:
    mail = read(AUTOMATIC[name])

    assert mail.kind is Kind.AUTOMATIC
    assert mail.reasons


@pytest.mark.parametrize(
    "mail",
    [
        raw(),
        raw(Auto_Submitted="no"),
        raw(Precedence="first-class"),
        raw(Return_Path="<dana@acme.example>"),
        raw(Subject="Re: Your invoice is overdue"),
        raw(Subject="I was out, what do we owe?"),
        raw(Subject="Delivery of invoice 123", drop="Date"),
    ],
)
def test_ordinary_mail_is_a_request(mail: bytes) -> None:
    assert read(mail).kind is Kind.REQUEST


REPORT = (
    "Reporting-MTA: dns; mx.acme.example\n\n"
    "Final-Recipient: rfc822; Bob@Acme.Example\nAction: {action}\nStatus: 5.1.1\n"
)


def report(action: str) -> bytes:
    parts = (("text/plain", "Sorry."), ("message/delivery-status", REPORT.format(action=action)))
    mail = multipart(*parts, subtype="report", From="MAILER-DAEMON@acme.example")
    return mail.replace(b"multipart/report;", b"multipart/report; report-type=delivery-status;")


def test_a_delivery_report_names_the_address_that_failed() -> None:
    mail = read(report("failed"))

    assert (mail.kind, mail.bounced) == (Kind.BOUNCE, ("bob@acme.example",))


def test_a_report_of_a_delay_flags_nobody() -> None:
    mail = read(report("delayed"))

    assert (mail.kind, mail.bounced) == (Kind.BOUNCE, ())


def test_a_bounce_in_words_only_is_recognised() -> None:
    mail = read(
        raw(
            "Your message to <bob@acme.example> could not be delivered.\n550 5.1.1 unknown user\n",
            From="Mail Delivery System <mailer-daemon@mx.acme.example>",
            Subject="Undelivered Mail Returned to Sender",
        )
    )

    assert (mail.kind, mail.bounced) == (Kind.BOUNCE, ("bob@acme.example",))


def test_a_complaint_is_told_from_a_bounce() -> None:
    parts = (("text/plain", "abuse"), ("message/feedback-report", "Feedback-Type: abuse"))

    assert read(multipart(*parts, subtype="report")).kind is Kind.COMPLAINT


@needs_corpora
def test_bounces_and_automatic_replies_of_the_wild_are_recognised() -> None:
    rows = [json.loads(row) for row in (CORPORA / "mail" / "labels.jsonl").read_text().splitlines()]
    kinds = {row["file"]: read((CORPORA / row["file"]).read_bytes()).kind for row in rows}

    def share(label: str, *wanted: Kind) -> float:
        found = [kinds[row["file"]] in wanted for row in rows if row["kind"] == label]
        return sum(found) / len(found)

    assert share("bounce", Kind.BOUNCE) >= 0.95
    assert share("bounce", Kind.BOUNCE, Kind.AUTOMATIC, Kind.COMPLAINT) >= 0.99
    assert share("auto_reply", Kind.AUTOMATIC) >= 0.90
    assert share("complaint_arf", Kind.COMPLAINT) >= 0.90
    assert share("other", Kind.AUTOMATIC) <= 0.06
