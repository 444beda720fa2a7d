"""What every door must produce: one thing one person said, and how sure we are who said it."""

from collections.abc import Sequence
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Protocol

import orjson
from pydantic import AwareDatetime, BaseModel

from assistant.billing.model import Membership as Membership
from assistant.billing.model import Role as Role
from assistant.values import dataclass


class Channel(StrEnum):
    """Where words come from and answers go."""

    SLACK = "slack"
    MAIL = "mail"
    TERMINAL = "terminal"


class Proof(IntEnum):
    """How strongly the channel has proven who speaks; order matters."""

    NONE = 0
    ALIGNED = 1  # mail: our own server saw a DMARC pass or an aligned DKIM signature
    SIGNED = 2  # Slack's signature over (team, user), or the operator's own shell


class Sender(BaseModel, frozen=True):
    """Who says they are speaking, and how far we believe them.

    ``address`` is ``team/user`` in Slack and a lower-case address for mail and terminal.
    """

    channel: Channel
    address: str
    proof: Proof


class Request(BaseModel, frozen=True):
    """One thing one person said.

    ``key`` is unique per sender: the same key twice is the same request. ``conversation`` names the
    thread a plain "yes" belongs to. ``place`` says where to answer; only the door that wrote it
    reads it. ``account`` narrows the request to one of the person's accounts by name. ``masked``
    says that a card number or the like was removed from the text, ``cut`` that the whole text was,
    because nobody says that much in one request. ``proposed`` is what a language model takes it
    for, to be put as a choice. ``overheard`` says that others are around where it was said.
    ``about`` is the one invoice that its subject names, by number: what "this" means, and no more.
    ``answers`` is the request of theirs whose answer this is a reply to, where a mail says so.
    """

    key: str
    sender: Sender
    text: str
    at: AwareDatetime
    conversation: str
    place: str = ""
    account: str | None = None
    masked: bool = False
    cut: bool = False
    proposed: str = ""
    overheard: bool = False
    about: str = ""
    answers: str = ""

    @property
    def place_for_all(self) -> str:
        """The place, when what is answered is for everybody around."""
        return orjson.dumps(orjson.loads(self.place) | {"aloud": True}).decode()


@dataclass(frozen=True, slots=True)
class Actor:
    """A known person, speaking for one of their accounts: the one they switched to, if they did."""

    person_id: str
    name: str
    email: str
    locale: str
    timezone: str
    agent: bool
    proof: Proof
    memberships: tuple[Membership, ...]
    current: Membership | None
    switched_at: datetime | None = None

    @property
    def account_ids(self) -> tuple[str, ...]:
        """Every account this person may hear about."""
        return tuple(m.account_id for m in self.memberships)

    def acts_for(self, account: Membership | None) -> bool:
        """Whether they are one of ours who speaks for a customer."""
        return self.agent and account is not None and account.account_id not in self.account_ids


class Unreached(Protocol):
    """One address that a mail did not reach."""

    @property
    def address(self) -> str:
        """Which, in lower case."""
        ...

    @property
    def permanent(self) -> bool:
        """Whether no mail will arrive there, until its owner changes it."""
        ...

    @property
    def delayed(self) -> bool:
        """Whether it is still being tried."""
        ...

    @property
    def asked(self) -> bool:
        """Whether its owner asks for no more notices, rather than that none arrive."""
        ...

    @property
    def said(self) -> str:
        """The reason, for the operator."""
        ...


class Noted(Protocol):
    """What is told of a mail that is not a request."""

    @property
    def kind(self) -> str:
        """What it was taken for: automatic, bounce, complaint, …"""
        ...

    @property
    def failures(self) -> Sequence[Unreached]:
        """Whom a bounce or a complaint is about."""
        ...

    @property
    def returns(self) -> Sequence[str]:
        """The identifiers of the mail it sends back, without brackets."""
        ...
