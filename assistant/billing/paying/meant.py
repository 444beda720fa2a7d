"""Which offer somebody speaks of, and the wish that it came from."""

from sqlalchemy.engine import Connection

from assistant.billing.amount import Amount
from assistant.billing.model import Asker, Offer, OfferState
from assistant.billing.model.wish import Wish
from assistant.billing.store import offers
from assistant.billing.store.offers import Whose as Whose


def meant_by(tx: Connection, asker: Asker, offer_id: str | None) -> Offer | None:
    """The offer they name, if it is theirs; without a name the one made last here."""
    if offer_id is not None:
        return offers.of_person(tx, whose(asker), offer_id)
    return offers.latest_in(tx, whose(asker))


def offered_in(tx: Connection, whose: Whose) -> tuple[str, ...]:
    """The invoices of the offer that waits for a yes here; none where none does."""
    made = offers.latest_in(tx, whose)
    return numbers(made) if made and made.state is OfferState.LIVE else ()


def whose(asker: Asker) -> Whose:
    """Whose offers may be meant, here."""
    return Whose(asker.person_id, (asker.account_id,), asker.conversation)


def same(old: Offer) -> Wish:
    """The wish that leads to the same offer, as it is now."""
    named = numbers(old)
    using = f"={old.method.id}" if old.method else None if old.pay_on else "once"
    using = "credit" if old.credit_minor else using
    left = any(line.leaves.minor for line in old.lines)
    part = _amount(old) if left else None
    if old.balance:
        return Wish(all="balance", amount=part, using=using, on=old.pay_on)
    part = part if len(named) == 1 else None
    return Wish(numbers=named, amount=part, using=using, on=old.pay_on)


def _amount(old: Offer) -> Amount:
    readings, currencies = (old.amount.major,), (old.amount.currency,)
    return Amount(text=str(old.amount), readings=readings, currencies=currencies)


def numbers(made: Offer) -> tuple[str, ...]:
    """The invoices it pays."""
    return tuple(line.number for line in made.lines)
