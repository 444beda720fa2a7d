"""Words for whom to write to instead: the question, and what becomes of its answer."""

from assistant.billing.outcomes.reminding import WhoInstead
from assistant.card import Action, Card
from assistant.language import say
from assistant.reader import Reader
from assistant.replies.with_case import where_it_is


def word(outcome: WhoInstead, reader: Reader, *, support: str) -> Card:
    """Ask, or say where the answer stands and who can change it."""
    where = where_it_is(outcome, reader, support)
    if not outcome.answered:
        said = say(
            "Who should get these instead? Please answer with a name or an address; a person of "
            "ours changes it, so that nobody else can do it for you."
        )
        return Card(title=say("Sorry to have bothered you"), paragraphs=(said, where))
    paragraphs = (say("Nothing has changed yet."), *_how(outcome), where)
    return Card(
        title=say("Thank you: I have passed that on"),
        paragraphs=paragraphs,
        actions=_actions(outcome),
    )


def _how(outcome: WhoInstead) -> list[str]:
    """Who else can change it, and how."""
    if outcome.known:
        return [say("{email} is a contact already: you can do it here.", email=outcome.known)]
    if outcome.may_change:
        return [say("You may change it yourself: answer with a mail address.")]
    if outcome.who_can:
        names = ", ".join(outcome.who_can)
        return [say("{names} can change it here, too.", names=names)]
    return []


def _actions(outcome: WhoInstead) -> tuple[Action, ...]:
    if not outcome.known:
        return (Action(label=say("Contacts"), say="who gets our invoices"),)
    email = outcome.known
    return (
        Action(label=say("Remind {email}", email=email), say=f"send reminders to {email}"),
        Action(label=say("Not me any more"), say="reminders off"),
    )
