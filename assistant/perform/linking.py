"""Find out who somebody in Slack is: strangers may say that, and nothing else."""

from typing import assert_never

from sqlalchemy.engine import Connection

from assistant import replies, understand
from assistant.answered import Apart
from assistant.billing.contacts import linking
from assistant.billing.contacts.linking import Linking
from assistant.billing.model import Asker
from assistant.billing.outcomes.linking import (
    LinkAsked,
    LinkEnded,
    LinkMade,
    LinkOutcome,
    LinkProblem,
    LinkRefused,
)
from assistant.command.linking import LinkCommand, LinkSlack, ProveLink, Unlink
from assistant.outcome import Stranger
from assistant.request import Channel, Proof, Request


def meet(tx: Connection, request: Request, *, mails: bool) -> LinkOutcome | Stranger:
    """Answer somebody we do not know; without mail there is no way to know them better."""
    sender = request.sender
    if sender.channel is not Channel.SLACK or sender.proof is Proof.NONE or not mails:
        return Stranger()
    by = Linking(sender.address, request.at)
    match understand.read_as_stranger(request.text):
        case None:
            if understand.looks_like_a_code(request.text) and linking.waits_for_code(tx, by):
                return linking.prove(tx, by, request.text)
            return Stranger(may_link=True)
        case LinkSlack(address=address):
            return linking.ask(tx, by, address)
        case ProveLink(code=code):
            return linking.prove(tx, by, code)


def perform(tx: Connection, asker: Asker, command: LinkCommand) -> LinkOutcome:
    """Let somebody we know be known in Slack as somebody else, or no longer."""
    here = asker.origin.address if asker.origin.channel == Channel.SLACK else None
    if isinstance(command, Unlink):
        return linking.unlink(tx, asker.person_id, None if command.all else here)
    if here is None:
        return LinkRefused(LinkProblem.NOT_HERE)
    by = Linking(here, asker.now)
    match command:
        case LinkSlack(address=address):
            return linking.ask(tx, by, address)
        case ProveLink(code=code):
            return linking.prove(tx, by, code)
        case _:
            assert_never(command)


def letter(outcome: object) -> Apart | None:
    """What the person concerned has to hear of by mail, if anything."""
    if not isinstance(outcome, LinkAsked | LinkMade | LinkEnded) or outcome.letter is None:
        return None
    card, to = replies.letter(outcome), outcome.letter
    return Apart(to.email, to.locale, card, to.code or None) if card else None
