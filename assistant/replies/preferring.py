"""Words for how somebody hears what nobody asked for, and for an account's stages."""

from datetime import datetime

from assistant.billing.model.contact import Hearing
from assistant.billing.model.preferences import MAY_BE_OFF, LeftAlone, Preferences
from assistant.billing.outcomes.reminding import (
    PreferencesShown,
    StagesRefused,
    StagesSet,
    TheirsToSay,
)
from assistant.card import Action, Card, Fact, Tone
from assistant.language import count, mark, marked, say
from assistant.reader import Reader
from assistant.replies.hearing import asking_for_it, not_told


def shown(outcome: PreferencesShown, reader: Reader) -> Card:
    """Say what is so, and what one can say to change it."""
    wishes = outcome.preferences
    hours = wishes.hours
    facts = [
        Fact(label=say("Language"), value=reader.language),
        Fact(label=say("Reminders"), value=_where(outcome)),
        Fact(label=say("Hours"), value=f"{hours.opens}:00–{hours.closes}:00"),
        Fact(label=say("Digest"), value=_digest(wishes.digest)),
        Fact(label=say("Weekends"), value=say("yes") if wishes.weekends else say("no")),
        Fact(label=say("Reminded on"), value=_days(outcome.stages)),
    ]
    alone = outcome.left_alone
    if alone:
        facts.append(Fact(label=say("By mail"), value=_still_mailed(alone)))
    facts += _of_kinds(wishes)
    if outcome.paused_until:
        facts.append(Fact(label=say("Paused until"), value=reader.moment(outcome.paused_until)))
    if outcome.muted:
        quiet = ", ".join(_quiet(number, until, reader) for number, until in outcome.muted)
        facts.append(Fact(label=say("Quiet about"), value=quiet))
    refused = [marked(_REFUSED[outcome.refused])] if outcome.refused else []
    title = say("Noted: so I write to you") if outcome.changed else say("How I write to you")
    title = say("That cannot be: nothing was changed") if refused else title
    said = say(
        "Answers to you, invoices, and news about money that moves always come at once; reminders "
        "and everything else as you wish."
    )
    how = say(
        "You can say “slack first”, “mail first”, “quiet hours from 20 to 8”, “reminders off”, "
        "“pause reminders until 1 June”, “mute invoice 123”, “weekly digest”, “no notices about "
        "methods”, “only mail for payments” or “write to me in German”."
    )
    in_vain = _in_vain(outcome)
    wanted = [left_alone(alone, reader)] if alone else []
    paragraphs = (*refused, *wanted, *([not_told(in_vain)] if in_vain else ()), said, how)
    actions = (*(asking_for_it(in_vain) if in_vain else ()), *_actions(outcome))
    return Card(title=title, paragraphs=paragraphs, facts=tuple(facts), actions=actions)


def _quiet(number: str, until: datetime | None, reader: Reader) -> str:
    if until is None:
        return number
    return say("{number} until {time}", number=number, time=reader.moment(until))


_REFUSED = {
    "payments": mark(
        "News about payments is never off: it says when money moves. “only mail for payments” says "
        "where it comes."
    ),
    "invoices": mark(
        "New invoices are never off for whoever gets them: they say what is to be paid. An admin "
        "can say who gets them."
    ),
    "hours": mark(
        "Those hours begin when they end: that is always or never. Say for example “quiet hours "
        "from 20 to 8”."
    ),
}


def left_alone(wish: LeftAlone, reader: Reader) -> str:
    """Say that their wish for no more notices is kept, and what undoes it."""
    day = reader.day(wish.since.date())
    rest = say("Since {day} I mail you no notices, as you asked: only answers.", day=day)
    if wish.invoices:
        rest = say(
            "Since {day} I mail you no notices, as you asked: only answers and new invoices.",
            day=day,
        )
    return rest + " " + say("“reminders on” undoes that.")


def _still_mailed(wish: LeftAlone) -> str:
    return say("answers and new invoices") if wish.invoices else say("answers only")


def _in_vain(outcome: PreferencesShown) -> Hearing | None:
    """Reminders are wanted that will not come."""
    hearing = outcome.hearing
    wanted = outcome.preferences.wants("reminders")
    return hearing if wanted and hearing and not hearing.told else None


