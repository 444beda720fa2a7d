"""A mail speaks for someone only with our own server's word; every forgery proves nothing."""

import json
import random
import re

import pytest
from authres import AuthenticationResultsHeader
from hypothesis import given
from hypothesis import strategies as st

from assistant.handlers import sender_proof
from assistant.handlers.mail_address import is_ours, only_mailbox
from assistant.handlers.mail_reading import read
from assistant.handlers.sender_proof import examine, prove
from assistant.request import Proof
from tests.mail_samples import CORPORA, DANA, PASSED, SERVER, needs_corpora

FROM = ("From", f"Dana <{DANA}>")
RESULTS = "Authentication-Results"


def proof(
    *results: str, sender: tuple[str, str] = FROM, more: tuple[tuple[str, str], ...] = ()
) -> Proof:
    headers = (*((RESULTS, result) for result in results), sender, *more)
    return prove(headers, SERVER)


@pytest.mark.parametrize(
    "results",
    [
        PASSED,
        f"{SERVER}; dmarc=pass (p=REJECT dis=NONE) header.from=acme.example",
        f"{SERVER.upper()} 1; spf=pass smtp.mailfrom=x@y;\r\n\tdmarc=pass header.from=Acme.example",
        f"{SERVER}; dkim=pass (2048-bit key) header.d=acme.example header.i=@acme.example",
        f"{SERVER}; dkim=fail header.d=esp.example; dkim=pass header.d=acme.example; dmarc=none",
    ],
)
def test_our_servers_word_for_the_from_domain_is_proof(results: str) -> None:
    assert proof(results) is Proof.ALIGNED


