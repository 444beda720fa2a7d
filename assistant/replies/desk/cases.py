"""What agents read about cases: lists, one with all that was said, and what was done with it."""

from typing import assert_never

from assistant.billing.model.case import (
    CaseFile,
    CaseKind,
    CaseProblem,
    CaseState,
    Entry,
    EntryKind,
)
from assistant.billing.outcomes.cases import (
    AssignWhom,
    CaseChanged,
    CaseList,
    CaseRefused,
    CaseShown,
    ReplyDrafted,
    ReplyDropped,
    ReplySent,
    ReplyWanted,
)
from assistant.card import Action, Card, Choice, Column, Fact, Style, Table, Tone
from assistant.case_actions import claim, next_actions, reply, resolve, settle, show
from assistant.reader import Reader

AgentsOutcome = (
    CaseList
    | CaseShown
    | CaseChanged
    | CaseRefused
    | AssignWhom
    | ReplyWanted
    | ReplyDrafted
    | ReplySent
    | ReplyDropped
)

LONGEST_PREVIEW = 2_000
_WHICH = {
    "all": "Open cases",
    "mine": "Your cases",
    "unanswered": "Cases nobody has answered",
}
_STAGES = {
    "claimed": "is yours",
    "released": "is free again",
    "assigned": "is with {holder}",
    "snoozed": "comes back {until}",
    "resolved": "is resolved",
    "noted": "has your note",
    "resent": "is being sent again",
}
_SAID = {
    "claimed": "The assistant keeps quiet in that conversation, and reminders wait.",
    "released": "Anybody may claim it; the assistant answers that conversation again.",
    "assigned": "They have been told.",
    "snoozed": "It comes back by itself, or when the customer adds to it.",
    "resolved": "Whoever asked is told that it is closed.",
    "resent": "All that was given up there for this account is tried again, for three more days. "
    "What has arrived is not sent twice, and reminders are looked at afresh.",
    "noted": "Only agents read it. “reply to case {number}: …” reaches the customer.",
}
_PROBLEMS = {
    CaseProblem.UNKNOWN: "There is no case {number}.",
    CaseProblem.HELD: "{holder} has it. “assign case {number} to me” takes it over.",
    CaseProblem.OVER: "It is resolved. It opens again when the customer adds to it.",
    CaseProblem.NO_SUCH_AGENT: "I know no one agent called “{named}”. Say the whole name.",
    CaseProblem.NOT_AN_AGENT: "You may no longer do this.",
    CaseProblem.DATE_PAST: "That day is over. Say for example “snooze case {number} until Friday”.",
    CaseProblem.NOBODY_TO_ANSWER: "Nobody asked: there is no customer to answer on this case.",
    CaseProblem.NO_SUCH_REPLY: "There is no such draft of yours.",
    CaseProblem.NOTHING_TO_RESEND: "This case is not about something that could not be sent.",
    CaseProblem.REPLY_DROPPED: "You have thrown that draft away. Please write it again.",
}


def word(outcome: AgentsOutcome, reader: Reader) -> Card:
    """Say it to the agent who asked."""
    match outcome:
        case CaseList():
            return _listed(outcome, reader)
        case CaseShown():
            return _shown(outcome, reader)
        case CaseChanged():
            return _changed(outcome, reader)
        case CaseRefused():
            return _refused(outcome)
        case AssignWhom(case=case, agents=agents):
            choices = [
                Choice(label=each, say=f"assign case {case.number} to {each}") for each in agents
            ]
            return Card(title=f"Who takes case {case.number}?", choices=tuple(choices[:24]))
        case ReplyWanted(case=case):
            said = f"Say “reply to case {case.number}: …”. You see it before it goes."
            title = f"What do you answer {case.person}?"
            return Card(title=title, paragraphs=(said,), actions=(reply(case.number),))
        case ReplyDrafted():
            return _drafted(outcome)
        case ReplySent():
            return _sent(outcome)
        case ReplyDropped(case=case, too_late=too_late):
            title = "It had been sent already" if too_late else "Thrown away"
            said = f"Case {case.number}: " + (
                "the customer has it." if too_late else "nothing sent."
            )
            return Card(title=title, paragraphs=(said,))
        case _:
            assert_never(outcome)


def subject(case: CaseFile) -> str:
    """What a case is about, in words."""
    return case.subject.replace("_", " ")


def _listed(outcome: CaseList, reader: Reader) -> Card:
    title = _WHICH[outcome.which]
    if not outcome.cases:
        return Card(title=f"{title}: none", tone=Tone.GOOD, paragraphs=("Nobody waits here.",))
    rows = tuple(_row(each, reader) for each in outcome.cases)
    columns = ("Case", "Customer", "From", "About", "State", "Since")
    choices = [
        Choice(
            label=f"Case {each.number}: {each.account or subject(each)}", say=f"case {each.number}"
        )
        for each in outcome.cases[:10]
    ]
    said = f"{len(outcome.cases)} shown; {outcome.total} open in all, oldest first."
    return Card(
        title=title,
        paragraphs=(said,),
        table=Table(columns=tuple(Column(label=each) for each in columns), rows=rows),
        choices=tuple(choices),
        actions=(
            Action(label="Unanswered", say="unanswered requests"),
            Action(label="Mine", say="my cases"),
        ),
    )


