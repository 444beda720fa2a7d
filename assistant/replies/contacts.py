"""Words for who belongs to an account, and for changing that."""

from typing import assert_never

from assistant.billing.model import Contact, Role
from assistant.billing.model.contact import Told, told
from assistant.billing.outcomes.contacts import (
    AddressReopened,
    AddressVerified,
    CodeRefused,
    ContactAsked,
    ContactCancelled,
    ContactDone,
    ContactLeaving,
    ContactList,
    ContactOffered,
    ContactOutcome,
    ContactProblem,
    ContactRefused,
)
from assistant.card import Action, Card, Choice, Column, Fact, Style, Table, Tone
from assistant.language import mark, marked, say, spoken
from assistant.reader import Reader
from assistant.replies.leaving import leaving, left

ROLES = {Role.VIEWER: mark("viewer"), Role.PAYER: mark("payer"), Role.ADMIN: mark("admin")}
"""What each role is called."""
_A_ROLE = {"viewer": mark("a viewer"), "payer": mark("a payer"), "admin": mark("an admin")}
_TOLD = {
    Told.INVOICES: mark("invoices"),
    Told.REMINDERS: mark("reminders"),
    Told.PAYMENTS: mark("payments"),
    Told.ESCALATIONS: mark("escalations"),
}

_MAY = {
    Role.VIEWER: mark("see every invoice and payment"),
    Role.PAYER: mark("see and pay every invoice"),
    Role.ADMIN: mark("see and pay every invoice, and change who belongs to the account"),
}


@spoken
def _list() -> Action:
    return Action(label=say("Contacts"), say="who gets our invoices")


_HEARD = mark("They and all admins are told.")


def word(outcome: ContactOutcome, reader: Reader, *, support: str) -> Card:
    """Say who is a contact, or what became of a change."""
    match outcome:
        case ContactList():
            return _listed(outcome, reader, support)
        case ContactOffered():
            return _offered(outcome, reader)
        case ContactAsked():
            return _asked(outcome, reader)
        case ContactLeaving():
            return leaving(outcome, marked(ROLES[outcome.role]), _told(outcome.told))
        case ContactDone():
            return _done(outcome)
        case ContactCancelled(email=email):
            said = say(
                "Nothing was changed. {email} can do nothing that it could not do before.",
                email=email,
            )
            return Card(title=say("Cancelled"), paragraphs=(said,), actions=(_list(),))
        case AddressReopened(name=name, email=email):
            said = say(
                "I have just told {name} so by mail. If that comes back, I stop again and say so.",
                name=name,
            )
            title = say("Mail goes to {email} again", email=email)
            return Card(title=title, tone=Tone.GOOD, paragraphs=(said,), actions=(_list(),))
        case ContactRefused():
            return _refused(outcome, support)
        case AddressVerified():
            return _verified(outcome, reader)
        case CodeRefused():
            return _code_refused()
        case _:
            assert_never(outcome)


def _listed(outcome: ContactList, reader: Reader, support: str) -> Card:
    columns = tuple(
        Column(label=each) for each in (say("Name"), say("Address"), say("Role"), say("Receives"))
    )
    rows = [_row(each, outcome, reader) for each in outcome.contacts]
    rows += [
        (
            each.name,
            each.email,
            say("{role}, has not answered yet", role=marked(ROLES[each.role])),
            say("nothing yet"),
        )
        for each in outcome.waiting
    ]
    said = say(
        "To change this, say for example “add ap@… as payer” or “stop sending reminders to …”."
    )
    if outcome.by_people:
        said = say("To change this, please write to {support}: a person does it.", support=support)
    elif not outcome.may_change:
        said = say("An admin of {account} can change this.", account=outcome.account)
    return Card(
        title=say("Contacts of {account}", account=outcome.account),
        paragraphs=(said,),
        table=Table(columns=columns, rows=tuple(rows)),
    )


def _row(contact: Contact, outcome: ContactList, reader: Reader) -> tuple[str, str, str, str]:
    role = marked(ROLES[contact.role])
    if contact.pays_from is not None and contact.waits(outcome.now) and contact.role > Role.VIEWER:
        role += say(", from {time}", time=reader.moment(contact.pays_from))
    return (contact.name, contact.email, role, _told(told(contact)))


def _told(what: tuple[Told, ...]) -> str:
    return ", ".join(marked(_TOLD[each]) for each in what) or say("nothing")


def _offered(outcome: ContactOffered, reader: Reader) -> Card:
    change, role = outcome.change, marked(ROLES[outcome.change.role])
    facts = [
        Fact(label=say("Account"), value=outcome.account),
        Fact(label=say("Address"), value=change.email),
        Fact(
            label=say("Role"),
            value=say("{role}: may {may}", role=role, may=marked(_MAY[change.role])),
        ),
        Fact(label=say("Receives"), value=_told(change.told)),
    ]
    if outcome.replaces:
        facts.append(Fact(label=say("Takes the place of"), value=outcome.replaces))
    facts.append(Fact(label=say("Ends"), value=reader.moment(change.expires_at)))
    title = (
        say("Make {name} {role}?", name=change.name, role=marked(_A_ROLE[ROLES[change.role]]))
        if change.before is not None
        else say("Add this contact?")
    )
    confirm = Action(
        label=say("Yes, do it"), say=f"confirm {change.id}", typed="yes", style=Style.PRIMARY
    )
    return Card(
        title=title,
        paragraphs=_cautions(outcome),
        facts=tuple(facts),
        actions=(confirm, Action(label=say("Cancel"), say=f"cancel {change.id}", typed="no")),
    )


