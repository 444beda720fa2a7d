"""What one can say: all of it on asking, the nearest when something was not understood."""

import re
from datetime import date

from assistant.card import Action, Card, Choice, Tone
from assistant.command import NotUnderstood
from assistant.language import mark, marked, say
from assistant.outcome import (
    Helped,
)
from assistant.reader import Reader


def not_understood(outcome: NotUnderstood, reader: Reader, support: str) -> Card:
    """Say so, and the nearest things one can say."""
    said = [marked(outcome.because)] if outcome.because else []
    if outcome.nearest:
        said.append(say("Did you mean one of these?"))
    else:
        said.append(say("Try “show my invoices”, “pay invoice 123” or “help”."))
    actions = [
        Action(label=say("Help"), say="help"),
        Action(label=say("Talk to a human"), say="talk to a human"),
    ]
    title = say("I did not understand that")
    if outcome.again:
        title = say("I did not understand that, either")
        said.append(
            say("Nothing was done. A person can help, too: write to {support}.", support=support)
        )
        actions.reverse()
    return Card(
        title=title,
        tone=Tone.PROBLEM,
        paragraphs=tuple(said),
        choices=tuple(Choice(label=sayable(each, reader), say=each) for each in outcome.nearest),
        actions=tuple(actions),
    )


def helped(outcome: Helped) -> Card:
    """Only what this person may do."""
    can = [] if outcome.agent and not outcome.accounts else _customers(outcome)
    if outcome.agent:
        can += _agents()
    if len(outcome.accounts) > 1:
        can.append(say("“switch to …” for another of your accounts"))
    can.append(say("“talk to a human”, at any time"))
    actions = [Action(label=say("My invoices"), say="show my invoices")]
    actions.append(Action(label=say("Balance"), say="what do I owe"))
    if not outcome.accounts:
        actions = []
    hello = say("Hello {name}. Here is what you can say:", name=outcome.name)
    if outcome.account:
        hello = say(
            "Hello {name}. Here is what you can say for {account}:",
            name=outcome.name,
            account=outcome.account,
        )
    return Card(
        title=say("What you can ask me"),
        paragraphs=(hello, *can),
        actions=tuple(actions),
    )


def _customers(outcome: Helped) -> list[str]:
    """What people of an account say."""
    can = [
        say("“show my invoices”, “show overdue invoices”, “invoices since March over 500”"),
        say("“invoice 123” shows one with its lines; “line 2 on 123”, “why is 123 so high?”"),
        say("“what do we owe?”, “summary”, “what will I pay next month?”"),
        say("“payment history”, “did 123 go through?”"),
        say("“how much did we spend per month?”"),
        say("“payment methods”, “how do I pay by wire?”"),
        say("“pdf 123”, “receipt for 123”, “statement for last month”, “excel of 2026”"),
    ]
    if outcome.may_pay:
        can[2:2] = [
            say(
                "“pay invoice 123”, “pay half of 123”, “pay all overdue”, “pay my balance”, "
                "“pay 123 with 4242”; then “yes” or “no”"
            ),
            say("“pay 123 on the 15th”, “upcoming payments”, “cancel the payment of 123”"),
        ]
    if outcome.may_pay and outcome.in_credit:
        can.append(say("“use my credit for 123”: your credit pays first"))
    autopay = say("“is autopay on?”, “turn autopay on”") if outcome.may_manage else ""
    can.append(autopay or say("“is autopay on?”"))
    can.append(say("“send me a link for 123” to pay on a page"))
    can.append(say("“121 is wrong”, “I will pay 122 on Friday”, “we have paid 122 by wire”"))
    can.append(say("“preferences”, “daily digest”, “quiet hours 20 to 8”, “mute 123”"))
    can.append(say("“who gets our invoices?”, “who was told about 123?”"))
    if outcome.may_manage:
        can.append(
            say("“add a card”, “make 4242 the default”, “make 4444 my backup”, “remove 4242”")
        )
        can.append(say("“add ap@… as payer”, “stop sending reminders to …”, “remove …”"))
    return can


def _agents() -> list[str]:
    """What only the seller's people say."""
    return [
        say("“for Example Ltd: show my invoices”, with any customer's name"),
        say(
            '“for Example Ltd: credit 20 EUR "outage"”, “for Example Ltd: charge 50 EUR "support"”'
        ),
        say("“refund payment 123”, “waive late fee on 123”, “write off 123”"),
        say("“approvals”, “approve”, “decline”: what others have proposed"),
        say("“find Example”, “for Example Ltd: overview”, “for Example Ltd: note …”"),
        say("“open cases”, “claim case 12”, “reply to case 12: …”, “resolve case 12”"),
        say("“who owes us”, “ageing”, “payments today”"),
        say("“resend invoice 123”, “change due date of 123 to 15 January because …”"),
    ]


_NUMBER = re.compile(r"[0-9]{1,12}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PART = re.compile(r"pay ([0-9][0-9.,]*(?: [A-Za-z]+)?) of [0-9]{1,12}")
_FOR_ACCOUNT = re.compile(r"for (?P<account>[^:\n]{1,80}): (?P<words>.+)", re.DOTALL)
_TO_CASE = re.compile(r"case (?P<number>[0-9]{1,9}): (?P<words>.+)")


_SAYABLE = (
    mark("show my invoices"),
    mark("show my invoices page {number}"),
    mark("payment history page {number}"),
    mark("show my open invoices"),
    mark("show my overdue invoices"),
    mark("show invoice {number}"),
    mark("show {number}"),
    mark("pay invoice {number}"),
    mark("pay {amount} of {number}"),
    mark("status of {number}"),
    mark("did {number} go through"),
    mark("yes, on {day}"),
    mark("pay {number} on {day}"),
    mark("pay invoice {number} on {day}"),
    mark("we will pay on {day}"),
    mark("we will pay {number} on {day}"),
    mark("pause reminders until {day}"),
    mark("resume reminders"),
    mark("notification preferences"),
    mark("pay my invoice"),
    mark("pay all overdue"),
    mark("pay all open"),
    mark("pay my balance"),
    mark("what do I owe"),
    mark("what do we owe"),
    mark("summary"),
    mark("payment history"),
    mark("payment status"),
    mark("payment methods"),
    mark("how do I pay by wire"),
    mark("is autopay on"),
    mark("show our contacts"),
    mark("which account is this"),
    mark("statement"),
    mark("receipt"),
    mark("help"),
    mark("cancel"),
    mark("talk to a human"),
)


"""What is suggested most, as its buttons say it; pressed, it is always said in English."""


def sayable(words: str, reader: Reader) -> str:
    """What can be said, in the reader's language where its button is known there."""
    if found := _FOR_ACCOUNT.fullmatch(words):
        rest = sayable(found["words"], reader)
        return say("for {account}: {words}", account=found["account"], words=rest)
    if found := _TO_CASE.fullmatch(words):
        case = say("Case {number}", number=found["number"])
        return f"{case}: {found['words']}"
    known, filled = words, {}
    if found := _PART.fullmatch(words):
        known, filled = known.replace(found[1], "{amount}", 1), {"amount": found[1]}
    if (found := _DAY.search(words)) and (day := _day(found[0])):
        known, filled = known.replace(found[0], "{day}", 1), {"day": reader.day(day)}
    if found := _NUMBER.search(known):
        known, filled = known.replace(found[0], "{number}", 1), filled | {"number": found[0]}
    return marked(known, **filled) if known in _SAYABLE else words


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
