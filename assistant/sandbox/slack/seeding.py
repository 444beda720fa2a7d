"""Setting the scene, and what administrators do to it."""

from collections.abc import Iterable
from typing import TypedDict, Unpack

from assistant.sandbox.slack.delivery import Delivery
from assistant.sandbox.slack.installs import APP_ID, SCOPES, Installation
from assistant.sandbox.slack.part import Part
from assistant.sandbox.slack.records import SLACKBOT, Channel, Team, User
from assistant.sandbox.slack.workspace import secret


class Profile(TypedDict, total=False):
    """What is known about a person."""

    id: str
    real_name: str
    email: str | None
    tz: str
    locale: str
    is_admin: bool
    is_bot: bool


class Setting(TypedDict, total=False):
    """How a channel is set up; ``bot=False`` leaves the app out of it."""

    id: str
    private: bool
    shared_with: Iterable[str]
    bot: bool


class Seeding(Part):
    """Teams, people, channels, and the accidents that happen to them."""

    def add_team(self, id: str, name: str, domain: str | None = None) -> Team:
        """Add a workspace; the app is not installed there yet."""
        team = Team(id, name, domain or name.lower().replace(" ", "-"))
        self.stage.workspace.teams[id] = team
        return team

    def install(self, team_id: str, scopes: Iterable[str] = SCOPES) -> Installation:
        """Install the app: a bot user and a token of its own."""
        number = "" if not self.stage.installs.by_team else team_id[1:]
        bot = User(f"U0BOT{number}", team_id, "billing", "Billing", is_bot=True)
        self.stage.workspace.users[bot.id] = bot
        token = secret(f"xoxb-sandbox-{team_id}-")
        made = Installation(team_id, bot.id, f"B0BOT{number}", token, frozenset(scopes))
        self.stage.installs.add(made)
        return made

    def oauth_code(self, team_id: str) -> str:
        """Install for oauth.v2.access: a code it exchanges, once."""
        if team_id not in self.stage.installs.by_team:
            self.install(team_id)
        code = secret("")
        self.stage.installs.codes[code] = team_id
        return code

    def add_user(self, name: str, *, team: str | None = None, **profile: Unpack[Profile]) -> User:
        """Add a person, to the app's own workspace unless said otherwise."""
        user_id = profile.get("id") or f"U{name.upper()}"
        user = User(
            user_id,
            team or self.stage.installs.home().team_id,
            name,
            profile.get("real_name") or name.replace("_", " ").title(),
            profile.get("email"),
            profile.get("tz", "Europe/Berlin"),
            profile.get("locale", "en-US"),
            profile.get("is_admin", False),
            profile.get("is_bot", False),
        )
        self.stage.workspace.users[user_id] = user
        return user

    def add_channel(
        self,
        name: str,
        *,
        team: str | None = None,
        members: Iterable[str | User] = (),
        **setting: Unpack[Setting],
    ) -> Channel:
        """Add a channel with these people; ``shared_with`` makes it a Slack Connect channel."""
        home = team or self.stage.installs.home().team_id
        shared = frozenset(setting.get("shared_with", ()))
        channel = Channel(
            setting.get("id") or self.stage.workspace.next_id("C"),
            name,
            home,
            "group" if setting.get("private") else "channel",
            [self._user(member).id for member in members],
            shared,
        )
        if setting.get("bot", True):
            installs = self.stage.installs.by_team.values()
            channel.members += [i.bot_user for i in installs if i.team_id in channel.teams]
        self.stage.workspace.channels[channel.id] = channel
        return channel

    def archive(self, channel: str | Channel) -> None:
        """Archive a channel."""
        self.stage.workspace.channel(channel).archived = True

    def remove_bot(self, channel: str | Channel) -> None:
        """Remove the app from a channel."""
        place = self.stage.workspace.channel(channel)
        place.members = [m for m in place.members if not self.stage.installs.of_bot(m)]

    def deactivate(self, user: str | User) -> None:
        """Deactivate a person's account."""
        self._user(user).deleted = True

    def expire_response_urls(self) -> None:
        """Let every response_url handed out so far run out."""
        for hook in self.stage.hooks.values():
            hook.expired = True

    def expire_triggers(self) -> None:
        """Let every trigger_id handed out so far run out."""
        for trigger in self.stage.triggers.values():
            trigger.at -= 3600

    def break_token(self, word: str = "token_revoked", team_id: str | None = None) -> None:
        """Make a bot token useless without telling: ``token_revoked``, ``account_inactive``."""
        self.stage.installs.by_team[team_id or self.stage.installs.home().team_id].broken = word

    async def uninstall(self, team_id: str | None = None) -> tuple[Delivery, ...]:
        """Remove the app from a workspace: ``tokens_revoked`` and ``app_uninstalled``."""
        by = self.stage.installs.by_team[team_id or self.stage.installs.home().team_id]
        by.broken = "account_inactive"
        revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [by.bot_user]}}
        first = await self._event(by, revoked)
        return first + await self._event(by, {"type": "app_uninstalled"})

    async def tell_rate_limited(self) -> Delivery:
        """Tell the app that events were dropped (``app_rate_limited``, no event inside)."""
        body = {
            "token": "verification-token",
            "type": "app_rate_limited",
            "team_id": self.stage.installs.home().team_id,
            "minute_rate_limited": int(self.stage.now()) // 60 * 60,
            "api_app_id": APP_ID,
        }
        return await self.courier.deliver("events_api", body)

    def _seed(self, team_id: str, name: str) -> None:
        self.add_team(team_id, name)
        self.install(team_id)
        slackbot = User(SLACKBOT, team_id, "slackbot", "Slackbot", is_bot=True)
        self.stage.workspace.users[SLACKBOT] = slackbot
