"""A whole house to try: a seeded database, a desk, Stripe over HTTP, senders that remember.

Time stands still at noon of the tenth of March 2026 until a test moves it.
"""

import asyncio
import itertools
import re
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

from sqlalchemy import Select, text
from sqlalchemy.engine import Connection
from starlette.applications import Starlette

from assistant.billing.intake.following import Follower
from assistant.billing.methods.work import MethodKeeper
from assistant.billing.reconciling.reconcile import Reconciler
from assistant.billing.settle import Settler
from assistant.billing.stripe.books import StripeBooks
from assistant.billing.stripe.gateway import HostedPages, StripeGateway, open_client
from assistant.billing.stripe.methods import StripeMethods
from assistant.billing.stripe.statement import StripeStatement
from assistant.billing.verify import verify
from assistant.card import Card
from assistant.db import Database, open_database
from assistant.desk import Desk
from assistant.dispatch import Line
from assistant.documents.compose import compose
from assistant.documents.job import Job
from assistant.documents.office import Office
from assistant.handlers.stripe_webhook import KNOWN_TYPES, WebhookTrust, stripe_webhook
from assistant.inbox import Answered
from assistant.notify.desk import AgentsDesk
from assistant.notify.senders import DeliveryError, Outgoing
from assistant.notify.told import told
from assistant.notify.worker import Notifier
from assistant.request import Channel, Proof, Request, Sender
from assistant.sandbox.seed import CUSTOMERS, PEOPLE, seed
from assistant.sandbox.stripe import StripeCounterpart
from assistant.web import serving
from tests.papers import SELLER

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
SUPPORT = "support@seller.example"
PAGES = HostedPages("https://billing.example/paid", "https://billing.example/unpaid")
BY_NAME = {each.email.partition("@")[0]: each for each in PEOPLE}


@dataclass(slots=True)
class Clock:
    """Hours pass when a test says so."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        """The same moment as Stripe counts it."""
        return self.now.timestamp()

    def advance(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)


@dataclass(slots=True)
class Recorder:
    """A sender that remembers every card, or fails as it was told to, once per trouble."""

    tried: list[Outgoing] = field(default_factory=list)
    sent: list[Outgoing] = field(default_factory=list)
    troubles: list[DeliveryError] = field(default_factory=list)
    kept_anyway: bool = False  # an uncertain far side may have taken it

    async def send(self, outgoing: Outgoing) -> str | None:
        """Take the card unless there is trouble."""
        self.tried.append(outgoing)
        if self.troubles:
            if self.kept_anyway:
                self.sent.append(outgoing)
            raise self.troubles.pop(0)
        self.sent.append(outgoing)
        return f"far-{len(self.sent)}"


class Here:
    """Makes documents in this process."""

    async def make(self, job: Job) -> bytes:
        """Make it at once."""
        return compose(job)


_keys = itertools.count(1)


@dataclass(slots=True)
class House:
    """One assistant with everything around it."""

    database: Database
    desk: Desk
    clock: Clock
    mail: Recorder
    slack: Recorder
    far: StripeCounterpart | None = None

    @property
    def stripe(self) -> StripeCounterpart:
        """The Stripe this house pays with."""
        assert self.far is not None, "this house has no Stripe: use the fixture `house`"
        return self.far

    async def ask(self, who: str, words: str, **how: Any) -> Answered:
        """Say something as a person of the sandbox and hear the answer at once, as at a door."""
        request = self.request(who, words, **how)
        answered = self.desk.look(request) or await self.desk.ask(request)
        assert answered.outcome != "failed", f"{words!r} broke something: look at the log"
        return answered

    async def accept(self, who: str, words: str, **how: Any) -> bool:
        """Say something that is put on record first and answered by a delivery."""
        return await self.desk.accept(self.request(who, words, **how))

    def request(self, who: str, words: str, **how: Any) -> Request:
        """What a door would hand over."""
        return said(who, words, at=how.pop("at", self.clock()), **how)

    async def pay(self, who: str, number: str, **how: Any) -> Answered:
        """Ask to pay an invoice and confirm the offer."""
        how.setdefault("conversation", f"pay-{number}")
        offered = await self.ask(who, f"pay invoice {number}", **how)
        assert offered.outcome == "offer_made", offered.card
        return await self.ask(who, "yes", **how)

    async def operate(self, who: str, words: str, **how: Any) -> Answered:
        """Ask for something only agents may, and press the button of what is then shown."""
        shown = await self.ask(who, words, **how)
        if shown.outcome != "operation_drafted":
            return shown
        return await self.ask(who, shown.card.actions[0].say, **how)

    async def approve(self, who: str, operation_id: str, **how: Any) -> Answered:
        """Open what waits by its id and say yes to the amount that is then shown."""
        shown = await self.ask(who, f"approve {operation_id}", **how)
        if shown.outcome != "operation_shown":
            return shown
        return await self.ask(who, "yes", **how)

    async def work(self) -> None:
        """Do all that is due now."""
        await self.desk.work()

    async def settle(self) -> int:
        """Take the payments that are due to Stripe; tells how many were looked at."""
        assert self.desk.settler is not None, "this house has no Stripe: use the fixture `house`"
        return await self.desk.settler.settle()

    async def rows(self, query: str, **values: Any) -> list[Any]:
        """Look into the database with plain SQL."""
        return await self.database.read(lambda tx: list(tx.execute(text(query), values)))

    async def change(self, statement: str, **values: Any) -> None:
        """Change the database behind the assistant's back."""
        await self.database.write(lambda tx: tx.execute(text(statement), values).rowcount)

    async def payments(self) -> list[tuple[str, int]]:
        """State and amount of every payment, oldest first."""
        found = await self.rows("SELECT state, amount_minor FROM payments ORDER BY created_at, id")
        return [(row.state, row.amount_minor) for row in found]

    async def open_minor(self, number: str) -> int:
        """What is open on an invoice, in minor units."""
        query = "SELECT status, total_minor, paid_minor FROM invoices WHERE number = :number"
        (row,) = await self.rows(query, number=number)
        return row.total_minor - row.paid_minor if row.status == "OPEN" else 0

    async def balanced(self) -> None:
        """Fail unless the whole ledger adds up."""
        _, problems = await self.database.read(verify)
        assert not problems, problems

    def taken(self) -> list[int]:
        """The amounts Stripe really took, in its own units."""
        return [charge.amount for charge in self.stripe.charges()]

    def told(self, title: str | tuple[str, ...] = "") -> list[tuple[str, str]]:
        """(channel, address) of everybody who got a card whose title begins so."""
        both = (("mail", self.mail), ("slack", self.slack))
        return sorted(
            (channel, each.address)
            for channel, recorder in both
            for each in recorder.sent
            if each.card.title.startswith(title)
        )


