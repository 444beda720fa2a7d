"""What an operator's own words for a notice may name in braces, as its reader writes it."""

from datetime import date, datetime
from enum import Enum

from assistant.billing.events import Event, PaymentEvent
from assistant.billing.money import Money, total
from assistant.billing.reminding.sending import Proven
from assistant.notify.joined import Joined, Told
from assistant.reader import Reader

_OURS = {"about", "kind", "email", "locale", "timezone", "role", "before", "flags", "facts", "told"}
"""What is for machines, or not in the reader's language."""


def places(of: Told, reader: Reader) -> dict[str, str]:
    """Each name with what stands for it; amounts and dates as this reader writes them."""
    match of:
        case Proven():
            return _of_reminder(of, reader)
        case Joined():
            return _of_joined(of, reader)
        case _:
            return _of_event(of, reader)


def _of_joined(joined: Joined, reader: Reader) -> dict[str, str]:
    found = {"account": ", ".join(joined.accounts)}
    if some := joined.invoices:
        sums = total([Money(each.minor, each.currency) for each in some])
        found["numbers"] = ", ".join(each.number for each in some)
        found["amount"] = ", ".join(map(reader.money, sums))
        found["due_on"] = reader.day(min(each.due_on for each in some))
    for each in joined.statements[:1]:
        found |= {"since": reader.day(each.since), "before": reader.day(each.before)}
    return found


def _of_reminder(proven: Proven, reader: Reader) -> dict[str, str]:
    owed = proven.owed
    sums = total([each.invoice.open_amount for each in owed])
    return {
        "numbers": ", ".join(each.invoice.number for each in owed),
        "account": ", ".join(dict.fromkeys(each.account for each in owed)),
        "amount": ", ".join(map(reader.money, sums)),
        "due_on": reader.day(min(each.invoice.due_on for each in owed)),
        "name": proven.contact.name,
    }


def _of_event(event: Event, reader: Reader) -> dict[str, str]:
    found = {
        name: written
        for name, value in event
        if name not in _OURS and not name.endswith(("_id", "url")) and "origin" not in name
        if (written := _written(value, reader)) is not None
    }
    minor, currency = getattr(event, "minor", None), getattr(event, "currency", "")
    if minor is not None:
        found["amount"] = reader.money(Money(minor, currency))
    if isinstance(event, PaymentEvent):
        found["numbers"] = ", ".join(each.number for each in event.parts)
    return found


def _written(value: object, reader: Reader) -> str | None:
    """None for what has no words of its own."""
    match value:
        case None:
            return ""
        case Enum() | bool() | int():
            return None
        case str():
            return value
        case datetime():
            return reader.moment(value)
        case date():
            return reader.day(value)
        case tuple() if all(isinstance(each, str) for each in value):
            return ", ".join(value)
        case _:
            return None
