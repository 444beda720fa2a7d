"""Which saved method pays: the default, or the one that was named, never a near miss."""

from sqlalchemy.engine import Connection

from assistant.billing.model import Method
from assistant.billing.model.wish import Wish
from assistant.billing.outcomes.paying import MethodUnclear
from assistant.billing.store import methods

ONCE = "once"
"""A page on which nothing is saved, instead of anything on file."""


def paying_with(tx: Connection, account_id: str, wish: Wish) -> Method | MethodUnclear | None:
    """The method that is to be charged; None is a page, for want of one or on purpose."""
    if wish.using is None:
        return methods.default(tx, account_id)
    if wish.using == ONCE:
        return None
    on_file = methods.active(tx, account_id)
    if wish.using.startswith("="):  # one of an earlier offer, unless it was removed since
        default = next((each for each in on_file if each.is_default), None)
        return next((each for each in on_file if each.id == wish.using[1:]), default)
    meant = [each for each in on_file if _is_meant(each, wish.using)]
    if wish.using == "other" and not meant:
        return None
    return meant[0] if len(meant) == 1 else MethodUnclear(wish.using, tuple(meant or on_file), wish)


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