def chosen(reader: Reader) -> Card:
    """Said in the language itself."""
    said = say("What is for agents alone may still be in English.")
    return Card(
        title=say("Noted: from now on I write to you in {language}", language=reader.language),
        paragraphs=(said,),
    )


def _digest(often: str) -> str:
    match often:
        case "daily":
            return say("every day")
        case "weekly":
            return say("on Mondays")
        case _:
            return say("no")


_KINDS = {
    "payments": mark("Payments"),
    "invoices": mark("Invoices"),
    "methods": mark("Payment methods"),
    "contacts": mark("Contacts"),
    "promises": mark("Promises and disputes"),
    "statements": mark("Statements"),
}


def _of_kinds(wishes: Preferences) -> list[Fact]:
    """What is not told as usual."""
    facts = []
    for kind, label in _KINDS.items():
        if not wishes.wants(kind):
            facts.append(Fact(label=marked(label), value=say("off")))
        elif not wishes.wants(kind, "slack"):
            facts.append(Fact(label=marked(label), value=say("by mail")))
        elif not wishes.wants(kind, "mail"):
            facts.append(Fact(label=marked(label), value=say("in Slack")))
    return facts


def _where(outcome: PreferencesShown) -> str:
    wishes = outcome.preferences
    if not wishes.wants("reminders"):
        return say("off")
    if _in_vain(outcome):
        return say("not sent to you")
    if outcome.left_alone:
        return (
            say("in Slack") if outcome.slack and wishes.wants("reminders", "slack") else say("off")
        )
    mail, slack = wishes.wants("reminders", "mail"), wishes.wants("reminders", "slack")
    if not outcome.slack or not slack:
        return say("by mail")
    if not mail:
        return say("in Slack")
    return say("in Slack, else by mail") if wishes.first == "slack" else say("by mail")


def _actions(outcome: PreferencesShown) -> tuple[Action, ...]:
    wishes = outcome.preferences
    off = wishes.wants("reminders") and not outcome.left_alone
    turn = (
        Action(label=say("No more reminders"), say="reminders off")
        if off
        else Action(label=say("Remind me again"), say="reminders on")
    )
    if not any(map(wishes.wants, MAY_BE_OFF)):
        turn = Action(label=say("Tell me everything again"), say="notices on")
    if not outcome.slack:
        return (turn,)
    other = (
        Action(label=say("Mail first"), say="mail first")
        if wishes.first == "slack"
        else Action(label=say("Slack first"), say="slack first")
    )
    return (turn, other)


def stages(outcome: StagesSet) -> Card:
    """Say when the account's people are reminded from now on."""
    title = say("Reminders of {account}", account=outcome.account)
    if not outcome.stages:
        said = say("Nobody is reminded of open invoices any more.")
        return Card(title=title, paragraphs=(said,))
    said = say("Open invoices are looked at anew; what was told before is not told again.")
    days = Fact(label=say("Reminded on"), value=_days(outcome.stages))
    return Card(title=title, paragraphs=(said,), facts=(days,))


def stages_refused(outcome: StagesRefused) -> Card:
    """Too many, or too far."""
    said = say(
        "I can remind at most {most} times, and no more than {furthest} days before or after. "
        "Nothing was changed.",
        most=outcome.most,
        furthest=outcome.furthest,
    )
    return Card(title=say("I cannot remind on those days"), tone=Tone.PROBLEM, paragraphs=(said,))


def theirs_to_say(outcome: TheirsToSay) -> Card:
    """Name what an agent can set: when anybody there is reminded at all."""
    account = outcome.account
    said = say("What one is reminded of, and how, each of them says for themselves.")
    may = say("When anybody there is reminded, you can set for all of them.")
    never = Action(label=say("No more reminders"), say=f"for {account}: set reminders to never")
    usual = Action(label=say("As usual"), say=f"for {account}: set reminders to the usual")
    return Card(
        title=say("The people of {account} say that themselves", account=account),
        tone=Tone.PROBLEM,
        paragraphs=(said, may),
        actions=(never, usual),
    )


def _days(stages: tuple[int, ...]) -> str:
    return ", ".join(_day(each) for each in stages) or say("never")


def _day(stage: int) -> str:
    if stage < 0:
        return count(-stage, "{number} day before it is due", "{number} days before it is due")
    if stage == 0:
        return say("the day it is due")
    return count(stage, "{number} day after", "{number} days after")
