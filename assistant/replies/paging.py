"""Which page of how many, and the buttons that turn it."""

from assistant.card import Action
from assistant.command import ListInvoices, PaymentHistory
from assistant.command.reminding import ShowNotices
from assistant.language import mark, marked, say

PAGE_WORDS = mark("{first}\u2013{last} of {total}")


def counted(offset: int, shown: int, total: int) -> str:
    """``1–10 of 43``."""
    return marked(PAGE_WORDS, first=offset + 1, last=offset + shown, total=total)


def turns(
    asked: ListInvoices | PaymentHistory | ShowNotices,
    *,
    last: int,
    total: int,
    ends: tuple[str, str] = ("", ""),
) -> tuple[Action, ...]:
    """Previous and next, where there are such pages.

    ``ends`` are the numbers of the first and the last invoice shown: the page beside them is found
    at once. A number nobody could say back is left out, and the page is found by counting.
    """
    first, final = (number if _sayable(number) else "" for number in ends)
    found = []
    if asked.page > 1:
        place = f"before invoice {first}" if first else ""
        found.append(
            Action(label=say("Previous"), say=asked.turned(asked.page - 1, place), turns="back")
        )
    if last < total:
        place = f"after invoice {final}" if final else ""
        found.append(
            Action(label=say("Next"), say=asked.turned(asked.page + 1, place), turns="more")
        )
    return tuple(found)


def _sayable(number: str) -> bool:
    return number.isascii() and number.isdigit() and number[0] != "0" and len(number) <= 12
