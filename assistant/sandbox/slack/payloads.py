"""The bodies Slack sends: event callbacks, slash commands, interactions."""

from copy import deepcopy
from typing import Any

from assistant.sandbox.slack.installs import APP_ID, Installation
from assistant.sandbox.slack.records import Body, Channel, Message, User
from assistant.sandbox.slack.stage import Stage, View

# Slack still sends the deprecated verification token; nobody should look at it.
_TOKEN = "verification-token"  # noqa: S105


def event_callback(
    stage: Stage, by: Installation, event: Body, channel: Channel | None = None
) -> Body:
    """The outer body of one event; a Slack Connect channel is marked as external."""
    place = channel.id if channel else ""
    return {
        "token": _TOKEN,
        "team_id": by.team_id,
        "context_team_id": by.team_id,
        "context_enterprise_id": None,
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": stage.workspace.next_id("Ev"),
        "event_time": int(stage.now()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": by.team_id,
                "user_id": by.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": bool(channel and channel.shared_with),
        "event_context": f"4-{event['type']}-{by.team_id}-{place}",
    }


def channel_type(channel: Channel) -> str:
    """How message events name this kind of conversation."""
    return channel.kind


def message_event(channel: Channel, body: Body) -> Body:
    """A ``message`` event about a new message."""
    return body | {
        "type": "message",
        "channel": channel.id,
        "event_ts": body["ts"],
        "channel_type": channel_type(channel),
    }


def mention_event(channel: Channel, body: Body) -> Body:
    """The ``app_mention`` event that accompanies a message: same ts, no channel_type."""
    return body | {"type": "app_mention", "channel": channel.id, "event_ts": body["ts"]}


def subtype_event(channel: Channel, subtype: str, ts: str, **parts: Any) -> Body:
    """A hidden ``message`` event about a message that was changed or deleted."""
    return {
        "type": "message",
        "subtype": subtype,
        "hidden": True,
        "channel": channel.id,
        "channel_type": channel_type(channel),
        "ts": ts,
        "event_ts": ts,
        **parts,
    }


def written_by(user: User, by: Installation, body: Body) -> Body:
    """The author's fields; strangers of a shared channel are marked with their own team."""
    body = body | {"user": user.id, "team": user.team_id}
    if user.team_id != by.team_id:
        body |= {
            "user_team": user.team_id,
            "source_team": user.team_id,
            "user_profile": user.profile() | {"name": user.name},
        }
    return body


def _person(user: User) -> Body:
    return {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id}


def _team(stage: Stage, team_id: str) -> Body:
    return {"id": team_id, "domain": stage.workspace.teams[team_id].domain}


def command(stage: Stage, user: User, channel: Channel, **typed: str) -> Body:
    """The form of a slash command."""
    team = stage.workspace.teams[user.team_id]
    return {
        "token": _TOKEN,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": channel.name,
        "user_id": user.id,
        "user_name": user.name,
        **typed,
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "trigger_id": stage.trigger(user.id),
    }


def _interaction(stage: Stage, kind: str, user: User, team_id: str) -> Body:
    return {
        "type": kind,
        "user": _person(user),
        "team": _team(stage, team_id),
        "enterprise": None,
        "is_enterprise_install": False,
        "api_app_id": APP_ID,
        "token": _TOKEN,
    }


def message_action(stage: Stage, by: Installation, user: User, message: Message) -> Body:
    """``block_actions`` in a message; of an ephemeral one only its place is told."""
    channel = stage.workspace.channels[message.channel]
    place = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    body = _interaction(stage, "block_actions", user, by.team_id) | {
        "container": place | ({"thread_ts": message.thread_ts} if message.thread_ts else {}),
        "trigger_id": stage.trigger(user.id),
        "channel": {"id": channel.id, "name": channel.name},
        "state": {"values": {}},
    }
    return body if message.ephemeral_to else body | {"message": deepcopy(message.body)}


def view_action(stage: Stage, user: User, view: View) -> Body:
    """``block_actions`` in a modal or Home tab."""
    return _interaction(stage, "block_actions", user, view.body["app_installed_team_id"]) | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": stage.trigger(user.id, view.id),
        "view": deepcopy(view.body),
    }


def shortcut(stage: Stage, user: User, callback_id: str) -> Body:
    """``shortcut``: a global one, chosen nowhere in particular."""
    return _interaction(stage, "shortcut", user, user.team_id) | {
        "callback_id": callback_id,
        "trigger_id": stage.trigger(user.id),
        "action_ts": stage.workspace.next_ts(),
    }


def message_shortcut(stage: Stage, by: Installation, user: User, message: Message) -> Body:
    """``message_action``: a shortcut on a message, which comes along whole."""
    channel = stage.workspace.channels[message.channel]
    return _interaction(stage, "message_action", user, by.team_id) | {
        "trigger_id": stage.trigger(user.id),
        "action_ts": stage.workspace.next_ts(),
        "message_ts": message.ts,
        "channel": {"id": channel.id, "name": channel.name},
        "message": deepcopy(message.body),
    }


def view_submission(stage: Stage, user: User, view: View) -> Body:
    """``view_submission``; ``team`` is the person's own workspace (slackapi/bolt-python#767)."""
    return _interaction(stage, "view_submission", user, user.team_id) | {
        "trigger_id": stage.trigger(user.id, view.id),
        "view": deepcopy(view.body),
        "response_urls": view.response_urls,
    }


def view_closed(stage: Stage, user: User, view: View, *, cleared: bool) -> Body:
    """``view_closed``."""
    body = _interaction(stage, "view_closed", user, user.team_id)
    return body | {"view": deepcopy(view.body), "is_cleared": cleared}
