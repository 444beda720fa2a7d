"""Every sentence the assistant answers with: an outcome goes in, a card comes out.

Nothing here decides anything. An outcome that nobody words does not pass mypy.
"""

from typing import assert_never

from assistant.billing import outcomes as o
from assistant.billing.outcomes import accounts as a
from assistant.billing.outcomes import cases as c
from assistant.billing.outcomes import documents as d
from assistant.billing.outcomes import methods as m
from assistant.billing.outcomes import plans as p
from assistant.billing.outcomes import views as v
from assistant.billing.outcomes.contacts import (
    AddressReopened,
    AddressVerified,
    CodeRefused,
    ContactAsked,
    ContactCancelled,
    ContactDone,
    ContactLeaving,
    ContactList,
    ContactOffered,
    ContactRefused,
)
from assistant.billing.outcomes.linking import LinkAsked, LinkEnded, LinkMade, LinkRefused
from assistant.billing.outcomes.paying import CreditUsed, LimitReached, LinkPromised, MethodUnclear
from assistant.billing.outcomes.reminding import (
    ClaimWithdrawn,
    Disputed,
    DisputeEnded,
    DisputeOfOthers,
    DisputesShown,
    DisputeWithdrawn,
    LanguageChosen,
    Muted,
    NoPromise,
    NothingOpen,
    Paused,
    PreferencesShown,
    PromiseKept,
    PromiseRefused,
    PromiseWithdrawn,
    SaysPaid,
    StagesRefused,
    StagesSet,
    TheirsToSay,
    WhichMeant,
    WhoInstead,
)
from assistant.billing.outcomes.telling import NoticesShown, WordsShown
from assistant.card import Card
from assistant.command import NotUnderstood
from assistant.language import speaking
from assistant.outcome import (
    AccountShown,
    AccountUnknown,
    CustomerUnknown,
    DifferentAccounts,
    Helped,
    NoSuchChoice,
    NotAllowed,
    Outcome,
    PayingStopped,
    PaymentsOff,
    PersonNeeded,
    Stranger,
)
from assistant.reader import Reader
from assistant.replies import (
    cancelling,
    cases,
    contacts,
    documents,
    invoices,
    line,
    linking,
    looking,
    methods,
    nearly,
    offering,
    one_invoice,
    operations,
    paying,
    planning,
    refusals,
    reminding,
    starting,
    telling,
)
from assistant.replies.desk import accounts as desk_accounts
from assistant.replies.desk import cases as desk_cases
from assistant.replies.documents import mailed as mailed
from assistant.replies.linking import letter as letter
from assistant.replies.together import together as together


def word(outcome: Outcome, reader: Reader, *, support: str, asked: object = None) -> Card:
    """Say what happened, in the reader's formats.

    ``support`` is the human to turn to, ``asked`` the command, so that its next page can be said.
    """
    with speaking(reader.locale):
        return _word(outcome, reader, support=support, asked=asked)


