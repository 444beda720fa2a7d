"""Methods that open and change modals and Home tabs."""

from assistant.sandbox.slack import view_limits
from assistant.sandbox.slack.chat import named
from assistant.sandbox.slack.feed import Change
from assistant.sandbox.slack.installs import APP_ID, Installation
from assistant.sandbox.slack.records import Body
from assistant.sandbox.slack.refusal import RefusalError
from assistant.sandbox.slack.stage import Args, Stage, Trigger, View
from assistant.sandbox.slack.workspace import secret

TRIGGER_LIFE = 3.0
STACK = 3


def open_view(stage: Stage, by: Installation, args: Args) -> Body:
    """``views.open``: one modal per trigger, within three seconds."""
    view_limits.check_view(args.get("view"))
    trigger = _redeem(stage, args)
    _unused_external_id(stage, args["view"])
    return {"view": replace_body(stage, by, _blank(stage, trigger.user), args["view"]).body}


def push_view(stage: Stage, by: Installation, args: Args) -> Body:
    """``views.push``: on top of the modal the trigger came from, three deep at most."""
    view_limits.check_view(args.get("view"))
    trigger = _redeem(stage, args)
    below = stage.views.get(trigger.view or "")
    if below is None or below.closed:
        raise RefusalError("not_found")
    return {"view": push(stage, by, below, args["view"]).body}


def push(stage: Stage, by: Installation, below: View, body: Body) -> View:
    """Lay a modal on another one."""
    depth = sum(1 for v in stage.views.values() if v.root == below.root and not v.closed)
    if depth >= STACK:
        raise RefusalError("push_limit_reached")
    return replace_body(stage, by, _blank(stage, below.user, below), body)


def update_view(stage: Stage, by: Installation, args: Args) -> Body:
    """``views.update`` by view id or external id; a stale ``hash`` is refused."""
    view_limits.check_view(args.get("view"))
    view = _found(stage, args)
    if (expected := args.get("hash")) and expected != view.body["hash"]:
        raise RefusalError("hash_conflict")
    return {"view": replace_body(stage, by, view, args["view"]).body}


def publish_view(stage: Stage, by: Installation, args: Args) -> Body:
    """``views.publish``: the Home tab of one person."""
    view_limits.check_view(args.get("view"), home=True)
    user = str(args.get("user_id") or "")
    if user not in stage.workspace.users:
        raise RefusalError("user_not_found")
    known = stage.homes.get(user)
    view_id = known.id if known else stage.workspace.next_id("V")
    body = _dressed(stage, by, args["view"], view_id)
    stage.homes[user] = View(view_id, user, body, by.team_id, view_id)
    stage.feed.publish(Change("home", user, only_for=user))
    return {"view": body}


def _redeem(stage: Stage, args: Args) -> Trigger:
    trigger = stage.triggers.get(str(args.get("trigger_id") or ""))
    if trigger is None:
        raise RefusalError("invalid_trigger_id" if args.get("trigger_id") else "invalid_arguments")
    if stage.now() - trigger.at > TRIGGER_LIFE:
        raise RefusalError("expired_trigger_id")
    if trigger.used:
        raise RefusalError("exchanged_trigger_id")
    trigger.used = True
    return trigger


def _unused_external_id(stage: Stage, body: Body) -> None:
    external = body.get("external_id")
    if external and any(v.body["external_id"] == external for v in stage.views.values()):
        raise RefusalError("duplicate_external_id")


def _found(stage: Stage, args: Args) -> View:
    for view in stage.views.values():
        by_id = view.id == args.get("view_id")
        by_name = args.get("external_id") and view.body["external_id"] == args["external_id"]
        if (by_id or by_name) and not view.closed:
            return view
    raise RefusalError("not_found")


def _blank(stage: Stage, user: str, below: View | None = None) -> View:
    view_id = stage.workspace.next_id("V")
    team_id = stage.workspace.users[user].team_id
    view = View(view_id, user, {}, team_id, below.root if below else view_id)
    view.previous = below.id if below else None
    stage.views[view_id] = view
    return view


def replace_body(stage: Stage, by: Installation, view: View, body: Body) -> View:
    """Draw a modal, for the first time or anew, in its place in the stack."""
    view.body = _dressed(stage, by, body, view.id) | {
        "team_id": view.team_id,
        "root_view_id": view.root,
        "previous_view_id": view.previous,
    }
    view.errors = {}
    stage.feed.publish(Change("view", view.id, only_for=view.user))
    return view


def _dressed(stage: Stage, by: Installation, body: Body, view_id: str) -> Body:
    return {
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
        "close": None,
        "submit": None,
        **body,
        "blocks": named(body["blocks"]),
        "id": view_id,
        "team_id": by.team_id,
        "app_id": APP_ID,
        "app_installed_team_id": by.team_id,
        "bot_id": by.bot_id,
        "root_view_id": view_id,
        "previous_view_id": None,
        "state": {"values": {}},
        "hash": f"{int(stage.now())}.{secret('')[:8]}",
    }