FORGERIES = {
    "no result": (),
    "none": (f"{SERVER}; none",),
    "dmarc failed": (
        f"{SERVER}; dkim=pass header.d=acme.example; dmarc=fail header.from=acme.example",
    ),
    "dmarc temporarily failed": (f"{SERVER}; dmarc=temperror header.from=acme.example",),
    "dmarc of another domain": (f"{SERVER}; dmarc=pass header.from=evil.example",),
    "dmarc of no domain": (f"{SERVER}; dmarc=pass",),
    "dkim of another domain": (f"{SERVER}; dkim=pass header.d=evil.example",),
    "dkim of a subdomain": (f"{SERVER}; dkim=pass header.d=mail.acme.example",),
    "dkim of the parent": (f"{SERVER}; dkim=pass header.d=example",),
    "dkim by identity only": (f"{SERVER}; dkim=pass header.i=@acme.example",),
    "spf only": (f"{SERVER}; spf=pass smtp.mailfrom={DANA}",),
    "another server's word": ("mx.evil.example; dmarc=pass header.from=acme.example",),
    "a name like ours": (f"{SERVER}.evil.example; dmarc=pass header.from=acme.example",),
    "ours in a comment": (f"evil ({SERVER}); dmarc=pass header.from=acme.example",),
    "a forged one below ours": (f"{SERVER}; dmarc=fail header.from=acme.example", PASSED),
    "a forged one below none": (f"{SERVER}; none", PASSED),
    "a forged one above ours": (PASSED, f"{SERVER}; dmarc=fail header.from=acme.example"),
    "a forged one above none": (PASSED, f"{SERVER}; none"),
    "a forged one above unreadable": (PASSED, f"{SERVER}; dmarc==fail"),
    "dmarc of a subdomain": (f"{SERVER}; dmarc=pass header.from=mail.acme.example",),
    "dmarc of a domain in a comment": (
        f"{SERVER}; dmarc=pass (header.from=acme.example) header.from=evil.example",
    ),
    "ours is malformed": (f"{SERVER}; dmarc==pass header.from", PASSED),
    "nonsense": (f"{SERVER}; ((((((; dmarc=pass header.from=acme.example",),
    "pass in a comment": (f"{SERVER}; dmarc=fail (dmarc=pass header.from=acme.example)",),
    "pass in a reason": (f'{SERVER}; dmarc=fail reason="dmarc=pass header.from=acme.example"',),
    "far too long": (f"{SERVER}; {'x' * 20_000}; dmarc=pass header.from=acme.example",),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_fault_56_a_forged_or_failed_result_proves_nothing(name: str) -> None:
    assert proof(*FORGERIES[name]) is Proof.NONE


OPENDKIM = f"{SERVER}; dkim=pass (2048-bit key) header.d=acme.example header.s=s1"
OPENDMARC = f"{SERVER}; dmarc=pass (p=none dis=none) header.from=acme.example"
SPF = f"{SERVER}; spf=pass smtp.mailfrom=acme.example"
CHAIN = f"{SERVER}; arc=pass (i=1)"


@pytest.mark.parametrize(
    "results",
    [(OPENDMARC, OPENDKIM), (OPENDMARC, OPENDKIM, SPF), (OPENDKIM, SPF), (OPENDMARC, CHAIN, SPF)],
)
def test_a_server_that_writes_a_header_for_each_check_is_believed(results: tuple[str, ...]) -> None:
    assert proof(*results) is Proof.ALIGNED


@pytest.mark.parametrize(
    "results",
    [
        (SPF, OPENDMARC),  # ours knows nothing of DMARC, so the one below is not ours
        (CHAIN, OPENDKIM),
        (SPF,),
        (CHAIN,),
        (OPENDMARC, f"{SERVER}; dkim=fail header.d=acme.example"),
        (OPENDKIM, SPF, f"{SERVER}; dmarc=fail header.from=acme.example"),
        (OPENDKIM, f"{SERVER}; none"),
    ],
)
def test_fault_56_silence_on_top_and_contradiction_below_prove_nothing(
    results: tuple[str, ...],
) -> None:
    assert proof(*results) is Proof.NONE


SIGNATURE = "v=1; a=rsa-sha256; d=acme.example; s=s1; h=from:subject:date; bh=x; b=Ab1/+deFGH99=="
REAL = {
    "Google, with a policy": (
        "mx.google.com",
        "mx.google.com;\r\n dkim=pass header.i=@acme.example header.s=s1 header.b=Ab1/+deF;\r\n"
        " spf=pass (google.com: domain of dana@acme.example designates 192.0.2.1 as permitted"
        " sender) smtp.mailfrom=dana@acme.example;\r\n dmarc=pass (p=REJECT sp=REJECT dis=NONE)"
        " header.from=acme.example",
    ),
    "Google, without one": (
        "mx.google.com",
        "mx.google.com; dkim=pass header.i=@acme.example header.s=s1 header.b=Ab1/+deF; spf=pass"
        " (google.com: best guess) smtp.mailfrom=dana@acme.example",
    ),
    "Microsoft": (
        "microsoft",
        "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=acme.example; dkim=pass (signature was"
        " verified) header.d=acme.example;dmarc=pass action=none header.from=acme.example;"
        "compauth=pass reason=100",
    ),
    "Microsoft, without a policy": (
        "microsoft",
        "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=acme.example; dkim=pass (signature was"
        " verified) header.d=acme.example;dmarc=bestguesspass action=none header.from=acme.example;"
        "compauth=pass reason=109",
    ),
    "Exim": (
        "mx.us.example",
        "mx.us.example; iprev=pass (mail.acme.example) smtp.remote-ip=192.0.2.1; spf=pass"
        " smtp.mailfrom=acme.example; dkim=pass header.d=acme.example header.s=s1"
        " header.a=rsa-sha256; dmarc=pass header.from=acme.example; arc=none",
    ),
    "Postfix with OpenDKIM": (
        "mx.us.example",
        "mx.us.example; dkim=pass (2048-bit key; unprotected) header.d=acme.example"
        " header.i=@acme.example header.a=rsa-sha256 header.s=s1 header.b=Ab1/+deF;"
        "\r\n\tdkim-atps=neutral",
    ),
    "Postfix with rspamd": (
        "mx.us.example",
        'mx.us.example; dkim=pass header.d=acme.example header.s=s1 header.b="Ab1/+deF"; spf=pass'
        " (mx.us.example: domain of dana@acme.example designates 192.0.2.1 as permitted sender)"
        " smtp.mailfrom=dana@acme.example; dmarc=pass (policy=quarantine)"
        " header.from=acme.example",
    ),
}


@pytest.mark.parametrize("name", REAL)
def test_what_real_servers_write_is_believed(name: str) -> None:
    server, value = REAL[name]

    headers = ((RESULTS, value), ("DKIM-Signature", SIGNATURE), FROM)

    assert examine(headers, server).proof is Proof.ALIGNED


@pytest.mark.parametrize("name", REAL)
def test_fault_56_the_same_for_another_sender_is_not(name: str) -> None:
    server, value = REAL[name]

    headers = ((RESULTS, value), ("DKIM-Signature", SIGNATURE), ("From", "eve@evil.example"))

    assert examine(headers, server).proof is Proof.NONE


def test_fault_56_an_identity_below_the_domain_that_signed_proves_nothing() -> None:
    value = f"{SERVER}; dkim=pass header.i=@acme.example header.b=Ab1/+deF"
    parent = SIGNATURE.replace("d=acme.example", "d=example")

    for signatures in ((parent,), (parent, SIGNATURE), ()):
        more = tuple(("DKIM-Signature", each) for each in signatures)
        assert proof(value, more=more) is Proof.NONE


def test_fault_56_a_header_without_a_name_counts_only_for_microsoft_and_on_top() -> None:
    value = "spf=pass smtp.mailfrom=x; dmarc=pass header.from=acme.example"

    assert proof(value) is Proof.NONE
    below = ((RESULTS, "mx.evil.example; none"), (RESULTS, value), FROM)
    assert examine(below, "microsoft").proof is Proof.NONE


def test_a_refusal_says_why() -> None:
    def why(*results: str, sender: tuple[str, str] = FROM) -> str:
        return examine((*((RESULTS, r) for r in results), sender), SERVER).because

    assert why() == f"no Authentication-Results of {SERVER}"
    assert why(f"{SERVER}; dmarc=fail header.from=acme.example") == "dmarc=fail for acme.example"
    assert why(f"{SERVER}; dkim=pass header.d=evil.example") == (
        "dkim passed for evil.example, not for acme.example, and there is no dmarc"
    )
    assert why(PASSED, sender=("From", "a@x.example, b@y.example")) == (
        "From is not exactly one plain address"
    )
    assert why(PASSED) == f"{SERVER} vouches for acme.example"


@pytest.mark.parametrize(
    "sender",
    [
        "=?utf-8?q?dana=40acme=2Eexample?= <eve@evil.example>",
        "=?utf-8?q?Dana_=3Cdana=40acme=2Eexample=3E?=",
        "dana@acme.example, eve@evil.example",
        "Dana <dana@acme.example>, <eve@evil.example>",
        "dana@acme.example <eve@evil.example>",
        '"dana@acme.example" <eve@evil.example>',
        "Dana <dana@acme.example> <eve@evil.example>",
        "team: dana@acme.example;",
        "undisclosed:;",
        "<dana@acme.example",
        '"dana"@acme.example',
        "dana@acme.example@evil.example",
        "dana@[192.0.2.1]",
        "dana (<x@y>) @acme.example",
        "d\xe4na@acme.example",
        "",
    ],
)
def test_fault_56_a_sender_that_can_be_read_in_two_ways_is_not_believed(sender: str) -> None:
    assert proof(PASSED, sender=("From", sender)) is Proof.NONE


def test_fault_56_two_from_headers_are_not_believed() -> None:
    assert proof(PASSED, more=(("From", "eve@evil.example"),)) is Proof.NONE
    assert proof(PASSED, more=(FROM,)) is Proof.NONE
    assert proof(PASSED, more=((" FROM ", "eve@evil.example"),)) is Proof.NONE


def test_fault_56_a_second_subject_may_have_been_added_under_the_signature() -> None:
    added = (("Subject", "pay all"), ("Subject", "hello"))

    assert proof(PASSED, more=added) is Proof.NONE


@pytest.mark.parametrize("domain", ["acme.example", "mail.acme.example", "example"])
def test_fault_56_a_signature_that_leaves_the_end_of_the_body_open_is_not_believed(
    domain: str,
) -> None:
    signature = f"v=1; a=rsa-sha256; d={domain};\r\n\tl = 20; s=s1; h=from:subject; b=x"

    assert proof(PASSED, more=(("DKIM-Signature", signature),)) is Proof.NONE


def test_a_foreign_mailing_lists_open_signature_does_no_harm() -> None:
    signature = "v=1; d=list.example; l=20; b=x"

    assert proof(PASSED, more=(("DKIM-Signature", signature),)) is Proof.ALIGNED


def test_nobody_is_believed_while_our_server_has_no_name() -> None:
    assert prove(((RESULTS, PASSED), FROM), None) is Proof.NONE
    assert prove(((RESULTS, PASSED), FROM), "") is Proof.NONE


@given(st.text(max_size=300), st.text(max_size=100))
def test_no_header_makes_proving_raise(results: str, sender: str) -> None:
    proof(f"{SERVER}; {results}", sender=("From", sender))


@given(st.text(max_size=80))
def test_only_a_mailbox_that_mail_programs_agree_on_has_an_address(value: str) -> None:
    address = only_mailbox([value])

    assert address is None or (address.count("@") == 1 and address in value.lower())


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("billing@us.example", True),
        ("BILLING+tok3n@US.example", True),
        ("billing2@us.example", False),
        ("billing@us.example.evil.example", False),
        ("x+billing@us.example", False),
        ("billing", False),
    ],
)
def test_our_address_is_ours_with_any_token(address: str, *, ours: bool) -> None:
    assert is_ours(address, "Billing@us.example") is ours


