"""What is shown to one person in a channel is shown to all there when that person says so.

It is asked and answered anew, as whoever presses: an old button, or somebody else's, shows what its
presser may see now. Only what can be looked up is shared; never an offer, a page or a refusal.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from assistant.inbox import Answered
from assistant.replies import sharing
from assistant.request import Actor, Request

SHAREABLE = frozenset(
    "invoice_list invoice_shown invoice_details item_shown invoice_explained summary_shown "
    "balance_shown payment_shown payment_list".split()
)
"""Outcomes that hold facts of an account, which its own people may want to talk about."""

LONGEST = 200
MOST_ACTIONS = 9

_SHARE = re.compile(r"\s*share here: ?(?P<words>.{1,200})", re.IGNORECASE | re.DOTALL)


def considered(
    request: Request,
    consider: Callable[[Request], Answered],
    *,
    reads: Callable[[Request], bool],
    speaker: Callable[[], Actor | None],
) -> Answered:
    """Answer; where others are around, aloud if that is asked, or else with a button to ask it."""
    if not request.overheard:
        return consider(request)
    asked = _SHARE.fullmatch(request.text)
    alone = request.model_copy(update={"text": asked["words"]}) if asked else request
    if asked is None or not reads(alone):
        return _offered(consider(request), request)
    answered, who = consider(alone), speaker()
    if answered.outcome not in SHAREABLE or who is None:
        return answered
    return replace(answered, aloud=sharing.aloud(answered.card, who.name, who.locale))


def _offered(answered: Answered, request: Request) -> Answered:
    crowded = len(answered.card.actions) > MOST_ACTIONS or len(request.text) > LONGEST
    if answered.outcome not in SHAREABLE or crowded:
        return answered
    locale = answered.reads_in
    return replace(answered, card=sharing.offered(answered.card, request.text, locale))
