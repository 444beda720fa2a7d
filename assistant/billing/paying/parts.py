"""How much of each invoice a wish comes to: whole, a named amount, a share, or a balance."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal

from assistant.billing.amount import Amount
from assistant.billing.model import Account, Invoice
from assistant.billing.model.wish import Wish
from assistant.billing.money import Money, exponent
from assistant.billing.outcomes import AmountProblem, AmountRefused, AmountUnclear

Part = tuple[Invoice, Money]
Refused = AmountRefused | AmountUnclear

_OF_BALANCE = ("allow", "balance_only")
_OF_INVOICE = ("allow",)
_CENT = Decimal("0.01")
"""In a currency that has cents a third decimal is a slip, or thousands were meant: it is asked."""


def parts(account: Account, found: Sequence[Invoice], wish: Wish) -> list[Part] | Refused:
    """So much of each invoice, which are of one currency and in the order in which they are due."""
    due = _sum(found)
    named = "" if wish.balance else found[0].number
    asked: Money | Refused = due
    if wish.partial and len(found) > 1 and not wish.balance:
        written = wish.amount.text if wish.amount else str(due)
        return AmountRefused(named, written, AmountProblem.ONE_INVOICE_ONLY, found[0].open_amount)
    if wish.amount is not None:
        asked = _meant(wish.amount, due, named)
    elif wish.share is not None:
        asked = due if wish.share.parts == wish.share.of else due.share(*_of(wish))
    elif len(found) > 1:
        asked = due.chargeable
    if not isinstance(asked, Money):
        return asked
    if problem := _problem(account, asked, due, wish):
        written = wish.amount.text if wish.amount else str(asked)
        nearest = _nearest(asked, due, problem)
        return AmountRefused(named, written, problem, due, asked, nearest)
    return allocate(found, asked)


def parts_allowed(account: Account, wish: Wish) -> bool:
    """Whether the account's rules let less than all of it be paid."""
    return _allows(account.partial_payments, wish)


def _allows(policy: str, wish: Wish) -> bool:
    return policy in (_OF_BALANCE if wish.balance else _OF_INVOICE)


def allocate(found: Sequence[Invoice], amount: Money) -> list[Part]:
    """Give the first what is open on it, then the next; no invoice gets more, none gets nothing."""
    given, left = [], amount
    for invoice in found:
        part = min(invoice.open_amount, left)
        if part.minor > 0:
            given.append((invoice, part))
            left -= part
    return given


def _of(wish: Wish) -> tuple[int, int]:
    assert wish.share is not None
    return wish.share.parts, wish.share.of


def _sum(found: Sequence[Invoice]) -> Money:
    nothing = Money(0, found[0].total.currency)
    return sum((each.open_amount for each in found), start=nothing)


def _meant(amount: Amount, due: Money, named: str) -> Money | Refused:
    """The amount in the invoice's currency, if it can be read in one way."""
    currency = due.currency
    if amount.currencies and currency not in amount.currencies:
        return AmountRefused(named, amount.text, AmountProblem.WRONG_CURRENCY, due)
    exact = [money for each in amount.readings if (money := Money.of(each, currency))]
    if len(exact) == 1 and len(amount.readings) > 1 and exponent(currency) == 2:
        cut = [each.quantize(_CENT, ROUND_DOWN) for each in amount.readings]
        exact = [money for each in cut if each and (money := Money.of(each, currency))]
    if not exact:
        return AmountRefused(named, amount.text, AmountProblem.TOO_FINE, due)
    if len(set(exact)) > 1:
        return AmountUnclear(named, amount.text, tuple(dict.fromkeys(exact)))
    return exact[0]


def _problem(account: Account, asked: Money, due: Money, wish: Wish) -> AmountProblem | None:
    if asked.minor <= 0:
        return AmountProblem.NOT_POSITIVE
    if asked > due:
        return AmountProblem.TOO_MUCH
    if asked != asked.chargeable:
        return AmountProblem.NOT_CHARGEABLE
    if asked.too_small:
        return AmountProblem.TOO_SMALL
    if asked < due and wish.partial:
        return _against(account.partial_payments, wish) or _left_over(asked, due)
    return None


def _left_over(asked: Money, due: Money) -> AmountProblem | None:
    """What stays open must be enough for a card, too; what no card can take is left anyway."""
    rest = (due - asked).chargeable
    return AmountProblem.LEAVES_TOO_LITTLE if 0 < rest.minor < rest.smallest.minor else None


def _nearest(asked: Money, due: Money, problem: AmountProblem) -> tuple[Money, ...]:
    """What can be paid instead of an amount that no card takes, or that leaves too little."""
    if problem is AmountProblem.NOT_CHARGEABLE:
        above = Money(asked.chargeable.minor + 10, asked.currency)
        found = [asked.chargeable, above]
    elif problem is AmountProblem.LEAVES_TOO_LITTLE:
        found = [due.chargeable, (due - due.smallest).chargeable]
    else:
        return ()
    return tuple(each for each in found if not each.too_small and 0 < each.minor <= due.minor)


def _against(policy: str, wish: Wish) -> AmountProblem | None:
    """What the account's rule has against a part."""
    if _allows(policy, wish):
        return None
    return AmountProblem.BALANCE_ONLY if policy == "balance_only" else AmountProblem.WHOLE_ONLY
