"""Words for who belongs to an account, and for changing that."""

from typing import assert_never

from assistant.billing.model import Contact, Role
from assistant.billing.model.contact import Told, told
from assistant.billing.outcomes.contacts import (
    AddressVerified,
    CodeRefused,
    ContactAsked,
    ContactCancelled,
    ContactDone,
    ContactList,
    ContactOffered,
    ContactOutcome,
    ContactProblem,
    ContactRefused,
)
from assistant.card import Action, Card, Choice, Column, Fact, Style, Table, Tone
from assistant.reader import Reader

ROLES = {Role.VIEWER: "viewer", Role.PAYER: "payer", Role.ADMIN: "admin"}
"""What each role is called."""

_MAY = {
    Role.VIEWER: "see every invoice and payment",
    Role.PAYER: "see and pay every invoice",
    Role.ADMIN: "see and pay every invoice, and change who belongs to the account",
}
_LIST = Action(label="Contacts", say="who gets our invoices")


def word(outcome: ContactOutcome, reader: Reader, *, support: str) -> Card:
    """Say who is a contact, or what became of a change."""
    match outcome:
        case ContactList():
            return _listed(outcome, reader, support)
        case ContactOffered():
            return _offered(outcome, reader)
        case ContactAsked():
            return _asked(outcome, reader)
        case ContactDone():
            return _done(outcome)
        case ContactCancelled(email=email):
            said = f"Nothing was changed. {email} can do nothing that it could not do before."
            return Card(title="Cancelled", paragraphs=(said,), actions=(_LIST,))
        case ContactRefused():
            return _refused(outcome, support)
        case AddressVerified():
            return _verified(outcome, reader)
        case CodeRefused():
            return _code_refused()
        case _:
            assert_never(outcome)


def _listed(outcome: ContactList, reader: Reader, support: str) -> Card:
    columns = tuple(Column(label=each) for each in ("Name", "Address", "Role", "Receives"))
    rows = [_row(each, outcome, reader) for each in outcome.contacts]
    rows += [
        (each.name, each.email, f"{ROLES[each.role]}, has not answered yet", "nothing yet")
        for each in outcome.waiting
    ]
    said = "To change this, say for example “add ap@… as payer” or “stop sending reminders to …”."
    if outcome.by_people:
        said = f"To change this, please write to {support}: a person does it."
    elif not outcome.may_change:
        said = f"An admin of {outcome.account} can change this."
    return Card(
        title=f"Contacts of {outcome.account}",
        paragraphs=(said,),
        table=Table(columns=columns, rows=tuple(rows)),
    )


def _row(contact: Contact, outcome: ContactList, reader: Reader) -> tuple[str, str, str, str]:
    role = ROLES[contact.role]
    if contact.pays_from is not None and contact.waits(outcome.now) and contact.role > Role.VIEWER:
        role += f", from {reader.moment(contact.pays_from)}"
    return (contact.name, contact.email, role, _told(told(contact)))


def _told(what: tuple[Told, ...]) -> str:
    return ", ".join(what) or "nothing"


def _offered(outcome: ContactOffered, reader: Reader) -> Card:
    change, role = outcome.change, ROLES[outcome.change.role]
    facts = [
        Fact(label="Account", value=outcome.account),
        Fact(label="Address", value=change.email),
        Fact(label="Role", value=f"{role}: may {_MAY[change.role]}"),
        Fact(label="Receives", value=_told(change.told)),
    ]
    if outcome.replaces:
        facts.append(Fact(label="Takes the place of", value=outcome.replaces))
    facts.append(Fact(label="Ends", value=reader.moment(change.expires_at)))
    title = f"Make {change.name} {_a(role)}?" if change.before is not None else "Add this contact?"
    confirm = Action(
        label="Yes, do it", say=f"confirm {change.id}", typed="yes", style=Style.PRIMARY
    )
    return Card(
        title=title,
        paragraphs=_cautions(outcome),
        facts=tuple(facts),
        actions=(confirm, Action(label="Cancel", say=f"cancel {change.id}", typed="no")),
    )


