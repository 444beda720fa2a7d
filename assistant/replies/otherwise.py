"""Words for paying otherwise than offered: another amount, another method, filled in as a form."""

from dataclasses import replace

from assistant.billing.amount import Amount
from assistant.billing.model import Method, Offer
from assistant.billing.model.wish import Wish
from assistant.billing.money import Money
from assistant.billing.outcomes.paying import Ways
from assistant.card import Action, Blank, Choice, Form
from assistant.language import say
from assistant.reader import Reader
from assistant.replies.paying import method_named
from assistant.replies.wishes import paying

_SUGGESTED = ((1, 2), (1, 4), (3, 4))
_MANY = 12
"""Methods a form has room for; whoever has more can still type theirs."""


def another_amount(
    wish: Wish, due: Money, reader: Reader, *, ways: Ways | None, offer: Offer | None = None
) -> tuple[Action, ...]:
    """A way to pay a part of ``due``, if the account's rules allow one.

    Of what is on ``offer`` already its method is preselected, and its amount is not suggested.

    The gaps stand where an amount and a method stand in what one would type.
    """
    parts = [due.share(*each) for each in _SUGGESTED]
    parts = [each for each in parts if not each.too_small and (not offer or each != offer.amount)]
    if ways is None or not ways.parts or not parts:
        return ()
    part = parts[0]
    amount = Blank(
        name="amount",
        label=say("Amount in {currency}", currency=due.currency),
        filled=_amount(part if offer and offer.amount == due else due).words,
        hint=say("At most {due}; what is left stays open.", due=reader.money(due)),
    )
    method = offer.method if offer else None
    blanks = (amount, _method(wish, ways, method)) if ways.methods else (amount,)
    gap = Amount(text="{amount}", readings=())
    says = paying(replace(wish, amount=gap, using="{using}" if ways.methods else None))
    return (
        Action(
            label=say("Pay another amount…"),
            say=paying(replace(wish, amount=_amount(part), using=None)),
            form=Form(
                title=say("Another amount"),
                submit=say("Continue"),
                says=says,
                blanks=blanks,
                locale=reader.locale,
            ),
        ),
    )


def _amount(money: Money) -> Amount:
    return Amount(text=str(money), readings=(money.major,), currencies=(money.currency,))


def _method(wish: Wish, ways: Ways, method: Method | None) -> Blank:
    known = [Choice(label=method_named(each), say=called(each)) for each in ways.methods[:_MANY]]
    page = Choice(
        label=say("Another one, on a secure page (nothing is saved)"), say="another card, once"
    )
    default = method or next((each for each in ways.methods if each.is_default), None)
    filled = called(default) if default in ways.methods[:_MANY] else page.say
    return Blank(name="using", label=say("Paid with"), filled=filled, options=(*known, page))


def called(method: Method | None) -> str:
    """What one types to name a saved method: ``visa 4242``."""
    return f"{method.brand.lower().split()[0]} {method.last4}" if method else ""