def _word(outcome: Outcome, reader: Reader, *, support: str, asked: object) -> Card:
    match outcome:
        case o.InvoiceList():
            return invoices.listed(outcome, reader, asked)
        case o.InvoiceShown():
            return one_invoice.shown(outcome, reader)
        case o.BalanceShown():
            return invoices.balance(outcome, reader)
        case (
            v.InvoiceDetails()
            | v.ItemShown()
            | v.ItemNotFound()
            | v.InvoiceExplained()
            | v.SummaryShown()
            | v.SpendingShown()
        ):
            return looking.word(outcome, reader, asked)
        case o.ChoiceNeeded():
            return offering.choice(outcome, reader, asked)
        case MethodUnclear():
            return offering.which_method(outcome)
        case LinkPromised():
            return offering.link(outcome, reader)
        case o.OfferMade():
            return offering.offered(outcome, reader)
        case CreditUsed():
            return offering.from_credit(outcome, reader)
        case o.PaymentStarted():
            return starting.started(outcome, reader)
        case o.OfferUsed():
            return paying.used(outcome, reader, support=support)
        case o.OfferCancelled():
            return cancelling.cancelled(outcome, reader, support=support)
        case o.QuestionDropped():
            return cancelling.dropped()
        case o.PaymentWithdrawn():
            return paying.withdrawn(outcome, reader)
        case (
            p.PaymentPlanned()
            | p.PlanList()
            | p.PlanCancelled()
            | p.PaymentStopped()
            | p.NothingPlanned()
            | p.AlreadyPlanned()
            | p.DateRefused()
            | p.MethodNeeded()
            | p.AutopayDenied()
            | p.AutopayOffered()
            | p.AutopayShown()
        ):
            return planning.word(outcome, reader, support=support)
        case o.InvoiceNotFound():
            return nearly.not_found(outcome, asked)
        case o.PaymentShown():
            return paying.shown(outcome, reader)
        case o.PaymentList():
            return paying.history(outcome, reader, asked)
        case o.NoPaymentYet():
            return paying.none_yet(outcome, reader)
        case (
            d.DocumentsFound()
            | d.WhichDocument()
            | d.WhichPeriod()
            | d.NothingToSend()
            | d.TooMuchAtOnce()
        ):
            return documents.word(outcome, reader)
        case (
            o.NothingDue()
            | o.AlreadyPaid()
            | o.NotPayable()
            | o.BeingPaid()
            | o.AmountRefused()
            | o.AmountUnclear()
            | LimitReached()
            | o.FilterRefused()
            | o.NothingToConfirm()
        ):
            return refusals.refused(outcome, reader, support=support)
        case (
            ContactList()
            | ContactOffered()
            | ContactAsked()
            | ContactDone()
            | ContactLeaving()
            | ContactCancelled()
            | AddressReopened()
            | ContactRefused()
            | AddressVerified()
            | CodeRefused()
        ):
            return contacts.word(outcome, reader, support=support)
        case LinkAsked() | LinkMade() | LinkRefused() | LinkEnded():
            return linking.word(outcome, reader, support=support)
        case (
            o.OperationDrafted()
            | o.OperationProposed()
            | o.OperationShown()
            | o.OperationDone()
            | o.OperationDeclined()
            | o.OperationRefused()
            | o.OperationsWaiting()
        ):
            return operations.word(outcome, reader)
        case (
            c.CaseList()
            | c.CaseShown()
            | c.CaseChanged()
            | c.CaseRefused()
            | c.AssignWhom()
            | c.ReplyWanted()
            | c.ReplyDrafted()
            | c.ReplySent()
            | c.ReplyDropped()
        ):
            return desk_cases.word(outcome, reader)
        case (
            a.AccountsFound()
            | a.AccountOverview()
            | a.Receivables()
            | a.AgeingShown()
            | a.PaidToday()
            | a.NotesShown()
            | a.OfferPrepared()
            | a.PaperResent()
            | a.DueDateDrafted()
            | a.DueDateSet()
            | a.DeskRefused()
        ):
            return desk_accounts.word(outcome, reader)
        case c.YourCases() | c.YourCaseUnknown() | c.AddedToCase():
            return cases.word(outcome, reader)
        case (
            Stranger()
            | NotAllowed()
            | NotUnderstood()
            | Helped()
            | PersonNeeded()
            | AccountShown()
            | AccountUnknown()
            | CustomerUnknown()
            | NoSuchChoice()
            | DifferentAccounts()
            | PaymentsOff()
            | PayingStopped()
        ):
            return line.word(outcome, reader, support=support)
        case (
            m.MethodList()
            | m.WireShown()
            | m.MethodPageAsked()
            | m.NoSuchContact()
            | m.MethodUnclear()
            | m.MethodUnknown()
            | m.MethodToConfirm()
            | m.MethodRequired()
            | m.MethodBusy()
            | m.MethodNotUsable()
            | m.MethodRemoved()
            | m.MethodsArranged()
        ):
            return methods.word(outcome, reader, support=support)
        case (
            WhichMeant()
            | PromiseKept()
            | PromiseRefused()
            | PromiseWithdrawn()
            | NoPromise()
            | SaysPaid()
            | ClaimWithdrawn()
            | Disputed()
            | DisputeEnded()
            | DisputesShown()
            | DisputeWithdrawn()
            | DisputeOfOthers()
            | Muted()
            | Paused()
            | PreferencesShown()
            | LanguageChosen()
            | StagesSet()
            | StagesRefused()
            | TheirsToSay()
            | WhoInstead()
            | NothingOpen()
        ):
            return reminding.word(outcome, reader, support=support)
        case NoticesShown():
            return telling.notices(outcome, reader, asked)
        case WordsShown():
            return telling.words(outcome, reader)
        case _:
            assert_never(outcome)
