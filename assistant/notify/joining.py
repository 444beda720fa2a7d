"""What one person is to hear of at the same moment comes in one message, and nothing waits for it.

Each piece of news is a delivery of its own, as if it came alone. When one is taken in hand, those
of its kin that are due to the same place are taken up with it, in that very transaction, by a
message that is a row like any other: each is told once, whoever dies over it. Where the message
cannot reach its reader, its news goes the other way one by one.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, literal_column, select, update
from sqlalchemy.engine import Connection

from assistant.billing import news
from assistant.billing.contacts import accounts
from assistant.billing.events import Event, InvoiceIssued, StatementReady
from assistant.billing.ids import new_id
from assistant.billing.model import Contact
from assistant.notify import outbox
from assistant.notify.delivery import Delivery, DeliveryState, deliveries, read
from assistant.notify.joined import Joined
from assistant.notify.names import of_joined
from assistant.notify.notices import joined as words
from assistant.notify.order import IS_DUE
from assistant.notify.rules import audience
from assistant.notify.wishes import Placed, placed
from assistant.notify.wording import Wording
from assistant.reader import Reader
from assistant.values import dataclass

PREFIX = "joined:"
MOST = 20
"""News in one message, each with its document; what is left comes in the next one."""

_LOOKED_AT = 40 * MOST
_Key = tuple[str, str, str | None, str | None]


def joined(
    tx: Connection, heads: Sequence[Delivery], now: datetime, wording: Wording
) -> dict[str, Delivery]:
    """By the id of each, the message that takes it up; none where it comes alone, as it is."""
    first = {_key(each): each for each in heads if _may_grow(each)}
    together = {key: some for key, some in _due_with(tx, first, now).items() if len(some) > 1}
    if not together:
        return {}
    known = _known(tx, [each for some in together.values() for each in some])
    found = {}
    for key, some in together.items():
        message = _message(tx, first[key], _heard(some, first[key], known, now), wording)
        if message is not None:
            found[first[key].id] = message
    return found


def apart(tx: Connection, message: Delivery) -> list[Delivery]:
    """The news that a message took up, as it stands alone; any other delivery is its own."""
    if not (message.batch or "").startswith(PREFIX):
        return [message]
    return [read(row) for row in tx.execute(_taken_up_by, {"message": message.id})]


def comes_apart(message: Delivery) -> bool:
    """Whether it took up news, and no try of it can have arrived."""
    took_up = (message.batch or "").startswith(PREFIX)
    return took_up and message.state is DeliveryState.SENDING


def let_go(tx: Connection, message: Delivery, now: datetime) -> None:
    """Each piece of its news comes by itself, and is not joined again."""
    tx.execute(_let_go, {"message": message.id, "due_at": now})


def _key(each: Any) -> _Key:
    return (each.channel, each.address, each.person_id, each.kin)


def _may_grow(each: Delivery) -> bool:
    """What was tried before stays as it is: the far side may have it."""
    return each.kin is not None and each.state is DeliveryState.QUEUED and not each.attempts


def _due_with(tx: Connection, first: dict[_Key, Delivery], now: datetime) -> dict[_Key, list[Any]]:
    """Each with those of its kin that are due, too, and ours until commit."""
    found: dict[_Key, list[Any]] = {key: [each] for key, each in first.items()}
    if not first:
        return found
    wanted = {"now": now, "addresses": list({each.address for each in first.values()})}
    for row in tx.execute(_kindred, wanted):
        some = found.get(_key(row), [])
        if some and row.id != some[0].id and len(some) < MOST:
            some.append(row)
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """What they are about, by the fact's id, and everyone at those accounts."""

    facts: dict[str, Event]
    contacts: dict[str, list[Contact]]


@dataclass(frozen=True, slots=True)
class _Heard:
    """A piece of news as its reader hears it now, and who else does."""

    id: str
    event: Event
    by: Placed
    told: tuple[str, ...]


