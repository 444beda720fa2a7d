"""What people do with the methods on file: see, add, arrange and remove them.

Adding and removing need the provider: both leave a row with ``due_at``, and a tail does the rest.
"""

import re
from dataclasses import replace

from sqlalchemy.engine import Connection

from assistant.billing import ahead
from assistant.billing.events import MethodChange
from assistant.billing.ids import new_id
from assistant.billing.methods.facts import tell_of_method
from assistant.billing.model import Account, Asker
from assistant.billing.model.method import Method
from assistant.billing.outcomes.methods import (
    MethodBusy,
    MethodList,
    MethodNotUsable,
    MethodOutcome,
    MethodPageAsked,
    MethodRemoved,
    MethodRequired,
    MethodsArranged,
    MethodToConfirm,
    MethodUnclear,
    MethodUnknown,
    MethodWish,
    NoSuchContact,
    Relying,
    WireShown,
)
from assistant.billing.store import invoices, method_pages, methods, people, standing
from assistant.values import dataclass

NO_BACKUP = "none"
_BANKS = ("us_bank_account", "sepa_debit")
_BANK_DEBITS = {"USD": "us_bank_account", "EUR": "sepa_debit"}
"""Which bank accounts can pay in a currency; elsewhere the provider offers what there is."""


@dataclass(frozen=True, slots=True)
class NewPage:
    """What the page is to be like: the kind named, whom to tell, whether to fill in the company."""

    kind: str | None = None
    tell: str | None = None
    company: bool = False


def listed(tx: Connection, asker: Asker, *, may_manage: bool) -> MethodList:
    """Everything on file, those to be verified and those rejected, too."""
    return MethodList(asker.account, tuple(methods.on_file(tx, asker.account_id)), may_manage)


def wire(tx: Connection, asker: Asker) -> WireShown:
    """Where the bank details are: in the documents of these invoices."""
    due = invoices.open_ones(tx, asker.account_id)
    return WireShown(asker.account, tuple(each.number for each in due[:3]))


def add(tx: Connection, asker: Asker, wanted: NewPage) -> MethodPageAsked | NoSuchContact:
    """Put a hosted page on record, due at once; the same request makes it once."""
    contacts = people.contacts_of(tx, asker.account_id)
    tell = asker.person_id
    told = None
    if wanted.tell is not None:
        found = [each for each in contacts if each.email == wanted.tell.lower()]
        if not found:
            return NoSuchContact(asker.account, wanted.tell, tuple(each.email for each in contacts))
        tell = found[0].person_id
        told = found[0].name if tell != asker.person_id else None
    account = people.account(tx, asker.account_id)
    company = wanted.company and account.company is not None
    kind = _BANK_DEBITS.get(account.currency) if wanted.kind in _BANKS else wanted.kind
    row = {"id": new_id("mpg"), "kind": kind, "tell": tell, "company": company}
    method_pages.add(tx, asker, row)
    return MethodPageAsked(asker.account, told, company if wanted.company else None)


def make_default(tx: Connection, asker: Asker, which: str, *, sure: bool) -> MethodOutcome:
    """Let a method pay unless another is named."""
    account = people.lock(tx, asker.account_id)
    meant = _meant(tx, asker, which, MethodWish.DEFAULT)
    if not isinstance(meant, Method):
        return meant
    now = methods.default(tx, asker.account_id)
    if now is not None and now.id != meant.id:
        automatic = _charged_by_itself(tx, account)
        if automatic and not sure:
            return MethodToConfirm(asker.account, MethodWish.DEFAULT, meant, meant, automatic)
    methods.make_default(tx, asker.account_id, meant.id)
    if now is None or now.id != meant.id:
        _tell_of_default(tx, asker, account, replace(meant, is_default=True), now)
    return _arranged(tx, asker)


def _tell_of_default(
    tx: Connection, asker: Asker, account: Account, method: Method, before: Method | None
) -> None:
    """It may be made the default again and again: each time is news."""
    tell_of_method(
        tx,
        MethodChange.DEFAULT,
        account,
        method,
        at=asker.now,
        asker=asker,
        occasion=new_id("fact"),
        before=before.name if before else "",
    )


def make_backup(tx: Connection, asker: Asker, which: str) -> MethodOutcome:
    """Let a method pay when the default one does not, or none."""
    people.lock(tx, asker.account_id)
    if which == NO_BACKUP:
        methods.no_backup(tx, asker.account_id)
        return _arranged(tx, asker)
    meant = _meant(tx, asker, which, MethodWish.BACKUP)
    if not isinstance(meant, Method):
        return meant
    if not meant.is_default:
        methods.make_backup(tx, asker.account_id, meant.id)
        return _arranged(tx, asker)
    spare = methods.backup(tx, asker.account_id)
    if spare is None:  # the default one cannot stand in for itself
        return MethodUnclear(asker.account, MethodWish.DEFAULT, _others(tx, asker, meant))
    methods.make_default(tx, asker.account_id, spare.id)
    methods.make_backup(tx, asker.account_id, meant.id)
    return _arranged(tx, asker)


