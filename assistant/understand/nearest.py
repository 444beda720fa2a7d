"""What one can say, and which of it a misspelt text is close to; suggested, never acted on."""

from rapidfuzz import fuzz, process

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
    "payment status": ("payment status", "did my payment go through"),
    "which account is this": ("which account is this", "switch account"),
    "help": ("help", "what can you do"),
    "talk to a human": ("talk to a human", "human", "agent"),
    "cancel": ("cancel", "never mind"),
}
_SAY_OF = {phrase: say for say, phrases in SAYABLE.items() for phrase in phrases}
_PHRASES = tuple(_SAY_OF)
_CLOSE_ENOUGH = 72.0
_LONGEST_GUESSED = 60


def nearest(text: str) -> tuple[str, ...]:
    """Name up to three things one can say that look like the text, or none."""
    if not 2 <= len(text) <= _LONGEST_GUESSED:
        return ()
    found = process.extract(
        text.lower(), _PHRASES, scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH, limit=5
    )
    return tuple(dict.fromkeys(_SAY_OF[phrase] for phrase, _, _ in found))[:3]
