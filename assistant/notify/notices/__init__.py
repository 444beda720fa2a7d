"""Every sentence the assistant says unasked: a fact goes in, a card comes out.

Each subject has its module; one more is joined here.
"""

from typing import assert_never

from assistant.billing.events import (
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
    InvoiceIssued,
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
from assistant.card import Card, Fact
from assistant.language import say, speaking
from assistant.notify.notices import (
    cases,
    contacts,
    desk,
    invoices,
    methods,
    operations,
    payments,
    plans,
    prepared,
    promises,
)
from assistant.reader import Reader
from assistant.values import dataclass


def word(
    event: Event,
    reader: Reader,
    *,
    told: tuple[str, ...] = (),
    may_pay: bool = True,
    may_manage: bool = True,
    to: str = "",
) -> Card:
    """Say what happened; ``told`` are the others who hear it, ``to`` is the person who reads."""
    with speaking(reader.locale):
        return _word(event, reader, Hearing(told, may_pay, may_manage, to))


@dataclass(frozen=True, slots=True)
class Hearing:
    """Who else hears it, and what the one who reads it may do."""

    told: tuple[str, ...]
    may_pay: bool
    may_manage: bool
    to: str


def _word(event: Event, reader: Reader, hearing: Hearing) -> Card:
    told, may_pay = hearing.told, hearing.may_pay
    match event:
        case PaymentEvent():
            return payments.word(event, reader, told=told, may_pay=may_pay)
        case ContactChanged():
            card = contacts.changed(event, reader)
        case ContactInvited():
            return contacts.invited(event, reader)
        case ContactBounced():
            card = contacts.bounced(event, own=hearing.to == event.person_id)
        case InvoiceIssued():
            card = invoices.issued(event, reader, may_pay=may_pay, to=hearing.to)
        case StatementReady():
            card = invoices.statement(event, reader, to=hearing.to)
        case MethodChanged():
            card = methods.word(event, reader, may_manage=hearing.may_manage)
        case OperationNews():
            card = operations.news(event, reader)
        case Credited() | Charged() | RefundTold() | MoneyWentBack():
            card = operations.told(event, reader, may_pay=may_pay)
        case CreditSpent():
            card = payments.from_credit(event, reader)
        case PlanTold():
            card = plans.word(event, reader, may_pay=may_pay, own=hearing.to == event.person_id)
        case PromiseTold():
            own = hearing.to == event.person_id
            card = promises.word(event, reader, may_pay=may_pay, own=own)
        case DisputeTold():
            card = promises.disputed(event)
        case AutopayTurned():
            card = plans.turned(event, reader)
        case CaseNews():
            return desk.word(event, reader)
        case CaseReplied():
            return cases.replied(event)
        case OfferTold():
            card = prepared.offered(event, reader)
        case PaperSent():
            card = prepared.sent(event, reader)
        case DueDateMoved():
            card = prepared.moved(event, reader)
        case _:
            assert_never(event)
    by = event.by
    if isinstance(event, CreditSpent) and event.automatic:
        by = say("{person}, who turned autopay on", person=by)
    return _signed(card, by, event.account, told)


def _signed(card: Card, by: str, account: str, told: tuple[str, ...]) -> Card:
    """Add what every fact about an account says: whose it is, who did it, who else knows."""
    facts = [*card.facts, Fact(label=say("Account"), value=account)]
    facts += [Fact(label=say("Done by"), value=by)] if by else []
    facts += [Fact(label=say("Also told"), value=", ".join(told))] if told else []
    return card.model_copy(update={"facts": tuple(facts)})
