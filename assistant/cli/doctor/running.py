"""What a running ``serve`` says of itself, if there is one at this address."""

import aiohttp

from assistant.cli.doctor.findings import Finding, not_set, ok, wrong
from assistant.config import Settings

_PATIENCE = aiohttp.ClientTimeout(total=5)
_WELL = ("ok", "shut")


async def examine(settings: Settings) -> list[Finding]:
    """Ask ``/healthz``; that nobody answers is no fault before the first start."""
    host = "127.0.0.1" if settings.http_host in ("0.0.0.0", "::") else settings.http_host  # noqa: S104
    where = f"http://{host}:{settings.http_port}/healthz"
    if not settings.http_port:
        return [not_set("serve", "no port: ASSISTANT_HTTP_PORT")]
    try:
        async with (
            aiohttp.ClientSession(timeout=_PATIENCE) as session,
            session.get(where) as answer,
        ):
            found = await answer.json()
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return [not_set("serve", f"nobody answers at {where}; 'assistant serve' will")]
    if not isinstance(found, dict) or "status" not in found:
        cause = f"something else answers at {where}"
        return [wrong("serve", cause, "set ASSISTANT_HTTP_PORT to a port of its own")]
    doors = {name: str(state) for name, state in found.items() if name != "status"}
    if ill := [f"{name} {state}" for name, state in doors.items() if state not in _WELL]:
        return [wrong("serve", ", ".join(ill), "its log says why")]
    return [ok("serve", ", ".join(f"{name} {state}" for name, state in doors.items()))]
