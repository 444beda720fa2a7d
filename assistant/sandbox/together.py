"""All three counterparts together, a seeded database, and the settings that lead to them."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from pydantic import SecretStr

from assistant import schema
from assistant.config import Settings
from assistant.db import Work, open_database
from assistant.sandbox import first_day
from assistant.sandbox.mail import MailCounterpart
from assistant.sandbox.seed import CUSTOMERS, PEOPLE, seed
from assistant.sandbox.slack import SlackCounterpart
from assistant.sandbox.stripe import StripeCounterpart
from assistant.values import dataclass

ADDRESS = "billing@seller.example"
STRANGER = "stranger@elsewhere.example"
NEWCOMER = "ap2@acme.example"
"""A mailbox of nobody we know yet: “add ap2@acme.example as payer” makes them a contact."""
STRIPE_PORT = 8092
SHARED_CHANNEL = "C01SHARED"


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A world to run in: what the assistant connects to, and the far sides to look at.

    ``passwords`` open everybody's mailbox, by address.
    """

    settings: Settings
    slack: SlackCounterpart
    mail: MailCounterpart
    stripe: StripeCounterpart
    passwords: Mapping[str, str]


@asynccontextmanager
async def sandbox(
    folder: Path, *, http_port: int | None = None, socket_mode: bool = True
) -> AsyncIterator[Sandbox]:
    """Open the sandbox kept in ``folder``; what was said, paid and sent there is still known.

    With an ``http_port`` Stripe's webhooks are delivered to it, and without Socket Mode Slack's
    events too: the caller serves there.
    """
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - once, at the start
    home = f"http://127.0.0.1:{http_port or 0}"
    database_url = f"sqlite:///{folder / 'billing.db'}"
    today = datetime.now(UTC).date()
    first_day.copy_to(folder / "billing.db", today)
    await _prepare(database_url, partial(first_day.made, today=today))
    async with AsyncExitStack() as stack:
        hook = f"{home}/stripe/webhook" if http_port else None
        stripe = await _stripe(stack, folder / "stripe.json", hook)
        slack = await stack.enter_async_context(
            SlackCounterpart(None if socket_mode else f"{home}/slack/events")
        )
        mailboxes = [*(each.email for each in PEOPLE), NEWCOMER, STRANGER, ADDRESS]
        passwords = {address: secrets.token_hex(8) for address in mailboxes}
        mail = await stack.enter_async_context(MailCounterpart(passwords, folder / "mail"))
        _populate(slack, stripe)
        settings = Settings(
            _env_file=None,  # type: ignore[call-arg]  # a sandbox never reads the operator's .env
            database_url=database_url,
            http_port=http_port or 0,
            public_url=home,
            slack_bot_token=SecretStr(slack.bot_token),
            slack_app_token=SecretStr(slack.app_token if socket_mode else ""),
            slack_signing_secret=SecretStr(slack.signing_secret),
            slack_api_url=slack.base_url,
            imap_host="127.0.0.1",
            imap_port=mail.imap_port,
            imap_user=ADDRESS,
            imap_password=SecretStr(passwords[ADDRESS]),
            imap_tls="none",
            smtp_host="127.0.0.1",
            smtp_port=mail.smtp_port,
            smtp_user=ADDRESS,
            smtp_password=SecretStr(passwords[ADDRESS]),
            smtp_tls="none",
            mail_address=ADDRESS,
            mail_authserv_id=mail.authserv_id,
            stripe_api_key=SecretStr(stripe.api_key),
            stripe_webhook_secret=SecretStr(stripe.webhook_secret),
            stripe_api_url=stripe.url,
            support_contact="support@seller.example",
            seller_name="Seller Cloud GmbH",
            seller_address="Beispielstraße 1; 10115 Berlin; Germany",
            seller_registration="HRB 123456 B",
            seller_tax_id="DE123456789",
            seller_iban="DE89 3704 0044 0532 0130 00",
            seller_bic="COBADEFFXXX",
            seller_bank="For USD: First Example Bank, New York, account 000123, routing 021000021",
        )
        yield Sandbox(settings, slack, mail, stripe, passwords)


async def _stripe(stack: AsyncExitStack, state: Path, hook: str | None) -> StripeCounterpart:
    """Where it was last time, so that links to its pages still work; elsewhere if that is taken."""
    for port in (STRIPE_PORT, 0):
        stripe = StripeCounterpart(state_path=state, webhook=hook, port=port)
        with suppress(OSError):
            return await stack.enter_async_context(stripe)
    raise OSError("no port is free on this machine")


async def prepare(database_url: str) -> bool:
    """Bring a database to today's schema and seed it, if it is empty; False when it was not."""
    return await _prepare(database_url, partial(seed, today=datetime.now(UTC).date()))


async def _prepare(database_url: str, begin: Work[bool]) -> bool:
    await asyncio.to_thread(schema.upgrade, database_url)  # runs an event loop of its own
    database = open_database(database_url)
    try:
        return await database.write(begin)
    finally:
        await database.close()


def _populate(slack: SlackCounterpart, stripe: StripeCounterpart) -> None:
    slack.stage.unfurl_domains = frozenset({"127.0.0.1"})
    slack.add_team("T02ACME", "Acme", "acme")
    for each in sorted(PEOPLE, key=lambda each: not each.linked):
        if each.slack:
            team, _, user = each.slack.partition("/")
            slack.add_user(
                each.email.partition("@")[0],
                team=team,
                id=user,
                real_name=each.name,
                email=each.email,
                tz=each.timezone,
            )
            slack.dm(user)  # in this order always: the database knows conversations by their ids
    slack.add_channel("general", id="C01GENERAL", members=["U01SAM", "U01KENJI", "U01GUS"])
    slack.add_channel(
        "acme-billing",
        id=SHARED_CHANNEL,
        members=["U01SAM", "U02DANA", "U02VIC", "U02AP"],
        shared_with=["T02ACME"],
    )
    for customer in CUSTOMERS:
        cards = (customer.card,) if customer.card else ()
        stripe.seed_customer(customer.name, customer.email, cards=cards)
