"""An example of every notice, by its name: what ``assistant notices preview`` shows.

Tests draw each of them with every renderer in every language.
"""

from assistant.billing.events import Event
from assistant.billing.reminding.sending import Proven
from assistant.card import Card
from assistant.notify.examples import accounts, desk, payments, reminding
from assistant.notify.examples.acme import NOW, OTHERS
from assistant.notify.names import name_of
from assistant.notify.notices import reminders, word
from assistant.reader import Reader

EVENTS: dict[str, Event] = {
    name_of(event): event
    for event in (*payments.EVENTS, *accounts.EVENTS, *reminding.EVENTS, *desk.EVENTS)
}
REMINDERS: dict[str, Proven] = reminding.REMINDERS


def names() -> list[str]:
    """Every notice there is."""
    return sorted([*EVENTS, *REMINDERS])


def card(name: str, reader: Reader) -> Card:
    """The example of a notice as it is worded for a reader. Raises KeyError for another name."""
    if name in REMINDERS:
        return reminders.word(REMINDERS[name], reader, NOW)
    return word(EVENTS[name], reader, told=OTHERS, to="per_dana")
