"""Where the agents hear of cases: a channel in Slack for each kind of account, or a mailbox."""

from typing import Self

from assistant.config import Settings
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class AgentsDesk:
    """What the operator set. A Slack channel is ``C…`` or ``T…/C…``.

    ``eu_…`` are for accounts that are looked after from within the EU only; without them the others
    are taken.
    """

    slack: str = ""
    eu_slack: str = ""
    mail: str = ""
    eu_mail: str = ""
    timezone: str = "UTC"

    @classmethod
    def as_set(cls, settings: Settings) -> Self:
        """The desk the operator's settings describe."""
        return cls(
            slack=settings.agents_slack_channel,
            eu_slack=settings.agents_eu_slack_channel,
            mail=settings.support_contact,
            eu_mail=settings.eu_support_contact,
            timezone=settings.timezone,
        )

    def place(self, *, within_eu: bool) -> tuple[str, str, str] | None:
        """(channel, address, mail address to fall back on); None when nobody is to be told.

        What concerns the EU never goes to the channel of the others while there is one of its own.
        """
        slack = (within_eu and self.eu_slack) or self.slack
        mail = (within_eu and self.eu_mail) or self.mail
        mail = mail if "@" in mail else ""
        if slack:
            return "slack", slack if "/" in slack else f"/{slack}", mail
        return ("mail", mail, mail) if mail else None
