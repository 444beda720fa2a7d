"""Set a page with typst, by one compiler that is kept, because opening one costs 30 ms.

What is set is two lines that import the template and hand it the data, so that typst keeps all it
knows of templates from one document to the next; given as ``sys.inputs``, the data would have each
file read anew.
"""

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
    data = json.dumps(page, ensure_ascii=False)
    # in a string of typst's nothing else means anything but itself
    data = data.replace("\\", "\\\\").replace('"', '\\"')
    source = f'#import "/{template}.typ": paper\n#paper(json(bytes("{data}")))'
    try:
        made = _compiler(folder).compile(source.encode(), format="pdf", timestamp=0)
    except typst.TypstError as error:
        raise TemplateError(f"{template}.typ: {error.message}") from None
    assert isinstance(made, bytes)
    return made


@lru_cache(maxsize=8)
def _compiler(folder: str) -> typst.Compiler:
    return typst.Compiler(root=Path(folder) if folder else TEMPLATES)
