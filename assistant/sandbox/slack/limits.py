"""Whether Slack would take these blocks, and the words and pointers it refuses them with.

Our own tables give Slack's wording; slack_sdk's models check what the tables do not know.
"""

from collections.abc import Iterator
from dataclasses import field
from functools import cache
from typing import Any, cast

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.basic_objects import JsonObject
from slack_sdk.models.blocks import Block, BlockElement

from assistant.sandbox.slack import shapes, tabular
from assistant.sandbox.slack.records import words
from assistant.sandbox.slack.refusal import RefusalError
from assistant.sandbox.slack.shapes import Shape, Words
from assistant.values import dataclass

Body = dict[str, Any]

TEXT_LIMIT = 40_000
# Undocumented; measured by users in slackapi/bolt-js#2509.
BLOCKS_TEXT_LIMIT = 13_200


@dataclass(frozen=True, slots=True)
class Surface:
    """Where blocks are shown, and what that allows."""

    name: str
    most: int
    pointer: str
    without: frozenset[str]


MESSAGE = Surface("message", 50, "/blocks", frozenset({"alert"}))
MODAL = Surface("modal", 100, "/view/blocks", frozenset({"markdown", "table", "data_table"}))
HOME = Surface("home", 100, "/view/blocks", frozenset({"alert"}))


@dataclass(slots=True)
class Findings:
    """What is wrong so far, and the ids seen."""

    errors: list[str] = field(default_factory=list)
    block_ids: set[str] = field(default_factory=set)
    action_ids: set[str] = field(default_factory=set)

    def add(self, what: str, where: str) -> None:
        """Note one error as Slack words it."""
        self.errors.append(f"{what} [json-pointer:{where}]")


def faults_of(blocks: object, surface: Surface = MESSAGE) -> list[str]:
    """Everything Slack would complain about, empty when it would accept."""
    found = Findings()
    if not isinstance(blocks, list) or not all(isinstance(b, dict) for b in blocks):
        return [f"must be an array of objects [json-pointer:{surface.pointer}]"]
    if len(blocks) > surface.most:
        found.add(f"no more than {surface.most} items allowed", surface.pointer)
    for index, block in enumerate(blocks):
        _check_block(block, f"{surface.pointer}/{index}", surface, found)
    _check_totals(blocks, surface, found)
    return found.errors


def check_blocks(blocks: object) -> None:
    """Refuse bad message blocks the way the chat methods do."""
    if blocks in (None, []):
        return
    if errors := faults_of(blocks):
        messages = [f"[ERROR] {error}" for error in errors]
        raise RefusalError(
            "invalid_blocks", errors=errors, response_metadata={"messages": messages}
        )
    if sum(map(len, words(blocks))) > BLOCKS_TEXT_LIMIT:
        raise RefusalError("msg_blocks_too_long")


def _check_block(block: Body, at: str, surface: Surface, found: Findings) -> None:
    kind = block.get("type")
    shape = shapes.BLOCKS.get(str(kind))
    if shape is None or kind in surface.without:
        found.add(f"unsupported type: {kind}", f"{at}/type")
        return
    _check_block_id(block, at, found)
    before = len(found.errors)
    _check_shape(block, shape, at, found)
    _check_inside(block, at, surface, found)
    if len(found.errors) == before:
        _ask_models(block, at, found)


def _check_block_id(block: Body, at: str, found: Findings) -> None:
    block_id = block.get("block_id")
    if block_id is None:
        return
    if not isinstance(block_id, str) or len(block_id) > 255:
        found.add("must be less than 256 characters", f"{at}/block_id")
    elif block_id in found.block_ids:
        found.add(f"`block_id` {block_id} already exists for this surface", f"{at}/block_id")
    else:
        found.block_ids.add(block_id)


def _check_shape(body: object, shape: Shape, at: str, found: Findings) -> None:
    if not isinstance(body, dict):
        found.add("must be an object", at)
        return
    for key in sorted(shape.required - body.keys()):
        found.add(f"missing required field: {key}", at)
    for key in sorted(body.keys() - shape.allowed):
        found.add(f"invalid additional property: {key}", at)
    for key, rule in shape.words.items():
        if key in body:
            check_words(body[key], rule, f"{at}/{key}", found)
    for key, most in shape.strings.items():
        if key in body:
            _check_string(body[key], most, f"{at}/{key}", found)
    for key, (least, most) in shape.lists.items():
        if key in body:
            _check_list(body[key], (least, most), f"{at}/{key}", found)


def _check_string(value: object, most: int, at: str, found: Findings) -> None:
    if not isinstance(value, str):
        found.add("must be a string", at)
    elif len(value) > most:
        found.add(f"must be less than {most + 1} characters", at)


def _check_list(value: object, size: tuple[int, int], at: str, found: Findings) -> None:
    least, most = size
    if not isinstance(value, list):
        found.add("must be an array", at)
    elif len(value) < least:
        found.add(f"no fewer than {least} items allowed", at)
    elif len(value) > most:
        found.add(f"no more than {most} items allowed", at)


