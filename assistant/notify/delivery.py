"""What is on its way to somebody: a card for an address, and the table that holds it."""

from dataclasses import field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from assistant.billing.ids import new_id
from assistant.card import Card
from assistant.db import Json, Moment, metadata
from assistant.values import dataclass

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(48), primary_key=True),
    Column("event_id", ForeignKey("events.id")),
    Column("request_id", ForeignKey("requests.id")),
    Column("account_id", String(48)),
    Column("person_id", String(48)),
    Column("channel", String(12), nullable=False),
    Column("address", String(300), nullable=False),
    Column("place", Text, nullable=False),
    Column("locale", String(12), nullable=False),
    Column("fallback", String(254)),  # a mail address to use when the channel refuses for good
    Column("case_id", String(48)),  # it belongs under what was sent first about this case
    Column("turns", String(48)),  # the request whose answer, as drawn, this card takes the place of
    Column("kin", String(20)),  # what is due with it to the same reader may come in one message
    Column("batch", String(120)),  # reminders of one day: proven again, and drawn anew, when sent
    Column("card", Json, nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", Moment),
    Column("error", Text),
    Column("secret", String(80)),  # fills the card's place for a code; gone once it was sent
    Column("far_reference", String(300)),
    Column("created_at", Moment, nullable=False),
    Column("sent_at", Moment),
    # each contact hears of a fact once in each channel
    UniqueConstraint("event_id", "person_id", "channel"),
    # a request is answered once, and what it asked for by mail is mailed once
    UniqueConstraint("request_id", "channel"),
    # reminders come in one message a day
    UniqueConstraint("batch", "channel"),
    Index(
        "ix_deliveries_due",
        "due_at",
        "created_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
    # whoever claims work asks whether its destination is held by something that comes before it
    Index(
        "ix_deliveries_holding",
        "address",
        sqlite_where=text("state IN ('sending', 'resending', 'uncertain', 'put_off')"),
        postgresql_where=text("state IN ('sending', 'resending', 'uncertain', 'put_off')"),
    ),
    Index(
        "ix_deliveries_gathered",
        "person_id",
        "channel",
        sqlite_where=text("state = 'gathered'"),
        postgresql_where=text("state = 'gathered'"),
    ),
    Index(
        "ix_deliveries_kin",
        "address",
        sqlite_where=text("kin IS NOT NULL AND state = 'queued'"),
        postgresql_where=text("kin IS NOT NULL AND state = 'queued'"),
    ),
    Index(
        "ix_deliveries_digested",
        "far_reference",
        sqlite_where=text("state = 'digested'"),
        postgresql_where=text("state = 'digested'"),
    ),
    # a reply that lost its thread is led back to the notice by the invoice in its subject
    Index(
        "ix_deliveries_mailed",
        "address",
        "created_at",
        sqlite_where=text("channel = 'mail' AND request_id IS NULL"),
        postgresql_where=text("channel = 'mail' AND request_id IS NULL"),
    ),
    Index(
        "ix_deliveries_case",
        "case_id",
        "created_at",
        sqlite_where=text("case_id IS NOT NULL"),
        postgresql_where=text("case_id IS NOT NULL"),
    ),
)


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    QUEUED = "queued"
    SENDING = "sending"  # in somebody's hands; should they die, it may have arrived
    RESENDING = "resending"  # the same, the one more time that is allowed
    PUT_OFF = "put_off"  # its destination asks to wait, and so does what comes after it there
    SENT = "sent"
    UNCERTAIN = "uncertain"  # the far side may have it; with ``due_at``, to be sent once more
    BOUNCED = "bounced"  # it was taken, and came back
    FAILED = "failed"  # refused for good
    SUPPRESSED = "suppressed"  # by the time it was to be sent it was not so any more, or unwanted
    GATHERED = "gathered"  # waits for a digest that takes it up
    DIGESTED = "digested"  # went into the message, of several news, that ``far_reference`` names
    GAVE_UP = "gave_up"  # not taken for days: somebody must look


@dataclass(frozen=True, slots=True)
class Delivery:
    """One card for one address. Its id is stable over every try.

    ``due_at`` is the end of the lease of whoever has claimed it. ``case_id`` is the case whose
    thread it belongs to, where it is for the agents or comes from one of them.
    """

    id: str
    channel: str
    address: str
    place: str
    locale: str
    card: Card
    created_at: datetime
    event_id: str | None = None
    request_id: str | None = None
    account_id: str | None = None
    person_id: str | None = None
    fallback: str | None = None
    turns: str | None = None
    batch: str | None = None
    kin: str | None = None
    case_id: str | None = None
    attempts: int = 0
    state: DeliveryState = DeliveryState.QUEUED
    due_at: datetime | None = None
    secret: str | None = field(default=None, repr=False)

    def redirected(self, channel: str, address: str, now: datetime) -> "Delivery":
        """The same card as a new delivery to somewhere else."""
        return replace(
            self,
            id=new_id("dlv"),
            channel=channel,
            address=address,
            place="",
            request_id=None,
            fallback=None,
            turns=None,
            created_at=now,
            attempts=0,
            state=DeliveryState.QUEUED,
            due_at=None,
        )


def read(row: Any) -> Delivery:
    """Read a row of ``deliveries``."""
    return Delivery(
        id=row.id,
        event_id=row.event_id,
        request_id=row.request_id,
        account_id=row.account_id,
        person_id=row.person_id,
        channel=row.channel,
        address=row.address,
        place=row.place,
        locale=row.locale,
        fallback=row.fallback,
        turns=row.turns,
        batch=row.batch,
        kin=row.kin,
        case_id=row.case_id,
        card=Card.model_validate(row.card),
        created_at=row.created_at,
        attempts=row.attempts,
        state=DeliveryState(row.state),
        due_at=row.due_at,
        secret=row.secret,
    )
