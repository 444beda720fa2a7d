"""Stripe's door lets in what Stripe signed, now, for us, and acknowledges only what is stored."""

import asyncio
import hashlib
import hmac
import json
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import orjson
import pytest
from starlette.applications import Starlette
from structlog.testing import capture_logs

from assistant.billing.gateway import Charge, GatewayEvent, ReportStatus
from assistant.billing.money import Money
from assistant.billing.stripe.gateway import HostedPages, StripeGateway, open_client
from assistant.handlers.stripe_webhook import (
    KNOWN_TYPES,
    WEBHOOKS,
    WebhookTrust,
    livemode_of,
    stripe_webhook,
)
from assistant.sandbox.stripe import StripeCounterpart
from assistant.web import serving

NOW = 1_790_000_000.0
SECRET = "whsec_current"
OLD_SECRET = "whsec_previous"
TRUST = WebhookTrust(secrets=(SECRET, OLD_SECRET), livemode=False)
PAYLOADS = Path(__file__).parent / "stripe_payloads"


class Store:
    """Keeps events as the inbox would, or fails as a full disk would."""

    def __init__(self) -> None:
        self.events: list[GatewayEvent] = []
        self.broken = False

    async def accept(self, event: GatewayEvent) -> None:
        if self.broken:
            raise OSError("disk full")
        self.events.append(event)


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def app(store: Store) -> Starlette:
    return Starlette(routes=[stripe_webhook(TRUST, store.accept, clock=lambda: NOW)])


