"""Words for everything that is not about a particular invoice or payment."""

from collections.abc import Sequence
from typing import assert_never

from assistant.card import Action, Card, Choice, Column, Fact, Table, Tone
from assistant.command import NotUnderstood
from assistant.outcome import (
    AccountShown,
    AccountUnknown,
    CustomerUnknown,
    DifferentAccounts,
    Helped,
    Lacks,
    LineOutcome,
    NoSuchChoice,
    NotAllowed,
    PaymentsOff,
    PersonNeeded,
    Stranger,
)
from assistant.reader import Reader
from assistant.replies.contacts import ROLES
from assistant.request import Actor

_QUOTED = 1_000
_HANDLED_BY_PEOPLE = {
    "human": "Of course.",
    "refund_request": "Refunds are decided by a person.",
    "dispute": "I am sorry something is wrong. A person will look at it with you.",
    "contact_update": "Contacts are changed by a person, so that nobody else can do it for you.",
}


def word(outcome: LineOutcome, reader: Reader, *, support: str) -> Card:
    """Say it."""
    match outcome:
        case NotAllowed():
            return _not_allowed(outcome, reader, support=support)
        case Stranger():
            return stranger(support)
        case NotUnderstood():
            return _not_understood(outcome, support)
        case Helped():
            return _helped(outcome)
        case PersonNeeded():
            return _person_needed(outcome, support)
        case AccountShown():
            return _account(outcome)
        case AccountUnknown():
            return _account_unknown(outcome, support)
        case CustomerUnknown():
            return _customer_unknown(outcome)
        case NoSuchChoice(count=count):
            said = (
                f"Please choose between 1 and {count}."
                if count
                else "I had not asked you to choose."
            )
            return Card(
                title="I cannot tell what that number means",
                paragraphs=(f"{said} To see an invoice, say for example “invoice 123”.",),
            )
        case DifferentAccounts(owners=owners):
            listed = ", ".join(f"{number} belongs to {account}" for number, account in owners)
            return Card(
                title="These belong to different accounts",
                tone=Tone.PROBLEM,
                paragraphs=(f"{listed}. A payment is for one account: say them one at a time.",),
                actions=tuple(
                    Action(label=f"Pay {number}", say=f"pay invoice {number}")
                    for number, _ in owners[:4]
                ),
            )
        case PaymentsOff():
            said = f"Payments are not configured here, so nothing was charged. Ask {support}."
            return Card(title="I cannot take payments here", tone=Tone.PROBLEM, paragraphs=(said,))
        case _:
            assert_never(outcome)


def _person_needed(outcome: PersonNeeded, support: str) -> Card:
    said = _HANDLED_BY_PEOPLE.get(outcome.about, _HANDLED_BY_PEOPLE["human"])
    where = (
        f"Case {outcome.number} is open, and {support} has your words. "
        f"To add anything, write there and name the case."
        if outcome.told
        else f"Case {outcome.number} is open. Please write to {support} and name it."
    )
    return Card(title="A person will help", paragraphs=(said, where))


def handed_over(outcome: PersonNeeded, actor: Actor, account: str, text: str) -> Card:
    """What our own people are told of somebody who asks for them; the text is masked already."""
    facts = (
        Fact(label="From", value=f"{actor.name}, {actor.email}"),
        Fact(label="Account", value=account or "none"),
        Fact(label="About", value=outcome.about.replace("_", " ")),
    )
    words = text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…"
    return Card(
        title=f"Case {outcome.number}: {actor.name} asks for a person",
        paragraphs=(f"They wrote: “{words}”", "Please answer them from your own address."),
        facts=facts,
    )


def stranger(support: str) -> Card:
    """Tell nothing to people we do not know, but how to become known."""
    return Card(
        title="I cannot tell who you are",
        tone=Tone.PROBLEM,
        paragraphs=(
            "I only talk about invoices with people who are on record and whose message I can "
            "verify, so I cannot say anything about an account here.",
            f"Please write from the address on your invoices, or ask {support} to add you.",
        ),
    )


def busy() -> Card:
    """The database could not take the request; the person must know that nothing happened."""
    return Card(
        title="I am busy just now",
        tone=Tone.PROBLEM,
        paragraphs=("Nothing was changed and nothing was charged. Please try again in a minute.",),
    )


def apology(token: str, *, support: str) -> Card:
    """Something failed on our side, again and again; the token is in the log."""
    return Card(
        title="Something went wrong on our side",
        tone=Tone.PROBLEM,
        paragraphs=(
            "I could not answer your message, and I am sorry. We have been told.",
            f"If it is urgent, please write to {support} and mention {token}.",
        ),
    )


def _not_allowed(outcome: NotAllowed, reader: Reader, *, support: str) -> Card:
    who = ", ".join(outcome.who_can)
    ask = f"{who} can, or write to {support}." if who else f"Please write to {support}."
    match outcome.lacks:
        case Lacks.ACCOUNT:
            title = "There is no account for you here"
            said = f"You do not belong to an account. Please write to {support}."
        case Lacks.PAYER:
            title = f"You may not pay for {outcome.account}"
            said = f"You may see its invoices but not pay them. {ask}"
        case Lacks.ADMIN:
            title = f"You may not change that for {outcome.account}"
            said = f"Only its administrators may, and nothing was changed. {ask}"
        case Lacks.TIME:
            title = f"You may not do that for {outcome.account} yet"
            since = f" from {reader.moment(outcome.since)} on" if outcome.since else ""
            said = (
                f"Your address is new here, so nothing was done. You may look at everything now, "
                f"and pay and change things{since}. {ask}"
            )
        case _:
            assert_never(outcome.lacks)
    return Card(title=title, tone=Tone.PROBLEM, paragraphs=(said,))


