"""Requests with something to fill in: each reader of them in turn, if a text mentions any."""

from datetime import date
from functools import reduce
from operator import or_

from assistant.command import Command
from assistant.understand.asked import read_asked
from assistant.understand.contacts import read_contacts, read_removal
from assistant.understand.documents import read_document
from assistant.understand.instead import read_instead
from assistant.understand.link import read_link
from assistant.understand.linking import read_linking
from assistant.understand.mentions import BIT, may_ask, mentions
from assistant.understand.methods import read_may_i
from assistant.understand.pay import read_pay, read_verbless
from assistant.understand.plan import is_put_off, read_plan
from assistant.understand.reminding import read_reminding
from assistant.understand.requests import read_request
from assistant.understand.unclear import Unclear

_FILLED_IN = reduce(
    or_, map(BIT.__getitem__, ("plan", "reminding", "contact", "document", "number"))
)
"""What the forms with slots need, but for those that ask by other means."""


def read_slotted(
    core: str, request: str, lower: str, *, today: date, locale: str
) -> Command | Unclear | None:
    """Read a text, and what it asks for as written and in small letters; most mention nothing.

    ``core`` is the whole in small letters, "please" and all.
    """
    if not (mentions(core) & _FILLED_IN or is_put_off(core)):
        if not may_ask(core):
            return read_linking(lower)  # a code is no word
        return (
            read_pay(lower, locale=locale)
            or read_link(lower, locale=locale)
            or read_request(request, today=today, locale=locale)
        )
    return (
        read_may_i(core)
        or read_plan(core, lower, today=today, locale=locale)
        or read_pay(lower, locale=locale)
        or read_reminding(lower, today=today, locale=locale)
        or read_asked(lower)
        or read_link(lower, locale=locale)
        or read_contacts(request)
        or read_document(lower, today=today)
        or read_request(request, today=today, locale=locale)
        or read_verbless(lower, locale=locale)
        or read_removal(lower)
        or read_instead(request)
    )
