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
from assistant.understand import is_small_talk

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
        return command
    words = request.text.strip()[:MOST_WORDS]
    return AddToCase(number=case.number, words=words, quiet=True)


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
