"""What a Slack body can turn out to be, for the door to act on."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from assistant.card import Form
from assistant.handlers.slack_body import Spot
from assistant.request import Request
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Commanded:
    """A slash command: the answer is the body of the acknowledgement.

    ``later`` is the URL Slack takes answers at for half an hour, for when this one is late.
    """

    request: Request
    later: str


@dataclass(frozen=True, slots=True)
class Said:
    """A message, a press of a button, a shortcut: accepted now, answered from the outbox.

    ``thread`` names the thread it was said in, or is empty. When ``addressed`` is false nobody
    called us, so it counts only in a thread where this person has asked us before. ``working`` is
    the agent's thread (channel, ts) that shows meanwhile that somebody is at work. ``screen`` names
    the message they alone see whose button they pressed, with the URL that draws it anew.
    """

    request: Request
    thread: str = ""
    addressed: bool = True
    working: tuple[str, str] | None = None
    screen: tuple[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class AtHome:
    """A button of the Home tab: answered in a direct message, and the tab is drawn afresh."""

    request: Request
    spot: Spot


@dataclass(frozen=True, slots=True)
class HomeOpened:
    """Somebody looks at the Home tab, which is drawn for them."""

    spot: Spot


@dataclass(frozen=True, slots=True)
class TalkOpened:
    """Somebody opened the talk with us, where suggestions help to begin it."""

    channel: str
    thread_ts: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class FormAsked:
    """A button or a shortcut that opens a form; without one it is that for any question.

    ``later`` is a URL to answer at when the form cannot be shown; there may be none.
    """

    spot: Spot
    trigger: str
    form: Form | None = None
    later: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form was sent; what is wrong with it is shown at ``first``, its first input."""

    request: Request
    first: str


@dataclass(frozen=True, slots=True)
class LinksShared:
    """Somebody wrote links (url, invoice number) to invoices; ``where`` is what Slack calls it.

    ``alone`` is set where only they and we read along, so that facts may be shown.
    """

    spot: Spot
    where: Mapping[str, Any]
    links: tuple[tuple[str, str], ...]
    alone: bool


@dataclass(frozen=True, slots=True)
class Challenged:
    """Slack asks whether this URL is ours; echoing the text says yes."""

    text: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """Nothing to answer; acknowledged all the same. ``alarm`` is set when an operator must know."""

    why: str
    alarm: bool = False


Reading = (
    Commanded
    | Said
    | AtHome
    | HomeOpened
    | TalkOpened
    | FormAsked
    | Filled
    | LinksShared
    | Challenged
    | Ignored
)
