"""A seeded world: people, a provider, channels and a worker that dies, one random step at a time.

The assistant in it is the real one: desk, settling and notifying on a real database, Stripe's
counterpart over real HTTP with signed webhooks. Only channels are taken short, and time.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

import aiohttp
from sqlalchemy import select
from starlette.applications import Starlette

from assistant import schema
from assistant.billing.gateway import GatewayEvent, PaymentGateway
from assistant.billing.invoices import issuing
from assistant.billing.invoices.issuing import NewInvoice
from assistant.billing.model import InvoiceType, Item
from assistant.billing.money import Money
from assistant.billing.settle import Settler
from assistant.billing.stripe.gateway import HostedPages, StripeGateway, open_client
from assistant.card import Card
from assistant.db import Database
from assistant.desk import Desk
from assistant.dispatch import Line
from assistant.handlers.stripe_webhook import WebhookTrust, stripe_webhook
from assistant.notify.senders import DeliveryFailedError, DeliveryLaterError, DeliveryUncertainError
from assistant.notify.worker import Notifier
from assistant.request import Request
from assistant.sandbox.seed import CUSTOMERS, Customer, seed
from assistant.sandbox.stripe import StripeCounterpart, faults
from assistant.web import serving
from bench import invariants, worlds
from bench.clock import Clock
from bench.mishaps import FarSide, Life, MortalDatabase, MortalGateway, MortalSender
from bench.people import VOICES, Speech, Voice

TYPED = {"card_number": "4242 4242 4242 4242", "expiry": "12/34", "cvc": "123"}
LONGEST_LIFE = 40
"""Effects after which a doomed worker has died at the latest."""

INTENTS = "POST /v1/payment_intents*"


class ViolationError(AssertionError):
    """Something that must always hold did not."""


@dataclass(slots=True)
class World:
    """Everything there is, and what may happen to it."""

    database: Database
    stripe: StripeCounterpart
    gateway: PaymentGateway
    clock: Clock
    dice: random.Random
    browser: aiohttp.ClientSession
    speech: Speech
    far: FarSide = field(default_factory=FarSide)
    happened: Counter[str] = field(default_factory=Counter)
    life: Life = field(default_factory=Life)
    desk: Desk = field(init=False)
    _acknowledged: dict[str, Request] = field(default_factory=dict)
    _answers: dict[str, Card] = field(default_factory=dict)
    _seen: int = 0
    _over: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.reopen()

    def reopen(self) -> None:
        """Start a new process on the same rows; whatever the old one had in memory is gone."""
        self.life = Life()
        database = MortalDatabase(self.database, self.life)
        sender = MortalSender(self.far, self.life)
        self.desk = Desk(
            database=database,
            line=Line(support="support@seller.example"),
            notifier=Notifier(database, {"slack": sender, "mail": sender}, self.clock),
            settler=Settler(database, MortalGateway(self.gateway, self.life), self.clock),
            clock=self.clock,
        )

    def replace_dead(self) -> None:
        """A supervisor starts the next process."""
        self.happened["died"] += 1
        self.reopen()

    async def step(self) -> None:
        """Let one thing happen, and see that everything still holds."""
        act = self.dice.choices([each for each, _ in STEPS], [weight for _, weight in STEPS])[0]
        self.happened[act.__name__.lstrip("_")] += 1
        await self.alive(lambda: act(self))
        if self.dice.random() < 0.6:
            await self.alive(self.desk.work)
        if self.life.ended:
            self.replace_dead()
        await self.check()

    async def alive(self, act: Callable[[], Awaitable[object]]) -> None:
        """Do something that ends early when the worker dies of it."""
        life = self.life
        try:
            await act()
        except asyncio.CancelledError:
            if not life.ended:
                raise

    async def take_webhook(self, event: GatewayEvent) -> None:
        """What the provider's webhook reaches: today's process, if it lives."""
        try:
            await self.desk.take_webhook(event)
        except asyncio.CancelledError:
            self.replace_dead()
            raise ConnectionError("nobody is there") from None

    async def check(self) -> None:
        """Raises ViolationError with everything that does not hold."""
        look = partial(
            invariants.broken, charges=self.stripe.charges(), acknowledged=self._acknowledged
        )
        found, over = await self.database.read(lambda tx: (look(tx), invariants.over(tx)))
        found += [f"delivery {each} was sent again" for each in self.far.repeated()]
        for each in self.far.arrivals[self._seen :]:
            found += self.speech.leaked(each.address, each.card)
            found += [f"{each.delivery_id} was over"] if each.delivery_id in self._over else []
        self._seen, self._over = len(self.far.arrivals), over
        _raise(found)

    async def end(self) -> None:
        """Let everything finish: no more faults, and all the time it takes."""
        self.stripe.faults.clear()
        self.far.troubles.clear()
        self.stripe.webhooks.copies = 1
        self.stripe.webhooks.release()
        self.reopen()
        for _ in range(40):
            await self.stripe.webhooks.drained()
            await self.desk.work()
            self.clock.push(timedelta(minutes=15))
        await self.check()
        look = partial(invariants.unfinished, charges=self.stripe.charges())
        _raise(await self.database.read(look))

    async def say(self, voice: Voice, text: str, *, forged: bool = False) -> Card | None:
        """Say it one way or the other; the answer, where it comes at once."""
        if self.dice.random() < 0.5 or voice.channel == "mail":
            await self.accept(self.speech.says(voice, text, way="accept", forged=forged))
            return None
        return await self.ask(self.speech.says(voice, text, way="ask"))

    async def ask(self, request: Request) -> Card:
        """Ask and hear; what is on record is from then on remembered."""
        answered = await self.desk.ask(request)
        _raise(self.speech.leaked(request.sender.address, answered.card))
        _raise(["a request failed"] if answered.outcome in ("failed", "busy") else [])
        if answered.request_id:
            self._acknowledged[request.key] = request
            before = self._answers.setdefault(request.key, answered.card)
            _raise([] if before == answered.card else [f"{request.key} was answered differently"])
        return answered.card

    async def accept(self, request: Request) -> bool:
        """Have a request accepted; from then on it must not be lost."""
        fresh = await self.desk.accept(request)
        self._acknowledged[request.key] = request
        return fresh

    @property
    def acknowledged(self) -> list[Request]:
        """Every request that was acknowledged, oldest first."""
        return list(self._acknowledged.values())


async def _someone_speaks(world: World) -> None:
    voice = world.dice.choice(VOICES)
    await world.say(voice, world.speech.anything(voice))


async def _someone_pays(world: World) -> None:
    """Offer and yes, one after the other; a viewer tries it, too."""
    voice = world.dice.choice([each for each in VOICES if each.accounts])
    number = world.dice.choice(world.speech.numbers(voice.accounts))
    part = world.dice.choice(("", "", "4.20 of "))
    await world.ask(world.speech.says(voice, f"pay {part}invoice {number}", way="ask"))
    await world.ask(world.speech.says(voice, "yes", way="ask"))


async def _rivals_pay(world: World) -> None:
    """Two people, or one in two places, say yes to the same invoice at once."""
    customer = world.dice.choice(CUSTOMERS)
    payers = [each for each in VOICES if customer in each.pays_for]
    number = world.dice.choice(world.speech.numbers([customer]))
    for voice in payers:
        await world.ask(world.speech.says(voice, f"pay invoice {number}", way="ask"))
    yes = [world.speech.says(voice, "yes", way="ask") for voice in payers]
    await _together(world, [world.ask(each) for each in yes])


async def _twice_at_once(world: World) -> None:
    """A double click: one of the two is new."""
    voice = world.dice.choice(VOICES)
    request = world.speech.says(voice, world.speech.anything(voice), way="accept")
    fresh = await _together(world, [world.accept(request), world.accept(request)])
    _raise([] if sum(fresh) <= 1 else [f"{request.key} was new twice"])


async def _redelivered(world: World) -> None:
    """A source that did not hear our acknowledgement sends again."""
    if not world.acknowledged:
        return
    request = world.dice.choice(world.acknowledged)
    if request.key.startswith("accept"):
        _raise([f"{request.key} was new again"] if await world.accept(request) else [])
    else:
        await world.ask(request)


async def _forged(world: World) -> None:
    """A mail in somebody's name, without proof."""
    voice = world.dice.choice([each for each in VOICES if each.channel == "mail"])
    request = world.speech.says(voice, world.speech.anything(voice), way="ask", forged=True)
    answered = await world.desk.ask(request)
    _raise(world.speech.leaked(voice.address, answered.card, forged=True))
    _raise([] if answered.outcome == "stranger" else ["a forged mail was believed"])


