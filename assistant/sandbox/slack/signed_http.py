"""Delivery to a request URL, signed as Slack signs."""

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import field
from time import perf_counter
from urllib.parse import urlencode

import aiohttp

from assistant.sandbox.slack.delivery import Attempt, Outcome, Parcel, SignedRequest
from assistant.sandbox.slack.faults import Faults
from assistant.sandbox.slack.records import Body
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Signer:
    """Makes v0 signatures (https://docs.slack.dev/authentication/verifying-requests-from-slack)."""

    secret: str = field(repr=False)
    now: Callable[[], float]

    def headers(self, body: bytes, timestamp: int | None = None) -> dict[str, str]:
        """The two headers that vouch for a body, now or at another second."""
        stamp = str(int(self.now()) if timestamp is None else timestamp)
        base = b"v0:" + stamp.encode() + b":" + body
        mac = hmac.new(self.secret.encode(), base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mac}"}


class HttpLine:
    """Posts to one URL; needs a 2xx within ``timeout`` seconds."""

    def __init__(self, url: str, signer: Signer, faults: Faults, timeout: float) -> None:
        self.url = url
        self._signer = signer
        self._faults = faults
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the kept connections."""
        if self._session:
            await self._session.close()

    async def carry(self, parcel: Parcel) -> Attempt:
        """Post one payload, signed now."""
        body, kind = encoded(parcel)
        headers = {"Content-Type": kind} | self._signer.headers(body)
        headers["User-Agent"] = "Slackbot 1.0 (+https://api.slack.com/robots)"
        if parcel.number:
            headers["X-Slack-Retry-Num"] = str(parcel.number)
            headers["X-Slack-Retry-Reason"] = parcel.reason
        return await self.send(SignedRequest(body, headers), parcel.number)

    async def send(self, request: SignedRequest, number: int = 0) -> Attempt:
        """Post a request as it is, for replays and forgeries too."""
        start = perf_counter()
        outcome: Outcome
        status, answer, final = None, None, False
        try:
            async with self._open().post(
                self.url, data=request.body, headers=request.headers, timeout=self._timeout
            ) as response:
                status, answer = response.status, _answered(await response.read())
                final = response.headers.get("X-Slack-No-Retry") == "1"
                outcome = "acked" if 200 <= status < 300 else "http_error"
        except TimeoutError:
            outcome = "timeout"
        except aiohttp.ClientError:
            outcome = "connection_failed"
        if outcome == "acked" and self._faults.take("lose_ack"):
            outcome, final = "ack_lost", False
        spent = perf_counter() - start
        return Attempt(number, outcome, answer, status, spent, request, final)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session


def encoded(parcel: Parcel) -> tuple[bytes, str]:
    """The bytes and content type of a payload: events as JSON, the rest as forms."""
    form = "application/x-www-form-urlencoded"
    match parcel.kind:
        case "events_api":
            return json.dumps(parcel.payload).encode(), "application/json"
        case "slash_commands":
            return urlencode(parcel.payload).encode(), form
        case "interactive":
            return urlencode({"payload": json.dumps(parcel.payload)}).encode(), form


def _answered(raw: bytes) -> Body | None:
    text = raw.decode("utf-8", "replace")
    if not text.strip():
        return None
    try:
        body = json.loads(text)
    except ValueError:
        body = None
    return body if isinstance(body, dict) else {"text": text}
