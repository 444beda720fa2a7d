"""Who hears of what at an account: a wish to be told is in vain for whom it is not sent to."""

from sqlalchemy.engine import Connection

from assistant.billing.model import Asker, Role
from assistant.billing.model.contact import Hearing, Told, told
from assistant.billing.store import people


def of_asker(tx: Connection, asker: Asker, *what: Told) -> Hearing | None:
    """Whether whoever asks is told one of these, and who can change that; None for strangers."""
    contacts = people.contacts_of(tx, asker.account_id)
    mine = next((each for each in contacts if each.person_id == asker.person_id), None)
    if mine is None:
        return None
    admins = [each for each in contacts if each.role >= Role.ADMIN and not each.waits(asker.now)]
    return Hearing(
        account=asker.account,
        what=what[0],
        told=any(each in told(mine) for each in what),
        address=mine.email,
        by=tuple(each.name for each in admins),
        may=mine in admins,
    )
