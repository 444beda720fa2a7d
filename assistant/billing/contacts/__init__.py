"""Who belongs to an account: shown, invited, verified, told what changed."""

from assistant.billing.contacts.changing import (
    NewContact,
    account_of_change,
    add,
    by_people,
    cancel,
    confirm,
    listed,
    remove,
    set_role,
    set_told,
)
from assistant.billing.contacts.reopening import reopen

__all__ = [
    "NewContact",
    "account_of_change",
    "add",
    "by_people",
    "cancel",
    "confirm",
    "listed",
    "remove",
    "reopen",
    "set_role",
    "set_told",
]
