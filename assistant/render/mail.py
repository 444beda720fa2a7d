"""Draw a card as the subject, text and HTML of one mail, both bodies saying the same.

A mail has no buttons, so what one can do next is printed as words to reply with. The first line is
a marker that lets the answer be told from the quote, whatever mail program wrote it.
"""

import re
import unicodedata
from collections.abc import Iterator
from html import escape
from urllib.parse import quote, urlsplit

from assistant.card import Action, Card, Column, Part, Style, Table
from assistant.render.mail_page import COLOURS, PAGE
from assistant.values import dataclass

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
    attached: str
    everything: str = "ALL"


_WORDS = {
    "en": _Words("reply above this line", "reply with", "Reply", "or", "Attached"),
    "de": _Words(
        "bitte oberhalb dieser Zeile antworten", "antworten Sie", "Antworten Sie", "oder", "Anhang"
    ),
    "fr": _Words("répondez au-dessus de cette ligne", "répondez", "Répondez", "ou", "Pièce jointe"),
    "ja": _Words("この行より上に返信してください", "返信", "返信", "または", "添付"),
    "es": _Words("responda por encima de esta línea", "responda", "Responda", "o", "Adjunto"),
}


def render(card: Card, *, reply_to: str = "", locale: str = "en") -> RenderedMail:
    """Draw the card; with ``reply_to`` the HTML offers each reply as a ready-made mail."""
    body = html(card, reply_to=reply_to, locale=locale)
    return RenderedMail(subject(card), text(card, locale=locale), body)


def subject(card: Card) -> str:
    """Return the title on one line, short enough for an inbox."""
    title = " · ".join(_line(part.title) for part in card.parts)
    return title if len(title) <= _LONGEST_SUBJECT else f"{title[: _LONGEST_SUBJECT - 1]}…"


def text(card: Card, *, locale: str = "en") -> str:
    """Return the plain-text body, ending in a line break."""
    words = _words(locale)
    blocks = [block for part in card.parts for block in _text_blocks(part, words)]
    return "\n\n".join([_marker(words), *blocks]) + "\n"


def _text_blocks(card: Part, words: _Words) -> list[str]:
    blocks = [_underlined(_line(card.title))]
    blocks += [_plain(paragraph) for paragraph in card.paragraphs]
    if card.facts:
        blocks.append("\n".join(f"{_line(f.label)}: {_line(f.value)}" for f in card.facts))
    if card.table:
        blocks.append(_text_table(card.table))
    if card.files:
        blocks.append(_attached(card, words))
    if card.choices:
        numbered = [f"  {n}. {_line(c.label)}" for n, c in enumerate(card.choices, 1)]
        if card.every:
            numbered.append(f"  {words.everything}: {_line(card.every.label)}")
        blocks.append("\n".join([*numbered, "", _invitation(card, words)]))
    if card.actions:
        blocks.append("\n".join(_text_action(action, words) for action in card.actions))
    return blocks


def html(card: Card, *, reply_to: str = "", locale: str = "en") -> str:
    """Return a whole HTML document that needs no network and follows a dark theme."""
    words = _words(locale)
    body = "\n".join(block for part in card.parts for block in _html_blocks(part, reply_to, words))
    language = locale.replace("_", "-")
    return PAGE.format(
        lang=escape(language if re.fullmatch(r"[A-Za-z-]{2,12}", language) else "en"),
        title=escape(subject(card)),
        marker=escape(_marker(words)),
        colour=COLOURS[card.tone],
        body=body,
    )


def _words(locale: str) -> _Words:
    return _WORDS.get(re.split("[-_]", locale.lower())[0], _WORDS["en"])


def _marker(words: _Words) -> str:
    return f"—— {words.above} ——"


def _plain(value: str) -> str:
    if value.isprintable():  # most are, and are looked at once
        return value.strip()
    return _UNPRINTABLE.sub(" ", value.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _line(value: str) -> str:
    return " ".join(_plain(value).split())


def _underlined(title: str) -> str:
    return f"{title}\n{'=' * min(_width(title), _WIDEST_RULE)}"


def _width(value: str) -> int:
    """Columns on a terminal: wide letters take two, combining marks none."""
    if value.isascii():
        return len(value)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in value
    )


def _invitation(card: Part, words: _Words) -> str:
    """``Reply 1, 2 or ALL``, the last only where all is an answer."""
    answers = [str(n) for n in range(1, len(card.choices) + 1)]
    answers += [words.everything] if card.every else []
    *most, last = answers
    listed = f"{', '.join(most)} {words.last_or} {last}" if most else last
    return f"{words.reply_number} {listed}"


def _attached(card: Part, words: _Words) -> str:
    return f"{words.attached}: {', '.join(_line(file.name) for file in card.files)}"


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


def _html_blocks(card: Part, reply_to: str, words: _Words) -> Iterator[str]:
    yield f"<h1>{escape(_line(card.title))}</h1>"
    for paragraph in card.paragraphs:
        yield f"<p>{escape(_plain(paragraph)).replace(chr(10), '<br>')}</p>"
    if card.facts:
        yield _html_facts(card)
    if card.table:
        yield _html_table(card.table)
    if card.files:
        yield f"<p>{escape(_attached(card, words))}</p>"
    if card.choices:
        items = "".join(f"<li>{_reply(c.label, c.say, reply_to)}</li>" for c in card.choices)
        yield f"<ol>{items}</ol>"
        if card.every:
            everything = _reply(card.every.label, card.every.say, reply_to)
            yield f"<p>{words.everything}: {everything}</p>"
        yield f"<p>{escape(_invitation(card, words))}</p>"
    for action in card.actions:
        yield f"<p>{_html_action(action, reply_to, words)}</p>"


def _html_facts(card: Part) -> str:
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
