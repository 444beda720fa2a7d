"""Find the contact somebody means, among those of the account they speak for."""

from assistant.billing.model import Asker, Contact
from assistant.billing.outcomes.contacts import ContactProblem, ContactRefused


def named(here: list[Contact], who: str, asker: Asker) -> Contact | ContactRefused:
    """The contact somebody means: by address, by name, by first name or "me"."""
    wanted = " ".join(who.casefold().split())
    if wanted in ("me", "myself"):
        found = [each for each in here if each.person_id == asker.person_id]
    elif "@" in wanted:
        found = [each for each in here if each.email == wanted]
    else:
        found = [each for each in here if wanted in _names(each)]
    if len(found) == 1:
        return found[0]
    problem = ContactProblem.UNCLEAR if found else ContactProblem.NOT_FOUND
    return ContactRefused(problem, who[:60], tuple(each.email for each in found))


def _names(contact: Contact) -> tuple[str, ...]:
    name = contact.name.casefold()
    return (name, name.partition(" ")[0], contact.email.partition("@")[0])
