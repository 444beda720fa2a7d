"""Whether somebody is to be reminded of an invoice: read afresh in the transaction that sends."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from assistant.billing.cases.pausing import Pause, asking_for_paused
from assistant.billing.model import Account, Contact, Invoice, InvoiceStatus, Payment
from assistant.billing.model.hold import Hold, HoldKind, in_force
from assistant.billing.model.hours import DAY, morning
from assistant.billing.model.plan import Plan, StandingOrder
from assistant.billing.model.reminder import NotReminded, Reminder, reached, stages_of
from assistant.billing.reminding.looking import flagged, reachable
from assistant.billing.store import holds, invoices, payments, people, planned, standing
from assistant.values import dataclass

LOOK_AGAIN = DAY
"""When to look again at what keeps a reminder back and has no end of its own."""


@dataclass(frozen=True, slots=True)
class Send:
    """It is owed at this moment, and nothing speaks against saying so."""

    invoice: Invoice


@dataclass(frozen=True, slots=True)
class Wait:
    """Something keeps it back; it is looked at again then."""

    until: datetime
    why: NotReminded


@dataclass(frozen=True, slots=True)
class Drop:
    """It is not sent, for good."""

    why: NotReminded


Verdict = Send | Wait | Drop


@dataclass(frozen=True, slots=True)
class Standing:
    """How an account stands at this moment, as far as reminding its people goes."""

    account: Account
    contacts: list[Contact]
    invoices: dict[str, Invoice]
    moving: dict[str, Payment]
    plans: list[Plan]
    order: StandingOrder | None
    had_plan: frozenset[str]
    holds: list[Hold]
    pause: Pause

    def contact(self, person_id: str) -> Contact | None:
        """The person among the account's contacts, if they still belong there."""
        return next((each for each in self.contacts if each.person_id == person_id), None)


def standings(
    tx: Connection, asked: Mapping[str, Sequence[str]], now: datetime
) -> dict[str, Standing]:
    """Read all that speaks for or against reminding of these invoices, as it is committed now.

    They are asked for, and answered, by the account they belong to; what all of them need is asked
    for in a statement each, however many they are, and then looked at.
    """
    every = [each for ids in asked.values() for each in ids]
    accounts = people.asking_for(tx, asked)
    contacts = people.asking_for_contacts(tx, asked)
    found = invoices.asking_for(tx, every)
    moving = payments.asking_for_moving_on(tx, every)
    orders = standing.asking_for_active(tx, asked)
    held = holds.asking_for_live(tx, asked, now)
    pauses = asking_for_paused(tx, asked)
    seen = _Seen(accounts(), contacts(), found(), moving(), orders(), held(), pauses())
    return {account_id: _standing(tx, seen, account_id, ids) for account_id, ids in asked.items()}


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was read of all of them."""

    accounts: dict[str, Account]
    contacts: dict[str, list[Contact]]
    invoices: list[Invoice]
    moving: dict[str, Payment]
    orders: dict[str, StandingOrder]
    holds: list[Hold]
    pauses: dict[str, Pause]


def _standing(tx: Connection, seen: _Seen, account_id: str, invoice_ids: Sequence[str]) -> Standing:
    account, order = seen.accounts[account_id], seen.orders.get(account_id)
    return Standing(
        account=account,
        contacts=seen.contacts[account_id],
        invoices={each.id: each for each in seen.invoices if each.account_id == account_id},
        moving=seen.moving,
        plans=planned.live_on(tx, account_id, invoice_ids) if account.plans_ahead else [],
        order=order,
        had_plan=frozenset(planned.planned_under(tx, order.id) if order else ()),
        holds=[each for each in seen.holds if each.account_id == account_id],
        pause=seen.pauses[account_id],
    )


def verdict(found: Standing, reminder: Reminder, now: datetime) -> Verdict:
    """Send it, wait, or drop it, and why."""
    invoice = found.invoices[reminder.invoice_id]
    if not invoice.owing:
        closed = invoice.status is InvoiceStatus.CLOSED_FAILED or not invoice.type.payable
        return Drop(NotReminded.CLOSED if closed else NotReminded.PAID)
    contact = found.contact(reminder.person_id)
    return (
        _overtaken(found, reminder, now)
        or _nobody(found, reminder, contact)
        or _unreachable(contact, now)
        or _held(found, reminder, now)
        or _underway(found, invoice, now)
        or Send(invoice)
    )


def _overtaken(found: Standing, reminder: Reminder, now: datetime) -> Drop | None:
    """Whether the next stage has come while this one waited to be sent, or its day was moved."""
    due_on = found.invoices[reminder.invoice_id].due_on
    if due_on != reminder.due_on:
        return Drop(NotReminded.DUE_MOVED)
    passed = reached(stages_of(found.account.reminder_days), due_on, now)
    overtaken = bool(passed) and passed[-1] > reminder.stage
    return Drop(NotReminded.NEWER_STAGE) if overtaken else None


def _nobody(found: Standing, reminder: Reminder, contact: Contact | None) -> Drop | None:
    """Whether this person is not to be told this stage, as things are now."""
    stages = stages_of(found.account.reminder_days)
    if contact is None:
        return Drop(NotReminded.LEFT)
    if reminder.stage not in stages:
        return Drop(NotReminded.NO_STAGE)
    if contact not in flagged(found.contacts, last=reminder.stage == stages[-1]):
        return Drop(NotReminded.NOT_FLAGGED)
    if not contact.preferences.wants("reminders"):
        return Drop(NotReminded.UNWANTED)
    return None


def _unreachable(contact: Contact | None, now: datetime) -> Wait | None:
    if contact is None or reachable(contact):
        return None
    return Wait(now + LOOK_AGAIN, NotReminded.UNREACHABLE)


def _held(found: Standing, reminder: Reminder, now: datetime) -> Wait | Drop | None:
    """Whether somebody asked for quiet, or gave their word; what lasts longest counts.

    A dispute, which the invoice itself shows, is looked at as long as it goes on.
    """
    said = [each for each in in_force(found.holds) if each.kind is not HoldKind.DISPUTE]
    mine = [each for each in said if each.covers(reminder.invoice_id, reminder.person_id)]
    for each in mine:
        if each.until is None:
            return Drop(NotReminded(each.kind))
    ahead = [each for each in mine if each.until is not None and each.until > now]
    if not ahead:
        return None
    last = max(ahead, key=lambda each: each.until or now)
    return Wait(last.until or now, NotReminded(last.kind))


def _underway(found: Standing, invoice: Invoice, now: datetime) -> Wait | None:
    """Whether the money is on its way, is going to be, or is argued about."""
    if invoice.disputed_at is not None:
        return Wait(now + LOOK_AGAIN, NotReminded.DISPUTED)
    if found.pause.covers(invoice.number):
        return Wait(now + LOOK_AGAIN, NotReminded.WITH_AGENT)
    if invoice.id in found.moving:
        return Wait(now + LOOK_AGAIN, NotReminded.PROCESSING)
    for plan in found.plans:
        if any(part.invoice_id == invoice.id for part in plan.parts):
            after = morning(plan.pay_on + timedelta(days=1), plan.timezone)
            return Wait(max(after, now + LOOK_AGAIN), NotReminded.PLANNED)
    if found.order is not None and invoice.id not in found.had_plan:
        return Wait(now + LOOK_AGAIN, NotReminded.PLANNED)  # autopay finds it within the hour
    return None
