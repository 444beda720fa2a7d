"""Do what a command asks, for an actor and an account, if the actor may."""

from typing import assert_never

from sqlalchemy.engine import Connection

from assistant import policy
from assistant.billing import contacts, invoices, ledger, methods
from assistant.billing import outcomes as billing
from assistant.billing.cases import hand_over
from assistant.billing.contacts import NewContact, accounts, verification
from assistant.billing.invoices import inspecting, papers, spending, summary
from assistant.billing.methods import NewPage
from assistant.billing.model import Asker
from assistant.billing.model.wish import Change
from assistant.billing.paying import offers, payments, withdrawing
from assistant.billing.paying.wanted import which
from assistant.billing.reminding import preferring, replies
from assistant.command import (
    AddMethod,
    AskPerson,
    Balance,
    Cancel,
    ChangeOffer,
    Choose,
    Command,
    Confirm,
    ExplainInvoice,
    GetDocument,
    Help,
    ListInvoices,
    ListMethods,
    NotUnderstood,
    Pay,
    PaymentHistory,
    PaymentStatus,
    PayWhich,
    RemoveMethod,
    SendLink,
    SetBackupMethod,
    SetDefaultMethod,
    ShowInvoice,
    ShowItem,
    ShowSpending,
    ShowSummary,
    ShowWire,
    SwitchAccount,
    TurnPage,
)
from assistant.command.accounts import AGENTS_ACCOUNTS
from assistant.command.cases import AGENTS_CASES, AddToCase, ShowCase
from assistant.command.contacts import (
    AddContact,
    CancelChange,
    ConfirmChange,
    RemoveContact,
    ReopenAddress,
    SetRole,
    SetTold,
    ShowContacts,
    VerifyAddress,
)
from assistant.command.linking import LinkSlack, ProveLink, Unlink
from assistant.command.operations import AGENTS_ONLY
from assistant.command.plans import PlanCommand, PlanPayment
from assistant.command.reminding import EndDispute, Prefer, ReminderCommand
from assistant.outcome import (
    AccountShown,
    AccountUnknown,
    DifferentAccounts,
    Helped,
    Lacks,
    NoSuchChoice,
    NotAllowed,
    Outcome,
    PersonNeeded,
)
from assistant.perform import casework, desk, linking, operations, plans, reminding, replying
from assistant.perform.lists import listed
from assistant.request import Actor, Membership
from assistant.whose import by_name


def perform(
    tx: Connection, actor: Actor, account: Membership | None, *, asker: Asker, command: Command
) -> Outcome:
    """Refuse, or do it: what the line itself knows here, everything else in billing."""
    if isinstance(command, AGENTS_ONLY):
        return operations.perform(tx, actor, asker, command) if actor.agent else NotUnderstood()
    if isinstance(command, AGENTS_CASES):
        return casework.perform(tx, asker, command) if actor.agent else NotUnderstood()
    if isinstance(command, AGENTS_ACCOUNTS):
        return desk.perform(tx, actor, asker, command) if actor.agent else NotUnderstood()
    changes = isinstance(command, policy.CONTACT_CHANGES)
    left = account is not None and account.contacts_left
    if account and changes and not left and contacts.by_people(tx, account.account_id):
        return PersonNeeded("contact_update", *hand_over(tx, asker, "contact_update"))
    if isinstance(command, Prefer) and command.language and (actor.agent or account is None):
        return preferring.written_in(tx, asker, command.language)
    if account and (theirs := reminding.theirs_to_say(actor, account, command)):
        return theirs
    by_agent = actor.agent and account and isinstance(command, policy.AGENTS_TOO)
    lacks = None if by_agent else policy.lacking(command, account, asker.now)
    if lacks is not None:
        return _not_allowed(tx, asker, account, lacks, command, agent=actor.agent)
    may_pay = account is not None and policy.may_pay(account, asker.now)
    manages = account is not None and policy.may_manage(account, asker.now)
    match command:
        case ListInvoices():  # asked most, and each class that does not match costs its time
            return listed(tx, asker, command, may_pay=may_pay)
        case Help():
            names = tuple(m.account for m in actor.memberships)
            account_now = asker.account or None
            held = may_pay and any(each.minor > 0 for each in ledger.credit(tx, asker.account_id))
            return Helped(actor.name, account_now, names, may_pay, manages, actor.agent, held)
        case AskPerson(about=about):
            return PersonNeeded(about, *hand_over(tx, asker, about))
        case ShowCase() | AddToCase():
            return casework.asked(tx, actor, asker, command)
        case Pay() | SendLink() | GetDocument(spans=False) if apart := _apart(
            tx, actor, command.numbers
        ):
            return apart
        case PlanPayment(pay=pay) if apart := _apart(tx, actor, pay.numbers):
            return apart
        case SwitchAccount(to=name):
            return _switch(tx, actor, asker, name)
        case Choose() | TurnPage():
            return NoSuchChoice(0)
        case ListMethods():
            return methods.listed(tx, asker, may_manage=manages)
        case ShowWire():
            return methods.wire(tx, asker)
        case AddMethod() | RemoveMethod() | SetDefaultMethod() | SetBackupMethod():
            return _change_methods(tx, asker, command)
        case ShowContacts():
            return contacts.listed(tx, asker, may_change=manages or left)
        case AddContact() | SetRole() | SetTold() | RemoveContact() | ConfirmChange():
            return _change_contacts(tx, asker, command)
        case CancelChange(change=change):
            return contacts.cancel(tx, asker, change)
        case ReopenAddress(who=who):
            return contacts.reopen(tx, asker, who)
        case VerifyAddress(code=code):
            return verification.verify(tx, asker, code)
        case LinkSlack() | ProveLink() | Unlink():
            return linking.perform(tx, asker, command)
        case _:
            if isinstance(command, EndDispute) and actor.agent:
                return replies.end_dispute(tx, asker, command.number)
            if isinstance(command, ReminderCommand):
                return reminding.perform(tx, asker, command, may_manage=manages or left)
            if isinstance(command, PlanCommand):
                return plans.perform(tx, asker, command, may_pay=may_pay, may_change=manages)
            return _billing(tx, asker, command, may_pay=may_pay)


