"""Mail of ours that came back or was complained of: note whose address, and let people know.

Anybody can send a bounce. One that names no mail we sent to just this address, by the identifier
that only its reader has seen, changes nothing.
"""

from datetime import datetime

from prometheus_client import Counter
from sqlalchemy.engine import Connection

from assistant.billing.cases import CaseKind, open_case
from assistant.billing.contacts import reachable
from assistant.billing.contacts import telling as contacts
from assistant.billing.contacts.reachable import DEAD, TroubleKind
from assistant.notify import elsewhere, outbox
from assistant.notify.delivery import Delivery
from assistant.request import Noted, Unreached

RETURNED = Counter("assistant_mail_returned", "Mails of ours that came back", ["kind"])


def take(tx: Connection, mail: Noted, now: datetime, *, invoices: bool = False) -> None:
    """Note what a bounce or a complaint says of the mail it names.

    A wish for no more notices stops invoices only if ``invoices``, as a click does.
    """
    named = [identifier.partition("@")[0] for identifier in mail.returns]
    sent = outbox.mailed(tx, [each for each in named if each.startswith("dlv_")])
    for delivery in sent[:1]:
        said = next((e for e in mail.failures if e.address == delivery.address), None)
        only = mail.failures[0] if len(mail.failures) == 1 else None  # an alias of theirs
        about = said or only
        if about is not None and not about.delayed:
            kind = _kind(mail, about, invoices=invoices)
            if kind is TroubleKind.BOUNCED:
                outbox.came_back(tx, delivery, about.said[:200])
            _note(tx, delivery, kind, permanent=about.permanent, said=about.said, now=now)


def _kind(mail: Noted, about: Unreached, *, invoices: bool) -> TroubleKind:
    if mail.kind != "complaint":
        return TroubleKind.BOUNCED
    if not about.asked:
        return TroubleKind.COMPLAINED
    return TroubleKind.STOPPED_ALL if invoices else TroubleKind.UNSUBSCRIBED


def stop(tx: Connection, delivery_id: str, now: datetime, *, invoices: bool = False) -> bool:
    """Send no more notices to whoever got this mail; False when there is no such mail.

    Invoices still come, unless the operator lets a click stop them, too.
    """
    for delivery in outbox.mailed(tx, [delivery_id]):
        kind = TroubleKind.STOPPED_ALL if invoices else TroubleKind.UNSUBSCRIBED
        _note(tx, delivery, kind, permanent=True, said="asked to stop", now=now)
        return True
    return False


def refused(tx: Connection, delivery: Delivery, said: str, now: datetime) -> None:
    """Note that the address's own server does not know it."""
    _note(tx, delivery, TroubleKind.REFUSED, permanent=True, said=said, now=now)


def _note(
    tx: Connection,
    delivery: Delivery,
    kind: TroubleKind,
    *,
    permanent: bool,
    said: str,
    now: datetime,
) -> None:
    RETURNED.labels(kind).inc()
    where = delivery.address
    if permanent and kind in DEAD:
        elsewhere.told_in_slack(tx, delivery, now)
    if reachable.note(tx, where, kind, permanent=permanent, said=said, at=now):
        facts = {"address": where, "kind": kind, "said": said, "person": delivery.person_id}
        if kind not in DEAD:
            facts["about"] = "no_more_notices"
        account = delivery.account_id
        open_case(
            tx, CaseKind.MAIL_COMES_BACK, delivery.id, account_id=account, facts=facts, at=now
        )
        if kind in DEAD:
            contacts.bounced(tx, where, said[:200], now)
