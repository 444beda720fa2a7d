"""Which intent a command is, by the names that everybody counts by."""

import re

from assistant.command import AskPerson, Command, Help, ListInvoices, ShowInvoice
from assistant.command.reminding import Prefer
from assistant.understand.phrases import is_small_talk
from assistant.understand.polite import request_in, unwrapped

_SENDING = re.compile(r"(?:get|send|receive|forward)\b")
_SENT = (ListInvoices, ShowInvoice)
_INTENTS = {
    "list_invoices": "list_invoices",
    "show_invoice": "show_invoice",
    "show_item": "show_invoice",
    "explain_invoice": "show_invoice",
    "turn_page": "list_invoices",
    "summary": "balance",
    "spending": "payment_history",
    "balance": "balance",
    "pay": "pay",
    "send_link": "pay",
    "plan_payment": "pay",
    "planned_payments": "payment_history",
    "payment_status": "payment_history",
    "payment_history": "payment_history",
    "help": "help",
    "list_payment_methods": "list_payment_methods",
    "show_wire": "list_payment_methods",
    "add_payment_method": "add_payment_method",
    "remove_payment_method": "remove_payment_method",
    "set_default_method": "set_default_method",
    "set_backup_method": "set_default_method",
    "show_contacts": "contact_update",
    "add_contact": "contact_update",
    "set_role": "contact_update",
    "set_told": "contact_update",
    "remove_contact": "contact_update",
    "reopen_address": "contact_update",
    "get_document": "get_document",
    "show_case": "human",
    "add_to_case": "human",
    "promise": "human",
    "say_paid": "dispute",
    "dispute_invoice": "dispute",
    "end_dispute": "dispute",
    "show_disputes": "dispute",
    "show_notices": "contact_update",
    "show_words": "payment_history",
    "mute_invoice": "human",
    "pause_reminders": "human",
    "prefer": "human",
    "show_preferences": "human",
    "set_stages": "human",
    "wrong_person": "contact_update",
}


def intent_of(command: Command, text: str) -> str:
    """Name the intent; small talk asks for nothing, and "send me" asks for a document."""
    if isinstance(command, AskPerson):
        return command.about
    if isinstance(command, Prefer) and command.language is not None:
        return "none"  # "talk to me in French" asks for no person
    if isinstance(command, Help) and (
        is_small_talk(text) or is_small_talk(request_in(unwrapped(text)))
    ):
        return "none"
    if type(command) in _SENT and _SENDING.match(request_in(text.lower())):
        return "get_document"
    return _INTENTS.get(command.kind, "none")
