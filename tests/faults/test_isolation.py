"""Whoever asks whatever, wherever, about whomever: no reply holds a fact of another account.

A reply is all that reaches anybody because of it: blocks, fallback text, mail, file names; and what
is logged, which holds no account's facts at all.
"""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from assistant.card import Card
from assistant.handlers.slack_body import Spot
from assistant.notify.senders import Outgoing
from assistant.render import mail, slack, slack_form
from assistant.render.slack_home import home
from assistant.request import Channel
from assistant.sandbox.seed import CUSTOMERS, PEOPLE
from tests.stories.fixtures import sqlite_seeded
from tests.stories.house import SUPPORT, House, copy_of_template, opened_house

__all__ = ["sqlite_seeded"]

SECRETS = {
    "acc_acme": ("42000", "48000", "36000", "46100", "vic@acme.example"),
    "acc_acme_eu": ("Acme EU", "123450"),
    "acc_kumo": ("Kumo", "120000", "88000", "kenji@kumo.example"),
    "acc_dune": ("Dune", "noura@dune.example"),
    "acc_globex": ("Globex", "77700", "9995", "gus@globex.example"),
}
"""What only people of an account may read: names and amounts that nobody else has."""

STRANGERS = ("T99EVIL/U02DANA", "T02ACME/U02AP", "T01SELLER/U99NEW")
ACTORS = (*(each.email.partition("@")[0] for each in PEOPLE if each.linked), *STRANGERS)
PLACES = (Channel.SLACK, Channel.MAIL, Channel.TERMINAL)
SPOTS = (("D1", ""), ("C01SHARED", ""), ("C01SHARED", "1700000000.000100"))
"""Where in Slack: in a direct message, in a channel with a customer, in a thread there."""

INTENTS = (
    "show my invoices",
    "show overdue invoices",
    "invoices over 100 since January",
    "invoice {number}",
    "items on {number}",
    "what is line 1 on {number}",
    "why is {number} so high?",
    "what do we owe?",
    "summary",
    "pay invoice {number}",
    "pay 5 of {number}",
    "pay {number} and 201",
    "pay all open",
    "pay my balance",
    "pay {number} tomorrow",
    "send me a link for {number}",
    "yes",
    "no",
    "1",
    "all",
    "more",
    "did {number} go through?",
    "payment history",
    "payment methods",
    "pdf {number}",
    "excel of 120-125",
    "receipt for {number}",
    "statement for last month",
    "who gets our invoices?",
    "add eve@evil.example as viewer",
    "remove dana@acme.example",
    "switch to {name}",
    "for {name}: show my invoices",
    "for {name}: invoice {number}",
    "for {name}: what do we owe?",
    "which account is this",
    "upcoming payments",
    "is autopay on?",
    "refund payment {number}",
    'for {name}: credit 5 EUR "x"',
    "find {name}",
    "who owes us?",
    "approvals",
    "link dana@acme.example",
    "link gus@globex.example",
    "code bcdf-ghjk",
    "unlink",
    "help",
    "talk to a human",
    "share here: show my invoices",
    "share here: invoice {number}",
    "pay the big one of {name}",
)
NUMBERS = ("123", "121", "122", "90", "201", "301", "300", "401", "124", "125", "999")
Step = tuple[str, Channel, str, str, str, tuple[str, str]]
STEPS = 250


def walk(seed: int) -> list[Step]:
    """The same seed is the same walk: one that fails becomes a permanent one here."""
    chance = random.Random(seed)
    names = [each.name for each in CUSTOMERS]
    every = (ACTORS, PLACES, INTENTS, NUMBERS, names, SPOTS)
    return [tuple(chance.choice(each) for each in every) for _ in range(STEPS)]  # type: ignore[misc]


@dataclass(frozen=True)
class Reached:
    """Words on their way to a reader; ``asked`` may come back to whoever said it."""

    address: str
    words: str
    asked: str


