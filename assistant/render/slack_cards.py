"""A few choices as Slack's own cards, side by side: what each one is, and its number to press.

https://docs.slack.dev/reference/block-kit/blocks/card-block/ and .../carousel-block/
"""

from assistant.card import Choice
from assistant.render.slack_text import UNSEEN, Block, cut, inert, mrkdwn, plain

MAX_TITLE, MAX_SPOKEN, MAX_VALUE = 150, 75, 2_000


def drawn(choices: tuple[Choice, ...]) -> Block | None:
    """One card, or several to leaf through; None when one of them cannot be shown whole."""
    if not all(_fits(choice) for choice in choices):
        return None
    cards = [_card(number, choice) for number, choice in enumerate(choices, start=1)]
    return cards[0] if len(cards) == 1 else {"type": "carousel", "elements": cards}


def _fits(choice: Choice) -> bool:
    return bool(choice.label.strip()) and 0 < len(choice.say) <= MAX_VALUE


def _card(number: int, choice: Choice) -> Block:
    """The button shows the number, which every language reads; it is read out in words."""
    button: Block = {
        "type": "button",
        "action_id": f"choice-{number}",
        "text": plain(str(number)),
        "value": choice.say,
        "accessibility_label": cut(f"{number}. {choice.label}".translate(UNSEEN), MAX_SPOKEN),
    }
    title = mrkdwn(inert(f"{number}. {choice.label}", MAX_TITLE))
    return {"type": "card", "title": title, "actions": [button]}
