"""A mailed yes pays only when it is a yes and nothing else, whatever program quotes the offer."""

from collections.abc import Callable
from datetime import date
from html import escape

import pytest

from assistant import understand
from assistant.card import Action, Card, Fact
from assistant.command import Confirm
from assistant.handlers.mail_reading import read
from assistant.handlers.mail_request import asked
from assistant.render.mail import render
from tests.mail_samples import US, multipart, raw

OFFER = render(
    Card(
        title="Pay 420.00 USD?",
        paragraphs=("Shall I pay invoice 123? Nothing is charged until you confirm.",),
        facts=(Fact(label="Amount", value="420.00 USD"),),
        actions=(
            Action(label="Pay 420.00 USD", say="confirm off_1", typed="yes"),
            Action(label="Cancel", say="reject off_1", typed="no"),
        ),
    ),
    reply_to=US,
)


def quoted(text: str) -> str:
    """The offer with ``>`` before each line."""
    return "".join(f"> {line}".rstrip() + "\n" for line in text.splitlines())


def gmail(words: str) -> bytes:
    """Gmail on the web: both parts, the attribution folded because it is long."""
    wrote = f"On Mon, Mar 2, 2026 at 10:00 AM Acme Billing Assistant <\n{US}> wrote:"
    plain = f"{words}\n\n{wrote}\n\n{quoted(OFFER.text)}"
    html = (
        f'<div dir="ltr">{escape(words)}</div><br><div class="gmail_quote gmail_quote_container">'
        f'<div dir="ltr" class="gmail_attr">{escape(wrote)}<br></div><blockquote '
        f'class="gmail_quote" style="margin:0">{OFFER.html}</blockquote></div>'
    )
    return _both(plain, html)


def gmail_html_only(words: str) -> bytes:
    """The same from a relay that keeps only the HTML."""
    html = (
        f'<div dir="ltr">{escape(words)}</div><div class="gmail_quote"><div class="gmail_attr">'
        f"On Mon, Mar 2, 2026 at 10:00 AM Billing wrote:</div>{OFFER.html}</div>"
    )
    return _html(html)


def outlook(words: str) -> bytes:
    """Outlook: a rule and a block of headers, the old mail unmarked below."""
    headers = (
        f"From: Acme Billing <{US}>\nSent: Monday, March 2, 2026 10:00 AM\n"
        "To: Dana Diaz <dana@acme.example>\nSubject: Pay 420.00 USD?\n"
    )
    plain = f"{words}\n\n________________________________\n{headers}\n{OFFER.text}"
    html = (
        f'<p class="MsoNormal">{escape(words)}</p><div id="appendonsend"></div><hr>'
        f'<div id="divRplyFwdMsg">{escape(headers)}</div>{OFFER.html}'
    )
    return _both(plain, html)


def outlook_html_only(words: str) -> bytes:
    """Outlook of Windows, whose border is the only sign of where the quote begins."""
    html = (
        f'<div class="WordSection1"><p class="MsoNormal">{escape(words)}</p><div><div style="'
        'border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>From:</b> Billing'
        f"</p></div></div>{OFFER.html}</div>"
    )
    return _html(html)


def apple(words: str) -> bytes:
    """Apple Mail on a phone, with its signature."""
    wrote = f"On Mar 2, 2026, at 10:00 AM, Acme Billing <{US}> wrote:"
    plain = f"{words}\n\nSent from my iPhone\n\n> {wrote}\n> \n{quoted(OFFER.text)}"
    html = (
        f'<div dir="auto">{escape(words)}</div><div dir="ltr"><br>Sent from my iPhone</div>'
        f'<div dir="ltr"><br><blockquote type="cite">{escape(wrote)}<br>{OFFER.html}'
        "</blockquote></div>"
    )
    return _both(plain, html)


PROGRAMS = [gmail, gmail_html_only, outlook, outlook_html_only, apple]


def _both(plain: str, html: str) -> bytes:
    parts = (("text/plain; charset=utf-8", plain), ("text/html; charset=utf-8", html))
    return multipart(*parts, Subject="Re: Pay 420.00 USD?")


def _html(html: str) -> bytes:
    return raw(html, Subject="Re: Pay 420.00 USD?", Content_Type="text/html; charset=utf-8")


def command(mail: bytes) -> object:
    return understand.read(asked(read(mail)), today=date(2026, 3, 2), locale="en").command


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("words", ["Yes!", "yes", "Yes please", "Yes, pay it.", "ok", "OK.", "YES"])
def test_fault_58_a_bare_yes_above_the_quoted_offer_confirms(
    program: Callable[[str], bytes], words: str
) -> None:
    assert command(program(words)) == Confirm(it="pay it" in words)


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("words", ["Yes!", "Yes, please pay it.", "no", "Yes,\nbut tomorrow"])
def test_fault_58_exactly_the_words_above_the_quoted_offer_are_read(
    program: Callable[[str], bytes], words: str
) -> None:
    assert read(program(words)).new_text.split() == words.split()


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(
    "words",
    [
        "",
        "Yes?",
        "Yes, but with the other card",
        "yes, if it is the March one",
        "ok, tomorrow",
        "Did you say yes?",
        "No, yes was a mistake",
        "Thanks",
    ],
)
def test_fault_58_whatever_is_no_bare_yes_confirms_nothing_however_often_the_quote_says_it(
    program: Callable[[str], bytes], words: str
) -> None:
    mail = program(words)

    assert not isinstance(command(mail), Confirm)
