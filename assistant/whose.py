"""Whose account a command is about: the one named, the one that owns what is named, or theirs.

And who is asking for it, as billing knows them.
"""

import re
from datetime import timedelta

from sqlalchemy.engine import Connection

from assistant.billing import contacts, invited
from assistant.billing.contacts import accounts
from assistant.billing.model import Asker, Origin
from assistant.billing.operations import agents
from assistant.billing.reminding import reminded
from assistant.command import (
    Cancel,
    ChangeOffer,
    Command,
    Confirm,
    ExplainInvoice,
    GetDocument,
    ListInvoices,
    NotUnderstood,
    Pay,
    PaymentStatus,
    SendLink,
    ShowInvoice,
    ShowItem,
)
from assistant.command import reminding as r
from assistant.command.accounts import (
    ChangeDueDate,
    MoveDueDate,
    NoteOnAccount,
    PrepareOffer,
    ResendPaper,
    ShowNotes,
)
from assistant.command.contacts import CancelChange, ConfirmChange
from assistant.command.operations import ProposeOperation
from assistant.command.plans import AnswerAutopay, CancelPayment, PlanPayment
from assistant.outcome import AccountUnknown, CustomerUnknown, NoSuchChoice
from assistant.reader import Reader
from assistant.request import Actor, Channel, Membership, Request

OFFERS_LAST = {
    Channel.SLACK: timedelta(minutes=30),
    Channel.TERMINAL: timedelta(minutes=30),
    Channel.MAIL: timedelta(hours=24),  # mail is answered when it is read
}

Meant = Command | NotUnderstood | NoSuchChoice


def account_of(
    tx: Connection, actor: Actor, request: Request, command: Meant
) -> Membership | AccountUnknown | CustomerUnknown | None:
    """The account a command is about: the one named, the one that owns what is named, or theirs.

    Agents may name any customer; for anybody else only their own accounts have names.
    """
    said = getattr(command, "account", None)
    named = said or request.account
    if named is not None:
        found = by_name(actor, named)
        if found is None and actor.agent:
            return _customer(tx, named)
        return found or AccountUnknown(named, tuple(m.account for m in actor.memberships))
    if actor.agent and isinstance(command, r.EndDispute):
        return agents.of_invoice(tx, command.number)
    if actor.agent and isinstance(command, _AboutInvoice):
        return _concerned(tx, command)
    owner = _owner(tx, actor, request, command) if len(actor.memberships) > 1 else None
    return next((m for m in actor.memberships if m.account_id == owner), actor.current)


def _customer(tx: Connection, name: str) -> Membership | CustomerUnknown:
    found = agents.called(tx, name)
    return found if isinstance(found, Membership) else CustomerUnknown(name, found)


_AboutInvoice = (
    ProposeOperation
    | NoteOnAccount
    | ShowNotes
    | PrepareOffer
    | ResendPaper
    | ChangeDueDate
    | MoveDueDate
)


def _concerned(tx: Connection, command: _AboutInvoice) -> Membership | None:
    """Whose invoice or payment an agent is talking about."""
    match command:
        case (
            PrepareOffer(numbers=(number, *_)) | ProposeOperation(payment=None, number=str(number))
        ):
            return agents.of_invoice(tx, number)
        case ProposeOperation(payment=str(payment)):
            return agents.of_payment(tx, payment)
        case PrepareOffer() | ProposeOperation():
            return None
        case _:
            return agents.of_invoice(tx, command.number) if command.number else None


def _owner(tx: Connection, actor: Actor, request: Request, command: Meant) -> str | None:
    match command:
        case ListInvoices():
            return None
        case (
            ShowInvoice(number=str(number))
            | ShowItem(number=str(number))
            | ExplainInvoice(number=str(number))
            | PaymentStatus(number=str(number))
            | r.ShowDisputes(number=str(number))
            | r.ShowNotices(number=str(number))
            | r.ShowWords(number=str(number))
        ):
            return accounts.owner_of(tx, actor.account_ids, number)
        case (
            CancelPayment(number=number)
            | r.MuteInvoice(number=number)
            | r.EndDispute(number=number)
        ):
            return accounts.owner_of(tx, actor.account_ids, number)
        case AnswerAutopay(order=order):
            return accounts.account_of_order(tx, actor.person_id, actor.account_ids, order)
        case PlanPayment(pay=Pay(numbers=()), offered=True):
            whose = accounts.Whose(actor.person_id, actor.account_ids, request.conversation)
            return accounts.account_of_offer(tx, whose, None, now=request.at)
        case (
            Pay(numbers=(number, *_))
            | SendLink(numbers=(number, *_))
            | PlanPayment(pay=Pay(numbers=(number, *_)))
            | GetDocument(numbers=(number, *_))
            | r.Promise(numbers=(number, *_))
            | r.SayPaid(numbers=(number, *_))
            | r.DisputeInvoice(numbers=(number, *_))
            | r.WithdrawPromise(numbers=(number, *_))
            | r.WithdrawClaim(numbers=(number, *_))
        ):
            return accounts.owner_of(tx, actor.account_ids, number)
        case Confirm(offer=offer) | Cancel(offer=offer) | ChangeOffer(offer=offer):
            whose = accounts.Whose(actor.person_id, actor.account_ids, request.conversation)
            found = accounts.account_of_offer(tx, whose, offer, now=request.at)
            stops = isinstance(command, Cancel) and offer is None and found is None
            return invited.waits_in(tx, actor.account_ids) if stops else found
        case r.Promise() | r.SayPaid() | r.DisputeInvoice():
            whose = accounts.Whose(actor.person_id, actor.account_ids, request.conversation)
            since = actor.switched_at
            return reminded.account_of(tx, whose, request.at, switched_at=since)
        case ConfirmChange(change=change) | CancelChange(change=change):
            mine = actor.account_ids
            return contacts.account_of_change(tx, actor.person_id, mine, change)
        case _:
            return None


def by_name(actor: Actor, name: str) -> Membership | None:
    """Their account of this name, however it is spaced and cased; never anybody else's."""
    wanted = re.sub(r"\W+", " ", name).strip().casefold()
    for membership in actor.memberships:
        if re.sub(r"\W+", " ", membership.account).strip().casefold() == wanted:
            return membership
    return None


def asker(actor: Actor, account: Membership | None, request: Request, request_id: str) -> Asker:
    """On whose behalf billing acts: this person, for this account, in this conversation."""
    return Asker(
        person_id=actor.person_id,
        person=actor.name,
        account_id=account.account_id if account else "",
        account=account.account if account else "",
        conversation=request.conversation,
        request_id=request_id,
        origin=Origin(request.sender.channel, request.sender.address, request.place),
        now=request.at,
        today=Reader(actor.locale, actor.timezone).today(request.at),
        offer_lasts=OFFERS_LAST[request.sender.channel],
        payment_limit_minor=account.payment_limit_minor if account else None,
        day_limit_minor=account.day_limit_minor if account else None,
        timezone=actor.timezone,
        words=request.text,
        for_customer=actor.acts_for(account),
    )
