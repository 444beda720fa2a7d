"""Who hears of a fact, and where; pure."""

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from assistant.billing.events import (
    AtDesk,
    AutopayTurned,
    CaseNews,
    CaseReplied,
    Charged,
    ContactBounced,
    ContactChanged,
    ContactInvited,
    Credited,
    CreditSpent,
    DisputeTold,
    DueDateMoved,
    Event,
    EventKind,
    InvoiceIssued,
    MethodChange,
    MethodChanged,
    MoneyWentBack,
    OfferTold,
    OperationNews,
    PaperSent,
    PaymentEvent,
    PlanTold,
    PromiseTold,
    RefundTold,
    StatementReady,
)
from assistant.billing.events.reminding import PromiseNews
from assistant.billing.model import Contact, Role
from assistant.notify import of_contacts
from assistant.notify.desk import AgentsDesk
from assistant.notify.of_contacts import admins
from assistant.notify.recipient import Recipient as Recipient
from assistant.notify.recipient import everywhere as _everywhere
from assistant.notify.recipient import of_an_invoice

AGENTS = "agents"
"""Who reads at the agents' desk, in place of a person's id."""

_NOBODY = AgentsDesk()


def audience(event: Event, contacts: list[Contact], desk: AgentsDesk = _NOBODY) -> list[Recipient]:
    """Everyone who should know; one channel tells one person once.

    Where mail would only come back, Slack is left; where that leaves nobody, the admins are told.
    """
    found = _concerned(event, contacts, desk)
    if found or not any(each.mail_stopped for each in contacts):
        return found
    reached = [replace(each, mail_stopped=False) for each in contacts]
    return admins(contacts) if _concerned(event, reached, desk) else []


def _concerned(event: Event, contacts: list[Contact], desk: AgentsDesk) -> list[Recipient]:
    match event:
        case PaymentEvent():
            return _of_payment(event, contacts)
        case ContactChanged():
            return of_contacts.changed(event, contacts)
        case ContactInvited():
            return [of_contacts.by_mail(event)]
        case ContactBounced():
            return of_contacts.bounced(event, contacts)
        case InvoiceIssued():
            return _of_invoices(contacts, of_an_invoice)
        case StatementReady():
            return _of_invoices(contacts, _everywhere)
        case MethodChanged():
            return _of_method(event, contacts)
        case OperationNews():
            return [_at_desk(each, event.account_id) for each in event.told]
        case Credited() | Charged() | RefundTold() | MoneyWentBack():
            return _of_operation(event, contacts)
        case PlanTold():
            return _of_plan(event, contacts)
        case PromiseTold():
            return _of_promise(event, contacts)
        case DisputeTold():
            return _of_dispute(event, contacts)
        case AutopayTurned() | CreditSpent():
            return _flagged(contacts, and_also=event.person_id)
        case CaseNews():
            told = [_at_desk(each, event.account_id) for each in event.told]
            return _agents(event, desk) + told
        case CaseReplied():
            return _where_they_asked(event)
        case OfferTold():
            return [_at_desk(event.to, event.account_id)]
        case PaperSent():
            by_mail = event.to.model_copy(update={"slack": ""})
            return [_at_desk(by_mail, event.account_id)]
        case DueDateMoved():
            heard = [e for e in contacts if e.receives_invoices or e.receives_reminders]
            return [each for contact in heard for each in _everywhere(contact)]
        case _:
            assert_never(event)


_NO_MONEY = (EventKind.NEEDS_ACTION, EventKind.FAILED)


def _of_payment(event: PaymentEvent, contacts: list[Contact]) -> list[Recipient]:
    """The flagged contacts, and whoever said yes, where they said it.

    A flagged contact hears by mail and, where linked, in Slack; one for escalations only of
    trouble. A page that was merely asked for, or closed for another payment, concerns nobody else
    until money moves.
    """
    if (event.link and event.kind in _NO_MONEY) or event.decline == "superseded":
        contacts = [each for each in contacts if each.person_id == event.person_id]
    found: list[Recipient] = []
    trouble = event.kind in (EventKind.FAILED, EventKind.RETURNED, EventKind.HELD)
    for contact in contacts:
        if contact.person_id == event.person_id:
            found += [replace(each, payer=True) for each in _payer(event, contact)]
        elif contact.receives_payments or (trouble and contact.receives_escalations):
            found += [replace(each, at=event.at) for each in _everywhere(contact)]
    return found


def _payer(event: PaymentEvent, contact: Contact) -> list[Recipient]:
    return _asked(event, contact, everywhere=contact.receives_payments)


def _asked(
    event: PaymentEvent | MethodChanged, contact: Contact, *, everywhere: bool
) -> list[Recipient]:
    """Where they asked for it; without such a place, or when it concerns them, everywhere."""
    told = []
    if event.origin_place:
        place = event.origin_place
        told.append(Recipient(contact, event.origin_channel, event.origin_address, place))
    if everywhere or not told:
        told += [
            each for each in _everywhere(contact) if each.channel not in {t.channel for t in told}
        ]
    return told


