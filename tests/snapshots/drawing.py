"""Blocks as lines a person reads at a glance, and below them the text without blocks."""

from collections.abc import Iterator
from typing import Any

from assistant.render.slack import SlackMessage

Body = dict[str, Any]


def drawn(message: SlackMessage) -> str:
    """The whole message."""
    lines = [line for block in message.blocks for line in _block(block)]
    return "\n".join([*lines, "", "-- as text alone", message.text, ""])


def _block(block: Body) -> Iterator[str]:
    match block["type"]:
        case "header":
            yield f"# {_text(block['text'])}"
        case "section":
            yield from _text(block["text"]).split("\n") if "text" in block else ()
            yield from (
                f"  {_text(field)}".replace("\n", ": ") for field in block.get("fields", ())
            )
        case "context":
            yield from (f"({_text(each)})" for each in block["elements"])
        case "actions":
            yield from map(_element, block["elements"])
        case "data_table":
            yield f"| {block['caption']} ({len(block['rows']) - 1}, {block['page_size']} a page)"
            yield from ("| " + " | ".join(map(_cell, row)) for row in block["rows"])
        case "data_visualization":
            yield from _chart(block)
        case "carousel":
            yield from (line for card in block["elements"] for line in _block(card))
        case "card":
            buttons = " ".join(map(_element, block["actions"]))
            yield f"[[ {_text(block['title'])} ]] {buttons}"
        case other:
            yield f"[{other}] {block}"


def _text(text: Body) -> str:
    return str(text["text"])


def _cell(cell: Body) -> str:
    sorts = f" [{cell['value']}]" if cell["type"] == "raw_number" else ""
    return f"{cell['text']}{sorts}"


def _element(element: Body) -> str:
    if element["type"] == "static_select":
        options = "".join(f"\n  {_text(o['text'])} -> {o['value']}" for o in element["options"])
        return f"[{_text(element['placeholder'])} v]{options}"
    does = element.get("value") or element.get("url")
    style = f" ({element['style']})" if "style" in element else ""
    return f"[{_text(element['text'])}]{style} -> {does}"


def _chart(block: Body) -> Iterator[str]:
    yield f"~ {block['title']} ({block['chart']['type']})"
    for series in block["chart"].get("series", ()):
        points = ", ".join(f"{point['label']} {point['value']}" for point in series["data"])
        yield f"~ {series['name']}: {points}"
