"""A local Stripe to run against: start it, point a client at ``url``, look at what it did."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from assistant.sandbox.stripe import (
    attempt,
    authentication,
    completion,
    disputes,
    invoice_payments,
    refunds,
    seeding,
)
from assistant.sandbox.stripe.account import Account, copy
from assistant.sandbox.stripe.api import Api, Call
from assistant.sandbox.stripe.faults import Faults
from assistant.sandbox.stripe.pages import Pages
from assistant.sandbox.stripe.problem import Body
from assistant.sandbox.stripe.server import Server
from assistant.sandbox.stripe.state import State, StateFile
from assistant.sandbox.stripe.webhooks import Webhooks
from assistant.values import dataclass
from assistant.web import serving

Outcome = Literal["succeeded", "failed", "expected"]


@dataclass(frozen=True, slots=True)
class Charge:
    """Money that was really taken."""

    id: str
    payment_intent: str
    amount: int
    currency: str
    customer: str | None
    metadata: Mapping[str, str]
    refunded: int


class StripeCounterpart:
    """One Stripe account in test mode behind real HTTP, for the time of an ``async with``."""

    def __init__(
        self,
        *,
        state_path: Path | None = None,
        webhook: str | None = None,
        port: int = 0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.api_key = "sk_test_sandbox0000000000000000"
        self.webhook_secret = "whsec_sandbox00000000000000000000"  # noqa: S105
        self.url = ""
        self._port = port
        self._file = StateFile(state_path) if state_path else None
        self._account = Account(State(), clock)
        self._account.followers = [completion.follow, invoice_payments.follow]
        self._api = Api(self._account, self.api_key, self._file)
        with self._api.changing():
            pass  # reads what earlier processes left in the file
        self.webhooks = Webhooks(self._account, clock, self._api.changing)
        self._server = Server(self._api, Pages(self._account, self._api.changing).app())
        self._running = AsyncExitStack()
        if webhook:
            self.webhooks.register(webhook, self.webhook_secret)

    async def __aenter__(self) -> Self:
        """Start serving and delivering."""
        port = await self._running.enter_async_context(serving(self._server, port=self._port))
        self.url = self._account.url = f"http://127.0.0.1:{port}"
        self.webhooks.resume()
        delivering = asyncio.create_task(self.webhooks.run())
        self._running.push_async_callback(_cancel, delivering)
        self._running.callback(self._server.close)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop; what was not delivered is, by the next process with the same state file."""
        await self._running.aclose()

    @property
    def faults(self) -> Faults:
        """The failures still to come."""
        return self._api.faults

    @property
    def calls(self) -> list[Call]:
        """Every API request so far, oldest first."""
        return self._api.calls

    def events(self, event_type: str | None = None) -> list[Body]:
        """Return copies of the events so far, oldest first, or of one type only."""
        rows = reversed(list(self._account.all("event")))
        return [copy(row) for row in rows if event_type in (None, row["type"])]

    def charges(self) -> list[Charge]:
        """Return the charges that took money, oldest first."""
        rows = reversed(list(self._account.all("charge")))
        return [_charge(row) for row in rows if row["status"] == "succeeded" and row["captured"]]

    def tables(self) -> dict[str, dict[str, Body]]:
        """Return a copy of every object, by kind and id."""
        return {
            kind: {object_id: copy(row) for object_id, row in rows.items()}
            for kind, rows in self._account.state.tables.items()
        }

    def find(self, kind: str, object_id: str) -> Body | None:
        """Return a copy of any object: ``find("payment_intent", "pi_…")``."""
        found = self._account.find(kind, object_id)
        return found and copy(found)

    def seed_customer(
        self,
        name: str,
        email: str,
        *,
        metadata: Mapping[str, str] | None = None,
        cards: Sequence[str] = ("pm_card_visa",),
    ) -> seeding.Seeded:
        """Create, or find again, a customer with ids that depend on the e-mail only."""
        with self._api.changing():
            return seeding.seed(
                self._account, name=name, email=email, metadata=metadata or {}, cards=cards
            )

    def settle(self, object_id: str, outcome: Outcome = "expected") -> None:
        """End a bank debit (``pi_…``) or a pending refund (``re_…``, ``pyr_…``).

        ``expected`` ends it as its test account says. Failing a debit that had succeeded is a
        bank return: a dispute, lost at once.
        """
        with self._api.changing():
            self._account.request = {"id": None, "idempotency_key": None}
            if object_id.startswith("pi_"):
                attempt.settle(
                    self._account, self._account.referred("payment_intent", object_id), outcome
                )
            else:
                ended = "succeeded" if outcome == "expected" else outcome
                refunds.settle(self._account, self._account.referred("refund", object_id), ended)

    def dispute(self, payment_intent: str, reason: str = "fraudulent") -> str:
        """Let the customer's bank dispute a payment; returns the dispute's id."""
        with self._api.changing():
            self._account.request = {"id": None, "idempotency_key": None}
            intent = self._account.referred("payment_intent", payment_intent)
            charge = self._account.referred("charge", intent["latest_charge"])
            return str(disputes.open_for(self._account, charge, reason)["id"])

    def decide(self, dispute: str, outcome: Literal["won", "lost"]) -> None:
        """Let the bank decide a dispute."""
        with self._api.changing():
            self._account.request = {"id": None, "idempotency_key": None}
            decided = self._account.named("dispute", dispute)
            (disputes.win if outcome == "won" else disputes.lose)(self._account, decided)

    def authenticate(self, intent_id: str, *, passed: bool = True) -> None:
        """Finish 3-D Secure of a ``pi_…`` or ``seti_…`` as its page would."""
        kind = "setup_intent" if intent_id.startswith("seti_") else "payment_intent"
        with self._api.changing():
            intent = self._account.referred(kind, intent_id)
            authentication.finish(self._account, intent, passed=passed)

    def lag_search(self, seconds: float) -> None:
        """Let searches not find anything younger, as the real index lags behind."""
        self._account.search_lag = seconds

    def forget_keys(self) -> None:
        """Drop every idempotency record, as Stripe may after 24 hours."""
        with self._api.changing():
            self._account.state.keys.clear()


def _charge(row: Body) -> Charge:
    return Charge(
        row["id"],
        row["payment_intent"],
        row["amount"],
        row["currency"],
        row["customer"],
        dict(row["metadata"]),
        row["amount_refunded"],
    )


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
