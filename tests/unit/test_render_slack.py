"""Cards in Slack: complete, bounded, and inert whatever is written in them."""

import json
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from assistant.card import Action, Blank, Card, Choice, Column, Fact, Form, Style, Table, Tone
from assistant.render import slack_form
from assistant.render.slack import MAX_TEXT, render
from assistant.sandbox.slack.limits import check_blocks
from assistant.sandbox.slack.view_limits import check_view

NASTY = [
    "<!channel>",
    "<!here|here>",
    "<@U123>",
    "<https://evil.example|Pay here>",
    "*x*",
    "_x_",
    "~x~",
    "`x`",
    "```x```",
    "> quoted",
    "&lt;!channel&gt;",
    "R&D",
    "a\nb",
    "\x00\x1b[31m",
    "\u202egnp.exe",
]


def full(word: str) -> Card:
    """A card with the word in every field."""
    return Card(
        title=word,
        tone=Tone.PROBLEM,
        paragraphs=(word, f"before {word} after"),
        facts=(Fact(label=word, value=word),),
        table=Table(columns=(Column(label=word), Column(label=word)), rows=((word, word),)),
        choices=(Choice(label=word, say=word),),
        every=Choice(label=f"all {word}", say="all"),
        actions=(Action(label=word, say=word), Action(label=word, url="https://pay.example/1")),
    )


def texts(node: Any) -> Iterator[dict[str, Any]]:
    """Every text object of a block tree."""
    if isinstance(node, dict):
        if node.get("type") in ("plain_text", "mrkdwn"):
            yield node
        for value in node.values():
            yield from texts(value)
    elif isinstance(node, list):
        for item in node:
            yield from texts(item)


@pytest.mark.parametrize("word", NASTY)
def test_64_no_word_becomes_a_mention_or_a_link(word: str) -> None:
    message = render(full(word))

    shown = [message.text, *[part["text"] for part in texts(message.blocks)]]
    assert not any("<" in text or ">" in text for text in shown)
    check_blocks(message.blocks)


@pytest.mark.parametrize("word", ["*x*", "_x_", "~x~", "`x`", "```x```"])
def test_64_no_word_becomes_markup(word: str) -> None:
    message = render(full(word))

    parsed = [p["text"] for p in texts(message.blocks) if p["type"] == "mrkdwn"]
    assert not any(word in text for text in [message.text, *parsed])


def test_64_an_underscore_inside_a_word_stays_as_it_is_so_that_addresses_can_be_copied() -> None:
    message = render(Card(title="Contact", facts=(Fact(label="Mail", value="a_b@x.example"),)))

    assert "a_b@x.example" in message.text
    assert "a_b@x.example" in json.dumps(message.blocks)


def test_64_escaped_text_is_what_slack_turns_back_into_the_writing() -> None:
    message = render(Card(title="R&D <x>"))

    assert message.blocks[0]["text"]["text"] == "R&amp;D &lt;x&gt;"


@pytest.mark.parametrize("length", [75, 76, 150, 151, 3_000, 3_001, 50_000])
@pytest.mark.parametrize("letter", ["x", "&", "<"])
def test_64_long_words_end_in_a_visible_ellipsis(letter: str, length: int) -> None:
    message = render(full(letter * length))

    check_blocks(message.blocks)
    assert len(message.text) <= MAX_TEXT
    cut = [p["text"] for p in texts(message.blocks) if len(p["text"]) >= 75]
    assert all("…" in text or letter * length in unescape(text) for text in cut)


def test_64_an_entity_is_never_cut_in_two() -> None:
    for length in range(140, 160):
        title = render(Card(title="x" * length + "&&&&&")).blocks[0]["text"]["text"]

        assert "&" not in title.replace("&amp;", "")


def test_64_more_of_everything_than_slack_takes_still_fits_and_says_how_much_is_missing() -> None:
    crowded = Card(
        title="Crowded",
        paragraphs=tuple(f"Paragraph {n}. " + "word " * 50 for n in range(60)),
        facts=tuple(Fact(label=f"Fact {n}", value="v" * 100) for n in range(60)),
        table=Table(
            columns=(Column(label="Invoice"), Column(label="Amount", number=True)),
            rows=tuple((f"INV-{n}", "1,000.00 USD") for n in range(1_000)),
        ),
        choices=tuple(Choice(label=f"INV-{n}", say=f"pay invoice {n}") for n in range(60)),
        actions=tuple(Action(label=f"Action {n}", say=f"say {n}") for n in range(60)),
    )

    message = render(crowded)

    check_blocks(message.blocks)
    assert len(message.blocks) <= 50
    drawn = json.dumps(message.blocks, ensure_ascii=False)
    assert "INV-0" in drawn
    assert drawn.count("… +") == 3
    assert message.text.endswith("…")


def test_buttons_say_typed_text_and_wear_their_style() -> None:
    card = Card(
        title="Invoice 123",
        actions=(
            Action(label="Pay", say="pay invoice 123", style=Style.PRIMARY),
            Action(label="Cancel", say="cancel", style=Style.DANGER),
            Action(label="Help", say="help"),
        ),
    )

    elements = render(card).blocks[-1]["elements"]

    assert [(e["text"]["text"], e["value"], e.get("style")) for e in elements] == [
        ("Pay", "pay invoice 123", "primary"),
        ("Cancel", "cancel", "danger"),
        ("Help", "help", None),
    ]


