"""Who can be played, and where they can speak."""

from typing import Any

from assistant.billing.model import Role
from assistant.sandbox.demo.world import World
from assistant.sandbox.seed import CUSTOMERS, PEOPLE, Somebody
from assistant.sandbox.together import ADDRESS, NEWCOMER, SHARED_CHANNEL, STRANGER

HOME = "home"
"""The place where somebody sees the app's Home tab."""

_UNKNOWN = {NEWCOMER: "A new colleague", STRANGER: "A stranger"}

_ROLES = {Role.VIEWER: "viewer", Role.PAYER: "payer", Role.ADMIN: "payer and admin"}


def cast(world: World) -> dict[str, Any]:
    """Everybody, what they are, and every name a message may mention."""
    slack = world.far.slack
    stage = slack.stage.workspace
    return {
        "people": [_person(each) for each in PEOPLE]
        + [
            {"email": email, "name": name, "slack": "", "is": "known to nobody"}
            for email, name in _UNKNOWN.items()
        ],
        "places": {each.email: _places(world, slack_id(each)) for each in PEOPLE if each.slack},
        "names": {user.id: user.real_name for user in stage.users.values()}
        | {place.id: place.name for place in stage.channels.values() if place.kind != "im"},
        "assistant": {"address": ADDRESS, "user": slack.bot_user},
    }


def slack_id(somebody: Somebody) -> str:
    """Their user id in Slack."""
    return somebody.slack.partition("/")[2]


def speaker(email: str) -> str:
    """The Slack user id behind an address. Raises ValueError when they have none."""
    for each in PEOPLE:
        if each.email == email and each.slack:
            return slack_id(each)
    raise ValueError(f"{email} is not in Slack")


def writers() -> dict[str, str]:
    """The names that stand on people's mail, by address."""
    return {each.email: each.name for each in PEOPLE} | _UNKNOWN


def writer(email: str) -> str:
    """The name that stands on somebody's mail. Raises ValueError for people without a mailbox."""
    names = writers()
    if email not in names:
        raise ValueError(f"{email} has no mailbox here")
    return names[email]


def _person(each: Somebody) -> dict[str, str]:
    return {
        "email": each.email,
        "name": each.name,
        "slack": slack_id(each),
        "is": "support agent" if each.agent else _belongs(each) + _to_link(each),
    }


def _to_link(somebody: Somebody) -> str:
    """What they have to say in Slack before they are known there."""
    return "" if somebody.linked else f"; not linked in Slack yet: say “link {somebody.email}”"


def _belongs(somebody: Somebody) -> str:
    """``payer and admin of Acme (USD), payer of Acme EU (EUR)``."""
    return ", ".join(
        f"{_ROLES[role]} of {customer.name} ({customer.currency})"
        for customer in CUSTOMERS
        for email, role, *_ in customer.contacts
        if email == somebody.email
    )


def _places(world: World, user: str) -> list[dict[str, Any]]:
    slack = world.far.slack
    channels = [
        {"id": place.id, "name": f"#{place.name}", "shared": bool(place.shared_with)}
        for place in slack.stage.workspace.channels.values()
        if place.kind == "channel" and user in place.members
    ]
    channels.sort(key=lambda place: place["id"] != SHARED_CHANNEL)
    private = [
        {"id": slack.dm(user), "name": "Direct message", "shared": False},
        {"id": HOME, "name": "Home tab", "shared": False},
    ]
    return [*private, *channels]