@pytest.fixture
async def door(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://door") as client:
        yield client


@pytest.fixture
def samples() -> list[bytes]:
    """Point ASSISTANT_STRIPE_SAMPLES at a folder of other people's samples for more of them."""
    folder = Path(os.environ.get("ASSISTANT_STRIPE_SAMPLES", PAYLOADS))
    return [path.read_bytes() for path in sorted(folder.rglob("*.json"))]


def event(**changes: object) -> dict[str, object]:
    return {
        "id": "evt_1",
        "object": "event",
        "type": "payment_intent.succeeded",
        "created": int(NOW),
        "livemode": False,
        "data": {"object": {"id": "pi_1", "metadata": {"payment_id": "pay_1"}}},
        **changes,
    }


def signature(raw: bytes, *secrets: str, at: float = NOW, scheme: str = "v1") -> str:
    signed = b"%d.%s" % (int(at), raw)
    marks = [hmac.new(s.encode(), signed, hashlib.sha256).hexdigest() for s in secrets]
    return ",".join([f"t={int(at)}", *(f"{scheme}={mark}" for mark in marks)])


async def send(
    door: httpx.AsyncClient, body: object, header: str | None = None, **marks: object
) -> int:
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    header = signature(raw, SECRET, **marks) if header is None else header  # type: ignore[arg-type]
    answer = await door.post("/stripe/webhook", content=raw, headers={"stripe-signature": header})
    return answer.status_code


def counted(outcome: str) -> float:
    return WEBHOOKS.labels(outcome)._value.get()


async def test_a_signed_event_is_handed_over_before_it_is_acknowledged(door, store):
    status = await send(door, event())

    assert status == 200
    assert [(e.id, e.type, e.object_id, e.payment_id) for e in store.events] == [
        ("evt_1", "payment_intent.succeeded", "pi_1", "pay_1")
    ]
    assert store.events[0].created.timestamp() == NOW


async def test_an_event_that_could_not_be_stored_is_not_acknowledged(door, store):
    store.broken = True

    with capture_logs() as logs:
        status = await send(door, event())

    assert status == 500
    assert [line["event"] for line in logs] == ["stripe_event_not_stored"]
    store.broken = False
    assert await send(door, event()) == 200


async def test_fault_27_the_previous_secret_still_counts_while_it_is_being_replaced(door, store):
    raw = orjson.dumps(event())

    assert await send(door, raw, signature(raw, OLD_SECRET)) == 200
    assert await send(door, raw, signature(raw, "whsec_next", SECRET)) == 200
    assert len(store.events) == 2


async def test_fault_27_nothing_unsigned_or_signed_otherwise_gets_in(door, store):
    raw = orjson.dumps(event())
    good = signature(raw, SECRET)
    mark = good.partition("v1=")[2]
    headers = [
        "",
        "nonsense",
        "t=,v1=",
        f"t={int(NOW)}",
        f"v1={mark}",
        f"t={int(NOW)},v0={mark}",
        f"t=1e9,v1={mark}",
        f"t={int(NOW)},v1={mark[:-1]}",
        f"t={int(NOW) - 1},v1={mark}",
        "t=" + "9" * 5000 + f",v1={mark}",
        signature(raw, "whsec_wrong"),
        signature(raw, SECRET, scheme="v2"),
    ]

    statuses = {await send(door, raw, header) for header in headers}

    assert statuses == {400}
    assert store.events == []


async def test_fault_27_a_header_outside_ascii_is_refused_without_a_crash(door, store):
    raw = orjson.dumps(event())
    header = f"t={int(NOW)},v1=é".encode("latin-1")

    answer = await door.post(
        "/stripe/webhook", content=raw, headers=[(b"stripe-signature", header)]
    )

    assert answer.status_code == 400


async def test_fault_27_the_same_json_written_differently_is_refused(door, store):
    raw = orjson.dumps(event())
    reserialised = json.dumps(json.loads(raw), indent=2).encode()

    assert await send(door, reserialised, signature(raw, SECRET)) == 400
    assert await send(door, raw.replace(b"pay_1", b"pay_2"), signature(raw, SECRET)) == 400
    assert await send(door, raw + b"\n", signature(raw, SECRET)) == 400
    assert store.events == []


@pytest.mark.parametrize(
    ("seconds", "status"), [(-301, 400), (-300, 200), (0, 200), (300, 200), (301, 400)]
)
async def test_fault_27_a_signature_counts_five_minutes_either_way(door, seconds, status):
    assert await send(door, event(), at=NOW + seconds) == status


async def test_fault_33_what_is_not_for_us_is_acknowledged_ignored_and_counted(door, store):
    outcomes = ("ignored_mode", "ignored_account", "ignored_type")
    before = [counted(outcome) for outcome in outcomes]

    statuses = [
        await send(door, event(livemode=True)),
        await send(door, event(account="acct_other")),
        await send(door, event(type="product.updated")),
    ]

    assert statuses == [200, 200, 200]
    assert store.events == []
    assert [counted(outcome) for outcome in outcomes] == [count + 1 for count in before]


async def test_a_signed_body_that_is_no_event_is_refused(door, store):
    bodies = [
        b"",
        b"{",
        b"null",
        b"[1]",
        b"[" * 100_000,
        b"\xff\xfe",
        orjson.dumps({"type": 7}),
        orjson.dumps(event(data=None)),
        orjson.dumps(event(id=5)),
        orjson.dumps(event(created="soon")),
        orjson.dumps(event(created=1e300)),
        orjson.dumps(event(data={"object": {"metadata": {}}})),
        orjson.dumps(event(data={"object": {"id": "pi_1", "metadata": 3}})),
    ]

    statuses = {await send(door, raw) for raw in bodies}

    assert statuses == {400}
    assert store.events == []


async def test_an_event_without_our_metadata_is_handed_over_with_no_payment_id(door, store):
    await send(door, event(type="refund.created", data={"object": {"id": "re_1"}}))

    assert [(e.object_id, e.payment_id) for e in store.events] == [("re_1", None)]


async def test_neither_the_body_nor_the_signature_reaches_the_log(door, store):
    with capture_logs() as logs:
        await send(door, event(note="4242424242424242"), "t=1,v1=deadbeef")

    assert logs == [
        {"event": "stripe_webhook_refused", "log_level": "warning", "reason": "bad_signature"}
    ]


async def test_a_body_over_a_megabyte_is_refused_before_it_is_all_there(door, store):
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 65536

    declared = await door.post("/stripe/webhook", content=b"x" * 1_000_001)
    chunked = await door.post("/stripe/webhook", content=endless())

    assert (declared.status_code, chunked.status_code) == (413, 413)


async def test_a_sender_that_never_finishes_is_cut_off(store):
    app = Starlette(routes=[stripe_webhook(TRUST, store.accept, deadline=0.05)])

    async with serving(app) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /stripe/webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{")
        answer = await asyncio.wait_for(reader.read(), timeout=10)
        writer.close()
        await writer.wait_closed()

    assert answer.startswith(b"HTTP/1.1 408")


async def test_fault_24_and_25_events_in_any_order_and_number_end_in_the_same_reports(store):
    async with StripeCounterpart() as sandbox, AsyncExitStack() as stack:
        trust = WebhookTrust(secrets=(sandbox.webhook_secret,), livemode=False)
        app = Starlette(routes=[stripe_webhook(trust, store.accept)])
        port = await stack.enter_async_context(serving(app))
        client = await stack.enter_async_context(open_client(sandbox.api_key, sandbox.url))
        gateway = StripeGateway(client, pages=HostedPages("https://a.example", "https://b.example"))
        sandbox.webhooks.register(f"http://127.0.0.1:{port}/stripe/webhook", sandbox.webhook_secret)
        seeded = sandbox.seed_customer("Acme", "ap@acme.example", cards=("pm_sepaDebit",))
        sandbox.webhooks.hold()
        report = await gateway.charge(
            Charge(
                "pay_1", Money(2500, "EUR"), seeded.customer_id, seeded.payment_method_ids[0], "INV"
            )
        )
        sandbox.settle(report.gateway_ref, "succeeded")
        sandbox.webhooks.release(backwards=True, copies=2)
        await sandbox.webhooks.drained()

        ours = [event for event in store.events if event.payment_id == "pay_1"]
        reports = {await gateway.read_event(event) for event in ours}

    assert {event.type for event in ours} >= {
        "payment_intent.processing",
        "payment_intent.succeeded",
    }
    assert {report.status for report in reports} == {ReportStatus.SUCCEEDED}
    assert {attempt.status for attempt in sandbox.webhooks.attempts} == {200}


def test_the_mode_is_read_from_the_key():
    assert livemode_of("sk_live_123")
    assert livemode_of("rk_live_123")
    assert not livemode_of("sk_test_123")


def test_secrets_are_not_shown():
    assert SECRET not in repr(TRUST)


async def test_real_payloads_of_every_type_pass_the_door_signed(door, store):
    bodies = [path.read_bytes() for path in sorted(PAYLOADS.glob("*.json"))]
    types = [orjson.loads(raw)["type"] for raw in bodies]

    statuses = [await send(door, raw) for raw in bodies]

    assert set(statuses) == {200}
    assert {e.type for e in store.events} == KNOWN_TYPES.intersection(types)


async def test_no_json_stripe_ever_showed_anybody_crashes_the_door(door, samples):
    objects = [orjson.loads(raw) for raw in samples if raw and len(raw) < 100_000]

    statuses = {await send(door, raw) for raw in samples}
    statuses |= {await send(door, event(data={"object": body})) for body in objects}

    assert samples
    assert statuses <= {200, 400, 413}
