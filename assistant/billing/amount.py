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
