"""How one person hears what nobody asked for, and when an account's people are reminded."""

from collections.abc import Mapping
from dataclasses import replace
from json import dumps
from typing import Any

from sqlalchemy.engine import Connection

from assistant.billing import hearing
from assistant.billing.ids import ordered_id
from assistant.billing.model import Asker
from assistant.billing.model.contact import Told
from assistant.billing.model.hold import HoldKind
from assistant.billing.model.preferences import MAY_BE_OFF, of_row
from assistant.billing.model.reminder import FURTHEST, MOST_STAGES, shown_days, stages_of, written
from assistant.billing.outcomes.reminding import (
    LanguageChosen,
    PreferencesShown,
    StagesRefused,
    StagesSet,
)
from assistant.billing.store import holds, invoices, looks, mail_trouble, people, policies, reached


def shown(
    tx: Connection, asker: Asker, *, changed: bool = False, refused: str = ""
) -> PreferencesShown:
    """What is so for whoever asks; ``refused`` is what of their wishes cannot be."""
    row = reached.of_person(tx, asker.person_id)
    mine = [
        each
        for each in holds.live_of(tx, asker.account_id, asker.now)
        if each.person_id == asker.person_id
    ]
    muted = [
        (invoices.identified(tx, asker.account_id, each.invoice_id).number, each.until)
        for each in mine
        if each.kind is HoldKind.MUTED and each.invoice_id
    ]
    until = [each.until for each in mine if each.kind is HoldKind.PAUSED and each.until]
    return PreferencesShown(
        account=asker.account,
        preferences=of_row(row.preferences),
        slack=row.slack is not None,
        paused_until=max(until, default=None),
        muted=tuple(sorted(muted, key=lambda each: each[0])),
        stages=stages_of(people.account(tx, asker.account_id).reminder_days),
        changed=changed,
        refused=refused,
        locale=row.locale,
        hearing=hearing.of_asker(tx, asker, Told.REMINDERS, Told.ESCALATIONS),
        left_alone=mail_trouble.wish(tx, row.email),
    )


def change(tx: Connection, asker: Asker, kinds: Mapping[str, str], **said: Any) -> PreferencesShown:
    """Keep what was said, for all accounts of whoever says it; the rest stays.

    ``kinds`` are kinds of news with where they are wanted: on, off, mail or slack. Who wants to be
    reminded again wants mail again.
    """
    person = reached.of_person(tx, asker.person_id)
    before = of_row(person.preferences)
    if refused := _impossible(kinds, said):
        return shown(tx, asker, refused=refused)
    if kinds.get("reminders") == "on":
        mail_trouble.wanted_again(tx, person.email)
    after = replace(before, **said)
    if first := said.get("first"):  # what comes first there is not kept from there
        after = replace(after, off=tuple(e for e in after.off if e != f"reminders:{first}"))
    for kind, wanted in kinds.items():
        others = tuple(each for each in after.off if each.partition(":")[0] != kind)
        after = replace(after, off=(*others, *_off(kind, wanted)))
    reached.set_preferences(tx, asker.person_id, after.row())
    return shown(tx, asker, changed=True)


def change_all(tx: Connection, asker: Asker, wanted: str) -> PreferencesShown:
    """Everything that can be off is, or is told as usual again."""
    return change(tx, asker, dict.fromkeys(MAY_BE_OFF, wanted))


def wants_reminders(tx: Connection, asker: Asker) -> bool:
    """Whether they have not said that they want none, nor clicked so in a mail."""
    person = reached.of_person(tx, asker.person_id)
    wants = of_row(person.preferences).wants("reminders")
    return wants and mail_trouble.wish(tx, person.email) is None


def write_in(tx: Connection, asker: Asker, language: str) -> PreferencesShown:
    """Write everything to whoever says it in this language; a region that fits it stays."""
    _keep_language(tx, asker, language)
    return shown(tx, asker, changed=True)


def written_in(tx: Connection, asker: Asker, language: str) -> LanguageChosen:
    """The same for whoever has no account to be told of."""
    return LanguageChosen(_keep_language(tx, asker, language))


def _keep_language(tx: Connection, asker: Asker, language: str) -> str:
    """What they are written to in, with the region they had if it fits."""
    before = str(reached.of_person(tx, asker.person_id).locale)
    if before.replace("-", "_").partition("_")[0] == language:
        return before
    reached.set_locale(tx, asker.person_id, language)
    return language


_ALWAYS = ("payments", "invoices")


def _impossible(kinds: Mapping[str, str], said: Mapping[str, Any]) -> str:
    """News that nobody may miss, or hours of which none is left."""
    opens = said.get("opens")
    if opens is not None and opens == said.get("closes"):
        return "hours"
    return next((kind for kind in _ALWAYS if kinds.get(kind) == "off"), "")


def _off(kind: str, wanted: str) -> tuple[str, ...]:
    """What is not wanted where a kind is wanted so: nowhere, or in one channel only."""
    match wanted:
        case "off":
            return (kind,)
        case "mail":
            return (f"{kind}:slack",)
        case "slack":
            return (f"{kind}:mail",)
        case _:
            return ()


def _note(tx: Connection, asker: Asker, before: str, after: str) -> None:
    """Keep who changed the account's days, as of any rule that an operator changes."""
    row = {
        "id": ordered_id("set"),
        "at": asker.now,
        "by": asker.person[:200],
        "account_id": asker.account_id,
        "name": "reminder_days",
        "before": dumps(before),
        "after": dumps(after),
    }
    policies.note(tx, row)


def set_stages(
    tx: Connection, asker: Asker, days: tuple[int, ...] | None
) -> StagesSet | StagesRefused:
    """Remind the people of the account on other days; its open invoices are looked at anew."""
    if days is not None and (len(days) > MOST_STAGES or any(abs(d) > FURTHEST for d in days)):
        return StagesRefused(MOST_STAGES, FURTHEST)
    kept = None if days is None else written(days)
    before = people.lock(tx, asker.account_id).reminder_days
    people.set_stages(tx, asker.account_id, kept)
    if kept != before:
        _note(tx, asker, shown_days(before), shown_days(kept))
    looks.look_again(tx, asker.account_id, asker.now)
    return StagesSet(asker.account, stages_of(kept))