def test_a_few_choices_are_cards_with_their_number_to_press_and_all_is_a_button() -> None:
    card = Card(
        title="Which one?",
        choices=(Choice(label="INV-1 *<x>*", say="pay 1"), Choice(label="INV-2", say="pay 2")),
        every=Choice(label="all 2 (30.00 USD)", say="pay all open invoices"),
    )

    carousel, every = render(card).blocks[1:]

    first = carousel["elements"][0]
    assert first["title"]["text"] == "1. INV-1 ∗&lt;x&gt;∗"
    assert first["actions"] == [
        {
            "type": "button",
            "action_id": "choice-1",
            "text": {"type": "plain_text", "text": "1", "emoji": False},
            "value": "pay 1",
            "accessibility_label": "1. INV-1 *<x>*",
        }
    ]
    assert [each["value"] for each in every["elements"]] == ["pay all open invoices"]


def test_a_single_choice_is_one_card() -> None:
    [card] = render(Card(title="Meant?", choices=(Choice(label="pay 1", say="pay 1"),))).blocks[1:]

    assert card["type"] == "card"


@pytest.mark.parametrize("count", range(1, 12))
@pytest.mark.parametrize("length", [1, 149, 151, 2_000, 2_001])
def test_64_choices_of_any_length_are_blocks_that_slack_takes(count: int, length: int) -> None:
    choices = tuple(Choice(label="&" * length, say="x" * length) for _ in range(count))

    for newest in (True, False):
        message = render(Card(title="t", choices=choices), newest=newest)

        check_blocks(message.blocks)
        for block in message.blocks:
            Block.parse(block).validate_json()


def test_where_cards_are_refused_choices_are_numbered_buttons_and_all_is_one_more() -> None:
    card = Card(
        title="Which one?",
        choices=(Choice(label="INV-1", say="pay invoice 1"), Choice(label="INV-2", say="pay 2")),
        every=Choice(label="all 2 (30.00 USD)", say="pay all open invoices"),
    )

    message = render(card, newest=False)

    elements = message.blocks[-1]["elements"]
    assert [e["text"]["text"] for e in elements] == ["1. INV-1", "2. INV-2", "all 2 (30.00 USD)"]
    assert [e["value"] for e in elements] == ["pay invoice 1", "pay 2", "pay all open invoices"]
    assert message.text.endswith("1. INV-1\n2. INV-2\nall. all 2 (30.00 USD)")


def test_where_it_must_be_typed_the_shorter_word_is_shown() -> None:
    offer = Card(title="Offer", actions=(Action(label="Pay", say="confirm off_1", typed="yes"),))

    message = render(offer)

    assert message.text == "Offer\nPay: “yes”"
    assert message.blocks[-1]["elements"][0]["value"] == "confirm off_1"


def test_a_button_that_would_have_to_be_cut_is_left_out_and_counted() -> None:
    card = Card(title="Long", actions=(Action(label="Go", say="x" * 2_001),))

    message = render(card)

    assert message.blocks[-1]["elements"][0]["text"] == "… +1"
    assert "Go" in message.text


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ftp://x", "x" * 4_000])
def test_only_web_addresses_become_links(url: str) -> None:
    message = render(Card(title="Link", actions=(Action(label="Open", url=url),)))

    assert not [e for b in message.blocks for e in b.get("elements", ()) if "url" in e]


def test_the_text_alone_tells_everything() -> None:
    card = Card(
        title="Two invoices",
        tone=Tone.GOOD,
        paragraphs=("They are due.",),
        facts=(Fact(label="Total", value="30.00 USD"),),
        table=Table(columns=(Column(label="Invoice"),), rows=(("INV-1",), ("INV-2",))),
        choices=(Choice(label="INV-1", say="pay invoice 1"),),
        actions=(
            Action(label="Pay all", say="pay all"),
            Action(label="Open", url="https://x.example/?a=1&b=2"),
        ),
    )

    assert render(card).text.splitlines() == [
        "✅ Two invoices",
        "They are due.",
        "Total: 30.00 USD",
        "INV-1",
        "INV-2",
        "1. INV-1",
        "Pay all: “pay all”",
        "Open: https://x.example/?a=1&amp;b=2",
    ]


