"""Machines are recognised by their mail, so that they are recorded and never answered."""

import json

import pytest

from assistant.handlers.mail_classes import Kind
from assistant.handlers.mail_reading import Mail, read
from tests.mail_samples import CORPORA, bounce, multipart, needs_corpora, raw

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


@pytest.mark.parametrize(
    ("status", "said", "permanent"),
    [
        ("5.1.1", "550 5.1.1 <bob@acme.example>... User unknown", True),
        ("5.1.2", "", True),
        ("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound", True),
        ("5.2.1", "550 5.2.1 The email account that you tried to reach is disabled", True),
        ("5.4.1", "550 5.4.1 Recipient address rejected: Access denied", True),
        ("5.0.0", "550 No such user here", True),
        ("5.0.0", "", False),
        ("5.2.2", "552 5.2.2 Over quota", False),
        ("5.1.1", "452 4.2.2 Mailbox full", False),
        ("5.3.4", "552 5.3.4 Message too big", False),
        ("5.7.1", "554 5.7.1 Message rejected as spam by policy", False),
        ("5.7.26", "550-5.7.26 unauthenticated", False),
        ("5.1.8", "501 5.1.8 Sender address rejected", False),
        ("4.4.7", "Message expired", False),
        ("4.2.1", "421 try again later", False),
    ],
)
def test_a_failure_is_permanent_only_when_it_is_the_addresss_and_for_good(
    status: str, said: str, *, permanent: bool
) -> None:
    mail = read(bounce("bob@acme.example", status=status, said=said))

    assert [(each.address, each.permanent) for each in mail.failures] == [
        ("bob@acme.example", permanent)
    ]


def test_of_several_recipients_each_has_its_own_reason() -> None:
    fields = (
        "Reporting-MTA: dns; mx\n\nOriginal-Recipient: rfc822;A@x.example\n"
        "Final-Recipient: rfc822; box7@internal\nAction: failed\nStatus: 5.1.1\n\n"
        "Final-Recipient: rfc822; b@x.example\nAction: delayed\nStatus: 4.4.1\n\n"
        "Final-Recipient: rfc822; c@x.example\nAction: delivered\nStatus: 2.0.0\n"
    )
    mail = read(multipart(("message/delivery-status", fields), subtype="report"))

    assert [(e.address, e.permanent, e.delayed) for e in mail.failures] == [
        ("a@x.example", True, False),
        ("b@x.example", False, True),
    ]
    assert mail.bounced == ("a@x.example",)


def test_a_bounce_names_the_mail_it_sends_back() -> None:
    mail = read(bounce("bob@acme.example", status="5.1.1", sent="<dlv_1@us.example>"))

    assert "dlv_1@us.example" in mail.returns


WORDS = {
    "qmail": (
        "MAILER-DAEMON@mx.acme.example",
        "failure notice",
        "Hi. This is the qmail-send program at mx.acme.example.\nI'm afraid I wasn't able to"
        " deliver your message to the following addresses.\n\n<bob@acme.example>:\nSorry, no"
        " mailbox"
        " here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n"
        "Message-ID: <1@us.example>\nTo: bob@acme.example\n",
    ),
    "exim": (
        "Mail Delivery System <Mailer-Daemon@mx.acme.example>",
        "Mail delivery failed: returning message to sender",
        "This message was created automatically by mail delivery software.\n\nA message that you"
        " sent could not be delivered to one or more of its\nrecipients. This is a permanent error."
        " The following address(es) failed:\n\n  bob@acme.example\n    Unrouteable address\n",
    ),
    "exchange": (
        "System Administrator <postmaster@acme.example>",
        "Undeliverable: Paid: invoice 123",
        "Your message did not reach some or all of the intended recipients.\n\n"
        "bob@acme.example on 3/2/2026 10:00 AM\n  The e-mail account does not exist at the"
        " organization this message was sent to.\n      <mx.acme.example #5.1.1>\n",
    ),
    "domino": (
        "postmaster@acme.example",
        "DELIVERY FAILURE: User bob not listed in Domino Directory",
        "Your message\n\n  Subject: Paid\n\nwas not delivered to:\n\n  bob@acme.example\n\nbecause:"
        "\n\n"
        "  User bob (bob@acme.example) not listed in Domino Directory\n",
    ),
    "German": (
        "Mail Delivery System <MAILER-DAEMON@mx.acme.example>",
        "Unzustellbar: Rechnung",
        "Diese Nachricht konnte nicht zugestellt werden:\n\n<bob@acme.example>: 550 5.1.1 Empfänger"
        " unbekannt\n",
    ),
    "French": (
        "Mail Delivery Subsystem <mailer-daemon@mx.acme.example>",
        "Échec de la remise",
        "Votre message n'a pas pu être remis.\n<bob@acme.example>: 550 5.1.1 utilisateur inconnu\n",
    ),
    "a broken MIME head": (
        "post_master@acme.example",
        "Re: Paid",
        "Error message below:\n550 - Requested action not taken: no such user here\n"
        "  RCPT TO: <bob@acme.example>\n",
    ),
}


