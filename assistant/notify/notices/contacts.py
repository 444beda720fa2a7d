"""Words for who belongs to an account, and for the address that is to belong to it."""

import re
from typing import assert_never

from assistant.billing.events import ContactBounced, ContactChange, ContactChanged, ContactInvited
from assistant.card import CODE, Action, Card, Fact, Style, Tone
from assistant.language import mark, marked, say, spoken
from assistant.reader import Reader


def changed(event: ContactChanged, reader: Reader) -> Card:
    """Tell the admins and the one it is about, who may not have wanted it."""
    who = f"{event.name} ({event.email})"
    match event.change:
        case ContactChange.ADDED:
            title = say("New contact asked for: {email}", email=event.email)
            said = say(
                "{email} was asked to confirm, and becomes {role} when it does.",
                email=event.email,
                role=marked(event.role),
            )
            if event.replaces:
                said += " " + say("It then takes the place of {replaces}.", replaces=event.replaces)
        case ContactChange.CONFIRMED:
            title = say("New contact: {email}", email=event.email)
            said = say(
                "{email} has confirmed and is {role} now.",
                email=event.email,
                role=marked(event.role),
            )
        case ContactChange.ROLE:
            title = say("{name} is {role} now", name=event.name, role=marked(event.role))
            said = say("{who} was {before} before.", who=who, before=marked(event.before))
        case ContactChange.FLAGS:
            title = say("What {name} receives has changed", name=event.name)
            said = say(
                "{who} now receives {flags}.",
                who=who,
                flags=", ".join(map(marked, event.flags)) or say("nothing"),
            )
        case ContactChange.REMOVED:
            title = say("{name} is no longer a contact", name=event.name)
            said = say(
                "{who} was {before}, hears nothing more and can do nothing here.",
                who=who,
                before=marked(event.before),
            )
        case ContactChange.REOPENED:
            title = say("Mail goes to {email} again", email=event.email)
            said = say(
                "It had come back, and {by} says that it arrives now. If it comes back once more, "
                "I stop again.",
                by=event.by or say("one of our people"),
            )
        case _:
            assert_never(event.change)
    facts = [Fact(label=say("On"), value=reader.moment(event.at))]
    if event.pays_from is not None:
        facts.append(Fact(label=say("May pay from"), value=reader.moment(event.pays_from)))
    return Card(
        title=title, paragraphs=(said, marked(_WRONG)), facts=tuple(facts), actions=(_person(),)
    )


_WRONG = mark("If this is not what you want, tell us at once.")


@spoken
def _person() -> Action:
    return Action(label=say("Talk to us"), say="talk to a human")


_REFUSAL = re.compile(r"\b(?:[45]\d\d(?: [45]\.\d{1,3}\.\d{1,3})?|[45]\.\d{1,3}\.\d{1,3})\b")
"""All that is told of a bounce (RFC 3463, RFC 5321): nothing proves who wrote its words."""


def bounced(event: ContactBounced, *, own: bool) -> Card:
    """Say that an address is dead, so that somebody gives us another one."""
    if own:
        said = say(
            "What I mail to you comes back. Until that is put right I write to you here, and the "
            "mail goes to nobody."
        )
        way = say("If your mailbox works again, write to me from it once, and I go on.")
        actions: tuple[Action, ...] = (_person(),)
    else:
        said = say(
            "What I mail to {name} comes back, so I have stopped. What only {name} was told, "
            "nobody reads now.",
            name=event.name,
        )
        way = say("Please give me another address, or have {name} write to me.", name=event.name)
        works = Action(label=say("It works again"), say=f"mail to {event.email} works again")
        actions = (works, Action(label=say("Contacts"), say="who gets our invoices"), _person())
    code = _REFUSAL.search(event.said)
    facts = (Fact(label=say("Their mail server said"), value=code[0]),) if code else ()
    title = say("Mail to {email} comes back", email=event.email)
    return Card(
        title=title, tone=Tone.PROBLEM, paragraphs=(said, way), facts=facts, actions=actions
    )


def invited(event: ContactInvited, reader: Reader) -> Card:
    """Ask an address whether it is who it is said to be; it learns no figures."""
    until = reader.moment(event.expires_at)
    return Card(
        title=say("Confirm your address for {account}", account=event.account),
        paragraphs=(
            say(
                "{by} wants to make you {role} for the invoices of {account}.",
                by=event.by,
                role=marked(event.role),
                account=event.account,
            ),
            say(
                "If that is right, answer with the words below. They work once, from "
                "this address, until {until}. If you expected nothing of the kind, do "
                "nothing: you will hear nothing more.",
                until=until,
            ),
        ),
        actions=(
            Action(label=say("Confirm my address"), say=f"verify {CODE}", style=Style.PRIMARY),
        ),
    )