def said(
    who: str,
    words: str,
    *,
    at: datetime,
    channel: Channel = Channel.SLACK,
    conversation: str = "c1",
    key: str | None = None,
    proof: Proof | None = None,
    place: str = "",
    account: str | None = None,
    about: str = "",
) -> Request:
    """A request as the door of that channel would make it; an address is taken as it is."""
    known = BY_NAME.get(who)
    by_slack = known.slack if known else who
    address = by_slack if channel is Channel.SLACK else (known.email if known else who)
    assert address, f"{who} is not in Slack: give another channel"
    usual = Proof.ALIGNED if channel is Channel.MAIL else Proof.SIGNED
    return Request(
        key=key or f"key-{next(_keys)}",
        sender=Sender(channel=channel, address=address, proof=usual if proof is None else proof),
        text=words,
        at=at,
        conversation=conversation,
        place=place,
        account=account,
        about=about,
    )


async def fill(url: str) -> None:
    """Seed a migrated database as of the day on which time stands still."""
    database = open_database(url)
    try:
        await database.write(partial(seed, today=NOON.date()))
    finally:
        await database.close()


def populate(stripe: StripeCounterpart) -> None:
    """Make the accounts of the sandbox known at Stripe."""
    for customer in CUSTOMERS:
        cards = (customer.card,) if customer.card else ()
        stripe.seed_customer(customer.name, customer.email, cards=cards)


