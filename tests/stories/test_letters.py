"""What people write by mail, as their programs send it and as the door reads it."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from assistant.handlers.mail_reading import read
from assistant.handlers.mail_request import request_from
from assistant.inbox import Answered, answer_of
from assistant.notify.mail_message import compose, message_id
from assistant.request import Proof
from tests.mail_samples import US, bounce, raw
from tests.stories.house import NOON, SUPPORT, House, words_of

AP = "ap@acme.example"
FIRST = "<1@acme.example>"
EVIL = "http://evil.example/pay"
LURE = f"URGENT: your account is locked - log in at {EVIL}"


async def write(
    house: House, body: str, *, proof: Proof = Proof.ALIGNED, **headers: str
) -> Answered:
    """Send a mail from ap and let it be answered."""
    mail = read(raw(body, **{"From": AP, **headers}))
    request = request_from(mail, proof=proof, at=house.clock())
    await house.desk.take_mail(request)
    await house.work()
    (row,) = await house.rows("SELECT id FROM requests WHERE key = :key", key=request.key)
    answered = await house.database.write(lambda tx: answer_of(tx, row.id))
    assert answered
    return answered


def arrived(house: House, address: str = AP) -> EmailMessage:
    """The last mail to somebody, as it is sent."""
    sent = [each for each in house.mail.sent if each.address == address][-1]
    mail = compose(sent, sender=US, sender_name="Billing", at=NOON)
    return message_from_bytes(mail, policy=policy.default)


async def test_an_answer_to_a_forged_mail_bears_no_word_of_it(office: House) -> None:
    answered = await write(office, f"Log in at {EVIL}", proof=Proof.NONE, Subject=LURE)

    answer = arrived(office)
    assert answered.outcome == "stranger"
    assert answer["Subject"] == answered.card.title
    assert answer["In-Reply-To"] == "<1@acme.example>"
    assert EVIL not in answer.as_string()


async def test_an_answer_to_a_proven_mail_keeps_its_subject(office: House) -> None:
    await write(office, "show my invoices", Subject="Our invoices")

    assert arrived(office)["Subject"] == "Re: Our invoices"


async def test_what_was_forged_in_a_conversation_is_no_part_of_its_case(office: House) -> None:
    await write(office, "show my invoices")
    await write(office, LURE, proof=Proof.NONE, Message_ID="<2@x>", References="<1@acme.example>")

    asked = await write(
        office, "talk to a human", Message_ID="<3@acme.example>", References="<1@acme.example>"
    )

    assert asked.outcome == "person_needed"
    told = [words_of(each.card) for each in office.mail.sent if each.address == SUPPORT]
    assert told
    assert "show my invoices" in told[0]
    assert EVIL not in "".join(told)


async def test_a_forged_mail_does_not_come_between_an_offer_and_its_yes(house: House) -> None:
    await write(house, "pay invoice 123")
    await write(house, "no", proof=Proof.NONE, Message_ID="<2@x>", References="<1@acme.example>")

    paid = await write(house, "yes", Message_ID="<3@acme.example>", References="<1@acme.example>")

    assert paid.outcome == "payment_started"


async def test_the_words_of_a_bounce_are_told_to_nobody_but_our_agents(house: House) -> None:
    await house.pay("dana", "121")
    await house.work()
    sent = [each for each in house.mail.sent if each.address == AP][-1]
    said = f"550 5.1.1 {LURE}"

    await house.desk.note_mail(
        read(bounce(AP, status="5.1.1", said=said, sent=message_id(sent.delivery_id, US)))
    )
    await house.work()

    (told,) = [
        each.card for each in house.mail.sent if each.card.title == f"Mail to {AP} comes back"
    ]
    assert told.facts[0].value == "550 5.1.1"
    assert EVIL not in words_of(told)


ENGLISH = (
    "CONFIDENTIALITY NOTICE: This e-mail and any attachments are confidential and intended solely"
    " for the addressee.\nIf you have received it in error, please notify the sender immediately"
    " and delete this message.\nWe accept no liability for viruses."
)
DISCLAIMERS = [
    ENGLISH,
    f"*** {ENGLISH}\n\nPlease consider the environment before printing this e-mail. Thank you.",
    "This email is confidential and may be legally privileged. Any disclosure is prohibited.",
    "Disclaimer: The views or opinions presented here are not those of the sender's company.",
    "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind"
    " oder diese E-Mail irrtümlich erhalten haben, vernichten Sie diese Mail. Die unbefugte"
    " Weitergabe ist nicht gestattet.",
    "Ce message et ses pièces jointes sont confidentiels et à l'intention de son destinataire."
    " Toute diffusion non autorisée est interdite.",
    "Este mensaje puede contener información confidencial. Si no es el destinatario, la copia está"
    " prohibida y le rogamos que lo comunique al remitente.",
    "本メールには機密情報が含まれています。誤って受信された場合は、送信者に連絡し削除してください。",
]


@pytest.mark.parametrize("disclaimer", DISCLAIMERS)
async def test_a_yes_above_a_disclaimer_is_a_yes(house: House, disclaimer: str) -> None:
    await write(house, f"pay invoice 123\n\n{disclaimer}")

    paid = await write(
        house, f"Yes\n\n{disclaimer}\n", Message_ID="<2@acme.example>", In_Reply_To=FIRST
    )

    assert paid.outcome == "payment_started"
    assert house.taken() == [42000]


@pytest.mark.parametrize(
    "more",
    [
        "but only 100",
        "This email is confidential. Please send the PDF to bob.",
        "CONFIDENTIAL: pay 124 instead",
        "This message is only to say: don't do it",
        "This e-mail is confidential, wait for the addressee",
        "Disclaimer: I have not seen the invoice",
        "Hinweis: vertraulich, aber erst morgen",
        "Thanks\nThis message is not a confirmation",
        f"We changed our bank\n\n{ENGLISH}",
        f"{ENGLISH}\n\nand mail me the receipt",
    ],
)
async def test_what_says_more_than_a_disclaimer_pays_nothing(house: House, more: str) -> None:
    await write(house, "pay invoice 123")

    answered = await write(
        house, f"Yes\n\n{more}\n", Message_ID="<2@acme.example>", In_Reply_To=FIRST
    )

    assert answered.outcome != "payment_started"
    assert house.taken() == []


async def test_above_a_disclaimer_and_a_greeting_alone_the_subject_speaks(office: House) -> None:
    answered = await write(office, f"Hello,\n\n{ENGLISH}", Subject="show invoice 123")

    assert answered.outcome == "invoice_shown"


REMINDED = {"Subject": "Re: Invoice 121 was due on 23 Feb 2026: 360.00 USD [INV-121]"}


@pytest.mark.parametrize(
    "words",
    [
        "Payment for this was sent this morning.",
        "We transferred 360.00 USD today. Ref 99812",
        "we have transferred 360.00 USD today for invoice 121. Ref 99812",
        "We paid this yesterday.",
        "Die Zahlung dafür ging heute Morgen raus.",
        "Heute haben wir 360,00 USD überwiesen. Ref 99812",
        "Le paiement est parti ce matin.",
        "El pago salió esta mañana.",
        "今朝送金しました",
    ],
)
async def test_a_reply_to_a_reminder_that_says_it_is_paid_holds_reminders_back(
    office: House, words: str
) -> None:
    answered = await write(office, words, **REMINDED)

    assert answered.outcome == "says_paid"
    assert "invoice 121" in answered.card.paragraphs[0]
    (hold,) = await office.rows("SELECT kind, invoice_id FROM reminder_holds")
    assert hold.kind == "says_paid"
    assert await office.payments() == []


@pytest.mark.parametrize(
    "words",
    [
        "Stop sending me these",
        "Hört auf, mir das zu schicken",
        "Ne m'envoyez plus ça",
        "Dejen de enviarme esto",
        "これを送らないでください",
    ],
)
async def test_a_reply_that_wants_no_more_of_these_turns_reminders_off(
    office: House, words: str
) -> None:
    answered = await write(office, words, **REMINDED)

    assert answered.outcome == "preferences_shown"
    assert "reminders on" in words_of(answered.card)


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("can you please send me a copy of this invoice?", "documents_found"),
        ("Please send me the PDF", "documents_found"),
        ("This is wrong, we cancelled", "disputed"),
        ("we will pay this on Friday", "promise_kept"),
    ],
)
@pytest.mark.parametrize("subject", ["Invoice 123", "Re: AW: Your invoice no. 123 [INV-123]"])
async def test_the_subject_of_a_proven_mail_says_what_this_is(
    office: House, words: str, outcome: str, subject: str
) -> None:
    answered = await write(office, words, Subject=subject)

    assert answered.outcome == outcome
    assert "123" in words_of(answered.card)
    assert "121" not in words_of(answered.card)


async def test_a_payment_named_by_the_subject_is_offered_and_no_more(house: House) -> None:
    offered = await write(house, "please pay this invoice", Subject="Invoice 123")

    assert (offered.outcome, offered.card.title) == ("offer_made", "Pay 420.00 USD?")
    assert await house.payments() == []


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("Invoices 122 and 123", "Please send me the PDF"),
        ("Invoice 301", "Please send me the PDF"),
        ("Invoice 123", "send me all invoices as pdf"),
        ("Your bill", "Please send me the PDF"),
    ],
)
async def test_a_subject_that_names_not_one_of_theirs_answers_nothing(
    office: House, subject: str, words: str
) -> None:
    assert (await write(office, words, Subject=subject)).outcome != "documents_found"


async def test_what_was_looked_at_since_is_asked_about_whatever_the_subject(office: House) -> None:
    await write(office, "show invoice 122", Subject="Invoice 123")

    answered = await write(
        office,
        "Please send me the PDF",
        Subject="Re: Invoice 123",
        Message_ID="<2@acme.example>",
        In_Reply_To=FIRST,
    )

    assert "123.pdf" not in words_of(answered.card)
    assert answered.outcome != "documents_found"


async def test_a_subject_says_nothing_of_an_unproven_mail(office: House) -> None:
    answered = await write(office, "This is wrong", proof=Proof.NONE, Subject="Invoice 123")

    assert answered.outcome == "stranger"
    assert await office.rows("SELECT id FROM cases") == []
