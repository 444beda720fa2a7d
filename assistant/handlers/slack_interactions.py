"""What a press, a shortcut or a form sent to us says; pure, like all reading at this door.

Everything becomes text of the person whom Slack names: what a button carries, what a form's
metadata holds and what stands in a message is never more than what somebody says.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

import orjson

from assistant.card import Form
from assistant.handlers.slack_body import Body, Spot, key_of, part, string
from assistant.handlers.slack_said import AtHome, Filled, FormAsked, Ignored, Reading, Said
from assistant.handlers.slack_words import words
from assistant.render import slack_form

ASK_ABOUT = "ask_about_message"
ASK = "ask_billing"
"""Callback ids of our shortcuts, as the app's manifest has them."""

KINDS = frozenset({"block_actions", "shortcut", "message_action", "view_submission"})


def read(body: Body, now: datetime) -> Reading:
    """Read the payload of an interaction; never raises on strange ones."""
    person = part(body, "user")
    team = string(person, "team_id") or string(part(body, "team"), "id")
    user = string(person, "id")
    if not team or not user:
        return Ignored("no identity")
    match string(body, "type"):
        case "block_actions":
            return _press(body, Spot(team, user, ""), now)
        case "view_submission":
            return _filled(body, Spot(team, user, ""), now)
        case "message_action" if string(body, "callback_id") == ASK_ABOUT:
            return _about(body, Spot(team, user, string(part(body, "channel"), "id")), now)
        case "shortcut" if string(body, "callback_id") == ASK:
            return FormAsked(Spot(team, user, ""), string(body, "trigger_id"))
    return Ignored("an interaction we did not offer")


def _press(body: Body, who: Spot, now: datetime) -> Reading:
    action_id, value = _pressed(body)
    if not value:
        return Ignored("a press that says nothing")
    spot = _where(body, who)
    if action_id.startswith(slack_form.FORM):
        form = slack_form.read(value)
        if form is None:
            return Ignored("no form of ours")
        later = string(body, "response_url")
        return FormAsked(spot, string(body, "trigger_id"), form, later)
    request = spot.request(key_of(body), value, now)
    if string(part(body, "view"), "type") == "home":
        return AtHome(request, spot)
    later = string(body, "response_url")
    return Said(request, spot.thread, screen=(spot.screen, later) if spot.shown and later else None)


def _where(body: Body, who: Spot) -> Spot:
    container = part(body, "container")
    thread = string(container, "thread_ts") or string(part(body, "message"), "thread_ts")
    channel = string(part(body, "channel"), "id") or string(container, "channel_id")
    alone = container.get("is_ephemeral") is True
    shown = string(container, "message_ts") if alone else ""
    return Spot(who.team, who.user, channel, thread, shown=shown)


def _pressed(body: Body) -> tuple[str, str]:
    actions = body.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else None
    if not isinstance(first, Mapping):
        return "", ""
    value = string(first, "value") or string(part(first, "selected_option"), "value")
    return string(first, "action_id"), value


def _about(body: Body, spot: Spot, now: datetime) -> Reading:
    """A message somebody points at is asked in a talk of its own, where no offer waits for a yes.

    Whoever wrote it did not mean us, and whoever points at it confirms nothing by that.
    """
    message = part(body, "message")
    said = words(string(message, "text"))
    if not said.strip():
        return Ignored("a message without words")
    thread = string(message, "thread_ts")
    place = Spot(spot.team, spot.user, spot.channel, "" if spot.private else thread)
    key = key_of(body)
    apart = f"about/{hashlib.sha256(key.encode()).hexdigest()[:24]}"
    request = place.request(key, said, now).model_copy(update={"conversation": apart})
    return Said(request)


def kept(spot: Spot, form: Form) -> str:
    """What a form's view keeps for when it is sent: what it says, and where it was asked for.

    A private place is left out: whoever sends the form is answered in their own direct messages.
    """
    channel = "" if spot.private else spot.channel
    thread = spot.thread_ts
    long = [each.name for each in form.blanks if each.long]
    known = {"says": form.says, "channel": channel, "thread_ts": thread}
    return orjson.dumps(known | ({"long": long} if long else {})).decode()


def _filled(body: Body, who: Spot, now: datetime) -> Reading:
    view = part(body, "view")
    if string(view, "callback_id") != slack_form.FORM:
        return Ignored("no form of ours")
    known = _kept(string(view, "private_metadata"))
    values = dict(_values(part(part(view, "state"), "values")))
    long = known.get("long")
    says = slack_form.said(string(known, "says"), values, long if isinstance(long, list) else ())
    if not values or not says:
        return Ignored("a form that says nothing")
    spot = Spot(who.team, who.user, string(known, "channel"), string(known, "thread_ts"))
    if spot.private:  # their own talk with us, whichever one stands there
        spot = replace(spot, channel="")
    return Filled(spot.request(key_of(body), says, now), next(iter(values)))


def _kept(metadata: str) -> Body:
    try:
        known = orjson.loads(metadata)
    except orjson.JSONDecodeError:
        return {}
    return known if isinstance(known, Mapping) else {}


def _values(state: Body) -> Iterator[tuple[str, str]]:
    for block_id, inputs in state.items():
        for entered in inputs.values() if isinstance(inputs, Mapping) else ():
            if isinstance(entered, Mapping) and isinstance(block_id, str):
                chosen = string(part(entered, "selected_option"), "value")
                yield block_id, string(entered, "value") or chosen
