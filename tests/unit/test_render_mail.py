"""Cards as mail: both bodies say the same, and nothing written in a card can act."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.card import Action, Card, Choice, Column, Fact, Style, Table, Tone
from assistant.handlers.mail_html import visible_text
from assistant.render.mail import html, render, subject, text
from tests.mail_samples import US

CARD = Card(
    title="Invoice 123 is due",
    tone=Tone.INFO,
    paragraphs=("Dear Dana,\nit is due on Friday.",),
    facts=(Fact(label="Open", value="1.234,50 €"),),
    table=Table(
        columns=(Column(label="Item"), Column(label="Amount", number=True)),
        rows=(("Hosting", "1.200,00 €"), ("漢字", "34,50 €")),
    ),
    choices=(Choice(label="Invoice 123", say="pay 123"), Choice(label="124", say="pay 124")),
    every=Choice(label="both (1.234,50 €)", say="pay 123, 124"),
    actions=(
        Action(label="Pay", say="pay invoice 123", style=Style.PRIMARY),
        Action(label="Confirm", say="confirm off_1", typed="yes"),
        Action(label="See it", url="https://pay.example/i?a=1&b=2"),
    ),
)


def test_the_text_says_what_to_reply() -> None:
    assert text(CARD) == (
        "—— reply above this line ——\n"
        "\n"
        "Invoice 123 is due\n"
        "==================\n"
        "\n"
        "Dear Dana,\n"
        "it is due on Friday.\n"
        "\n"
        "Open: 1.234,50 €\n"
        "\n"
        "Item         Amount\n"
        "-------  ----------\n"
        "Hosting  1.200,00 €\n"
        "漢字        34,50 €\n"
        "\n"
        "  1. Invoice 123\n"
        "  2. 124\n"
        "  ALL: both (1.234,50 €)\n"
        "\n"
        "Reply 1, 2 or ALL\n"
        "\n"
        "Pay — reply with: pay invoice 123\n"
        "Confirm — reply with: yes\n"
        "See it: https://pay.example/i?a=1&b=2\n"
    )


def words(body: str) -> list[str]:
    return re.findall(r"\w+", body)


@pytest.mark.parametrize("locale", ["en", "de", "fr", "es", "pt-BR", "xx"])
def test_the_html_says_the_same_words(locale: str) -> None:
    shown = visible_text(html(CARD, reply_to=US, locale=locale))
    plain = text(CARD, locale=locale).replace("https://pay.example/i?a=1&b=2", "")
    plain = re.sub(r"^  \d\. ", "  ", plain, flags=re.MULTILINE)

    assert words(shown) == words(plain)


def test_the_html_offers_each_reply_as_a_ready_mail() -> None:
    links = [unescape(link) for link in re.findall(r'href="([^"]+)"', html(CARD, reply_to=US))]

    assert links == [
        f"mailto:{US}?subject=pay%20123&body=pay%20123",
        f"mailto:{US}?subject=pay%20124&body=pay%20124",
        f"mailto:{US}?subject=pay%20123%2C%20124&body=pay%20123%2C%20124",
        f"mailto:{US}?subject=pay%20invoice%20123&body=pay%20invoice%20123",
        f"mailto:{US}?subject=confirm%20off_1&body=confirm%20off_1",
        "https://pay.example/i?a=1&b=2",
    ]


def test_without_an_address_there_is_nothing_to_click_but_web_links() -> None:
    assert "mailto:" not in html(CARD)
    assert "mailto:" not in html(CARD, reply_to="a@b.c?bcc=eve@evil.example")


def test_the_html_loads_nothing_and_follows_a_dark_theme() -> None:
    document = html(CARD, reply_to=US)

    assert not re.search(r"<(?:img|script|link|iframe|object)|url\(|@import|src=", document)
    assert 'name="color-scheme" content="light dark"' in document
    assert not re.search(r"(?<!max-)width:\s*\d{3,}px|background", document)


NASTY = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "a\r\nBcc: eve@evil.example",
    "R&D <b>",
    "{title} {0} {{",
    "\x00\x1b[31m",
    "\u202egnp.exe",
    "%0d%0aBcc:x",
]


def full(word: str) -> Card:
    return Card(
        title=word,
        paragraphs=(word,),
        facts=(Fact(label=word, value=word),),
        table=Table(columns=(Column(label=word),), rows=((word,),)),
        choices=(Choice(label=word, say=word),),
        every=Choice(label=word, say=word),
        actions=(Action(label=word, say=word), Action(label=word, url=word)),
    )


@pytest.mark.parametrize("word", NASTY)
def test_fault_65_whatever_is_written_stays_words(word: str) -> None:
    clean = html(full("x"), reply_to=US)
    document = html(full(word), reply_to=US).replace("<br>", "")

    assert re.findall(r"<[a-z1-6]+", document) == re.findall(r"<[a-z1-6]+", clean)
    assert "\x00" not in document
    assert "\u202e" not in document


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "JaVaScRiPt:alert(1)",
        " https://a.example",
        "https://a.example/\r\nx",
        "https:///nohost",
        "http://[::1",
        "//a.example",
        "https://a.example/\u202e",
        "mailto:eve@evil.example",
    ],
)
def test_fault_65_only_web_addresses_become_links(url: str) -> None:
    card = Card(title="x", actions=(Action(label="See", url=url),))

    assert "href" not in html(card)
    assert text(card).endswith("\nSee\n")


@given(st.text(max_size=60))
def test_fault_65_no_word_adds_an_element(word: str) -> None:
    clean = html(full("x"), reply_to=US)

    assert html(full(f"x{word}"), reply_to=US).replace("<br>", "").count("<") == clean.count("<")


@given(st.text(max_size=400))
def test_fault_63_a_subject_is_one_short_line(title: str) -> None:
    line = subject(Card(title=title))

    assert len(line) <= 150
    assert line.isprintable() or not re.search(r"[\x00-\x1f\x7f\u2028\u2029]", line)


def wide(first: str) -> Card:
    columns = (Column(label="Item"), Column(label="Amount", number=True))
    return Card(title="x", table=Table(columns=columns, rows=((first, "1 €"), ("z", "20 €"))))


def test_a_table_of_a_hundred_columns_stays_a_table() -> None:
    lines = text(wide("y" * 92)).splitlines()

    assert lines[-4:] == [
        f"Item{' ' * 88}  Amount",
        f"{'-' * 92}  ------",
        f"{'y' * 92}     1 €",
        f"z{' ' * 91}    20 €",
    ]


def test_a_wider_table_becomes_a_list_of_facts() -> None:
    assert f"Item: {'y' * 93}\nAmount: 1 €\n\nItem: z\nAmount: 20 €\n" in text(wide("y" * 93))


def test_amounts_in_html_stand_right_and_on_one_line() -> None:
    cells = re.findall(r"<t[dh][^>]*>(?:Amount|1 €|20 €)<", html(wide("y")))

    assert len(cells) == 3
    assert all('style="text-align:right;white-space:nowrap"' in cell for cell in cells)


def test_on_a_narrow_screen_each_cell_can_name_its_column() -> None:
    assert '<td data-label="Item">z</td>' in html(wide("y"))


def test_only_a_word_too_long_for_any_column_may_be_broken() -> None:
    document = html(wide("y" * 31))

    assert f'class="long">{"y" * 31}<' in document
    assert document.count('class="long"') == 1


@pytest.mark.parametrize(
    ("count", "told"), [(1, "Reply 1"), (2, "Reply 1 or 2"), (3, "Reply 1, 2 or 3")]
)
def test_all_is_offered_only_where_it_is_an_answer(count: int, told: str) -> None:
    choices = tuple(Choice(label="a", say=f"pay {n}") for n in range(count))

    assert text(Card(title="x", choices=choices)).endswith(f"\n{told}\n")


def test_the_three_parts_come_together() -> None:
    rendered = render(CARD, reply_to=US)

    assert rendered.subject == "Invoice 123 is due"
    assert rendered.text == text(CARD)
    assert rendered.html == html(CARD, reply_to=US)
