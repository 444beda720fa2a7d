"""What every command may carry, whatever it asks for."""

from pydantic import BaseModel


class Ask(BaseModel, frozen=True, defer_build=True):
    """What every command may carry: the account it was said for (``for Acme EU: …``)."""

    account: str | None = None
