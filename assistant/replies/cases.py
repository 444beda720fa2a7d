"""Words for whoever asked for a person: how their case stands, that their words are passed on."""

from assistant.billing.model.case import CaseFile, CaseState
from assistant.billing.outcomes.cases import AddedToCase, YourCases, YourCaseUnknown
from assistant.card import Action, Card, Choice, Column, Fact, Table, Tone
from assistant.language import mark, marked, say
from assistant.reader import Reader

_STATES = {
    CaseState.OPEN: mark("waiting for one of us"),
    CaseState.CLAIMED: mark("in hand"),
    CaseState.SNOOZED: mark("in hand"),
    CaseState.RESOLVED: mark("closed"),
}
_ABOUT = {
    "human": mark("a person asked for"),
    "refund_request": mark("a refund"),
    "dispute": mark("something that is wrong"),
    "contact_update": mark("your contacts"),
    "not_understood": mark("what I did not understand"),
}


def word(outcome: YourCases | YourCaseUnknown | AddedToCase, reader: Reader) -> Card:
    """Say it."""
    match outcome:
        case YourCases(cases=(case,)):
            return _one(case, reader)
        case YourCases(cases=cases):
            return _all(cases, reader)
        case YourCaseUnknown():
            return _unknown(outcome)
        case AddedToCase(number=number, holder=holder):
            return _added(number, holder)


def about(case: CaseFile) -> str:
    """What a case is about, for the one who opened it."""
    return marked(_ABOUT.get(case.subject, _ABOUT["human"]))


def _one(case: CaseFile, reader: Reader) -> Card:
    said = say("Nobody has taken it up yet; it is waiting for one of us.")
    if case.holder:
        said = say("{name} is looking after it.", name=case.holder)
    if case.state is CaseState.RESOLVED:
        said = say("It is closed. It opens again when you add something to it.")
    add = say("To add something, say “case {number}: …”.", number=case.number)
    answered = reader.moment(case.answered_at) if case.answered_at else say("not yet")
    return Card(
        title=say("Case {number}", number=case.number),
        paragraphs=(said, add),
        facts=(
            Fact(label=say("About"), value=about(case)),
            Fact(label=say("State"), value=marked(_STATES[case.state])),
            Fact(label=say("Opened"), value=reader.moment(case.opened_at)),
            Fact(label=say("First answered"), value=answered),
        ),
    )


def _all(cases: tuple[CaseFile, ...], reader: Reader) -> Card:
    if not cases:
        return Card(
            title=say("You have no open case"),
            paragraphs=(say("If you need one of us, just say “talk to a human”."),),
            actions=(Action(label=say("Talk to a human"), say="talk to a human"),),
        )
    rows = tuple(
        (str(each.number), about(each), marked(_STATES[each.state]), reader.moment(each.opened_at))
        for each in cases
    )
    columns = (say("Case"), say("About"), say("State"), say("Opened"))
    return Card(
        title=say("Your open cases"),
        table=Table(columns=tuple(Column(label=each) for each in columns), rows=rows),
        choices=tuple(
            Choice(label=say("Case {number}", number=each.number), say=f"case {each.number}")
            for each in cases[:10]
        ),
    )


def _unknown(outcome: YourCaseUnknown) -> Card:
    said = say("You have no open case.")
    if outcome.waiting:
        listed = ", ".join(map(str, outcome.waiting))
        said = say("Open are: {cases}.", cases=listed)
    return Card(
        title=say("You have no case {number}", number=outcome.number),
        tone=Tone.PROBLEM,
        paragraphs=(said,),
    )


def _added(number: int, holder: str) -> Card:
    said = say("Whoever takes it up reads it, too.")
    if holder:
        said = say("{name} has your words and answers you.", name=holder)
    return Card(title=say("Added to case {number}", number=number), paragraphs=(said,))
