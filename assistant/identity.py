"""Find the known person behind a sender."""

from collections.abc import Sequence

from sqlalchemy.engine import Connection

from assistant.billing.contacts import accounts, reachable
from assistant.request import Actor, Channel, Proof, Sender


def identify(tx: Connection, sender: Sender) -> Actor | None:
    """Return who speaks; None for a stranger and for anybody the channel has not proven.

    Both look the same from outside, so that writing in somebody's name does not tell who is a
    customer.
    """
    if sender.proof is Proof.NONE:
        return None
    person = accounts.person_at(tx, sender.address, slack=sender.channel is Channel.SLACK)
    if person is None:
        return None
    here = person.current_account_id
    chosen = [m for m in person.memberships if m.account_id == here]
    return Actor(
        person_id=person.id,
        name=person.name,
        email=person.email,
        locale=person.locale,
        timezone=person.timezone,
        agent=person.agent,
        proof=sender.proof,
        memberships=person.memberships,
        current=next(iter(chosen or person.memberships), None),
        switched_at=person.switched_at,
    )


def known(tx: Connection, addresses: Sequence[str]) -> tuple[set[str], set[str]]:
    """Which addresses are of people on file, and to which of those mail was given up."""
    on_file = accounts.on_file(tx, addresses)
    return on_file, on_file & reachable.in_trouble(tx, addresses)
