"""Words for what somebody is not told at an account, and for who can change that."""

from assistant.billing.model.contact import Hearing, Told
from assistant.card import Action
from assistant.language import mark, marked, say

_NOT_TOLD = {
    Told.REMINDERS: mark("Reminders of {account} are not sent to you, whatever you wish here."),
    Told.INVOICES: mark("New invoices of {account} are not sent to you."),
}
_WORDS = {
    Told.REMINDERS: mark("send reminders to {address}"),
    Told.INVOICES: mark("send invoices to {address}"),
}


def not_told(hearing: Hearing) -> str:
    """Say so, and whom to ask; nothing is promised that will not come."""
    said = marked(_NOT_TOLD[hearing.what], account=hearing.account)
    if hearing.may or not hearing.by:
        return said
    can = say(
        "{who} can change that, by saying “{words}”.",
        who=", ".join(hearing.by),
        words=marked(_WORDS[hearing.what], address=hearing.address),
    )
    return f"{said} {can}"


def asking_for_it(hearing: Hearing) -> tuple[Action, ...]:
    """For whoever can change that: a button that does."""
    if not hearing.may or hearing.told:
        return ()
    words = _WORDS[hearing.what].format(address=hearing.address)
    return (Action(label=say("Send them to me"), say=words),)