async def _invoiced(world: World) -> None:
    await issue(world, world.dice.choice(CUSTOMERS))


async def _provider_fails(world: World) -> None:
    fault = world.dice.choice(
        (
            faults.LostAnswer(),
            faults.LostRequest(),
            faults.ServerError(),
            faults.ServerError(performed=True),
            faults.Unavailable(),
            faults.RateLimited(),
        )
    )
    on = world.dice.choice((INTENTS, INTENTS, "GET *", "* *"))
    world.stripe.faults.inject(fault, on, times=world.dice.randint(1, 3))


async def _webhooks_misbehave(world: World) -> None:
    hooks = world.stripe.webhooks
    match world.dice.randrange(4):
        case 0:
            hooks.hold()
        case 1:
            hooks.release(backwards=True, copies=world.dice.randint(1, 2))
        case 2:
            hooks.copies = world.dice.randint(1, 3)
        case _:
            if events := world.stripe.events():
                hooks.resend(world.dice.choice(events)["id"], copies=2)
    await hooks.drained()


async def _channel_fails(world: World) -> None:
    world.far.troubles.append(
        world.dice.choice(
            (
                DeliveryLaterError("not now", after=3),
                DeliveryUncertainError("the line broke"),
                DeliveryFailedError("no such user"),
            )
        )
    )


