"""Read Stripe's form encoding, ``a[b][0]=c``, into nested mappings of strings.

Lists stay mappings with number keys here: only the parameter's type knows whether
``metadata[1]`` is an entry called "1" or the second of a list.
"""

import re
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from assistant.sandbox.stripe.problem import invalid

_PART = re.compile(r"\[([^\[\]]*)\]")


@lru_cache(maxsize=2048)
def _path(key: str) -> tuple[str, ...]:
    head, bracket, rest = key.partition("[")
    return (head, *_PART.findall(bracket + rest))


def parse(text: str) -> dict[str, Any]:
    """Parse a form body or query string; a name used as a value and as a group is refused."""
    root: dict[str, Any] = {}
    for key, value in parse_qsl(text, keep_blank_values=True):
        *groups, last = _path(key)
        here = root
        for group in groups:
            here = here.setdefault(group or str(len(here)), {})
            if not isinstance(here, dict):
                raise invalid("Invalid object", param=key)
        here[last or str(len(here))] = value
    return root
