"""Offers that a reminder brings, so that a yes in reply may pay (off unless the account has it on).

A reminder's offer names its reader, the invoices as they are and the method on file, and ends after
three days. It belongs to that one mail: whoever answers another, or is somebody else, finds none.
"""

import re
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from assistant.billing.ids import new_id
from assistant.billing.model import (
    Account,
    Asker,
    Contact,
    Invoice,
    Method,
    Offer,
    OfferLine,
    OfferState,
    Origin,
    Payment,
    PaymentState,
    Role,
)
from assistant.billing.model.plan import today_in
from assistant.billing.money import Money
from assistant.billing.store import holds, invoices, methods, offers, payments, people, planned
from assistant.billing.store.offers import Whose as Whose

LASTS = timedelta(hours=72)
WINDOW = timedelta(minutes=10)
"""How long what a reply started can be stopped before anything is charged."""

_NOTICE = re.compile(r"<(dlv_[0-9a-f]{32})@[^<>@]{1,250}>")


def invite(
    tx: Connection, whose: Whose, numbers: tuple[str, ...], *, now: datetime
) -> Offer | None:
    """Offer what a reminder names to its reader; None where a yes in reply may not pay it.

    ``whose`` is the reader, in one account; its conversation is the delivery's id. Call it in the
    transaction in which the mail is drawn.
    """
    (account_id,), mail = whose.account_ids, whose.conversation
    account = people.lock(tx, account_id)
    if not account.reply_to_pay:
        return None
    here = people.contacts_of(tx, account_id)
    contact = next((each for each in here if each.person_id == whose.person_id), None)
    method = methods.default(tx, account_id)
    if contact is None or not _may_pay(account, contact, now) or method is None:
        return None
    claimed = {each.invoice_id for each in holds.said_paid(tx, account_id, now)}
    found = [invoices.numbered(tx, (account_id,), each) for each in numbers]
    owing = [
        each
        for each in found
        if each is not None and each.id not in claimed and _is_payable(tx, account, each)
    ]
    if not method.usable or len(owing) != len(numbers) or not owing:
        return None
    offer = _drawn_up(whose, owing, method, now=now)
    if offer is None:
        return None
    offers.add(tx, _reader(account, contact, mail, now), offer)
    return offer


def offered_in(tx: Connection, whose: Whose) -> str | None:
    """The offer that the mail brought which began this conversation, while it is live."""
    notice = _NOTICE.fullmatch(whose.conversation)
    if notice is None:
        return None
    found = offers.latest_in(tx, Whose(whose.person_id, whose.account_ids, notice[1]))
    live = found is not None and found.by_reply and found.state is OfferState.LIVE
    return found.id if live and found is not None else None


def answers_notice(conversation: str) -> bool:
    """Whether a mail we sent unasked began this conversation."""
    return _NOTICE.fullmatch(conversation) is not None


def waits_in(tx: Connection, account_ids: tuple[str, ...]) -> str | None:
    """The one of these accounts that has a payment which can still be stopped, if just one has."""
    found = [
        account_id
        for account_id in account_ids
        if any(_can_be_stopped(each) for each in payments.under_way(tx, account_id))
    ]
    return found[0] if len(found) == 1 else None


def _can_be_stopped(payment: Payment) -> bool:
    return payment.state is PaymentState.CONFIRMED and not payment.attempts


def _may_pay(account: Account, contact: Contact, now: datetime) -> bool:
    allowed = contact.role >= Role.PAYER or account.viewer_may_pay
    return allowed and not contact.waits(now) and not contact.mail_stopped


def _is_payable(tx: Connection, account: Account, invoice: Invoice) -> bool:
    """Open, undisputed, and nobody is paying it or has planned to."""
    if not invoice.open_amount.minor or invoice.disputed_at or not invoice.type.payable:
        return False
    if payments.live_on(tx, [invoice.id]) is not None:
        return False
    return not (account.plans_ahead and planned.live_on(tx, account.id, [invoice.id]))


def _drawn_up(whose: Whose, owing: list[Invoice], method: Method, *, now: datetime) -> Offer | None:
    currency = owing[0].open_amount.currency
    if any(each.open_amount.currency != currency for each in owing):
        return None
    amount = sum((each.open_amount for each in owing), start=Money(0, currency))
    if amount.too_small or amount != amount.chargeable:
        return None
    return Offer(
        id=new_id("off"),
        account_id=whose.account_ids[0],
        person_id=whose.person_id,
        conversation=whose.conversation,
        state=OfferState.LIVE,
        amount=amount,
        method=method,
        expires_at=now + LASTS,
        lines=tuple(_line(each) for each in owing),
        by_reply=True,
    )


def _line(invoice: Invoice) -> OfferLine:
    nothing = Money(0, invoice.open_amount.currency)
    return OfferLine(invoice.id, invoice.number, invoice.open_amount, nothing, invoice.version)


def _reader(account: Account, contact: Contact, mail: str, now: datetime) -> Asker:
    return Asker(
        person_id=contact.person_id,
        account_id=account.id,
        account=account.name,
        conversation=mail,
        request_id=mail,
        origin=Origin("", "", ""),
        now=now,
        today=today_in(contact.timezone, now),
        offer_lasts=LASTS,
        timezone=contact.timezone,
    )
