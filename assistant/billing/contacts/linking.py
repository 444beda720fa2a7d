"""A Slack user proves to be a person on file: a code is mailed to the address, and said in Slack.

Names and addresses in Slack prove nothing. Whether an address is on file is told to nobody: the
answer, and what is written to answer it, are the same; only the mail is missing. A code is of
letters that no two of look alike, works once, for a quarter of an hour, for the one who asked.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from assistant.billing.contacts import accounts
from assistant.billing.contacts.address import AddressProblem, address_of
from assistant.billing.ids import new_id
from assistant.billing.outcomes.linking import (
    Letter,
    LinkAsked,
    LinkEnded,
    LinkMade,
    LinkProblem,
    LinkRefused,
)
from assistant.billing.store import links
from assistant.values import dataclass

LASTS = timedelta(minutes=15)
"""How long a code may be said."""

TRIES = 5
"""Wrong codes after which the right one is none, either."""

MOST_BY_ONE = 5
MOST_FOR_ONE = 5
"""How often in 24 hours one Slack user may ask, and one address is mailed whoever asks."""

_DAY = timedelta(hours=24)
_KEPT = timedelta(days=7)
_LETTERS = "bcdfghjkmnpqrstvwxyz"
_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Linking:
    """Which Slack user (``team/user``) speaks, and when."""

    slack: str
    now: datetime


def ask(tx: Connection, by: Linking, written: str) -> LinkAsked | LinkRefused:
    """Make a code for the address a Slack user says is theirs, should it be on file."""
    email = address_of(written)
    if isinstance(email, AddressProblem):
        return LinkRefused(LinkProblem.NO_ADDRESS)
    by_one, for_one = links.asked_since(tx, by.slack, email, by.now - _DAY)
    if by_one >= MOST_BY_ONE:
        return LinkRefused(LinkProblem.TOO_OFTEN)
    person = links.person_with(tx, email)
    if for_one >= MOST_FOR_ONE:
        person = None
    code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    until = by.now + LASTS
    row = {
        "id": new_id("ask"),
        "address": by.slack,
        "email": email,
        "person_id": person and person.id,
        "code_hash": _hash(code),
        "created_at": by.now,
        "expires_at": until,
    }
    links.ask(tx, row, forget_before=by.now - _KEPT)
    half = _LENGTH // 2
    said = f"{code[:half]}-{code[half:]}"
    letter = None
    if person:
        letter = Letter(person.name, email, person.locale, person.timezone, by.slack, said)
    return LinkAsked(email, until, letter)


def prove(tx: Connection, by: Linking, code: str) -> LinkMade | LinkRefused:
    """Link the Slack user, if this is the code that was mailed last for them."""
    asked = links.newest_ask(tx, by.slack)
    if asked is None:
        return LinkRefused(LinkProblem.WRONG_CODE)
    given = _hash("".join(letter for letter in code.lower() if letter in _LETTERS))
    right = hmac.compare_digest(given, asked.code_hash) and asked.person_id is not None
    if right and asked.used_at is not None:
        return _as_before(tx, by, asked)
    if not right or asked.tries >= TRIES or by.now >= asked.expires_at:
        links.count_wrong(tx, asked.id)
        over = asked.used_at is not None or by.now >= asked.expires_at
        left = 0 if over else max(TRIES - asked.tries - 1, 0)
        return LinkRefused(LinkProblem.WRONG_CODE, left)
    assert asked.person_id is not None
    links.use(tx, asked.id, by.now)
    links.link(tx, by.slack, asked.person_id, how="code", now=by.now)
    return _made(tx, by, new=True)


def waits_for_code(tx: Connection, by: Linking) -> bool:
    """Whether this Slack user has asked for a code that could still be said."""
    asked = links.seen_ask(tx, by.slack)
    return asked is not None and asked.used_at is None and by.now < asked.expires_at


def trust(tx: Connection, by: Linking, email: str | None) -> LinkMade | None:
    """Link a user of the operator's own workspace by the address that workspace vouches for.

    A link that was proven by a code is left alone. Where the address now names somebody else, or
    nobody, so does the link. None when nothing new came of it.
    """
    before = links.linked(tx, by.slack)
    if before is not None and before.how != "profile":
        return None
    known = address_of(email) if email else AddressProblem.MALFORMED
    person = None if isinstance(known, AddressProblem) else links.person_with(tx, known)
    if person is None:
        if before is not None:
            links.unlink(tx, before.person_id, by.slack)
        return None
    if before is not None and before.person_id == person.id:
        return None
    links.link(tx, by.slack, person.id, how="profile", now=by.now)
    return _made(tx, by, new=True)


def unlink(tx: Connection, person_id: str, slack: str | None) -> LinkEnded:
    """Let this Slack user, or every one, no longer speak for the person; done at once."""
    person = accounts.person_at(tx, slack, slack=True) if slack else None
    ended = links.unlink(tx, person_id, slack)
    if person is None or slack is None or not ended:
        return LinkEnded(ended)
    letter = Letter(person.name, person.email, person.locale, person.timezone, slack)
    return LinkEnded(ended, letter)


def suspend(tx: Connection, team: str, *, now: datetime) -> int:
    """The workspace has removed the app: its users can neither speak nor be told there."""
    return links.suspend(tx, team, now)


def resume(tx: Connection, team: str) -> int:
    """The workspace has the app again: its links count as before."""
    return links.suspend(tx, team, None)


def _as_before(tx: Connection, by: Linking, asked: links.LinkAsk) -> LinkMade | LinkRefused:
    """The same code once more, as a message that came twice: it is linked already, or not again."""
    link = links.linked(tx, by.slack)
    if link is None or link.person_id != asked.person_id:
        return LinkRefused(LinkProblem.WRONG_CODE)
    return _made(tx, by, new=False)


def _made(tx: Connection, by: Linking, *, new: bool) -> LinkMade:
    person = accounts.person_at(tx, by.slack, slack=True)
    assert person is not None, by
    names = tuple(each.account for each in person.memberships)
    letter = Letter(person.name, person.email, person.locale, person.timezone, by.slack)
    return LinkMade(person.name, person.email, names, letter if new else None)


def _hash(letters: str) -> str:
    return hashlib.sha256(letters.encode()).hexdigest()