def check_words(text: object, rule: Words, at: str, found: Findings) -> None:
    """Note what is wrong with one text object."""
    if not isinstance(text, dict) or text.get("type") not in ("plain_text", "mrkdwn"):
        found.add("must provide an object of type plain_text or mrkdwn", at)
        return
    if text["type"] == "mrkdwn" and not rule.mrkdwn:
        found.add("must be one of the allowed values: plain_text", f"{at}/type")
    _check_shape(text, shapes.ELEMENTS[text["type"]], at, found)
    value = text.get("text")
    if not value:
        found.add("must be more than 0 characters", f"{at}/text")
    else:
        _check_string(value, rule.limit, f"{at}/text", found)


def _check_inside(block: Body, at: str, surface: Surface, found: Findings) -> None:
    match block["type"]:
        case "section":
            _check_section(block, at, found)
        case "actions" | "context" | "context_actions":
            _check_elements(block.get("elements"), f"{at}/elements", found)
        case "input":
            _check_elements([block.get("element")], f"{at}/element", found)
        case "card":
            _check_card(block, at, found)
        case "carousel":
            _check_children(block.get("elements"), f"{at}/elements", surface, found)
        case "container":
            _check_children(block.get("child_blocks"), f"{at}/child_blocks", surface, found)
        case "markdown" if not block.get("text"):
            found.add("must be more than 0 characters", f"{at}/text")
        case "table" | "data_table":
            found.errors += tabular.table_errors(block, at)
        case "data_visualization":
            found.errors += tabular.chart_errors(block, at)
        case _:
            pass


def _check_section(block: Body, at: str, found: Findings) -> None:
    if "text" not in block and "fields" not in block:
        found.add("missing required field: text", at)
    for index, text in enumerate(_items(block.get("fields"))):
        check_words(text, Words(2000), f"{at}/fields/{index}", found)
    if "accessory" in block:
        _check_elements([block["accessory"]], f"{at}/accessory", found)


def _check_card(block: Body, at: str, found: Findings) -> None:
    if not block.keys() & {"hero_image", "title", "actions", "body"}:
        found.add("at least one of hero_image, title, actions, body is required", at)
    _check_elements(block.get("actions") or [], f"{at}/actions", found)


def _check_children(children: object, at: str, surface: Surface, found: Findings) -> None:
    for index, child in enumerate(_items(children)):
        if isinstance(child, dict):
            _check_block(child, f"{at}/{index}", surface, found)
        else:
            found.add("must be an object", f"{at}/{index}")


def _check_elements(elements: object, at: str, found: Findings) -> None:
    seen: set[str] = set()
    for index, element in enumerate(_items(elements)):
        where = f"{at}/{index}" if at.endswith(("elements", "actions")) else at
        shape = shapes.ELEMENTS.get(str(element.get("type"))) if isinstance(element, dict) else None
        if shape is None:
            kind = element.get("type") if isinstance(element, dict) else None
            found.add(f"unsupported type: {kind}", f"{where}/type")
            continue
        _check_element(element, shape, where, found)
        name = str(element.get("action_id") or "")
        if name and name in seen:
            found.add(f"`action_id` {name} already exists for this block", f"{where}/action_id")
        seen.add(name)


def _check_element(element: Body, shape: Shape, at: str, found: Findings) -> None:
    _check_shape(element, shape, at, found)
    if element["type"] in ("plain_text", "mrkdwn"):
        check_words(element, Words(3000), at, found)
    if element["type"] == "button" and element.get("style") not in (None, "primary", "danger"):
        found.add("must be one of the allowed values: primary, danger", f"{at}/style")
    if "confirm" in element:
        _check_shape(element["confirm"], _CONFIRM, f"{at}/confirm", found)
    for index, option in enumerate(_items(element.get("options"))):
        _check_shape(option, shapes.OPTION, f"{at}/options/{index}", found)


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


_CONFIRM = Shape(
    frozenset({"title", "text"}),
    frozenset({"confirm", "deny", "style"}),
    {
        "title": Words(100, mrkdwn=False),
        "text": Words(300),
        "confirm": Words(30, mrkdwn=False),
        "deny": Words(30, mrkdwn=False),
    },
)


def _check_totals(blocks: list[Body], surface: Surface, found: Findings) -> None:
    kinds = [block.get("type") for block in blocks]
    for kind, most in {"table": 1, "data_visualization": 2}.items():
        if kinds.count(kind) > most:
            found.add(f"only {most} {kind} allowed per {surface.name}", surface.pointer)


@cache
def _validators(model: type[JsonObject]) -> tuple[str, ...]:
    """Names of the model's own checks; looked up once, as ``validate_json`` is slow per call."""
    names = (name for name in dir(model) if not name.startswith("__"))
    return tuple(n for n in names if hasattr(getattr(model, n, None), "validator"))


def _ask_models(block: Body, at: str, found: Findings) -> None:
    if block["type"] in ("data_table", "data_visualization"):
        return
    try:
        model = Block.parse(block)
        for part in () if model is None else (model, *_parts(model)):
            for name in _validators(type(part)):
                getattr(part, name)()
    except (SlackObjectFormationError, TypeError, AttributeError) as refused:
        found.add(str(refused), at)


def _parts(model: object) -> Iterator[JsonObject]:
    listed = getattr(model, "elements", None) or ()
    for part in (*listed, getattr(model, "accessory", None), getattr(model, "element", None)):
        if isinstance(part, BlockElement):
            yield cast(JsonObject, part)
