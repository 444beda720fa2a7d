"""Words for what may not be due at all, said before anybody says yes to paying it."""

from assistant.billing.model import Invoice
from assistant.billing.outcomes.paying import Claim, Doubts, LeftOut
from assistant.language import mark, marked
from assistant.reader import Reader
from assistant.replies.paying import invoices_named

_LEFT_OUT = {
    "disputed": mark("Left out, because a dispute is open: {what}."),
    "claimed": mark("Left out, because it is said to be paid and we are looking for it: {what}."),
    "under_way": mark("Left out, because a payment or a payment page is open already: {what}."),
}


_DISPUTED = mark(
    "Mind that a dispute is open about {what}: say yes only if you want to pay all the same."
)
_CLAIMED = mark(
    "{name} said on {day} that invoice {number} was paid, and we are looking for the money. To pay "
    "it now may pay it twice: say yes only if you want to all the same."
)
_LINK_TO_DISPUTED = mark(
    "Mind that a dispute is open about {what}: pay there only if you want to all the same."
)
_LINK_TO_CLAIMED = mark(
    "{name} said on {day} that invoice {number} was paid, and we are looking for the money. To pay "
    "it now may pay it twice: pay there only if you want to all the same."
)


def doubted(doubts: Doubts, reader: Reader, *, link: bool = False) -> list[str]:
    """What would be paid although it may not be due, and what is left out.

    Behind a ``link`` nobody is asked for a yes.
    """
    said = []
    if doubts.disputed:
        words = _LINK_TO_DISPUTED if link else _DISPUTED
        said.append(marked(words, what=invoices_named(doubts.disputed)))
    words = _LINK_TO_CLAIMED if link else _CLAIMED
    said += [_claimed(words, each, reader) for each in doubts.claimed]
    return said + left_out(doubts.left_out, reader)


def left_out(left: LeftOut, reader: Reader) -> list[str]:
    """What "all" does not pay, a sentence for each reason."""
    by_reason = {
        "disputed": left.disputed,
        "claimed": left.claimed,
        "under_way": left.under_way,
    }
    return [
        marked(_LEFT_OUT[why], what=_listed(found, reader))
        for why, found in by_reason.items()
        if found
    ]


def _listed(found: tuple[Invoice, ...], reader: Reader) -> str:
    return ", ".join(f"{each.number} ({reader.money(each.open_amount)})" for each in found)


def _claimed(words: str, claim: Claim, reader: Reader) -> str:
    day = reader.day(reader.today(claim.at))
    return marked(words, name=claim.by, day=day, number=claim.number)