def _not_allowed(
    tx: Connection,
    asker: Asker,
    account: Membership | None,
    lacks: Lacks,
    command: Command,
    *,
    agent: bool,
) -> NotAllowed:
    if account is None:
        return NotAllowed(lacks, agent=agent)
    can = accounts.who_can(tx, account.account_id, policy.needed(command), now=asker.now)
    return NotAllowed(lacks, account.account, can, account.pays_from, agent)


def _change_contacts(
    tx: Connection,
    asker: Asker,
    command: AddContact | SetRole | SetTold | RemoveContact | ConfirmChange,
) -> billing.Outcome:
    match command:
        case AddContact():
            told, name = command.told, command.name
            new = NewContact(command.address, command.preset, told, name, command.replaces)
            return contacts.add(tx, asker, new)
        case SetRole(who=who, preset=preset):
            return contacts.set_role(tx, asker, who, preset)
        case SetTold(who=who, what=what, on=on):
            return contacts.set_told(tx, asker, who, what=what, on=on)
        case RemoveContact(who=who, sure=sure):
            return contacts.remove(tx, asker, who, sure=sure)
        case ConfirmChange(change=change):
            return contacts.confirm(tx, asker, change)
        case _:
            assert_never(command)


def _billing(
    tx: Connection,
    asker: Asker,
    command: ShowInvoice
    | ShowItem
    | ExplainInvoice
    | ShowSummary
    | ShowSpending
    | Balance
    | Pay
    | PayWhich
    | ChangeOffer
    | SendLink
    | Confirm
    | Cancel
    | PaymentStatus
    | PaymentHistory
    | GetDocument,
    *,
    may_pay: bool,
) -> billing.Outcome:
    match command:
        case ShowInvoice(number=number):
            return invoices.show_invoice(tx, asker, number, may_pay=may_pay)
        case ShowItem(number=number, position=position):
            return inspecting.show_item(tx, asker, number, position)
        case ExplainInvoice(number=number):
            return inspecting.explain(tx, asker, number, may_pay=may_pay)
        case ShowSummary():
            return summary.summarise(tx, asker, may_pay=may_pay)
        case ShowSpending(year=year, month=month):
            return spending.by_month(tx, asker, year, month)
        case Balance():
            return invoices.balance(tx, asker, may_pay=may_pay)
        case Pay(replied=True):
            return replying.offered(tx, asker, command)
        case Pay():
            return offers.offer(tx, asker, command.wish)
        case PayWhich():
            return which(tx, asker)
        case ChangeOffer(offer=offer):
            change = Change(command.using, command.amount, command.share, command.besides)
            return offers.instead(tx, asker, offer, change)
        case SendLink():
            return offers.link(tx, asker, command.wish)
        case Confirm(offer=offer):
            return offers.confirm(tx, asker, offer)
        case Cancel(asked=True):
            return withdrawing.drop(tx, asker)
        case Cancel(offer=offer, later=later):
            done = withdrawing.cancel(tx, asker, offer, later=later)
            stopped = isinstance(done, billing.NothingToConfirm) and offer is None
            return (reminding.said_stop(tx, asker) if stopped else None) or done
        case PaymentStatus(number=number):
            return payments.status(tx, asker, number, may_pay=may_pay)
        case PaymentHistory(page=page):
            return payments.history(tx, asker, page=page)
        case GetDocument():
            return papers.find(tx, asker, command.wish)
        case _:
            assert_never(command)


def _change_methods(
    tx: Connection,
    asker: Asker,
    command: AddMethod | RemoveMethod | SetDefaultMethod | SetBackupMethod,
) -> billing.Outcome:
    match command:
        case AddMethod(of=kind, tell=tell, company=company):
            return methods.add(tx, asker, NewPage(kind, tell, company))
        case RemoveMethod(which=which, sure=sure):
            return methods.remove(tx, asker, which, sure=sure)
        case SetDefaultMethod(which=which, sure=sure):
            return methods.make_default(tx, asker, which, sure=sure)
        case SetBackupMethod(which=which):
            return methods.make_backup(tx, asker, which)
        case _:
            assert_never(command)


def _apart(tx: Connection, actor: Actor, numbers: tuple[str, ...]) -> DifferentAccounts | None:
    """Whose the invoices are, when they are all theirs but of more than one account."""
    if len(actor.memberships) < 2 or len(numbers) < 2:
        return None
    names = {each.account_id: each.account for each in actor.memberships}
    owners = [(each, accounts.owner_of(tx, actor.account_ids, each)) for each in numbers]
    known = tuple((number, names[owner]) for number, owner in owners if owner is not None)
    apart = len(known) == len(numbers) and len({name for _, name in known}) > 1
    return DifferentAccounts(known) if apart else None


def _switch(tx: Connection, actor: Actor, asker: Asker, name: str | None) -> Outcome:
    names = tuple(m.account for m in actor.memberships)
    roles = tuple(m.role for m in actor.memberships)
    if name is None:
        return AccountShown(asker.account, names, switched=False, roles=roles)
    found = by_name(actor, name)
    if found is None:
        return AccountUnknown(name, names)
    accounts.switch(tx, actor.person_id, found.account_id, asker.now)
    return AccountShown(found.account, names, switched=True, roles=roles)
