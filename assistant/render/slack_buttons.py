"""What one can do next, in Slack: numbered choices, then buttons; each says typed text.

A few choices are cards where Slack knows them, else buttons; many are a menu.
"""

from collections.abc import Iterator

from assistant.card import Action, Choice, Part, Style
from assistant.render import slack_cards, slack_form
from assistant.render.slack_text import Block, line, plain

MAX_BUTTON = 75
MAX_VALUE = 2_000
MAX_URL = 3_000
MAX_CHOICES, MAX_ACTIONS = 24, 10

MANY = 6
"""So many choices are a wall of buttons; they go into a menu."""

MAX_OPTIONS, MAX_OPTION_VALUE, MAX_PLACEHOLDER = 100, 150, 150


def drawn(card: Part, *, newest: bool = True) -> Iterator[Block]:
    """The choices, the actions, and how many found no room."""
    if newest and 0 < len(card.choices) < MANY and (cards := slack_cards.drawn(card.choices)):
        yield cards
        card = card.model_copy(update={"choices": ()})
    choices = _choices(card) if card.choices or card.every else []
    actions = [
        button
        for number, action in enumerate(card.actions[:MAX_ACTIONS], start=1)
        if (button := _action(f"action-{number}", action))
    ]
    for group in (choices, actions):
        if group:
            yield {"type": "actions", "elements": group}
    hidden = len(card.choices) + bool(card.every) + len(card.actions)
    hidden -= sum(len(each.get("options", "1")) for each in choices) + len(actions)
    if hidden:
        yield {"type": "context", "elements": [plain(f"… +{hidden}")]}


def _choices(card: Part) -> list[Block]:
    numbered = list(enumerate(card.choices, start=1))
    drawn = []
    if len(numbered) >= MANY and all(_sayable(each, MAX_OPTION_VALUE) for _, each in numbered):
        drawn = [_menu(card.title, numbered[:MAX_OPTIONS])]
    else:
        drawn = [
            _button(f"choice-{number}", _numbered(number, choice), value=choice.say)
            for number, choice in numbered[:MAX_CHOICES]
            if _sayable(choice, MAX_VALUE)
        ]
    if every := card.every:
        drawn.append(_button("choice-all", line(every.label, MAX_BUTTON), value=every.say))
    return drawn


def _sayable(choice: Choice, limit: int) -> bool:
    return 0 < len(choice.say) <= limit


def _numbered(number: int, choice: Choice) -> str:
    return line(f"{number}. {choice.label}", MAX_BUTTON)


def _menu(title: str, numbered: list[tuple[int, Choice]]) -> Block:
    return {
        "type": "static_select",
        "action_id": "choices",
        "placeholder": plain(line(title, MAX_PLACEHOLDER) or "…"),
        "options": [
            {"text": plain(_numbered(number, choice)), "value": choice.say}
            for number, choice in numbered
        ],
    }


def _button(action_id: str, label: str, **does: str) -> Block:
    return {"type": "button", "action_id": action_id, "text": plain(label), **does}


def _action(action_id: str, action: Action) -> Block | None:
    """A button, or nothing when cutting it to fit would change what it does."""
    label = line(action.label, MAX_BUTTON).strip()
    if not label:
        return None
    if action.form and (written := slack_form.value(action.form)):
        button = _button(f"{slack_form.FORM}-{action_id}", label, value=written)
    elif 0 < len(action.say) <= MAX_VALUE:
        text = {"type": "plain_text", "text": label, "emoji": False}
        button = {"type": "button", "action_id": action_id, "text": text, "value": action.say}
    elif action.url.startswith(("https://", "http://")) and len(action.url) <= MAX_URL:
        button = _button(action_id, label, url=action.url)
    else:
        return None
    if action.style is not Style.PLAIN:
        button["style"] = action.style._value_
    return button
