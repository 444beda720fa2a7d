"""An agent moves the day an invoice is due: ``change due date of 123 to 15 January``."""

import re
from datetime import date

from assistant.command import Command
from assistant.command.due_dates import ChangeDueDate, MoveDueDate
from assistant.understand.cases import one_day
from assistant.understand.normalise import plain
from assistant.understand.polite import request_in, unwrapped
from assistant.understand.scope import addressed

_QUOTES = '"“”„«»'
_NUMBER = r"(?:(?:the )?(?:invoice|bill|inv)[ -]?)?#?(?P<{}>[0-9]{{1,12}})"
_WHY = (
    rf"(?:[,:;]? (?:because(?: of)?|reason:?|as|for) [{_QUOTES}]?(?P<why>[^{_QUOTES}\n]{{1,300}})"
    rf"[{_QUOTES}]?|[,:;]? [{_QUOTES}](?P<quoted>[^{_QUOTES}\n]{{1,300}})[{_QUOTES}])?"
)
_CHANGE = re.compile(
    rf"(?:(?:change|move|set|extend|push|postpone) (?:the )?due[ -]?date (?:of|on|for)"
    rf" {_NUMBER.format('number')} (?:to|until|till)"
    rf"|make {_NUMBER.format('other')} due (?:on )?)"
    rf" ?(?P<when>[^{_QUOTES}\n]{{1,40}}?){_WHY}",
    re.IGNORECASE,
)
_CONFIRM = re.compile(
    r"confirm due date of (?P<number>[0-9]{1,12}) as (?P<day>20[0-9]{2}-[0-9]{2}-[0-9]{2})"
    rf" at version (?P<version>[0-9]{{1,9}})(?: because (?P<why>[^{_QUOTES}\n]{{1,300}}))?",
    re.IGNORECASE,
)


def read_due_date(text: str, *, today: date, locale: str) -> Command | None:
    """What an agent says of the day an invoice is due; None when it is something else."""
    if "due" not in text.lower() or len(text) > 500:
        return None
    account, written = addressed(plain(text))
    whole = written.strip()
    for core in dict.fromkeys((whole, request_in(whole), request_in(unwrapped(whole)))):
        said = core.strip(" .!")
        if found := _CONFIRM.fullmatch(said):
            return _confirmed(found, account)
        if found := _CHANGE.fullmatch(said):
            return _changed(found, account, today=today, locale=locale)
    return None


def _changed(
    found: re.Match[str], account: str | None, *, today: date, locale: str
) -> Command | None:
    day = one_day(found["when"], today=today, locale=locale)
    if day is None:
        return None
    number = found["number"] or found["other"]
    why = (found["why"] or found["quoted"] or "").strip()
    return ChangeDueDate(account=account, number=number, to=day, reason=why)


def _confirmed(found: re.Match[str], account: str | None) -> Command | None:
    try:
        day = date.fromisoformat(found["day"])
    except ValueError:
        return None
    return MoveDueDate(
        account=account,
        number=found["number"],
        to=day,
        reason=(found["why"] or "").strip(),
        version=int(found["version"]),
    )
