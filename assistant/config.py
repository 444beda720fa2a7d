"""Everything an operator may set: environment or ``.env``, prefix ``ASSISTANT_``.

Unset means the embedded default, and a door without its settings stays shut.
"""

from typing import Literal

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

Tls = Literal["ssl", "starttls", "none"]


class Settings(BaseSettings):
    """The settings, by their names without the prefix, in lower case."""

    model_config = SettingsConfigDict(
        env_prefix="ASSISTANT_", env_file=".env", extra="ignore", frozen=True
    )

    database_url: str = "sqlite:///billing.db"
    """``sqlite:///path`` or ``postgresql://user@host/name``."""
    http_host: str = "127.0.0.1"
    http_port: int = 8080
    public_url: str = ""
    """Where customers' browsers reach this server; payment pages lead back there."""

    slack_bot_token: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    """Present: Socket Mode. Absent: signed HTTP at ``/slack/events``."""
    slack_signing_secret: SecretStr = SecretStr("")
    """Several, separated by commas, while one is being replaced."""
    slack_api_url: str = "https://slack.com/api/"

    imap_host: str = ""
    imap_port: int = 993
    imap_user: str = ""
    imap_password: SecretStr = SecretStr("")
    imap_tls: Tls = "ssl"
    imap_mailbox: str = "INBOX"
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_tls: Tls = "starttls"
    mail_address: str = ""
    """The address people write to and answers come from."""
    mail_authserv_id: str = ""
    """The name our receiving server signs its ``Authentication-Results`` with; without it no mail
    counts as proven."""

    stripe_api_key: SecretStr = SecretStr("")
    stripe_webhook_secret: SecretStr = SecretStr("")
    """Several, separated by commas, while one is being replaced."""
    stripe_api_url: str = ""

    currency: str = "USD"
    locale: str = "en"
    timezone: str = "UTC"
    support_contact: str = "your account manager"
    """The human every refusal names."""
    sandbox_dir: str = ".sandbox"

    @property
    def home_url(self) -> str:
        """Where browsers reach us, without a slash at the end."""
        return (self.public_url or f"http://{self.http_host}:{self.http_port}").rstrip("/")


def secrets(setting: SecretStr) -> tuple[str, ...]:
    """The values of a setting that may hold several, separated by commas."""
    return tuple(each.strip() for each in setting.get_secret_value().split(",") if each.strip())
