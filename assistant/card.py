"""The one document that answers and notices are made of, before any channel draws it.

All text in a card is plain text: escaping and length limits live in each channel's renderer, and no
field here knows a channel. What is written and read again by itself, a card or a form, is a model;
what they are made of are plain values.
"""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel

from assistant.billing.model.paper import Paper
from assistant.values import dataclass

CODE = "xxxxx-xxxxx-xxxxx-xxxxx-xxxxx-xxxxx"
"""Stands in a queued card for a code, which is filled in while the card is sent."""


class Tone(StrEnum):
    """How it should feel; each channel picks its own sign or colour."""

    INFO = "info"
    GOOD = "good"
    PROBLEM = "problem"


class Style(StrEnum):
    """How much an action asks to be taken."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled value: ``Due: 3 March 2026``."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column; numbers are right-aligned."""

    label: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, as many cells in each row as there are columns."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One row of bars of a chart, in minor units."""

    name: str
    minors: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Numbers to look at, all of one currency, whose minor units have ``digits``.

    It says nothing that the card's table does not: where nothing can be drawn, nothing is missing.
    """

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    digits: int = 2


@dataclass(frozen=True, slots=True)
class Choice:
    """One numbered possibility; answering with its number says ``say``."""

    label: str
    say: str


class Blank(BaseModel, frozen=True):
    """A gap in what an action says: one of ``options``, or words of the reader's own.

    ``filled`` is what stands there before anybody changes it: words, or what an option says. A
    ``long`` one takes paragraphs.
    """

    name: str
    label: str
    filled: str = ""
    hint: str = ""
    options: tuple[Choice, ...] = ()
    long: bool = False


class Form(BaseModel, frozen=True):
    """Gaps to fill in, where a channel can show them; ``says`` names each in braces.

    ``locale`` is the reader's, for what may have to be said about the form itself.
    """

    title: str
    submit: str
    says: str
    blanks: tuple[Blank, ...]
    locale: str = "en"


@dataclass(frozen=True, slots=True)
class Action:
    """Something the reader may do next.

    ``say`` is typed text: a button in Slack, ``reply with: …`` in mail. ``url`` instead makes it a
    link. Exactly one of the two is set. ``typed`` is the shorter word for the same, where the
    reader has to type it and the conversation makes it clear: ``yes``. ``turns`` is what "more" or
    "back" then means, where this is another page. With a ``form`` the text is an example of it.
    """

    label: str
    say: str = ""
    typed: str = ""
    url: str = ""
    style: Style = Style.PLAIN
    turns: Literal["", "more", "back"] = ""
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A document that goes with the card, by reference: whoever delivers the card has it made.

    ``locale`` and ``timezone`` are its reader's.
    """

    name: str
    media_type: str
    paper: Paper
    locale: str = "en"
    timezone: str = "UTC"


class Part(BaseModel, frozen=True):
    """A title, a few sentences, facts, perhaps a table, and what one can do next.

    ``choices`` are numbered from 1; ``every`` is what answering "all" says, where that is possible.
    """

    title: str
    tone: Tone = Tone.INFO
    paragraphs: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    table: Table | None = None
    charts: tuple[Chart, ...] = ()
    choices: tuple[Choice, ...] = ()
    every: Choice | None = None
    actions: tuple[Action, ...] = ()
    files: tuple[File, ...] = ()


class Card(Part, frozen=True):
    """One answer; ``more`` follows beneath it, where several things were asked at once.

    Of all its parts only one has choices, and a short word such as "yes" means one action only.
    ``about`` is the number of the one invoice it is about, if it is about one.
    """

    more: tuple[Part, ...] = ()
    about: str = ""

    @property
    def parts(self) -> tuple[Part, ...]:
        """This answer and those beneath it."""
        return (self, *self.more)

    @property
    def all_actions(self) -> tuple[Action, ...]:
        """What one can do next, wherever it stands."""
        return tuple(action for part in self.parts for action in part.actions)

    @property
    def asking(self) -> Part:
        """The part with the numbered choices, if any has them."""
        return next((part for part in self.parts if part.choices), self)
