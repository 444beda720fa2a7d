"""Draw a card as the subject, text and HTML of one mail, both bodies saying the same.

A mail has no buttons, so what one can do next is printed as words to reply with. The first line is
a marker that lets the answer be told from the quote, whatever mail program wrote it.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from urllib.parse import quote, urlsplit

from assistant.card import Action, Card, Column, Style, Table, Tone

_LONGEST_SUBJECT = 150
_WIDEST_RULE = 76
_WIDEST_TABLE = 100
_LONGEST_WORD = 30
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]"
)
_MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")


@dataclass(frozen=True, slots=True)
class RenderedMail:
    """One mail's subject and its two bodies."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class _Words:
    """The few words the renderer itself adds; ``above`` must stay known to the reply cutter."""

    above: str
    reply_with: str
    reply_number: str
    last_or: str
    everything: str = "ALL"


_WORDS = {
    "en": _Words("reply above this line", "reply with", "Reply", "or"),
    "de": _Words("bitte oberhalb dieser Zeile antworten", "antworten Sie", "Antworten Sie", "oder"),
    "fr": _Words("répondez au-dessus de cette ligne", "répondez", "Répondez", "ou"),
    "es": _Words("responda por encima de esta línea", "responda", "Responda", "o"),
}


def render(card: Card, *, reply_to: str = "", locale: str = "en") -> RenderedMail:
    """Draw the card; with ``reply_to`` the HTML offers each reply as a ready-made mail."""
    body = html(card, reply_to=reply_to, locale=locale)
    return RenderedMail(subject(card), text(card, locale=locale), body)


def subject(card: Card) -> str:
    """Return the title on one line, short enough for an inbox."""
    title = _line(card.title)
    return title if len(title) <= _LONGEST_SUBJECT else f"{title[: _LONGEST_SUBJECT - 1]}…"


def text(card: Card, *, locale: str = "en") -> str:
    """Return the plain-text body, ending in a line break."""
    words = _words(locale)
    blocks = [_marker(words), _underlined(_line(card.title))]
    blocks += [_plain(paragraph) for paragraph in card.paragraphs]
    if card.facts:
        blocks.append("\n".join(f"{_line(f.label)}: {_line(f.value)}" for f in card.facts))
    if card.table:
        blocks.append(_text_table(card.table))
    if card.choices:
        numbered = [f"  {n}. {_line(c.label)}" for n, c in enumerate(card.choices, 1)]
        if card.every:
            numbered.append(f"  {words.everything}: {_line(card.every.label)}")
        blocks.append("\n".join([*numbered, "", _invitation(card, words)]))
    if card.actions:
        blocks.append("\n".join(_text_action(action, words) for action in card.actions))
    return "\n\n".join(blocks) + "\n"


def html(card: Card, *, reply_to: str = "", locale: str = "en") -> str:
    """Return a whole HTML document that needs no network and follows a dark theme."""
    words = _words(locale)
    body = "\n".join(_html_blocks(card, reply_to, words))
    language = locale.replace("_", "-")
    return _PAGE.format(
        lang=escape(language if re.fullmatch(r"[A-Za-z-]{2,12}", language) else "en"),
        title=escape(subject(card)),
        marker=escape(_marker(words)),
        colour=_COLOURS[card.tone],
        body=body,
    )


def _words(locale: str) -> _Words:
    return _WORDS.get(re.split("[-_]", locale.lower())[0], _WORDS["en"])


def _marker(words: _Words) -> str:
    return f"—— {words.above} ——"


