"""Words for who somebody in Slack is, in Slack and in the mails that go with it."""

from typing import assert_never

from assistant.billing.outcomes.linking import (
    Letter,
    LinkAsked,
    LinkEnded,
    LinkMade,
    LinkOutcome,
    LinkProblem,
    LinkRefused,
)
from assistant.card import CODE, Action, Card, Fact, Tone
from assistant.language import count, say, speaking
from assistant.reader import Reader


def word(outcome: LinkOutcome, reader: Reader, *, support: str) -> Card:
    """Say it; whether an address is on file is in none of these words."""
    match outcome:
        case LinkAsked():
            return _asked(outcome, reader, support)
        case LinkMade():
            return _made(outcome)
        case LinkRefused():
            return _refused(outcome, support)
        case LinkEnded():
            return _ended(outcome, support)
        case _:
            assert_never(outcome)


def stranger(support: str) -> Card:
    """Tell nothing to somebody in Slack whom we do not know, but how to become known."""
    return Card(
        title=say("I do not know yet who you are"),
        tone=Tone.PROBLEM,
        paragraphs=(
            say(
                "I only talk about invoices with people who are on record, so I cannot say "
                "anything about an account here."
            ),
            say(
                "Tell me the mail address your invoices come to, like this: "
                "“link you@company.example”. If it is on record, I mail a code there; say the code "
                "here, and I know you from then on."
            ),
            say("It does not work? Ask {support} to add you.", support=support),
        ),
    )


def letter(outcome: LinkAsked | LinkMade | LinkEnded) -> Card | None:
    """What is mailed to the person who is, or is to be, linked; in their own formats."""
    if outcome.letter is None:
        return None
    reader = Reader(outcome.letter.locale, outcome.letter.timezone)
    with speaking(reader.locale):
        match outcome:
            case LinkAsked():
                return _code(outcome.letter, reader.moment(outcome.until))
            case LinkMade():
                return _now_linked(outcome.letter)
            case LinkEnded():
                return _no_longer(outcome.letter)
            case _:
                assert_never(outcome)


def _asked(outcome: LinkAsked, reader: Reader, support: str) -> Card:
    return Card(
        title=say("Please look into your mail"),
        paragraphs=(
            say(
                "If {email} is on record, a mail with a code is on its way there. Say that code "
                "here by {time}.",
                email=outcome.email,
                time=reader.moment(outcome.until),
            ),
            say(
                "If no mail comes, it is another address, or there were too many codes today. "
                "{support} can help.",
                support=support,
            ),
        ),
    )


def _made(outcome: LinkMade) -> Card:
    said = [
        say(
            "From now on I take what you say here as said by {name} ({email}).",
            name=outcome.name,
            email=outcome.email,
        )
    ]
    if outcome.accounts:
        said.append(say("You belong to: {accounts}.", accounts=", ".join(outcome.accounts)))
    said.append(say("“unlink” ends this."))
    actions = (
        Action(label=say("My invoices"), say="show my invoices"),
        Action(label=say("Help"), say="help"),
    )
    return Card(
        title=say("I know you now"), tone=Tone.GOOD, paragraphs=tuple(said), actions=actions
    )


def _refused(outcome: LinkRefused, support: str) -> Card:
    problem = outcome.problem
    match problem:
        case LinkProblem.NO_ADDRESS:
            title = say("That is not a mail address")
            said = say("Nothing was mailed. Say it like this: “link you@company.example”.")
        case LinkProblem.TOO_OFTEN:
            title = say("You have asked for enough codes today")
            said = say(
                "The last code still works for as long as it says. Try again tomorrow, or ask "
                "{support}.",
                support=support,
            )
        case LinkProblem.WRONG_CODE if outcome.left:
            title = say("That code is not right")
            said = count(
                outcome.left,
                "Look at the newest mail again; you may try {number} more time.",
                "Look at the newest mail again; you may try {number} more times.",
            )
        case LinkProblem.WRONG_CODE:
            title = say("That code does not work")
            said = say(
                "It is not the one I mailed last, or it is too old, or there were too many wrong "
                "ones. Say “link you@company.example” for a new one."
            )
        case LinkProblem.NOT_HERE:
            title = say("Say that in Slack")
            said = say(
                "Nothing was changed. Who you are in Slack can only be shown there: write me a "
                "direct message, “link you@company.example”, and the code there, too."
            )
        case _:
            assert_never(problem)
    return Card(title=title, tone=Tone.PROBLEM, paragraphs=(said,))


def _ended(outcome: LinkEnded, support: str) -> Card:
    if not outcome.count:
        said = say("No Slack account speaks for you, so nothing was changed.")
        return Card(title=say("Nothing is linked"), paragraphs=(said,))
    ended = outcome.count
    said = count(
        ended,
        "{number} Slack account speaks for you no longer, and hears nothing more.",
        "{number} Slack accounts speak for you no longer, and hear nothing more.",
    )
    again = say("To link one again, write to me in Slack: “link you@company.example”.")
    wrong = say("If this is not what you want, write to {support}.", support=support)
    return Card(title=say("No longer linked"), paragraphs=(said, again, wrong))


def _code(to: Letter, until: str) -> Card:
    return Card(
        title=say("Your code to link Slack"),
        paragraphs=(
            say(
                "Somebody in Slack says they are you. If that is so, say the code to me in Slack, "
                "where you were asked for it; it works there until {time}, and nowhere else.",
                time=until,
            ),
            say(
                "If it is not you, do nothing, and give the code to nobody: whoever says it could "
                "see your invoices and pay them."
            ),
        ),
        facts=(Fact(label=say("Code"), value=CODE), _slack_user(to)),
    )


def _now_linked(to: Letter) -> Card:
    return Card(
        title=say("A Slack account now speaks for you"),
        paragraphs=(
            say("What it says to me counts as said by you, and it is told what you are told."),
            say("If this is not you, undo it at once: answer this mail with the words below."),
        ),
        facts=(_slack_user(to),),
        actions=(_undo(),),
    )


def _no_longer(to: Letter) -> Card:
    return Card(
        title=say("A Slack account no longer speaks for you"),
        paragraphs=(say("Mail goes on as before."),),
        facts=(_slack_user(to),),
    )


def _slack_user(to: Letter) -> Fact:
    """By its ids: names in Slack are anybody's to choose."""
    team, _, user = to.slack.partition("/")
    ids = say("user {user} of workspace {team}", user=user, team=team)
    return Fact(label=say("Slack account"), value=ids)


def _undo() -> Action:
    return Action(label=say("Unlink all of Slack"), say="unlink all")
