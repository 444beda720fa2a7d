"""Who may ask for what: one table, pure.

Authorisation has three parts. *Proof* is checked before there is an actor, *ownership* is in the
SQL, and this is the third: the *permission* a role gives for the account a command is about.
"""

from assistant.billing.model import Role
from assistant.command import (
    AddMethod,
    AskPerson,
    Balance,
    Cancel,
    Choose,
    Command,
    Confirm,
    Help,
    ListInvoices,
    ListMethods,
    Pay,
    PaymentHistory,
    PaymentStatus,
    RemoveMethod,
    SetBackupMethod,
    SetDefaultMethod,
    ShowInvoice,
    ShowWire,
    SwitchAccount,
)
from assistant.outcome import Lacks
from assistant.request import Membership

_NEEDS: dict[type[Command], Role | None] = {
    Help: None,
    AskPerson: None,
    SwitchAccount: None,
    Choose: None,  # what was chosen is asked for anew, and checked then
    ListInvoices: Role.VIEWER,
    ShowInvoice: Role.VIEWER,
    Balance: Role.VIEWER,
    PaymentStatus: Role.VIEWER,
    PaymentHistory: Role.VIEWER,
    Cancel: Role.VIEWER,
    Pay: Role.PAYER,
    Confirm: Role.PAYER,
    ListMethods: Role.VIEWER,
    ShowWire: Role.VIEWER,
    AddMethod: Role.ADMIN,
    RemoveMethod: Role.ADMIN,
    SetDefaultMethod: Role.ADMIN,
    SetBackupMethod: Role.ADMIN,
}


def lacking(command: Command, for_account: Membership | None) -> Lacks | None:
    """What is missing for this command on this account; None when it is allowed."""
    needed = _NEEDS[type(command)]
    if needed is None:
        return None
    if for_account is None:
        return Lacks.ACCOUNT
    if for_account.role >= needed or (needed is Role.PAYER and may_pay(for_account)):
        return None
    return Lacks.ADMIN if needed is Role.ADMIN else Lacks.PAYER


def may_pay(for_account: Membership) -> bool:
    """Whether paying may be offered at all."""
    return for_account.role >= Role.PAYER or for_account.viewer_may_pay


def may_manage(for_account: Membership) -> bool:
    """Whether changing payment methods may be offered at all."""
    return for_account.role >= Role.ADMIN
