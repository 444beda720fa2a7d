"""Several answers on one card, and what of the message was left for later."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from assistant.card import Action, Card, Part
from assistant.language import say


def together(cards: Sequence[Card], left: Sequence[str]) -> Card:
    """Put answers beneath each other, so that every number and every short word means one thing.

    The first that says "yes" or "more", and the first with choices, keep them; in the others the
    same is said in full. Files go with the whole.
    """
    parts: list[Part] = []
    for card in [*cards, *([_left(left)] if left else [])]:
        parts += [_unmistakable(part, parts) for part in card.parts]
    first, *more = parts
    files = tuple(file for part in parts for file in part.files)
    beneath = tuple(Part(**{**_shown(part), "files": ()}) for part in more)
    return Card(**{**_shown(first), "files": files, "more": beneath})


def _shown(part: Part) -> dict[str, Any]:
    return {name: getattr(part, name) for name in Part.model_fields}


def _unmistakable(part: Part, before: Sequence[Part]) -> Part:
    typed = {action.typed for each in before for action in each.actions}
    turns = {action.turns for each in before for action in each.actions}
    actions = [
        replace(
            action,
            typed="" if action.typed in typed else action.typed,
            turns="" if action.turns in turns else action.turns,
        )
        for action in part.actions
    ]
    changed: dict[str, object] = {"actions": tuple(actions)}
    if any(each.choices for each in before):
        numbered = [*part.choices, *([part.every] if part.every else [])]
        actions += [Action(label=each.label, say=each.say) for each in numbered]
        changed = {"actions": tuple(actions), "choices": (), "every": None}
    return part.model_copy(update=changed)


def _left(requests: Sequence[str]) -> Card:
    said = say(
        "I ask for one answer at a time, so I have not begun this. Say it again once the above is "
        "settled."
    )
    return Card(
        title=say("Left for later"),
        paragraphs=(said,),
        actions=tuple(Action(label=each, say=each) for each in requests),
    )