def _not_understood(outcome: NotUnderstood, support: str) -> Card:
    said = [outcome.because] if outcome.because else []
    if outcome.nearest:
        said.append("Did you mean one of these?")
    else:
        said.append("Try “show my invoices”, “pay invoice 123” or “help”.")
    actions = [
        Action(label="Help", say="help"),
        Action(label="Talk to a human", say="talk to a human"),
    ]
    if outcome.again:
        said.append(f"Nothing was done. A person can help, too: write to {support}.")
        actions.reverse()
    return Card(
        title="I did not understand that, either" if outcome.again else "I did not understand that",
        tone=Tone.PROBLEM,
        paragraphs=tuple(said),
        choices=tuple(Choice(label=each, say=each) for each in outcome.nearest),
        actions=tuple(actions),
    )


def _helped(outcome: Helped) -> Card:
    can = [
        "“show my invoices”, “show overdue invoices”, “invoices since March over 500”",
        "“invoice 123” shows one with its lines; “line 2 on 123”, “why is 123 so high?”",
        "“what do we owe?”, “summary”, “what will I pay next month?”",
        "“payment history”, “did 123 go through?”",
        "“payment methods”, “how do I pay by wire?”",
        "“pdf 123”, “receipt for 123”, “statement for last month”, “excel of 2026”",
    ]
    if outcome.may_pay:
        can[2:2] = [
            "“pay invoice 123”, “pay half of 123”, “pay all overdue”, “pay my balance”, "
            "“pay 123 with 4242”; then “yes” or “no”",
            "“pay 123 on the 15th”, “upcoming payments”, “cancel the payment of 123”",
        ]
    can.append("“is autopay on?”" + (", “turn autopay on”" if outcome.may_manage else ""))
    can.append("“send me a link for 123” to pay on a page")
    can.append("“who gets our invoices?”")
    if outcome.may_manage:
        can.append("“add a card”, “make 4242 the default”, “make 4444 my backup”, “remove 4242”")
        can.append("“add ap@… as payer”, “stop sending reminders to …”, “remove …”")
    if outcome.agent:
        can.append("“for Example Ltd: show my invoices”, with any customer's name")
        can.append(
            '“for Example Ltd: credit 20 EUR "outage"”, “for Example Ltd: charge 50 EUR "support"”'
        )
        can.append("“refund payment 123”, “waive late fee on 123”, “write off 123”")
        can.append("“approvals”, “approve”, “decline”: what others have proposed")
    if len(outcome.accounts) > 1:
        can.append("“switch to …” for another of your accounts")
    can.append("“talk to a human”, at any time")
    actions = [Action(label="My invoices", say="show my invoices")]
    actions.append(Action(label="Balance", say="what do I owe"))
    speaking = f" for {outcome.account}" if outcome.account else ""
    return Card(
        title="What you can ask me",
        paragraphs=(f"Hello {outcome.name}. Here is what you can say{speaking}:", *can),
        actions=tuple(actions),
    )


def _account_unknown(outcome: AccountUnknown, support: str) -> Card:
    said = f"You belong to: {', '.join(outcome.accounts)}."
    if not outcome.accounts:
        said = f"You do not belong to an account. Please write to {support}."
    return Card(
        title=f"I do not know an account “{outcome.name[:60]}” of yours",
        tone=Tone.PROBLEM,
        paragraphs=(said,),
        actions=_switches(outcome.accounts),
    )


def _customer_unknown(outcome: CustomerUnknown) -> Card:
    """No one customer is called so."""
    said = "Please say the name as it is on their invoices, or the account's id."
    if outcome.near:
        said = f"Did you mean {', '.join(outcome.near)}? {said}"
    return Card(
        title=f"Which customer is “{outcome.name[:60]}”?", tone=Tone.PROBLEM, paragraphs=(said,)
    )


def _account(outcome: AccountShown) -> Card:
    others = [each for each in outcome.accounts if each != outcome.account]
    title = f"You now speak for {outcome.account}" if outcome.switched else outcome.account
    said = f"We are talking about {outcome.account}."
    if not outcome.account:
        return Card(title="There is no account for you here", paragraphs=("You belong to none.",))
    rows = tuple(
        (each, ROLES[role]) for each, role in zip(outcome.accounts, outcome.roles, strict=True)
    )
    return Card(
        title=title,
        paragraphs=(said,),
        table=Table(columns=(Column(label="Account"), Column(label="You are")), rows=rows),
        actions=_switches(others),
    )


def _switches(accounts: Sequence[str]) -> tuple[Action, ...]:
    return tuple(
        Action(label=f"Switch to {each}", say=f"switch to {each}") for each in accounts[:4]
    )
