"""Roles by the names people know them under: what each may do, and what it is told at first.

The first three are the roles themselves; the others are named after those of DoiT's console.
"""

from types import MappingProxyType

from assistant.billing.model import Role
from assistant.billing.model.contact import Told
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Preset:
    """A role, and what a new contact with it is told unless somebody says otherwise."""

    role: Role
    told: tuple[Told, ...]


_ALL = tuple(Told)

PRESETS = MappingProxyType(
    {
        "viewer": Preset(Role.VIEWER, (Told.INVOICES,)),
        "payer": Preset(Role.PAYER, (Told.INVOICES, Told.REMINDERS, Told.PAYMENTS)),
        "admin": Preset(Role.ADMIN, _ALL),
        "invoice viewer": Preset(Role.VIEWER, (Told.INVOICES,)),
        "billing viewer": Preset(Role.VIEWER, (Told.INVOICES, Told.PAYMENTS)),
        "invoice payer": Preset(Role.PAYER, (Told.INVOICES, Told.PAYMENTS)),
        "accounts payable": Preset(Role.PAYER, (Told.INVOICES, Told.REMINDERS, Told.PAYMENTS)),
        "billing admin": Preset(Role.ADMIN, _ALL),
        "escalation contact": Preset(Role.VIEWER, (Told.ESCALATIONS,)),
    }
)
