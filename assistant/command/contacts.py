"""What can be asked about the people of an account, as types; part of the vocabulary."""

from typing import Literal

from assistant.billing.model.contact import Told as Told
from assistant.command.ask import Ask


class ShowContacts(Ask, frozen=True):
    """``who gets our invoices?``"""

    kind: Literal["show_contacts"] = "show_contacts"


class AddContact(Ask, frozen=True):
    """``add ap2@acme.example as payer for invoices``, ``replace bob@… with bob2@…``.

    ``preset`` names a role; ``told`` is empty where nothing was said of it.
    """

    kind: Literal["add_contact"] = "add_contact"
    address: str
    preset: str = "viewer"
    told: tuple[Told, ...] = ()
    name: str = ""
    replaces: str = ""


class SetRole(Ask, frozen=True):
    """``make vic a payer``"""

    kind: Literal["set_role"] = "set_role"
    who: str
    preset: str


class SetTold(Ask, frozen=True):
    """``stop sending reminders to bob@acme.example``, ``send invoices to vic@acme.example``."""

    kind: Literal["set_told"] = "set_told"
    who: str
    what: tuple[Told, ...]
    on: bool


class RemoveContact(Ask, frozen=True):
    """``remove bob@acme.example``; only ``sure``, which a yes or the button says, does it."""

    kind: Literal["remove_contact"] = "remove_contact"
    who: str
    sure: bool = False


class ReopenAddress(Ask, frozen=True):
    """``mail to bob@acme.example works again``"""

    kind: Literal["reopen_address"] = "reopen_address"
    who: str


class ConfirmChange(Ask, frozen=True):
    """A yes that is bound to one change of the contacts."""

    kind: Literal["confirm_change"] = "confirm_change"
    change: str


class CancelChange(Ask, frozen=True):
    """A no to one change of the contacts."""

    kind: Literal["cancel_change"] = "cancel_change"
    change: str


class VerifyAddress(Ask, frozen=True):
    """``verify bcdfg-…``: somebody reads the mail that was sent to this address."""

    kind: Literal["verify_address"] = "verify_address"
    code: str


ContactCommand = (
    AddContact
    | CancelChange
    | ConfirmChange
    | RemoveContact
    | ReopenAddress
    | SetRole
    | SetTold
    | ShowContacts
    | VerifyAddress
)
