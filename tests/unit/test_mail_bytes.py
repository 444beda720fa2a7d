"""What we write is what mail programs read: every word, name and byte, and nothing more."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.documents.job import Made
from assistant.notify.mail_bytes import assemble, mailbox, words

LINES = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=200)
TEXTS = st.lists(LINES, max_size=8).map("\n".join)


def parsed(raw: bytes) -> EmailMessage:
    mail = message_from_bytes(raw, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n").rstrip("\n")


@given(TEXTS, TEXTS, TEXTS)
def test_a_page_with_a_style_sheet_is_the_page_that_was_written(
    before: str, sheet: str, after: str
) -> None:
    page = f"{before}\n<style>\n{sheet}\n</style>\n{after}"

    raw = assemble([("Subject", "x")], "x", page, (), key="k")

    assert body(parsed(raw), "html") == page.rstrip("\n")
    assert max(map(len, raw.split(b"\r\n"))) <= 78


@given(TEXTS, TEXTS)
def test_both_bodies_arrive_as_they_were_written(text: str, html: str) -> None:
    raw = assemble([("Subject", "x")], text, html, (), key="k")
    mail = parsed(raw)

    assert body(mail, "plain") == text.rstrip("\n")
    assert body(mail, "html") == html.rstrip("\n")
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert b"\n" not in raw.replace(b"\r\n", b"")


@given(LINES.map(lambda line: " ".join(line.replace("=?", "= ?").split())))
def test_a_subject_and_a_name_arrive_whole_on_one_line(line: str) -> None:
    raw = assemble(
        [("From", mailbox(line, "b@us.example")), ("Subject", words(line))], "x", "x", (), key="k"
    )
    mail = parsed(raw)

    assert str(mail["Subject"] or "") == line
    assert mail["From"].addresses[0].addr_spec == "b@us.example"
    assert [name for name, _ in mail.items()][:2] == ["From", "Subject"]


@pytest.mark.parametrize(
    "name", ["a.pdf", 'r"x.pdf', "Rechnung März.pdf", "請求書.pdf", "a;b=c.pdf"]
)
def test_a_file_arrives_under_its_name(name: str) -> None:
    content = bytes(range(256)) * 40
    raw = assemble([], "x", "x", [Made(name, "application/pdf", content)], key="k")

    (file,) = parsed(raw).iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == (name, "application/pdf")
    assert file.get_content() == content


def test_the_same_delivery_is_the_same_bytes_every_time() -> None:
    made = [assemble([("Subject", "x")], "a", "b", (), key=key) for key in ("k", "k", "other")]

    assert made[0] == made[1] != made[2]


def test_long_references_are_folded_between_identifiers() -> None:
    known = " ".join(f"<{number:040}@acme.example>" for number in range(10))
    raw = assemble([("References", known)], "x", "x", (), key="k")

    assert max(map(len, raw.split(b"\r\n"))) <= 90
    assert parsed(raw)["References"].split() == known.split()
