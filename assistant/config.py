"""Everything an operator may set: environment or ``.env``, prefix ``ASSISTANT_``.

Unset means the embedded default, and a door without its settings stays shut.
"""

import os
import re
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.iban import compact, is_iban

Tls = Literal["ssl", "starttls", "none"]

PREFIX = "ASSISTANT_"
TEMPLATES = ("invoice.typ", "statement.typ", "receipt.typ")
"""What a folder of document templates must hold."""

_ENV_FILE = ".env"
_SET = re.compile(rf"^\s*(?:export\s+)?({PREFIX}\w+)\s*=", re.IGNORECASE | re.MULTILINE)


class Settings(BaseSettings):
    """The settings, by their names without the prefix, in lower case."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=_ENV_FILE, extra="ignore", frozen=True
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
    slack_client_id: str = ""
    """With the secret: other workspaces may install the app, at ``/slack/install``."""
    slack_client_secret: SecretStr = SecretStr("")
    slack_trust_email: str = ""
    """Ids of our own workspaces, by commas, whose profile addresses tell who somebody is."""

    imap_host: str = ""
    imap_port: int = 993
    imap_user: str = ""
    imap_password: SecretStr = SecretStr("")
    imap_tls: Tls = "ssl"
    imap_mailbox: str = "INBOX"
    """Several, separated by commas, are all read."""
    imap_since: str = ""
    """The day from which on mail is looked at, or ``all``; unset, since it was first read."""
    mail_oauth_url: str = ""
    """Where access tokens come from; they take the place of both passwords (XOAUTH2)."""
    mail_oauth_client_id: str = ""
    mail_oauth_client_secret: SecretStr = SecretStr("")
    mail_oauth_refresh_token: SecretStr = SecretStr("")
    """Without one, the client acts for itself (client credentials)."""
    mail_oauth_scope: str = ""
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_tls: Tls = "starttls"
    smtp_connections: int = 2
    smtp_gap: float = 0.0
    """Seconds between two mails to one domain, for providers who put fast senders off."""
    mail_dkim_key: str = ""
    """The path of an RSA private key in PEM: what goes out is signed with it."""
    mail_dkim_selector: str = "billing"
    mail_address: str = ""
    """The address people write to and answers come from."""
    mail_reply_tokens: bool = False
    """Answers go to ``address+token``, so that a thread is found again; servers must allow that."""
    mail_authserv_id: str = ""
    """The name our receiving server signs its ``Authentication-Results`` with, or ``microsoft``."""
    mail_verify: bool = False
    """Where no server of ours does: verify DKIM ourselves; without either, no mail is proven."""

    stripe_api_key: SecretStr = SecretStr("")
    stripe_webhook_secret: SecretStr = SecretStr("")
    """Several, separated by commas, while one is being replaced."""
    stripe_api_url: str = ""

    stopped: str = ""
    """What this process must not do: ``sending``, ``paying`` or both, separated by a comma."""

    currency: str = "USD"
    locale: str = "en"
    timezone: str = "UTC"
    unsubscribe_invoices: bool = False  # whether a click on List-Unsubscribe stops invoices, too
    monthly_statements: bool = False
    """Send a statement of each month to whoever gets an account's invoices."""
    support_contact: str = "your account manager"
    """The human every refusal names."""
    eu_support_contact: str = ""
    """The human for accounts that are supported from within the EU; unset, the one above."""
    agents_slack_channel: str = ""
    """Where agents hear of cases: a channel's id, ``C…`` or ``T…/C…``; without one, by mail to the
    support contact."""
    agents_eu_slack_channel: str = ""
    """The channel for accounts that are supported from within the EU; unset, the one above."""
    case_answer_hours: int = 24
    """By when a person answers, as customers are told."""
    seller_name: str = ""
    """Who sells: the head of every document."""
    seller_address: str = ""
    """Its lines, separated by semicolons."""
    seller_registration: str = ""
    seller_tax_id: str = ""
    seller_iban: str = ""
    """Where wires go; with it an invoice in euros carries a code to scan."""
    seller_bic: str = ""
    seller_bank: str = ""
    """More lines about wires, separated by semicolons: ``Bank: …; For USD: account …`` (that one on
    invoices in dollars only)."""
    templates_dir: str = ""
    """A folder with the operator's own document templates."""
    notices_dir: str = ""
    """A folder with the operator's own words for notices."""

    model_name: str = ""
    """A language model that may propose what was not understood; without one nobody is asked."""
    model_url: str = ""
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
        return frozenset(_names(self.stopped))

    @property
    def slack_trusted_teams(self) -> frozenset[str]:
        """The workspaces whose profile addresses are believed."""
        return frozenset(each.strip() for each in self.slack_trust_email.split(",") if each.strip())

    @field_validator("slack_trust_email")
    @classmethod
    def _teams(cls, teams: str) -> str:
        for each in teams.split(","):
            if each.strip() and not re.fullmatch("T[A-Z0-9]{4,20}", each.strip()):
                raise ValueError(f"{each.strip()!r} is no workspace's id; they look like T01ABCDEF")
        return teams

    @property
    def lacking_for_mail(self) -> list[str]:
        """The variables without which mail is not both read and answered."""
        needed = {
            "ASSISTANT_IMAP_HOST": self.imap_host,
            "ASSISTANT_MAIL_ADDRESS": self.mail_address,
            "ASSISTANT_SMTP_HOST": self.smtp_host,
        }
        return [name for name, value in needed.items() if not value]

    @field_validator("database_url")
    @classmethod
    def _database(cls, url: str) -> str:
        scheme = url.partition("://")[0].partition("+")[0]
        if url.startswith("sqlite:///") and url.removeprefix("sqlite:///") not in ("", ":memory:"):
            return url
        if scheme not in ("postgresql", "postgres"):
            raise ValueError("use sqlite:///path/to/a/file.db or postgresql://user@host/name")
        try:
            _ = urlsplit(url).port
        except ValueError:
            raise ValueError("its port is not a number from 1 to 65535") from None
        return url

    @field_validator("http_port", "imap_port", "smtp_port")
    @classmethod
    def _port(cls, port: int) -> int:
        if not 0 <= port <= 65535:
            raise ValueError("a port is a number from 0 to 65535")
        return port

    @field_validator("imap_tls")
    @classmethod
    def _imap_tls(cls, tls: Tls) -> Tls:
        if tls == "starttls":
            raise ValueError("IMAP with STARTTLS is not supported: use ssl (port 993)")
        return tls

    @field_validator("imap_since")
    @classmethod
    def _since(cls, day: str) -> str:
        try:
            return day if day in ("", "all") else date.fromisoformat(day).isoformat()
        except ValueError:
            raise ValueError("use a day such as 2026-03-01, or all") from None

    @field_validator("seller_iban")
    @classmethod
    def _iban(cls, iban: str) -> str:
        if iban and not is_iban(compact(iban)):
            raise ValueError("its check digits are wrong: this is no IBAN")
        return iban

    @field_validator("templates_dir")
    @classmethod
    def _templates(cls, folder: str) -> str:
        lacking = [name for name in TEMPLATES if not (Path(folder) / name).is_file()]
        if folder and lacking:
            raise ValueError(f"there is no {lacking[0]} in {folder}")
        return folder

    @field_validator("stopped")
    @classmethod
    def _stopped(cls, names: str) -> str:
        if unknown := _names(names) - {"sending", "paying"}:
            raise ValueError(f"{min(unknown)!r} cannot be stopped; sending and paying can")
        return names

    @field_validator("currency")
    @classmethod
    def _currency(cls, code: str) -> str:
        if not re.fullmatch("[A-Za-z]{3}", code):
            raise ValueError("a currency is three letters, such as USD (ISO 4217)")
        return code.upper()

    @field_validator("locale")
    @classmethod
    def _locale(cls, name: str) -> str:
        from babel import Locale, UnknownLocaleError

        try:
            Locale.parse(name.replace("-", "_"))
        except (UnknownLocaleError, ValueError):
            raise ValueError(f"{name!r} is no locale; use one such as en, de or pt_BR") from None
        return name

    @field_validator("timezone")
    @classmethod
    def _timezone(cls, name: str) -> str:
        from zoneinfo import ZoneInfo

        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"{name!r} is no time zone; use one such as Europe/Berlin") from None
        return name


def _names(listed: str) -> set[str]:
    return {each.strip() for each in listed.split(",") if each.strip()}


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
