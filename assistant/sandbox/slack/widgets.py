"""Finding an element in blocks, and what a person's choice in it looks like to Slack."""

from collections.abc import Iterator
from typing import Any

from assistant.sandbox.slack.records import Body

_CHOICE = {
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
}
_ONE = frozenset({"static_select", "external_select", "radio_buttons", "overflow"})
_MANY = frozenset({"multi_static_select", "multi_external_select", "checkboxes"})
_INITIAL = (
    "initial_value",
    "initial_date",
    "initial_time",
    "initial_date_time",
    "initial_user",
    "initial_users",
    "initial_conversation",
    "initial_conversations",
    "initial_channel",
    "initial_channels",
)


def elements(node: object, block_id: str = "") -> Iterator[tuple[str, Body]]:
    """Every interactive element with its block's id, in reading order."""
    if isinstance(node, list):
        for item in node:
            yield from elements(item, block_id)
    elif isinstance(node, dict):
        block_id = str(node.get("block_id") or block_id)
        if node.get("action_id"):
            yield block_id, node
            return
        for value in node.values():
            if isinstance(value, dict | list):
                yield from elements(value, block_id)


def find(blocks: list[Body], action_id: str, block_id: str | None = None) -> tuple[str, Body]:
    """The element with this action id; KeyError when it is not (or no longer) there."""
    for place, element in elements(blocks):
        if element["action_id"] == action_id and block_id in (None, place):
            return place, element
    raise KeyError(action_id)


def chosen(element: Body, value: Any = None) -> Body:
    """The part of an action or of the state that carries the choice.

    ``value`` is the text, date or id, the value of an option, or a list of those.
    """
    kind = str(element["type"])
    if kind in _ONE:
        return {"type": kind, "selected_option": _option(element, value)}
    if kind in _MANY:
        picked = [_option(element, one) for one in value or ()]
        return {"type": kind, "selected_options": picked}
    if kind == "button":
        return {"type": kind, "text": element["text"]} | _value(element, value)
    return {"type": kind, _CHOICE.get(kind, "value"): value}


def _value(element: Body, value: Any) -> Body:
    value = element.get("value") if value is None else value
    return {} if value is None else {"value": value}


def _option(element: Body, value: Any) -> Body | None:
    if value is None:
        return None
    groups = [group["options"] for group in element.get("option_groups") or []]
    for options in (element.get("options") or [], *groups):
        for option in options:
            if option["value"] == value:
                found: Body = option
                return found
    return {"text": {"type": "plain_text", "text": str(value)}, "value": str(value)}


def initial(element: Body) -> Any:
    """What is filled in before anybody touches it, in the form ``chosen`` takes."""
    if option := element.get("initial_option"):
        return option["value"]
    if options := element.get("initial_options"):
        return [option["value"] for option in options]
    return next((element[key] for key in _INITIAL if key in element), None)
