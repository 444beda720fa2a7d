"""A part as a person wrote it, before anyone knows which money is meant."""

from decimal import Decimal

from pydantic import BaseModel, Field


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


class Share(BaseModel, frozen=True):
    """A part in proportion to what is open: half, 2/3, 25 %; always less than the whole."""

    parts: int = Field(ge=1)
    of: int = Field(ge=1, le=100)

    @property
    def words(self) -> str:
        """The share in words that read back the same."""
        if self.of == 2:
            return "half"
        return f"{self.parts}/{self.of}" if self.of < 10 else f"{self.parts * 100 // self.of}%"