@needs_corpora
def test_real_results_are_believed_only_for_their_own_domain() -> None:
    rows = (CORPORA / "auth" / "authentication_results.jsonl").read_text().splitlines()
    values = [row["value"] for row in map(json.loads, rows) if row["header"] == RESULTS]

    for value in values:
        server = value.split(";")[0].strip()
        for domain in ("zone.ee", "evil.example"):
            headers = ((RESULTS, value), ("From", f"a@{domain}"))
            proven = prove(headers, server) is Proof.ALIGNED
            assert proven == bool(re.search(rf"; dmarc=pass [^;]*header\.from={domain}", value))


@needs_corpora
def test_no_real_mail_is_believed_for_a_server_it_never_met() -> None:
    for path in (CORPORA / "mail").rglob("*.eml"):
        assert prove(read(path.read_bytes()).headers, SERVER) is Proof.NONE


PIECES = [
    *("; ", ";", " ", "dkim=pass", "spf=fail", "dmarc=pass", "DMARC=Pass", " (p=NONE)"),
    *(" header.from=acme.example", " header.i=@acme.example", " header.d=a.example"),
    *(" smtp.mailfrom=a@b.example", " header.from=@", " header.from=a@b@c.example"),
    *(" header.b=aB+c", " header.from=a.", " header.from=.a", " header.from=-"),
    *("(c) ", "=", ".", "@x", "1", ' reason="x"'),
]


def test_what_servers_usually_write_is_read_as_the_library_reads_it() -> None:
    """The short way may only be shorter: whatever it accepts, the long way says just the same."""
    chosen, short = random.Random(8601), 0
    for _ in range(3_000):
        value = "mx.us.example; " + "".join(chosen.choices(PIECES, k=chosen.randint(1, 7)))
        plain = sender_proof._COMMENT.sub(r"\1", " ".join(value.split()))
        if sender_proof._USUAL.fullmatch(plain):
            short += 1
            read = AuthenticationResultsHeader.parse(f"Authentication-Results: {value}").results
            expected = [sender_proof._result(each) for each in read]
            assert sender_proof._results(value, SERVER) == expected, value

    assert short > 50