def _plain(value: str) -> str:
    return _UNPRINTABLE.sub(" ", value.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _line(value: str) -> str:
    return " ".join(_plain(value).split())


def _underlined(title: str) -> str:
    return f"{title}\n{'=' * min(_width(title), _WIDEST_RULE)}"


def _width(value: str) -> int:
    """Columns on a terminal: wide letters take two, combining marks none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in value
    )


def _invitation(card: Card, words: _Words) -> str:
    """``Reply 1, 2 or ALL``, the last only where all is an answer."""
    answers = [str(n) for n in range(1, len(card.choices) + 1)]
    answers += [words.everything] if card.every else []
    *most, last = answers
    listed = f"{', '.join(most)} {words.last_or} {last}" if most else last
    return f"{words.reply_number} {listed}"


def _text_action(action: Action, words: _Words) -> str:
    label = _line(action.label)
    if action.say:
        return f"{label} — {words.reply_with}: {_line(action.typed or action.say)}"
    return f"{label}: {action.url}" if _is_link(action.url) else label


def _text_table(table: Table) -> str:
    labels = [_line(column.label) for column in table.columns]
    rows = [[_line(cell) for cell in row] for row in table.rows]
    widths = [max(map(_width, column)) for column in zip(labels, *rows, strict=True)]
    if sum(widths) + 2 * (len(widths) - 1) > _WIDEST_TABLE:
        return "\n\n".join(
            "\n".join(f"{label}: {cell}" for label, cell in zip(labels, row, strict=True) if cell)
            for row in rows
        )
    numbers = [column.number for column in table.columns]
    rule = ["-" * width for width in widths]
    return "\n".join(_aligned(row, widths, numbers) for row in [labels, rule, *rows])


def _aligned(cells: list[str], widths: list[int], numbers: list[bool]) -> str:
    padded = []
    for cell, width, number in zip(cells, widths, numbers, strict=True):
        gap = " " * (width - _width(cell))
        padded.append(gap + cell if number else cell + gap)
    return "  ".join(padded).rstrip()


def _html_blocks(card: Card, reply_to: str, words: _Words) -> Iterator[str]:
    yield f"<h1>{escape(_line(card.title))}</h1>"
    for paragraph in card.paragraphs:
        yield f"<p>{escape(_plain(paragraph)).replace(chr(10), '<br>')}</p>"
    if card.facts:
        yield _html_facts(card)
    if card.table:
        yield _html_table(card.table)
    if card.choices:
        items = "".join(f"<li>{_reply(c.label, c.say, reply_to)}</li>" for c in card.choices)
        yield f"<ol>{items}</ol>"
        if card.every:
            everything = _reply(card.every.label, card.every.say, reply_to)
            yield f"<p>{words.everything}: {everything}</p>"
        yield f"<p>{escape(_invitation(card, words))}</p>"
    for action in card.actions:
        yield f"<p>{_html_action(action, reply_to, words)}</p>"


def _html_facts(card: Card) -> str:
    rows = (
        f'<tr><th scope="row">{escape(_line(f.label))}:</th><td>{escape(_line(f.value))}</td></tr>'
        for f in card.facts
    )
    return f'<table class="facts">{"".join(rows)}</table>'


def _html_table(table: Table) -> str:
    head = "".join(
        f'<th scope="col"{_aligning(column)}>{escape(_line(column.label))}</th>'
        for column in table.columns
    )
    rows = "".join(f"<tr>{''.join(map(_html_cell, table.columns, row))}</tr>" for row in table.rows)
    return f'<table class="rows"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _html_cell(column: Column, cell: str) -> str:
    """A cell that knows its column's name, shown beside it where a table is too wide."""
    words = _line(cell)
    long = any(len(word) > _LONGEST_WORD for word in words.split())
    label = f' data-label="{escape(_line(column.label))}"' if words else ""
    kind = ' class="long"' if long else ""
    return f"<td{label}{kind}{_aligning(column)}>{escape(words)}</td>"


def _aligning(column: Column) -> str:
    return ' style="text-align:right;white-space:nowrap"' if column.number else ""


def _html_action(action: Action, reply_to: str, words: _Words) -> str:
    label = escape(_line(action.label))
    if action.say:
        said = f"<code>{escape(_line(action.typed or action.say))}</code>"
        button = _reply(action.label, action.say, reply_to, action.style)
        return f"{button} — {words.reply_with}: {said}"
    if not _is_link(action.url):
        return label
    return f'<a class="{action.style}" href="{escape(action.url)}">{label}</a>'


def _reply(label: str, say: str, reply_to: str, style: Style = Style.PLAIN) -> str:
    """A label that, when clicked, opens a mail already saying it.

    Such a mail is no reply and has no conversation, so it says the long form.
    """
    shown = escape(_line(label))
    if not _MAILBOX.fullmatch(reply_to):
        return shown
    said = quote(_line(say), safe="")
    link = f"mailto:{quote(reply_to, safe='@+')}?subject={said}&body={said}"
    return f'<a class="{style}" href="{escape(link)}">{shown}</a>'


def _is_link(url: str) -> bool:
    """Only web addresses with a host, so nothing runs and nothing hides in the line."""
    if not url.isascii() or any(c.isspace() or not c.isprintable() for c in url):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


_COLOURS = {Tone.INFO: "#2f6fde", Tone.GOOD: "#1f8a4c", Tone.PROBLEM: "#c4372b"}

_PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 0; padding: 12px;
 font: 16px/1.5 -apple-system, "Segoe UI", Roboto, Arial, sans-serif; }}
main {{ display: block; max-width: 720px; margin: 0 auto; padding-left: 12px;
 border-left: 4px solid {colour}; overflow-wrap: break-word; }}
h1 {{ font-size: 20px; line-height: 1.3; margin: 8px 0 12px; }}
.mark {{ font-size: 12px; opacity: 0.7; margin: 0 0 8px; }}
table {{ border-collapse: collapse; margin: 12px 0; }}
.rows {{ width: 100%; font-size: 14px; }}
th {{ text-align: left; }}
th, td {{ padding: 4px 16px 4px 0; vertical-align: top; border-bottom: 1px solid #8886; }}
th:last-child, td:last-child {{ padding-right: 0; }}
.long, .facts td {{ overflow-wrap: anywhere; }}
.facts th, .facts td {{ border: 0; }}
.facts th {{ white-space: nowrap; }}
li {{ margin: 4px 0; }}
a {{ font-weight: 600; }}
.primary {{ font-weight: 700; }}
code {{ font-size: 14px; }}
@media (max-width: 540px) {{
 .facts {{ width: 100%; }}
 .facts th {{ white-space: normal; width: 40%; padding-right: 8px; }}
 .rows thead {{ position: absolute; left: -9999px; }}
 .rows, .rows tbody, .rows tr {{ display: block; }}
 .rows tr {{ padding: 8px 0; border-bottom: 1px solid #8886; }}
 .rows td {{ display: flex; padding: 1px 0; border: 0; overflow-wrap: anywhere;
  text-align: left !important; white-space: normal !important; }}
 .rows td[data-label]::before {{ content: attr(data-label) ":"; flex: 0 0 40%; font-weight: 700; }}
}}
@media (prefers-color-scheme: dark) {{ a {{ color: #8ab4f8; }} }}
</style>
</head>
<body>
<main>
<p class="mark">{marker}</p>
{body}
</main>
</body>
</html>
"""
