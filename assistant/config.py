"""Everything an operator may set: environment or ``.env``, prefix ``ASSISTANT_``.

Unset means the embedded default, and a door without its settings stays shut.
"""

import os
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant import checked

PREFIX = "ASSISTANT_"
_ENV_FILE = ".env"
_SET = re.compile(rf"^\s*(?:export\s+)?({PREFIX}\w+)\s*=", re.IGNORECASE | re.MULTILINE)


class Settings(BaseSettings):
    """The settings, by their names without the prefix, in lower case."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=_ENV_FILE, extra="ignore", frozen=True
    )

    database_url: checked.DatabaseUrl = "sqlite:///billing.db"
    """``sqlite:///path`` or ``postgresql://user@host/name``."""
    http_host: str = "127.0.0.1"
    http_port: checked.Port = 8080
    public_url: checked.WebAddress = ""
    """Where customers' browsers reach this server; payment pages lead back there."""

    slack_bot_token: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    """Present: Socket Mode. Absent: signed HTTP at ``/slack/events``."""
    slack_signing_secret: SecretStr = SecretStr("")
    """Several, separated by commas, while one is being replaced."""
    slack_api_url: checked.WebAddress = "https://slack.com/api/"
    slack_client_id: str = ""
    """With the secret: other workspaces may install the app, at ``/slack/install``."""
    slack_client_secret: SecretStr = SecretStr("")
    slack_trust_email: checked.Teams = ""
    """Ids of our own workspaces, by commas, whose profile addresses tell who somebody is."""

    imap_host: str = ""
    imap_port: checked.Port = 993
    imap_user: str = ""
    imap_password: SecretStr = SecretStr("")
    imap_tls: checked.ImapTls = "ssl"
    imap_mailbox: str = "INBOX"
    """Several, separated by commas, are all read."""
    imap_since: checked.Since = ""
    """The day from which on mail is looked at, or ``all``; unset, since it was first read."""
    mail_oauth_url: checked.WebAddress = ""
    """Where access tokens come from; they take the place of both passwords (XOAUTH2)."""
    mail_oauth_client_id: str = ""
    mail_oauth_client_secret: SecretStr = SecretStr("")
    mail_oauth_refresh_token: SecretStr = SecretStr("")
    """Without one, the client acts for itself (client credentials)."""
    mail_oauth_scope: str = ""
    smtp_host: str = ""
    smtp_port: checked.Port = 587
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_tls: checked.Tls = "starttls"
    smtp_connections: int = 2
    smtp_gap: float = 0.0
    """Seconds between two mails to one domain, for providers who put fast senders off."""
    mail_dkim_key: checked.File = ""
    """The path of an RSA private key in PEM: what goes out is signed with it."""
    mail_dkim_selector: str = "billing"
    mail_address: checked.MailAddress = ""
    """The address people write to and answers come from."""
    mail_reply_tokens: bool = False
    """Answers go to ``address+token``, so that a thread is found again; servers must allow that."""
    mail_answers_per_hour: checked.AtLeastOne = 20
    """How many answers a customer has in an hour; what they write beyond is read later."""
    mail_authserv_id: str = ""
    """The name our receiving server signs its ``Authentication-Results`` with, or ``microsoft``."""
    mail_verify: bool = False
    """Where no server of ours does: verify DKIM ourselves; without either, no mail is proven."""

    stripe_api_key: checked.SecretKey = SecretStr("")
    stripe_webhook_secret: SecretStr = SecretStr("")
    """Several, separated by commas, while one is being replaced."""
    stripe_api_url: checked.WebAddress = ""

    stopped: checked.Stoppable = ""
    """What this process must not do: ``sending``, ``paying`` or both, separated by a comma."""

    currency: checked.Currency = "USD"
    locale: checked.LocaleName = "en"
    timezone: checked.Zone = "UTC"
    unsubscribe_invoices: bool = False  # whether a click on List-Unsubscribe stops invoices, too
    monthly_statements: bool = False
    """Send a statement of each month to whoever gets an account's invoices."""
    support_contact: checked.Somebody = "your account manager"
    """The human every refusal names."""
    eu_support_contact: str = ""
    """The human for accounts that are supported from within the EU; unset, the one above."""
    agents_slack_channel: checked.SlackChannel = ""
    """Where agents hear of cases: a channel's id, ``C…`` or ``T…/C…``; without one, by mail to the
    support contact."""
    agents_eu_slack_channel: checked.SlackChannel = ""
    """The channel for accounts that are supported from within the EU; unset, the one above."""
    case_answer_hours: checked.Hours = 24
    """By when a person answers, as customers are told."""
    seller_name: str = ""
    """Who sells: the head of every document."""
    seller_address: str = ""
    """Its lines, separated by semicolons."""
    seller_registration: str = ""
    seller_tax_id: str = ""
    seller_iban: checked.Iban = ""
    """Where wires go; with it an invoice in euros carries a code to scan."""
    seller_bic: str = ""
    seller_bank: str = ""
    """More lines about wires, separated by semicolons: ``Bank: …; For USD: account …`` (that one on
    invoices in dollars only)."""
    templates_dir: checked.Templates = ""
    """A folder with the operator's own document templates."""
    notices_dir: checked.Folder = ""
    """A folder with the operator's own words for notices."""

    model_name: str = ""
    """A language model that may propose what was not understood; without one nobody is asked."""
    model_url: checked.WebAddress = ""
    """Where it answers as OpenAI's API does, ``http://127.0.0.1:11434/v1``; empty: OpenAI's own."""
    model_key: SecretStr = SecretStr("")

    sandbox_dir: str = ".sandbox"

    @property
    def home_url(self) -> str:
        """Where browsers reach us, without a slash at the end."""
        return (self.public_url or f"http://{self.http_host}:{self.http_port}").rstrip("/")

    @property
    def stops(self) -> frozenset[str]:
        """What this process must not do."""
        return frozenset(checked.named(self.stopped))

    @property
    def slack_trusted_teams(self) -> frozenset[str]:
        """The workspaces whose profile addresses are believed."""
        return frozenset(each.strip() for each in self.slack_trust_email.split(",") if each.strip())

    @property
    def lacking_for_mail(self) -> list[str]:
        """The variables without which mail is not both read and answered."""
        needed = {
            "ASSISTANT_IMAP_HOST": self.imap_host,
            "ASSISTANT_MAIL_ADDRESS": self.mail_address,
            "ASSISTANT_SMTP_HOST": self.smtp_host,
        }
        return [name for name, value in needed.items() if not value]


class SettingsError(Exception):
    """A setting has a value that cannot be meant: correct the variable that is named."""


def settings() -> Settings:
    """What the operator has set. Raises SettingsError, which never shows a secret's value."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = [
            f"{_variable(str(each['loc'][0]))}: {each['msg'].removeprefix('Value error, ')}"
            for each in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        raise SettingsError("; ".join(wrong)) from None


def unknown(environment: Mapping[str, str] | None = None) -> Iterator[tuple[str, str]]:
    """Variables with our prefix that set nothing, each with the nearest one that does, if any."""
    known = [_variable(name) for name in Settings.model_fields]
    file = Path(_ENV_FILE)
    written = _SET.findall(file.read_text(errors="replace")) if file.is_file() else []
    for name in dict.fromkeys([*(os.environ if environment is None else environment), *written]):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            yield name, next(iter(get_close_matches(name.upper(), known, n=1)), "")


def _variable(field: str) -> str:
    return f"{PREFIX}{field.upper()}"


def secrets(setting: SecretStr) -> tuple[str, ...]:
    """The values of a setting that may hold several, separated by commas."""
    return tuple(each.strip() for each in setting.get_secret_value().split(",") if each.strip())
