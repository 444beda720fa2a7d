"""Each thing an operator may set: its name, its column, how it is read and shown again."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from assistant.billing.intake import fields
from assistant.billing.intake.fields import Writing, nearest, shown
from assistant.billing.intake.report import RefusedError
from assistant.billing.model.reminder import FURTHEST, MOST_STAGES, shown_days, stages_of, written
from assistant.billing.money import Money
from assistant.values import dataclass

NONE = "none"
"""How a limit is taken away; for reminders, that there are none."""

USUAL = "usual"
_YEAR_OF_HOURS = 8_760
_DAY_OF_MINUTES = 1_440
_DAYS = re.compile(r"[+-]?[0-9]{1,3}(?: ?, ?[+-]?[0-9]{1,3})*")
_ADDRESS = ("line1", "line2", "city", "state", "postal_code", "country")


@dataclass(frozen=True, slots=True)
class Setting:
    """``read`` takes what was written, how, and the currency; ``show`` gives plain JSON."""

    name: str
    column: str
    read: Callable[[str, Writing], Any]
    show: Callable[[Any, str], Any] = lambda value, _: value


def setting(name: str, known: Mapping[str, Setting]) -> Setting:
    """The one of this name. Raises RefusedError with the nearest there is."""
    if name not in known:
        raise RefusedError(f"there is no setting {shown(name)}", nearest(name, known))
    return known[name]


def _word(name: str, *words: str) -> Setting:
    return Setting(name, name, lambda cell, _: fields.one_of(cell, words))


def _flag(name: str) -> Setting:
    def read(cell: str, _: Writing) -> bool:
        if not cell:
            raise RefusedError("it is empty", "write yes or no")
        return fields.flag(cell)

    return Setting(name, name, read, lambda value, _: bool(value))


def _whole(name: str, least: int, most: int, *, usual: bool = False) -> Setting:
    def read(cell: str, _: Writing) -> int | None:
        if usual and cell.lower() == USUAL:
            return None
        if not re.fullmatch("[0-9]{1,6}", cell) or not least <= int(cell) <= most:
            asked = f"write a whole number from {least} to {most}"
            raise RefusedError(
                f"{shown(cell)} is not one", f"{asked}, or {USUAL}" if usual else asked
            )
        return int(cell)

    return Setting(name, name, read, lambda value, _: USUAL if value is None else int(value))


def _limit(name: str) -> Setting:
    def read(cell: str, writing: Writing) -> int | None:
        return None if cell.lower() == NONE else _minor(cell, writing)

    def show(minor: int | None, currency: str) -> str | None:
        return None if minor is None else str(Money(minor, currency).major)

    return Setting(name, f"{name}_minor", read, show)


def _minor(cell: str, writing: Writing) -> int:
    found = Money.of(writing.amount(cell), writing.currency)
    if found is None:
        raise RefusedError(
            f"{shown(cell)} is too large, or finer than {writing.currency} can be", "correct it"
        )
    if found.minor < 0:
        raise RefusedError(f"{shown(cell)} is less than nothing", f"write an amount, or {NONE}")
    return found.minor


def _days(cell: str, _: Writing) -> str | None:
    """Days from the due date as they are kept: nothing for the usual ones, empty for none."""
    if cell.lower() in (USUAL, NONE):
        return None if cell.lower() == USUAL else ""
    asked = f"write days from the due date such as -7,4,10, or {USUAL}, or {NONE}"
    if not _DAYS.fullmatch(cell):
        raise RefusedError(f"{shown(cell)} is no list of days", asked)
    days = stages_of(cell)
    if len(days) > MOST_STAGES or any(abs(each) > FURTHEST for each in days):
        limits = f"at most {MOST_STAGES} days, each at most {FURTHEST} from the due date"
        raise RefusedError(f"{shown(cell)} is too many, or too far", limits)
    return written(days)


def _shown_days(kept: str | None, _: str) -> str:
    return shown_days(kept)


def _company(cell: str, _: Writing) -> dict[str, Any] | None:
    """Its name and address, to fill in forms with."""
    if cell.lower() == NONE:
        return None
    example = '{"name": "Acme Inc.", "address": {"line1": "1 Main St", "country": "US"}}'
    remedy = f"write it like {example}, or {NONE}"
    try:
        found = json.loads(cell)
    except ValueError:
        raise RefusedError(f"{shown(cell)} is no JSON", remedy) from None
    address = found.get("address", {}) if isinstance(found, dict) else None
    if not isinstance(address, dict) or not set(found) <= {"name", "address"}:
        raise RefusedError("it is not a name with an address", remedy)
    if strange := sorted(set(address).difference(_ADDRESS)):
        raise RefusedError(f"there is no {shown(strange[0])} in an address", nearest("", _ADDRESS))
    for said in (found.get("name"), *address.values()):
        if not isinstance(said, str) or not said:
            raise RefusedError("a part of it is empty, or not text", remedy)
        fields.text(said, longest=200)
    return {"name": found["name"], "address": address}


def _alone(cell: str, writing: Writing) -> dict[str, int]:
    """Minor units by currency: ``USD 100; EUR 50``."""
    found: dict[str, int] = {}
    if cell.lower() == NONE:
        return found
    for each in cell.split(";"):
        code, _, amount = each.strip().partition(" ")
        if not amount:
            raise RefusedError(f"{shown(cell)} is no list of amounts", "write USD 100; EUR 50")
        currency = fields.currency(code)
        in_it = Writing(writing.locale, writing.dates, currency)
        found[currency] = _minor(amount.strip(), in_it)
    return found


def _shown_alone(limits: Mapping[str, int], _: str) -> dict[str, str]:
    return {code: str(Money(minor, code).major) for code, minor in sorted(limits.items())}


def _name(cell: str, _: Writing) -> str:
    if not cell:
        raise RefusedError("it is empty", "fill it in")
    return fields.text(cell, longest=200)


def _by_name(*every: Setting) -> dict[str, Setting]:
    return {each.name: each for each in every}


OF_ACCOUNT = _by_name(
    _word("partial_payments", "allow", "balance_only", "deny_and_handoff"),
    _limit("payment_limit"),
    _limit("day_limit"),
    _flag("viewer_may_pay"),
    _flag("require_payment_method"),
    _word("autopay", "allow", "deny"),
    _whole("cancel_minutes", 1, _DAY_OF_MINUTES, usual=True),
    _flag("reply_to_pay"),
    _word("contact_changes", "admin", "handoff"),
    _whole("contact_wait_hours", 0, _YEAR_OF_HOURS),
    Setting("reminder_days", "reminder_days", _days, _shown_days),
    _flag("eu_supported"),
    Setting("company", "company", _company),
)
OF_CONTACT = _by_name(_limit("payment_limit"), _limit("day_limit"))
OF_PERSON = _by_name(
    Setting("name", "name", _name),
    _flag("agent"),
    _flag("approver"),
    Setting("alone", "limits", _alone, _shown_alone),
)
