"""Raw mails for the tests, written as bytes so that nothing between hides what is in them."""

from pathlib import Path

import pytest

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
needs_corpora = pytest.mark.skipif(
    not CORPORA.exists(), reason="the mail corpora are not beside this clone"
)

US = "billing@us.example"
DANA = "dana@acme.example"
SERVER = "mx.us.example"
PASSED = f"{SERVER}; dkim=pass header.d=acme.example; dmarc=pass header.from=acme.example"


def raw(body: str = "pay invoice 123\n", *, drop: str = "", **headers: str) -> bytes:
    """One mail from Dana to us; header names have ``_`` for ``-``, ``drop`` omits one."""
    fields = {
        "From": f"Dana Diaz <{DANA}>",
        "To": US,
        "Subject": "Invoice",
        "Date": "Mon, 02 Mar 2026 10:00:00 +0000",
        "Message-ID": "<1@acme.example>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    fields.pop(drop, None)
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return (head + "\r\n" + body.replace("\n", "\r\n")).encode("utf-8", "surrogateescape")


def multipart(*parts: tuple[str, str], subtype: str = "alternative", **headers: str) -> bytes:
    """A mail of several parts, each a (content type, body)."""
    body = "".join(f"--b1\nContent-Type: {kind}\n\n{text}\n" for kind, text in parts) + "--b1--\n"
    return raw(body, Content_Type=f'multipart/{subtype}; boundary="b1"', **headers)


def bounce(
    address: str, *, status: str, action: str = "failed", said: str = "", sent: str = ""
) -> bytes:
    """A delivery report about one address, with the headers of the mail that came back."""
    fields = (
        "Reporting-MTA: dns; mx.acme.example\n\n"
        f"Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {status}\n"
        + (f"Diagnostic-Code: smtp; {said}\n" if said else "")
    )
    returned = f"Message-ID: {sent}\n" if sent else ""
    parts = (
        ("text/plain", "I'm sorry to have to inform you."),
        ("message/delivery-status", fields),
        ("text/rfc822-headers", f"From: {US}\nTo: {address}\nSubject: Paid\n{returned}"),
    )
    mail = multipart(*parts, subtype="report", From="MAILER-DAEMON@acme.example")
    return mail.replace(b"multipart/report;", b"multipart/report; report-type=delivery-status;")
