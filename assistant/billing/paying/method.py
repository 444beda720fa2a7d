"""Which saved method pays: the default, or the one that was named, never a near miss."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.engine import Connection

from assistant.billing.model import Method, Offer, PaymentState
from assistant.billing.model.wish import REMOVED, Wish
from assistant.billing.outcomes.paying import MethodUnclear
from assistant.billing.store import invoices, methods, payments

CREDIT = "credit"
"""The account's credit first; what is left goes to the method that pays by default."""

ONCE = "once"
"""A page on which nothing is saved, instead of anything on file."""


def paying_with(
    tx: Connection, account_id: str, wish: Wish, on_file: Sequence[Method]
) -> Method | MethodUnclear | None:
    """Which of those on file is to be charged; None is a page, for want of one or on purpose."""
    if wish.using in (None, CREDIT):
        return next((each for each in on_file if each.is_default), None)
    if wish.using == ONCE:
        return None
    if wish.using == REMOVED:
        return MethodUnclear(REMOVED, tuple(on_file), wish)
    if wish.using.startswith("="):  # one of an earlier offer, unless it was removed since
        default = next((each for each in on_file if each.is_default), None)
        return next((each for each in on_file if each.id == wish.using[1:]), default)
    meant = [each for each in on_file if _is_meant(each, wish.using)]
    if wish.using == "other":
        refused = _just_refused(tx, account_id, wish)
        meant = [each for each in on_file if each.id != refused] if refused else meant
        if not meant:
            return None
    return meant[0] if len(meant) == 1 else MethodUnclear(wish.using, tuple(meant or on_file), wish)


def _just_refused(tx: Connection, account_id: str, wish: Wish) -> str | None:
    """The method with which the last try to pay the same failed: any but that one is meant."""
    invoice = invoices.numbered(tx, (account_id,), wish.numbers[0]) if wish.numbers else None
    last = payments.latest_on(tx, account_id, invoice.id) if invoice else None
    failed = last is not None and last.state is PaymentState.FAILED and not last.merely_closed
    return last.method.id if last and failed and last.method else None


def instead_of(tx: Connection, meant: Offer, wish: Wish, using: str) -> Wish | MethodUnclear:
    """The same by another method than was offered; ``other`` is any but that one."""
    if using != "other":
        return replace(wish, using=using)
    offered = meant.method and meant.method.id
    others = [each for each in methods.active(tx, meant.account_id) if each.id != offered]
    if len(others) > 1:
        return MethodUnclear("other", tuple(others), wish)
    return replace(wish, using=f"={others[0].id}" if others else ONCE)


def _is_meant(method: Method, using: str) -> bool:
    """``other`` is any but the default; else each word must fit it."""
    if using == "other":
        return not method.is_default
    return all(_fits(method, word) for word in using.split())


def _fits(method: Method, word: str) -> bool:
    if word.isdigit():
        return method.last4 == word
    return word in (*_CALLED.get(method.kind, (method.kind,)), *method.brand.lower().split()[:1])


_CALLED = {"us_bank_account": ("bank", "ach"), "sepa_debit": ("bank", "sepa")}