def _of_method(event: MethodChanged, contacts: list[Contact]) -> list[Recipient]:
    """The flagged contacts, the one given for the method, and whoever asked, where they asked.

    A page is only for whoever asked; that a card ends is also told to those who can renew it.
    """
    only_who_asked = event.change in (MethodChange.PAGE_OPEN, MethodChange.PAGE_FAILED)
    found: list[Recipient] = []
    for contact in contacts:
        renews = event.change is MethodChange.EXPIRING and contact.role >= Role.ADMIN
        given = contact.person_id == event.tell
        concerned = not only_who_asked and (contact.receives_payments or given or renews)
        if contact.person_id == event.person_id and event.change in _ANSWERED:
            # answered already, where they asked: what is left is to have it in writing
            found += [Recipient(contact, "mail", contact.email)] if concerned else []
        elif contact.person_id == event.person_id:
            found += _asked(event, contact, everywhere=concerned)
        elif concerned:
            found += _everywhere(contact)
    return found


_ANSWERED = (MethodChange.REMOVED, MethodChange.DEFAULT)


def _of_invoices(
    contacts: list[Contact], where: Callable[[Contact], list[Recipient]]
) -> list[Recipient]:
    """Whoever gets the invoices; where nobody does, the admins."""
    flagged = [each for each in contacts if each.receives_invoices]
    return [recipient for each in flagged for recipient in where(each)] or admins(contacts)


def _of_plan(event: PlanTold, contacts: list[Contact]) -> list[Recipient]:
    """The flagged contacts and whose word it rests on, but not whoever has just been answered."""
    found = _flagged(contacts, and_also=event.person_id)
    if event.by_reply:
        told = {each.contact.person_id for each in found}
        payers = [e for e in contacts if e.role >= Role.PAYER and e.person_id not in told]
        found += [recipient for each in payers for recipient in _everywhere(each)]
    return [each for each in found if each.contact.person_id != event.answered]


def _of_promise(event: PromiseTold, contacts: list[Contact]) -> list[Recipient]:
    """Others who are reminded hear of a promise given or taken back; whoever gave it, of its day.

    A promise that was not kept is trouble: those hear of it to whom trouble is told.
    """
    answered = event.news in (PromiseNews.MADE, PromiseNews.WITHDRAWN)
    concerned = []
    for each in contacts:
        promised = each.person_id == event.person_id
        others = event.news is not PromiseNews.DUE and each.receives_reminders
        trouble = event.news is PromiseNews.BROKEN and each.receives_escalations
        if (others and not promised) or trouble or (promised and not answered):
            concerned.append(each)
    return [recipient for each in concerned for recipient in _everywhere(each)]


def _of_dispute(event: DisputeTold, contacts: list[Contact]) -> list[Recipient]:
    """Everybody who gets invoices or is reminded of them, but whoever has just been answered."""
    return [
        recipient
        for each in contacts
        if each.receives_invoices or each.receives_reminders or each.person_id == event.person_id
        if not ((event.opened or event.withdrawn) and each.person_id == event.person_id)
        for recipient in _everywhere(each)
    ]


def _flagged(contacts: list[Contact], *, and_also: str) -> list[Recipient]:
    concerned = [c for c in contacts if c.receives_payments or c.person_id == and_also]
    return [
        replace(recipient, payer=contact.person_id == and_also)
        for contact in concerned
        for recipient in _everywhere(contact)
    ]


def _of_operation(
    event: Credited | Charged | RefundTold | MoneyWentBack, contacts: list[Contact]
) -> list[Recipient]:
    """The flagged contacts and whoever had paid; where nobody is flagged, the admins."""
    payer = event.payer_id if isinstance(event, RefundTold | MoneyWentBack) else ""
    charged = isinstance(event, Charged)
    flagged = [
        each
        for each in contacts
        if each.person_id == payer
        or (each.receives_invoices if charged else each.receives_payments)
    ]
    where = of_an_invoice if charged else _everywhere
    found = [recipient for each in flagged for recipient in where(each)]
    return found or admins(contacts)


def _at_desk(each: AtDesk, account_id: str) -> Recipient:
    """One of the seller's own people: in Slack, where they can decide, or else by mail."""
    contact = Contact(
        person_id=each.person_id,
        account_id=account_id,
        name=each.name,
        email=each.email,
        locale=each.locale,
        timezone=each.timezone,
        role=Role.VIEWER,
        receives_invoices=False,
        receives_payments=False,
    )
    if each.slack:
        return Recipient(contact, "slack", each.slack)
    return Recipient(contact, "mail", each.email)


def _agents(event: CaseNews, desk: AgentsDesk) -> list[Recipient]:
    """All agents at once, in the channel or mailbox that looks after such an account."""
    place = desk.place(within_eu=event.within_eu)
    if place is None:
        return []
    channel, address, mail = place
    all_of_them = AtDesk(person_id=AGENTS, name="", email=mail, locale="en", timezone=desk.timezone)
    return [replace(_at_desk(all_of_them, event.account_id), channel=channel, address=address)]


def _where_they_asked(event: CaseReplied) -> list[Recipient]:
    """Where they last spoke about it; from a terminal, by mail."""
    recipient = _at_desk(event.to, event.account_id)
    if event.origin_channel == "terminal":
        return [replace(recipient, channel="mail", address=event.to.email)]
    return [
        replace(
            recipient,
            channel=event.origin_channel,
            address=event.origin_address,
            place=event.origin_place,
        )
    ]
