"""The Home tab, forms and shortcuts of somebody in the demo's Slack."""

from typing import Any

from pydantic import BaseModel

from assistant.handlers.slack_interactions import ASK, ASK_ABOUT
from assistant.sandbox.demo.cast import speaker
from assistant.sandbox.slack import SlackCounterpart, View


class Looking(BaseModel, frozen=True):
    """Somebody opens the app's Home tab."""

    who: str


class Pressing(BaseModel, frozen=True):
    """A button pressed in the Home tab, or something chosen in a menu of it."""

    who: str
    action: str
    block: str
    value: str = ""


class Sending(BaseModel, frozen=True):
    """A form filled in, by the names of its inputs."""

    who: str
    view: str
    values: dict[str, str]


class Closing(BaseModel, frozen=True):
    """A form put away."""

    who: str
    view: str


class Pointing(BaseModel, frozen=True):
    """A shortcut: on a message, or without one from anywhere."""

    who: str
    place: str = ""
    ts: str = ""


def front(slack: SlackCounterpart, who: str) -> dict[str, Any]:
    """What lies in front of somebody: their Home tab, and the form on top."""
    user = speaker(who)
    home = slack.stage.homes.get(user)
    return {"home": home.blocks if home else None, "modal": _modal(slack, user)}


async def look(slack: SlackCounterpart, looking: Looking) -> None:
    """Open the Home tab, which the app then draws."""
    await slack.open_home(speaker(looking.who))


async def press(slack: SlackCounterpart, pressing: Pressing) -> None:
    """Press something in the Home tab. Raises ValueError when there is none."""
    user = speaker(pressing.who)
    home = slack.stage.homes.get(user)
    if home is None:
        raise ValueError("the Home tab is not there yet")
    value = pressing.value or None
    await slack.click(user, home, pressing.action, block_id=pressing.block, value=value)


async def send(slack: SlackCounterpart, sending: Sending) -> None:
    """Send a form. Raises ValueError with the reason when Slack would not let them."""
    user = speaker(sending.who)
    await slack.submit(user, _open(slack, user, sending.view), sending.values)


async def close(slack: SlackCounterpart, closing: Closing) -> None:
    """Put a form away unsent."""
    user = speaker(closing.who)
    await slack.close(user, _open(slack, user, closing.view))


async def point(slack: SlackCounterpart, pointing: Pointing) -> None:
    """Use one of the app's shortcuts. Raises ValueError when the message is not there."""
    user = speaker(pointing.who)
    if not pointing.ts:
        await slack.shortcut(user, ASK)
        return
    for message in slack.messages(pointing.place, user):
        if message.ts == pointing.ts:
            await slack.shortcut(user, ASK_ABOUT, message)
            return
    raise ValueError("that message is gone")


def _open(slack: SlackCounterpart, user: str, view_id: str) -> View:
    view = slack.stage.views.get(view_id)
    if view is None or view.user != user or view.closed:
        raise ValueError("that form is closed")
    return view


def _modal(slack: SlackCounterpart, user: str) -> dict[str, Any] | None:
    mine = [each for each in slack.stage.views.values() if each.user == user and not each.closed]
    if not mine:
        return None
    top = mine[-1]
    return {
        "id": top.id,
        "title": top.body["title"]["text"],
        "submit": top.body["submit"]["text"] if top.body["submit"] else "",
        "blocks": top.blocks,
        "errors": top.errors,
    }