def accounts_of(address: str) -> set[str]:
    """What the reader at an address may know; the seller's own people may know all."""
    if address == SUPPORT:
        return set(SECRETS)
    for each in PEOPLE:
        if address == each.email or (each.linked and address == each.slack):
            if each.agent:
                return set(SECRETS)
            return {c.id for c in CUSTOMERS if any(row[0] == each.email for row in c.contacts)}
    return set()


def drawn(card: Card) -> str:
    """Everything a card becomes in any channel, and the names of its files."""
    message = slack.render(card)
    drawings = (message.blocks, slack.render(card, newest=False).blocks, home([card]), _forms(card))
    blocks = [json.dumps(each, ensure_ascii=False) for each in drawings]
    parts = (message.text, *blocks, str(mail.render(card)))
    return "\n".join((*parts, *(file.name for file in card.files)))


def _forms(card: Card) -> list[dict[str, Any]]:
    """What a press on its buttons opens."""
    forms = [each.form for each in card.actions if each.form]
    return [slack_form.modal(form, "") for form in forms]


def plain(words: str) -> str:
    """Amounts as their digits alone, however a locale writes them."""
    return re.sub(r"(?<=\d)[.,’'\u00a0\u202f\u066b\u066c](?=\d)", "", words)


def found(words: str, secret: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(secret)}(?![\w-])", words) is not None


def leaks(reached: Reached) -> Iterator[tuple[str, str]]:
    allowed, asked = accounts_of(reached.address), plain(reached.asked)
    words = plain(reached.words)
    for account, secrets in SECRETS.items():
        for secret in secrets if account not in allowed else ():
            if found(words, secret) and not found(asked, secret):
                yield account, secret


def sent_to(sent: list[Outgoing], asked: str) -> Iterator[Reached]:
    for each in sent:
        names = "\n".join(file.name for file in each.files)
        yield Reached(each.address, drawn(each.card) + names, asked)


async def said(house: House, step: Step) -> list[Reached]:
    """Let one person say one thing, and collect what anybody reads because of it."""
    who, channel, intent, number, name, (room, thread) = step
    words = intent.format(number=number, name=name)
    if who in STRANGERS and channel is not Channel.SLACK:
        who = "eve@evil.example"
    known = next((each for each in PEOPLE if each.email.partition("@")[0] == who), None)
    if known and channel is Channel.SLACK and not known.slack:
        channel = Channel.MAIL
    house.mail.sent.clear()
    house.slack.sent.clear()
    request = house.request(who, words, channel=channel)
    address = request.sender.address
    if channel is Channel.SLACK:
        team, _, user = address.partition("/")
        request = Spot(team, user, room, thread).request(request.key, words, request.at)
    answered = await house.desk.send(request)
    assert answered.outcome != "failed", f"{words!r} broke something: look at the log"
    await house.work()
    told = [*sent_to(house.mail.sent, words), *sent_to(house.slack.sent, words)]
    return [Reached(address, drawn(answered.card), words), *told]


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_fault_78_no_reply_holds_a_fact_of_an_account_the_reader_may_not_see(
    sqlite_seeded: Path, tmp_path: Path, seed: int
) -> None:
    found_out = []
    with capture_logs() as logs:
        async with opened_house(copy_of_template(sqlite_seeded, tmp_path)) as house:
            for step in walk(seed):
                for reached in await said(house, step):
                    found_out += [(step, reached.address, leak) for leak in leaks(reached)]

    assert found_out == []
    logged = plain(json.dumps(logs, default=str))
    for secrets in SECRETS.values():
        assert not [secret for secret in secrets if found(logged, secret)]


@pytest.mark.parametrize("account", SECRETS)
def test_what_is_looked_for_would_be_found(account: str) -> None:
    for secret in SECRETS[account]:
        assert list(leaks(Reached("eve@evil.example", f"It is {secret}.", "")))


def test_an_amount_is_found_however_it_is_written() -> None:
    for written in ("1,234.50 EUR", "1.234,50 €", "1\u202f234,50 €"):
        assert list(leaks(Reached("gus@globex.example", written, "")))
