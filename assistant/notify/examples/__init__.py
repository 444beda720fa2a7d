"""An example of every notice, by its name: what ``assistant notices preview`` shows.

Tests draw each of them with every renderer in every language.
"""

from assistant.billing.events import Event
from assistant.billing.reminding.sending import Proven
from assistant.card import Card
from assistant.notify.examples import accounts, desk, joining, payments, reminding
from assistant.notify.examples.acme import NOW, OTHERS
from assistant.notify.joined import Joined, Told
from assistant.notify.names import name_of
from assistant.notify.notices import joined, reminders, word
from assistant.notify.wording import Wording, load
from assistant.reader import Reader

EVENTS: dict[str, Event] = {
    name_of(event): event
    for event in (*payments.EVENTS, *accounts.EVENTS, *reminding.EVENTS, *desk.EVENTS)
}
REMINDERS: dict[str, Proven] = reminding.REMINDERS
JOINED: dict[str, Joined] = joining.JOINED
ALL: dict[str, Told] = {**EVENTS, **REMINDERS, **JOINED}


def names() -> list[str]:
    """Every notice there is."""
    return sorted(ALL)


def card(name: str, reader: Reader, wording: Wording | None = None) -> Card:
    """The example of a notice as it is worded for a reader. Raises KeyError for another name."""
    ours = _card(name, reader)
    return wording.applied(name, ours, ALL[name], reader) if wording else ours


def _card(name: str, reader: Reader) -> Card:
    if name in REMINDERS:
        return reminders.word(REMINDERS[name], reader, NOW)
    if name in JOINED:
        return joined.word(JOINED[name], reader)
    return word(EVENTS[name], reader, told=OTHERS, to="per_dana")


def wording(folder: str) -> Wording:
    """The operator's own words, checked against the examples. Raises SettingsError."""
    return load(folder, ALL)
