"""What the agents hear of a case, in their own thread; in English, whoever reads it."""

from collections.abc import Iterator

from assistant.billing.events import CaseNews
from assistant.billing.model.case import CaseKind
from assistant.card import Action, Card, Fact, Tone
from assistant.case_actions import claim, next_actions, show
from assistant.reader import Reader

LONGEST = 1_500
_INTERNAL = (
    "What you write here stays among agents. “reply to case {number}: …” reaches the customer, "
    "and you see it before it goes."
)
_TITLES = {
    "opened": "Case {number}: {person} asks for a person",
    "found": "Case {number}: {subject}",
    "added": "Case {number}: {person} adds",
    "reopened": "Case {number} is open again: {person} adds",
    "claimed": "{by} has claimed case {number}",
    "released": "{by} has given back case {number}",
    "assigned": "{by} has given case {number} to {holder}",
    "snoozed": "{by} has put off case {number}",
    "woken": "Case {number} is back",
    "noted": "{by} notes on case {number}",
    "replied": "{by} has answered case {number}",
    "resent": "{by} has what nobody took sent again: case {number}",
    "resolved": "{by} has resolved case {number}",
}
_OPENING = ("opened", "added", "reopened", "woken", "assigned", "released")
_FACTS_OF_OURS = ("about", "person", "request")


def word(event: CaseNews, reader: Reader) -> Card:
    """Say it to the agents."""
    stage = "found" if event.stage == "opened" and not event.person else event.stage
    subject = event.subject.replace("_", " ")
    title = _TITLES[stage].format(
        number=event.number,
        person=event.person or "Somebody",
        by=event.by or "Somebody",
        holder=event.holder or "nobody",
        subject=subject,
    )
    opened = event.stage == "opened"
    return Card(
        title=title,
        tone=Tone.PROBLEM if opened else Tone.INFO,
        paragraphs=tuple(_said(event, reader)),
        facts=_facts(event, subject) if opened else (),
        actions=_actions(event),
    )


def _said(event: CaseNews, reader: Reader) -> Iterator[str]:
    for line in event.transcript[:-1]:
        yield f"{reader.moment(line.at)}, {line.by or 'Assistant'}: {_cut(line.text)}"
    if event.words:
        yield f"“{_cut(event.words)}”"
    if event.stage == "snoozed" and event.until:
        yield f"It comes back {reader.moment(event.until)}."
    if event.stage == "opened" and event.person:
        yield _INTERNAL.format(number=event.number)


def _facts(event: CaseNews, subject: str) -> tuple[Fact, ...]:
    known = {
        "Customer": event.account or "none",
        "From": f"{event.person}, {event.email}" if event.person else "",
        "About": subject,
        **{
            name.replace("_", " ").capitalize(): value
            for name, value in event.facts.items()
            if name not in _FACTS_OF_OURS
        },
    }
    return tuple(Fact(label=name, value=value[:200]) for name, value in known.items() if value)


def _actions(event: CaseNews) -> tuple[Action, ...]:
    if event.stage not in _OPENING:
        return ()
    first = show(event.number) if event.holder else claim(event.number)
    untold = event.subject == CaseKind.NOT_TOLD
    return next_actions(event.number, first, has_customer=bool(event.person), untold=untold)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
