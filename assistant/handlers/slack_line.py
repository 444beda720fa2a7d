"""What Slack's door needs of the line behind it."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from assistant.card import Card
from assistant.request import Request, Sender
from assistant.values import dataclass


class Answers(Protocol):
    """Answers now, and has the answer brought to where it was asked.

    With ``unless_refused`` a refusal is only returned: whoever filled in a form sees it there.
    """

    async def __call__(self, request: Request, *, unless_refused: bool = False) -> Card:
        """What is answered, too, for whoever has to show it."""
        ...


@dataclass(frozen=True, slots=True)
class Line:
    """The callables of the desk.

    ``look`` answers before it returns what only reads, where that can be, else None. ``ask``
    answers now; what it wrote is committed when it returns. ``accept`` commits the request
    and returns, the answer follows through the outbox. ``resume`` tells which conversation a thread
    (``C1/1700000000.0001``) continues for this sender: that of the request whose key is the thread,
    or the thread's own if they asked there before; None when they never did. ``speaks`` is the
    locale of whoever it is. ``see`` is the card of an invoice for whoever may see it, else None.
    """

    look: Callable[[Request], Card | None]
    ask: Callable[[Request], Awaitable[Card]]
    accept: Callable[[Request], Awaitable[bool]]
    resume: Callable[[Sender, str], Awaitable[str | None]]
    answer: Answers
    speaks: Callable[[Sender], Awaitable[str]]
    see: Callable[[Request], Awaitable[Card | None]]
