"""Reading mail: whatever the bytes, an answer comes back soon, and the words are the sender's."""

import time
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.handlers.mail_classes import Kind
from assistant.handlers.mail_limits import MOST_BYTES
from assistant.handlers.mail_reading import read
from tests.mail_samples import CORPORA, DANA, US, multipart, needs_corpora, raw


def test_a_plain_mail_is_read_whole() -> None:
    mail = read(
        raw(
            "pay invoice 123\n",
            Cc="Bob <bob@acme.example>",
            Delivered_To=US,
            References="<a@us.example> <b@us.example>",
            In_Reply_To="<b@us.example>",
        )
    )

    assert mail.kind is Kind.REQUEST
    assert (mail.from_address, mail.from_name) == (DANA, "Dana Diaz")
    assert (mail.to, mail.cc, mail.delivered_to) == ((US,), ("bob@acme.example",), (US,))
    assert (mail.message_id, mail.in_reply_to) == ("<1@acme.example>", "<b@us.example>")
    assert mail.references == ("<a@us.example>", "<b@us.example>")
    assert mail.new_text == "pay invoice 123"
    assert mail.sent_at is not None
    assert mail.sent_at.isoformat() == "2026-03-02T10:00:00+00:00"


def test_html_only_mail_is_read_as_its_visible_text() -> None:
    html = "<style>p{color:red}</style><p>pay&nbsp;<b>invoice</b> 123</p><p>Dana</p>"

    mail = read(raw(html, Content_Type="text/html; charset=utf-8"))

    assert mail.new_text.split() == ["pay", "invoice", "123", "Dana"]


def test_the_plain_part_speaks_when_there_are_two() -> None:
    mail = read(multipart(("text/plain", "hello"), ("text/html", "<p>pay all</p>")))

    assert mail.new_text == "hello"


def test_an_empty_plain_part_lets_the_html_speak() -> None:
    mail = read(multipart(("text/plain", " \n"), ("text/html", "<p>pay 123</p>")))

    assert mail.new_text == "pay 123"


def test_attached_text_is_never_the_senders_words() -> None:
    attached = "Content-Disposition: attachment; filename=note.txt\n\npay all"
    body = f"--b1\nContent-Type: text/plain\n{attached}\n--b1--\n"

    mail = read(raw(body, Content_Type="multipart/mixed; boundary=b1"))

    assert mail.new_text == ""
    assert mail.attachments == ("note.txt",)


def test_a_forwarded_mail_as_attachment_is_never_the_senders_words() -> None:
    inner = "From: boss@acme.example\n\npay all"

    mail = read(multipart(("message/rfc822", inner), subtype="mixed"))

    assert mail.new_text == ""


def test_soft_line_breaks_are_joined() -> None:
    mail = read(raw("pay invoice \n123\n-- \nDana\n", Content_Type="text/plain; format=flowed"))

    assert mail.new_text == "pay invoice 123"


def test_encoded_subjects_and_names_are_decoded_on_one_line() -> None:
    mail = read(
        raw(
            Subject="=?utf-8?q?Rechnung_f=C3=BCr_M=C3=A4rz=0D=0ABcc=3A_x?=",
            From=f"=?utf-8?b?{b64encode('Jürgen'.encode()).decode()}?= <{DANA}>",
        )
    )

    assert mail.subject == "Rechnung für März Bcc: x"
    assert mail.from_name == "Jürgen"


def test_bidirectional_tricks_in_a_subject_are_dropped() -> None:
    assert read(raw(Subject="pay \u202e321\u202c")).subject == "pay 321"


@pytest.mark.parametrize(
    ("charset", "body"),
    [
        ("utf-8", "für".encode("latin-1")),
        ("us-ascii", "für".encode()),
        ("iso-8859-1", "für".encode("latin-1")),
        ("x-unknown", "für".encode()),
        ("\x00", "für".encode()),
        ("idna", "für".encode()),
        ("windows-1252", "für".encode("cp1252")),
    ],
)
def test_fault_53_a_charset_that_lies_is_repaired(charset: str, body: bytes) -> None:
    head = raw("", Content_Type=f"text/plain; charset={charset}")

    assert read(head + body).new_text == "für"