def remove(tx: Connection, asker: Asker, which: str, *, sure: bool) -> MethodOutcome:
    """Take a method off file for good, once somebody said that they are sure."""
    account = people.lock(tx, asker.account_id)
    meant = _meant(tx, asker, which, MethodWish.REMOVE)
    if not isinstance(meant, Method):
        return meant
    if methods.in_use(tx, meant.id):
        return MethodBusy(asker.account, meant)
    rest = [each for each in methods.active(tx, asker.account_id) if each.id != meant.id]
    if account.require_payment_method and meant.usable and not rest:
        return MethodRequired(asker.account, meant)
    heir = _heir(meant, rest)
    if not sure:
        automatic = meant.is_default and _charged_by_itself(tx, account)
        relies = _relies(tx, account, meant, heir)
        return MethodToConfirm(asker.account, MethodWish.REMOVE, meant, heir, automatic, relies)
    return _remove(tx, asker, account, (meant, heir))


def _charged_by_itself(tx: Connection, account: Account) -> bool:
    """Whether the default method is charged without anybody's doing at that time."""
    return account.require_payment_method or standing.active(tx, account.id) is not None


def _remove(
    tx: Connection, asker: Asker, account: Account, pair: tuple[Method, Method | None]
) -> MethodRemoved:
    meant, heir = pair
    relies = _relies(tx, account, meant, heir)
    methods.remove(tx, meant.id, asker.now)
    if heir is not None:
        methods.make_default(tx, asker.account_id, heir.id)
    ahead.do_without(tx, account, meant, asker.now, answered=asker.person_id)
    tell_of_method(tx, MethodChange.REMOVED, account, meant, at=asker.now, asker=asker)
    return MethodRemoved(asker.account, meant, heir, relies)


def _relies(tx: Connection, account: Account, meant: Method, heir: Method | None) -> Relying:
    """What is to be charged to a method by itself, and what stands in once it is gone."""
    default = heir if meant.is_default else methods.default(tx, account.id)
    spare = methods.backup(tx, account.id)
    stays = default is not None or (spare is not None and spare.id != meant.id)
    order = standing.active(tx, account.id)
    by_itself = order is not None and (meant.is_default or not stays)
    plans = ahead.relying_on(tx, account, meant)
    if not by_itself:
        return Relying(plans, default)
    return Relying(plans, default, "goes_on" if stays else "ends")


def _heir(meant: Method, rest: list[Method]) -> Method | None:
    """Who becomes the default: the backup, or the only one that is left; else nobody."""
    if not meant.is_default:
        return None
    backups = [each for each in rest if each.is_backup]
    return backups[0] if backups else rest[0] if len(rest) == 1 else None


def _arranged(tx: Connection, asker: Asker) -> MethodsArranged:
    default = methods.default(tx, asker.account_id)
    return MethodsArranged(asker.account, default, methods.backup(tx, asker.account_id))


def _others(tx: Connection, asker: Asker, but: Method) -> tuple[Method, ...]:
    return tuple(each for each in methods.active(tx, asker.account_id) if each.id != but.id)


def _meant(
    tx: Connection, asker: Asker, which: str, wish: MethodWish
) -> Method | MethodUnclear | MethodUnknown | MethodNotUsable:
    """The one method that is meant, or an answer when that is not one that can be."""
    every = methods.on_file(tx, asker.account_id)
    found = named(every, which) if which else every
    if not found:
        return MethodUnknown(asker.account, which, tuple(every))
    if wish is not MethodWish.REMOVE:
        usable = [each for each in found if each.usable]
        if not usable:
            return MethodNotUsable(asker.account, found[0])
        found = usable
    if len(found) > 1 or (not which and len(every) > 1):
        return MethodUnclear(asker.account, wish, tuple(found))
    return found[0]


def named(every: list[Method], which: str) -> list[Method]:
    """The methods that these words can mean: our id, the last digits, the brand or the kind."""
    for each in every:
        if each.id == which:
            return [each]
    words = which.casefold().split()
    return [each for each in every if all(word in _names(each) for word in words)]


_KINDS = {
    "card": "card",
    "us_bank_account": "bank account ach",
    "sepa_debit": "sepa bank account debit direct",
    "paypal": "paypal",
}


def _names(each: Method) -> frozenset[str]:
    parts = f"{each.brand} {each.last4} {_KINDS.get(each.kind, each.kind)}".casefold()
    parts += " default" if each.is_default else " backup" if each.is_backup else ""
    whole = re.sub(r"\W", "", each.brand.casefold())
    return frozenset((*re.findall(r"\w+", parts), whole))
