"""Put the pieces together; the only module that knows every concrete class."""

import gc
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import field
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import text
from starlette.routing import BaseRoute, Router

from assistant import in_slack, schema
from assistant.billing.reconciling.reconcile import Reconciler
from assistant.billing.settle import Settler
from assistant.config import Settings, SettingsError, secrets
from assistant.db import Database, open_database
from assistant.desk import Desk
from assistant.dispatch import Line
from assistant.documents import selling
from assistant.documents.office import Office
from assistant.documents.press import Press
from assistant.handlers.operator_http import operator_routes
from assistant.notify import examples
from assistant.notify.desk import AgentsDesk
from assistant.notify.senders import Sender
from assistant.notify.told import told
from assistant.notify.worker import Notifier
from assistant.postal import open_mail, stopping
from assistant.proposing import Proposer
from assistant.reach import Reach
from assistant.reader import Reader
from assistant.values import dataclass
from assistant.web import serving

log = structlog.get_logger(__name__)


def utc_now() -> datetime:
    """The clock of a running assistant."""
    return datetime.now(UTC)


Doors = dict[str, Callable[[], bool]]
"""The doors that have their settings, and how to tell whether each is open just now."""


@dataclass(frozen=True, slots=True)
class FarSides:
    """Whether those can be reached that are called by us."""

    slack: Reach = field(default_factory=Reach)
    stripe: Reach = field(default_factory=Reach)


@dataclass(frozen=True, slots=True)
class House:
    """A running assistant: its desk, and its doors."""

    desk: Desk
    doors: Doors


@asynccontextmanager
async def opened(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = utc_now,
    far: FarSides | None = None,
) -> AsyncIterator[Desk]:
    """The desk without doors, its tails at rest: what a single command needs.

    ``far`` is told which far sides can be reached.
    Raises SchemaError unless the database is at this version's step.
    """
    far = far or FarSides()
    async with AsyncExitStack() as stack:
        database = open_database(settings.database_url)
        stack.push_async_callback(database.close)
        await schema.check(database)
        provider = await _provider(stack, settings, database, clock=clock, reach=far.stripe)
        settler, reconciler = provider or (None, None)
        senders = await _senders(stack, settings, database, clock=clock, reach=far.slack)
        press = await stack.enter_async_context(Press())
        office = Office(database, press, selling.seller(settings), settings.templates_dir)
        desk = Desk(
            database=database,
            line=Line(
                support=settings.support_contact,
                eu_support=settings.eu_support_contact,
                payments=settler is not None,
                mails="mail" in senders,
                desk=bool(settings.agents_slack_channel) and "slack" in senders,
                answered_within=timedelta(hours=settings.case_answer_hours),
                anybody=Reader(settings.locale, settings.timezone),
                paying_stopped="paying" in settings.stops,
                notices=told,
            ),
            notifier=Notifier(
                database,
                senders,
                clock,
                office,
                unasked="sending" not in settings.stops,
                desk=AgentsDesk.as_set(settings),
                statements=settings.monthly_statements,
                wording=examples.wording(settings.notices_dir),
            ),
            settler=settler,
            clock=clock,
            reconciler=reconciler,
            proposer=await _proposer(stack, settings),
        )
        yield await stack.enter_async_context(desk)


@asynccontextmanager
async def serving_doors(settings: Settings) -> AsyncIterator[House]:
    """The desk behind every door that has its settings; leaving closes the doors first."""
    far = FarSides()
    async with opened(settings, far=far) as desk, AsyncExitStack() as stack:
        await selling.declare(settings, desk.database)
        desk.start_tails()
        doors: Doors = {}
        routes: list[BaseRoute] = []
        if in_slack.wanted(settings):
            is_open, found = await in_slack.open_door(stack, settings, desk, reach=far.slack)
            routes += found
            doors |= {"slack": is_open} if is_open else {}
        if entrance := _open_stripe(settings, desk):
            routes += entrance
            doors["stripe"] = lambda: far.stripe.well
        if reading := await open_mail(stack, settings, desk):
            doors["mail"] = reading

        async def health() -> dict[str, str]:
            return {"database": await _database_health(desk.database), **_states(doors)}

        app = Router(
            [
                *routes,
                stopping(desk, invoices=settings.unsubscribe_invoices),
                *operator_routes(health),
            ]
        )
        at = await stack.enter_async_context(serving(app, settings.http_host, settings.http_port))
        _calm_collector()
        log.info("doors_opened", http_port=at, **_states(doors, "connecting"))
        yield House(desk, doors)


