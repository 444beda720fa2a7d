"""Asking about the ways to pay that are on file, and changing them."""

from typing import Literal

from assistant.command.ask import Ask


class ListMethods(Ask, frozen=True):
    """``payment methods``: what is on file to pay with."""

    kind: Literal["list_payment_methods"] = "list_payment_methods"


class ShowWire(Ask, frozen=True):
    """``how do I pay by wire?``"""

    kind: Literal["show_wire"] = "show_wire"


class AddMethod(Ask, frozen=True):
    """``add a card``, ``add a card with company information, tell ap@acme.example``.

    ``of`` is the provider's word for the kind, where one was named.
    """

    kind: Literal["add_payment_method"] = "add_payment_method"
    of: Literal["card", "us_bank_account", "sepa_debit", "paypal"] | None = None
    tell: str | None = None
    company: bool = False


class RemoveMethod(Ask, frozen=True):
    """``remove 4242``; only ``sure``, which a yes or the button says, does it.

    ``which`` is whatever names a method: last digits, a brand, our id; empty when it was not said.
    """

    kind: Literal["remove_payment_method"] = "remove_payment_method"
    which: str = ""
    sure: bool = False


class SetDefaultMethod(Ask, frozen=True):
    """``make 4242 the default``; ``which`` as in RemoveMethod."""

    kind: Literal["set_default_method"] = "set_default_method"
    which: str = ""
    sure: bool = False


class SetBackupMethod(Ask, frozen=True):
    """``make 4242 my backup``; ``which`` as in RemoveMethod, or ``none``."""

    kind: Literal["set_backup_method"] = "set_backup_method"
    which: str = ""
