"""What every fact about an account carries, whatever it is a fact of."""

from pydantic import AwareDatetime, BaseModel


class AccountFact(BaseModel, frozen=True):
    """What every other fact carries: whose it is, what it is about, when, and whose doing it was.

    ``by`` is the name of whoever did it, empty when nobody did; ``request_id`` is what they said.
    """

    account_id: str
    account: str
    about: str
    at: AwareDatetime
    by: str = ""
    request_id: str = ""


class AtDesk(BaseModel, frozen=True):
    """One person the fact itself names, and where they were to be told."""

    person_id: str
    name: str
    email: str
    locale: str
    timezone: str
    slack: str = ""
