"""Find the conversation a mail continues, where the mail itself does not say."""

from datetime import datetime
from json import dumps

from sqlalchemy import select
from sqlalchemy.engine import Connection

from assistant.inbox import rows
from assistant.render.mail_thread import tagged
from assistant.request import Sender

_LOOKED_AT = 10
"""How many of a sender's latest requests are looked at."""


def about(tx: Connection, sender: Sender, subject: str, *, since: datetime) -> str | None:
    """The latest conversation of a sender with this subject, or its tag, as its answers bear it."""
    query = (
        select(rows.c.conversation, rows.c.body)
        .where(
            rows.c.channel == sender.channel,
            rows.c.address == sender.address,
            rows.c.at > since,
        )
        .order_by(rows.c.at.desc())
        .limit(_LOOKED_AT)
    )
    place = f'"subject":{dumps(f"Re: {subject}", ensure_ascii=False)}'
    said = [(row.conversation, row.body.get("place", "")) for row in tx.execute(query)]
    tag = tagged(subject)
    by_tag = [where for where, bears in said if tag and tag in bears]
    return next((where for where, bears in said if place in bears), next(iter(by_tag), None))


def of_request(tx: Connection, request_id: str, sender: Sender) -> str | None:
    """The conversation a request was made in, if by this sender; what it mailed may go to others.

    A mail that was asked for in Slack is no part of the conversation there.
    """
    query = select(rows.c.conversation).where(
        rows.c.id == request_id,
        rows.c.channel == sender.channel,
        rows.c.address == sender.address,
    )
    found: str | None = tx.execute(query).scalar_one_or_none()
    return found
