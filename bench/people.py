"""Who lives in the simulated world, what they may say and what they may know."""

import random
import re
from dataclasses import dataclass, field

from assistant.billing.model import Role
from assistant.card import Card
from assistant.request import Channel, Proof, Request, Sender
from assistant.sandbox.seed import CUSTOMERS, PEOPLE, Customer, Somebody
from bench.clock import Clock

PLACE = '{"team": "T", "channel": "D", "user": "U", "thread_ts": "", "private": true}'
NUMBER = re.compile(r"\b[0-9]{7}\b")
PLAIN = (
    "show my invoices",
    "overdue invoices",
    "what do i owe",
    "payment history",
    "yes",
    "yes",
    "yes",
    "no",
    "1",
    "pay all",
    "pay my invoice",
    "help",
    "blorp the frobnicator",
)
NUMBERED = (
    "pay invoice {n}",
    "pay invoice {n}",
    "pay 7.50 of invoice {n}",
    "pay {n}",
    "show invoice {n}",
    "did my payment for invoice {n} go through?",
    "cancel",
)


@dataclass(slots=True)
class Voice:
    """One person in one channel."""

    who: Somebody
    channel: Channel

    @property
    def address(self) -> str:
        """Where they speak from."""
        return self.who.slack if self.channel is Channel.SLACK else self.who.email

    @property
    def accounts(self) -> list[Customer]:
        """The accounts they belong to."""
        return [
            each for each in CUSTOMERS if self.who.email in {email for email, *_ in each.contacts}
        ]

    @property
    def pays_for(self) -> list[Customer]:
        """The accounts they may pay for."""
        return [
            each
            for each in self.accounts
            if any(
                email == self.who.email and role >= Role.PAYER for email, role, *_ in each.contacts
            )
        ]


VOICES = [
    *(Voice(each, Channel.SLACK) for each in PEOPLE if each.slack and each.linked),
    *(Voice(each, Channel.MAIL) for each in PEOPLE),
]


@dataclass(slots=True)
class Speech:
    """Makes requests, and remembers who has named which invoice."""

    dice: random.Random
    clock: Clock
    owners: dict[str, str] = field(default_factory=dict)
    """Invoice number -> account id, of the invoices that were issued in this world."""
    _said: dict[str, set[str]] = field(default_factory=dict)
    _count: int = 0

    def says(self, voice: Voice, text: str, *, way: str, forged: bool = False) -> Request:
        """One thing said; ``way`` is how it enters, ``ask`` or ``accept``."""
        self._count += 1
        self._said.setdefault(voice.address, set()).update(NUMBER.findall(text))
        proof = Proof.SIGNED if voice.channel is Channel.SLACK else Proof.ALIGNED
        sender = Sender(
            channel=voice.channel,
            address=voice.address,
            proof=Proof.NONE if forged else proof,
        )
        return Request(
            key=f"{way}-{self._count}",
            sender=sender,
            text=text,
            at=self.clock(),
            conversation=f"with {voice.address}",
            place=PLACE,
        )

    def anything(self, voice: Voice) -> str:
        """Something this person might say; now and then about somebody else's invoice."""
        mine = self.numbers(voice.accounts)
        if not mine or self.dice.random() < 0.4:
            return self.dice.choice(PLAIN)
        every = list(self.owners)
        number = self.dice.choice(every if self.dice.random() < 0.15 else mine)
        return self.dice.choice(NUMBERED).format(n=number)

    def numbers(self, customers: list[Customer]) -> list[str]:
        """The newer invoices of these accounts."""
        ids = {each.id for each in customers}
        return [number for number, owner in self.owners.items() if owner in ids][-8:]

    def leaked(self, address: str, card: Card, *, forged: bool = False) -> list[str]:
        """What a card tells that whoever reads it at this address has no right to know."""
        voice = next(each for each in VOICES if each.address == address)
        mine = [] if forged else voice.accounts
        text = card.model_dump_json()
        names = [each.name for each in CUSTOMERS if each not in mine]
        found = [name for name in names if name in text]
        may = {number for number, owner in self.owners.items() if owner in {m.id for m in mine}}
        may |= self._said.get(address, set())
        found += [number for number in NUMBER.findall(text) if number in self.owners.keys() - may]
        return [f"{address} was told {each}" for each in found]
