"""Words for everything that is not about a particular invoice or payment."""

from collections.abc import Sequence
from typing import assert_never

from assistant.card import Action, Card, Choice, Column, Table, Tone
from assistant.command import NotUnderstood
from assistant.language import mark, marked, say
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
    PayingStopped,
    PaymentsOff,
    PersonNeeded,
    Stranger,
)
from assistant.reader import Reader
from assistant.replies import helping, linking
from assistant.replies.contacts import role_named
from assistant.replies.with_case import where_it_is

_HANDLED_BY_PEOPLE = {
    "human": mark("Of course."),
    "refund_request": mark("Refunds are decided by a person."),
    "dispute": mark("I am sorry something is wrong. A person will look at it with you."),
    "not_understood": mark(
        "I have not understood you, and you shall not have to guess what I do: nothing was done."
    ),
    "contact_update": mark(
        "Contacts are changed by a person, so that nobody else can do it for you."
    ),
}


def word(outcome: LineOutcome, reader: Reader, *, support: str) -> Card:
    """Say it."""
    match outcome:
        case NotAllowed():
            return _not_allowed(outcome, reader, support=support)
        case Stranger():
            return linking.stranger(support) if outcome.may_link else stranger(support)
        case NotUnderstood():
            return helping.not_understood(outcome, reader, support)
        case Helped():
            return helping.helped(outcome)
        case PersonNeeded():
            return _person_needed(outcome, support, reader)
        case AccountShown():
            return _account(outcome)
        case AccountUnknown():
            return _account_unknown(outcome, support)
        case CustomerUnknown():
            return _customer_unknown(outcome)
        case NoSuchChoice(count=count):
            said = (
                say("Please choose between 1 and {count}.", count=count)
                if count
                else say("I had not asked you to choose.")
            )
            return Card(
                title=say("I cannot tell what that number means"),
                paragraphs=(
                    say("{said} To see an invoice, say for example “invoice 123”.", said=said),
                ),
            )
        case DifferentAccounts(owners=owners):
            listed = ", ".join(
                say("{number} belongs to {account}", number=number, account=account)
                for number, account in owners
            )
            return Card(
                title=say("These belong to different accounts"),
                tone=Tone.PROBLEM,
                paragraphs=(
                    say(
                        "{listed}. A payment is for one account: say them one at a time.",
                        listed=listed,
                    ),
                ),
                actions=tuple(
                    Action(label=say("Pay {number}", number=number), say=f"pay invoice {number}")
                    for number, _ in owners[:4]
                ),
            )
        case PaymentsOff():
            said = say(
                "Payments are not configured here, so nothing was charged. Ask {support}.",
                support=support,
            )
            return Card(
                title=say("I cannot take payments here"), tone=Tone.PROBLEM, paragraphs=(said,)
            )
        case PayingStopped():
            return _paying_stopped(support)
        case _:
            assert_never(outcome)


def _paying_stopped(support: str) -> Card:
    """Nobody is to blame but us, and nobody is chased for what they cannot pay just now."""
    said = say(
        "We have paused all payments for the moment, on our side. Nothing was charged, and nothing "
        "is lost: everything else works, and you can see your invoices as always."
    )
    then = say(
        "Please try again later. If it cannot wait, write to {support}: we will find another way.",
        support=support,
    )
    return Card(title=say("I cannot take payments just now"), paragraphs=(said, then))


def _person_needed(outcome: PersonNeeded, support: str, reader: Reader) -> Card:
    said = marked(_HANDLED_BY_PEOPLE.get(outcome.about, _HANDLED_BY_PEOPLE["human"]))
    number = outcome.number
    where = where_it_is(outcome, reader, support)
    if outcome.noted:
        return Card(title=say("Noted in case {number}", number=number), paragraphs=(where,))
    if not outcome.told:
        return Card(
            title=say("A person will help"),
            paragraphs=(said, where),
            choices=_nearly(outcome, reader),
        )
    add = say("To add something, say “case {number}: …”.", number=number)
    return Card(
        title=say("A person will help"),
        paragraphs=(said, where, add),
        choices=_nearly(outcome, reader),
        actions=(Action(label=say("How does it stand?"), say=f"case {number}"),),
    )


def _nearly(outcome: PersonNeeded, reader: Reader) -> tuple[Choice, ...]:
    return tuple(Choice(label=helping.sayable(each, reader), say=each) for each in outcome.nearest)


