"""Where in Slack a card may go: where it was asked, below what it belongs to, or by DM."""

from collections.abc import Iterator
from typing import Any

import orjson

from assistant.notify.senders import Outgoing
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Spot:
    """Where to write; with ``only_for`` just that person sees it, and Slack keeps no copy."""

    channel: str
    thread_ts: str = ""
    only_for: str = ""


def spots(outgoing: Outgoing) -> Iterator[Spot]:
    """Where to try, best first; a place counts only for the person who asked there."""
    _, _, user = outgoing.address.partition("/")
    place = place_of(outgoing)
    if place is not None and not place["channel"]:
        yield Spot(user, place["thread_ts"])
    elif place is not None and (place["private"] or not needs_a_copy(outgoing)):
        only_for = "" if place["private"] or place.get("aloud") else user
        yield Spot(place["channel"], place["thread_ts"], only_for)
    channel, _, ts = (outgoing.below or "").partition("/")
    if place is None and ts:
        yield Spot(channel, ts)
    yield Spot(user)


def needs_a_copy(outgoing: Outgoing) -> bool:
    """Whether it has to be where it stays: what one person sees in a channel may be gone soon."""
    return bool(outgoing.files) or outgoing.lasting


def place_of(outgoing: Outgoing) -> dict[str, Any] | None:
    """Where it was asked, if it was this person who asked there."""
    place: dict[str, Any] = orjson.loads(outgoing.place) if outgoing.place else {}
    theirs = place.get("user") == outgoing.address.partition("/")[2]
    return place if theirs else None


def screen_of(outgoing: Outgoing) -> str | None:
    """What the door has remembered the pressed message by, if this takes its place."""
    place = place_of(outgoing)
    if not outgoing.in_place or place is None or not place.get("shown"):
        return None
    return f"{outgoing.address}/{place['channel']}/{place['shown']}"
