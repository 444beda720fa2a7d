"""Who may ask for what: one table, pure.

Authorisation has three parts. *Proof* is checked before there is an actor, *ownership* is in the
SQL, and this is the third: the *permission* a role gives for the account a command is about.
"""

from datetime import datetime

from assistant.billing.model import Role
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
from assistant.command.plans import (
    AnswerAutopay,
    AutopayStatus,
    CancelPayment,
    PlannedPayments,
    PlanPayment,
    SetAutopay,
)
from assistant.command.reminding import (
    DisputeInvoice,
    EndDispute,
    MuteInvoice,
    PauseReminders,
    Prefer,
    Promise,
    SayPaid,
    SetStages,
    ShowDisputes,
    ShowNotices,
    ShowPreferences,
    ShowWords,
    WithdrawClaim,
    WithdrawPromise,
    WrongPerson,
)
from assistant.outcome import Lacks
from assistant.request import Membership

_NEEDS: dict[type[Command], Role | None] = {
    Help: None,
    AskPerson: None,
    SwitchAccount: None,
    VerifyAddress: None,  # the code says for which account, and is the right to it
    LinkSlack: None,  # the mail proves it, whoever asks
    ProveLink: None,
    Unlink: None,  # of themselves only
    Choose: None,  # what was chosen is asked for anew, and checked then
    TurnPage: None,  # as is the page that is meant
    ListInvoices: Role.VIEWER,
    ShowInvoice: Role.VIEWER,
    ShowItem: Role.VIEWER,
    ExplainInvoice: Role.VIEWER,
    ShowSummary: Role.VIEWER,
    ShowSpending: Role.VIEWER,
    Balance: Role.VIEWER,
    PaymentStatus: Role.VIEWER,
    PaymentHistory: Role.VIEWER,
    GetDocument: Role.VIEWER,
    Cancel: Role.VIEWER,
    CancelChange: Role.VIEWER,
    ShowContacts: Role.VIEWER,
    SendLink: Role.VIEWER,  # it charges nothing: whoever opens the page pays there themselves
    PlannedPayments: Role.VIEWER,
    AutopayStatus: Role.VIEWER,
    Pay: Role.PAYER,
    PayWhich: Role.PAYER,
    ChangeOffer: Role.PAYER,
    PlanPayment: Role.PAYER,
    CancelPayment: Role.PAYER,
    Confirm: Role.PAYER,
    ListMethods: Role.VIEWER,
    ShowWire: Role.VIEWER,
    AddMethod: Role.ADMIN,
    RemoveMethod: Role.ADMIN,
    SetDefaultMethod: Role.ADMIN,
    SetBackupMethod: Role.ADMIN,
    AddContact: Role.ADMIN,
    SetRole: Role.ADMIN,
    SetTold: Role.ADMIN,
    RemoveContact: Role.ADMIN,
    ReopenAddress: Role.ADMIN,  # agents may, too
    ConfirmChange: Role.ADMIN,
    ShowCase: None,  # it is theirs, or looks like none
    AddToCase: None,
    **dict.fromkeys(
        (*AGENTS_ONLY, *AGENTS_CASES, *AGENTS_ACCOUNTS), None
    ),  # looked up when it is done
    **dict.fromkeys((Promise, WithdrawPromise, SayPaid, DisputeInvoice, WrongPerson), Role.VIEWER),
    WithdrawClaim: Role.VIEWER,
    **dict.fromkeys((MuteInvoice, PauseReminders, Prefer, ShowPreferences), Role.VIEWER),
    SetStages: Role.ADMIN,  # agents may, too: see where it is done
    **dict.fromkeys((ShowDisputes, ShowNotices, ShowWords), Role.VIEWER),
    EndDispute: None,  # their own, or any by our own people
    SetAutopay: Role.ADMIN,
    AnswerAutopay: Role.ADMIN,
}


AGENTS_TOO = (SetStages, ReopenAddress)
"""What takes an admin, and what our own people may do for any customer."""

CONTACT_CHANGES = (AddContact, SetRole, SetTold, RemoveContact, ConfirmChange)
"""What changes who belongs to an account; some accounts leave that to our people alone."""


def lacking(command: Command, for_account: Membership | None, now: datetime) -> Lacks | None:
    """What is missing for this command on this account at this moment; None: it is allowed."""
    needed = _NEEDS[type(command)]
    if needed is None:
        return None
    if for_account is None:
        return Lacks.ACCOUNT
    if for_account.contacts_left and isinstance(command, CONTACT_CHANGES):
        return None
    if not _has(for_account, needed):
        return Lacks.ADMIN if needed is Role.ADMIN else Lacks.PAYER
    if needed > Role.VIEWER and for_account.waits(now):
        return Lacks.TIME
    return None


def needed(command: Command) -> Role:
    """The role it takes; any will do where none is needed."""
    return _NEEDS[type(command)] or Role.VIEWER


def may_pay(for_account: Membership, now: datetime) -> bool:
    """Whether paying may be offered at all."""
    stopped = for_account.paying_stopped
    return _has(for_account, Role.PAYER) and not stopped and not for_account.waits(now)


def may_manage(for_account: Membership, now: datetime) -> bool:
    """Whether changing payment methods and contacts may be offered at all."""
    return _has(for_account, Role.ADMIN) and not for_account.waits(now)


def _has(for_account: Membership, needed: Role) -> bool:
    by_account = needed is Role.PAYER and for_account.viewer_may_pay
    return for_account.role >= needed or by_account
