"""What to make of a learned opinion: a look at one's own things, or a question which is meant.

Nothing learned moves money, changes anything or calls a person: whatever does is put as a choice.
"""

from assistant.command import (
    Balance,
    Command,
    Help,
    ListInvoices,
    ListMethods,
    PaymentHistory,
)
from assistant.language import say
from assistant.understand.classify import Opinion
from assistant.understand.concepts import concepts
from assistant.understand.unclear import Unclear

SURE = 0.7
_SURE_OF_PAYING = 0.9
_PERHAPS = 0.35
_NOTHING = 0.97
_SURELY = 0.95

SAY = {
    "list_invoices": "show my invoices",
    "show_invoice": "show my invoices",
    "get_document": "pdf of my last invoice",
    "balance": "what do I owe",
    "pay": "pay my invoice",
    "payment_history": "payment history",
    "list_payment_methods": "payment methods",
    "add_payment_method": "add a card",
    "remove_payment_method": "remove my card",
    "set_default_method": "change my default card",
    "refund_request": "I want a refund",
    "dispute": "dispute a charge",
    "contact_update": "who gets our invoices",
    "human": "talk to a human",
    "help": "help",
}
"""What one says to get each intent for certain."""

_LOOKS: dict[str, Command] = {
    "list_invoices": ListInvoices(),
    "show_invoice": ListInvoices(),
    "balance": Balance(),
    "payment_history": PaymentHistory(),
    "list_payment_methods": ListMethods(),
    "help": Help(),
}
_NOT_PAYING = frozenset(
    "NEG IF THIRD EVERY SHOULD WHY WHEN WHO HOWLONG HOWMUCH HOME PAID CANCEL HISTORY REFUND REVERSE"
    " DISPUTE DECLINED WRONG UNAUTHORISED TWICE TOOMUCH TELLME RECEIVED DID CHANGE".split()
)
"""Ideas beside which "pay" is talked about rather than asked for."""

_OTHER_TRADES = frozenset("POLICY TRAVEL ORDERS MEDIA CARS WORKTRADE LOGIN TELCO".split())
_OWED = frozenset("BILL INVOICES PREMIUM BALANCE PAYMENTMAKE".split())
"""What is paid even in other trades; without one, "pay" means a hotel, an order or a claim."""

_EASILY_MISTAKEN = ("balance", "help", "payment_history", "list_payment_methods")


def overruled(intent: str, held: Opinion) -> bool:
    """Whether a form of loose words is better not believed: the text is about something else."""
    return intent in _EASILY_MISTAKEN and held.nothing > _NOTHING


def better(intent: str, held: Opinion) -> bool:
    """Whether a text that merely mentions a bill is surely about something else of ours."""
    instead = held.intent in ("dispute", "refund_request", "balance", "contact_update")
    return intent in ("list_invoices", "show_invoice") and instead and held.likely > _SURELY


def proposed(held: Opinion, text: str) -> tuple[str, Command | Unclear, float] | None:
    """The intent a text is taken for, what can be done about it, and how sure that is."""
    intent, likely = held.intent, held.likely
    if intent == "pay" and not _may_ask_to_pay(text):
        return None
    if likely >= (_SURE_OF_PAYING if intent == "pay" else SURE):
        return intent, _LOOKS.get(intent) or _did_you_mean(intent), likely
    if likely >= _PERHAPS:
        return "none", _did_you_mean(intent, held.second), likely
    return None


def _may_ask_to_pay(text: str) -> bool:
    said = set(concepts(text))
    elsewhere = said & _OTHER_TRADES and not said & _OWED
    return not (said & _NOT_PAYING or elsewhere)


def _did_you_mean(*intents: str) -> Unclear:
    words = (SAY[intent] for intent in intents if intent in SAY)
    return Unclear(say("I am not sure what you mean"), tuple(dict.fromkeys(words)))
