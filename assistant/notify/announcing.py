"""Turn facts into deliveries: a card for everyone who should know, where they hear it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from assistant.billing import news
from assistant.billing.contacts import accounts, verification
from assistant.billing.events import CaseNews, CaseReplied, ContactInvited, Event, PaymentEvent
from assistant.billing.ids import new_id
from assistant.billing.model import Contact
from assistant.billing.model.case import RESENT
from assistant.card import Card
from assistant.notify import digests, outbox, overview, turning
from assistant.notify.delivery import Delivery
from assistant.notify.desk import AgentsDesk
from assistant.notify.joined import kin
from assistant.notify.names import invoice_of, name_of
from assistant.notify.notices import word
from assistant.notify.rules import AGENTS, Recipient, audience
from assistant.notify.turning import Shown
from assistant.notify.wishes import Placed, placed
from assistant.notify.wording import Wording
from assistant.reader import Reader
from assistant.values import dataclass

_NOBODY = AgentsDesk()
_OURS = Wording()

BATCH = 64
"""Facts told in one transaction."""


def announce(
    tx: Connection,
    now: datetime,
    desk: AgentsDesk = _NOBODY,
    wording: Wording = _OURS,
) -> int:
    """Queue the cards of untold facts, oldest first; returns how many facts."""
    facts = news.unannounced(tx, BATCH)
    known = _known(tx, [event for _, event in facts], desk, wording)
    queued: list[Delivery] = []
    for position, (event_id, event) in enumerate(facts):
        at = now + timedelta(microseconds=position)  # told in the order in which they happened
        if isinstance(event, CaseNews) and event.stage == RESENT:
            overview.replay_of(tx, event.account_id, event.facts["channel"], at)
        for each, delivery in _told(tx, event, at, known):
            due = each.at if each.at > at else now
            own = replace(delivery, event_id=event_id, account_id=event.account_id, due_at=due)
            queued += digests.of(each, own, now) if each.in_digest else [own]
    outbox.put_all(tx, queued, due=now)
    news.announced(tx, [event_id for event_id, _ in facts], now)
    return len(facts)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the facts of a batch are told with, read once for all of them."""

    desk: AgentsDesk
    wording: Wording
    contacts: dict[str, list[Contact]]
    offered: dict[str, Shown]


def _known(tx: Connection, events: list[Event], desk: AgentsDesk, wording: Wording) -> _Known:
    whose = [each.account_id for each in events if each.account_id]
    offered = turning.offered_in_slack(tx, events)
    return _Known(desk, wording, accounts.contacts_of_each(tx, whose), offered)


def _told(
    tx: Connection, event: Event, at: datetime, known: _Known
) -> Iterator[tuple[Placed, Delivery]]:
    """The card of a fact for everyone who hears of it."""
    contacts = known.contacts.get(event.account_id, [])
    recipients = audience(event, contacts, known.desk)
    offered = known.offered.get(event.about) if isinstance(event, PaymentEvent) else None
    if offered and not any(turning.has(each, offered.address) for each in recipients):
        recipients = [*recipients, *turning.whoever_was_offered(contacts, event, offered)]
    secret = None
    if isinstance(event, CaseNews):
        event = news.with_transcript(tx, event)
    if isinstance(event, ContactInvited):
        secret = verification.new_code(tx, event.about)
        recipients = recipients if secret else []  # it is asked no more
    hearing = placed(event, recipients, at)
    names = {each.recipient.contact.person_id: each.recipient.contact.name for each in hearing}
    for each in hearing:
        own = each.recipient.contact.person_id
        told = tuple(dict.fromkeys(name for other, name in names.items() if other != own))
        card = _worded(event, each.recipient, told, known.wording)
        delivery = replace(
            _addressed(each.recipient, card, at),
            turns=turning.turned(each.recipient, event, offered),
            case_id=_case(event, each.recipient),
            kin=kin(event),
            secret=secret,
        )
        yield each, delivery


def _worded(event: Event, recipient: Recipient, told: tuple[str, ...], wording: Wording) -> Card:
    reader = Reader(recipient.contact.locale, recipient.contact.timezone)
    card = word(
        event,
        reader,
        told=told,
        may_pay=recipient.may_pay,
        may_manage=recipient.may_manage,
        to=recipient.contact.person_id,
    )
    worded = wording.applied(name_of(event), card, event, reader)
    number = invoice_of(event)
    return worded.model_copy(update={"about": number}) if number else worded


def _case(event: Event, recipient: Recipient) -> str | None:
    """The case under whose first message it belongs: at the agents' desk, and with the customer."""
    match event:
        case CaseReplied(case_id=case_id):
            return case_id
        case CaseNews(case_id=case_id) if recipient.contact.person_id == AGENTS:
            return case_id
        case _:
            return None


def _addressed(recipient: Recipient, card: Card, at: datetime) -> Delivery:
    contact = recipient.contact
    return Delivery(
        id=new_id("dlv"),
        channel=recipient.channel,
        address=recipient.address,
        place=recipient.place,
        locale=contact.locale,
        card=card,
        created_at=at,
        person_id=contact.person_id,
        fallback=contact.email or None if recipient.channel != "mail" else None,
    )
