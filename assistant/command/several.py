"""Several requests in one message, as the words of each."""

from typing import Literal

from pydantic import BaseModel


class Several(BaseModel, frozen=True):
    """Requests of one message, in the words of each: understood each by itself, done in turn."""

    kind: Literal["several"] = "several"
    requests: tuple[str, ...]

    def of_account(self, account: str) -> "Several":
        """The same, each said for an account."""
        return Several(requests=tuple(f"for {account}: {each}" for each in self.requests))