def test_a_table_is_slacks_own_with_numbers_to_sort_by_and_amounts_as_written() -> None:
    table = Table(
        columns=(Column(label="Invoice"), Column(label="Amount", number=True)),
        rows=(("INV-1", "1,010.50 USD"), ("<!channel>", "–")),
    )

    [drawn] = render(Card(title="List of *all*", table=table)).blocks[1:]

    assert drawn == {
        "type": "data_table",
        "caption": "List of *all*",
        "page_size": 10,
        "rows": [
            [{"type": "raw_text", "text": "Invoice"}, {"type": "raw_text", "text": "Amount"}],
            [
                {"type": "raw_text", "text": "INV-1"},
                {"type": "raw_number", "value": 1010.5, "text": "1,010.50 USD"},
            ],
            [{"type": "raw_text", "text": "<!channel>"}, {"type": "raw_text", "text": "–"}],
        ],
    }


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("420.00 USD", 420),
        ("1.234,50 €", 1234.5),
        ("1 234,50 €", 1234.5),
        ("￥120,000", 120_000),
        ("1,234,567 JPY", 1_234_567),
        ("12.340 KWD", 12.34),
        ("1,012.340 KWD", 1012.34),
        ("-20.00 USD", -20),
        ("−20,00 €", -20),
        ("7", 7),
    ],
)
def test_an_amount_is_sorted_by_what_it_is_in_every_language(written: str, number: float) -> None:
    table = Table(columns=(Column(label="Amount", number=True),), rows=((written,),))

    [drawn] = render(Card(title="t", table=table)).blocks[1:]

    assert drawn["rows"][1] == [{"type": "raw_number", "value": number, "text": written}]


def test_many_choices_are_a_menu_that_says_the_same() -> None:
    choices = tuple(Choice(label=f"INV-{n}", say=f"pay invoice {n}") for n in range(1, 9))

    [menu, every] = render(
        Card(title="Which one?", choices=choices, every=Choice(label="all", say="pay all"))
    ).blocks[-1]["elements"]

    assert menu["type"] == "static_select"
    assert menu["placeholder"]["text"] == "Which one?"
    assert [o["value"] for o in menu["options"]] == [each.say for each in choices]
    assert menu["options"][7]["text"]["text"] == "8. INV-8"
    assert every["value"] == "pay all"


def test_a_form_is_a_button_that_carries_it_whole_and_an_example_to_type() -> None:
    form = Form(
        title="Another amount",
        submit="Continue",
        says="pay {amount} of 1 with {using}",
        blanks=(
            Blank(name="amount", label="Amount"),
            Blank(
                name="using",
                label="Paid with",
                filled="m 0",
                options=tuple(Choice(label="x" * 75, say=f"m {n}") for n in range(40)),
            ),
        ),
    )
    action = Action(label="Another amount…", say="pay 5 of 1", form=form)

    message = render(Card(title="t", actions=(action,)))

    [button] = message.blocks[-1]["elements"]
    read = slack_form.read(button["value"])
    assert len(button["value"]) <= 2_000
    assert read is not None
    assert read.blanks[1].options[0].say == "m 0"
    assert 2 < len(read.blanks[1].options) < 40
    assert message.text == "t\nAnother amount…: “pay 5 of 1”"
    check_view(slack_form.modal(read, "kept"))
    assert (
        slack_form.said(read.says, {"amount": " 5\n0 ", "using": "m 1"}) == "pay 5 0 of 1 with m 1"
    )


def test_a_long_gap_keeps_its_paragraphs() -> None:
    blank = Blank(name="words", label="Answer", long=True)
    form = Form(title="Reply", submit="Preview", says="reply to case 1: {words}", blanks=(blank,))

    view = slack_form.modal(form, "kept")

    check_view(view)
    assert view["blocks"][0]["element"]["multiline"] is True
    said = slack_form.said(form.says, {"words": "One.\n\nTwo {words}. "}, ["words"])
    assert said == "reply to case 1: One.\n\nTwo {words}."
    assert slack_form.said(form.says, {"words": "x" * 4_000}, ["words"]).count("x") == 3_000


def test_where_tables_are_refused_rows_are_lines_with_the_first_cell_bold() -> None:
    table = Table(
        columns=(Column(label="Invoice"), Column(label="Amount", number=True)),
        rows=(("INV-1", "10.00 USD"), ("", "20.00 USD")),
    )

    labels, section = render(Card(title="List", table=table), newest=False).blocks[1:]

    assert labels["elements"][0]["text"] == "Invoice · Amount"
    assert section["text"]["text"] == "*INV-1* · 10.00 USD\n– · 20.00 USD"


def test_a_table_without_rows_and_blank_words_draw_nothing() -> None:
    card = Card(title="", paragraphs=("", "  "), table=Table(columns=(), rows=()))

    message = render(card)

    assert message.blocks == []
    assert message.text == "…"


@given(st.text(max_size=400))
def test_64_any_word_at_all_gives_blocks_that_slack_takes(word: str) -> None:
    message = render(full(word))

    check_blocks(message.blocks)
    assert message.text
    for block in message.blocks:
        if block["type"] != "data_table":  # slack_sdk has no model of it yet
            Block.parse(block).validate_json()


@given(st.text(alphabet="*_~`<>&!@| x\n", max_size=60))
def test_64_no_run_of_signs_opens_markup(word: str) -> None:
    message = render(Card(title="t", facts=(Fact(label="l", value=word),)))

    value = message.blocks[1]["fields"][0]["text"].removeprefix("*l*\n")
    assert not set(value) & set("*`<>\n")
    joined = [value[i - 1 : i] for i, letter in enumerate(value) if letter in "_~"]
    assert all(before == "\u2060" or before.isalnum() for before in joined)
