"""Of a reply only the new words count; in doubt fewer of them."""

import json
import re
import time
from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.card import Action, Card
from assistant.handlers.mail_reading import read
from assistant.handlers.reply_text import asks_nothing, new_text
from assistant.render import mail as renderer
from tests.mail_samples import CORPORA, needs_corpora

QUOTES = [
    "On Mon, 2 Mar 2026 at 10:00, Billing <b@us.example> wrote:\n> reply with: pay all",
    "On Mon, 2 Mar 2026 at 10:00, Billing the Very Long Name\n<b@us.example> wrote:\n\n> pay all",
    "On Mar 2, 2026, at 10:00 AM, Billing <b@us.example> wrote:\n\npay all",
    "Am 02.03.2026 um 10:00 schrieb Billing <b@us.example>:\n> pay all",
    "Am Mo., 2. März 2026 um 10:00 Uhr schrieb Billing <\nb@us.example>:\n\npay all",
    "Le lun. 2 mars 2026 à 10:00, Billing <b@us.example> a écrit :\n> pay all",
    "El lun, 2 mar 2026 a las 10:00, Billing (<b@us.example>) escribió:\npay all",
    "Il giorno lun 2 mar 2026 alle ore 10:00 Billing <b@us.example> ha scritto:\npay all",
    "Op ma 2 mrt 2026 om 10:00 schreef Billing <b@us.example>:\npay all",
    "02.03.2026 10:00 пользователь Billing <b@us.example> написал:\npay all",
    "2026年3月2日(月) 10:00 Billing <b@us.example>:\n\npay all",
    "Billing <b@us.example> 于2026年3月2日周一 10:00写道：\npay all",
    "-----Original Message-----\nFrom: Billing\nSent: Monday\nTo: Dana\nSubject: x\n\npay all",
    "________________________________\nFrom: Billing <b@us.example>\n\npay all",
    "From: Billing <b@us.example>\nSent: Monday, March 2, 2026\nTo: Dana\nSubject: x\n\npay all",
    "*From:* Billing <b@us.example>\n*Date:* Monday\n*To:* Dana\n\npay all",
    "Von: Billing <b@us.example>\nGesendet: Montag, 2. März 2026\nAn: Dana\nBetreff: x\n\npay all",
    "De : Billing <b@us.example>\nEnvoyé : lundi 2 mars 2026\nÀ : Dana\nObjet : x\n\npay all",
    "---------- Forwarded message ---------\nFrom: Billing\n\npay all",
    "Begin forwarded message:\n\nFrom: Billing\n\npay all",
    "—— reply above this line ——\n\npay all",
    "> pay all\n>> pay more",
    "&gt; pay all",
    "-- \nDana, who says: pay all",
    "__\nDana, pay all",
    "Sent from my iPhone, pay all",
    "Von meinem iPhone gesendet\npay all",
]


@pytest.mark.parametrize("quote", QUOTES)
def test_fault_58_nothing_quoted_or_signed_is_taken_for_new_words(quote: str) -> None:
    assert new_text(f"no, not yet\n\n{quote}\n") == "no, not yet"
    assert new_text(f"no, not yet\n\n{quote}\n".replace("\n", "\r\n")) == "no, not yet"


@pytest.mark.parametrize("quote", QUOTES[:21])
def test_fault_58_a_quote_alone_holds_no_new_words(quote: str) -> None:
    assert "pay" not in new_text(quote)


@pytest.mark.parametrize("locale", ["en", "de", "fr", "es"])
def test_fault_58_our_own_marker_ends_the_reply_whatever_the_program(locale: str) -> None:
    card = Card(title="Reminder", actions=(Action(label="Pay", say="pay invoice 123"),))
    sent = renderer.text(card, locale=locale)

    assert new_text(f"no\n\nBilling sagte gestern <b@us.example>:\n{sent}") == "no"


def test_words_below_the_quote_count_when_there_are_none_above() -> None:
    assert (
        new_text("On Mon, 2 Mar 2026, Billing wrote:\n> pay all?\n\nno, only 123\n")
        == "no, only 123"
    )


def test_a_wrapped_line_of_a_quote_stays_quoted() -> None:
    assert new_text("> please reply with: pay\nall invoices\n> thanks\n") == ""


def test_words_between_quotes_are_not_taken_when_some_stand_above() -> None:
    assert new_text("see below\n\n> pay all?\n\nyes\n") == "see below"


def test_a_one_line_quote_is_cut_inside_the_line() -> None:
    text = "no --- On Mon, 2 Mar 2026 at 10:00, Billing wrote: pay all"

    assert new_text(text) == "no"


@pytest.mark.parametrize(
    "text",
    [
        "pay 50 of 123 on 2026-03-02",
        "From: now on we pay by wire",
        "The total: 12:30?\nwhat is line 4",
        "On Monday I wrote a letter. Please pay 123.",
        "to: be paid\nplease call me",
        "Sent via wire transfer yesterday, ref 889",
        "What does this mean:\n\n1. late fee\n2. tax",
    ],
)
def test_words_that_only_resemble_a_quote_stay(text: str) -> None:
    assert new_text(text) == text


