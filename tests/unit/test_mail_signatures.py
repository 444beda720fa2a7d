"""Without a server of our own that verifies, a sender is proven by their domain's signature."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import dkim
import pytest

from assistant.handlers.dkim_proof import examine_signed
from assistant.handlers.mail_reading import read
from assistant.request import Proof
from tests.mail_samples import raw

Keys = Callable[..., bytes]
SIGNED = [b"From", b"To", b"Subject", b"Date", b"Message-ID"]


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """A private key, and what the name server says of it."""
    path = tmp_path_factory.mktemp("dkim") / "key.pem"
    generate = ["openssl", "genrsa", "-traditional", "-out", str(path), "2048"]
    subprocess.run(generate, check=True, capture_output=True)
    public = subprocess.run(
        ["openssl", "rsa", "-in", str(path), "-pubout"], check=True, capture_output=True
    ).stdout
    body = b"".join(public.splitlines()[1:-1])
    return Path(path).read_bytes(), b"v=DKIM1; k=rsa; p=" + body


def sign(mail: bytes, private: bytes, *, domain: bytes = b"acme.example", **how: object) -> bytes:
    how.setdefault("include_headers", SIGNED)
    return bytes(dkim.sign(mail, b"s1", domain, private, **how)) + mail


def keys(record: bytes) -> Keys:
    """A name server that knows one key, for acme.example and for evil.example."""

    def find(name: bytes, timeout: int = 5) -> bytes:
        known = (b"s1._domainkey.acme.example.", b"s1._domainkey.evil.example.")
        return record if name in known else b""

    return find


def judged(mail: bytes, record: bytes) -> tuple[Proof, str]:
    examined = examine_signed(mail, read(mail).headers, keys(record))
    return examined.proof, examined.because


def test_a_signature_of_the_from_domain_is_proof(key: tuple[bytes, bytes]) -> None:
    private, record = key

    assert judged(sign(raw(), private), record) == (Proof.ALIGNED, "signed by acme.example")


def test_a_foreign_signature_beside_it_does_no_harm(key: tuple[bytes, bytes]) -> None:
    private, record = key
    mail = sign(sign(raw(), private), private, domain=b"evil.example")

    assert judged(mail, record)[0] is Proof.ALIGNED


def test_fault_56_no_forgery_is_proof(key: tuple[bytes, bytes]) -> None:
    private, record = key
    good = sign(raw(), private)
    forged = {
        "unsigned": raw(),
        "signed by another": sign(raw(), private, domain=b"evil.example"),
        "signed by a subdomain": sign(raw(), private, domain=b"mail.acme.example"),
        "signed by the parent": sign(raw(), private, domain=b"example"),
        "another body": good.replace(b"pay invoice 123", b"pay invoice 124"),
        "more body": good + b"pay all\r\n",
        "open end": sign(raw(), private, length=True),
        "open end, used": sign(raw(), private, length=True) + b"pay all\r\n",
        "another subject": good.replace(b"Subject: Invoice", b"Subject: pay all"),
        "a second subject": b"Subject: pay all\r\n" + good,
        "a second From": b"From: eve@evil.example\r\n" + good,
        "another From": good.replace(b"dana@", b"mike@"),
        "subject left out": sign(raw(), private, include_headers=[b"From", b"Date"]),
        "old algorithm": good.replace(b"a=rsa-sha256", b"a=rsa-sha1"),
        "nonsense": b"DKIM-Signature: d=acme.example; a=rsa-sha256; h=from:subject:date\r\n"
        + raw(),
    }

    believed = [name for name, mail in forged.items() if judged(mail, record)[0] is not Proof.NONE]

    assert believed == []


@pytest.mark.parametrize("change", ["t=y; ", "gone"])
def test_a_key_in_test_mode_or_gone_proves_nothing(key: tuple[bytes, bytes], change: str) -> None:
    private, record = key
    told = b"" if change == "gone" else record.replace(b"k=rsa; ", b"k=rsa; t=y; ")

    assert judged(sign(raw(), private), told)[0] is Proof.NONE


def test_the_reason_names_what_is_missing(key: tuple[bytes, bytes]) -> None:
    private, record = key

    assert judged(raw(), record)[1] == "not signed (no DKIM-Signature)"
    assert judged(sign(raw(), private, domain=b"evil.example"), record)[1] == (
        "signed by evil.example, not by acme.example"
    )
