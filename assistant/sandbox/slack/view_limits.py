"""Whether Slack would open this modal or publish this Home tab."""

from collections.abc import Iterator

from assistant.sandbox.slack.limits import HOME, MODAL, Findings, check_words, faults_of
from assistant.sandbox.slack.records import Body
from assistant.sandbox.slack.refusal import RefusalError
from assistant.sandbox.slack.shapes import Words

VIEW_LIMIT = 250_000


def check_view(view: object, *, home: bool = False) -> None:
    """Refuse a bad view the way the views methods do."""
    if not isinstance(view, dict):
        raise RefusalError("invalid_arguments", response_metadata={"messages": [_NO_VIEW]})
    if len(str(view)) > VIEW_LIMIT:
        raise RefusalError("view_too_large")
    if errors := list(_view_errors(view, home)):
        messages = [f"[ERROR] {error}" for error in errors]
        raise RefusalError("invalid_arguments", response_metadata={"messages": messages})


_NO_VIEW = "[ERROR] missing required field: view"
_VIEW_KEYS = frozenset(
    "type title submit close blocks private_metadata callback_id external_id clear_on_close "
    "notify_on_close submit_disabled".split()
)
_TITLES = {"title": 24, "submit": 24, "close": 24}


def _view_errors(view: Body, home: bool) -> Iterator[str]:
    expected = "home" if home else "modal"
    if view.get("type") != expected:
        yield f"unsupported type: {view.get('type')} [json-pointer:/view/type]"
        return
    for key in view.keys() - _VIEW_KEYS:
        yield f"invalid additional property: {key} [json-pointer:/view]"
    yield from _view_words(view, home)
    for key, most in {"private_metadata": 3000, "callback_id": 255, "external_id": 255}.items():
        if len(str(view.get(key) or "")) > most:
            yield f"must be less than {most + 1} characters [json-pointer:/view/{key}]"
    if not isinstance(view.get("blocks"), list):
        yield "missing required field: blocks [json-pointer:/view]"
        return
    yield from faults_of(view["blocks"], HOME if home else MODAL)


def _view_words(view: Body, home: bool) -> Iterator[str]:
    found = Findings()
    for key, most in _TITLES.items():
        if key in view and home:
            found.add(f"invalid additional property: {key}", "/view")
        elif key in view:
            check_words(view[key], Words(most, mrkdwn=False), f"/view/{key}", found)
    if not home and "title" not in view:
        found.add("missing required field: title", "/view")
    blocks = view["blocks"] if isinstance(view.get("blocks"), list) else []
    inputs = any(isinstance(block, dict) and block.get("type") == "input" for block in blocks)
    if not home and inputs and "submit" not in view:
        found.add("missing required field: submit", "/view")
    yield from found.errors
