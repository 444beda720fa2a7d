"""Stripe: what kind of key it is, what it may read, and whether events will reach us."""

import re

from assistant.billing.gateway import GatewayBusyError, GatewayError, GatewayUncertainError
from assistant.billing.stripe.calls import CallRefusedError, StripeCalls, open_client
from assistant.cli.doctor.findings import Clocks, Finding, not_set, ok, wrong
from assistant.config import Settings, secrets
from assistant.handlers.stripe_webhook import KNOWN_TYPES, livemode_of

_KEY, _SECRET = "ASSISTANT_STRIPE_API_KEY", "ASSISTANT_STRIPE_WEBHOOK_SECRET"
_KINDS = {"sk": "secret", "rk": "restricted"}
_READ = (
    "payment_intents",
    "checkout/sessions",
    "customers",
    "events",
    "charges",
    "refunds",
    "invoices",
)
"""Lists that paying, agreeing and following cannot do without."""

_PATIENCE = 8.0


async def examine(settings: Settings, clocks: Clocks) -> list[Finding]:
    """Ask Stripe for one row of each list; nothing is changed there."""
    key = settings.stripe_api_key.get_secret_value()
    if not key:
        return [not_set("stripe key", f"nobody can pay: {_KEY}")]
    form = re.fullmatch(r"(sk|rk)_(live|test)_\w+", key)
    if form is None:
        cause = "it is no secret or restricted key"
        return [wrong("stripe key", cause, f"set {_KEY} to one that begins with sk_ or rk_")]
    url = settings.stripe_api_url or None
    async with open_client(key, url, timeout=_PATIENCE) as client:
        calls = StripeCalls(client)
        reached = await _reads(calls, f"{_KINDS[form[1]]} key, {form[2]} mode", clocks)
        signed = _signed(settings)
        if any(each.remedy for each in reached):
            return [*reached, signed]
        return [*reached, signed, await _endpoint(calls, settings)]


async def _reads(calls: StripeCalls, told: str, clocks: Clocks) -> list[Finding]:
    refused = []
    for each in _READ:
        try:
            clocks.compare("Stripe", await calls.date(f"/v1/{each}", limit=1))
        except CallRefusedError as error:
            if "answered 401" in str(error):
                return [wrong("stripe key", "Stripe does not know it", f"set {_KEY} anew")]
            refused.append(each)
        except (GatewayBusyError, GatewayUncertainError) as error:
            remedy = "check the network, a proxy, ASSISTANT_STRIPE_API_URL"
            return [wrong("stripe key", str(error)[:160], remedy)]
    if refused:
        cause = f"{told}; it may not read {', '.join(refused)}"
        return [wrong("stripe key", cause, "give it those permissions at Stripe")]
    return [ok("stripe key", f"{told}; reads {', '.join(_READ)}")]


def _signed(settings: Settings) -> Finding:
    check, known = "stripe signature", secrets(settings.stripe_webhook_secret)
    if not known:
        cause = "without it no event of Stripe's is taken"
        return wrong(check, cause, f"set {_SECRET} to the endpoint's signing secret")
    if not all(each.startswith("whsec_") for each in known):
        cause = "it is no signing secret"
        return wrong(check, cause, f"set {_SECRET} to the one that begins with whsec_")
    return ok(check, "by its form; the first event proves it")


async def _endpoint(calls: StripeCalls, settings: Settings) -> Finding:
    """Which endpoints Stripe sends to, in the mode of the key; others are not looked at."""
    check, ours = "stripe webhook", f"{settings.home_url}/stripe/webhook"
    mode = "live" if livemode_of(settings.stripe_api_key.get_secret_value()) else "test"
    try:
        there = [each async for each in calls.each("/v1/webhook_endpoints")]
    except CallRefusedError:
        return not_set(check, f"the key may not read endpoints; there must be one for {ours}")
    except GatewayError as error:
        return wrong(check, str(error)[:160], "try again in a minute")
    mine = [each for each in there if each.get("url") == ours]
    if not mine and mode == "test" and not ours.startswith("https://"):
        return not_set(check, f"none leads to {ours}: 'stripe listen' forwards while you try")
    if not mine:
        cause = f"in {mode} mode no endpoint leads to {ours}"
        return wrong(check, cause, "add it at Stripe, or correct ASSISTANT_PUBLIC_URL")
    if not any(each.get("status") == "enabled" for each in mine):
        return wrong(check, f"{ours} is disabled there", "enable it at Stripe")
    sent = {name for each in mine for name in each.get("enabled_events", ())}
    lacking = sorted(KNOWN_TYPES - sent) if "*" not in sent else []
    if lacking:
        cause = f"{len(lacking)} kinds of event are not sent, {lacking[0]} among them"
        return wrong(check, cause, "add them: docs/connect.md")
    return ok(check, f"{ours}, {mode} mode")
