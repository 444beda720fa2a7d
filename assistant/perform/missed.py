"""Two misses in a row are a dead end: where people talk to us, a person takes over."""

from sqlalchemy.engine import Connection

from assistant import inbox, meaning
from assistant.billing.cases import asking, hand_over
from assistant.billing.model import Asker
from assistant.command import NotUnderstood
from assistant.outcome import Outcome, PersonNeeded
from assistant.request import Actor, Channel, Request


def handed_over(
    tx: Connection, actor: Actor, request: Request, *, asker: Asker, outcome: Outcome
) -> Outcome:
    """The outcome, or the case that a second miss in a row is; what it may have meant is kept.

    What is missed after somebody was given a case is said to that case, unless it is nearly
    understood: then it is asked first whether that was meant. Agents have nobody to be
    handed to, nor has whoever types at the operator's own terminal, and without words there is
    nothing to look at. A look opens no case: what misses again is asked, and put on record.
    """
    if not isinstance(outcome, NotUnderstood) or not asker.request_id:
        return outcome
    if not _is_second(tx, request, asker, nearly=bool(outcome.nearest)):
        return outcome
    if actor.agent or request.sender.channel is Channel.TERMINAL or not asker.words.strip():
        return outcome.model_copy(update={"again": True})
    case = hand_over(tx, asker, "not_understood")
    return PersonNeeded("not_understood", *case, nearest=outcome.nearest)


def _is_second(tx: Connection, request: Request, asker: Asker, *, nearly: bool) -> bool:
    if meaning.came_of_the_last(tx, request, inbox.ANSWERS_LAST) == "person_needed":
        return not nearly and asking.waits_here(tx, asker.person_id, asker.conversation)
    apart = inbox.ANSWERS_LAST if request.sender.channel is Channel.MAIL else meaning.IN_A_ROW
    return meaning.came_of_the_last(tx, request, apart) == "not_understood"
