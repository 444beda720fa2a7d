"""What one can say, and which of it a misspelt text is close to; suggested, never acted on."""

import re
from functools import lru_cache

SAYABLE = {
    "show my invoices": ("show my invoices", "list invoices", "invoices", "my invoices"),
    "show my overdue invoices": ("overdue", "overdue invoices", "what is overdue"),
    "what do I owe": ("balance", "what do I owe", "my balance"),
    "pay my invoice": (
        "pay",
        "pay my invoice",
        "pay invoice",
        "pay the big one",
        "pay the latest invoice",
    ),
    "pay all overdue": ("pay all overdue", "pay all"),
    "payment history": ("payment history", "payments"),
    "payment methods": ("payment methods", "my payment methods", "my cards"),
    "who gets our invoices": ("contacts", "our contacts"),
    "is autopay on": ("autopay",),
    "payment status": ("payment status", "did my payment go through"),
    "which account is this": ("which account is this", "switch account"),
    "help": ("help", "what can you do"),
    "talk to a human": ("talk to a human", "human", "agent"),
    "cancel": ("cancel", "never mind"),
}
_SAY_OF = {phrase: say for say, phrases in SAYABLE.items() for phrase in phrases}
_PHRASES = tuple(_SAY_OF)
_OF_NUMBER = {
    "pay": "pay invoice {}",
    "pay invoice": "pay invoice {}",
    "pay bill": "pay invoice {}",
    "i'll pay": "pay invoice {}",
    "i will pay": "pay invoice {}",
    "we will pay": "pay invoice {}",
    "show": "show invoice {}",
    "show invoice": "show invoice {}",
    "invoice": "show invoice {}",
    "status of": "status of {}",
    "status of invoice": "status of {}",
}
_NUMBER = re.compile(r"\s*(?:#|inv-?)?\b0*([1-9][0-9]{0,11})$", re.IGNORECASE)
_TAKEN_BACK = re.compile(r"\b(?:not|no|never|don't|dont|cancel|stop|wait|hold)\b")
_CLOSE_TO_A_VERB = 66.0
_CLOSE_ENOUGH = 72.0
_LONGEST_GUESSED = 60


def nearest(text: str) -> tuple[str, ...]:
    """Name up to three things one can say that look like the text, or none."""
    if not 2 <= len(text) <= _LONGEST_GUESSED:
        return ()
    lower = text.lower()
    if said := _with_number(lower):
        return (said,)
    if not (near := _of_like_length(len(lower))):
        return ()
    from rapidfuzz import fuzz, process  # by whoever asks: reading rows never does

    found = process.extract(lower, near, scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH, limit=5)
    return tuple(dict.fromkeys(_SAY_OF[phrase] for phrase, _, _ in found))[:3]


@lru_cache(maxsize=2 * _LONGEST_GUESSED)
def _of_like_length(length: int) -> tuple[str, ...]:
    """The phrases that can be close: what the longer has more than the shorter is all different."""
    return tuple(
        phrase
        for phrase in _PHRASES
        if 200 * min(length, len(phrase)) >= _CLOSE_ENOUGH * (length + len(phrase))
    )


def _with_number(text: str) -> str | None:
    """Keep the number of a misspelt "paay invoce 122"; the words before it decide what is meant."""
    number = _NUMBER.search(text) if text[-1:].isdigit() else None
    if number is None or _TAKEN_BACK.search(text):
        return None
    words = text[: number.start()].removeprefix("please ").strip()
    if any(c.isdigit() for c in words):
        return None
    from rapidfuzz import fuzz, process

    best = process.extractOne(
        words, tuple(_OF_NUMBER), scorer=fuzz.ratio, score_cutoff=_CLOSE_TO_A_VERB
    )
    return _OF_NUMBER[best[0]].format(number[1]) if best else None