@pytest.mark.parametrize("name", ["/John", "-Ada Byron", "–Ada Byron King", "~Jürgen Groß"])
def test_a_name_alone_at_the_end_signs(name: str) -> None:
    assert new_text(f"pay invoice 123\n\n{name}\n") == "pay invoice 123"


@pytest.mark.parametrize("line", ["-Wait Please", "- Not Yet", "/Stop", "-5", "Ada Byron"])
def test_a_last_line_that_may_mean_something_is_never_cut(line: str) -> None:
    assert new_text(f"yes\n\n{line}\n") == f"yes\n\n{line}"


HTML_QUOTES = [
    '<div class="gmail_quote"><div>On Monday Billing wrote:</div><p>pay all</p></div>',
    '<blockquote type="cite">pay all</blockquote>',
    '<div id="appendonsend"></div><hr><div>From: Billing</div><div>pay all</div>',
    '<div id="divRplyFwdMsg"><b>From:</b> Billing</div><div>pay all</div>',
    '<div style="border:none;border-top:solid #E1E1E1 1pt"><p>From: us</p></div><p>pay all</p>',
    '<div class="moz-cite-prefix">On 2 March Billing wrote:</div><blockquote>pay all</blockquote>',
    '<div class="yahoo_quoted"><div>pay all</div></div>',
    '<div class="gmail_signature">pay all</div>',
    "<div>Am 02.03.2026 um 10:00 schrieb Billing:</div><blockquote>pay all</blockquote>",
    "<p>On 2 Mar 2026, at 10:00, Billing &lt;b@us.example&gt; wrote:</p><p>pay all</p>",
    '<div style="display:none">pay all</div>',
    '<div style="font-size:0">pay all</div>',
    "<div hidden>pay all</div>",
    "<style>.x{display:none}</style><div class=x>pay all</div>",
    "<!-- pay all -->",
    "<script>pay all</script><title>pay all</title>",
]


@pytest.mark.parametrize("html", HTML_QUOTES)
def test_fault_58_quoted_and_hidden_html_is_not_read(html: str) -> None:
    assert (
        new_text(None, f"<html><body><div>no, not yet</div>{html}</body></html>") == "no, not yet"
    )


@pytest.mark.parametrize(
    "text",
    ["Hi,\n\nThanks,\nDana", "Hello there!", "", "Thanks", "Mit freundlichen Grüßen\nJürgen Groß"],
)
def test_courtesy_alone_asks_nothing(text: str) -> None:
    assert asks_nothing(text)


@pytest.mark.parametrize(
    "text",
    ["yes", "Hi, pay invoice 123", "Thanks\nbut not today", "Thanks\nNo", "Dana", "Hi\n\nStop"],
)
def test_anything_that_could_be_meant_asks_something(text: str) -> None:
    assert not asks_nothing(text)


SLOW = {
    "On On On": "On " * 350_000,
    "On 1 on lines": "On 1\n" * 200_000,
    "wrote on lines": "wrote:\n" * 140_000,
    "almost an attribution": "On 1 2026 x\n" * 90_000,
    "colons": "a 2012 x:\n" * 100_000,
    "headers": "to: x\n" * 160_000,
    "newlines": "\n" * 1_000_000,
    "spaces": " " * 1_000_000,
    "quotes": "> " * 500_000,
    "dashes": "-" * 1_000_000,
    "addresses": "a@" * 500_000,
}


@pytest.mark.parametrize("name", SLOW)
def test_fault_55_a_megabyte_built_to_be_slow_is_cut_at_once(name: str) -> None:
    best = 1.0
    for _ in range(3):
        began = time.process_time()
        new_text(SLOW[name])
        best = min(best, time.process_time() - began)

    assert best <= 0.05


@given(st.text(max_size=500), st.text(max_size=500))
def test_no_text_makes_the_cutter_raise(text: str, html: str) -> None:
    new_text(text, html)
    new_text(None, html)


@needs_corpora
def test_real_replies_leak_no_quoted_words() -> None:
    rows = [
        json.loads(row) for row in (CORPORA / "replies" / "index.jsonl").read_text().splitlines()
    ]
    rows = [row for row in rows if row["kind"] == "text" and row["match"] == "exact"]
    leaks, exact = [], 0
    for row in rows:
        given_text = (CORPORA / row["file"]).read_bytes().decode("utf-8", "replace")
        wanted = words((CORPORA / row["expected_file"]).read_text())
        got = words(new_text(given_text))
        blocks = SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks()
        exact += got == wanted
        if sum(block.size for block in blocks) < len(got):
            leaks.append(row["id"])

    assert len(leaks) <= 0.02 * len(rows), leaks
    assert exact >= 0.8 * len(rows)


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@needs_corpora
def test_real_reply_mails_are_read_within_a_tenth_of_a_second() -> None:
    for path in (CORPORA / "replies").rglob("*.eml"):
        began = time.process_time()
        read(path.read_bytes())

        assert time.process_time() - began < 0.1
