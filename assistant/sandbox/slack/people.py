"""Methods about users."""

from assistant.sandbox.slack.installs import Installation
from assistant.sandbox.slack.records import Body, User
from assistant.sandbox.slack.refusal import RefusalError
from assistant.sandbox.slack.stage import Args, Stage


def users_info(stage: Stage, by: Installation, args: Args) -> Body:
    """``users.info``: people of the own workspace, and strangers met in a shared channel."""
    user = stage.workspace.users.get(str(args.get("user", "")))
    if user is None or not _met(stage, by, user):
        raise RefusalError("user_not_found")
    locale = str(args.get("include_locale", "")).lower() in ("1", "true")
    return {"user": _shown(by, user) | ({"locale": user.locale} if locale else {})}


def _shown(by: Installation, user: User) -> Body:
    body = user.body()
    if user.email and "users:read.email" in by.scopes:
        body["profile"]["email"] = user.email
    if user.team_id != by.team_id:
        body["is_stranger"] = True
    return body


def _met(stage: Stage, by: Installation, user: User) -> bool:
    return user.team_id == by.team_id or any(
        user.id in channel.members and by.team_id in channel.teams
        for channel in stage.workspace.channels.values()
    )


def users_lookup_by_email(stage: Stage, by: Installation, args: Args) -> Body:
    """``users.lookupByEmail``: active members of the own workspace only."""
    wanted = str(args.get("email", "")).strip().lower()
    for user in stage.workspace.users.values():
        member = user.team_id == by.team_id and not user.deleted
        if member and user.email and user.email.lower() == wanted:
            return {"user": _shown(by, user)}
    raise RefusalError("users_not_found")


def users_conversations(stage: Stage, by: Installation, args: Args) -> Body:
    """``users.conversations``: where the bot (or the given user) is a member."""
    member = str(args.get("user") or by.bot_user)
    wanted = str(args.get("types") or "public_channel").split(",")
    kinds = {"channel": "public_channel", "group": "private_channel", "im": "im"}
    found = [
        channel.body()
        for channel in stage.workspace.channels.values()
        if member in channel.members
        and by.team_id in channel.teams
        and kinds[channel.kind] in wanted
    ]
    return {"channels": found, "response_metadata": {"next_cursor": ""}}
