"""Find the known person behind a sender."""

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
    )


def known(tx: Connection, sender: Sender) -> tuple[bool, bool]:
    """Whether a sender is on file, and whether mail to them was given up, which is over then."""
    if identify(tx, sender) is None:
        return False, False
    by_mail = sender.channel is Channel.MAIL
    return True, by_mail and reachable.trouble(tx, sender.address) is not None
