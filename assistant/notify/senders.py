"""What a channel must be able to do for a delivery, and the three ways it can fail.

DeliveryError
 ├─ DeliveryLaterError       not taken; try again with a backoff
 ├─ DeliveryFailedError      refused for good; flag the contact, use the next channel
 └─ DeliveryUncertainError   perhaps taken; at most one more try, under the same id
"""

from typing import Protocol

from assistant.card import Card, File
from assistant.documents.job import Made
from assistant.values import dataclass


class DeliveryError(Exception):
    """A card did not demonstrably reach its reader; the subclass says what to do next."""


class DeliveryLaterError(DeliveryError):
    """The far side did not take it now. Try again later, under the same delivery id.

    ``after`` is the wait in seconds the far side asked for, if it did.
    """

    def __init__(self, message: str, *, after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


class DeliveryFailedError(DeliveryError):
    """The far side refused it for good. Do not retry; use another address or channel.

    ``of_address``: what was refused is the address itself, so nothing else will be taken there.
    """

    def __init__(self, message: str, *, of_address: bool = False) -> None:
        super().__init__(message)
        self.of_address = of_address


class DeliveryUncertainError(DeliveryError):
    """The far side may have taken it before the line broke. Resend at most once, same id."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One card on its way to one address.

    ``delivery_id`` is stable over every retry: Message-ID and client_msg_id derive from it.
    ``place`` is what the door of that channel wrote into ``Request.place``; empty for notices.
    ``instead_of`` is the far side's reference of a message this one takes the place of, where the
    channel can do that; where not, it comes as a new one. ``files`` are those the card names, made.
    ``below`` is the far side's reference of the message it belongs under, where there is no
    ``place``. ``in_place`` says that it takes the place of what was pressed, wherever that stands.
    ``lasting`` says that it has to be there later, too, and not only be seen once.
    """

    delivery_id: str
    address: str
    place: str
    card: Card
    locale: str = "en"
    instead_of: str | None = None
    files: tuple[Made, ...] = ()
    below: str | None = None
    lasting: bool = False
    in_place: bool = False


class Documents(Protocol):
    """Makes the documents that cards name."""

    async def make(self, file: File) -> Made:
        """Make one. Raises DocumentError to try again later, DocumentGoneError never to."""
        ...


class Sender(Protocol):
    """Brings a card to one address of its channel, or says how it failed."""

    async def send(self, outgoing: Outgoing) -> str | None:
        """Deliver; returns the far side's reference if it gives one. Raises DeliveryError."""
        ...