def _cautions(outcome: ContactOffered) -> tuple[str, ...]:
    said = [say("Nothing has changed yet.")]
    if outcome.change.before is None:
        said = [
            say("Nothing has changed yet. I will ask the address first, and tell you its answer.")
        ]
    if outcome.letters:
        said.append(
            say(
                "Careful: its domain is written {letters}, which may only look known.",
                letters=outcome.letters,
            )
        )
    if outcome.new_domain:
        said.append(
            say(
                "Nobody at {account} has an address at this domain so far: check it.",
                account=outcome.account,
            )
        )
    return tuple(said)


def _asked(outcome: ContactAsked, reader: Reader) -> Card:
    said = say(
        "I am writing to {email}. It becomes {role} of {account} when it "
        "answers with the code in that mail, until {time}. Until then it "
        "receives nothing else and may do nothing.",
        email=outcome.email,
        role=marked(ROLES[outcome.role]),
        account=outcome.account,
        time=reader.moment(outcome.until),
    )
    return Card(
        title=say("Asking {email}", email=outcome.email), paragraphs=(said,), actions=(_list(),)
    )


def _done(outcome: ContactDone) -> Card:
    if outcome.role is None:
        return left(outcome, marked(_HEARD))
    said = say(
        "{email} may {may}, and receives {told}.",
        email=outcome.email,
        may=marked(_MAY[outcome.role]),
        told=_told(outcome.told),
    )
    return Card(
        title=f"{outcome.name}: {marked(ROLES[outcome.role])}",
        paragraphs=(said, marked(_HEARD)),
        actions=(_list(),),
    )


def _refused(outcome: ContactRefused, support: str) -> Card:
    who, names = outcome.who, ", ".join(map(marked, outcome.names))
    said = {
        ContactProblem.NOT_FOUND: say("I know no contact “{who}” of yours.", who=who),
        ContactProblem.UNCLEAR: say(
            "“{who}” can be more than one: say which address you mean.", who=who
        ),
        ContactProblem.LAST_ADMIN: say(
            "{who} is the only admin. Make somebody else an admin first, or write to {support}.",
            who=who,
            support=support,
        ),
        ContactProblem.MALFORMED: say("“{who}” is not one plain mail address.", who=who),
        ContactProblem.FOREIGN_LETTERS: say(
            "“{who}” has letters that may only look like others. Write it in plain "
            "letters; a domain also has a plain form, which begins with xn--.",
            who=who,
        ),
        ContactProblem.TOO_LONG: say("That is longer than a mail address can be."),
        ContactProblem.ALREADY: say(
            "{who} is a contact already ({names}).", who=who, names=names or "–"
        ),
        ContactProblem.UNCHANGED: say(
            "For {who} that is so already: {names}.", who=who, names=names or say("nothing")
        ),
        ContactProblem.TOO_MANY: say(
            "Too many addresses were asked today. Try again tomorrow, or write to {support}.",
            support=support,
        ),
        ContactProblem.REACHED: say("Mail to {who} was never stopped.", who=who),
        ContactProblem.UNWANTED: say(
            "Whoever reads at {who} has asked for no more mail. They can change that by writing "
            "“reminders on” to us from there.",
            who=who,
        ),
        ContactProblem.NOTHING_ASKED: say("That question is not open any more. Ask for it again."),
    }[outcome.problem]
    choices: tuple[Choice, ...] = ()
    if outcome.problem is ContactProblem.ALREADY and outcome.names:
        choices = tuple(
            Choice(
                label=say("Make {name} {role}", name=who, role=marked(_A_ROLE[role])),
                say=f"make {who} {_A_ROLE[role]}",
            )
            for role in ROLES.values()
            if role not in outcome.names
        )
    return Card(
        title=say("Nothing was changed"),
        tone=Tone.PROBLEM,
        paragraphs=(said,),
        choices=choices,
        actions=(_list(),),
    )


def _verified(outcome: AddressVerified, reader: Reader) -> Card:
    said = [
        say(
            "You are {role} of {account} now. Try “show my invoices”.",
            role=marked(ROLES[outcome.role]),
            account=outcome.account,
        )
    ]
    if outcome.role > Role.VIEWER:
        since = reader.moment(outcome.pays_from)
        said.append(
            say(
                "As your address is new, you may only look until {since}; then pay, too.",
                since=since,
            )
        )
    title = say("Welcome to {account}", account=outcome.account)
    return Card(title=title, tone=Tone.GOOD, paragraphs=tuple(said))


def _code_refused() -> Card:
    said = say(
        "It is not the code I sent to this address, or it was used, or it is too old; after a few "
        "wrong ones it is over, too. Ask whoever wanted to add you to do it again."
    )
    return Card(title=say("That code opens nothing"), tone=Tone.PROBLEM, paragraphs=(said,))


def role_named(role: Role) -> str:
    """What a role is called."""
    return marked(ROLES[role])
