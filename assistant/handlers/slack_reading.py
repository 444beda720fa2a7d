"""What a verified Slack body says, and who says it: pure, and the same for HTTP and Socket Mode.

Identity is (team, user) and nothing else: names, e-mail addresses and display names in a payload
are decoration that anybody may choose. The team is the *user's* own, so a guest of a channel shared
between companies never passes for a colleague.
"""

from collections.abc import Mapping
from datetime import datetime

from assistant.handlers import slack_interactions, slack_links
from assistant.handlers.slack_body import Body as Body
from assistant.handlers.slack_body import Spot, key_of, moment, part, string
from assistant.handlers.slack_said import AtHome as AtHome
from assistant.handlers.slack_said import Challenged as Challenged
from assistant.handlers.slack_said import Commanded as Commanded
from assistant.handlers.slack_said import Filled as Filled
from assistant.handlers.slack_said import FormAsked as FormAsked
from assistant.handlers.slack_said import HomeOpened as HomeOpened
from assistant.handlers.slack_said import Ignored as Ignored
from assistant.handlers.slack_said import LinksShared as LinksShared
from assistant.handlers.slack_said import Reading as Reading
from assistant.handlers.slack_said import Said as Said
from assistant.handlers.slack_said import TalkOpened as TalkOpened
from assistant.handlers.slack_words import MENTION
from assistant.handlers.slack_words import words as words

_OPENED = frozenset({"app_home_opened", "assistant_thread_started"})
ALARMS = frozenset({"app_rate_limited", "app_uninstalled", "tokens_revoked"})


def read(body: Body, now: datetime) -> Reading:
    """Read a body whose signature (or socket) was checked before; never raises on strange ones."""
    kind = string(body, "type")
    if kind == "event_callback":
        return _event(body, now)
    if kind in slack_interactions.KINDS:
        return slack_interactions.read(body, now)
    if not kind and string(body, "command"):
        return _command(body, now)
    if kind == "url_verification":
        return Challenged(string(body, "challenge"))
    return Ignored(kind or "unknown", alarm=kind in ALARMS)


def _command(body: Body, now: datetime) -> Reading:
    team, user, channel = (
        string(body, "team_id"),
        string(body, "user_id"),
        string(body, "channel_id"),
    )
    if not team or not user:
        return Ignored("no identity")
    spot = Spot(team, user, channel)
    request = spot.request(key_of(body), words(string(body, "text")), now)
    return Commanded(request, string(body, "response_url"))


def _event(body: Body, now: datetime) -> Reading:
    event = part(body, "event")
    kind = string(event, "type")
    if kind in _OPENED:
        return _opened(body, event)
    if kind == "link_shared":
        return slack_links.read(body)
    if kind not in ("message", "app_mention"):
        return Ignored(kind or "unknown", alarm=kind in ALARMS)
    bot = _bot(body)
    why = _no_command(event, bot)
    if why:
        return Ignored(why)
    return _message(body, event, bot=bot, now=now)


def _message(body: Body, event: Body, *, bot: str, now: datetime) -> Reading:
    text, channel, ts = string(event, "text"), string(event, "channel"), string(event, "ts")
    team, user = _team(body, event), string(event, "user")
    if not (team and user and channel and ts):
        return Ignored("no identity")
    mentioned = string(event, "type") == "app_mention"
    if mentioned and not bot and (called := MENTION.match(text)):
        bot = called[1]
    called_us = mentioned or _calls(text, bot)
    spot = Spot(team, user, channel, string(event, "thread_ts"), string(event, "channel_type"))
    if not (spot.private or called_us or spot.thread):
        return Ignored("not addressed")
    # One post arrives as `message` and as `app_mention`, each with its own event id.
    request = spot.request(f"{channel}/{ts}", words(text, bot), moment(ts, now))
    working = (channel, spot.thread_ts) if spot.private and spot.thread_ts else None
    return Said(request, spot.thread, spot.private or called_us, working)


def _opened(body: Body, event: Body) -> Reading:
    """Somebody looks at what we are: the Home tab, or the talk with us."""
    started = part(event, "assistant_thread")
    user = string(event, "user") or string(started, "user_id")
    channel = string(event, "channel") or string(started, "channel_id")
    team = string(event, "user_team") or string(event, "team") or string(body, "team_id")
    if not (team and user):
        return Ignored("no identity")
    spot = Spot(team, user, "")
    tab = string(event, "tab") if string(event, "type") == "app_home_opened" else "messages"
    if tab == "home":
        return HomeOpened(spot)
    if tab != "messages" or not channel.startswith("D"):
        return Ignored("no talk")
    return TalkOpened(channel, string(started, "thread_ts"), spot)


def _no_command(event: Body, bot: str) -> str:
    """Why this message can be nobody's command, or nothing."""
    if string(event, "subtype") not in ("", "file_share"):
        return "subtype"
    if event.get("bot_id") or event.get("bot_profile") or string(event, "user") == bot != "":
        return "a bot"
    return "edited" if event.get("edited") else ""


def _team(body: Body, event: Body) -> str:
    """The team the author belongs to; empty when Slack does not tell.

    In a shared channel ``body.team_id`` is only where we are installed. An author on Enterprise
    Grid may come with the organisation's id, which Slack repeats next to the team it stands for.
    """
    team = string(event, "user_team") or string(event, "team")
    if team.startswith("E"):
        for prefix in ("", "context_"):
            if team == string(body, f"{prefix}enterprise_id"):
                return string(body, f"{prefix}team_id") or team
        return team
    if team or body.get("is_ext_shared_channel"):
        return team
    return string(body, "team_id")


def _bot(body: Body) -> str:
    """Our own user id in the workspace this event was sent for."""
    installed = body.get("authorizations")
    first = installed[0] if isinstance(installed, list) and installed else None
    if isinstance(first, Mapping) and first.get("is_bot") is True:
        return string(first, "user_id")
    return ""


def _calls(text: str, bot: str) -> bool:
    return bool(bot) and any(found[1] == bot for found in MENTION.finditer(text))