async def _time_passes(world: World) -> None:
    minutes = world.dice.choice((1, 3, 10, 30, 60, -60, 26 * 60))
    world.clock.push(timedelta(minutes=minutes))
    await world.stripe.webhooks.drained()


async def _worker_dies(world: World) -> None:
    """Not now: somewhere in the next few things it does."""
    world.life.left = world.dice.randint(0, LONGEST_LIFE)


async def _page_is_paid(world: World) -> None:
    """A customer opens a hosted page that waits for them and pays there."""
    links = select(schema.metadata.tables["payments"].c.action_url).order_by("created_at")
    urls = await world.database.read(lambda tx: list(tx.execute(links).scalars()))
    if waiting := [url for url in urls if url]:
        async with world.browser.post(
            world.dice.choice(waiting), data=TYPED, allow_redirects=False
        ) as answer:
            await answer.read()


STEPS: tuple[tuple[Callable[[World], Awaitable[None]], int], ...] = (
    (_someone_speaks, 12),
    (_someone_pays, 10),
    (_rivals_pay, 3),
    (_twice_at_once, 4),
    (_redelivered, 5),
    (_forged, 2),
    (_invoiced, 6),
    (_provider_fails, 5),
    (_webhooks_misbehave, 4),
    (_channel_fails, 3),
    (_time_passes, 5),
    (_worker_dies, 6),
    (_page_is_paid, 2),
)


async def issue(world: World, each: Customer) -> None:
    """Enter a new invoice for an account."""
    number = str(7_000_000 + len(world.speech.owners))
    world.speech.owners[number] = each.id
    today = world.clock().date()
    amount = Money(world.dice.randint(90, 9_000) * 10, each.currency)
    line = Item(1, "Compute cluster", amount, Money(0, each.currency), recurring=True)
    due = today + timedelta(days=world.dice.randint(-20, 30))
    issued = min(today, due)
    new = NewInvoice(number, InvoiceType.RECURRING, issued, due, (line,), each.currency)
    await world.database.write(
        partial(issuing.issue, account_id=each.id, new=new, at=world.clock())
    )


@asynccontextmanager
async def created(url: str, number: int) -> AsyncIterator[World]:
    """The world of this number, on an empty, migrated database."""
    random.seed(number)  # the assistant's own jitter
    clock, dice = Clock(), random.Random(number)
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(worlds.opened(url))
        await database.write(partial(seed, today=clock().date()))
        stripe = await stack.enter_async_context(StripeCounterpart(clock=clock.seconds))
        for customer in CUSTOMERS:
            cards = (customer.card,) if customer.card else ()
            stripe.seed_customer(customer.name, customer.email, cards=cards)
        client = await stack.enter_async_context(open_client(stripe.api_key, stripe.url))
        pages = HostedPages(f"{stripe.url}/paid", f"{stripe.url}/unpaid")
        gateway = StripeGateway(client, pages=pages, clock=clock.seconds)
        browser = await stack.enter_async_context(aiohttp.ClientSession())
        speech = Speech(dice, clock)
        world = World(database, stripe, gateway, clock, dice, browser, speech)
        trust = WebhookTrust((stripe.webhook_secret,), livemode=False)
        route = stripe_webhook(trust, world.take_webhook, clock=clock.seconds)
        port = await stack.enter_async_context(serving(Starlette(routes=[route])))
        stripe.webhooks.register(f"http://127.0.0.1:{port}/stripe/webhook", stripe.webhook_secret)
        for customer in CUSTOMERS:
            await issue(world, customer)
        yield world


async def _together(world: World, acts: Sequence[Awaitable[bool | Card]]) -> list[bool]:
    """Do several things at once; those that the worker's death cut off count as nothing."""
    done = await asyncio.gather(*acts, return_exceptions=True)
    for each in done:
        if isinstance(each, Exception):
            raise each
    return [each is True for each in done]


def _raise(found: list[str]) -> None:
    if found:
        raise ViolationError("\n".join(found))
