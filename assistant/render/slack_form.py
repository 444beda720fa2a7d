"""A form in Slack: what its button carries, the modal it opens, and what a filled-in one says.

The button carries the whole form, so that a press opens the modal at once: its trigger lasts three
seconds, and the card it was on is not sent along when only one person sees it.
https://docs.slack.dev/surfaces/modals/
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

from pydantic import ValidationError

from assistant.card import Blank, Choice, Form
from assistant.render.slack_text import line, plain

FORM = "form"
"""How the action ids of such buttons begin, and what their modals are called back by."""

MAX_VALUE = 2_000
MAX_TITLE = 24
MAX_OPTION = 75
MAX_ERROR = 300
MAX_SAID = 300
"""How much may be typed into a gap."""

MAX_LONG = 3_000
"""The same of one that takes paragraphs; Slack takes no more."""

_GAP = re.compile(r"\{(\w+)\}")


def value(form: Form) -> str | None:
    """What its button carries; options that do not fit are left out, and None if it never fits."""
    written = form.model_dump_json(exclude_defaults=True)
    while len(written) > MAX_VALUE:
        longest = max(form.blanks, key=lambda each: len(each.options))
        if len(longest.options) < 2:
            return None
        form = _shortened(form, longest)
        written = form.model_dump_json(exclude_defaults=True)
    return written


def _shortened(form: Form, blank: Blank) -> Form:
    """The same with one option less, but never without the one that is filled in."""
    spare = [each for each in blank.options if each.say != blank.filled]
    kept = tuple(each for each in blank.options if each is not spare[-1])
    shorter = blank.model_copy(update={"options": kept})
    blanks = tuple(shorter if each is blank else each for each in form.blanks)
    return form.model_copy(update={"blanks": blanks})


def read(written: str) -> Form | None:
    """The form a button carried; None for what is none."""
    try:
        form = Form.model_validate_json(written)
    except ValidationError:
        return None
    return form if form.blanks else None


def modal(form: Form, kept: str) -> dict[str, Any]:
    """The view to open; ``kept`` comes back with what was filled in."""
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": kept,
        "title": plain(line(form.title, MAX_TITLE) or "…"),
        "submit": plain(line(form.submit, MAX_TITLE) or "OK"),
        "blocks": [_input(each) for each in form.blanks],
    }


def _input(blank: Blank) -> dict[str, Any]:
    drawn = {
        "type": "input",
        "block_id": blank.name,
        "label": plain(line(blank.label, 150) or "…"),
        "element": _select(blank) if blank.options else _words(blank),
    }
    return drawn | ({"hint": plain(line(blank.hint, 150))} if blank.hint else {})


def _words(blank: Blank) -> dict[str, Any]:
    filled = {"initial_value": blank.filled} if blank.filled else {}
    return {
        "type": "plain_text_input",
        "action_id": blank.name,
        "max_length": MAX_LONG if blank.long else MAX_SAID,
        **({"multiline": True} if blank.long else {}),
        **filled,
    }


def _select(blank: Blank) -> dict[str, Any]:
    options = [_option(each) for each in blank.options]
    chosen = [each for each in options if each["value"] == blank.filled]
    return {
        "type": "static_select",
        "action_id": blank.name,
        "options": options,
        **({"initial_option": chosen[0]} if chosen else {}),
    }


def _option(choice: Choice) -> dict[str, Any]:
    return {"text": plain(line(choice.label, MAX_OPTION)), "value": choice.say}


def said(says: str, filled: Mapping[str, str], long: Collection[str] = ()) -> str:
    """What somebody says who filled it in so; a gap they left empty is nothing.

    Those gaps that are ``long`` keep their paragraphs.
    """
    if long:
        return _GAP.sub(lambda gap: filled.get(gap[1], "").strip()[:MAX_LONG], says).strip()
    words = _GAP.sub(lambda gap: " ".join(filled.get(gap[1], "").split())[:MAX_SAID], says)
    return " ".join(words.split())


def error(text: str) -> str:
    """What is wrong, as short as a modal shows it below an input."""
    return line(text, MAX_ERROR) or "…"