@pytest.mark.parametrize("name", WORDS)
def test_bounces_in_words_only_are_recognised_with_their_address(name: str) -> None:
    sender, subject, body = WORDS[name]
    mail = read(raw(body, From=sender, Subject=subject))

    assert mail.kind is Kind.BOUNCE
    assert mail.bounced == ("bob@acme.example",)
    assert mail.failures[0].permanent


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


LANGUAGES = [
    "Out of office", "Automatic reply: Invoice 123", "Auto: away", "Abwesenheitsnotiz: Rechnung",
    "Automatische Antwort: Re: Rechnung", "Absence du bureau : facture", "Réponse automatique : x",
    "Respuesta automática: factura", "Fuera de la oficina", "Risposta automatica: fattura",
    "Fuori ufficio", "Resposta automática: fatura", "Automatisch antwoord: factuur", "Afwezig",
    "Autosvar: faktura", "Frånvaro: semester", "Automaattinen vastaus: lasku",
    "Automatyczna odpowiedź: faktura", "Automatická odpověď: faktura", "Автоответ: счёт",
    "Otomatik yanıt: fatura", "自動返信: 請求書", "自动回复: 发票", "자동 회신: 청구서", "不在通知",
    "Не в офисе", "Automatikus válasz: számla", "Răspuns automat: factură",
]  # fmt: skip


@pytest.mark.parametrize("subject", LANGUAGES)
def test_out_of_office_is_recognised_in_many_languages(subject: str) -> None:
    assert read(raw("Back on Monday.\n", Subject=subject)).kind is Kind.AUTOMATIC


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for your message. I am currently out of the office until 9 March.",
        "Hello,\nI'm on annual leave. In urgent cases please contact ap@acme.example.",
        "Guten Tag,\nich bin bis zum 9. März nicht im Büro.",
        "Bonjour,\nje suis absente jusqu'au 9 mars.",
        "Estoy fuera de la oficina hasta el lunes.",
        "I'm on holiday. Invoices will be paid when I am back.",
        "12月1日まで休暇をいただいております。",
        "本日は不在です。お急ぎの方は経理までご連絡ください。",
    ],
)
def test_the_words_of_somebody_away_are_not_answered(text: str) -> None:
    assert read(raw(f"{text}\n", Subject="Re: Invoice 123")).kind is Kind.AUTOMATIC


@pytest.mark.parametrize(
    "text",
    [
        "I am out of the office on Friday, can you send me the PDF of 123?",
        "I'll be on vacation. Please pay invoice 123 with my card.",
        "Please move the payment, I am on leave.",
        "pay invoice 123",
        "I'm on holiday next week but will pay on Friday",
        "I am out of the office on Friday, so we will pay 121 on Thursday.",
        "I’m on leave from Monday. We have already paid 121.",
        "Ich bin ab Montag im Urlaub, wir zahlen am Freitag.",
        "Ich bin nächste Woche im Urlaub und werde die Rechnung am Freitag bezahlen.",
        "Je suis absente lundi, nous paierons vendredi.",
        "Estoy de vacaciones, pero pagaremos el viernes.",
        "来週は休暇をいただきますが、金曜日に支払います。",
    ],
)
def test_whoever_is_away_and_says_what_they_do_is_answered(text: str) -> None:
    assert read(raw(f"{text}\n", Subject="Re: Invoice 123")).kind is Kind.REQUEST


def test_an_unsubscription_by_a_mail_program_is_a_complaint() -> None:
    mail = raw("", Subject="unsubscribe", X_Apple_Unsubscribe="true", Auto_Submitted="auto-replied")

    assert read(mail).kind is Kind.COMPLAINT


@needs_corpora
def test_bounces_and_automatic_replies_of_the_wild_are_recognised() -> None:
    rows = [json.loads(row) for row in (CORPORA / "mail" / "labels.jsonl").read_text().splitlines()]
    mails = {row["file"]: read((CORPORA / row["file"]).read_bytes()) for row in rows}

    def share(of: list[dict[str, str]], *wanted: Kind) -> float:
        return sum(mails[row["file"]].kind in wanted for row in of) / len(of)

    labelled = {kind: [row for row in rows if row["kind"] == kind] for kind in KINDS}
    assert share(labelled["bounce"], Kind.BOUNCE) >= 0.98
    assert share(labelled["bounce"], Kind.BOUNCE, Kind.AUTOMATIC, Kind.COMPLAINT) == 1
    assert share(labelled["auto_reply"], Kind.AUTOMATIC) >= 0.95
    assert share(labelled["complaint_arf"], Kind.COMPLAINT) >= 0.95
    # what calls itself bulk or of a list is no ordinary mail, whatever it is labelled
    other = [row for row in labelled["other"] if not _of_a_list(mails[row["file"]])]
    assert share(other, Kind.AUTOMATIC) <= 0.01
    named = [bool(mails[row["file"]].failures) for row in labelled["bounce"]]
    assert sum(named) / len(named) >= 0.95


KINDS = ("bounce", "auto_reply", "complaint_arf", "other")


def _of_a_list(mail: Mail) -> bool:
    return any(
        name.lower() in {"list-id", "list-unsubscribe", "precedence"} for name, _ in mail.headers
    )
