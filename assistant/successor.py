"""Whom somebody names when we have asked who should get our mails instead of them."""

from sqlalchemy.engine import Connection

from assistant import inbox, understand
from assistant.billing.cases import asking
from assistant.command import AskPerson, Command, NotUnderstood, Several
from assistant.command.linking import LinkSlack
from assistant.command.reminding import WrongPerson
from assistant.heard import is_sure
from assistant.outcome import NoSuchChoice
from assistant.reader import Reader
from assistant.request import Actor, Channel, Request

Meant = Command | Several | NotUnderstood | NoSuchChoice


def named(tx: Connection, actor: Actor, request: Request, command: Meant) -> WrongPerson | None:
    """What answers that question, here or by a new mail; whatever asks for something else stays."""
    if actor.agent or not _may_answer(actor, request, command):
        return None
    last = inbox.last_answer(tx, request, over=lambda outcome, _: outcome in _MISSES)
    by_mail = request.sender.channel is Channel.MAIL and "@" in request.text
    if (last and last[0] == _ASKED) or (by_mail and asking.waits_about(tx, actor.person_id, _CASE)):
        return understand.read_successor(request.text)
    return None


_ASKED, _CASE = "who_instead", "contact_update"
_MISSES = ("no_such_choice", "not_understood")


def _may_answer(actor: Actor, request: Request, command: Meant) -> bool:
    """Whether it may be an answer: nothing that was surely asked, but for "it is lea@…"."""
    if isinstance(command, NotUnderstood | LinkSlack | WrongPerson):
        return command != WrongPerson()
    today = Reader(actor.locale, actor.timezone).today(request.at)
    if is_sure(request.text, today, actor.locale):
        return False
    return "@" in request.text or isinstance(command, AskPerson)