@asynccontextmanager
async def opened_house(
    url: str,
    *,
    stripe: StripeCounterpart | None = None,
    clock: Clock | None = None,
    patience: float = 20,
) -> AsyncIterator[House]:
    """Open a house on a seeded database; several may stand on the same one."""
    clock = clock or Clock()
    async with AsyncExitStack() as stack:
        database = open_database(url)
        stack.push_async_callback(database.close)
        settler, reconciler = None, None
        if stripe is not None:
            client = await stack.enter_async_context(
                open_client(stripe.api_key, stripe.url, timeout=patience)
            )
            gateway = StripeGateway(client, pages=PAGES, clock=clock.seconds)
            keeper = MethodKeeper(database, StripeMethods(client, pages=PAGES), clock)
            follower = Follower(database, StripeBooks(client, pause=_no_pause), clock)
            settler = Settler(database, gateway, clock, keeper, follower)
            statement = StripeStatement(client, types=KNOWN_TYPES)
            reconciler = Reconciler(database, settler, statement)
        mail, slack = Recorder(), Recorder()
        office = Office(database, Here(), SELLER)
        agents = AgentsDesk(mail=SUPPORT)
        notifier = Notifier(database, {"mail": mail, "slack": slack}, clock, office, desk=agents)
        desk = Desk(database, Line(SUPPORT, notices=told), notifier, settler, clock, reconciler)
        await stack.enter_async_context(desk)
        yield House(database, desk, clock, mail, slack, stripe)


async def _no_pause(_seconds: float) -> None:
    """Wait for nothing."""


@asynccontextmanager
async def opened_stripe(clock: Clock) -> AsyncIterator[StripeCounterpart]:
    """A Stripe that knows the sandbox's accounts and lives in the test's time."""
    async with StripeCounterpart(clock=clock.seconds) as stripe:
        populate(stripe)
        yield stripe


@asynccontextmanager
async def opened_webhooks(house: House) -> AsyncIterator[None]:
    """Let Stripe's webhooks reach the house over HTTP, signed, as they would."""
    trust = WebhookTrust([house.stripe.webhook_secret], livemode=False)
    route = stripe_webhook(trust, house.desk.take_webhook, clock=house.clock.seconds)
    async with serving(Starlette(routes=[route])) as port:
        endpoint = f"http://127.0.0.1:{port}/stripe/webhook"
        house.stripe.webhooks.register(endpoint, house.stripe.webhook_secret)
        yield


async def pay_with(house: House, account_id: str, card: str) -> None:
    """Put another of Stripe's test methods on an account's file."""
    seeded = house.stripe.seed_customer("Other", f"{card}@other.example", cards=(card,))
    await house.change(
        "UPDATE accounts SET customer_ref = :customer WHERE id = :account",
        customer=seeded.customer_id,
        account=account_id,
    )
    await house.change(
        "UPDATE methods SET gateway_ref = :method WHERE account_id = :account",
        method=seeded.payment_method_ids[0],
        account=account_id,
    )


def copy_of_template(template: Path, folder: Path) -> str:
    """A copy of a seeded SQLite file, for one test."""
    path = folder / "seeded.db"
    shutil.copyfile(template, path)
    return f"sqlite:///{path}"


def words_of(card: Card) -> str:
    """Everything a card says, on one line, to look into; an id can hold any figures."""
    return _ID.sub("", card.model_dump_json())


def id_in(card: Card, kind: str) -> re.Match[str] | None:
    """The first id of such a kind that a card names: ``op`` of an operation."""
    return re.search(rf"{kind}_[0-9a-f]{{32}}", card.model_dump_json())


_ID = re.compile(r"(?<![0-9a-z])(?:[a-z]+_)?[0-9a-f]{16,}(?![0-9a-z])")


def sayings(card: Card) -> list[str]:
    """What the buttons and choices of a card say."""
    said_by = [*(action.say for action in card.actions), *(each.say for each in card.choices)]
    return [say for say in said_by if say]


async def until(condition: Callable[[], bool], *, seconds: float = 10) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


def each_row(tx: Connection) -> Iterator[str]:
    """Every value of every table, as text."""
    for query in _every_table():
        for row in tx.execute(query):
            yield " ".join(str(value) for value in row)


@cache
def _every_table() -> list[Select[Any]]:
    from assistant import schema

    return [table.select() for table in schema.metadata.sorted_tables]


def received_titles(house: House, title: str) -> dict[str, tuple[str, str]]:
    """(channel, address) by delivery id of the cards whose title begins so."""
    return {
        each.delivery_id: (channel, each.address)
        for channel, recorder in (("mail", house.mail), ("slack", house.slack))
        for each in recorder.sent
        if each.card.title.startswith(title)
    }
