"""What "half of it" is about that is said to an invoice just shown: proposed, never offered."""

import re

from assistant.card import Card
from assistant.command import NotUnderstood, Share
from assistant.language import mark

_PAYS_ONE = re.compile(r"pay invoice ([0-9]{1,12})")
_A_PART = mark("I pay nothing that is not said in full")


def part_of_shown(share: Share, card: Card | None) -> NotUnderstood | None:
    """Propose a part of the one invoice that can be paid from what was shown last."""
    said = [_PAYS_ONE.fullmatch(action.say) for action in (card.all_actions if card else ())]
    numbers = {found[1] for found in said if found}
    if len(numbers) != 1:
        return None
    return NotUnderstood(because=_A_PART, nearest=(f"pay {share.words} of {min(numbers)}",))
