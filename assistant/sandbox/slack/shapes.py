"""Slack's documented limits per block and element type, as tables.

Source: https://docs.slack.dev/reference/block-kit (blocks and block elements). What slack_sdk's
models check themselves is still listed where Slack's own wording or pointer matters to a reader.
"""

from dataclasses import field

from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """A text object: its longest text, and whether mrkdwn is allowed."""

    limit: int
    mrkdwn: bool = True


@dataclass(frozen=True, slots=True)
class Shape:
    """What an object of one type must and may have."""

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    words: dict[str, Words] = field(default_factory=dict)
    strings: dict[str, int] = field(default_factory=dict)
    lists: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def allowed(self) -> frozenset[str]:
        """Every key Slack accepts here."""
        return self.required | self.optional | {"type", "block_id"}


def _keys(names: str) -> frozenset[str]:
    return frozenset(names.split())


def _element(required: str, optional: str = "", **limits: dict[str, int]) -> Shape:
    lists = {"options": (1, 100), "option_groups": (1, 100), "initial_options": (1, 100)}
    return Shape(
        _keys(required),
        _keys(optional) | {"action_id", "confirm", "focus_on_load", "placeholder"},
        {"placeholder": Words(150, mrkdwn=False)},
        {"action_id": 255} | limits.get("strings", {}),
        lists,
    )


BLOCKS: dict[str, Shape] = {
    "section": Shape(
        optional=_keys("text fields accessory expand"),
        words={"text": Words(3000)},
        lists={"fields": (1, 10)},
    ),
    "header": Shape(_keys("text"), words={"text": Words(150, mrkdwn=False)}),
    "divider": Shape(),
    "image": Shape(
        _keys("alt_text"),
        _keys("image_url slack_file title"),
        {"title": Words(2000, mrkdwn=False)},
        {"image_url": 3000, "alt_text": 2000},
    ),
    "actions": Shape(_keys("elements"), lists={"elements": (1, 25)}),
    "context": Shape(_keys("elements"), lists={"elements": (1, 10)}),
    "context_actions": Shape(_keys("elements"), lists={"elements": (1, 5)}),
    "input": Shape(
        _keys("label element"),
        _keys("hint optional dispatch_action"),
        {"label": Words(2000, mrkdwn=False), "hint": Words(2000, mrkdwn=False)},
    ),
    "markdown": Shape(_keys("text"), strings={"text": 12000}),
    "rich_text": Shape(_keys("elements")),
    "file": Shape(_keys("external_id source")),
    "call": Shape(_keys("call_id"), _keys("call api_decoration_available")),
    "video": Shape(
        _keys("alt_text title thumbnail_url video_url"),
        _keys("author_name description provider_icon_url provider_name title_url"),
        {"title": Words(199, mrkdwn=False), "description": Words(199, mrkdwn=False)},
        {"author_name": 49},
    ),
    "table": Shape(
        _keys("rows"),
        _keys("column_settings"),
        lists={"rows": (1, 100), "column_settings": (0, 20)},
    ),
    "data_table": Shape(
        _keys("rows caption"),
        _keys("page_size row_header_column_index"),
        lists={"rows": (2, 101)},
    ),
    "data_visualization": Shape(_keys("title chart"), strings={"title": 50}),
    "card": Shape(
        optional=_keys("hero_image icon title subtitle body actions"),
        words={"title": Words(150), "subtitle": Words(150), "body": Words(200)},
    ),
    "carousel": Shape(_keys("elements"), lists={"elements": (1, 10)}),
    "container": Shape(
        _keys("child_blocks"),
        _keys(
            "title rich_text_title subtitle width icon is_collapsible default_collapsed "
            "has_header_divider"
        ),
        {"title": Words(150, mrkdwn=False), "subtitle": Words(150)},
        lists={"child_blocks": (1, 10)},
    ),
    "alert": Shape(_keys("text"), _keys("level"), {"text": Words(3000)}),
    "task_card": Shape(_keys("task_id title"), _keys("details output sources status")),
    "plan": Shape(_keys("title"), _keys("tasks")),
}

ELEMENTS: dict[str, Shape] = {
    "button": Shape(
        _keys("text"),
        _keys("action_id url value style confirm accessibility_label agent_prompt"),
        {"text": Words(75, mrkdwn=False)},
        {"action_id": 255, "url": 3000, "value": 2000, "accessibility_label": 75},
    ),
    "icon_button": Shape(
        _keys("icon text"),
        _keys("action_id value confirm accessibility_label visible_to_user_ids"),
        {"text": Words(75, mrkdwn=False)},
        {"action_id": 255, "value": 2000, "accessibility_label": 75},
    ),
    "feedback_buttons": Shape(_keys("positive_button negative_button"), _keys("action_id")),
    "workflow_button": Shape(_keys("text workflow"), _keys("action_id style accessibility_label")),
    "image": Shape(
        _keys("alt_text"),
        _keys("image_url slack_file"),
        strings={"image_url": 3000, "alt_text": 2000},
    ),
    "plain_text": Shape(_keys("text"), _keys("emoji")),
    "mrkdwn": Shape(_keys("text"), _keys("verbatim")),
    "overflow": Shape(
        _keys("options"),
        _keys("action_id confirm"),
        strings={"action_id": 255},
        lists={"options": (1, 5)},
    ),
    "static_select": _element("", "options option_groups initial_option"),
    "multi_static_select": _element("", "options option_groups initial_options max_selected_items"),
    "external_select": _element("", "initial_option min_query_length"),
    "multi_external_select": _element("", "initial_options min_query_length max_selected_items"),
    "users_select": _element("", "initial_user"),
    "multi_users_select": _element("", "initial_users max_selected_items"),
    "conversations_select": _element(
        "", "initial_conversation default_to_current_conversation response_url_enabled filter"
    ),
    "multi_conversations_select": _element(
        "", "initial_conversations default_to_current_conversation max_selected_items filter"
    ),
    "channels_select": _element("", "initial_channel response_url_enabled"),
    "multi_channels_select": _element("", "initial_channels max_selected_items"),
    "checkboxes": _element("options", "initial_options"),
    "radio_buttons": _element("options", "initial_option"),
    "datepicker": _element("", "initial_date"),
    "timepicker": _element("", "initial_time timezone"),
    "datetimepicker": _element("", "initial_date_time"),
    "plain_text_input": _element(
        "", "initial_value multiline min_length max_length dispatch_action_config"
    ),
    "email_text_input": _element("", "initial_value dispatch_action_config"),
    "url_text_input": _element("", "initial_value dispatch_action_config"),
    "number_input": _element(
        "is_decimal_allowed", "initial_value min_value max_value dispatch_action_config"
    ),
    "file_input": _element("", "filetypes max_files"),
    "rich_text_input": _element("", "initial_value dispatch_action_config"),
}

NEEDS_ACTION_ID = frozenset(ELEMENTS) - {"image", "plain_text", "mrkdwn", "workflow_button"}

OPTION = Shape(
    _keys("text value"),
    _keys("description url"),
    {"text": Words(75), "description": Words(75)},
    {"value": 150, "url": 3000},
)
