"""What an agent can do next for the customer whose account they look at."""

from dataclasses import replace
from datetime import datetime

from assistant import policy
from assistant.card import Action, Card, Choice
from assistant.command import AskPerson, NotUnderstood
from assistant.heard import read_one
from assistant.perform.reminding import theirs_to_say
from assistant.request import Actor, Membership, Request
from assistant.understand import read_as_agent


def offered(card: Card, actor: Actor, account: object, request: Request) -> Card:
    """The card with what agents may do of it, each naming the customer it is done for."""
    if not isinstance(account, Membership) or not actor.acts_for(account):
        return card
    every = card.every and _choice(card.every, actor, account, request.at)
    choices = [_choice(each, actor, account, request.at) for each in card.choices]
    actions = [_action(each, actor, account, request.at) for each in card.actions]
    return card.model_copy(
        update={
            "choices": tuple(each for each in choices if each),
            "every": every,
            "actions": tuple(each for each in actions if each),
        }
    )


def _action(action: Action, actor: Actor, account: Membership, now: datetime) -> Action | None:
    if not action.say:
        return action
    said = _said(action.say, actor, account, now)
    return None if said is None else replace(action, say=said)


def _choice(choice: Choice, actor: Actor, account: Membership, now: datetime) -> Choice | None:
    said = _said(choice.say, actor, account, now)
    return None if said is None else Choice(label=choice.label, say=said)


def _said(say: str, actor: Actor, account: Membership, now: datetime) -> str | None:
    """How an agent says it; None where it is the customer's to say."""
    if read_as_agent(say, today=now.date()):
        return say
    command = read_one(say, now.date(), "en")
    if isinstance(command, NotUnderstood | AskPerson):
        return None
    lacks = policy.lacking(command, account, now) and not isinstance(command, policy.AGENTS_TOO)
    if lacks or theirs_to_say(actor, account, command):
        return None
    return say if getattr(command, "account", None) else f"for {account.account}: {say}"
