"""The wider net: what a text is about when its exact words are not known."""

import re
from dataclasses import dataclass

from assistant.command import AskPerson, Balance, Command, Help, ListInvoices, PaymentHistory
from assistant.understand.unclear import Unclear

_LOOKED_AT = 600
_SURE = 0.7


@dataclass(frozen=True, slots=True)
class Guess:
    """An intent, and what can be done about it without moving money."""

    intent: str
    command: Command | None
    unclear: Unclear | None = None
    confidence: float = _SURE


_NET: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "human",
        re.compile(
            r"\b(?:talk|speak|chat|connect|transfer|contact|get|put|reach)\w*\b.{0,25}\b(?:human|person|agent|operator|representative|someone|somebody|customer (?:service|support|care)|support)\b|\bcall me\b"
        ),
    ),
    ("refund_request", re.compile(r"\b(?:refund|reimburse|money back|rebate)")),
    ("get_document", re.compile(r"\b(?:pdf|receipt|download|excel|csv|spreadsheet)\b")),
)
_COMMANDS: dict[str, Command] = {
    "balance": Balance(),
    "list_invoices": ListInvoices(),
    "show_invoice": ListInvoices(),
    "payment_history": PaymentHistory(),
    "help": Help(),
}


def guess(text: str) -> Guess | None:
    """Name the first intent whose words occur; None when the text is about nothing of ours."""
    lower = text[:_LOOKED_AT].lower()
    for intent, form in _NET:
        if form.search(lower):
            return Guess(intent, _COMMANDS.get(intent) or AskPerson(about=intent))
    return None
