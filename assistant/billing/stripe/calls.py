"""One call to Stripe and the three ways it can end: an answer, a decline, a GatewayError.

Calls go through the client's raw requests and stay plain JSON bodies: building the library's typed
objects costs more than the rest of the call together. aiohttp carries them, at an eighth of the
CPU time of httpx. The client never retries by itself; a payment's own row does, with its own key.
"""

import re
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from typing import Any

import aiohttp
import stripe

from assistant.billing.gateway import (
    GatewayBusyError,
    GatewayError,
    GatewayRefusedError,
    GatewayUncertainError,
)
from assistant.reach import Reach, watching
from assistant.values import dataclass

Body = dict[str, Any]

_NEVER_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
_SECRETS = re.compile(r"\b(?:(?:sk|rk|pk|ek)_(?:test|live)_|whsec_|\w+_secret_)[\w*]+")


class DeclinedError(Exception):
    """The bank or Stripe's risk rules said no; ``intent`` is the payment intent that was tried."""

    def __init__(self, decline: str, intent: Body | None) -> None:
        super().__init__(decline)
        self.decline = decline
        self.intent = intent


class CallRefusedError(GatewayRefusedError):
    """Stripe rejects one request; ``code`` is Stripe's error code, when it has one."""

    def __init__(self, message: str, code: str | None) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Answer:
    """What Stripe said; ``replayed`` when it only repeated what it had saved under the key."""

    body: Body
    replayed: bool


class StripeCalls:
    """Sends requests through one client; raises DeclinedError and the gateway's errors only."""

    def __init__(self, client: stripe.StripeClient) -> None:
        self._client = client

    async def post(self, path: str, params: Mapping[str, object], *, key: str | None) -> Answer:
        """Send a change under an idempotency key. Raises DeclinedError when the bank said no.

        Without a key it may be done twice: for steps where the second time changes nothing.
        """
        with _plain_errors():
            answer = await self._client.raw_request_async(
                "post", path, **params, idempotency_key=key
            )
            return Answer(answer.data, "idempotent-replayed" in answer.headers)

    async def get(self, path: str, **params: object) -> Body:
        """Read one object or one page."""
        with _plain_errors():
            body: Body = (await self._client.raw_request_async("get", path, **params)).data
            return body

    async def date(self, path: str, **params: object) -> str | None:
        """Read one page for what its ``Date`` header says."""
        with _plain_errors():
            answer = await self._client.raw_request_async("get", path, **params)
            return next((v for name, v in answer.headers.items() if name.lower() == "date"), None)

    async def each(self, path: str, **params: object) -> AsyncIterator[Body]:
        """Go through a list to its end, newest first."""
        more = True
        while more:
            page = await self.get(path, limit=100, **params)
            for row in page["data"]:
                yield row
            more = page["has_more"]
            params["starting_after"] = page["data"][-1]["id"] if more else None


@asynccontextmanager
async def open_client(
    api_key: str, api_url: str | None = None, *, timeout: float = 20, reach: Reach | None = None
) -> AsyncIterator[stripe.StripeClient]:
    """Open a client for the gateway and close its connections afterwards.

    ``api_url`` leads elsewhere than to api.stripe.com. ``timeout`` is for a whole call, in seconds.
    ``reach`` is told whether Stripe could be reached.
    """
    # Telemetry would report the timing of each call with the next, and write a file to the home.
    stripe.enable_telemetry = False
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=_trusted()),
        cookie_jar=aiohttp.DummyCookieJar(),
        trace_configs=watching(reach) if reach else None,
    ) as session:
        limits = aiohttp.ClientTimeout(total=timeout, connect=min(5, timeout))
        yield stripe.StripeClient(
            api_key,
            base_addresses={"api": api_url} if api_url else {},
            max_network_retries=0,
            http_client=stripe.AIOHTTPClient(timeout=limits, session=session),
        )


@cache
def _trusted() -> ssl.SSLContext:
    """Whom Stripe's library trusts; read once, as it takes longer than many a call."""
    return ssl.create_default_context(cafile=stripe.ca_bundle_path)


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Translate errors; without their cause, which would carry the whole answer into a log."""
    try:
        yield
    except stripe.StripeError as error:
        failure = _translated(error)
    except (aiohttp.ClientError, TimeoutError) as error:  # raised as they are while reading a body
        failure = GatewayUncertainError(f"Stripe's answer broke off ({type(error).__name__})")
    else:
        return
    raise failure from None


def _translated(error: stripe.StripeError) -> DeclinedError | GatewayError:
    status = error.http_status
    if isinstance(error, stripe.APIConnectionError):
        if isinstance(error.__cause__, _NEVER_SENT):
            return GatewayBusyError(f"Stripe is unreachable ({type(error.__cause__).__name__})")
        return GatewayUncertainError(f"no answer from Stripe ({type(error.__cause__).__name__})")
    if status is None or not 400 <= status < 500 or status == 408:
        return GatewayUncertainError(f"Stripe answered {status}: {error.request_id}")
    said = _said(error)
    if status in (409, 429):
        return GatewayBusyError(_message(error, said), retry_after=_retry_after(error))
    if status == 402 or said.get("type") == "card_error":
        decline = said.get("decline_code") or said.get("code") or "declined"
        return DeclinedError(decline, said.get("payment_intent"))
    return CallRefusedError(_message(error, said), said.get("code"))


def _said(error: stripe.StripeError) -> Body:
    body = error.json_body
    said = body.get("error") if isinstance(body, dict) else None
    return said if isinstance(said, dict) else {}


def _message(error: stripe.StripeError, said: Body) -> str:
    told = ", ".join(str(said[name]) for name in ("type", "code", "param") if said.get(name))
    words = _SECRETS.sub("[secret]", str(said.get("message", "")))[:300]
    return f"Stripe answered {error.http_status} to {error.request_id} ({told}): {words}"


def _retry_after(error: stripe.StripeError) -> float | None:
    waited = str((error.headers or {}).get("Retry-After", ""))
    return float(waited) if waited.isascii() and waited.isdigit() else None
