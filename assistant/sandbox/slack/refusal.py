"""The one way a Web API method says no."""

from typing import Any


class RefusalError(Exception):
    """Slack's ``{"ok": false, "error": word}``, with whatever else that answer carries."""

    def __init__(self, word: str, **extra: Any) -> None:
        super().__init__(word)
        self.word = word
        self.extra = extra
