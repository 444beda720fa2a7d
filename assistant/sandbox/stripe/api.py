"""Answer API calls: key, faults, idempotency, parameters, handler, in Stripe's order."""

import asyncio
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field
from typing import Any, Literal

import orjson

from assistant.sandbox.stripe import faults, form, idempotency, problem, routes, spec
from assistant.sandbox.stripe.account import API_VERSION, Account
from assistant.sandbox.stripe.expand import expand
from assistant.sandbox.stripe.problem import ApiError, Body
from assistant.sandbox.stripe.state import StateFile
from assistant.values import dataclass


@dataclass(slots=True)
class Call:
    """A request as it arrived, and how it ended; ``status`` stays None without an answer."""

    method: str
    path: str
    params: Body
    key: str | None
    headers: dict[str, str] = field(repr=False)
    id: str = ""
    status: int | None = None
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back; ``ending`` says whether the connection survives to carry it."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    ending: Literal["sent", "dropped", "silent"] = "sent"


class Api:
    """The API of one account, whose state may be kept in a file."""

    def __init__(self, account: Account, api_key: str, file: StateFile | None = None) -> None:
        self.faults = faults.Faults()
        self.calls: list[Call] = []
        self._account = account
        self._api_key = api_key
        self._file = file
        self._running: set[str] = set()

    async def answer(self, method: str, path: str, raw: str, headers: dict[str, str]) -> Answer:
        """Answer one call; every error is an answer, too."""
        call = Call(method, path, {}, headers.get("idempotency-key") or None, headers)
        call.id = f"req_{secrets.token_hex(7)}"
        self.calls.append(call)
        try:
            self._authorise(headers)
            call.params = form.parse(raw)
            answer = await self._serve(call)
        except ApiError as error:
            answer = self._answer(call, error.status, orjson.dumps(error.body(call.id)))
        if answer.ending == "sent":
            call.status = answer.status
        return answer

    def _authorise(self, headers: dict[str, str]) -> None:
        scheme, _, key = headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not key:
            raise problem.no_key()
        if not secrets.compare_digest(key.encode(), self._api_key.encode()):
            raise problem.wrong_key(key)

    async def _serve(self, call: Call) -> Answer:
        fault = self.faults.take(call.method, call.path)
        match fault:
            case faults.RateLimited():
                raise problem.rate_limited()
            case faults.Unavailable(status):
                raise problem.broken(status)
            case faults.LostRequest():
                return Answer(0, b"", ending="dropped")
            case faults.NoAnswer(performed=False):
                return Answer(0, b"", ending="silent")
            case _:
                pass
        if call.method != "POST" or call.key is None:
            return await self._run(call, fault)
        idempotency.check_length(call.key)
        if call.key in self._running:
            raise idempotency.in_progress(call.key)
        self._running.add(call.key)
        try:
            return await self._run(call, fault)
        finally:
            self._running.discard(call.key)

    async def _run(self, call: Call, fault: faults.Fault | None) -> Answer:
        if isinstance(fault, faults.Slow):
            await asyncio.sleep(fault.seconds)
        with self.changing(writes=call.method != "GET"):
            answer = self._replay(call) or self._perform(call, fault)
        match fault:
            case faults.LostAnswer():
                return Answer(answer.status, b"", ending="dropped")
            case faults.NoAnswer():
                return Answer(answer.status, b"", ending="silent")
            case _:
                return answer

    @contextmanager
    def changing(self, *, writes: bool = True) -> Iterator[None]:
        """Hold the newest state for one change, and keep it in the file afterwards."""
        if self._file is None:
            yield
            return
        with self._file.exclusive(self._account.state) as state:
            self._account.state = state
            before = state.counter
            try:
                yield
            finally:
                if writes or state.counter != before:
                    self._file.save(state)

    def _replay(self, call: Call) -> Answer | None:
        if call.method != "POST" or call.key is None:
            return None
        state, now = self._account.state, self._account.now()
        record = idempotency.saved(state, call.key, call.path, call.params, now=now)
        if record is None:
            return None
        call.replayed = True
        headers = {"idempotent-replayed": "true", "original-request": record["request"]}
        return self._answer(call, record["status"], record["body"].encode(), headers)

    def _perform(self, call: Call, fault: faults.Fault | None) -> Answer:
        route, ids = routes.find(call.method, call.path)
        params = spec.checker(route.params)(call.params, "")
        self._account.request = {"id": call.id, "idempotency_key": call.key}
        status, body = 200, b""
        try:
            if fault == faults.ServerError(performed=False):
                raise problem.broken()
            result = self._handle(route, params, ids)
            if isinstance(fault, faults.ServerError):
                raise problem.broken()
            body = orjson.dumps(result)
        except ApiError as error:
            status, body = error.status, orjson.dumps(error.body(call.id))
        if call.method == "POST" and call.key is not None:
            self._save(call, status, body)
        return self._answer(call, status, body)

    def _handle(self, route: routes.Route, params: Any, ids: dict[str, str]) -> Body:
        result = route.handler(self._account, params, **ids)
        return expand(self._account, result, params["expand"]) if "expand" in params else result

    def _save(self, call: Call, status: int, body: bytes) -> None:
        assert call.key is not None
        self._account.state.keys[call.key] = {
            "body": body.decode(),
            "created": self._account.now(),
            "digest": idempotency.digest(call.params),
            "path": call.path,
            "request": call.id,
            "status": status,
        }

    def _answer(
        self, call: Call, status: int, body: bytes, extra: dict[str, str] | None = None
    ) -> Answer:
        headers = {
            "content-type": "application/json",
            "request-id": call.id,
            "stripe-version": call.headers.get("stripe-version", API_VERSION),
            **(extra or {}),
        }
        if call.key is not None:
            headers["idempotency-key"] = call.key
        return Answer(status, body, headers)
