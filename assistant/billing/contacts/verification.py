"""An address proves that it reads its mail: a code is made when the mail is, and works once.

Of a code only a hash is kept. It belongs to one person and one change, it expires, and after a few
wrong ones the change is over. It is made of letters that no two of look alike, in any case and
however a mail program wraps them, and never of digits, which might be taken for a card's.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta

from sqlalchemy.engine import Connection

from assistant.billing.contacts import reachable
from assistant.billing.contacts.telling import Became, Deed, tell
from assistant.billing.events import ContactChange
from assistant.billing.model import Account, Asker, Contact, Role
from assistant.billing.model.contact import Change, ChangeState, Told
from assistant.billing.outcomes.contacts import AddressVerified, CodeRefused
from assistant.billing.store import agents, contact_changes, people

TRIES = 5
"""Wrong codes after which a question is over."""

_LETTERS = "bcdfghjkmnpqrstvwxyz"
_LENGTH = 30  # 129 bits
_GROUP = 5


def new_code(tx: Connection, change_id: str) -> str | None:
    """Make the code of a question that is about to be sent; None when it is asked no more."""
    if contact_changes.waiting(tx, change_id) is None:
        return None
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    contact_changes.change(tx, change_id, code_hash=_hash(letters), tries=0)
    return "-".join(letters[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))


def verify(tx: Connection, asker: Asker, code: str) -> AddressVerified | CodeRefused:
    """Let the person who was asked become a contact, if this is the code they were sent.

    Whoever asked them must still be an admin, or one of ours where the account leaves its contacts
    to our people: what is granted is granted now.
    """
    given = _hash("".join(letter for letter in code.lower() if letter in _LETTERS))
    asked = contact_changes.waiting_for(tx, asker.person_id)
    right = [each for each in asked if hmac.compare_digest(given, each.code_hash or "")]
    for change in right:
        if opened := _open(tx, asker, change):
            return opened
    contact_changes.count_wrong(tx, asker.person_id, at_most=TRIES)
    return CodeRefused()


def _open(tx: Connection, asker: Asker, asked: Change) -> AddressVerified | None:
    """Grant what was asked for, if it still may be; whoever comes second finds it done."""
    account = people.lock(tx, asked.account_id)
    change = contact_changes.waiting(tx, asked.id)
    if change is None:
        return None
    here = people.contacts_of(tx, account.id)
    over = asker.now >= change.expires_at or not _may_ask(tx, change, account, here)
    if over or asker.person_id in {each.person_id for each in here}:
        contact_changes.change(tx, change.id, state=ChangeState.EXPIRED)
        return None
    return _grant(tx, asker, change, account, here)


def _may_ask(tx: Connection, change: Change, account: Account, here: list[Contact]) -> bool:
    """Whether whoever asked for it may still do so."""
    if account.contact_changes == "handoff":
        return agents.agent(tx, change.person_id).agent
    return any(each.person_id == change.person_id and each.role >= Role.ADMIN for each in here)


def _grant(
    tx: Connection, asker: Asker, change: Change, account: Account, here: list[Contact]
) -> AddressVerified:
    contact_changes.change(tx, change.id, state=ChangeState.DONE)
    reachable.revive(tx, change.email)
    pays_from = asker.now + timedelta(hours=account.contact_wait_hours)
    row = {"account_id": account.id, "person_id": asker.person_id, "role": int(change.role)}
    flags = {f"receives_{each}": each in change.told for each in Told}
    people.add_contact(tx, row | flags | {"pays_from": pays_from})
    deed = Deed(account.id, account.name, "", asker.now, asker.request_id)
    old = next((each for each in here if each.person_id == change.replaces_id), None)
    if old is not None:
        contact_changes.remove_contact(tx, account.id, old.person_id)
        tell(tx, deed, old, ContactChange.REMOVED, Became(old.role))
    new = next(
        each for each in people.contacts_of(tx, account.id) if each.person_id == asker.person_id
    )
    became = Became(change.role, change.told, pays_from)
    tell(tx, deed, new, ContactChange.CONFIRMED, became)
    return AddressVerified(account.name, change.role, pays_from)


def _hash(letters: str) -> str:
    return hashlib.sha256(letters.encode()).hexdigest()
