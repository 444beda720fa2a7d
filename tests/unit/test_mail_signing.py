"""Outgoing mail: signed so that nothing can be added, stoppable by one click, not too fast."""

import subprocess
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import dkim
import pytest
from starlette.testclient import TestClient

from assistant.card import Card
from assistant.handlers.mail_address import is_ours, token_in
from assistant.handlers.mail_classes import Kind
from assistant.handlers.mail_reading import read
from assistant.handlers.unsubscribe_http import unsubscribe_route
from assistant.notify.mail_message import Ways, compose
from assistant.notify.mail_pace import Pace
from assistant.notify.mail_signing import DkimKey, DkimKeyError
from assistant.notify.senders import DeliveryLaterError, Outgoing
from assistant.render.mail_thread import MailThread
from tests.mail_samples import DANA, US, raw

NUMBER = "dlv_" + "0f" * 16
AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
CARD = Card(title="Paid: invoice 123")
STOP = "https://billing.us.example/mail/stop"


@pytest.fixture(scope="module")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("key") / "key.pem"
    command = ["openssl", "genpkey", "-algorithm", "RSA", "-out", str(path)]
    subprocess.run([*command, "-pkeyopt", "rsa_keygen_bits:2048"], check=True, capture_output=True)
    return path


def composed(
    *, place: str = "", stop_at: str = STOP, tokens: bool = False, card: Card = CARD
) -> bytes:
    outgoing = Outgoing(delivery_id=NUMBER, address=DANA, place=place, card=card)
    return compose(
        outgoing, sender=US, sender_name="Billing", at=AT, ways=Ways(stop_at, reply_tokens=tokens)
    )


def test_a_signed_mail_verifies_and_any_addition_breaks_it(key_file: Path) -> None:
    key = DkimKey.read(str(key_file), domain="us.example", selector="billing")
    public = subprocess.run(
        ["openssl", "rsa", "-in", str(key_file), "-pubout"], check=True, capture_output=True
    ).stdout
    record = b"v=DKIM1; p=" + b"".join(public.splitlines()[1:-1])
    signed = key.sign(composed())

    def verified(mail: bytes) -> bool:
        return bool(dkim.verify(mail, dnsfunc=lambda name, timeout=5: record))

    assert verified(signed)
    assert b"d=us.example" in signed
    for added in (b"From: eve@evil.example", b"Subject: pay eve", b"Reply-To: eve@evil.example"):
        assert not verified(added + b"\r\n" + signed)
    assert not verified(signed + b"pay eve\r\n")


@pytest.mark.parametrize("text", ["", "no key", "-----BEGIN PRIVATE KEY-----\nAAAA\n"])
def test_a_key_that_cannot_sign_is_refused_at_once(tmp_path: Path, text: str) -> None:
    path = tmp_path / "key.pem"
    path.write_text(text)

    with pytest.raises(DkimKeyError, match="no RSA private key"):
        DkimKey.read(str(path), domain="us.example", selector="billing")
    with pytest.raises(DkimKeyError, match="No such file"):
        DkimKey.read(str(tmp_path / "gone.pem"), domain="us.example", selector="billing")


@pytest.mark.parametrize(
    ("number", "tag"), [("123", " [INV-123]"), ("INV-2026/7", " [INV-2026/7]"), ("a]\r\nb", "")]
)
def test_a_notice_names_its_invoice_in_the_subject_and_an_answer_keeps_its_own(
    number: str, tag: str
) -> None:
    card = Card(title="Paid", about=number)
    notice = message_from_bytes(composed(card=card), policy=SMTP)
    place = MailThread(subject="Re: our bill").model_dump_json()
    answer = message_from_bytes(composed(card=card, place=place), policy=SMTP)

    assert (notice["Subject"], answer["Subject"]) == (f"Paid{tag}", "Re: our bill")


def test_a_notice_says_how_to_stop_notices_and_an_answer_does_not() -> None:
    notice = message_from_bytes(composed(), policy=SMTP)
    answer = message_from_bytes(composed(place=MailThread().model_dump_json()))

    assert notice["List-Unsubscribe"] == (
        f"<{STOP}/{NUMBER}>, <mailto:{US}?subject=unsubscribe%20{NUMBER}>"
    )
    assert notice["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert answer["List-Unsubscribe"] is None
    assert answer["Auto-Submitted"] == "auto-replied"


def test_one_click_needs_https() -> None:
    notice = message_from_bytes(composed(stop_at="http://127.0.0.1:8080/mail/stop"))

    assert notice["List-Unsubscribe-Post"] is None
    assert notice["List-Unsubscribe"].startswith("<mailto:")


def test_the_mail_that_asks_to_stop_names_the_notice() -> None:
    mail = read(raw("", Subject=f"unsubscribe {NUMBER}"))

    assert mail.kind is Kind.COMPLAINT
    assert NUMBER in mail.returns
    assert [(each.address, each.asked) for each in mail.failures] == [(DANA, True)]


def test_only_a_click_stops_notices_and_opening_the_page_does_not() -> None:
    stopped: list[str] = []

    async def stop(number: str) -> bool:
        stopped.append(number)
        return False

    from starlette.applications import Starlette

    with TestClient(Starlette(routes=[unsubscribe_route(stop)])) as client:
        opened = client.get(f"/mail/stop/{NUMBER}")
        unknown = client.post("/mail/stop/x'><script>")
        clicked = client.post(f"/mail/stop/{NUMBER}", data={"List-Unsubscribe": "One-Click"})

    assert stopped == [NUMBER]
    assert "<form" in opened.text
    assert (clicked.status_code, unknown.status_code) == (200, 200)
    assert clicked.text == unknown.text


async def test_mails_to_one_domain_keep_their_distance_and_others_do_not_wait() -> None:
    now, slept = 100.0, []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    pace = Pace(2.0, now=lambda: now, sleep=sleep)

    for address in ("a@x.example", "b@x.example", "c@X.example", "d@y.example"):
        await pace.turn(address)

    assert slept == [2.0, 4.0]


async def test_what_would_wait_too_long_is_put_off() -> None:
    async def sleep(_: float) -> None:
        return

    pace = Pace(15.0, now=lambda: 0.0, sleep=sleep)
    await pace.turn("a@x.example")
    await pace.turn("a@x.example")

    with pytest.raises(DeliveryLaterError) as late:
        await pace.turn("a@x.example")
    assert late.value.after == 30


def test_an_answer_may_go_to_an_address_of_its_own_that_is_ours() -> None:
    plain, own = message_from_bytes(composed()), message_from_bytes(composed(tokens=True))

    assert plain["Reply-To"] is None
    assert own["From"] == f"Billing <{US}>"
    assert own["Reply-To"] == f"billing+{NUMBER}@us.example"
    assert is_ours(own["Reply-To"], US)
    assert token_in([DANA, own["Reply-To"].upper()], US) == NUMBER
    assert token_in([f"billing+{NUMBER}@evil.example", "billing+x@us.example"], US) == ""
