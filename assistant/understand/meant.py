"""What one message was read as, whichever way it was."""

from collections.abc import Callable
from dataclasses import field, replace
from functools import cached_property

from assistant.command import Command, NotUnderstood, Several
from assistant.understand.naming import intent_of
from assistant.understand.nearest import nearest
from assistant.understand.several import Parted
from assistant.understand.unclear import Unclear, said_for
from assistant.values import dataclass


@dataclass(frozen=True)
class Reading:
    """What one message means.

    ``intent`` is what the person wants and may name more than ``command`` can do yet: "see my bill"
    wants show_invoice and is answered by a list. What one may say instead of what was not
    ``understood`` is only looked for once somebody asks for the ``command``; it is said for the
    ``account`` that the text names first.
    """

    understood: Command | Several | None
    intent: str
    confidence: float
    instead: Callable[[], NotUnderstood] = field(default=NotUnderstood, compare=False)
    account: str | None = None

    @cached_property
    def command(self) -> Command | Several | NotUnderstood:
        """What was understood, or else what one may say instead."""
        if self.understood is not None:
            return self.understood
        instead = self.instead()
        if not (self.account and instead.nearest):
            return instead
        return instead.model_copy(update={"nearest": said_for(self.account, instead.nearest)})

    def of_account(self, account: str) -> "Reading":
        """The same, said for an account."""
        match self.understood:
            case None:
                return replace(self, account=account)
            case Several() as several:
                return Reading(several.of_account(account), self.intent, self.confidence)
            case command:
                said = command.model_copy(update={"account": account})
                return Reading(said, self.intent, self.confidence)


def together(parts: Parted) -> Reading:
    """What several requests mean: where one of them pays, paying is what is wanted."""
    intents = [intent_of(command, text) for text, command in parts]
    intent = "pay" if "pay" in intents else intents[0]
    if len(parts) == 1:
        return Reading(parts[0][1], intent, 1.0)
    return Reading(Several(requests=tuple(text for text, _ in parts)), intent, 1.0)


_NOTHING = NotUnderstood()
_MOST_CHOICES = 3


def not_understood(unclear: Unclear | None, text: str) -> NotUnderstood:
    """What was not understood, with what one may say instead."""
    if unclear is None:
        near = nearest(text)
        return NotUnderstood(nearest=near) if near else _NOTHING
    return NotUnderstood(nearest=unclear.nearest or nearest(text), because=unclear.because)


def beside_the_nearest(learned: Unclear, text: str) -> NotUnderstood:
    """The same of what the learned opinion says: what the text looks like comes first."""
    said = dict.fromkeys((*nearest(text), *learned.nearest))
    return not_understood(Unclear(learned.because, tuple(said)[:_MOST_CHOICES]), text)
