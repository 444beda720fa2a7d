"""What happened inside, in words: every row the assistant wrote, newest first."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

from assistant.billing.money import Money
from assistant.billing.verify import verify
from assistant.sandbox.demo.world import World
from assistant.sandbox.seed import CUSTOMERS, PEOPLE
from assistant.trace import latest, trace

Row = dict[str, Any]

LIMIT = 120

_NAMES = {each.id: each.name for each in PEOPLE}
_ACCOUNTS = {each.id: each.name for each in CUSTOMERS}
_BAD = frozenset({"failed", "gave_up", "uncertain", "held", "unknown"})
_GOOD = frozenset({"succeeded", "sent", "confirmed", "recorded"})


async def happened(world: World) -> list[Row]:
    """The newest rows of every kind, as the page lists them."""
    rows = await world.house.desk.database.read(partial(latest, since=world.since, limit=LIMIT))
    return [_told(row) for row in rows]


async def trail(world: World, thing: str) -> list[Row]:
    """One thing's whole way through the house, oldest first."""
    rows = await world.house.desk.database.read(partial(trace, thing=thing))
    return [_told(row) for row in rows]


async def fingerprint(world: World) -> str:
    """Something that differs whenever a row was added or changed."""
    return str(await happened(world))


async def health(world: World) -> Row:
    """Each door, and whether the books add up."""
    seen, problems = await world.house.desk.database.read(verify)
    return {
        "doors": {name: is_open() for name, is_open in sorted(world.house.doors.items())},
        "ledger": {"entries": seen, "problems": [each.what for each in problems]},
    }


def _told(row: Row) -> Row:
    state = _state(row)
    return {
        "what": row["what"],
        "id": row["id"],
        "about": row.get("about") or row["id"],
        "at": _moment(row["at"]),
        "words": _words(row),
        "state": state.replace("_", " "),
        "tone": "bad" if state in _BAD else "good" if state in _GOOD else "",
        "more": {name: _plain(value) for name, value in row.items() if value is not None},
    }


def _state(row: Row) -> str:
    """How it ended, or where it stands."""
    if row["what"] in ("request", "webhook"):
        return str(row["outcome"] or "being read")
    return str(row.get("state") or "")


def _words(row: Row) -> str:
    match row["what"]:
        case "request":
            return f"“{row['text'].strip()}” – {_who(row)}, by {row['channel']}"
        case "offer":
            return f"{_money(row)} to {_who(row)}"
        case "payment":
            return f"{_money(row)} for {_who(row)}"
        case "ledger":
            account = row["id"].partition("/")[0]
            return f"{_spaced(row['kind'])}, {_ACCOUNTS.get(account, account)}"
        case "event":
            return _spaced(row["kind"])
        case "webhook":
            return str(row["type"])
        case "delivery":
            return f"“{row['title']}” to {_who(row)}, by {row['channel']}"
        case what:
            return _spaced(what)


def _who(row: Row) -> str:
    return _NAMES.get(row["person"] or "", "somebody")


def _money(row: Row) -> str:
    return str(Money(row["minor"], row["currency"]))


def _spaced(name: str) -> str:
    return name.replace("_", " ").replace(".", " ")


def _plain(value: object) -> str:
    return _moment(value) if isinstance(value, datetime) else str(value)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
