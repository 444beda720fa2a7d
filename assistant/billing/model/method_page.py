"""The hosted pages on which people add methods, as frozen values."""

from datetime import datetime
from enum import StrEnum

from assistant.billing.model import Origin
from assistant.values import dataclass


class PageState(StrEnum):
    """The life of a hosted page on which somebody adds a method."""

    ASKED = "asked"  # the provider has not been asked for it, or did not answer
    OPEN = "open"
    DONE = "done"
    EXPIRED = "expired"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class MethodPage:
    """A hosted page on which a person adds a method; its id is the provider's idempotency key.

    ``tell`` is the contact who hears what becomes of the method, ``company`` says that the
    account's own address is to be filled in.
    """

    id: str
    account_id: str
    person_id: str
    tell: str
    company: bool
    kind: str | None
    state: PageState
    request_id: str
    origin: Origin
    attempts: int
    gateway_ref: str | None
    url: str | None
    expires_at: datetime | None
    created_at: datetime
