"""Slack: who the token speaks for, what it may do, and how events reach us."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from assistant.cli.doctor.findings import Clocks, Finding, not_set, ok, wrong
from assistant.config import Settings, secrets
from assistant.handlers.slack import slack_client
from assistant.workspaces.manifest import LINK_SCOPES, SCOPES, TRUST_SCOPES, scopes

_FAILED = (aiohttp.ClientError, TimeoutError, OSError)
_PATIENCE = aiohttp.ClientTimeout(total=10)
_WHY = SCOPES | TRUST_SCOPES | LINK_SCOPES
_BOT, _APP = "ASSISTANT_SLACK_BOT_TOKEN", "ASSISTANT_SLACK_APP_TOKEN"


async def examine(settings: Settings, clocks: Clocks) -> list[Finding]:
    """Ask Slack who we are; nothing is posted, and no socket is kept."""
    token = settings.slack_bot_token.get_secret_value()
    if not token and not settings.slack_client_id:
        return [not_set("slack", f"{_BOT}, as docs/slack.md says")]
    async with _client(settings) as client:
        found = await _token(client, settings, clocks) if token else [_installed(settings)]
        return [*found, await _entrance(client, settings)]


@asynccontextmanager
async def _client(settings: Settings) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession(timeout=_PATIENCE) as session:
        token = settings.slack_bot_token.get_secret_value()
        yield slack_client(token, settings.slack_api_url, session=session)


async def _token(client: AsyncWebClient, settings: Settings, clocks: Clocks) -> list[Finding]:
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        return [wrong("slack token", f"Slack answers {_word(error)}", _of_token(_word(error)))]
    except _FAILED as error:
        return [_unreachable("slack token", settings, error)]
    headers = {name.lower(): value for name, value in dict(answer.headers).items()}
    clocks.compare("Slack", headers.get("date"))
    if not answer.get("bot_id"):
        cause = "it is a user's token"
        return [wrong("slack token", cause, f"set {_BOT} to the one that begins with xoxb-")]
    who = f"{answer.get('user')} in {answer.get('team')} ({answer.get('team_id')})"
    return [ok("slack token", who), _scopes(settings, headers)]


def _scopes(settings: Settings, headers: Mapping[str, str]) -> Finding:
    trusting = bool(settings.slack_trusted_teams)
    links = bool(urlsplit(settings.public_url).hostname)
    if "x-oauth-scopes" not in headers:
        return wrong("slack scopes", "Slack did not say which there are", "try again later")
    granted = {each.strip() for each in headers["x-oauth-scopes"].split(",")}
    lacking = [each for each in scopes(trusting=trusting, links=links) if each not in granted]
    if lacking:
        told = "; ".join(f"{each} ({_WHY[each]})" for each in lacking)
        return wrong("slack scopes", f"lacking {told}", "add them to the app and install it again")
    return ok("slack scopes", f"all {len(scopes(trusting=trusting, links=links))}")


async def _entrance(client: AsyncWebClient, settings: Settings) -> Finding:
    app = settings.slack_app_token.get_secret_value()
    if not app:
        return _signing(secrets(settings.slack_signing_secret))
    try:
        await client.apps_connections_open(app_token=app)
    except SlackApiError as error:
        remedy = f"set {_APP} to an app-level token (xapp-…) with connections:write"
        return wrong("slack socket", f"Slack answers {_word(error)}", remedy)
    except _FAILED as error:
        return _unreachable("slack socket", settings, error)
    return ok("slack socket", "Socket Mode opens")


def _signing(known: Iterable[str]) -> Finding:
    """Only an event that Slack has signed proves it; its form is what can be told before."""
    check, name = "slack signature", "ASSISTANT_SLACK_SIGNING_SECRET"
    known = tuple(known)
    if not known:
        cause = "no event can reach us"
        return wrong(check, cause, f"set {name} (HTTP) or {_APP} (Socket Mode)")
    if odd := [each for each in known if each.startswith(("xox", "xapp")) or len(each) < 16]:
        cause = "it is a token" if odd[0].startswith("x") else "it is too short"
        return wrong(check, cause, f"set {name} to “Signing Secret” under Basic Information")
    return ok(check, "by its form; the first event proves it")


def _installed(settings: Settings) -> Finding:
    if not settings.slack_client_secret.get_secret_value():
        cause = "ASSISTANT_SLACK_CLIENT_ID stands alone"
        return wrong("slack token", cause, "set ASSISTANT_SLACK_CLIENT_SECRET, too")
    return ok("slack token", "each workspace brings its own, at /slack/install")


def _word(error: SlackApiError) -> str:
    answer = error.response
    word = answer.get("error") if hasattr(answer, "get") else None
    return str(word or "with an error")[:60]


def _of_token(word: str) -> str:
    if word in ("ratelimited", "internal_error", "fatal_error"):
        return "try again in a minute"
    return f"set {_BOT} to the “Bot User OAuth Token” of the installed app"


def _unreachable(check: str, settings: Settings, error: BaseException) -> Finding:
    host = urlsplit(settings.slack_api_url).netloc
    cause = f"{host} cannot be reached ({type(error).__name__})"
    return wrong(check, cause, "check the network, a proxy, ASSISTANT_SLACK_API_URL")
