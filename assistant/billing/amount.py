"""An amount as a person wrote it, before anyone knows which money is meant."""

from decimal import Decimal

from pydantic import BaseModel


class Amount(BaseModel, frozen=True):
    """An amount as written: its possible readings in major units, and the currency if named.

    More than one reading means the text was ambiguous (``1.000``): ask, never guess. ``text`` is
    the writing itself, for asking back. ``currencies`` holds the candidates of a sign like ``$``.
    """

    text: str
    readings: tuple[Decimal, ...]
    currencies: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The amount in a writing that can be read in one way only, if it has one reading."""
        if len(self.readings) != 1:
            return self.text
        currency = f" {self.currencies[0]}" if len(self.currencies) == 1 else ""
        return f"{self.readings[0]:f}{currency}"
