"""Facts an agent brings about for a customer: an offer, a document again, another due date."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from assistant.billing.events.fact import AccountFact, AtDesk
from assistant.billing.model.paper import Paper


class OfferTold(AccountFact, frozen=True):
    """An agent has prepared an offer in somebody's name, who alone can accept it."""

    kind: Literal["offer_told"] = "offer_told"
    offer_id: str
    minor: int
    currency: str
    numbers: tuple[str, ...]
    brand: str
    last4: str
    expires_at: AwareDatetime
    to: AtDesk


class PaperSent(AccountFact, frozen=True):
    """An agent sends an invoice or a receipt again, by mail."""

    kind: Literal["paper_sent"] = "paper_sent"
    what: str
    number: str
    papers: tuple[Paper, ...]
    to: AtDesk


class DueDateMoved(AccountFact, frozen=True):
    """An agent has moved the day an invoice is due; ``about`` is the invoice as it was."""

    kind: Literal["due_date_moved"] = "due_date_moved"
    number: str
    was: date
    due_on: date
    reason: str
