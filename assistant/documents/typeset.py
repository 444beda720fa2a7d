"""Set a page with typst: one compiler for each template, kept, because opening one costs 30 ms."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

TEMPLATES = Path(__file__).parent / "templates"
"""The templates that come with the assistant; an operator may give a folder of their own."""

NAMES = ("invoice", "statement", "receipt")


class TemplateError(Exception):
    """The template is not right: correct it, or unset ASSISTANT_TEMPLATES_DIR."""


def typeset(template: str, page: dict[str, Any], *, folder: str = "") -> bytes:
    """The PDF. The page goes in as data, so nothing in it is ever read as a template's source."""
    document = json.dumps(page, ensure_ascii=False)
    try:
        made = _compiler(template, folder).compile(
            format="pdf", sys_inputs={"document": document}, timestamp=0
        )
    except typst.TypstError as error:
        raise TemplateError(f"{template}.typ: {error.message}") from None
    assert isinstance(made, bytes)
    return made


@lru_cache(maxsize=8)
def _compiler(template: str, folder: str) -> typst.Compiler:
    root = Path(folder) if folder else TEMPLATES
    return typst.Compiler(root=root, input=root / f"{template}.typ")
