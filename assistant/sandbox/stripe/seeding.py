"""Fill an account with customers whose ids are the same every time."""

from collections.abc import Mapping, Sequence

from assistant.sandbox.stripe import customers, instruments, payment_methods
from assistant.sandbox.stripe.account import Account, spell
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Seeded:
    """The ids of a seeded customer and of its payment methods, in the order asked for."""

    customer_id: str
    payment_method_ids: tuple[str, ...]


def customer_id_for(email: str) -> str:
    """Return the id a seeded customer has, without seeding it."""
    return f"cus_{spell(f'seed:{email}', 14)}"


def payment_method_id_for(email: str, position: int) -> str:
    """Return the id of a seeded customer's payment method, counted from 0."""
    return f"pm_{spell(f'seed:{email}:{position}')}"


def seed(
    account: Account,
    *,
    name: str,
    email: str,
    metadata: Mapping[str, str],
    cards: Sequence[str],
) -> Seeded:
    """Create, or find, the customer of this e-mail; the first card is its default.

    ``cards`` are ready-made names: ``pm_card_visa``, ``pm_usBankAccount``, ``pm_sepaDebit``.
    Declined cards are attached without asking the bank, and count as set up for later use.
    """
    customer_id = customer_id_for(email)
    method_ids = tuple(payment_method_id_for(email, n) for n in range(len(cards)))
    if account.find("customer", customer_id) is None:
        customer = customers.new(account, customer_id)
        customer.update(name=name, email=email, metadata=dict(metadata))
        for method_id, card in zip(method_ids, cards, strict=True):
            _attach(account, customer_id, method_id, card)
        if method_ids:
            customer["invoice_settings"]["default_payment_method"] = method_ids[0]
    return Seeded(customer_id, method_ids)


def _attach(account: Account, customer_id: str, method_id: str, card: str) -> None:
    if card in instruments.READY_BANKS:
        method = payment_methods.of_bank(account, method_id, instruments.READY_BANKS[card])
    elif name := instruments.by_token(card):
        method = payment_methods.of_card(account, method_id, name)
    else:
        raise ValueError(f"{card} is no test payment method; try pm_card_visa")
    method["customer"] = customer_id
    account.secret_of(method_id)["set_up"] = True