def _cautions(outcome: ContactOffered) -> tuple[str, ...]:
    said = ["Nothing has changed yet."]
    if outcome.change.before is None:
        said = ["Nothing has changed yet. I will ask the address first, and tell you its answer."]
    if outcome.letters:
        said.append(f"Careful: its domain is written {outcome.letters}, which may only look known.")
    if outcome.new_domain:
        said.append(f"Nobody at {outcome.account} has an address at this domain so far: check it.")
    return tuple(said)


def _asked(outcome: ContactAsked, reader: Reader) -> Card:
    said = (
        f"I am writing to {outcome.email}. It becomes {ROLES[outcome.role]} of {outcome.account} "
        f"when it answers with the code in that mail, until {reader.moment(outcome.until)}. Until "
        "then it receives nothing else and may do nothing."
    )
    return Card(title=f"Asking {outcome.email}", paragraphs=(said,), actions=(_LIST,))


def _done(outcome: ContactDone) -> Card:
    if outcome.role is None:
        said = f"{outcome.email} hears nothing more of {outcome.account} and may do nothing there."
        return Card(title=f"{outcome.name} is no longer a contact", paragraphs=(said, _HEARD))
    said = f"{outcome.email} may {_MAY[outcome.role]}, and receives {_told(outcome.told)}."
    return Card(
        title=f"{outcome.name}: {ROLES[outcome.role]}", paragraphs=(said, _HEARD), actions=(_LIST,)
    )


_HEARD = "They and all admins are told."


def _refused(outcome: ContactRefused, support: str) -> Card:
    who, names = outcome.who, ", ".join(outcome.names)
    said = {
        ContactProblem.NOT_FOUND: f"I know no contact “{who}” of yours.",
        ContactProblem.UNCLEAR: f"“{who}” can be more than one: say which address you mean.",
        ContactProblem.LAST_ADMIN: f"{who} is the only admin. Make somebody else an admin first, "
        f"or write to {support}.",
        ContactProblem.MALFORMED: f"“{who}” is not one plain mail address.",
        ContactProblem.FOREIGN_LETTERS: f"“{who}” has letters that may only look like others. "
        "Write it in plain letters; a domain also has a plain form, which begins with xn--.",
        ContactProblem.TOO_LONG: "That is longer than a mail address can be.",
        ContactProblem.ALREADY: f"{who} is a contact already{f': {names}' if names else ''}.",
        ContactProblem.UNCHANGED: f"For {who} that is so already: {names or 'nothing'}.",
        ContactProblem.TOO_MANY: "Too many addresses were asked today. Try again tomorrow, or "
        f"write to {support}.",
        ContactProblem.NOTHING_ASKED: "That question is not open any more. Ask for it again.",
    }[outcome.problem]
    choices: tuple[Choice, ...] = ()
    if outcome.problem is ContactProblem.ALREADY and outcome.names:
        choices = tuple(
            Choice(label=f"Make {who} {_a(role)}", say=f"make {who} {_a(role)}")
            for role in ROLES.values()
            if role not in outcome.names
        )
    return Card(
        title="Nothing was changed",
        tone=Tone.PROBLEM,
        paragraphs=(said,),
        choices=choices,
        actions=(_LIST,),
    )


def _verified(outcome: AddressVerified, reader: Reader) -> Card:
    said = [f"You are {ROLES[outcome.role]} of {outcome.account} now. Try “show my invoices”."]
    if outcome.role > Role.VIEWER:
        since = reader.moment(outcome.pays_from)
        said.append(f"As your address is new, you may only look until {since}; then pay, too.")
    title = f"Welcome to {outcome.account}"
    return Card(title=title, tone=Tone.GOOD, paragraphs=tuple(said))


def _code_refused() -> Card:
    said = (
        "It is not the code I sent to this address, or it was used, or it is too old; after a few "
        "wrong ones it is over, too. Ask whoever wanted to add you to do it again."
    )
    return Card(title="That code opens nothing", tone=Tone.PROBLEM, paragraphs=(said,))


def _a(role: str) -> str:
    return f"an {role}" if role[0] in "aeiou" else f"a {role}"
