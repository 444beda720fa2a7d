"""The two pages on which an administrator installs the app in another workspace.

Bolt's flow does it: the state it makes is in the browser's cookie and in our database, and counts
once. https://docs.slack.dev/authentication/installing-with-oauth/
"""

from collections.abc import Sequence
from dataclasses import field
from typing import Any

import aiohttp
import structlog
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from assistant.handlers.slack_log import slack_logger
from assistant.values import dataclass
from assistant.workspaces.manifest import INSTALL_PATH, REDIRECT_PATH

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class AppCredentials:
    """What proves to Slack which app asks, and where it sends browsers back to."""

    client_id: str
    client_secret: str = field(repr=False)
    home: str


def install_routes(
    credentials: AppCredentials,
    client: AsyncWebClient,
    stores: tuple[AsyncInstallationStore, AsyncOAuthStateStore],
    *,
    scopes: Sequence[str],
) -> list[Route]:
    """``GET /slack/install`` and the page Slack sends the browser back to.

    ``client`` lends its address and its session, never its token.
    """
    installations, states = stores
    settings = AsyncOAuthSettings(
        client_id=credentials.client_id,
        client_secret=credentials.client_secret,
        scopes=scopes,
        user_scopes=[],
        redirect_uri=f"{credentials.home}{REDIRECT_PATH}",
        install_path=INSTALL_PATH,
        redirect_uri_path=REDIRECT_PATH,
        installation_store=installations,
        installation_store_bot_only=True,
        state_store=states,
        logger=slack_logger(),
    )
    asking = _InstallClient(
        base_url=client.base_url, session=client.session, retry_handlers=[], logger=slack_logger()
    )
    flow = AsyncOAuthFlow(client=asking, logger=slack_logger(), settings=settings)

    async def begin(request: Request) -> Response:
        return to_starlette_response(
            await flow.handle_installation(to_async_bolt_request(request, b""))
        )

    async def finish(request: Request) -> Response:
        try:
            done = await flow.handle_callback(to_async_bolt_request(request, b""))
        except (SlackApiError, aiohttp.ClientError, TimeoutError, ValueError) as error:
            log.warning("slack_not_installed", error=type(error).__name__)
            return PlainTextResponse("Slack did not let us finish. Please begin again.", 502)
        return to_starlette_response(done)

    return [Route(INSTALL_PATH, begin), Route(REDIRECT_PATH, finish)]


class _InstallClient(AsyncWebClient):
    """Sends what proves the app in the body, as Slack allows: the SDK's way there is deprecated."""

    async def oauth_v2_access(
        self,
        *,
        client_id: str,
        client_secret: str,
        code: str | None = None,
        redirect_uri: str | None = None,
        **_: Any,
    ) -> AsyncSlackResponse:
        """Change a code for a token. https://docs.slack.dev/reference/methods/oauth.v2.access/"""
        sent = {
            "client_id": client_id,
            "client_secret": client_secret,
            "code": code,
            "redirect_uri": redirect_uri,
        }
        return await self.api_call("oauth.v2.access", params=sent)
