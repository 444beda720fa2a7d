"""Where the app is installed, and which token opens what."""

from dataclasses import field

from assistant.sandbox.slack.refusal import RefusalError
from assistant.values import dataclass

APP_ID = "A0BILLING1"

SCOPES = frozenset(
    "app_mentions:read assistant:write channels:history channels:read chat:write commands "
    "files:read files:write groups:history groups:read im:history im:read im:write "
    "links:read links:write reactions:read reactions:write team:read users:read "
    "users:read.email".split()
)


@dataclass(slots=True)
class Installation:
    """The app in one workspace: its bot, its token, its scopes, and whether the token still works.

    ``broken`` is the error word every call gets once the token is no good, such as
    ``token_revoked`` or ``account_inactive``.
    """

    team_id: str
    bot_user: str
    bot_id: str
    bot_token: str = field(repr=False)
    scopes: frozenset[str] = SCOPES
    broken: str | None = None


class Installations:
    """Tokens to installations; the app-level token belongs to the app, not to a workspace."""

    def __init__(self, app_token: str) -> None:
        self.app_token = app_token
        self.by_team: dict[str, Installation] = {}
        self.codes: dict[str, str] = {}

    def add(self, installation: Installation) -> None:
        """Install the app in one more workspace."""
        self.by_team[installation.team_id] = installation

    def home(self) -> Installation:
        """The first workspace it was installed in."""
        return next(iter(self.by_team.values()))

    def serving(self, team_id: str) -> Installation:
        """The installation a person of this team talks to: the own one, or the host's."""
        return self.by_team.get(team_id) or self.home()

    def of_bot(self, bot_user: str) -> Installation | None:
        """The installation behind a bot user."""
        return next((i for i in self.by_team.values() if i.bot_user == bot_user), None)

    def opened_by(self, token: str) -> Installation:
        """The installation of a bot token; refuses as Slack does."""
        if not token:
            raise RefusalError("not_authed")
        if token == self.app_token:
            raise RefusalError("not_allowed_token_type")
        for installation in self.by_team.values():
            if installation.bot_token == token:
                if installation.broken:
                    raise RefusalError(installation.broken)
                return installation
        raise RefusalError("invalid_auth")

    def check_app_token(self, token: str) -> None:
        """Refuse everything but the app-level token."""
        if not token:
            raise RefusalError("not_authed")
        if token != self.app_token:
            known = any(i.bot_token == token for i in self.by_team.values())
            raise RefusalError("not_allowed_token_type" if known else "invalid_auth")
