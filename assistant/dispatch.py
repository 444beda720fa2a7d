"""Answer one request: the straight line through the whole assistant.

    inbox       answered before? the same answer, and stop
    identity    sender -> actor, or stranger
    understand  text -> command, without I/O
    policy      may this actor ask that, for the account it is about?
    billing     command -> outcome
    replies     outcome -> card

Everything here is a plain function of an open transaction: nothing can wait for a network.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, assert_never

from sqlalchemy.engine import Connection

from assistant import identity, inbox, policy, replies, understand
from assistant.billing import accounts, invoices, offers, payments
from assistant.billing import outcomes as billing
from assistant.billing.amount import Amount
from assistant.billing.model import Asker, InvoiceType, Origin
from assistant.billing.money import Money
from assistant.billing.offers import Wish
from assistant.card import Card
from assistant.command import (
    READS,
    AskPerson,
    Balance,
    Cancel,
    Choose,
    Command,
    Confirm,
    Help,
    InvoiceState,
    ListInvoices,
    NotUnderstood,
    Pay,
    PaymentHistory,
    PaymentStatus,
    ShowInvoice,
    SwitchAccount,
)
from assistant.inbox import Answered
from assistant.outcome import (
    AccountShown,
    AccountUnknown,
    Helped,
    NoSuchChoice,
    NotAllowed,
    Outcome,
    PaymentsOff,
    PersonNeeded,
    Stranger,
)
from assistant.reader import Reader
from assistant.request import Actor, Channel, Membership, Request

OFFERS_LAST = {
    Channel.SLACK: timedelta(minutes=30),
    Channel.TERMINAL: timedelta(minutes=30),
    Channel.MAIL: timedelta(hours=24),  # mail is answered when it is read
}

_SECRETS_REMOVED = (
    "Your message held a card number, security code or bank account. I have removed it and kept no "
    "copy, and I never need it: please delete your message, too."
)


_ANYBODY = Reader()


@dataclass(frozen=True, slots=True)
class Line:
    """The line with what the operator set.

    ``support`` is whom to turn to, ``payments`` whether any can be made, ``anybody`` how to write
    for people we do not know.
    """

    support: str
    payments: bool = True
    anybody: Reader = _ANYBODY

    def mask(self, request: Request) -> Request:
        """Remove card numbers and the like, before anything is stored or logged."""
        masked = understand.mask(request.text)
        if not masked.found:
            return request
        return request.model_copy(update={"text": masked.text, "masked": True})

    def only_reads(self, request: Request) -> bool:
        """Whether answering changes nothing, so that it needs no write."""
        return isinstance(_read(request.text, request.at.date(), "en"), READS)

    def look(self, tx: Connection, request: Request) -> Answered:
        """Answer a request that only reads; nothing is remembered."""
        return self._consider(tx, request, "")

    def answer(self, tx: Connection, request_id: str, request: Request) -> Answered:
        """Do what was asked, once, and remember what was said."""
        if said := inbox.answer_of(tx, request_id):
            return said
        answered = self._consider(tx, request, request_id)
        inbox.remember(tx, answered)
        if answered.person_id:
            inbox.offer_choices(
                tx,
                answered.person_id,
                request.conversation,
                says=tuple(choice.say for choice in answered.card.choices),
                every=answered.card.every.say if answered.card.every else None,
                at=request.at,
            )
        return answered

    def _consider(self, tx: Connection, request: Request, request_id: str) -> Answered:
        actor = identity.identify(tx, request.sender)
        if actor is None:
            card = replies.word(Stranger(), self.anybody, support=self.support)
            return Answered(request_id, _warned(card, request), "stranger", None, None, None)
        reader = Reader(actor.locale, actor.timezone)
        command = _understood(tx, actor, request, reader)
        spoken_for = _account(tx, actor, request, command)
        outcome: Outcome
        account_id = None
        if isinstance(spoken_for, AccountUnknown):
            outcome = spoken_for
        elif isinstance(command, NoSuchChoice):
            outcome = command
        else:
            asker = _asker(actor, spoken_for, request, request_id)
            outcome = self._outcome(tx, actor, spoken_for, asker, command)
            account_id = asker.account_id or None
        more = command.more if isinstance(command, ListInvoices | PaymentHistory) else ""
        card = replies.word(outcome, reader, support=self.support, more=more)
        return Answered(
            request_id=request_id,
            card=_warned(card, request),
            outcome=_named(outcome),
            command=_kept(command),
            person_id=actor.person_id,
            account_id=account_id,
        )

    def _outcome(
        self,
        tx: Connection,
        actor: Actor,
        account: Membership | None,
        asker: Asker,
        command: Command | NotUnderstood,
    ) -> Outcome:
        if isinstance(command, NotUnderstood):
            return command
        if isinstance(command, Pay | Confirm) and not self.payments:
            return PaymentsOff()
        return _outcome(tx, actor, account, asker, command)


def _understood(
    tx: Connection, actor: Actor, request: Request, reader: Reader
) -> Command | NotUnderstood | NoSuchChoice:
    """What the text means; a number stands for what it was given to choose from."""
    today = reader.today(request.at)
    command = _read(request.text, today, actor.locale)
    if not isinstance(command, Choose):
        return command
    offered = inbox.choices(tx, actor.person_id, request.conversation, request.at)
    say = offered.picked(command.pick)
    if say is None:
        return NoSuchChoice(len(offered.says))
    return _read(say, today, actor.locale)


@lru_cache(maxsize=1024)
def _read(text: str, today: date, locale: str) -> Command | NotUnderstood:
    """Understand a masked text; people say the same few things, so the latest readings are kept."""
    return understand.read(text, today=today, locale=locale).command


def _account(
    tx: Connection, actor: Actor, request: Request, command: Command | NotUnderstood | NoSuchChoice
) -> Membership | AccountUnknown | None:
    """The account a command is about: the one named, the one that owns what is named, or theirs."""
    said = None if isinstance(command, NotUnderstood | NoSuchChoice) else command.account
    named = said or request.account
    if named is not None:
        found = _by_name(actor, named)
        return found or AccountUnknown(named, tuple(m.account for m in actor.memberships))
    owner = _owner(tx, actor, request, command) if len(actor.memberships) > 1 else None
    return next((m for m in actor.memberships if m.account_id == owner), actor.current)


def _owner(
    tx: Connection, actor: Actor, request: Request, command: Command | NotUnderstood | NoSuchChoice
) -> str | None:
    match command:
        case ShowInvoice(number=str(number)) | PaymentStatus(number=str(number)):
            return accounts.owner_of(tx, actor.account_ids, number)
        case Pay(numbers=(number, *_)):
            return accounts.owner_of(tx, actor.account_ids, number)
        case Confirm(offer=offer) | Cancel(offer=offer):
            whose = accounts.Whose(actor.person_id, actor.account_ids, request.conversation)
            return accounts.account_of_offer(tx, whose, offer, now=request.at)
        case _:
            return None


def _by_name(actor: Actor, name: str) -> Membership | None:
    wanted = re.sub(r"\W+", " ", name).strip().casefold()
    for membership in actor.memberships:
        if re.sub(r"\W+", " ", membership.account).strip().casefold() == wanted:
            return membership
    return None


def _asker(actor: Actor, account: Membership | None, request: Request, request_id: str) -> Asker:
    return Asker(
        person_id=actor.person_id,
        account_id=account.account_id if account else "",
        account=account.account if account else "",
        conversation=request.conversation,
        request_id=request_id,
        origin=Origin(request.sender.channel, request.sender.address, request.place),
        now=request.at,
        today=Reader(actor.locale, actor.timezone).today(request.at),
        offer_lasts=OFFERS_LAST[request.sender.channel],
    )


def _outcome(
    tx: Connection,
    actor: Actor,
    account: Membership | None,
    asker: Asker,
    command: Command,
) -> Outcome:
    if (lacks := policy.lacking(command, account)) is not None:
        payers = accounts.payers(tx, asker.account_id) if account else ()
        return NotAllowed(lacks, asker.account, payers)
    may_pay = account is not None and policy.may_pay(account)
    match command:
        case Help():
            names = tuple(m.account for m in actor.memberships)
            return Helped(actor.name, asker.account or None, names, may_pay)
        case AskPerson(about=about):
            return PersonNeeded(about)
        case SwitchAccount(to=name):
            return _switch(tx, actor, asker, name)
        case Choose():
            return NoSuchChoice(0)
        case _:
            return _billing(tx, asker, command, may_pay=may_pay)


def _billing(
    tx: Connection,
    asker: Asker,
    command: ListInvoices
    | ShowInvoice
    | Balance
    | Pay
    | Confirm
    | Cancel
    | PaymentStatus
    | PaymentHistory,
    *,
    may_pay: bool,
) -> billing.Outcome:
    match command:
        case ListInvoices():
            return _list(tx, asker, command, may_pay=may_pay)
        case ShowInvoice(number=number):
            return invoices.show_invoice(tx, asker, number, may_pay=may_pay)
        case Balance():
            return invoices.balance(tx, asker, may_pay=may_pay)
        case Pay(numbers=numbers, all=every, amount=amount):
            return offers.offer(tx, asker, Wish(numbers, every, amount))
        case Confirm(offer=offer):
            return offers.confirm(tx, asker, offer)
        case Cancel(offer=offer):
            return offers.cancel(tx, asker, offer)
        case PaymentStatus(number=number):
            return payments.status(tx, asker, number, may_pay=may_pay)
        case PaymentHistory(page=page):
            return payments.history(tx, asker, page=page)
        case _:
            assert_never(command)


def _list(tx: Connection, asker: Asker, command: ListInvoices, *, may_pay: bool) -> billing.Outcome:
    if command.refused:
        return billing.FilterRefused(command.refused)
    limits: dict[str, Money] = {}
    for name, written in (("over", command.over), ("under", command.under)):
        if written is not None:
            limit = _limit(written, accounts.account(tx, asker.account_id).currency)
            if limit is None:
                return billing.FilterRefused((written.text,))
            limits[name] = limit
    wanted = invoices.Filter(
        state=command.state,
        since=command.since,
        before=command.before,
        over=limits.get("over"),
        under=limits.get("under"),
        type=InvoiceType(command.type) if command.type else None,
        today=asker.today if command.state is InvoiceState.OVERDUE else date.max,
    )
    return invoices.list_invoices(tx, asker, wanted, page=command.page, may_pay=may_pay)


def _limit(written: Amount, currency: str) -> Money | None:
    """The amount a list is limited by; None when it could be read in more than one way."""
    meant = written.currencies[0] if len(written.currencies) == 1 else currency
    if len(written.readings) != 1 or (written.currencies and meant not in written.currencies):
        return None
    return Money.of(written.readings[0], meant)


def _switch(tx: Connection, actor: Actor, asker: Asker, name: str | None) -> Outcome:
    names = tuple(m.account for m in actor.memberships)
    if name is None:
        return AccountShown(asker.account, names, switched=False)
    found = _by_name(actor, name)
    if found is None:
        return AccountUnknown(name, names)
    accounts.switch(tx, actor.person_id, found.account_id)
    return AccountShown(found.account, names, switched=True)


def _warned(card: Card, request: Request) -> Card:
    """Ask for the message to be deleted when something had to be removed from it."""
    if not request.masked:
        return card
    return card.model_copy(update={"paragraphs": (_SECRETS_REMOVED, *card.paragraphs)})


def _kept(command: Command | NotUnderstood | NoSuchChoice) -> dict[str, Any] | None:
    if isinstance(command, NotUnderstood | NoSuchChoice):
        return None
    return command.model_dump(mode="json")


def _named(outcome: Outcome) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(outcome).__name__).lower()
