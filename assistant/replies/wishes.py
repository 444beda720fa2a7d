"""What one says to pay something: a wish in words that read back the same."""

from dataclasses import replace

from assistant.billing.model.wish import Wish


def paying(wish: Wish) -> str:
    """``pay 50 of invoice 123 with 4242``."""
    return " ".join(filter(None, ("pay", _part(wish), _what(wish), _with(wish), _on(wish))))


def linking(wish: Wish) -> str:
    """``send me a payment link for invoice 123``."""
    words = ("send me a payment link for", paying(replace(wish, using=None)).removeprefix("pay "))
    return " ".join(words)


def _part(wish: Wish) -> str:
    words = wish.amount.words if wish.amount else wish.share.words if wish.share else ""
    return f"{words} of" if words else ""


def _what(wish: Wish) -> str:
    if wish.balance:
        return "my balance"
    if wish.all:
        return f"all {wish.all} invoices"
    if not wish.numbers:
        return "my invoice"
    *others, last = wish.numbers
    if others:
        return f"{', '.join(others)} and {last}"
    return last if wish.partial else f"invoice {last}"


def _with(wish: Wish) -> str:
    match wish.using:
        case None:
            return ""
        case "other":
            return "with my other card"
        case "credit":
            return "with my credit"
        case "once":
            return "with another card, once"
        case "removed":
            return "with [card number removed]"
        case named:
            return f"with {named}"


def _on(wish: Wish) -> str:
    return f"on {wish.on.isoformat()}" if wish.on else ""