def _row(case: CaseFile, reader: Reader) -> tuple[str, ...]:
    state = f"{case.state} ({case.holder})" if case.holder else str(case.state)
    return (
        str(case.number),
        case.account or "–",
        case.person or "–",
        subject(case),
        state,
        reader.moment(case.opened_at),
    )


def _shown(outcome: CaseShown, reader: Reader) -> Card:
    case = outcome.case
    said = tuple(_line(each, reader) for each in outcome.entries)
    return Card(
        title=f"Case {case.number}: {case.person or case.account or subject(case)}",
        paragraphs=said or ("Nothing was said about it.",),
        facts=_facts(case, reader),
        actions=() if case.state is CaseState.RESOLVED else actions(case),
    )


_WHO = {
    EntryKind.ASKED: "{by}",
    EntryKind.ANSWERED: "Assistant",
    EntryKind.NOTE: "Note by {by} (internal)",
    EntryKind.REPLY: "{by} to the customer",
}


def _line(entry: Entry, reader: Reader) -> str:
    who = _WHO[entry.kind].format(by=entry.by or "Customer")
    return f"{reader.moment(entry.at)}, {who}: {entry.said}"


def _facts(case: CaseFile, reader: Reader) -> tuple[Fact, ...]:
    known = {
        "Customer": case.account,
        "From": case.person,
        "About": subject(case),
        **_of_an_address(case),
        "State": str(case.state),
        "Held by": case.holder or "nobody",
        "Opened": reader.moment(case.opened_at),
        "First answer": reader.moment(case.answered_at) if case.answered_at else "none yet",
        "Comes back": reader.moment(case.snoozed_until) if case.snoozed_until else "",
        "Resolved": reader.moment(case.closed_at) if case.closed_at else "",
    }
    return tuple(Fact(label=name, value=value) for name, value in known.items() if value)


_WHY = {
    "bounced": "mail there comes back",
    "refused": "its server refuses mail",
    "unsubscribed": "asked for no more notices; only they can undo that, by “reminders on”",
    "stopped_all": "asked for no more mail; only they can undo that, by “reminders on”",
    "complained": "called our mail unwanted; only they can undo that, by “reminders on”",
}


def _of_an_address(case: CaseFile) -> dict[str, str]:
    """Which address takes no mail any more, and why."""
    if case.kind is not CaseKind.MAIL_COMES_BACK:
        return {}
    why = str(case.facts.get("kind", ""))
    said = case.facts.get("said", "")
    return {"Address": case.facts.get("address", ""), "Why": _WHY.get(why, why), "It said": said}


def actions(case: CaseFile) -> tuple[Action, ...]:
    """What an agent may do with an open case next."""
    number = case.number
    first = claim(number)
    if case.holder_id:
        first = Action(label="Take over", say=f"assign case {number} to me")
    untold = case.kind is CaseKind.NOT_TOLD
    return next_actions(number, first, has_customer=bool(case.person), untold=untold)


def _changed(outcome: CaseChanged, reader: Reader) -> Card:
    case = outcome.case
    until = reader.moment(case.snoozed_until) if case.snoozed_until else ""
    done = _STAGES[outcome.stage].format(holder=case.holder, until=until)
    said = _SAID[outcome.stage].format(number=case.number)
    if outcome.repeated:
        said = "It was so already."
    offered: tuple[Action, ...] = ()
    if outcome.stage == "claimed":
        offered = (show(case.number), resolve(case.number))
        said += f" Say “reply to case {case.number}: …” to answer; you see it before it goes."
    paragraphs = [said]
    if numbers := outcome.disputed:
        offered = settle(numbers)
        paragraphs.append(f"Nobody is asked for {', '.join(numbers)} until the dispute is settled.")
    return Card(title=f"Case {case.number} {done}", paragraphs=tuple(paragraphs), actions=offered)


def _refused(outcome: CaseRefused) -> Card:
    holder = outcome.case.holder if outcome.case else ""
    said = _PROBLEMS[outcome.problem].format(
        number=outcome.number, holder=holder, named=outcome.named
    )
    return Card(
        title="Not done", tone=Tone.PROBLEM, paragraphs=(f"{said} Nothing was changed or sent.",)
    )


def _drafted(outcome: ReplyDrafted) -> Card:
    case = outcome.case
    assert case.origin is not None, case
    ways = {"slack": "in Slack, where they asked", "mail": "by mail, in their thread"}
    where = ways.get(case.origin.channel, "by mail")
    return Card(
        title=f"Send this to {case.person}?",
        paragraphs=(
            "Nothing has been sent yet. They read, under your name:",
            *outcome.words[:LONGEST_PREVIEW].split("\n\n"),
        ),
        facts=(
            Fact(label="Case", value=str(case.number)),
            Fact(label="Goes to", value=f"{case.person}, {where}"),
        ),
        actions=(
            Action(
                label="Send",
                say=f"send reply {outcome.reply_id}",
                typed="yes",
                style=Style.PRIMARY,
            ),
            Action(label="Throw away", say=f"drop reply {outcome.reply_id}", typed="no"),
        ),
    )


def _sent(outcome: ReplySent) -> Card:
    said = f"{outcome.case.person} gets it where they asked. The case is yours."
    if outcome.repeated:
        said = "It had been sent already, and was not sent again."
    return Card(
        title=f"Sent: your answer on case {outcome.case.number}",
        tone=Tone.GOOD,
        paragraphs=(said,),
        actions=(resolve(outcome.case.number),),
    )