def _known(tx: Connection, some: list[Any]) -> _Known:
    facts = news.facts(tx, [each.event_id for each in some])
    whose = [each.account_id for each in facts.values()]
    return _Known(facts, accounts.contacts_of_each(tx, dict.fromkeys(whose)))


def _heard(some: list[Any], first: Delivery, known: _Known, now: datetime) -> list[_Heard]:
    """Those that still are for this reader in this place; others come alone, as they are."""
    found = []
    for each in some:
        event = known.facts[each.event_id]
        hearing = placed(event, audience(event, known.contacts.get(event.account_id, [])), now)
        names = {one.recipient.contact.person_id: one.recipient.contact.name for one in hearing}
        for one in hearing:
            to = one.recipient
            if (to.contact.person_id, to.channel) == (first.person_id, first.channel):
                others = tuple(name for who, name in names.items() if who != first.person_id)
                found.append(_Heard(each.id, event, one, others))
    return found


def _message(
    tx: Connection, first: Delivery, heard: list[_Heard], wording: Wording
) -> Delivery | None:
    """Put on record, with all that it takes up; None where nothing goes with the first."""
    if len(heard) < 2 or heard[0].id != first.id:
        return None
    contact = heard[0].by.recipient.contact
    reader, what = Reader(contact.locale, contact.timezone), _as_one(heard)
    card = wording.applied(of_joined(what), words.word(what, reader), what, reader)
    whose = {each.event.account_id for each in heard}
    message = replace(
        first,
        id=new_id("dlv"),
        event_id=None,
        kin=None,
        batch=f"{PREFIX}{first.id}",
        account_id=first.account_id if len(whose) == 1 else None,
        locale=contact.locale,
        card=card,
    )
    outbox.put(tx, message, due=first.due_at or first.created_at)
    tx.execute(_take_up, {"which": [each.id for each in heard], "message": message.id})
    return message


def _as_one(heard: list[_Heard]) -> Joined:
    facts = sorted((each.event for each in heard), key=_account_then_due)
    may = {each.event.account_id for each in heard if each.by.recipient.may_pay}
    return Joined(
        person_id=heard[0].by.recipient.contact.person_id,
        invoices=tuple(each for each in facts if isinstance(each, InvoiceIssued)),
        statements=tuple(each for each in facts if isinstance(each, StatementReady)),
        payable=frozenset(may),
        told=tuple(dict.fromkeys(name for each in heard for name in each.told)),
    )


def _account_then_due(event: Event) -> tuple[str, str, str]:
    if isinstance(event, InvoiceIssued):
        return (event.account, event.due_on.isoformat(), event.number)
    return (event.account, "", "")


_kindred = (
    select(
        deliveries.c.id,
        deliveries.c.event_id,
        deliveries.c.person_id,
        deliveries.c.channel,
        deliveries.c.address,
        deliveries.c.kin,
    )
    .where(
        deliveries.c.kin.is_not(None),
        deliveries.c.state == literal_column("'queued'"),  # as the index says it
        IS_DUE,
        deliveries.c.address.in_(bindparam("addresses", expanding=True)),
        deliveries.c.attempts == 0,
    )
    .order_by(deliveries.c.created_at)
    .limit(_LOOKED_AT)
    .with_for_update(skip_locked=True)
)
_take_up = (
    update(deliveries)
    .where(deliveries.c.id.in_(bindparam("which", expanding=True)))
    .values(state=DeliveryState.DIGESTED, far_reference=bindparam("message"), due_at=None)
)
_IN_MESSAGE = (
    deliveries.c.far_reference == bindparam("message"),
    deliveries.c.state == literal_column("'digested'"),  # as the index says it
)
_let_go = (
    update(deliveries)
    .where(*_IN_MESSAGE)
    .values(state=DeliveryState.QUEUED, far_reference=None, attempts=1)
)
_taken_up_by = select(deliveries).where(*_IN_MESSAGE).order_by(deliveries.c.created_at)
