"""Sign outgoing mail with DKIM (RFC 6376); a header added on its way breaks the signature."""

import base64
from dataclasses import field
from pathlib import Path

from assistant.values import dataclass

_SIGNED = (
    "from to subject date message-id in-reply-to references mime-version content-type"
    " content-transfer-encoding reply-to auto-submitted list-unsubscribe list-unsubscribe-post"
).split()
_TWICE = ("from", "to", "subject", "date", "reply-to")
"""Signed once more than they occur: a second one of these would be read by some programs."""


class DkimKeyError(ValueError):
    """The key cannot sign: give the path of an RSA private key in PEM, of 1,024 bits or more."""


@dataclass(frozen=True, slots=True)
class DkimKey:
    """A private key, and where its public half is: ``selector._domainkey.domain``."""

    domain: str
    selector: str
    pem: bytes = field(repr=False)

    @classmethod
    def read(cls, path: str, *, domain: str, selector: str) -> "DkimKey":
        """Read a key and try it. Raises DkimKeyError."""
        try:
            key = cls(domain, selector, Path(path).read_bytes())
        except OSError as error:
            raise DkimKeyError(f"{path}: {error.strerror}") from error
        try:
            key.sign(f"From: a@{domain}\r\nSubject: x\r\n\r\nx\r\n".encode())
        except Exception as error:  # what the library raises for a broken key is not one kind
            raise DkimKeyError(f"{path} is no RSA private key in PEM") from error
        return key

    @property
    def record(self) -> str:
        """The name under which the public half is to be found (RFC 6376, 3.6.2.1)."""
        return f"{self.selector}._domainkey.{self.domain}"

    def matches(self, public: str) -> bool:
        """Whether this is the other half of what a record's ``p=`` holds."""
        from dkim.crypto import UnparsableKeyError, parse_pem_private_key, parse_public_key

        try:
            there = parse_public_key(base64.b64decode(public))["modulus"]
        except (UnparsableKeyError, ValueError, IndexError, TypeError):
            return False
        return bool(there == parse_pem_private_key(self.pem)["modulus"])

    def sign(self, raw: bytes) -> bytes:
        """Return the mail with its signature on top; takes some 20 ms."""
        import dkim

        head = raw[: raw.find(b"\r\n\r\n")].lower()
        there = [name for name in _SIGNED if b"\r\n" + name.encode() + b":" in b"\r\n" + head]
        signature = dkim.sign(
            raw,
            self.selector.encode(),
            self.domain.encode(),
            self.pem,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=[name.encode() for name in (*there, *_TWICE)],
        )
        return bytes(signature) + raw
