"""What every side of the counterpart stands on."""

from assistant.sandbox.slack import payloads
from assistant.sandbox.slack.delivery import Courier, Delivery
from assistant.sandbox.slack.installs import Installation
from assistant.sandbox.slack.records import SLACKBOT, Body, Channel, Message, User
from assistant.sandbox.slack.stage import Stage

SUBSCRIBED = frozenset(
    "app_mention message.im message.channels message.groups app_home_opened reaction_added "
    "reaction_removed member_joined_channel member_left_channel app_uninstalled tokens_revoked "
    "app_rate_limited link_shared".split()
)
_MESSAGES = {"im": "message.im", "channel": "message.channels", "group": "message.groups"}


class Part:
    """The shared state, the way to the app, and what the app is subscribed to.

    ``complaints`` lists what Slack would silently drop, such as a bad view in an acknowledgement.
    """

    stage: Stage
    courier: Courier
    subscriptions: set[str]
    complaints: list[str]

    def _user(self, ref: str | User) -> User:
        return self.stage.workspace.user(ref)

    def _active(self, ref: str | User) -> User:
        person = self._user(ref)
        if person.deleted:
            raise ValueError(f"{person.name} is deactivated and can do nothing")
        return person

    def _installed_for(self, user: User, channel: Channel | None = None) -> Installation:
        bots = (self.stage.installs.of_bot(member) for member in channel.members) if channel else ()
        present = [bot for bot in bots if bot]
        own = self.stage.installs.by_team.get(user.team_id)
        if present and own not in present:
            return present[0]
        return own or self.stage.installs.home()

    async def _event(
        self, by: Installation, event: Body, channel: Channel | None = None
    ) -> tuple[Delivery, ...]:
        if not self._wanted(event, channel):
            return ()
        if channel and by.bot_user not in channel.members:
            return ()
        payload = payloads.event_callback(self.stage, by, event, channel)
        return (await self.courier.deliver("events_api", payload),)

    def _wanted(self, event: Body, channel: Channel | None) -> bool:
        name = str(event["type"])
        if name == "message" and channel:
            name = _MESSAGES[channel.kind]
        return name in self.subscriptions

    def _slackbot_says(self, channel: Channel, user: User, text: str) -> None:
        ts = self.stage.workspace.next_ts()
        body = {"type": "message", "user": SLACKBOT, "text": text, "ts": ts}
        self.stage.workspace.put(Message(channel.id, ts, body, user.id))
