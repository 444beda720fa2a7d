"""Whose turn it is to hear what was said, where a person of ours takes part in the conversation.

In the agents' own thread everything that is no command is a note: nothing an agent writes there
reaches a customer. Where an agent has a customer's case in hand, what the customer says is for that
agent, unless it is clearly something the assistant is asked to do.
"""

from sqlalchemy.engine import Connection

from assistant import inbox
from assistant.billing.cases import asking, working
from assistant.command import (
    AskPerson,
    Cancel,
    Choose,
    Command,
    Confirm,
    NotUnderstood,
    TurnPage,
)
from assistant.command.cases import MOST_WORDS, AddToCase, NoteOnCase
from assistant.identity import identify
from assistant.outcome import NoSuchChoice
from assistant.request import Actor, Channel, Request, Sender
from assistant.understand import is_small_talk, wants_it_reopened

Meant = Command | NotUnderstood | NoSuchChoice

_UNBOUND = (NotUnderstood, NoSuchChoice, AskPerson, Choose, TurnPage)


def in_thread(tx: Connection, actor: Actor, request: Request) -> NoteOnCase | None:
    """The note that an agent's words in the thread of a case are; None anywhere else."""
    threaded = request.sender.channel is Channel.SLACK and "/" in request.conversation
    if not (actor.agent and threaded and request.text.strip()):
        return None
    case = working.in_thread(tx, request.conversation)
    if case is None:
        return None
    return NoteOnCase(number=case.number, words=request.text.strip()[:MOST_WORDS], here=True)


def for_whom(
    tx: Connection, actor: Actor, request: Request, command: Meant, *, sure: bool
) -> Meant:
    """The command, or the words for the agent who has this conversation in hand."""
    asks_nothing = isinstance(command, _UNBOUND) or _is_bare(command)
    if actor.agent or (sure and not asks_nothing and not is_small_talk(request.text)):
        return command
    case = asking.talked_about(tx, actor.person_id, request.conversation)
    if case is None or not request.text.strip():
        return _of_the_last(tx, actor, request, command)
    words = request.text.strip()[:MOST_WORDS]
    answered = case.answered_at is not None
    quiet = answered or any(outcome == _ADDED for outcome, *_ in inbox.answers(tx, request))
    return AddToCase(number=case.number, words=words, quiet=quiet)


_ADDED = "added_to_case"
"""What they say is first answered with who has their case; then the assistant is quiet."""


def _of_the_last(tx: Connection, actor: Actor, request: Request, command: Meant) -> Meant:
    """What is said of a case that was resolved lately: open it again, or ask whether that is it."""
    again = wants_it_reopened(request.text)
    if not isinstance(command, NotUnderstood) and not (again and isinstance(command, AskPerson)):
        return command
    case = asking.closed_lately(tx, actor.person_id, request.at)
    if case is None:
        return command
    words = request.text.strip()[:MOST_WORDS]
    if again:
        return AddToCase(number=case.number, words=words)
    if case.conversation != request.conversation or not _is_short(words):
        return command
    if isinstance(command, NotUnderstood) and not command.nearest:
        return NotUnderstood(because=command.because, nearest=(f"case {case.number}: {words}",))
    return command


def _is_short(words: str) -> bool:
    """Whether it can stand on a button."""
    return len(words) <= 200 and "\n" not in words


def _is_bare(command: Meant) -> bool:
    """Whether it is a yes or no that answers nothing the assistant had asked."""
    return isinstance(command, Confirm | Cancel) and command.offer is None


def continues(tx: Connection, sender: Sender, thread: str) -> str | None:
    """The conversation a thread continues for them: their own, or an agent's about a case."""
    if own := inbox.conversation_of(tx, sender, thread):
        return own
    of_a_case = working.in_thread(tx, thread) is not None
    actor = identify(tx, sender) if of_a_case else None
    return thread if actor and actor.agent else None
