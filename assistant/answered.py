"""What an answer is, once the line has given it."""

from dataclasses import field

from assistant.card import Card
from assistant.command import Command, Several
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Apart:
    """A card that goes by mail, beside the answer: to the asker's own address, or to our people.

    ``secret`` is a code that only the mail shall hold; the card has a place for it.
    """

    address: str
    locale: str
    card: Card
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Answered:
    """What is kept of an answer; from ``apart`` on only when it is first given.

    ``quiet`` says that a person answers: where somebody waits for no answer, none is given.
    ``turns`` is the request whose answer, as drawn, this one takes the place of.
    ``aloud`` is what everybody around is to see of it, because whoever asked wants that.
    ``moves_it`` says that it has to be put on record: "pay it" meant something else before, or what
    was said before was not understood.
    ``email`` is where else they can be written to, ``reads_in`` in which locale.
    """

    request_id: str
    card: Card
    outcome: str
    command: Command | Several | None
    person_id: str | None
    account_id: str | None
    apart: Apart | None = None
    quiet: bool = False
    turns: str | None = None
    aloud: Card | None = None
    moves_it: bool = False
    email: str | None = None
    reads_in: str = "en"
