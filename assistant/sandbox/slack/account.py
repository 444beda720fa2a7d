"""Methods about the app itself: who it is, where it is installed, its assistant threads."""

from assistant.sandbox.slack.feed import Change
from assistant.sandbox.slack.installs import APP_ID, Installation
from assistant.sandbox.slack.records import Body
from assistant.sandbox.slack.refusal import RefusalError
from assistant.sandbox.slack.stage import Args, Stage, Thread


def auth_test(stage: Stage, by: Installation, args: Args) -> Body:
    """``auth.test``: which workspace and bot a token belongs to."""
    team = stage.workspace.teams[by.team_id]
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": stage.workspace.users[by.bot_user].name,
        "team_id": team.id,
        "user_id": by.bot_user,
        "bot_id": by.bot_id,
        "is_enterprise_install": False,
    }


def team_info(stage: Stage, by: Installation, args: Args) -> Body:
    """``team.info``: also of a connected workspace when asked by id."""
    team = stage.workspace.teams.get(args.get("team") or by.team_id)
    if team is None:
        raise RefusalError("team_not_found")
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": ""}}


def oauth_access(stage: Stage, args: Args) -> Body:
    """``oauth.v2.access``: a code, once, for a bot token."""
    team_id = stage.installs.codes.pop(str(args.get("code", "")), None)
    if team_id is None:
        raise RefusalError("invalid_code")
    by = stage.installs.by_team[team_id]
    team = stage.workspace.teams[team_id]
    return {
        "access_token": by.bot_token,
        "token_type": "bot",
        "scope": ",".join(sorted(by.scopes)),
        "bot_user_id": by.bot_user,
        "app_id": APP_ID,
        "team": {"id": team.id, "name": team.name},
        "enterprise": None,
        "authed_user": {"id": ""},
        "is_enterprise_install": False,
    }


def _thread(stage: Stage, by: Installation, args: Args) -> Thread:
    channel = stage.seen(by, args.get("channel_id"))
    key = (channel.id, str(args.get("thread_ts", "")))
    stage.feed.publish(Change("status", key[1], channel.id))
    return stage.threads.setdefault(key, Thread())


def set_status(stage: Stage, by: Installation, args: Args) -> Body:
    """``assistant.threads.setStatus``; an empty status clears it."""
    _thread(stage, by, args).status = str(args.get("status", ""))
    return {}


def set_title(stage: Stage, by: Installation, args: Args) -> Body:
    """``assistant.threads.setTitle``."""
    _thread(stage, by, args).title = str(args.get("title", ""))
    return {}


def set_prompts(stage: Stage, by: Installation, args: Args) -> Body:
    """``assistant.threads.setSuggestedPrompts``: one to four of them."""
    prompts = args.get("prompts") or []
    if not 1 <= len(prompts) <= 4:
        raise RefusalError("invalid_arguments")
    _thread(stage, by, args).prompts = list(prompts)
    return {}
