"""What the value of a setting must look like; who sets another is told why in one line."""

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr

from assistant.iban import compact, is_iban

TEMPLATES = ("invoice.typ", "statement.typ", "receipt.typ")
"""What a folder of document templates must hold."""

Tls = Literal["ssl", "starttls", "none"]


def named(listed: str) -> set[str]:
    """The names in a list with commas."""
    return {each.strip() for each in listed.split(",") if each.strip()}


def _teams(teams: str) -> str:
    for each in sorted(named(teams)):
        if not re.fullmatch("T[A-Z0-9]{4,20}", each):
            raise ValueError(f"{each!r} is no workspace's id; they look like T01ABCDEF")
    return teams


def _database(url: str) -> str:
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


def _port(port: int) -> int:
    if not 0 <= port <= 65535:
        raise ValueError("a port is a number from 0 to 65535")
    return port


def _imap_tls(tls: Tls) -> Tls:
    if tls == "starttls":
        raise ValueError("IMAP with STARTTLS is not supported: use ssl (port 993)")
    return tls


def _since(day: str) -> str:
    try:
        return day if day in ("", "all") else date.fromisoformat(day).isoformat()
    except ValueError:
        raise ValueError("use a day such as 2026-03-01, or all") from None


def _iban(iban: str) -> str:
    if iban and not is_iban(compact(iban)):
        raise ValueError("its check digits are wrong: this is no IBAN")
    return iban


def _templates(folder: str) -> str:
    lacking = [name for name in TEMPLATES if not (Path(folder) / name).is_file()]
    if folder and lacking:
        raise ValueError(f"there is no {lacking[0]} in {folder}")
    return folder


def _folder(path: str) -> str:
    if path and not Path(path).is_dir():
        raise ValueError(f"there is no folder {path}")
    return path


def _file(path: str) -> str:
    if path and not Path(path).is_file():
        raise ValueError(f"there is no file {path}")
    return path


def _stoppable(names: str) -> str:
    if unknown := named(names) - {"sending", "paying"}:
        raise ValueError(f"{min(unknown)!r} cannot be stopped; sending and paying can")
    return names


def _currency(code: str) -> str:
    from babel.numbers import list_currencies

    if code.upper() not in list_currencies():
        raise ValueError("a currency is three letters, such as USD (ISO 4217)")
    return code.upper()


def _locale(name: str) -> str:
    from babel import Locale, UnknownLocaleError

    try:
        Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        raise ValueError(f"{name!r} is no locale; use one such as en, de or pt_BR") from None
    return name


def _timezone(name: str) -> str:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone; use one such as Europe/Berlin") from None
    return name


def _web_address(url: str) -> str:
    parts = urlsplit(url)
    if url and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ValueError("use an address such as https://billing.example.com")
    return url


def _mail_address(address: str) -> str:
    if address and not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
        raise ValueError("use an address such as billing@example.com")
    return address


def _hours(hours: int) -> int:
    if hours < 1:
        raise ValueError("a person cannot answer in less than an hour: use 1 or more")
    return hours


def _at_least_one(number: int) -> int:
    if number < 1:
        raise ValueError("use 1 or more: with less nobody would ever be answered")
    return number


def _channel(channel: str) -> str:
    if channel and not re.fullmatch("(?:[TE][A-Z0-9]+/)?[CG][A-Z0-9]+", channel):
        raise ValueError("use the id of a channel, such as C01ABCDEF: names can change")
    return channel


def _somebody(contact: str) -> str:
    if not contact.strip():
        raise ValueError("every refusal names somebody: leave it unset, or say who")
    return contact


def _secret_key(key: SecretStr) -> SecretStr:
    if key.get_secret_value().startswith("pk_"):
        raise ValueError("this is a publishable key; the secret one begins with sk_ or rk_")
    return key


Teams = Annotated[str, AfterValidator(_teams)]
DatabaseUrl = Annotated[str, AfterValidator(_database)]
Port = Annotated[int, AfterValidator(_port)]
ImapTls = Annotated[Tls, AfterValidator(_imap_tls)]
Since = Annotated[str, AfterValidator(_since)]
Iban = Annotated[str, AfterValidator(_iban)]
Templates = Annotated[str, AfterValidator(_templates)]
Folder = Annotated[str, AfterValidator(_folder)]
File = Annotated[str, AfterValidator(_file)]
Stoppable = Annotated[str, AfterValidator(_stoppable)]
Currency = Annotated[str, AfterValidator(_currency)]
LocaleName = Annotated[str, AfterValidator(_locale)]
Zone = Annotated[str, AfterValidator(_timezone)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
MailAddress = Annotated[str, AfterValidator(_mail_address)]
Hours = Annotated[int, AfterValidator(_hours)]
AtLeastOne = Annotated[int, AfterValidator(_at_least_one)]
SlackChannel = Annotated[str, AfterValidator(_channel)]
Somebody = Annotated[str, AfterValidator(_somebody)]
SecretKey = Annotated[SecretStr, AfterValidator(_secret_key)]
