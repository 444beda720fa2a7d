"""Our clock against those of far sides: signatures that seem old are refused."""

from datetime import timedelta

from assistant.cli.doctor.findings import Clocks, Finding, not_set, ok, wrong

MOST = timedelta(seconds=60)
"""Slack and Stripe refuse, and are refused, beyond five minutes; this leaves room."""


def examine(clocks: Clocks) -> list[Finding]:
    """What the answers of this examination said; without any nothing can be told."""
    if not clocks.ahead:
        return [not_set("clock", "no far side told its time")]
    far, by = max(clocks.ahead.items(), key=lambda each: abs(each[1]))
    seconds = round(abs(by).total_seconds())
    if abs(by) > MOST:
        way = "behind" if by > timedelta() else "ahead of"
        cause = f"this machine is {seconds} seconds {way} {far}"
        return [wrong("clock", cause, "have it set by NTP: signed events will be refused")]
    return [ok("clock", f"within {max(seconds, 1)} s of {' and '.join(clocks.ahead)}")]