def stranger(support: str) -> Card:
    """Tell nothing to people we do not know, but how to become known."""
    return Card(
        title=say("I cannot tell who you are"),
        tone=Tone.PROBLEM,
        paragraphs=(
            say(
                "I only talk about invoices with people who are on record and whose message I can "
                "verify, so I cannot say anything about an account here."
            ),
            say(
                "Please write from the address on your invoices, or ask {support} to add you.",
                support=support,
            ),
        ),
    )


def busy() -> Card:
    """The database could not take the request; the person must know that nothing happened."""
    return Card(
        title=say("I am busy just now"),
        tone=Tone.PROBLEM,
        paragraphs=(
            say("Nothing was changed and nothing was charged. Please try again in a minute."),
        ),
    )


def apology(token: str, *, support: str) -> Card:
    """Something failed on our side, again and again; the token is in the log."""
    return Card(
        title=say("Something went wrong on our side"),
        tone=Tone.PROBLEM,
        paragraphs=(
            say("I could not answer your message, and I am sorry. We have been told."),
            say(
                "If it is urgent, please write to {support} and mention {token}.",
                support=support,
                token=token,
            ),
        ),
    )


def _not_allowed(outcome: NotAllowed, reader: Reader, *, support: str) -> Card:
    who = ", ".join(outcome.who_can)
    ask = (
        say("{who} can, or write to {support}.", who=who, support=support)
        if who
        else say("Please write to {support}.", support=support)
    )
    match outcome.lacks:
        case Lacks.ACCOUNT if outcome.agent:
            title = say("Whose account is it about?")
            said = say("Name the customer first, as in: {example}", example="for …: summary")
        case Lacks.PAYER if outcome.agent:
            title = say("Only the customer can pay for {account}", account=outcome.account)
            example = f"for {outcome.account}: offer to pay 123"
            said = say("Prepare it, and they are asked to say yes: {example}", example=example)
        case Lacks.ACCOUNT:
            title = say("There is no account for you here")
            said = say(
                "You do not belong to an account. Please write to {support}.", support=support
            )
        case Lacks.PAYER:
            title = say("You may not pay for {account}", account=outcome.account)
            said = say("You may see its invoices but not pay them. {ask}", ask=ask)
        case Lacks.ADMIN:
            title = say("You may not change that for {account}", account=outcome.account)
            said = say("Only its administrators may, and nothing was changed. {ask}", ask=ask)
        case Lacks.TIME:
            title = say("You may not do that for {account} yet", account=outcome.account)
            said = say("Your address is new here, so nothing was done.")
            if outcome.since:
                said += " " + say(
                    "You may look at everything now, and pay and change things from {time} on.",
                    time=reader.moment(outcome.since),
                )
            said += f" {ask}"
        case _:
            assert_never(outcome.lacks)
    return Card(title=title, tone=Tone.PROBLEM, paragraphs=(said,))


def _account_unknown(outcome: AccountUnknown, support: str) -> Card:
    said = say("You belong to: {accounts}.", accounts=", ".join(outcome.accounts))
    if not outcome.accounts:
        said = say("You do not belong to an account. Please write to {support}.", support=support)
    return Card(
        title=say("I do not know an account “{name}” of yours", name=outcome.name[:60]),
        tone=Tone.PROBLEM,
        paragraphs=(said,),
        actions=_switches(outcome.accounts),
    )


def _customer_unknown(outcome: CustomerUnknown) -> Card:
    """No one customer is called so."""
    said = say("Please say the name as it is on their invoices, or the account's id.")
    if outcome.near:
        said = say("Did you mean {near}? {said}", near=", ".join(outcome.near), said=said)
    return Card(
        title=say("Which customer is “{name}”?", name=outcome.name[:60]),
        tone=Tone.PROBLEM,
        paragraphs=(said,),
    )


def _account(outcome: AccountShown) -> Card:
    others = [each for each in outcome.accounts if each != outcome.account]
    title = (
        say("You now speak for {account}", account=outcome.account)
        if outcome.switched
        else outcome.account
    )
    said = say("We are talking about {account}.", account=outcome.account)
    if not outcome.account:
        return Card(
            title=say("There is no account for you here"), paragraphs=(say("You belong to none."),)
        )
    rows = tuple(
        (each, role_named(role)) for each, role in zip(outcome.accounts, outcome.roles, strict=True)
    )
    return Card(
        title=title,
        paragraphs=(said,),
        table=Table(
            columns=(Column(label=say("Account")), Column(label=say("You are"))), rows=rows
        ),
        actions=_switches(others),
    )


def _switches(accounts: Sequence[str]) -> tuple[Action, ...]:
    return tuple(
        Action(label=say("Switch to {account}", account=each), say=f"switch to {each}")
        for each in accounts[:4]
    )