async def _provider(
    stack: AsyncExitStack,
    settings: Settings,
    database: Database,
    *,
    clock: Callable[[], datetime],
    reach: Reach,
) -> tuple[Settler, Reconciler] | None:
    if not settings.stripe_api_key.get_secret_value():
        return None
    from assistant.billing.intake.following import Follower
    from assistant.billing.methods.work import MethodKeeper
    from assistant.billing.stripe.books import StripeBooks
    from assistant.billing.stripe.gateway import HostedPages, StripeGateway, open_client
    from assistant.billing.stripe.methods import StripeMethods
    from assistant.billing.stripe.statement import StripeStatement
    from assistant.handlers.stripe_webhook import KNOWN_TYPES

    key = settings.stripe_api_key.get_secret_value()
    calling = open_client(key, settings.stripe_api_url or None, reach=reach)
    client = await stack.enter_async_context(calling)
    pages = HostedPages(f"{settings.home_url}/paid", f"{settings.home_url}/unpaid")
    added = HostedPages(f"{settings.home_url}/added", f"{settings.home_url}/not-added")
    keeper = MethodKeeper(database, StripeMethods(client, pages=added), clock)
    follower = Follower(database, StripeBooks(client), clock, settings.currency)
    pays = "paying" not in settings.stops
    gateway = StripeGateway(client, pages=pages)
    settler = Settler(database, gateway, clock, keeper, follower, pays)
    return settler, Reconciler(database, settler, StripeStatement(client, types=KNOWN_TYPES))


async def _proposer(stack: AsyncExitStack, settings: Settings) -> Proposer | None:
    if not settings.model_name:
        return None
    try:
        from openai import AsyncOpenAI
    except ImportError:
        raise SettingsError(
            "ASSISTANT_MODEL_NAME: asking a model needs pip install 'billing-assistant[llm]'"
        ) from None
    key = settings.model_key.get_secret_value() or "none"
    client = AsyncOpenAI(api_key=key, base_url=settings.model_url or None, max_retries=0)
    return Proposer(await stack.enter_async_context(client), settings.model_name)


async def _senders(
    stack: AsyncExitStack,
    settings: Settings,
    database: Database,
    *,
    clock: Callable[[], datetime],
    reach: Reach,
) -> dict[str, Sender]:
    senders: dict[str, Sender] = {}
    if settings.smtp_host:
        from assistant.postal import mail_sender

        senders["mail"] = await stack.enter_async_context(mail_sender(settings, clock))
    if in_slack.wanted(settings):
        senders["slack"] = await in_slack.sender(
            stack, settings, database, clock=clock, reach=reach
        )
    return senders


def _open_stripe(settings: Settings, desk: Desk) -> list[BaseRoute]:
    if desk.settler is None or not secrets(settings.stripe_webhook_secret):
        return []
    from assistant.handlers.stripe_webhook import WebhookTrust, livemode_of, stripe_webhook

    livemode = livemode_of(settings.stripe_api_key.get_secret_value())
    trust = WebhookTrust(secrets(settings.stripe_webhook_secret), livemode)
    return [stripe_webhook(trust, desk.take_webhook)]


def _calm_collector() -> None:
    """Look for garbage a fiftieth as often, and never again among what is loaded for good.

    Answers leave hardly any cycles behind, and looking for them took a tenth of the time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _states(doors: Doors, otherwise: str = "failing") -> dict[str, str]:
    shut = dict.fromkeys(("slack", "mail", "stripe"), "shut")
    return shut | {name: "ok" if is_open() else otherwise for name, is_open in doors.items()}


async def _database_health(database: Database) -> str:
    try:
        await database.read(lambda tx: tx.execute(text("SELECT 1")).scalar())
    except Exception as error:  # health must answer, whatever is wrong
        log.warning("database_unhealthy", error=type(error).__name__)
        return "failing"
    return "ok"