MALFORMED = {
    "message id in brackets": raw(Message_ID="<[x@y]>"),
    "newline in an encoded sender": raw(From="=?utf-8?q?a=0Ab?= <dana@acme.example>"),
    "nested comments": raw(From="(" * 5_000 + DANA),
    "open quote": raw(From='"Dana <dana@acme.example>'),
    "no body": raw("").rstrip(),
    "no headers": b"\r\n\r\nhello",
    "nothing": b"",
    "one byte": b"\xff",
    "header without colon": b"From dana\r\nhello\r\n\r\nbody",
    "bad base64": raw("!!!=", Content_Transfer_Encoding="base64"),
    "bad quoted-printable": raw("=ZZ=", Content_Transfer_Encoding="quoted-printable"),
    "bad uuencode": raw("begin 666 x\n\x00\n", Content_Transfer_Encoding="x-uuencode"),
    "unknown encoding": raw("hi", Content_Transfer_Encoding="7-bit; really"),
    "boundary never used": raw("hi", Content_Type="multipart/mixed; boundary=never"),
    "multipart without boundary": raw("hi", Content_Type="multipart/mixed"),
    "parameters that break RFC 2231": raw("hi", Content_Type="text/plain; charset*0*=x'y; a*=1"),
    "bytes beyond ASCII in headers": raw(Subject="\udcff\udcfe"),
    "impossible date": raw(Date="Fri, 99 Foo 99999 99:99:99 +9999"),
    "a bell": raw(From="\x07 <dana@acme.example>"),
    "only carriage returns": raw().replace(b"\r\n", b"\r"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_fault_53_malformed_mail_is_read_or_set_aside_but_never_raises(name: str) -> None:
    mail = read(MALFORMED[name])

    assert mail.kind is Kind.UNREADABLE or mail.from_address
    assert mail.kind is not Kind.UNREADABLE or mail.reasons


@given(st.binary(max_size=3_000))
def test_fault_53_no_bytes_make_reading_raise(data: bytes) -> None:
    read(data)


SYNTAX = ["From: ", "a@b.c", "\r\n", "\r\n\r\n", "Content-Type: multipart/mixed; boundary=x", "--x"]
SYNTAX += ["=?utf-8?b?", "?=", "(", '"', "<", ">", ";", "charset=", "\x00", "é", "\r", "\n "]


@given(st.lists(st.sampled_from(SYNTAX), max_size=60))
def test_fault_53_no_arrangement_of_mail_syntax_makes_reading_raise(pieces: list[str]) -> None:
    read("".join(pieces).encode())


def test_only_encrypted_mail_is_set_aside_with_its_reason() -> None:
    parts = (("application/pgp-encrypted", "Version: 1"), ("application/octet-stream", "x"))

    assert read(multipart(*parts, subtype="encrypted")).reasons == ("encrypted",)
    assert read(raw("-----BEGIN PGP MESSAGE-----\n\nx\n")).reasons == ("encrypted",)


def test_a_winmail_dat_alone_is_set_aside() -> None:
    mail = read(multipart(("application/ms-tnef", "x"), subtype="mixed"))

    assert (mail.kind, mail.reasons) == (Kind.UNREADABLE, ("only a winmail.dat",))


def test_a_signed_mail_is_read_like_any_other() -> None:
    parts = (("text/plain", "pay invoice 123"), ("application/pkcs7-signature", "MIIx"))

    assert read(multipart(*parts, subtype="signed")).new_text == "pay invoice 123"


def nested(depth: int) -> bytes:
    body = "Content-Type: text/plain\n\nhi\n"
    for level in range(depth):
        head = f"Content-Type: multipart/mixed; boundary=b{level}\n\n"
        body = f"{head}--b{level}\n{body}\n--b{level}--\n"
    return f"From: {DANA}\n".encode() + body.encode()


BOMBS = {
    "1,000 levels": lambda: nested(1_000),
    "30 levels": lambda: nested(30),
    "1,000 mails within mails": lambda: (
        f"From: {DANA}\n".encode() + b"Content-Type: message/rfc822\n\n" * 1_000
    ),
    "50,000 parts": lambda: raw("--b\n\n" * 50_000, Content_Type="multipart/mixed; boundary=b"),
    "101 parts": lambda: raw(
        "--b\n\nx\n" * 101 + "--b--\n", Content_Type="multipart/mixed; boundary=b"
    ),
    "20,000 recipients": lambda: raw(To=", ".join(f"u{n}@x.example" for n in range(20_000))),
    "20,000 headers": lambda: b"X: y\r\n" * 20_000 + raw(),
    "one header of 100 kB": lambda: raw(Subject="x" * 100_000),
    "nine million lines": lambda: raw() + b"\n" * 9_000_000,
    "more than the limit": lambda: raw("x" * (MOST_BYTES + 1)),
}


@pytest.mark.parametrize("name", BOMBS)
def test_fault_54_a_bomb_is_set_aside_within_a_second(name: str) -> None:
    bomb = BOMBS[name]()
    began = time.process_time()

    mail = read(bomb)

    assert mail.kind is Kind.UNREADABLE
    assert mail.reasons[0].startswith(("more than", "a header longer", "larger than", "malformed"))
    assert time.process_time() - began < 1


def test_fault_54_a_large_attachment_takes_less_than_a_second() -> None:
    attachment = b64encode(bytes(5_000_000)).decode()
    body = (
        "--b\n\npay 123\n--b\nContent-Type: application/pdf\n"
        f"Content-Transfer-Encoding: base64\n\n{attachment}\n--b--\n"
    )
    bomb = raw(body, Content_Type="multipart/mixed; boundary=b")
    began = time.process_time()

    mail = read(bomb)

    assert mail.new_text == "pay 123"
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "html", ["<a " * 100_000, "<!--" * 50_000, '<a b="' * 50_000, "<div>" * 60_000, "&#1" * 90_000]
)
def test_fault_55_html_that_is_slow_for_parsers_is_not_for_us(html: str) -> None:
    began = time.process_time()

    read(raw(html, Content_Type="text/html"))

    assert time.process_time() - began < 1


@needs_corpora
def test_real_mail_is_read_without_an_exception() -> None:
    mails = [read(path.read_bytes()) for path in (CORPORA / "mail").rglob("*") if path.is_file()]

    assert len(mails) > 500
    assert not [mail for mail in mails if "malformed" in " ".join(mail.reasons)]
