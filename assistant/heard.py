"""What a text means by itself; people say the same few things, so the latest readings are kept."""

import re
from datetime import date
from functools import lru_cache

from assistant import understand
from assistant.billing.model.wish import REMOVED
from assistant.command import READS, Command, NotUnderstood, Pay, Several, SwitchAccount
from assistant.command.plans import PlanPayment
from assistant.language import speaking

_Read = Command | Several | NotUnderstood


def read(text: str, today: date, locale: str) -> _Read:
    """Understand a masked text."""
    return _read(text, today, locale)[0]


def read_one(text: str, today: date, locale: str) -> Command | NotUnderstood:
    """Understand a masked text that is one request."""
    command = read(text, today, locale)
    return NotUnderstood() if isinstance(command, Several) else command


def is_sure(text: str, today: date, locale: str) -> bool:
    """Whether every word of a text was understood, and nothing had to be guessed."""
    return _read(text, today, locale)[1]


@lru_cache(maxsize=1024)
def only_reads(text: str, today: date) -> bool:
    """Whether a masked text asks only for what can be looked up, whoever says it."""
    command, sure = _read(text, today, "en")
    if not sure or not (isinstance(command, READS) or command == SwitchAccount()):
        return False  # what is guessed may be meant for an agent who has the conversation
    if understand.begins_with_yes(text):
        return False  # a yes that came with more may be said to an offer
    return not understand.may_be_for_agents(text)


@lru_cache(maxsize=1024)
def _read(text: str, today: date, locale: str) -> tuple[_Read, bool]:
    """Understand a text; people say the same few things, so the latest readings are kept."""
    with speaking(locale):
        reading = understand.read(text, today=today, locale=locale)
    return _without_removed(reading.command, text), reading.confidence == 1.0


def _without_removed(command: _Read, text: str) -> _Read:
    """Where a number was removed from a payment, nothing on file may take its place unsaid."""
    if "removed]" in text and _REMOVED.search(text):
        match command:
            case Pay(using=None):
                return command.model_copy(update={"using": REMOVED})
            case PlanPayment(pay=Pay(using=None)):
                pay = command.pay.model_copy(update={"using": REMOVED})
                return command.model_copy(update={"pay": pay})
            case Several():
                marks = f" {_REMOVED.findall(text)[-1]}"
                return Several(requests=tuple(f"{each}{marks}" for each in command.requests))
            case _:
                return command
    return command


_REMOVED = re.compile(r"\[(?:card number|IBAN) removed\]")
