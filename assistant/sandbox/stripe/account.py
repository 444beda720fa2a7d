"""The Stripe account the counterpart plays: its objects, its clock, its ids and its events."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import orjson

from assistant.sandbox.stripe.problem import Body, no_such
from assistant.sandbox.stripe.state import State

API_VERSION = "2026-10-28.endive"

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

# What Stripe calls each kind in "No such …", and the parameter it blames.
_NOUNS = {
    "billing_portal.session": ("billing_portal.session", "session"),
    "charge": ("charge", "charge"),
    "checkout.session": ("checkout.session", "session"),
    "customer": ("customer", "customer"),
    "dispute": ("dispute", "dispute"),
    "event": ("event", "id"),
    "invoice": ("invoice", "invoice"),
    "invoice_payment": ("invoice_payment", "invoice_payment"),
    "invoiceitem": ("invoiceitem", "invoiceitem"),
    "payment_intent": ("payment_intent", "intent"),
    "payment_method": ("PaymentMethod", "payment_method"),
    "refund": ("refund", "id"),
    "setup_intent": ("setupintent", "intent"),
    "balance_transaction": ("balance transaction", "id"),
}


class Account:
    """One account in test mode; handlers read and change it, synchronously, one at a time."""

    def __init__(self, state: State, clock: Callable[[], float]) -> None:
        self.state = state
        self.url = ""
        self.hook = ""
        self.request: Body = {"id": None, "idempotency_key": None}
        self.search_lag = 0.0
        self.listeners: list[Callable[[Body], None]] = []
        self.followers: list[Callable[[Account, Body], None]] = []
        self._clock = clock

    def now(self) -> int:
        """Return the time in whole seconds, as Stripe stamps objects."""
        return int(self._clock())

    def new_id(self, prefix: str) -> str:
        """Return an unused id; the sequence is the same for states of the same salt."""
        self.state.counter += 1
        return f"{prefix}_{spell(f'{self.state.salt}:{prefix}:{self.state.counter}')}"

    def add(self, body: Body) -> Body:
        """Keep a new object, under its kind and id."""
        self.state.tables.setdefault(body["object"], {})[body["id"]] = body
        return body

    def all(self, kind: str) -> Iterator[Body]:
        """Go through the objects of a kind, newest first."""
        return reversed(self.state.tables.get(kind, {}).values())

    def find(self, kind: str, object_id: str) -> Body | None:
        """Return an object, or None."""
        return self.state.tables.get(kind, {}).get(object_id)

    def named(self, kind: str, object_id: str) -> Body:
        """Return the object the address names; 404 when there is none."""
        if (found := self.find(kind, object_id)) is None:
            noun, param = _NOUNS[kind]
            raise no_such(noun, object_id, "id" if kind == "customer" else param, status=404)
        return found

    def referred(self, kind: str, object_id: str, *, param: str | None = None) -> Body:
        """Return the object a parameter refers to; 400 when there is none."""
        found = self.find(kind, object_id)
        if found is None or found.get("deleted"):
            noun, default = _NOUNS[kind]
            raise no_such(noun, object_id, param or default)
        return found

    def secret_of(self, object_id: str) -> Body:
        """Return what is privately known of an object, to read and to change."""
        return self.state.private.setdefault(object_id, {})

    def follow_up(self, intent: Body) -> None:
        """Let checkouts and invoices take notice of what became of an intent."""
        for follower in self.followers:
            follower(self, intent)

    def emit(self, event_type: str, body: Body, previous: Body | None = None) -> Body:
        """Record that something happened, with a copy of the object as it is now."""
        data: Body = {"object": copy(body)}
        if previous is not None:
            data["previous_attributes"] = previous
        event: Body = {
            "id": self.new_id("evt"),
            "object": "event",
            "api_version": API_VERSION,
            "created": self.now(),
            "data": data,
            "livemode": False,
            "pending_webhooks": 0,
            "request": dict(self.request),
            "type": event_type,
        }
        self.add(event)
        for listener in self.listeners:
            listener(event)
        return event


def copy(body: Body) -> Body:
    """Copy an object deeply, the cheap way."""
    copied: Body = orjson.loads(orjson.dumps(body))
    return copied


def spell(text: str, length: int = 24) -> str:
    """Turn any text into a stable id of Stripe's alphabet."""
    number = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=20).digest(), "big")
    letters = []
    for _ in range(length):
        number, rest = divmod(number, 62)
        letters.append(_ALPHABET[rest])
    return "".join(letters)


def merge_metadata(body: Body, given: Any) -> None:
    """Apply sent metadata: an empty value removes its key, an empty string removes all."""
    if given == "":
        body["metadata"] = {}
    elif given is not None:
        merged = {**body["metadata"], **given}
        body["metadata"] = {key: value for key, value in merged.items() if value != ""}
